"""Tidy tables of counts and shares: one row per outcome and group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import fisher, margin, verdict
from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import Niveau

TOGETHER = "samen"
"""The row of a table that adds up the named outcomes."""


def outcomes(study: Study, niveau: Niveau, groups: Sequence[Group] | None = None) -> pd.DataFrame:
    """Count how often each outcome of a level was ticked, per group (a multiple-response question).

    Parameters
    ----------
    study : Study
    niveau : Niveau
    groups : sequence of Group, optional
        By default the groups that the variant's figures show.

    Returns
    -------
    DataFrame
        One row per item and group, in the form's order: ``item, label, soort`` (named, other, none),
        ``groep, groep_label, groep_naam, n`` (base: respondents), ``aantal``, ``aandeel, laag, hoog`` (shares 0-1 with
        the 95% margin), ``verschil`` (share minus that of the group it is compared with), ``p`` (Fisher's exact test)
        and ``oordeel`` (*vaker*, *minder vaak*, or empty: also where a group is too small to read).
    """
    columns = [(item.key, item.label, item.kind, niveau.column(item.key)) for item in niveau.items]
    columns.append(("geen", study.codebook.geen["label"], "none", niveau.column("geen")))
    ticks = study.frame[[column for *_, column in columns]].to_numpy(dtype=bool)
    rows = []
    for group in study.groups if groups is None else groups:
        counts = ticks[group.mask].sum(axis=0)
        rival = group.rival if group.rival is not None and group.rival.sum() >= study.min_onthulling else None
        others = ticks[rival].sum(axis=0) if rival is not None else None
        for index, (key, label, kind, _) in enumerate(columns):
            count, base = int(counts[index]), group.n
            share = count / base if base else np.nan
            low, high = margin(count, base, group.population)
            row: dict[str, Any] = {
                "item": key,
                "label": label,
                "soort": kind,
                "groep": group.key,
                "groep_label": group.label,
                "groep_naam": group.naam,
            }
            row |= {"n": base, "aantal": count, "aandeel": share, "laag": low, "hoog": high}
            if others is not None and rival is not None:
                other, other_base = int(others[index]), int(rival.sum())
                row |= {"verschil": share - other / other_base, "p": fisher(count, base, other, other_base)}
                readable = min(base, other_base) >= study.min_groep
                row["oordeel"] = verdict(share, other / other_base) if readable else ""
            else:
                row |= {"verschil": np.nan, "p": np.nan, "oordeel": ""}
            rows.append(row)
    table = pd.DataFrame(rows)
    order = {key: index for index, (key, *_) in enumerate(columns)}
    return table.sort_values("item", key=lambda keys: keys.map(order), kind="stable", ignore_index=True)


def distribution(study: Study, niveau: Niveau, scale: str, groups: Sequence[Group] | None = None) -> pd.DataFrame:
    """Count the status or nature of each outcome among those who ticked it.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    scale : {'status', 'aard'}
    groups : sequence of Group, optional
        By default only the variant's total.

    Returns
    -------
    DataFrame
        One row per item, group and category: ``item, label, soort, groep, groep_label, n`` (base: ticked and
        answered), ``categorie, categorie_label, aantal, aandeel, toon``. Where the base is too small to reveal, or
        would give a smaller one away, ``toon`` is False and ``aantal`` and ``aandeel`` are missing.
    """
    groups = [study.total] if groups is None else groups
    categories = study.codebook.schalen[scale]
    rows = []
    for item in niveau.items:
        answers = study.frame[niveau.column(item.key, scale)]
        answered = answers.notna().to_numpy()
        shown = {group.key for group in study.publishable(groups, among=answered)}
        for group in groups:
            base = int((answered & group.mask).sum())
            counts = answers[group.mask].value_counts()
            head: dict[str, Any] = {"item": item.key, "label": item.label, "soort": item.kind, "groep": group.key}
            head |= {"groep_label": group.label, "n": base, "toon": group.key in shown}
            for category in categories:
                count = int(counts.get(category.key, 0))
                row = {**head, "categorie": category.key, "categorie_label": category.short}
                known = group.key in shown and base > 0
                rows.append(row | {"aantal": count if known else pd.NA, "aandeel": count / base if known else np.nan})
    return pd.DataFrame(rows).astype({"aantal": "Int64"})


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the first row of every item: by its share, *other* and *none* last; ties in the form's order.

    Parameters
    ----------
    table : DataFrame
        From `outcomes` or `distribution`.
    """
    first = table.drop_duplicates("item")
    place = first["soort"].map({"named": 0, "other": 1, "none": 2})
    return first.assign(place=place).sort_values(["place", "aandeel"], ascending=[True, False], kind="stable")


def by_item(table: pd.DataFrame, column: str, items: pd.Index) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every group or category of a table, with a row for each of `items` in their order.

    Parameters
    ----------
    table : DataFrame
        From `outcomes` or `distribution`.
    column : {'groep', 'categorie'}
    items : Index
        Keys of items.
    """
    for key, rows in table.groupby(column, sort=False):
        yield str(key), rows.set_index("item").reindex(items)


def scale_totals(study: Study, niveau: Niveau, scale: str) -> pd.Series | None:
    """Count each status or nature over all named outcomes ticked in the variant.

    Returns
    -------
    Series or None
        Index category, values int. None where an outcome's status or nature is not shown: the total less the others
        would give it away.
    """
    table = distribution(study, niveau, scale)
    named = table[table["soort"] == "named"]
    if not named["toon"].all():
        return None
    counts = named.groupby("categorie", sort=False)["aantal"].sum()
    return counts.reindex([category.key for category in study.codebook.schalen[scale]]).astype(int)


def response(study: Study, dimension: str) -> pd.DataFrame:
    """Set the responses beside those approached, by tranche or sector, with a total row.

    Returns
    -------
    DataFrame
        ``categorie, benaderd, respons, aandeel``; only the categories that the variant selects. Persons approached
        are missing where a filter on another dimension makes them unknown; a share where fewer were approached than
        answered.
    """
    categories = study.codebook.tranches if dimension == "tranche" else study.codebook.sectoren
    chosen = study.variant.filters.get(dimension) or tuple(category.key for category in categories)
    counts = study.selection[dimension].value_counts()
    asked = study.approached[study.approached["dimensie"] == dimension].set_index("categorie")["benaderd"]
    known = set(study.variant.filters) <= {dimension}
    rows = [
        {
            "categorie": category.label,
            "benaderd": int(asked.get(category.key, 0)) if known else pd.NA,
            "respons": int(counts.get(category.key, 0)),
        }
        for category in categories
        if category.key in chosen
    ]
    table = pd.DataFrame(rows).astype({"benaderd": "Int64", "respons": "Int64"})
    total = {
        "categorie": "Totaal",
        "benaderd": table["benaderd"].sum() if known else pd.NA,
        "respons": table["respons"].sum(),
    }
    table = pd.concat([table, pd.DataFrame([total])], ignore_index=True).astype(
        {"benaderd": "Int64", "respons": "Int64"}
    )
    asked = table["benaderd"].where((table["benaderd"] > 0) & (table["benaderd"] >= table["respons"]))
    return table.assign(aandeel=(table["respons"] / asked).astype("Float64"))


def workplace_counts(study: Study) -> pd.DataFrame:
    """Count the respondents per workplace that has any: ``werkplaats, respons``, in alphabetical order."""
    counts = study.selection["werkplaats"].value_counts().rename_axis("werkplaats").reset_index(name="respons")
    return counts.sort_values("werkplaats", key=lambda names: names.str.casefold(), ignore_index=True)

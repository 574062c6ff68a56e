"""Tidy tables of counts and shares: one row per outcome and group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from impactmonitor.analysis.bases import among, base, groups_asked
from impactmonitor.analysis.comparisons import compared, rival
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import margin, verdict
from impactmonitor.analysis.study import Study
from impactmonitor.survey.asked import asked
from impactmonitor.survey.parts import Niveau
from impactmonitor.text.dutch import percent
from impactmonitor.text.shares import MIN_PERCENTAGE_BASE

TOGETHER = "samen"
"""The row of a table that adds up the named outcomes."""
ALL_NAMED = "Samen, zonder andere opbrengsten"
HIDDEN = "–"
WITHHELD = "om herkenning te voorkomen"
"""Why a number is not shown: one reason for all, since a reason that told more would tell something of the number."""
WITHHELD_ROW: dict[str, Any] = {"aantal": pd.NA, "toon": False, "reden": WITHHELD, "oordeel": ""}
WITHHELD_ROW |= dict.fromkeys(("aandeel", "laag", "hoog", "verschil", "verschil_laag", "verschil_hoog", "p"), np.nan)
COLUMNS = ["item", "opbrengst", "soort", "groep_key", "groep", "groep_naam", "n", "aantal", "aandeel", "laag", "hoog"]
COLUMNS += ["verschil", "verschil_laag", "verschil_hoog", "p", "oordeel", "toon", "reden", "waarde"]


ANSWERS = ["item", "opbrengst", "soort", "groep_key", "groep", "groep_naam", "n", "toon", "reden", "zonder"]
ANSWERS += ["categorie", "antwoord", "aantal", "aandeel"]


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
        One row per item and group, in the form's order.

        - ``item`` (key), ``opbrengst`` (label, ordered as in the figure), ``soort`` (named, other, none)
        - ``groep_key``, ``groep`` (label with its base: ordered categories), ``groep_naam``
        - ``n`` (base: respondents who were asked; missing where that may not be told)
        - ``aantal``, ``aandeel, laag, hoog`` (shares 0-1 with the 95% margin), ``waarde`` (the share as shown)
        - ``verschil`` (share minus that of the group it is compared with), ``verschil_laag, verschil_hoog`` (its 95%
          interval), ``p`` (both as `resampling.Comparison.told` says) and ``oordeel``: *vaker* or *minder vaak* where
          it holds among all comparisons of the chapter, *in deze respons* where it is as large but may be chance, else
          empty; also where a group is too small to read
        - ``toon`` (whether it is shown: if not, all its numbers are missing) and ``reden`` (why it is not); nothing is
          compared with what is not shown
    """
    columns = [(item.key, item.label, item.kind, niveau.column(item.key)) for item in niveau.items]
    if niveau.geen:
        columns.append(("geen", study.codebook.geen["label"], "none", niveau.column("geen")))
    ticks = study.frame[[column for *_, column in columns]].to_numpy(dtype=bool)
    groups = groups_asked(study, niveau) if groups is None else groups
    parts, titles = [among(study, niveau, group) for group in groups], []
    rows = []
    sides = [None] * len(groups) if niveau.answered else compared(study, niveau, ticks, parts)
    for group, part, one in zip(groups, parts, sides, strict=True):
        counts, other = ticks[part.mask].sum(axis=0), rival(study, part)
        smaller = min(part.n, int(other.sum())) if other is not None else 0
        told = base(study, niveau, group)
        titles.append(group.label if told is None else part.title)
        for index, (key, label, kind, _) in enumerate(columns):
            count = int(counts[index])
            maat = "geen" if kind == "none" else "genoemd"
            row: dict[str, Any] = {"item": key, "opbrengst": label, "soort": kind}
            row |= {"groep_key": group.key, "groep": titles[-1], "groep_naam": group.naam}
            row["n"] = pd.NA if told is None else told
            if not study.may_show(niveau, key, maat, group.mask):
                rows.append(row | WITHHELD_ROW)
                continue
            share = count / part.n if part.n else np.nan
            low, high = margin(count, part.n, part.population)
            row |= {"toon": True, "reden": "", "aantal": count, "aandeel": share, "laag": low, "hoog": high}
            row |= {"verschil": np.nan, "verschil_laag": np.nan, "verschil_hoog": np.nan, "p": np.nan, "oordeel": ""}
            if one is None or smaller < study.min_groep or group.rival is None:
                pass  # nothing is told of a difference from few
            elif study.may_show(niveau, key, maat, group.rival):
                difference, holds = one[0].told, one[1]
                row |= {"verschil": difference.verschil[index], "p": difference.p[index]}
                row |= {"verschil_laag": difference.laag[index], "verschil_hoog": difference.hoog[index]}
                row["oordeel"] = verdict(difference.verschil[index], smaller, bool(holds[index]))
            rows.append(row)
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(rows).astype({"aantal": "Int64", "toon": bool})
    order = {key: index for index, (key, *_) in enumerate(columns)}
    table = table.sort_values("item", key=lambda keys: keys.map(order), kind="stable", ignore_index=True)
    return ordered(table, groep=titles)


def distribution(study: Study, niveau: Niveau, scale: str, groups: Sequence[Group] | None = None) -> pd.DataFrame:
    """Count the status or nature of each outcome among those who ticked it, or the answers on each item.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    scale : str
        One of the level's, such as ``status``.
    groups : sequence of Group, optional
        By default only the variant's total.

    Returns
    -------
    DataFrame
        One row per item, group and category: ``item, opbrengst, soort, groep_key, groep, groep_naam, n`` (base: ticked
        and answered), ``zonder`` (asked, and did not answer), ``categorie`` (key), ``antwoord`` (label: ordered
        categories), ``aantal, aandeel, waarde``. Where the base is too small to reveal, or would give a smaller one
        away, ``toon`` is False, ``n``, ``zonder``, ``aantal`` and ``aandeel`` are missing, and ``reden`` says why.
        Other outcomes have no rows where nobody named one and that is shown.
    """
    groups = [study.total] if groups is None else groups
    categories, who = niveau.schalen.get(scale, ()), asked(study.frame, niveau)
    rows = []
    for item in niveau.items if categories else ():
        codes = study.frame[niveau.column(item.key, scale)].cat.codes.to_numpy()
        ticked = study.frame[niveau.column(item.key)].to_numpy(bool)
        if item.kind == "other" and _named_by_nobody(study, niveau, item.key, ticked, groups):
            continue
        for group in groups:
            counts = np.bincount(codes[group.mask] + 1, minlength=len(categories) + 1)[1:]  # the first gave no answer
            n = int(counts.sum())
            head: dict[str, Any] = {"item": item.key, "opbrengst": item.label, "soort": item.kind}
            shown = study.may_show(niveau, item.key, scale, group.mask)
            told = shown and study.may_show(niveau, item.key, "genoemd", group.mask)
            head |= {"groep_key": group.key, "groep": group.label, "groep_naam": group.naam}
            head |= {"n": n if shown else pd.NA, "toon": shown, "reden": "" if shown else WITHHELD}
            head["zonder"] = int(((who if niveau.answered else ticked) & group.mask).sum()) - n if told else pd.NA
            for category, count in zip(categories, counts.tolist(), strict=True):
                row = {**head, "categorie": category.key, "antwoord": category.short}
                rows.append(row | {"aantal": count if shown else pd.NA, "aandeel": count / n if shown else np.nan})
    table = pd.DataFrame(rows, columns=ANSWERS).astype(
        {"aantal": "Int64", "n": "Int64", "aandeel": float, "toon": bool}
    )
    labels = [category.short for category in categories]
    return ordered(table, groep=[group.label for group in groups], antwoord=labels)


def _named_by_nobody(study: Study, niveau: Niveau, key: str, ticked: np.ndarray, groups: Sequence[Group]) -> bool:
    """Tell whether nobody in any group named something, and that is shown: then nothing is withheld of it either."""
    shown = all(study.may_show(niveau, key, "genoemd", group.mask) for group in groups)
    return shown and not any((ticked & group.mask).any() for group in groups)


def ordered(table: pd.DataFrame, **orders: Sequence[str]) -> pd.DataFrame:
    """Order the labels as figures and tables show them, and say each share as it is shown there."""
    orders = {"opbrengst": list(ranked(table)["opbrengst"]), **orders}
    made = {name: pd.Categorical(table[name], list(dict.fromkeys(order)), True) for name, order in orders.items()}
    return table.assign(**made, waarde=shown_shares(table))


def shown_shares(table: pd.DataFrame) -> list[str]:
    """Say the share of every row as it is shown."""
    return [*map(shown_share, table["aantal"], table["n"], table["aandeel"])]


def shown_share(count: Any, base: int, share: float) -> str:
    """Say a share as it is shown: as a count where there are few respondents, as a dash where it is not known."""
    if pd.isna(share):
        return HIDDEN
    return f"{count:.0f} van {base:.0f}" if base < MIN_PERCENTAGE_BASE else percent(share, compact=True)


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


def side_by_side(table: pd.DataFrame, together: pd.Series | None = None) -> pd.DataFrame:
    """Set the groups or answers of a tidy table side by side: one row per outcome, in the order of the figure.

    Parameters
    ----------
    table : DataFrame
        From `outcomes` or `distribution`.
    together : Series, optional
        From `scale_totals`: a last row.

    Returns
    -------
    DataFrame
        ``item, opbrengst``; of answers ``n``; then for each group or answer ``<label>|Aantal``, ``<label>|%`` and, if
        they are known, ``<label>|Marge`` (pair of shares), ``<label>|Verschil`` (with its interval and p).
        Where an answer is missing ``Geen antwoord`` counts them. ``<label>|oordeel`` and ``<label>|gepubliceerd`` say
        more of a group's numbers, where the tidy table does.
    """
    if table.empty:
        return pd.DataFrame(columns=["item", "opbrengst"])
    answers = "antwoord" in table
    frame = (
        table.drop_duplicates("item").sort_values("opbrengst")[["item", "opbrengst"]].astype(object).set_index("item")
    )
    if answers:
        frame["n"] = table.drop_duplicates("item").set_index("item")["n"].astype("Int64").where(_shown(table))
        if "zonder" in table and (table["zonder"] * table["toon"]).any():
            frame["Geen antwoord"] = table.drop_duplicates("item").set_index("item")["zonder"].where(_shown(table))
            frame["Geen antwoord"] = frame["Geen antwoord"].astype("Int64")
    over = table["antwoord" if answers else "groep"]
    for label, rows in table.groupby(over, observed=True):
        for name, column in _columns(rows.set_index("item").reindex(frame.index), answers):
            frame[f"{label}|{name}"] = column
    if together is not None and together.sum():
        n = int(together.sum())
        last: dict[str, Any] = {"opbrengst": ALL_NAMED, "n": n}
        if "Geen antwoord" in frame:
            named = table[table["soort"] == "named"].drop_duplicates("item")
            last["Geen antwoord"] = named["zonder"].astype("Int64").sum(skipna=False)  # unknown where one is withheld
        labels = table.drop_duplicates("categorie").set_index("categorie")["antwoord"].astype(str)
        for label, count in together.rename(labels).items():
            last |= {f"{label}|Aantal": count, f"{label}|%": count / n}
        frame.loc[TOGETHER] = pd.Series(last)
        frame = frame.astype(
            {name: "Int64" for name in frame if name in {"n", "Geen antwoord"} or name.endswith("|Aantal")}
        )
    return frame.reset_index()


def _columns(one: pd.DataFrame, answers: bool) -> Iterator[tuple[str, Any]]:
    """Set out the numbers of one group or answer, and what is said of them."""
    yield "Aantal", one["aantal"].astype("Int64")
    yield "%", one["aandeel"].astype(float)
    if "gepubliceerd" in one:
        yield "gepubliceerd", one["gepubliceerd"]
    if not answers and one["laag"].notna().any():
        yield "Marge", list(zip(one["laag"], one["hoog"], strict=True))
    if not answers and one["p"].notna().any():
        told = one[["verschil", "verschil_laag", "verschil_hoog", "p"]]
        yield "Verschil", list(told.itertuples(index=False, name=None))
        yield "oordeel", one["oordeel"]


def _shown(table: pd.DataFrame) -> pd.Series:
    """Tell of which items the answers are shown: bool, by item."""
    return table.drop_duplicates("item").set_index("item")["toon"]


def scale_totals(study: Study, niveau: Niveau, scale: str) -> pd.Series | None:
    """Count each status or nature over all named outcomes ticked in the variant.

    Returns
    -------
    Series or None
        Index category, values int. None where an outcome's status or nature is not shown: the total less
        the others would give it away; and of what is no follow-up.
    """
    if niveau.answered or scale not in niveau.schalen:
        return None
    table = distribution(study, niveau, scale)
    named = table[table["soort"] == "named"]
    if not named["toon"].all():
        return None
    counts = named.groupby("categorie", sort=False)["aantal"].sum()
    return counts.reindex([category.key for category in niveau.schalen[scale]]).astype(int)

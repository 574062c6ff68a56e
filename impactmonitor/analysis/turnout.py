"""Tables of who answered: by grouping, and by workplace."""

from __future__ import annotations

import pandas as pd

from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import PLACE, Grouping
from impactmonitor.survey.workplaces import KINDS
from impactmonitor.text.dutch import capitalise

TOTAL = "Totaal"


def response(study: Study, dimension: str) -> pd.DataFrame:
    """Set the responses beside those approached, by the groups of a grouping, with a total row.

    Returns
    -------
    DataFrame
        ``categorie, benaderd, respons, aandeel``; only the categories that the variant selects. Persons approached
        are missing where a filter on another dimension makes them unknown; a share where fewer were approached than
        answered.
    """
    categories = study.codebook.categories(dimension)
    chosen = study.variant.filters.get(dimension) or tuple(category.key for category in categories)
    counts = study.selection[dimension].value_counts()
    asked = study.approached[study.approached["dimensie"] == dimension].set_index("categorie")["benaderd"]
    known = set(study.variant.filters) <= {dimension} and dimension in set(study.approached["dimensie"])
    rows = [
        {
            "categorie": category.label,
            "benaderd": int(asked.get(category.key, 0)) if known else pd.NA,
            "respons": int(counts.get(category.key, 0)),
        }
        for category in categories
        if category.key in chosen
    ]
    table = pd.DataFrame(rows, columns=["categorie", "benaderd", "respons"])
    table = table.astype({"benaderd": "Int64", "respons": "Int64"})
    total = {
        "categorie": TOTAL,
        "benaderd": table["benaderd"].sum() if known else pd.NA,
        "respons": table["respons"].sum(),
    }
    table = pd.concat([table, pd.DataFrame([total])], ignore_index=True).astype(
        {"benaderd": "Int64", "respons": "Int64"}
    )
    asked = table["benaderd"].where((table["benaderd"] > 0) & (table["benaderd"] >= table["respons"]))
    return table.assign(aandeel=(table["respons"] / asked).astype("Float64"))


def responses(study: Study, role: str) -> pd.DataFrame:
    """Set the same out for every grouping of a role of which more than one group answered, one under the other.

    Parameters
    ----------
    study : Study
    role : {'rapporten', 'kolommen'}

    Returns
    -------
    DataFrame
        The columns of `response` in which anything is known, and first, where there are several groupings,
        ``indeling``: what each is called.
    """
    named = divided_by(study, role)
    tables = [response(study, one.key) for one in named]
    if not tables:
        return pd.DataFrame(columns=["categorie", "benaderd", "respons", "aandeel"])
    if len(tables) > 1:
        for one, table in zip(named, tables, strict=True):
            table.insert(0, "indeling", capitalise(one.naam))
    return pd.concat(tables, ignore_index=True).dropna(axis="columns", how="all")


def divided_by(study: Study, role: str) -> list[Grouping]:
    """List the groupings of a role that the respondents of the variant are of several groups of."""
    return [one for one in study.codebook.groupings(role) if study.selection[one.key].nunique() > 1]


def workplace_counts(study: Study) -> pd.DataFrame:
    """Count the respondents per workplace that has any: ``werkplaats, respons``, by name, with a total row."""
    counts = study.selection["werkplaats"].value_counts().rename_axis("werkplaats").reset_index(name="respons")
    counts = counts.sort_values("werkplaats", key=lambda names: names.str.casefold(), ignore_index=True)
    total = pd.DataFrame({"werkplaats": [TOTAL], "respons": [counts["respons"].sum()]})
    return pd.concat([counts, total], ignore_index=True)


def workplaces(study: Study) -> pd.DataFrame:
    """List the workplaces and the number of institutions behind them.

    Returns
    -------
    DataFrame
        ``werkplaats``, the groupings that it tells (``tranche``), ``bereik`` (the kinds of institutions) and a count
        for each kind (``mbo, hbo, wo``), with a total row.
    """
    frame = study.workplaces
    reach = [", ".join(kind for kind in KINDS if row[kind]) for row in frame[[*KINDS]].to_dict("records")]
    told = [key for key in study.codebook.groepen if key in frame]
    table = frame[[PLACE, *told]].assign(bereik=reach, **{kind: frame[kind] for kind in KINDS})
    total = {PLACE: TOTAL, **dict.fromkeys(told, ""), "bereik": "", **frame[[*KINDS]].sum()}
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)

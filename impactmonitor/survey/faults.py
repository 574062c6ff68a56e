"""What is wrong with an export's columns and cells, in words: each with its place, its value and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.problems import Problem, nearest
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.parts import NUMBER
from impactmonitor.survey.vocabulary import Vocabulary
from impactmonitor.text.privacy import shown

CODE = r"\s*[A-Za-z]?\d{1,4}\s*"
LISTED = 10
"""Rows named in a note or a problem; the rest is counted."""
SEVERAL = 3
"""Rows with the same unknown value that are told one by one; more are told together."""


def row_list(rows: Sequence[int] | pd.Index) -> str:
    """Name rows, the first ten of them."""
    more = f" and {len(rows) - LISTED} more" if len(rows) > LISTED else ""
    return ", ".join(map(str, rows[:LISTED])) + more


def missing_columns(export: Tabular, codebook: Codebook, missing: list[str]) -> list[Problem]:
    """Name the columns that are not there, each with the unknown column that it may be."""
    unknown = [name for name in export.frame if name not in codebook.columns][:1000]
    return [Problem(export.name, f"column {name!r} is missing{nearest(name, unknown)}") for name in missing]


def wrong_cells(
    export: Tabular,
    cases: pd.DataFrame,
    codebook: Codebook,
    known: Mapping[str, Vocabulary],
    names: Sequence[str],
) -> list[Problem]:
    """Say what is wrong with cells: a code once for its list, a value once for a column that has it in many rows.

    Parameters
    ----------
    export : Tabular
    cases : DataFrame
        Pandera's: ``index`` (the row), ``column``, ``failure_case`` (the value) and ``check`` (the fault).
    codebook : Codebook
    known : mapping
        From `vocabulary.vocabularies`.
    names : sequence of str
        Texts that no message may repeat.
    """
    found: dict[tuple[int, str], Problem] = {}
    told, coded = _codes(export, cases, codebook, known)
    cases = cases[~coded]
    rows = {place: sorted(map(int, group)) for place, group in cases.groupby(["column", "failure_case"])["index"]}
    for case in cases.to_dict("records"):
        row, column, value = int(case["index"]), str(case["column"]), str(case["failure_case"])
        same = rows.get((case["column"], case["failure_case"]), [row])
        if case["check"] == "field_uniqueness":
            message = f"respondent {shown(value, names)} occurs more than once"
        elif column in known:
            allowed = known[column].shown
            fault = f"{shown(value, names)} is unknown" if value.strip() else "is empty"
            message = f"{fault}{nearest(value, allowed) or ';'} Allowed: {', '.join(allowed)}"
            if len(same) > SEVERAL:
                row, message = same[0], f"{message} (so it is in row {row_list(same[1:])})"
        else:
            message = f"{shown(value, names)} {case['check']}" if value.strip() else str(case["check"])
        found.setdefault((row, column), Problem(export.place(row, column), message))
    return [*told, *(problem for _, problem in sorted(found.items()))]


def _codes(
    export: Tabular, cases: pd.DataFrame, codebook: Codebook, known: Mapping[str, Vocabulary]
) -> tuple[list[Problem], pd.Series]:
    """Say, once for each closed list, that codes stand in it whose meaning nobody has written down.

    Returns
    -------
    problems : list of Problem
    coded : Series of bool
        Which cases are told by them.
    """
    lists = {one.place: [key] for key, one in codebook.groepen.items()}
    for niveau in codebook.niveaus:
        for scale in niveau.schalen if niveau.soort != NUMBER else ():
            place = f"niveau {niveau.key!r}, antwoorden" if niveau.answered else f"schalen, {scale}"
            lists.setdefault(place, []).extend(niveau.column(item.key, scale) for item in niveau.items)
    values = cases["failure_case"].astype(str)
    code, coded = values.str.fullmatch(CODE), pd.Series(False, cases.index)
    told = []
    for place, columns in lists.items():
        here = code & cases["column"].isin(columns)
        if not here.any():
            continue
        where = list(dict.fromkeys(cases.loc[here, "column"]))
        seen = sorted({value.strip() for value in values[here]}, key=lambda text: (len(text), text))
        row = export.place(int(cases.loc[here, "index"].min()), where[0])
        others = f" and {len(where) - 1} other columns" if len(where) > 1 else ""
        message = (
            f"code {', '.join(map(repr, seen))} has no meaning ({int(here.sum())} cells); codebook.yml, {place}: give "
            f"each value its code, such as {{key: {known[where[0]].shown[0]}, …, code: {seen[0]}}}"
        )
        told.append(Problem(f"{row}{others}", message))
        coded |= here
    return told, coded

"""What the cells of an export may hold: a schema made of the codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.problems import Problem
from impactmonitor.survey.codebook import LANGUAGE, PLACE, Codebook
from impactmonitor.survey.faults import LISTED, missing_columns, row_list, wrong_cells
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.vocabulary import Vocabulary
from impactmonitor.text.strangers import visible

LANGUAGES = "code of a language; allowed: empty, nl, en, de, en-GB and the like"


def check_cells(
    export: Tabular, codebook: Codebook, known: Mapping[str, Vocabulary], names: Sequence[str] = ()
) -> list[Problem]:
    """Check every cell by itself: all columns there, respondents told apart, closed answers known.

    Parameters
    ----------
    export : Tabular
        Its columns named as in the data contract.
    codebook : Codebook
    known : mapping
        From `vocabularies`.
    names : sequence of str
        Texts that no message may repeat.

    Returns
    -------
    list of Problem
        Every one, in the order of the rows.
    """
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    absent = {LANGUAGE, *(name for name in (PLACE, *codebook.groepen) if name not in known)}
    filled = pa.Check(lambda column: column != "", error="is empty")
    columns = {name: pa.Column(required=name not in absent) for name in codebook.columns}
    columns["respondent"] = pa.Column(checks=filled, unique=True)
    language = pa.Check.str_matches(r"^\s*([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?\s*$", error=f"is no {LANGUAGES}")
    columns[LANGUAGE] = pa.Column(required=False, checks=language)
    for name, vocabulary in known.items():
        columns[name] = pa.Column(checks=pa.Check(vocabulary.knows, error="is unknown"))
    frame = export.frame
    if "respondent" in frame:
        frame = frame.assign(respondent=frame["respondent"].map(visible))
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        absent = cases["check"] == "column_in_dataframe"
        missing = [str(name) for name in cases.loc[absent, "failure_case"]]
        return [
            *missing_columns(export, codebook, missing),
            *wrong_cells(export, cases[~absent], codebook, known, names),
        ]
    return []


def check_answers(export: Tabular, frame: pd.DataFrame, codebook: Codebook) -> list[Problem]:
    """Check what one cell asks of another: no status without a tick, no tick beside *geen*.

    Parameters
    ----------
    export : Tabular
        Its columns named as in the data contract.
    frame : DataFrame
        Values as read, as far as they could be: unknown ones missing, missing columns left out. The index is the row.
    codebook : Codebook
    """
    problems = []
    for niveau in codebook.niveaus:
        alone = niveau.column("geen")
        for item in () if niveau.answered else niveau.items:
            tick = niveau.column(item.key)
            if tick not in frame:
                continue
            if niveau.geen and alone in frame:
                for row in frame.index[frame[alone].eq(True) & frame[tick].eq(True)]:
                    where = export.place(row, tick)
                    problems.append(Problem(where, f"is ticked, and so is {alone}; allowed: one of the two"))
            for scale in niveau.schalen:
                column = niveau.column(item.key, scale)
                if column not in frame:
                    continue
                for row in frame.index[frame[column].notna() & frame[tick].eq(False)]:
                    where = export.place(row, column)
                    message = f"{frame.at[row, column]!r} without a tick in {tick}; allowed: empty"
                    problems.append(Problem(where, message))
    return problems


def warnings(frame: pd.DataFrame, codebook: Codebook) -> list[str]:
    """List what is odd but may be right: ticks without a status, everything ticked, identical answers."""
    ticked = [niveau for niveau in codebook.niveaus if not niveau.answered]
    found = [warning for niveau in ticked for warning in _level_warnings(frame, niveau)]
    given = frame[[name for name in frame if frame[name].dtype == bool]].any(axis=1)
    alike = pd.util.hash_pandas_object(frame[given].drop(columns=["respondent"]), index=False)
    alike = alike[alike.duplicated(keep=False)]
    groups = list(alike.groupby(alike, sort=False).groups.values())
    found += [f"rows {row_list(rows)} hold identical answers" for rows in groups[:LISTED]]
    if len(groups) > LISTED:
        found.append(f"{len(groups) - LISTED} more sets of rows hold identical answers")
    return found


def _level_warnings(frame: pd.DataFrame, niveau: Niveau) -> list[str]:
    found = []
    for item in niveau.items:
        tick = frame[niveau.column(item.key)]
        for scale in niveau.schalen:
            rows = frame.index[tick & frame[niveau.column(item.key, scale)].isna()]
            if len(rows):
                found.append(f"{niveau.column(item.key)} is ticked without a {scale} in row {row_list(rows)}")
        texts = [niveau.column(item.key, "toelichting")] if niveau.toelichting else []
        texts += [niveau.column("andere", "tekst")] if item.kind == "other" else []
        for column in texts:
            rows = frame.index[~tick & (frame[column] != "")]
            if len(rows):
                found.append(f"{column} holds text without a tick in row {row_list(rows)}")
    every = frame[[niveau.column(item.key) for item in niveau.named]].all(axis=1)
    if every.any():
        found.append(f"every outcome of {niveau.key} is ticked in row {row_list(frame.index[every])}")
    return found

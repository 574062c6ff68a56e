"""What the cells of an export may hold: a schema made of the codebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.problems import Problem, nearest
from impactmonitor.survey.codebook import LANGUAGE, Category, Codebook, Niveau
from impactmonitor.text.privacy import shown
from impactmonitor.text.strangers import visible

LANGUAGES = "code of a language; allowed: empty, nl, en, de, en-GB and the like"
LISTED = 10  # in a note; the rest is counted
MISSING = ("", "n/a", "n.v.t.", "nvt", "#null!")
YES = ("1", "ja", "yes", "y", "true", "waar", "x", "aangevinkt", "aangekruist", "genoemd", "checked", "selected")
NO = (
    *("0", "nee", "no", "n", "false", "onwaar", "niet aangevinkt", "niet aangekruist", "niet genoemd"),
    *("unchecked", "not selected"),
)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Reduce a value to what tells it from others: no case, no doubled spaces, one kind of hyphen and quote."""
    folded = unicodedata.normalize("NFKC", text).translate(str.maketrans("‐‑–—’‘", "----''"))
    return whole_number(" ".join(folded.casefold().split()))


def by_value(column: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """Apply a function once to every different value of a column, however many cells hold it."""
    codes, values = pd.factorize(column)
    results = np.empty(len(values), dtype=object)
    results[:] = [function(value) for value in values]
    return pd.Series(results[codes], index=column.index)


@dataclass(frozen=True)
class Vocabulary:
    """The values a column may hold, by every way of writing them.

    Attributes
    ----------
    values : mapping of str to object
        Plain text to the value it stands for.
    shown : tuple of str
        The spellings named in messages.
    """

    values: Mapping[str, object]
    shown: tuple[str, ...]

    def read(self, column: pd.Series) -> pd.Series:
        """Return the values that the cells stand for; unknown ones as None."""
        return by_value(column, lambda text: self.values.get(folded(text)))

    def knows(self, column: pd.Series) -> pd.Series:
        """Tell which cells can be read: bool, aligned with `column`."""
        return by_value(column, lambda text: folded(text) in self.values).astype(bool)


def _categories(categories: Iterable[Category], codes: bool, empty: bool) -> Vocabulary:
    """Read a closed list by key, label or, for scales, its place on the form."""
    values: dict[str, object] = dict.fromkeys(MISSING, pd.NA) if empty else {}
    shown = []
    for place, category in enumerate(categories, 1):
        names = [category.key, category.label, category.short] + ([str(place)] if codes else [])
        values |= {folded(name): category.key for name in names}
        shown.append(category.key)
    return Vocabulary(values, tuple(shown))


def _ticks(*texts: str) -> Vocabulary:
    values: dict[str, object] = {**dict.fromkeys([*MISSING, *NO], False), **dict.fromkeys(YES, True)}
    values |= {folded(text): True for text in texts if text}
    return Vocabulary(values, ("1", "empty", "Ja", "Nee", "the item's own text"))


def vocabularies(codebook: Codebook, workplaces: pd.DataFrame) -> dict[str, Vocabulary]:
    """Make the vocabulary of every column with closed answers.

    Returns
    -------
    dict
        By column name; columns of open text are not in it.
    """
    places: dict[str, object] = {}
    for name, other in zip(workplaces["werkplaats"], workplaces["andere_naam"], strict=True):
        places |= {folded(spelling): name for spelling in (name, other) if spelling}
    found = {
        "werkplaats": Vocabulary(places, tuple(workplaces["werkplaats"])),
        "sector": _categories(codebook.sectoren, codes=False, empty=False),
    }
    for niveau in codebook.niveaus:
        for item in niveau.items:
            found[niveau.column(item.key)] = _ticks(
                item.key, item.label, item.tekst, f"{item.tekst} {item.voorbeelden}"
            )
            for scale, categories in codebook.schalen.items():
                found[niveau.column(item.key, scale)] = _categories(categories, codes=True, empty=True)
        found[niveau.column("geen")] = _ticks(codebook.geen["tekst"], codebook.geen["label"])
    return found


def check_cells(
    export: Tabular, codebook: Codebook, known: Mapping[str, Vocabulary], names: Sequence[str] = ()
) -> list[Problem]:
    """Check every cell by itself: all columns there, respondents told apart, closed answers known.

    Parameters
    ----------
    export : Export
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

    filled = pa.Check(lambda column: column != "", error="is empty")
    columns = {name: pa.Column(required=name != LANGUAGE) for name in codebook.columns}
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
        return [*_missing(export, codebook, missing), *_wrong(export.name, cases[~absent], known, names)]
    return []


def _missing(export: Tabular, codebook: Codebook, missing: list[str]) -> list[Problem]:
    """Name the columns that are not there, each with the unknown column that it may be."""
    unknown = [name for name in export.frame if name not in codebook.columns][:1000]
    return [Problem(export.name, f"column {name!r} is missing{nearest(name, unknown)}") for name in missing]


def _wrong(name: str, cases: pd.DataFrame, known: Mapping[str, Vocabulary], names: Sequence[str]) -> list[Problem]:
    found: dict[tuple[int, str], Problem] = {}
    for case in cases.to_dict("records"):
        row, column, value = int(case["index"]), str(case["column"]), str(case["failure_case"])
        if case["check"] == "field_uniqueness":
            message = f"respondent {shown(value, names)} occurs more than once"
        elif column in known:
            allowed = known[column].shown
            fault = f"{shown(value, names)} is unknown" if value.strip() else "is empty"
            message = f"{fault}{nearest(value, allowed) or ';'} Allowed: {', '.join(allowed)}"
        else:
            message = f"{shown(value, names)} {case['check']}" if value.strip() else str(case["check"])
        found.setdefault((row, column), Problem(f"{name}, row {row}, {column}", message))
    return [problem for _, problem in sorted(found.items())]


def check_answers(name: str, frame: pd.DataFrame, codebook: Codebook) -> list[Problem]:
    """Check what one cell asks of another: no status without a tick, no tick beside *geen*.

    Parameters
    ----------
    name : str
        File name.
    frame : DataFrame
        Values as read, as far as they could be: unknown ones missing, missing columns left out. The index is the row.
    codebook : Codebook
    """
    problems = []
    for niveau in codebook.niveaus:
        alone = niveau.column("geen")
        for item in niveau.items:
            tick = niveau.column(item.key)
            if tick not in frame:
                continue
            if alone in frame:
                for row in frame.index[frame[alone].eq(True) & frame[tick].eq(True)]:
                    where = f"{name}, row {row}, {tick}"
                    problems.append(Problem(where, f"is ticked, and so is {alone}; allowed: one of the two"))
            for scale in codebook.schalen:
                column = niveau.column(item.key, scale)
                if column not in frame:
                    continue
                for row in frame.index[frame[column].notna() & frame[tick].eq(False)]:
                    where = f"{name}, row {row}, {column}"
                    message = f"{frame.at[row, column]!r} without a tick in {tick}; allowed: empty"
                    problems.append(Problem(where, message))
    return problems


def warnings(frame: pd.DataFrame, codebook: Codebook) -> list[str]:
    """List what is odd but may be right: ticks without a status, everything ticked, identical answers."""
    found = [warning for niveau in codebook.niveaus for warning in _level_warnings(frame, codebook, niveau)]
    given = frame[[name for name in frame if frame[name].dtype == bool]].any(axis=1)
    alike = pd.util.hash_pandas_object(frame[given].drop(columns=["respondent"]), index=False)
    alike = alike[alike.duplicated(keep=False)]
    groups = list(alike.groupby(alike, sort=False).groups.values())
    found += [f"rows {_rows(rows)} hold identical answers" for rows in groups[:LISTED]]
    if len(groups) > LISTED:
        found.append(f"{len(groups) - LISTED} more sets of rows hold identical answers")
    return found


def _level_warnings(frame: pd.DataFrame, codebook: Codebook, niveau: Niveau) -> list[str]:
    found = []
    for item in niveau.items:
        tick = frame[niveau.column(item.key)]
        for scale in codebook.schalen:
            rows = frame.index[tick & frame[niveau.column(item.key, scale)].isna()]
            if len(rows):
                found.append(f"{niveau.column(item.key)} is ticked without a {scale} in row {_rows(rows)}")
        texts = [niveau.column(item.key, "toelichting")]
        texts += [niveau.column("andere", "tekst")] if item.kind == "other" else []
        for column in texts:
            rows = frame.index[~tick & (frame[column] != "")]
            if len(rows):
                found.append(f"{column} holds text without a tick in row {_rows(rows)}")
    every = frame[[niveau.column(item.key) for item in niveau.named]].all(axis=1)
    if every.any():
        found.append(f"every outcome of {niveau.key} is ticked in row {_rows(frame.index[every])}")
    return found


def _rows(rows: pd.Index) -> str:
    more = f" and {len(rows) - LISTED} more" if len(rows) > LISTED else ""
    return ", ".join(map(str, rows[:LISTED])) + more


WHOLE = re.compile(r"([+-]?\d+)[.,]0+")


def whole_number(text: str) -> str:
    """Write ``1,0`` and ``1.00`` as ``1``; leave other text alone."""
    found = WHOLE.fullmatch(text)
    return found[1] if found else text

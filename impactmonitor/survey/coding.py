"""Which themes each answer has (``codering.csv``): two codings, what was settled, and by whom.

The codes are of the respondents of one data file. A file of data without a ``codering.csv`` beside it has no codes, and
its report no themes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.codeframe import Codeframe, column_of, read_codeframe

CODERS = ("lezer_1", "lezer_2")
BOTH, TALK = "beiden", "overleg"
"""Who decided: both coders chose the same, or what they chose was settled."""
COLUMNS = ["respondent", "niveau", *CODERS, "themas", "beslist", "tekst", "citaat", "citaat_bij"]
"""Of the file: whose answer of which level (or remark), the themes of each coder and the settled ones (joined by
semicolons), who decided, a digest of the answer, a piece of it that may be quoted, and the theme it is quoted for."""
DIGITS = 12


def digest_of(text: str) -> str:
    """Digest an answer: what tells whether it is still the one that was coded."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


@dataclass(frozen=True)
class Coding:
    """The codes of the answers.

    Attributes
    ----------
    frame : Codeframe
    table : DataFrame
        The rows of ``codering.csv``, as read.
    """

    frame: Codeframe
    table: pd.DataFrame

    def themes(self, kind: str) -> pd.Series:
        """Return the settled themes of a level's answers or of the remarks: lists of keys, by respondent."""
        rows = self.table[self.table["niveau"] == kind].set_index("respondent")
        return rows["themas"].map(listed)

    def quotations(self, kind: str) -> pd.DataFrame:
        """Return what may be quoted: ``citaat, citaat_bij``, by respondent."""
        rows = self.table[(self.table["niveau"] == kind) & (self.table["citaat"] != "")]
        return rows.set_index("respondent")[["citaat", "citaat_bij"]]


def listed(themes: str) -> list[str]:
    """Take a cell of themes apart."""
    return [theme.strip() for theme in themes.split(";") if theme.strip()]


def read_codes(coded: Path) -> pd.DataFrame:
    """Read the columns of ``codering.csv``, as text; raises `InputError` where one is not there."""
    table = read_tabular(coded).whole()
    if missing := [name for name in COLUMNS if name not in table]:
        raise InputError([Problem(coded.name, f"lacks column {', '.join(missing)}; it has {', '.join(table)}")])
    return table[COLUMNS].apply(lambda column: column.str.strip())


def read_coding(coded: Path, frame_file: Path, codebook: Codebook, frame: pd.DataFrame) -> Coding | None:
    """Read the codes and hold them against the answers.

    Parameters
    ----------
    coded, frame_file : Path
        ``codering.csv`` and ``codeframe.yml``.
    codebook : Codebook
    frame : DataFrame
        The responses.

    Returns
    -------
    Coding or None
        None where there is no ``codering.csv``.

    Raises
    ------
    InputError
        A respondent, level or theme is unknown, an answer has no codes, codes have no answer, an answer changed after
        it was coded, or a quotation is not in it; every problem is listed.
    """
    if not coded.exists():
        return None
    themes = read_codeframe(frame_file, codebook)
    table = read_codes(coded)
    problems = list(_Check(coded.name, themes, frame).problems(table))
    if problems:
        raise InputError(problems)
    return Coding(themes, table.reset_index(drop=True))


class _Check:
    """Holds codes against answers.

    Parameters
    ----------
    name : str
        Of the file.
    frame : Codeframe
    responses : DataFrame
    """

    def __init__(self, name: str, frame: Codeframe, responses: pd.DataFrame) -> None:
        self.name, self.frame = name, frame
        self.answers: dict[tuple[str, str], str] = {
            (str(who), kind): str(text)
            for kind in frame.themes
            if column_of(kind) in responses
            for who, text in zip(responses["respondent"], responses[column_of(kind)], strict=True)
        }
        self.respondents = {str(one) for one in responses["respondent"]}

    def problems(self, table: pd.DataFrame) -> Iterator[Problem]:
        seen: set[tuple[str, str]] = set()
        for number, row in zip(table.index, table.to_dict("records"), strict=True):
            key = row["respondent"], row["niveau"]
            yield from (
                Problem(f"{self.name}, row {number}, {column}", told) for column, told in self._of_row(row, key in seen)
            )
            seen.add(key)
        for who, kind in (key for key, text in self.answers.items() if text and key not in seen):
            yield Problem(f"{self.name}", f"the answer of {who!r} in {column_of(kind)} has no codes")

    def _of_row(self, row: Mapping[str, str], again: bool) -> Iterator[tuple[str, str]]:
        who, kind = row["respondent"], row["niveau"]
        if who not in self.respondents:
            yield "respondent", f"{who!r} is not in the data"
        if kind not in self.frame.themes:
            yield "niveau", _unknown(kind, list(self.frame.themes))
        if who not in self.respondents or kind not in self.frame.themes:
            return
        if again:
            yield "respondent", f"the codes of {who!r} on {kind} are listed twice"
        yield from self._themes(row)
        if not (text := self.answers.get((who, kind), "")):
            yield "respondent", f"{who!r} has no answer in {column_of(kind)} to code"
        elif row["tekst"] != digest_of(text):
            yield "tekst", f"the answer of {who!r} in {column_of(kind)} changed after it was coded: code it anew"
        else:
            yield from self._quotation(row, text)

    def _themes(self, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        known = self.frame.keys(row["niveau"])
        for column in (*CODERS, "themas"):
            found = listed(row[column])
            if not found:
                yield column, f"is empty; allowed: one or more of {', '.join(known)}"
            yield from ((column, _unknown(theme, known)) for theme in found if theme not in known)
            yield from ((column, f"{theme!r} is there twice") for theme in set(found) if found.count(theme) > 1)
        same = len({frozenset(listed(row[column])) for column in (*CODERS, "themas")}) == 1
        agreed = frozenset(listed(row[CODERS[0]])) == frozenset(listed(row[CODERS[1]]))
        if row["beslist"] not in {BOTH, TALK}:
            yield "beslist", f"{_unknown(row['beslist'], [BOTH, TALK])}"
        elif (row["beslist"] == BOTH) != agreed or (agreed and not same):
            yield "beslist", f"{row['beslist']!r} does not fit: {BOTH} is where both coders and themas are the same"

    @staticmethod
    def _quotation(row: Mapping[str, str], text: str) -> Iterator[tuple[str, str]]:
        if row["citaat"] and row["citaat"] not in text:
            yield "citaat", f"{row['respondent']!r} did not write {row['citaat']!r}"
        if bool(row["citaat"]) != bool(row["citaat_bij"]):
            yield "citaat_bij", f"{row['citaat_bij']!r}: a quotation and the theme it is quoted for go together"
        elif row["citaat"] and row["citaat_bij"] not in listed(row["themas"]):
            allowed = ", ".join(listed(row["themas"]))
            yield "citaat_bij", f"{row['citaat_bij']!r} is no theme of this answer; allowed: {allowed}"


def _unknown(value: str, known: list[str]) -> str:
    return f"{value!r} is unknown{nearest(value, known) or ';'} Allowed: {', '.join(known)}"

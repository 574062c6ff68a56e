"""The responses: read, checked and brought to the data contract, whatever tool they come from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impactmonitor.files import spss
from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import InputError, Problem
from impactmonitor.survey.asked import by_question
from impactmonitor.survey.broken_off import progress, too_early, unreached
from impactmonitor.survey.codebook import LANGUAGE, PLACE, Codebook
from impactmonitor.survey.columns import named
from impactmonitor.survey.intake import Intake, take_in
from impactmonitor.survey.parts import ANSWER, OPEN, Niveau
from impactmonitor.survey.survey_tools import laid_out, recognise
from impactmonitor.survey.validation import check_answers, check_cells, warnings
from impactmonitor.survey.vocabulary import by_value, vocabularies
from impactmonitor.survey.wave import companion
from impactmonitor.text.privacy import redact, shown
from impactmonitor.text.strangers import printable, visible

RECONSTRUCTED, EXAMPLE = "reconstructie-", "voorbeeld-"
"""What keys of respondents start with who are constructed after a published report, and who are invented."""


@dataclass(frozen=True)
class Responses:
    """One measurement's responses.

    Attributes
    ----------
    frame : DataFrame, shape (respondents, columns)
        The columns of the data contract and the groupings that workplaces tell: ticks bool, status, aard and answers
        ordered categories or missing, the rest text, empty where nothing was given; a tick for each answer, of who
        gave one; and of each question that not everybody was asked, who was.
    name : str
        File name without extension, as the report names its data: the same answers give the same report from any kind
        of file.
    checksum : str
        SHA-256 of the content: the same for the same answers in any kind of file.
    warnings : list of str
        What is odd but does not stop a run.
    ignored_columns : list of str
        Columns of the file that no part of the codebook asks for.
    redactions : list of Redaction
    intake : Intake
        What was received, and what of it counts.
    rows : list of int
        The file's row of each respondent.
    """

    frame: pd.DataFrame
    name: str
    checksum: str
    warnings: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    redactions: list[Redaction] = field(default_factory=list)
    intake: Intake = field(default_factory=Intake)
    rows: list[int] = field(default_factory=list)

    @property
    def fingerprint(self) -> list[Any]:
        """What tells two versions of it apart: the answers that count, and what a report says of the others."""
        return [self.checksum, self.intake.tool, self.intake.facts]

    @property
    def notes(self) -> list[str]:
        """What a reader of the run should know: odd answers, columns left out, what was blanked where."""
        ignored = [shown(name) for name in self.ignored_columns]
        noun = "column is" if len(ignored) == 1 else "columns are"
        left_out = [f"{len(ignored)} {noun} left out: {', '.join(ignored)}"] if ignored else []
        return [*self.intake.notes, *left_out, *as_notes(self.redactions), *self.warnings]

    @property
    def reconstruction(self) -> bool:
        """Whether any respondent is a constructed one."""
        return bool(self.frame["respondent"].str.startswith(RECONSTRUCTED).any())

    @property
    def invented(self) -> bool:
        """Whether any respondent is an invented one."""
        return bool(self.frame["respondent"].str.startswith(EXAMPLE).any())


def _values(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Give the columns of closed answers their types: ticks bool, scales ordered categories."""
    typed: dict[str, Any] = {}
    for niveau in codebook.niveaus:
        if niveau.geen:
            typed[niveau.column("geen")] = frame[niveau.column("geen")].astype(bool)
        for item in niveau.items:
            if not niveau.answered:
                typed[niveau.column(item.key)] = frame[niveau.column(item.key)].astype(bool)
            for scale, categories in niveau.schalen.items():
                keys = [category.key for category in categories]
                column = niveau.column(item.key, scale)
                typed[column] = pd.Series(pd.Categorical(frame[column], keys, ordered=True), frame.index)
    return frame.assign(**typed)


def _given(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Tell of each item that is answered, by categories or in own words, who answered it: its tick."""

    def answered(niveau: Niveau, item: str) -> pd.Series:
        return frame[niveau.words] != "" if niveau.soort == OPEN else frame[niveau.column(item, ANSWER)].notna()

    items = [(niveau, item.key) for niveau in codebook.niveaus if niveau.answered for item in niveau.items]
    return frame.assign(**{niveau.column(key): answered(niveau, key) for niveau, key in items})


def read_responses(path: Path, codebook: Codebook, workplaces: pd.DataFrame) -> Responses:
    """Read, check and normalise an export.

    Parameters
    ----------
    path : Path
        A file as `tabular.read_tabular` takes.
    codebook : Codebook
    workplaces : DataFrame
        From `workplaces.read_workplaces`.

    Raises
    ------
    InputError
        Something is wrong; every problem is listed.
    """
    names = read_names(companion(path, "redactie.csv"))
    received = read_tabular(path)
    tool, marks = recognise(received, codebook.deelname.get("tool", ""))
    received, intake = take_in(laid_out(received, tool), tool, marks, codebook.deelname)
    export, unsure = named(received, codebook, tool, names)
    known = vocabularies(codebook, workplaces)
    asked = [*codebook.columns, *(name for name in codebook.groepen if name in known and name not in codebook.columns)]
    frame = export.frame[[name for name in asked if name in export.frame]].copy()
    for name in [name for name in known if name in frame]:
        frame[name] = known[name].read(frame[name])
    early = too_early(frame, export.frame, codebook, intake.kept)
    export, frame, intake = export.without(early), frame.drop(index=early), intake.without(early)
    far, unread = progress(received, codebook.deelname.get("voortgang", ""), intake.kept)
    problems = [*export.problems, *unread, *check_cells(export, codebook, known, names)]
    problems += check_answers(export, frame, codebook)
    if frame.empty and not export.problems:
        message = "holds no answer that counts" if intake.received else "holds a header and no respondents"
        problems.append(Problem(export.name, "; ".join([message, *intake.notes[bool(intake.tool) :]])))
    if problems:
        raise InputError(problems)
    frame = _values(frame, codebook)
    frame["respondent"] = frame["respondent"].map(visible)
    frame[LANGUAGE] = by_value(frame[LANGUAGE], _foreign) if LANGUAGE in frame else ""
    without = [name for name in (PLACE, *codebook.groepen) if name not in known]
    frame = frame.assign(**({PLACE: ""} if PLACE in without else {}))
    of_places = {name: _told(frame[PLACE], workplaces, name) for name in without if name != PLACE}
    frame = frame.assign(**of_places)[codebook.columns]
    frame, unused = by_question(frame, codebook, unreached(frame, codebook, far, intake.kept))
    intake = replace(intake, unused=unused)
    closed = {*known, PLACE, *codebook.groepen, "respondent", LANGUAGE}
    texts = [name for name in codebook.columns if name not in closed]
    redactions = blank(frame, texts, names)
    odd = [*export.notes, *unsure, *_missing(path), *warnings(frame[codebook.columns], codebook)]
    for name in (one for one in of_places if one not in frame):
        frame.insert(2 + len(codebook.groepen.keys() & {*frame}), name, of_places[name])
    rows = [int(row) for row in frame.index]
    frame = _given(frame.reset_index(drop=True), codebook)
    ignored = [name for name in export.frame if name not in asked or name in without]
    return Responses(frame, path.stem, _checksum(frame), odd, ignored, redactions, intake, rows)


def _missing(path: Path) -> list[str]:
    """Say what an SPSS file declares missing: it counts as no answer, as it does there."""
    if path.suffix.lower() != ".sav":
        return []
    return [
        f"{name}: {shown(told)} is declared missing in SPSS: {count} cell{'' if count == 1 else 's'} without an answer"
        for name, values in spss.missing(path).items()
        for told, count in values.items()
    ]


def _told(names: pd.Series, workplaces: pd.DataFrame, grouping: str) -> pd.Series:
    """Return the group of everybody's workplace."""
    known = {"": "", **dict(zip(workplaces[PLACE], workplaces[grouping], strict=True))}
    return names.map(known)


def _foreign(language: str) -> str:
    """Return the code of a language other than the report's own; empty for that."""
    code = language.strip().lower()
    return "" if code.split("-")[0] == "nl" else code


def _checksum(frame: pd.DataFrame) -> str:
    """Digest the answers, column by column."""
    found = hashlib.sha256()
    for name, column in frame.items():
        text = np.where(column, "1", "") if column.dtype == bool else column.astype(object).where(column.notna(), "")
        found.update("\x1f".join([str(name), *text.tolist()]).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@dataclass(frozen=True)
class Redaction:
    """What was blanked where; never the text itself."""

    row: int
    column: str
    kind: str


def read_names(path: Path) -> list[str]:
    """Read the texts that a researcher wants blanked everywhere: column ``tekst`` of ``redactie.csv``.

    Raises
    ------
    InputError
        The file is there, but cannot be read or has no column ``tekst``.
    """
    if not path.exists():
        return []
    frame = read_tabular(path).whole()
    if "tekst" not in frame:
        raise InputError([Problem(path.name, "lacks column 'tekst'")])
    names = {printable(text) for text in frame["tekst"]} - {""}
    return sorted(names, key=lambda text: (-len(text), text))


def blank(frame: pd.DataFrame, columns: Iterable[str], names: Sequence[str]) -> list[Redaction]:
    """Blank personal details in columns of open text, in place, and remove what cannot be printed.

    Parameters
    ----------
    frame : DataFrame
        The index is the row.
    columns : iterable of str
    names : sequence of str
        From `read_names`.

    Returns
    -------
    list of Redaction
    """
    log = []
    for column in columns:
        places, texts = pd.factorize(frame[column])
        found = [redact(printable(text), names) for text in texts]
        for place, (_, kinds) in enumerate(found):
            if kinds:
                log += [Redaction(int(row), column, kind) for row in frame.index[places == place] for kind in kinds]
        frame[column] = np.array([text for text, _ in found], dtype=object)[places]
    return log


def as_notes(redactions: Iterable[Redaction]) -> list[str]:
    """Say what was blanked where, a line for each cell."""
    cells: dict[tuple[int, str], Counter[str]] = {}
    for one in redactions:
        cells.setdefault((one.row, one.column), Counter())[one.kind] += 1
    return [
        f"blanked in row {row}, {column}: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}"
        for (row, column), kinds in cells.items()
    ]

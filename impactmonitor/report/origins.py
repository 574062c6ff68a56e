"""Where in the source what a report prints is written: prose, claims, texts written by hand, cells of notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.report.cell_options import label_of
from impactmonitor.report.chapters import CHAPTERS
from impactmonitor.report.front import SOURCE
from impactmonitor.report.written import Written, prose, texts
from impactmonitor.survey.parts import LEVEL, QUESTION

SHARE = 0.3
"""Part of a paragraph that has to be typed in the line it is said to be made of."""
SAID = ("tekst", "conclusie", "kaart")
"""Columns of ``claims.csv`` with sentences that are printed as such."""
_TAG = re.compile(r"<[^>]+>")
_MARK = re.compile(r"\]\([^)]*\)|\]\{[^}]*\}|\{[^}]*\}|[*`\[\]\\#|]")
ALWAYS = "True"


@dataclass(frozen=True)
class Origin:
    """A place in the source.

    Attributes
    ----------
    file : str
        Its file, relative to the project where it is in it; with a cell's label for a notebook.
    line : int
        Counted from one; 0 for a cell.
    what : str
        The claim or the text by its name there; empty for a line of prose.
    condition : str
        When a claim's sentence is printed.
    written : Written or None
        The prose itself where it is written by hand.
    """

    file: str
    line: int
    what: str = ""
    condition: str = ""
    written: Written | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Cell:
    """A labelled cell of an executed notebook: the notebook, its label, what it shows, as it is and as words."""

    file: str
    label: str
    shown: str
    words: str


class Sources:
    """What a report was made of, to look up where its words are written.

    Parameters
    ----------
    root : Path
        The project's folder.
    text : Path
        The folder that the report takes its text from: the project's, or that of its data.
    claims : sequence of Path
        ``claims.yml`` as it goes with the data, and the claims that every survey gets.
    synthesis : Path
        ``synthese.yml``, as it goes with the data; need not exist.
    rows : sequence of mapping
        ``claims.csv`` of the report.
    executed : Path
        Folder of the notebooks as they were executed for it; need not exist.
    """

    def __init__(
        self,
        root: Path,
        text: Path,
        claims: Sequence[Path],
        synthesis: Path,
        rows: Sequence[Mapping[str, str]],
        executed: Path,
    ) -> None:
        self.root, self.text, self.claims_files, self.synthesis = root, text, claims, synthesis
        self.rows, self.executed = rows, executed

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    @cached_property
    def prose(self) -> list[Written]:
        """The lines of the report and its chapters."""
        chapters = {path.name: path for one in (self.root, self.text) for path in (one / "chapters").glob("*.qmd")}
        chapters.pop(CHAPTERS.name, None)
        return list(prose([self.text / SOURCE, *(path for _, path in sorted(chapters.items()))]))

    @cached_property
    def by_hand(self) -> list[Written]:
        """The texts of ``synthese.yml``."""
        return list(texts(self.synthesis)) if self.synthesis.exists() else []

    @cached_property
    def _cases(self) -> dict[tuple[str, str], tuple[Path, int]]:
        """By claim and condition, the file and line of its case; of one name the first file's."""
        found: dict[tuple[str, str], tuple[Path, int]] = {}
        for file in self.claims_files:
            for key, line in _lines_of(file).items():
                found.setdefault(key, (file, line))
        return found

    @cached_property
    def _sentences(self) -> list[tuple[Written, Mapping[str, str]]]:
        """The sentences of claims as printed, each with its row."""
        return [
            (Written(self.claims_files[0], 0, row[column], ()), row)
            for row in self.rows
            for column in SAID
            if row.get(column)
        ]

    @cached_property
    def _notes(self) -> list[Written]:
        """The texts of claims as they are written: notes are in no list of claims."""
        return [one for file in self.claims_files for one in texts(file) if one.name.endswith(SAID)]

    @cached_property
    def cells(self) -> list[Cell]:
        """The labelled cells of the notebooks."""
        return [cell for path in sorted(self.executed.glob("*.ipynb")) for cell in self._cells_of(path)]

    def _cells_of(self, path: Path) -> Iterator[Cell]:
        own = self.root / "notebooks" / path.name
        cells = _cells_in(path)
        templates = (own.with_name(f"{kind}.ipynb") for kind in (LEVEL, QUESTION))
        fits = (one for one in templates if _labels(cells) <= _labels(_cells_in(one)))
        made = own if own.exists() else next(fits, own.with_name(f"{LEVEL}.ipynb"))
        file = self._name(made)
        level = "" if own.exists() else f" ({path.stem})"
        for cell in cells:
            label = label_of("".join(cell["source"]))
            shown = "\n".join(
                "".join(output.get("data", {}).get("text/markdown", "")) for output in cell.get("outputs", ())
            )
            if label and shown:
                yield Cell(file, f"{label}{level}", shown, plain(shown))

    def claim(self, row: Mapping[str, str]) -> Origin:
        """Return where the sentence of a row of ``claims.csv`` is written: the case that was printed."""
        written = row["claim"]
        if (written, "") not in self._cases:  # it is on a follow-up, which its name ends in
            written = written.rpartition("-")[0]
        whole = self._cases.get((written, ""), (self.claims_files[0], 0))
        file, line = self._cases.get((written, row["voorwaarde"]), whole)
        named = f"claim {row['claim']}" + (f" ({row['niveau']})" if row["niveau"] else "")
        return Origin(self._name(file), line, named, row["voorwaarde"])

    def of_claims(self, keys: Iterable[str]) -> Origin | None:
        """Return where the first of some claims is written, each by its name in the page."""
        named = {"-".join(filter(None, [row["niveau"], row["claim"]])): row for row in self.rows}
        return next((self.claim(named[key]) for key in keys if key in named), None)

    def of_text(self, paragraph: str, start: int, end: int) -> Origin | None:
        """Return where a stretch of a paragraph is written, by its words.

        Parameters
        ----------
        paragraph : str
            As printed.
        start, end : int
            The stretch.
        """
        lines = [one for one in self.prose if one.typed >= SHARE * len(paragraph) and one.match(paragraph)]
        if lines:
            best = max(lines, key=lambda one: one.typed)
            return Origin(self._name(best.path), best.line, written=best)
        for sentence, row in self._sentences:
            if self._holds(sentence, paragraph, start, end):
                return self.claim(row)
        for one in self.by_hand:
            if self._holds(one, paragraph, start, end):
                return Origin(self._name(one.path), one.line, one.name, written=one)
        for one in self._notes:
            if one.typed >= SHARE * len(paragraph) and self._holds(one, paragraph, start, end):
                return Origin(self._name(one.path), one.line, f"claim {self._claim_at(one)}", ALWAYS)
        return None

    @staticmethod
    def _holds(one: Written, paragraph: str, start: int, end: int) -> bool:
        found = one.search(paragraph)
        return bool(found) and found.start() <= start and end <= found.end()  # type: ignore[union-attr]

    @staticmethod
    def _claim_at(one: Written) -> str:
        return max((line, claim) for (claim, _), line in _lines_of(one.path).items() if line <= one.line)[1]

    def of_result(self, names: Iterable[str], words: str) -> Origin | None:
        """Return the cell that shows an element by its identifier, or else some words.

        Parameters
        ----------
        names : iterable of str
            Identifiers in the page, the smallest element first.
        words : str
            Of a row or a paragraph.
        """
        for name in names:
            for cell in self.cells:
                if f'id="{name}"' in cell.shown or f"#{name}}}" in cell.shown or f"#{name} " in cell.shown:
                    return Origin(f"{cell.file}#{cell.label}", 0)
        sought = plain(words)
        found = next((cell for cell in self.cells if sought and sought in cell.words), None)
        return Origin(f"{found.file}#{found.label}", 0) if found else None


def _lines_of(file: Path) -> dict[tuple[str, str], int]:
    """By claim and condition the line of its case, and of the claim itself."""
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found: dict[tuple[str, str], int] = {}
    for claim in node.value if node else ():
        parts = {key.value: value for key, value in claim.value}
        for case in parts["gevallen"].value:
            (condition,) = (value for key, value in case.value if key.value == "als")
            found.setdefault((parts["id"].value, condition.value), case.start_mark.line + 1)
        found[parts["id"].value, ""] = claim.start_mark.line + 1
    return found


def _cells_in(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def _labels(cells: Iterable[Mapping[str, Any]]) -> set[str]:
    return {label for cell in cells if (label := label_of("".join(cell["source"])))}


def plain(shown: str) -> str:
    """Return Markdown and HTML as words only, without white space: what two formats print alike."""
    bare = unescape(_TAG.sub(" ", shown))
    return "".join(_MARK.sub("", bare).split())

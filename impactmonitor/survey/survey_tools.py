"""What tells the exports of survey tools apart, and what is known of each (``survey_tools.yml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.files.tabular import Tabular
from impactmonitor.survey.vocabulary import folded

FILE = Path(__file__).with_name("survey_tools.yml")
HEADER_ROWS = 3
"""Rows below the header that may be part of it."""


@dataclass(frozen=True)
class Rule:
    """Which answers do not count: those with one of the values, or with any but those, in one of the columns.

    Attributes
    ----------
    reden : str
        Why; a key of `reasons`.
    kolommen : sequence of str
    waarden, niet : sequence of str
        One of the two is given; an empty text is an empty cell.
    """

    reden: str
    kolommen: Sequence[str]
    waarden: Sequence[str] = ()
    niet: Sequence[str] = ()

    def __str__(self) -> str:
        values = ", ".join(repr(str(one)) for one in self.niet or self.waarden)
        return f"{' or '.join(self.kolommen)} {'not ' if self.niet else ''}{values}"

    def hits(self, value: str) -> bool:
        """Tell whether a cell's value leaves its row out."""
        if self.niet:
            return folded(value) not in {folded(str(one)) for one in self.niet}
        return folded(value) in {folded(str(one)) for one in self.waarden}


@dataclass(frozen=True)
class Tool:
    """A survey tool: how its exports are recognised, and who counts in them.

    Attributes
    ----------
    naam : str
    kenmerk : sequence of sequence of str
        Sets of columns, each of which is enough to recognise it.
    kolommen : mapping of str to str
        Columns of its own that feed the data contract.
    sleutel, moment, metadata : sequence of str
        Columns that name a person, that say when an answer was finished, and that never pass.
    weglaten : sequence of Rule
    koptekst : sequence of str
        What stands in the column of respondents in rows that still are part of the header.
    genummerd : bool
        Whether respondents have no name of their own and are called by their row.
    anoniem : sequence of str
        Values of `sleutel` that name nobody.
    leeg : sequence of str
        What a cell holds where nothing was given, so that it is no answer in a column of texts either.
    """

    naam: str
    kenmerk: Sequence[Sequence[str]] = ()
    kolommen: Mapping[str, str] = field(default_factory=dict)
    sleutel: Sequence[str] = ()
    moment: Sequence[str] = ()
    metadata: Sequence[str] = ()
    weglaten: Sequence[Rule] = ()
    koptekst: Sequence[str] = ()
    genummerd: bool = False
    anoniem: Sequence[str] = ()
    leeg: Sequence[str] = ()

    def marks(self, columns: Iterable[str]) -> list[str]:
        """Return the columns that it is recognised by; empty where it is not."""
        names = list(columns)
        for marks in self.kenmerk:
            found = [matching([mark], names)[:1] for mark in marks]
            if all(found):
                return [name for (name,) in found]
        return []


@cache
def _known() -> Mapping[str, Any]:
    known: Mapping[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return known


def tools() -> dict[str, Tool]:
    """Return all tools by key."""
    return {
        key: Tool(**{**raw, "weglaten": tuple(Rule(**rule) for rule in raw.get("weglaten", ()))})
        for key, raw in _known()["tools"].items()
    }


def reasons() -> dict[str, Mapping[str, str]]:
    """Return why an answer may not count: by key, as the run says it and as the report does."""
    return dict(_known()["redenen"])


def matching(patterns: Iterable[str], columns: Iterable[str]) -> list[str]:
    """List the columns that have one of the names, in the order of the names; ``*`` in a name stands for anything."""
    names = {name: folded(name) for name in columns}
    return list(
        dict.fromkeys(name for one in patterns for name, text in names.items() if fnmatchcase(text, folded(one)))
    )


def recognise(export: Tabular, chosen: str = "") -> tuple[Tool, list[str]]:
    """Find the tool that an export comes from.

    Parameters
    ----------
    export : Tabular
    chosen : str
        The tool's key where the codebook names it; ``geen`` for none.

    Returns
    -------
    tool : Tool
        One without a name where none is recognised.
    marks : list of str
        The columns that it was recognised by.
    """
    known = tools()
    if chosen:
        return known.get(chosen, Tool("")), []
    found = [(tool, tool.marks(export.frame)) for tool in known.values()]
    return max(found, key=lambda pair: len(pair[1])) if any(marks for _, marks in found) else (Tool(""), [])


def laid_out(export: Tabular, tool: Tool) -> Tabular:
    """Take the rest of the header and signs for nothing away, and give respondents a name where a tool does not.

    Parameters
    ----------
    export : Tabular
    tool : Tool

    Returns
    -------
    Tabular
        The same, the rows with their own numbers; with a column ``respondent`` added where names are missing.
    """
    frame = export.frame
    names = [one for one in matching(tool.kolommen, frame) if tool.kolommen[_source(tool, one)] == "respondent"]
    if tool.koptekst and names:
        head = frame[names[0]].iloc[:HEADER_ROWS].str.startswith(tuple(tool.koptekst))
        frame = frame.iloc[int(head.cumprod().sum()) :]
    if tool.genummerd and not matching(["respondent"], frame):
        frame = frame.assign(respondent=[f"rij-{row}" for row in frame.index])
    if tool.leeg:
        frame = frame.mask(frame.isin(list(tool.leeg)), "")
    return replace(export, frame=frame)


def _source(tool: Tool, column: str) -> str:
    return next(source for source in tool.kolommen if folded(source) == folded(column))


def feeds(tool: Tool, columns: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Say which of a tool's own columns feed the data contract, where nothing else does.

    Parameters
    ----------
    tool : Tool
    columns : iterable of str
        The file's.
    given : mapping of str to str
        What feeds the contract already: column to target.

    Returns
    -------
    dict
        Column to target.
    """
    taken, found = set(given.values()), {}
    for column in matching(tool.kolommen, columns):
        target = tool.kolommen[_source(tool, column)]
        if column not in given and target not in taken:
            found[column] = target
            taken.add(target)
    return found

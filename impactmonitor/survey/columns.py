"""Columns of an export under the names of the data contract, several answers in one cell taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.problems import InputError, Problem
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.faults import row_list
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.survey_tools import Tool, feeds, matching
from impactmonitor.survey.vocabulary import by_value, folded
from impactmonitor.text.privacy import shown

ALIKE = 0.85  # of a text that is no option, to one: it is taken for a misspelling
PARTED = "parted by semicolons, commas, |, /, tabs or line ends, in all cells alike"
MARKS = (r"[;\n]", r"[|\n]", r"[/\n]", r"[\t\n]")  # between several answers in one cell, beside the comma
FIRST = 8  # columns named of a file that has none of ours


def named(export: Tabular, codebook: Codebook, tool: Tool, blanked: Sequence[str] = ()) -> tuple[Tabular, list[str]]:
    """Give columns the names of the data contract: by the codebook's mapping, by their own name, or by the tool's.

    A column that is mapped to a level holds all that was ticked there, in one cell; it becomes a column for each
    outcome. A level's *andere* is ticked where its text is given, if there is no column for the tick.

    Parameters
    ----------
    export : Tabular
    codebook : Codebook
    tool : Tool
    blanked : sequence of str
        Texts that no message may repeat.

    Returns
    -------
    export : Tabular
    odd : list of str
        Texts that count as *andere* and are nearly what could be ticked.

    Raises
    ------
    InputError
        No column is one of the codebook's.
    """
    contract = {folded(name): name for name in (*codebook.columns, *codebook.groepen)}
    contract |= {folded(name): column for name, column in codebook.short.items()}
    mapped = {folded(source): codebook.short.get(target, target) for source, target in codebook.kolommen.items()}
    names = {column: target for column in export.frame if (target := (contract | mapped).get(folded(column)))}
    private = [column for column in matching(tool.metadata, export.frame) if column in names]
    names |= feeds(tool, export.frame, names)
    _refuse_another(export, codebook, names)
    export = replace(export, sources={to: name for name, to in names.items() if folded(name) != folded(to)})
    frame = export.frame.rename(columns=names)
    problems = [
        Problem(f"{export.name}, header", f"{target!r} is fed by {', '.join(c for c in names if names[c] == target)}")
        for target in frame.columns[frame.columns.duplicated()].unique()
    ]
    problems += [
        Problem(
            f"{export.name}, header",
            f"{shown(column)} is what {tool.naam} keeps about respondents; it cannot feed {names[column]!r}",
        )
        for column in private
    ]
    frame = frame.loc[:, ~frame.columns.duplicated()]
    odd: list[str] = []
    for niveau in codebook.niveaus:
        if niveau.key in names.values() and not niveau.answered:
            ticks, unsure, unknown = _apart(frame[niveau.key], codebook, niveau, blanked)
            odd += unsure
            problems += [Problem(export.place(row, niveau.key), message) for row, message in unknown]
            frame = frame.drop(columns=[niveau.key, *(name for name in ticks if name in frame)]).join(ticks)
        tick, text = niveau.column("andere"), niveau.column("andere", "tekst")
        if niveau.andere and tick not in frame and text in frame:
            frame = frame.assign(**{tick: by_value(frame[text], lambda cell: "1" if cell.strip() else "")})
    return replace(export, frame=frame, problems=[*export.problems, *problems]), odd


def _refuse_another(export: Tabular, codebook: Codebook, names: Mapping[str, str]) -> None:
    """Say that a file is another one altogether, in one line."""
    found = list(export.frame)
    if set(names.values()) & {*codebook.columns, *codebook.groepen}:
        return
    if len(found) == 1:
        message = f"has one column, {shown(found[0])}; cells are separated by comma, semicolon or tab"
        raise InputError([Problem(f"{export.name}, header", message)])
    listed = ", ".join(shown(name) for name in found[:FIRST])
    more = f" and {len(found) - FIRST} more" if len(found) > FIRST else ""
    message = (
        f"no column of the codebook is in this file; first columns found: {listed}{more}. "
        "Say in codebook.yml, kolommen, which of them feeds what"
    )
    raise InputError([Problem(f"{export.name}, header", message)])


def _options(codebook: Codebook, niveau: Niveau) -> dict[str, str]:
    """Return what can be ticked on a level: text without case to column."""
    found: dict[str, str] = {}
    for item in niveau.items:
        texts = (item.key, item.label, item.tekst, f"{item.tekst} {item.voorbeelden}")
        found |= {folded(text): niveau.column(item.key) for text in texts}
    names = ("tekst", "label") if niveau.geen else ()
    return found | {folded(codebook.geen[name]): niveau.column("geen") for name in names}


class Cells:
    """Takes cells with several answers apart: options, and what else was typed.

    Tools part the answers by semicolons or line ends, or by another mark, or by commas, which options and texts may
    hold, too. Between commas what was typed comes last, so options are read from the front until there is none. What
    parts them is what gives most options.
    """

    def __init__(self, column: pd.Series, options: Mapping[str, str]) -> None:
        self.options = options
        words = sorted((text for text in options if text), key=len, reverse=True)  # one may begin as another does
        named = "|".join(r"\s+".join(map(re.escape, text.split())) for text in words)
        self.first = re.compile(rf"\s*({named})\s*(?:,|$)", re.IGNORECASE)
        self.any = re.compile(rf"(?<!\w)({named})(?!\w)", re.IGNORECASE)
        values = list(column.unique())
        ways: list[Callable[[str], tuple[list[str], str]]] = [
            self._by_comma,
            *(partial(self._by_mark, mark) for mark in MARKS),
        ]
        known = [sum(len(apart(cell)[0]) for cell in values) for apart in ways]
        self.apart = ways[known.index(max(known))]

    def _by_comma(self, cell: str) -> tuple[list[str], str]:
        found, place = [], 0
        while match := self.first.match(cell, place):
            found.append(self.options[folded(match[1])])
            place = match.end()
        return found, cell[place:].strip()

    def _by_mark(self, mark: str, cell: str) -> tuple[list[str], str]:
        parts = [part.strip() for part in re.split(mark, cell) if part.strip()]
        rest = [part for part in parts if folded(part) not in self.options]
        return [self.options[folded(part)] for part in parts if folded(part) in self.options], "; ".join(rest)

    def held(self, text: str) -> int:
        """Count the options that stand somewhere in what was typed."""
        return len({self.options[folded(found)] for found in self.any.findall(text)})


def _apart(
    column: pd.Series, codebook: Codebook, niveau: Niveau, blanked: Sequence[str]
) -> tuple[pd.DataFrame, list[str], list[tuple[int, str]]]:
    """Make a column of ticks for each option, and one for what else was typed.

    Returns
    -------
    columns : DataFrame
    odd : list of str
        Texts that may be answers, written in another way than in the codebook.
    unknown : list of (int, str)
        Rows with a text for which there is no *andere* or that several answers were lost in, and what is wrong.
    """
    options = _options(codebook, niveau)
    cells, andere, text = Cells(column, options), niveau.column("andere"), niveau.column("andere", "tekst")

    def tick(cell: str, name: str) -> str:
        named, rest = cells.apart(cell)
        return "1" if name in named or (name == andere and rest) else ""

    found = {name: by_value(column, partial(tick, name=name)) for name in dict.fromkeys(options.values())}
    typed = by_value(column, lambda cell: cells.apart(cell)[1])
    if not niveau.andere:
        listed = ", ".join([*(item.label for item in niveau.items), *([codebook.geen["label"]] if niveau.geen else [])])
        told = f"is no answer of it; allowed: {listed}; or anything where the codebook has andere"
        return (
            pd.DataFrame(found),
            [],
            [(int(row), f"{shown(rest, blanked)} {told}") for row, rest in typed[typed != ""].items()],
        )
    return pd.DataFrame(found | {text: typed}), *_unsure(column, typed, cells, niveau, blanked)


def _unsure(
    column: pd.Series, typed: pd.Series, cells: Cells, niveau: Niveau, blanked: Sequence[str]
) -> tuple[list[str], list[tuple[int, str]]]:
    """Tell which of what was typed may be answers: nearly one, or several that nothing parts.

    Where more cells hold several answers unparted than parted it is no respondent who wrote them so.
    """
    held = by_value(typed, cells.held)
    parted = int((by_value(column, lambda cell: len(cells.apart(cell)[0])) > 1).sum())
    unparted, odd = column.index[held > 1], []
    if len(unparted) > parted:
        row, rest = int(unparted[0]), typed[unparted[0]]
        others = f" (so it is in {len(unparted) - 1} other rows)" if unparted[1:].size else ""
        return [], [(row, f"{shown(rest, blanked)} holds {held[row]} answers; allowed: {PARTED}{others}")]
    for rest in typed.unique():
        rows = row_list(column.index[typed == rest])
        told = f"{shown(rest, blanked)} in {niveau.key} counts as other in row {rows}"
        if near := get_close_matches(folded(rest), cells.options, n=1, cutoff=ALIKE):
            odd.append(f"{told}; is {shown(near[0])} meant?")
        elif (count := cells.held(rest)) > 1:
            odd.append(f"{told}, and holds {count} answers; they are read only {PARTED}")
    return odd, []

"""Columns of an export under the names of the data contract, several answers in one cell taken apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
FIRST = 8  # columns named of a file that has none of ours


def named(export: Tabular, codebook: Codebook, tool: Tool) -> tuple[Tabular, list[str]]:
    """Give columns the names of the data contract: by the codebook's mapping, by their own name, or by the tool's.

    A column that is mapped to a level holds all that was ticked there, in one cell; it becomes a column for each
    outcome. A level's *andere* is ticked where its text is given, if there is no column for the tick.

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
            ticks, unsure, unknown = _apart(frame[niveau.key], codebook, niveau)
            odd += unsure
            problems += [Problem(f"{export.name}, row {row}, {niveau.key}", message) for row, message in unknown]
            frame = frame.drop(columns=[niveau.key, *(name for name in ticks if name in frame)]).join(ticks)
        tick, text = niveau.column("andere"), niveau.column("andere", "tekst")
        if niveau.andere and tick not in frame and text in frame:
            frame = frame.assign(**{tick: by_value(frame[text], lambda cell: "1" if cell.strip() else "")})
    return Tabular(frame, export.name, [*export.problems, *problems]), odd


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

    Tools part the answers by semicolons or line ends, or by commas, which options and texts may hold, too. Between
    commas what was typed comes last, so options are read from the front until there is none.
    """

    def __init__(self, column: pd.Series, options: Mapping[str, str]) -> None:
        self.options = options
        words = sorted((text for text in options if text), key=len, reverse=True)  # one may begin as another does
        named = "|".join(r"\s+".join(map(re.escape, text.split())) for text in words)
        self.first = re.compile(rf"\s*({named})\s*(?:,|$)", re.IGNORECASE)
        values = list(column.unique())
        known = {apart: sum(len(apart(cell)[0]) for cell in values) for apart in (self._by_comma, self._by_mark)}
        self.apart = max(known, key=lambda apart: known[apart])

    def _by_comma(self, cell: str) -> tuple[list[str], str]:
        found, place = [], 0
        while match := self.first.match(cell, place):
            found.append(self.options[folded(match[1])])
            place = match.end()
        return found, cell[place:].strip()

    def _by_mark(self, cell: str) -> tuple[list[str], str]:
        parts = [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]
        rest = [part for part in parts if folded(part) not in self.options]
        return [self.options[folded(part)] for part in parts if folded(part) in self.options], "; ".join(rest)


def _apart(
    column: pd.Series, codebook: Codebook, niveau: Niveau
) -> tuple[pd.DataFrame, list[str], list[tuple[int, str]]]:
    """Make a column of ticks for each option, and one for what else was typed.

    Returns
    -------
    columns : DataFrame
    odd : list of str
        Texts that are nearly an option, and may be one that is written in another way than in the codebook.
    unknown : list of (int, str)
        Rows with a text for which there is no *andere*, and what is wrong with it.
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
            [(int(row), f"{shown(rest)} {told}") for row, rest in typed[typed != ""].items()],
        )
    found[text], odd = typed, []
    for rest in found[text].unique():
        if near := get_close_matches(folded(rest), options, n=1, cutoff=ALIKE):
            rows = row_list(column.index[found[text] == rest])
            odd.append(f"{shown(rest)} in {niveau.key} counts as other in row {rows}; is {shown(near[0])} meant?")
    return pd.DataFrame(found), odd, []

"""What was asked in each column of an export, as far as its headings and cells tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.survey.survey_tools import HEADER_ROWS, Tool, laid_out, matching
from impactmonitor.survey.vocabulary import MISSING, NO, YES, folded

HEADINGS = (  # a question and a part of it: LimeSurvey and SurveyMonkey, REDCap, KoBo and ODK, Qualtrics and SPSS
    re.compile(r"(?P<question>.+?)\s*\[(?P<part>[^\]]+)\]"),
    re.compile(r"(?P<question>.+)___(?P<part>\w+)"),
    re.compile(r"(?P<question>.+)/(?P<part>[^/]+)"),
    re.compile(r"(?P<question>.+?)_(?P<part>\d+(?:_TEXT)?)"),
)
MOST_POINTS = 12  # values of a question with parts; more are texts
MOST_OPTIONS = 40  # and of a question by itself
TIMES = 3  # answers to each value, of a question with parts that could be chosen from a list
SHARE = 0.8  # of what cells with several answers hold, that is said more often
TICKS, SEVERAL, CHOICE, TEXT = "ticks", "several", "choice", "text"


@dataclass(frozen=True)
class Asked:
    """A column of an export, and what was asked in it.

    Attributes
    ----------
    column : str
        As the file names it.
    question, part : str
        What columns of one question share, and what tells them apart; the part is empty where there is one column.
    text, words, uitleg : str
        What the question says, what is said of the part, and what is said beside the question; empty where not known.
    kind : str
        ``"ticks"``, ``"several"`` (all that was ticked, in one cell), ``"choice"``, ``"text"``; empty where not known.
    options : mapping of str to str
        Code to label, of what could be chosen; where only the cells tell, their values stand for both.
    """

    column: str
    question: str
    part: str = ""
    text: str = ""
    words: str = ""
    uitleg: str = ""
    kind: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What a part may be known by, folded."""
        return tuple(dict.fromkeys(folded(name) for name in (self.words, self.part) if name))


@dataclass(frozen=True)
class Definition:
    """A questionnaire as a survey tool keeps it.

    Attributes
    ----------
    titel, welkom, slot : str
        Its texts; empty where it has none.
    asked : mapping of str to Asked
        By the headings that an export may give a column, folded.
    """

    titel: str = ""
    welkom: str = ""
    slot: str = ""
    asked: Mapping[str, Asked] = field(default_factory=dict)


def values(column: pd.Series) -> Counter[str]:
    """Count the values of a column, without what stands for nothing."""
    found = Counter(text.strip() for text in column)
    return Counter({text: times for text, times in found.items() if folded(text) not in MISSING})


def questions_in(export: Tabular, tool: Tool, definition: Definition) -> list[Asked]:
    """Say of each column of an export what was asked in it.

    Parameters
    ----------
    export : Tabular
        As read, with the rest of the header in its first rows where the tool writes one.
    tool : Tool
    definition : Definition
        One without questions where there is none.

    Returns
    -------
    list of Asked
        In the order of the columns, without those that the tool keeps about respondents.
    """
    frame = laid_out(export, tool).frame
    private = set(matching([*tool.metadata, *tool.sleutel, *tool.moment], export.frame))
    above = _above(export, tool)
    found: list[Asked] = []
    for column in (name for name in export.frame if name not in private):
        known = definition.asked.get(folded(column))
        found.append(replace(known, column=column) if known else _by_heading(column, above.get(column, "")))
    told = {one.column: one for one in _kinds([one for one in found if not one.kind], frame)}
    found = [told.get(one.column, one) for one in found]
    listed = {one.question for one in found if one.kind == TICKS}  # in one column, beside those of the ticks
    return [one for one in found if one.part or one.column not in listed]


def _above(export: Tabular, tool: Tool) -> dict[str, str]:
    """Read the texts of questions from the row below the header, where a tool writes them there."""
    if not tool.koptekst or export.frame.empty:
        return {}
    first = export.frame.iloc[0]
    names = matching([one for one, to in tool.kolommen.items() if to == "respondent"], export.frame)
    written = names and len(export.frame) > HEADER_ROWS and first[names[0]].startswith(tuple(tool.koptekst))
    return {column: " ".join(text.split()) for column, text in first.items()} if written else {}


def _by_heading(column: str, above: str) -> Asked:
    parts = next((found for one in HEADINGS if (found := one.fullmatch(column))), None)
    if not parts:
        return Asked(column, column, text=above or column)
    question, part = parts["question"], parts["part"]
    if above:
        text, _, words = above.rpartition(" - ")
        return Asked(column, question, part, text or above, words if text else "")
    spoken = " " in part  # else it is a code
    return Asked(column, question, part, question if " " in question else "", part if spoken else "")


def _kinds(asked: list[Asked], frame: pd.DataFrame) -> list[Asked]:
    """Tell the kind of columns by their cells, those of one question together."""
    given = {one.column: values(frame[one.column]) for one in asked}
    found: dict[str, Asked] = {}
    for question in dict.fromkeys(one.question for one in asked):
        columns = [one for one in asked if one.question == question]
        several = _of_question if len(columns) > 1 else _alone
        found |= {one.column: one for one in several(columns, given)}
    return [found[one.column] for one in asked]


def _of_question(columns: list[Asked], given: Mapping[str, Counter[str]]) -> list[Asked]:
    filled = [one for one in columns if given[one.column]]
    ticks = [one for one in filled if all(_is_tick(value, one) for value in given[one.column])]
    pooled: Counter[str] = sum((given[one.column] for one in filled), Counter())
    if len(ticks) > len(filled) / 2:
        rest = {one.column for one in filled} - {one.column for one in ticks}
        return [replace(one, kind=TEXT if one.column in rest else TICKS) for one in columns]
    if 1 < len(pooled) <= MOST_POINTS and sum(pooled.values()) >= TIMES * len(pooled):
        return [replace(one, kind=CHOICE, options={value: value for value in pooled}) for one in columns]
    return [replace(one, kind=TEXT) for one in columns]


def _alone(columns: list[Asked], given: Mapping[str, Counter[str]]) -> list[Asked]:
    (one,) = columns
    found = given[one.column]
    if options := _several(found):
        return [replace(one, kind=SEVERAL, options={text: text for text in options})]
    if 1 < len(found) <= MOST_OPTIONS and sum(found.values()) >= 2 * len(found):
        return [replace(one, kind=CHOICE, options={value: value for value in found})]
    return [replace(one, kind=TEXT)]


def _is_tick(value: str, one: Asked) -> bool:
    return folded(value) in (*YES, *NO, *one.names)


def _several(found: Counter[str]) -> list[str]:
    """List what could be ticked where cells hold all of it; empty where they do not."""
    for mark in (";", "\n", "|", ", "):
        cells = [(cell.split(mark), times) for cell, times in found.items()]
        cells = _rejoined(cells, mark) if mark == ", " else cells
        cells = [([part.strip() for part in cell if part.strip()], times) for cell, times in cells]
        parts = Counter({part: 0 for cell, _ in cells for part in cell})
        for cell, times in cells:
            parts.update(dict.fromkeys(cell, times))
        options = [part for part, times in parts.items() if times > 2]
        covered = sum(parts[part] for part in options)
        joined = sum(times for cell, times in cells if len(cell) > 1)
        if (
            1 < len(options) <= MOST_OPTIONS
            and covered >= SHARE * sum(parts.values())
            and 5 * joined >= sum(found.values())
        ):
            return options
    return []


def _rejoined(cells: list[tuple[list[str], int]], mark: str) -> list[tuple[list[str], int]]:
    """Put parts together that never stand without each other: the mark was within an option."""
    while True:
        single = Counter(part for cell, times in cells for part in cell for _ in range(times))
        pairs = Counter(pair for cell, times in cells for pair in pairwise(cell) for _ in range(times))
        pair = next((one for one, n in pairs.items() if n > 2 and n == single[one[0]] == single[one[1]]), None)
        if pair is None:
            return cells
        cells = [(_joined(cell, pair, mark), times) for cell, times in cells]


def _joined(cell: list[str], pair: tuple[str, str], mark: str) -> list[str]:
    if pair[0] not in cell:
        return cell
    place = cell.index(pair[0])
    return [*cell[:place], mark.join(pair), *cell[place + 2 :]]

"""Questions of other kinds than outcomes, proposed: one answer, statements, a number, several answers, own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from impactmonitor.files.unfilled import unfilled
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.drafting import answers_to, keyed, spoken, target
from impactmonitor.survey.levels import BOXES, Level, level_of
from impactmonitor.survey.parts import NUMBER, ONE, OPEN, SEVERAL, STATEMENTS
from impactmonitor.survey.questions import CHOICE, MOST_POINTS, TEXT, TICKS, Asked, Definition, values
from impactmonitor.survey.questions import SEVERAL as CELL
from impactmonitor.survey.vocabulary import NUMERIC, as_number, folded
from impactmonitor.text.dutch import number
from impactmonitor.text.privacy import EMAIL

MORE = re.compile(r"other|\w*_TEXT|\w*comment", re.IGNORECASE)
"""What parts are called in which something is told in own words."""
PARTS = 4
"""How many classes are proposed for a number."""
WANTED = {
    "naam": "what the question is about, in a few words, such as: hoe vaak bezoekers komen",
    "vraag": "the question",
    "zin": "a noun phrase, with its article, such as: de openingstijden",
}


@dataclass
class Found:
    """What was found.

    Attributes
    ----------
    entries : list of dict
        The questions, as the codebook lists its levels.
    columns : dict of str
        Column of the export to what it feeds.
    told : list of str
        What each was taken for.
    guessed : list of str
        Those of which only the cells tell what kind they are.
    ticked : list of (Level, dict)
        Those of which several answers could be ticked, and how they are listed.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    ticked: list[tuple[Level, dict[str, Any]]] = field(default_factory=list)


def other_questions(
    rest: Sequence[Asked],
    frame: pd.DataFrame,
    definition: Definition,
    outcomes: Sequence[str],
    own: Codebook,
    guess: bool = True,
) -> Found:
    """Propose a question for all columns that could be one.

    Parameters
    ----------
    rest : sequence of Asked
        Columns that feed nothing yet.
    frame : DataFrame
        The answers, as text.
    definition : Definition
        A column that it does not have is a guess by its cells.
    outcomes : sequence of str
        The keys of levels with outcomes; beside them, what can be ticked is left out.
    own : Codebook
        The project's questionnaire.
    guess : bool
        Whether to propose what only the cells tell the kind of.
    """
    by_question: dict[str, list[Asked]] = {}
    for one in rest:
        by_question.setdefault(one.question, []).append(one)
    found = Found()
    for columns in by_question.values():
        for kind, some in _kinds(columns, frame):
            sure = folded(some[0].column) in definition.asked and kind not in {NUMBER, OPEN}
            if (kind == SEVERAL and outcomes) or not (sure or guess):
                continue
            keys = [*outcomes, *(entry["key"] for entry in found.entries)]
            if kind == SEVERAL:
                level = _ticked(level_of(some, frame, own, outcomes=False), [before for before, _ in found.ticked])
                entry = _entry(kind, level.items, frame, keys)
                found.ticked.append((level, entry))
                found.columns |= {column: target(entry, *part) for column, part in level.kolommen.items()}
            else:
                entry = _entry(kind, some, frame, keys)
                found.columns |= _fed(entry, some)
            found.entries.append(entry)
            first = some[0].column + (" and on" if len(some) > 1 else "")
            found.told.append(
                f"question {entry['key']}: {kind}, in {first}" + ("" if sure else "; a guess by its cells")
            )
            found.guessed += [] if sure else [entry["key"]]
    return found


def _ticked(level: Level, before: Sequence[Level]) -> Level:
    """Take for an item what the codebook has no box for: without a text, or in other words in a cell."""
    cell = level.asked.kind == CELL
    for name in BOXES:
        one: Asked | None = getattr(level, name)
        said = next((named for other in before if (first := getattr(other, name)) for named in first.names), "")
        silent = name == "andere" and not cell and ("andere", "tekst") not in level.kolommen.values()
        if one and (silent or (cell and said and one.names and said not in one.names)):
            setattr(level, name, None)
            level.items.append(one)
            level.kolommen |= {} if cell else {one.column: (len(level.items) - 1, "")}
    return level


def _kinds(columns: list[Asked], frame: pd.DataFrame) -> Iterator[tuple[str, list[Asked]]]:
    """Tell the kinds of the columns of one question, those of statements and of several answers together."""
    if sum(one.kind == TICKS for one in columns) > 1 or columns[0].kind == CELL:
        yield SEVERAL, columns
        return
    columns = [one for one in columns if not MORE.fullmatch(one.part)]
    chosen = [one for one in columns if one.kind == CHOICE and one.options]
    if len(chosen) > 1 and len({tuple(one.options) for one in chosen}) == 1:
        yield STATEMENTS, chosen
    else:
        for one in columns:
            if _is_number(one, frame):
                yield NUMBER, [one]
            elif one in chosen:
                yield ONE, [one]
            elif _is_worded(one, frame):
                yield OPEN, [one]


def _is_number(one: Asked, frame: pd.DataFrame) -> bool:
    """Tell whether cells hold numbers that nobody gave a meaning: more of them than a scale has points."""
    given = values(frame[one.column])
    plain = one.kind in {TEXT, ""} or (one.kind == CHOICE and all(key == text for key, text in one.options.items()))
    numeric = all(NUMERIC.fullmatch(value) for value in given)  # of those that cannot be read, `check` tells
    return plain and numeric and sum(as_number(value) is not None for value in given) > MOST_POINTS


def _is_worded(one: Asked, frame: pd.DataFrame) -> bool:
    """Tell whether cells hold what somebody wrote: more than one word in most of them, and no addresses."""
    given = values(frame[one.column])
    worded = sum(len(value.split()) > 1 for value in given)
    return one.kind == TEXT and 2 * worded > len(given) and not any(EMAIL.search(value) for value in given)


def _entry(kind: str, columns: Sequence[Asked], frame: pd.DataFrame, taken: Sequence[str]) -> dict[str, Any]:
    """Write a question as the codebook has it."""
    one = columns[0]
    said = spoken(one) if kind in {STATEMENTS, SEVERAL} else spoken(one) or one.words
    entry: dict[str, Any] = {"key": keyed(said or one.question, taken), "soort": kind, "naam": unfilled(WANTED["naam"])}
    entry |= {"vraag": said or unfilled(f"{WANTED['vraag']} in {one.column}")}
    entry |= {"uitleg": one.uitleg} if one.uitleg else {}
    if kind == NUMBER:
        return entry | {"klassen": _classes(one, frame)}
    if kind in {ONE, STATEMENTS}:
        entry["antwoorden"] = answers_to(columns, frame)
    if kind in {STATEMENTS, SEVERAL}:
        items: list[dict[str, Any]] = []
        for part in columns:
            items.append(_item(part, [item["key"] for item in items]))
        entry["items"] = items
    return entry


def _item(one: Asked, taken: Sequence[str]) -> dict[str, str]:
    text = one.words or unfilled(f"words of {one.column}")
    label = one.words or unfilled(f"short label of {one.column}")
    return {"key": keyed(one.words or one.part, taken), "tekst": text, "label": label, "zin": unfilled(WANTED["zin"])}


def _classes(one: Asked, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Propose classes of about as many answers each, of which a person has to say where they begin and end."""
    given = {value: times for value, times in values(frame[one.column]).items() if as_number(value) is not None}
    read = np.array([as_number(value) for value, times in given.items() for _ in range(times)], float)
    step = 10.0 ** -max(len(value.replace(",", ".").partition(".")[2]) for value in given)
    cuts = [float(np.round(cut / step) * step) for cut in np.quantile(read, np.arange(1, PARTS) / PARTS)]
    ends = [None, *dict.fromkeys(cuts), None]
    found = []
    for place, (low, high) in enumerate(pairwise(ends), 1):
        bounds = {"van": low} if low is not None else {}
        bounds |= {"tot": round(high - step, 6)} if high is not None else {}
        said = " ".join(f"{name} {number(bound, 0 if step == 1 else 2)}" for name, bound in bounds.items())
        label = unfilled(f"a label for {said}, once you chose where classes begin and end")
        written = {name: int(bound) if bound == int(bound) else bound for name, bound in bounds.items()}
        found.append({"key": f"klasse{place}", "label": label} | written)
    return found


def _fed(entry: Mapping[str, Any], columns: Sequence[Asked]) -> dict[str, str]:
    """Say which column feeds what."""
    if len(columns) == 1:
        return {columns[0].column: entry["key"]}
    return {one.column: f"{entry['key']}_{item['key']}" for one, item in zip(columns, entry["items"], strict=True)}

"""A codebook proposed for an export: what could be told of it, and marks where a person has to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from impactmonitor.files.unfilled import unfilled
from impactmonitor.survey.codebook import LANGUAGE, PLACE, Codebook, codebook_of
from impactmonitor.survey.drafting import MEASUREMENT, boxes, level_entries, questionnaire, scales_asked, target
from impactmonitor.survey.groupings import Grouping, groupings_in, groupings_named
from impactmonitor.survey.levels import BOXES, Level, find_levels
from impactmonitor.survey.other_questions import other_questions
from impactmonitor.survey.parts import Niveau, words_of
from impactmonitor.survey.questions import SEVERAL, TEXT, Asked, Definition, values
from impactmonitor.survey.survey_tools import Tool, feeds
from impactmonitor.survey.vocabulary import folded
from impactmonitor.text.privacy import EMAIL

NUMBER = re.compile(r"[\d.,/: -]+")
REMARK = re.compile(r"opmerking|remark|comment|tot slot|aanvulling")
PERSONAL = re.compile(r"mail|telefoon|phone|\bnaam\b|\bname\b|adres|address")
RESPONDENT = ("respondent", "respondentnummer", "respondent id", "response id", "id", "nummer", "nr", "case")


@dataclass
class Proposal:
    """What a wave's files would hold.

    Attributes
    ----------
    codebook : dict
        Laid out as ``codebook.yml``.
    groupings : dict
        ``werkplaats``, ``sector`` and those that were named, each with what it is made of.
    told : list of str
        What was recognised.
    lacking : list of str
        Columns of the data contract that nothing feeds.
    unused : list of str
        Columns of the export that feed nothing.
    guessed : list of str
        Questions of which only the cells tell what kind they are.
    """

    codebook: dict[str, Any]
    groupings: dict[str, Grouping]
    told: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)


def propose(
    asked: list[Asked],
    frame: pd.DataFrame,
    tool: Tool,
    definition: Definition,
    own: Codebook,
    raw: Mapping[str, Any],
    places: Mapping[str, str],
    named: Sequence[str] = (),
) -> Proposal:
    """Propose a codebook.

    Parameters
    ----------
    asked : list of Asked
        What was asked in the columns.
    frame : DataFrame
        The answers, as text.
    tool : Tool
    definition : Definition
    own : Codebook
        The project's questionnaire: what is asked in its words gets its keys and phrases.
    raw : mapping
        The same as its file holds it.
    places : mapping of str to str
        Workplaces that are known: spelling, folded, to name.
    named : sequence of str
        Columns that tell groups apart.

    Raises
    ------
    UsageError
        A column that is named cannot do so.
    """
    chosen = groupings_named(named, asked, frame)
    asked = _left(asked, {one.asked.column: name for name, one in chosen.items()})
    groups = [f"grouping {name}: {len(one.entries)} groups, in {one.asked.column}" for name, one in chosen.items()]
    given = [one for one in asked if one.column not in feeds(tool, frame, {})]
    layout = {folded(one.column) for one in given} & set(own.columns)
    if 2 * len(layout) > len(own.columns):  # the project's own, whose codebook says it all
        book = {**deepcopy(dict(raw)), "meting": MEASUREMENT}
        unused = [one.column for one in given if folded(one.column) not in layout]
        told = [f"{len(layout)} columns have the names of the project's own questionnaire, which is taken over"]
        lacking = [name for name in own.columns[:-1] if name not in layout]
        book["kolommen"] = {one.asked.column: name for name, one in chosen.items() if folded(one.asked.column) != name}
        return Proposal(_told_apart(book, chosen), {}, [*told, *groups], lacking, unused)
    levels, rest = find_levels(given, frame, own)
    if not any(level.schalen or level.known for level in levels):  # then nothing says that what was ticked are outcomes
        levels, rest = [], given
    found = groupings_in(rest, frame, own, places) | chosen
    columns = {one.asked.column: name for name, one in found.items()}
    entries = level_entries(levels, raw)
    for level, entry in zip(levels, entries, strict=True):
        columns |= {column: target(entry, *part) for column, part in level.kolommen.items()}
    columns |= _open(_left(rest, columns), frame, levels, entries) if levels else {}
    columns |= _respondent(_left(rest, columns), frame, tool, columns)
    asks = [one for one in _left(rest, columns) if not PERSONAL.search(folded(f"{one.text} {one.words} {one.column}"))]
    known = bool(levels) and all(level.known for level in levels)  # what else there is may be no question at all
    keys = [entry["key"] for entry in entries]
    other = other_questions(asks, frame, definition, keys, own, guess=not known)
    columns |= other.columns
    book = _told_apart(_book(levels, entries, found, frame, definition, own, raw), chosen)
    _make_room(book["formulier"], columns, {one.column: one for one in given})
    book["niveaus"] = [*entries, *other.entries]
    ticked = [*zip(levels, entries, strict=True), *other.ticked]
    book |= boxes([level for level, _ in ticked], [entry for _, entry in ticked], raw)
    book["kolommen"] = {column: target for column, target in columns.items() if folded(column) != target}
    fed = {*columns.values(), *feeds(tool, frame, columns).values(), *(["respondent"] if tool.genummerd else [])}
    told = [_told(level, entry) for level, entry in zip(levels, entries, strict=True)]
    told += [] if "sector" in found or not levels else ["no question on the sector: the wave has none"]
    told += [] if known or not levels else _without_unasked(book["formulier"], levels, entries, {*columns.values()})
    told += [
        f"{entry['key']}: no box for {BOXES[name]}"
        for level, entry in ticked
        for name in BOXES
        if name not in level.boxes and (levels or book.get(name))
    ]
    scales = scales_asked(levels)
    told += [f"no follow-up on {name}: the wave has none" for name in own.schalen if levels and name not in scales]
    told += [f"follow-up {name}: another one, in its own words" for name in scales if name not in own.schalen]
    unused = [one.column for one in given if one.column not in columns]
    return Proposal(book, found, [*groups, *told, *other.told], _lacking(book, fed), unused, other.guessed)


def _without_unasked(
    form: dict[str, Any], levels: Sequence[Level], entries: Sequence[dict[str, Any]], fed: set[str]
) -> list[str]:
    """Take out what no column of the export answers, but for the project's own levels; says what it was."""
    for level, entry in zip(levels, entries, strict=True):
        for name in ("open_rij", "open_kop") if not (level.known or words_of(entry["key"]) in fed) else ():
            entry.pop(name)
    gone = {
        "explanations": ("toelichting", not any(column.endswith("_toelichting") for column in fed)),
        "open question": ("open", not any("open_rij" in entry for entry in entries)),
        "closing question": ("afsluiting", not form["afsluiting"]),
    }
    for part in (part for part, lacking in gone.values() if lacking):
        for name in (f"{part}_vraag", f"{part}_kop", part):
            form.pop(name, None)
    return [f"no {what}: the wave has none" for what, (_, lacking) in gone.items() if lacking]


def _left(rest: Sequence[Asked], columns: Mapping[str, str]) -> list[Asked]:
    return [one for one in rest if one.column not in columns]


def _book(
    levels: Sequence[Level],
    entries: list[dict[str, Any]],
    found: Mapping[str, Grouping],
    frame: pd.DataFrame,
    definition: Definition,
    own: Codebook,
    raw: Mapping[str, Any],
) -> dict[str, Any]:
    """Write what a codebook holds beside its questions; without outcomes nothing of what is asked of them."""
    book = questionnaire(levels, entries, frame, definition, own, raw)
    if "sector" in found:
        book["sectoren"] = found["sector"].entries
    else:
        book.pop("sectoren")
    if levels:
        return book
    book.pop("schalen", None)
    for name in () if "werkplaats" in found else ("tranches", "tranchegroepen"):
        book.pop(name)
    book["formulier"] = {"kop": definition.titel or unfilled("the heading of the form")}
    return book


def _told_apart(book: dict[str, Any], chosen: Mapping[str, Grouping]) -> dict[str, Any]:
    """Put the groupings that were named where a person reads them: before the questions."""
    others = [
        {
            "key": key,
            "naam": unfilled(f"what {one.asked.column} tells apart, in one word, such as: regio"),
            "meervoud": unfilled("the same of several, such as: regio’s"),
            "rol": "kolommen",
            "groepen": one.entries,
        }
        for key, one in chosen.items()
    ]
    head = {name: book[name] for name in ("meting", "onderzoek")}
    return head | ({"indelingen": others} if others else {}) | book


def _make_room(form: dict[str, Any], columns: Mapping[str, str], asked: Mapping[str, Asked]) -> None:
    """Put the question that ends in a remark on the form, where the form does not have it."""
    column = next((column for column, target in columns.items() if target == "opmerking"), "")
    if column and not any(one.get("kolom") == "opmerking" for one in form.get("afsluiting", ())):
        form["afsluiting"].append({"vraag": asked[column].text or column, "antwoord": "tekst", "kolom": "opmerking"})


def _open(
    rest: Sequence[Asked], frame: pd.DataFrame, levels: Sequence[Level], entries: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Find the open questions: those that name a level, or else as many as there are levels, in their order."""
    texts_asked = [
        one
        for one in rest
        if one.kind == TEXT
        and one.part.casefold() != "other"
        and not PERSONAL.search(folded(f"{one.text} {one.words}"))
        and not any(EMAIL.search(value) or NUMBER.fullmatch(value) for value in values(frame[one.column]))
    ]
    said = {one.column: folded(" ".join((one.words or one.text, one.column))) for one in texts_asked}
    found: dict[str, str] = {}
    for level, entry in zip(levels, entries, strict=True):
        names = [entry["open_rij"], entry["key"], *([level.known.naam] if level.known else [])]
        for column in (one for one in said if one not in found):
            if any(folded(name) in said[column] for name in names) and not REMARK.search(said[column]):
                found[column] = words_of(entry["key"])
                break
    remark = next((column for column in said if column not in found and REMARK.search(said[column])), "")
    left = [column for column in said if column not in found and column != remark]
    if not found and len(left) >= len(levels):
        found = {column: words_of(entry["key"]) for column, entry in zip(left, entries, strict=False)}
    return found | ({remark: "opmerking"} if remark else {})


def _respondent(rest: Sequence[Asked], frame: pd.DataFrame, tool: Tool, columns: Mapping[str, str]) -> dict[str, str]:
    """Find the column that tells respondents apart, where no tool has one of its own."""
    if tool.genummerd or "respondent" in {*feeds(tool, frame, columns).values(), *columns.values()}:
        return {}
    unique = [one.column for one in rest if frame[one.column].str.strip().ne("").all() and frame[one.column].is_unique]
    named = [column for column in unique if folded(column) in RESPONDENT]
    return dict.fromkeys((named or unique)[:1], "respondent")


def _lacking(book: Mapping[str, Any], fed: set[str]) -> list[str]:
    """List the columns of the data contract that nothing feeds."""
    codebook = codebook_of(deepcopy(dict(book)))
    fed = fed | {codebook.short.get(name, name) for name in fed}
    for niveau in codebook.ticked:
        if niveau.key in fed:  # all that was ticked, in one cell
            fed = fed | {name for name in niveau.columns if name.removeprefix(f"{niveau.key}_") in _ticks(niveau)}
        elif niveau.andere and niveau.column("andere", "tekst") in fed:
            fed = fed | {niveau.column("andere")}
    unasked = {LANGUAGE, *(() if codebook.by_workplace else (PLACE,))}
    return [name for name in codebook.columns if name not in fed | unasked]


def _ticks(niveau: Niveau) -> set[str]:
    return {*(item.key for item in niveau.items), "andere_tekst", "geen"}


def _told(level: Level, entry: Mapping[str, Any]) -> str:
    same = f", the project's own level {level.known.naam}" if level.known else ""
    parts = [
        *level.schalen,
        *(["toelichting"] if "toelichting" in {part for _, part in level.kolommen.values()} else []),
    ]
    asked = f"; asked of them: {', '.join(parts)}" if parts else ""
    guess = (
        f"; {level.geen.column} is taken for none: it is never ticked beside another"
        if level.guessed and level.geen
        else ""
    )
    guess += (
        "; in its cells, what is said once or twice counts as another outcome" if level.asked.kind == SEVERAL else ""
    )
    return f"level {entry['key']}: {len(level.items)} outcomes in {level.asked.column} and on{same}{asked}{guess}"

"""A codebook written: in the project's own words where they are the same, and with marks where nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import pandas as pd

from impactmonitor.files.unfilled import unfilled
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.faults import CODE
from impactmonitor.survey.levels import BOXES, Level, codes_of, texts
from impactmonitor.survey.questions import Asked, Definition, values
from impactmonitor.survey.variant import slugify
from impactmonitor.survey.vocabulary import folded

MEASUREMENT = unfilled("the name of the measurement, such as '2025'")
LONGEST = 40  # characters of a key


def keyed(text: str, taken: Iterable[str]) -> str:
    """Make a key of a text that no other has."""
    words = slugify(text).replace("-", "_")
    cut = words if len(words) <= LONGEST else words[:LONGEST].rpartition("_")[0] or words[:LONGEST]
    key, place = cut or "vraag", 2
    while key in taken:
        key, place = f"{cut}_{place}", place + 1
    return key


def level_entries(levels: Sequence[Level], raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write each level as the codebook has it.

    Parameters
    ----------
    levels : sequence of Level
    raw : mapping
        The project's own codebook, as its file holds it.
    """
    known = {entry["key"]: entry for entry in raw["niveaus"]}
    found: list[dict[str, Any]] = []
    for number, level in enumerate(levels, 1):
        taken = {entry["key"] for entry in found}
        if level.known and level.known.key not in taken:
            entry = deepcopy(known[level.known.key])
        else:
            entry = {"key": f"niveau{number}", "naam": unfilled("the level's name in sentences, such as studentniveau")}
            wanted = {
                "omschrijving": "what the level is, after: dat wil zeggen",
                "open_rij": "the open question's words for this level",
                "open_kop": "the heading above its answers",
                "inleiding": "the words above the question",
                "vraag": "the question",
                "uitleg": "the words beside it",
            }
            entry |= {name: unfilled(text) for name, text in wanted.items()}
        entry |= {name: text for name, text in (("vraag", spoken(level.asked)), ("uitleg", level.asked.uitleg)) if text}
        items: list[dict[str, Any]] = []
        for item in level.items:
            items.append(_item(item, level, entry, [one["key"] for one in items]))
        found.append(entry | {"items": items})
    return found


def target(entry: Mapping[str, Any], place: int | str, part: str) -> str:
    """Name the column of the data contract that a part of a level is: see `Level.kolommen`."""
    if place == "":
        return str(entry["key"])  # all that was ticked, in one cell
    item = entry["items"][place]["key"] if isinstance(place, int) else place
    return "_".join(filter(None, (entry["key"], item, part)))


def spoken(asked: Asked) -> str:
    """Return what a question says, unless that is only the heading of its column."""
    return asked.text if " " in asked.text and asked.text != asked.column else ""


def _item(one: Asked, level: Level, entry: Mapping[str, Any], taken: Sequence[str]) -> dict[str, Any]:
    for own in level.known.named if level.known else ():
        if set(one.names) & set(texts(own)) and own.key not in taken:
            return next(dict(item) for item in entry["items"] if item["key"] == own.key)
    phrase = unfilled("a noun phrase for sentences, with its article, such as: meer samenwerking")
    if one.words:
        return {"key": keyed(one.words, taken), "tekst": one.words, "label": one.words, "zin": phrase}
    said = {
        name: unfilled(f"{wanted} of {one.column}") for name, wanted in (("tekst", "words"), ("label", "short label"))
    }
    return {"key": keyed(one.part, taken), **said, "zin": phrase}


def questionnaire(
    levels: Sequence[Level],
    entries: list[dict[str, Any]],
    frame: pd.DataFrame,
    definition: Definition,
    own: Codebook,
    raw: Mapping[str, Any],
) -> dict[str, Any]:
    """Write a codebook, but for its sectors and the map of columns.

    Parameters
    ----------
    levels : sequence of Level
    entries : list of dict
        The same as the codebook has them.
    frame : DataFrame
        The answers, as text.
    definition : Definition
    own : Codebook
        The project's questionnaire; its texts are taken over where all levels are its own.
    raw : mapping
        The same, as its file holds it.
    """
    same = bool(levels) and all(level.known for level in levels)
    titles = raw["onderzoek"] if same else {"persoon": {"enkelvoud": "respondent", "meervoud": "respondenten"}}
    wanted = {"titel": definition.titel or unfilled("the report's title"), "ondertitel": unfilled("its subtitle")}
    book: dict[str, Any] = {"meting": MEASUREMENT}
    book["onderzoek"] = wanted | deepcopy(dict(titles))
    book |= {"tranches": deepcopy(raw["tranches"]), "tranchegroepen": deepcopy(raw["tranchegroepen"]), "sectoren": []}
    asked = scales_asked(levels)
    book["schalen"] = {
        name: _points(name, columns, frame, own, raw["schalen"][name])
        if name in raw["schalen"]
        else answers_to(columns, frame)
        for name, columns in asked.items()
    }
    form = deepcopy(raw["formulier"]) if same else _form(definition, raw["formulier"])
    for scale in raw["schalen"]:
        form |= _scale_texts(scale, levels, entries)
        for part in ("vraag", "uitleg") if scale not in asked else ():
            form.pop(f"{scale}_{part}", None)
    if further := {name: _described(name, levels, entries) for name in asked if name not in raw["schalen"]}:
        form["vervolg"] = further
    if not asked:
        book.pop("schalen")
    return book | {"formulier": form, "niveaus": entries}


def boxes(levels: Sequence[Level], entries: Sequence[dict[str, Any]], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Write what the boxes beside what is named say, and in an entry without one that it has none, where others do.

    Parameters
    ----------
    levels : sequence of Level
    entries : sequence of dict
        The same as the codebook has them.
    raw : mapping
        The project's own codebook, of which the words are taken over for outcomes.
    """
    found = {}
    for name in BOXES:
        having = [name in level.boxes for level in levels]
        if not any(having):
            continue
        said = next((one.words for level in levels if (one := getattr(level, name)) and one.words), "")
        own, outcomes = dict(raw[name]), "soort" not in entries[0]
        if outcomes and (not said or folded(said) in {folded(text) for text in own.values()}):
            found[name] = own
        else:
            asks = {"tekst": "its words", "label": "short label", "zin": "a noun phrase for sentences"}
            found[name] = {key: unfilled(text) for key, text in asks.items() if key in own}
            found[name] |= {"tekst": said} if said else {}
        for entry in (entry for has, entry in zip(having, entries, strict=True) if not has):
            entry[name] = False
    return found


def _form(definition: Definition, own: Mapping[str, Any]) -> dict[str, Any]:
    """Write the form's own texts, as far as a definition tells them."""
    form: dict[str, Any] = dict.fromkeys(own, unfilled("the form's own words"))
    given = {
        "kop": definition.titel,
        "opdracht": definition.welkom,
        "slot": [definition.slot] if definition.slot else [],
    }
    form |= {"afsluiting": [], "slot": [form["slot"]]}
    return form | {name: text for name, text in given.items() if text}


def _scale_texts(scale: str, levels: Sequence[Level], entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what a follow-up says, with the level's name taken out of it."""
    for level, entry in zip(levels, entries, strict=True):
        asked = next(iter(level.schalen.get(scale, [])), None)
        if asked and (text := spoken(asked)) and str(entry["naam"]) in text:
            told = {f"{scale}_vraag": text.replace(str(entry["naam"]), "{naam}"), f"{scale}_uitleg": asked.uitleg}
            return {name: said for name, said in told.items() if said}
    return {}


def scales_asked(levels: Sequence[Level]) -> dict[str, list[Asked]]:
    """Gather the columns of each scale, over all levels; in the order in which they are first asked."""
    found: dict[str, list[Asked]] = {}
    for level in levels:
        for name, columns in level.schalen.items():
            found.setdefault(name, []).extend(columns)
    return found


def _described(scale: str, levels: Sequence[Level], entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Say of a follow-up that the project does not know what it is called and asks."""
    told = {
        "naam": unfilled("what sentences and titles call it, after de vraag naar, such as bereik"),
        "vraag": unfilled("its question, with {naam} for the level"),
    }
    for level, entry in zip(levels, entries, strict=True):
        for one in level.schalen.get(scale, ())[:1]:
            said = {"vraag": spoken(one).replace(str(entry["naam"]), "{naam}"), "uitleg": one.uitleg}
            return told | {name: text for name, text in said.items() if text}
    return told


def answers_to(columns: Sequence[Asked], frame: pd.DataFrame) -> list[dict[str, Any]]:
    """List the answers in the order of the definition, or else of what they are written as."""
    options = {code: label for one in columns for code, label in one.options.items()}
    if all(code == label for code, label in options.items()):  # only the cells tell
        options = {code: code for code in sorted(options, key=lambda text: (_digits(text), text))}
    present = {folded(value) for one in columns for value in values(frame[one.column])}
    found: list[dict[str, Any]] = []
    for code, label in options.items():
        meant = not re.fullmatch(CODE, label) and bool(label)
        told = label if meant else unfilled(f"what {code} in {columns[0].column} stands for")
        key = keyed(label if meant else f"antwoord {code}", [one["key"] for one in found])
        entry: dict[str, Any] = {"key": key, "label": told}
        written = folded(code) not in {folded(entry["key"]), folded(told)}
        found.append(entry | ({"code": code} if written and (folded(code) in present or meant) else {}))
    return found


def _digits(text: str) -> int:
    """Return how long a code is, so that 10 comes after 9; words follow the alphabet."""
    return len(text) if re.fullmatch(CODE, text) else 0


def _points(
    scale: str, columns: Sequence[Asked], frame: pd.DataFrame, own: Codebook, raw: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Write the points of a scale, each with the codes that a definition gives it; what has no meaning is marked."""
    labels, present = codes_of(columns, frame)
    names = {one.key: {folded(text) for text in (one.key, one.label, one.short)} for one in own.schalen[scale]}
    meant: dict[str, list[str]] = {key: [] for key in names}
    for code, said in labels.items():
        points = [key for key, known in names.items() if {folded(label) for label in said} <= known]
        for key in points if folded(code) not in {name for known in names.values() for name in known} else []:
            meant[key].append(code)
    understood = {folded(code) for codes in meant.values() for code in codes} | set().union(*names.values())
    unknown = [value for value in present if folded(value) not in understood]
    found: list[dict[str, Any]] = []
    for point in raw:
        codes = meant[str(point["key"])]
        if unknown and not codes:
            told = "; ".join(dict.fromkeys(_meaning(value, labels) for value in unknown))
            found.append(
                {**point, "code": unfilled(f"which of the values found in {columns[0].column} and on: {told}")}
            )
        else:
            found.append({**point, **({"code": codes if len(codes) > 1 else codes[0]} if codes else {})})
    return found


def _meaning(value: str, labels: Mapping[str, set[str]]) -> str:
    said = sorted(labels.get(value, set()) - {value})
    return f"{value} ({' or '.join(said)})" if said else value

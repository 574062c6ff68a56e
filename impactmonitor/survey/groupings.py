"""Which questions of an export tell the groups apart: workplace, sector, and those that somebody names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from impactmonitor.files.unfilled import unfilled
from impactmonitor.problems import UsageError, nearest
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.drafting import answers_to, keyed
from impactmonitor.survey.faults import CODE
from impactmonitor.survey.questions import CHOICE, Asked, values
from impactmonitor.survey.variant import slugify
from impactmonitor.survey.vocabulary import folded

NAMED = {
    "werkplaats": re.compile(r"\b\w*werkplaats\b|\bworkplaces?\b"),
    "sector": re.compile(r"\bsector(en|s)?\b|\bonderwijssoort"),
}


@dataclass(frozen=True)
class Grouping:
    """A question that tells groups apart.

    Attributes
    ----------
    asked : Asked
    values : mapping of str to str
        What cells hold, and the label of it: the same where there is no other.
    entries : list of dict
        As the codebook lists it; empty for workplaces.
    """

    asked: Asked
    values: Mapping[str, str]
    entries: list[dict[str, Any]]


def groupings_in(
    rest: Sequence[Asked], frame: pd.DataFrame, own: Codebook, places: Mapping[str, str]
) -> dict[str, Grouping]:
    """Find the questions on workplace and sector: by their answers, or else by what they are called.

    Parameters
    ----------
    rest : sequence of Asked
        Columns that belong to no level.
    frame : DataFrame
        The answers, as text.
    own : Codebook
        Its sectors are known.
    places : mapping of str to str
        Workplaces that are known: spelling, folded, to name.
    """
    sectors = {folded(text) for one in own.categories("sector") for text in (one.key, one.label)}
    found: dict[str, Grouping] = {}
    for name, known in (("werkplaats", set(places)), ("sector", sectors)):
        taken = {one.asked.column for one in found.values()}
        candidates = [one for one in rest if one.column not in taken]
        if asked := _best(name, candidates, frame, known):
            labels = {value: asked.options.get(value, value) for value in values(frame[asked.column])}
            entries = _sectors(asked.column, labels, own) if name == "sector" else []
            found[name] = Grouping(asked, labels, entries)
    return found


def groupings_named(names: Sequence[str], asked: Sequence[Asked], frame: pd.DataFrame) -> dict[str, Grouping]:
    """Make a grouping of each column that somebody names, by the key that the codebook gives it.

    Parameters
    ----------
    names : sequence of str
        Columns of the export.
    asked : sequence of Asked
    frame : DataFrame
        The answers, as text.

    Raises
    ------
    UsageError
        There is no such column, or what it holds was not chosen from a list.
    """
    columns = {one.column: one for one in asked}
    found: dict[str, Grouping] = {}
    for name in dict.fromkeys(names):
        if name not in columns:
            raise UsageError(f"--grouping {name}: the export has no such question{nearest(name, columns)}")
        one = columns[name]
        if one.kind != CHOICE or not one.options:
            held = len(values(frame[name]))  # not the values, which may be what somebody wrote
            raise UsageError(f"--grouping {name}: it was not chosen from a list; it holds {held} different answers")
        follows = unfilled("follows: respondenten uit, such as: regio Noord")
        entries = [{**entry, "zin": follows} for entry in answers_to([one], frame)]
        found[keyed(name, found)] = Grouping(one, dict(one.options), entries)
    return found


def _best(name: str, candidates: Sequence[Asked], frame: pd.DataFrame, known: set[str]) -> Asked | None:
    for one in candidates:
        said = [one.options.get(value, value) for value in values(frame[one.column])]
        if said and 2 * sum(folded(label) in known for label in said) > len(said):
            return one
    closed = [one for one in candidates if one.kind == CHOICE]
    return next((one for one in closed if NAMED[name].search(folded(f"{one.text} {one.words} {one.column}"))), None)


def _sectors(column: str, labels: Mapping[str, str], own: Codebook) -> list[dict[str, Any]]:
    """List sectors: those of the project under their own keys, others as they are called."""
    names = {folded(text): one for one in own.categories("sector") for text in (one.key, one.label)}
    whole = own.categories("sector") if all(folded(label) in names for label in labels.values()) else ()
    found: dict[str, dict[str, Any]] = {}
    for value, label in [*((one.key, one.label) for one in whole), *labels.items()]:
        one = names.get(folded(label))
        key = one.key if one else slugify(label).replace("-", "_")
        coded = re.fullmatch(CODE, label) and not one
        said = unfilled(f"what {label} in {column} stands for") if coded else label
        entry = found.setdefault(key, {"key": key, "label": one.label if one else said})
        entry["zin"] = one.zin if one else unfilled("follows: respondenten uit, such as: het mbo")
        entry |= {"kop": one.kop} if one and one.kop else {}
        if folded(value) not in {folded(text) for text in (key, entry["label"])}:
            entry.setdefault("code", []).append(value)
    order = [one.key for one in own.categories("sector")]
    return sorted(found.values(), key=lambda entry: order.index(entry["key"]) if entry["key"] in order else len(order))

"""A variant: which part of the responses one report is about."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from impactmonitor.problems import UsageError, nearest
from impactmonitor.survey.codebook import PLACE, REPORTS, SECTOR, SIDE_BY_SIDE, TRANCHE, Codebook, Grouping
from impactmonitor.survey.parts import Category
from impactmonitor.text.dutch import enumerate_nl
from impactmonitor.text.strangers import escape

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 120  # characters of a folder's name


def slugify(text: str) -> str:
    """Turn a name into a folder name: ``DigiLink Drenthe`` -> ``digilink-drenthe``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True)
class Variant:
    """A selection of respondents; empty means no filter.

    Attributes
    ----------
    filters : mapping of str to tuple of str
        By grouping the keys of its groups, and by ``werkplaats`` the names of workplaces, in the codebook's order. A
        respondent is selected when each holds its value; one without any is left out.
    """

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Leave out what filters nothing."""
        object.__setattr__(self, "filters", {name: tuple(keys) for name, keys in self.filters.items() if keys})

    def __hash__(self) -> int:
        """Take two that select by the same for one."""
        return hash(frozenset(self.filters.items()))

    def within(self, grouping: str, *keys: str) -> Variant:
        """Return the part of it that is of some groups of another grouping."""
        return Variant({**self.filters, grouping: keys})

    @property
    def whole(self) -> bool:
        """Whether this is the variant without a filter."""
        return not self.filters

    @property
    def slug(self) -> str:
        """Name of the variant's folder; one too long for a file system ends in a digest."""
        parts = [f"{name} {' '.join(value)}" for name, value in self.filters.items()]
        name = "-".join(map(slugify, parts)) or "alle"
        if len(name) <= LONGEST:
            return name
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        return f"{name[: LONGEST - 9].rstrip('-')}-{digest}"

    def mask(self, frame: pd.DataFrame) -> pd.Series:
        """Tell which respondents are in: bool, aligned with `frame`."""
        selected: pd.Series = frame[[]].all(axis="columns")  # everybody
        for name, values in self.filters.items():
            selected &= frame[name].isin(values)
        return selected

    def name(self, codebook: Codebook) -> str:
        """Name the variant in running text: ``tranches 1 en 2, sector mbo``."""
        parts = [_named(codebook.groepen[key], keys) for key, keys in self.filters.items() if key != PLACE]
        if PLACE in self.filters:
            parts.append(enumerate_nl(self.filters[PLACE]))
        return ", ".join(parts) or codebook.everybody

    def phrase(self, codebook: Codebook) -> str:
        """Name the variant in Markdown, after *contactpersonen*: ``uit het mbo in tranche 3``."""
        parts: list[str] = []
        for grouping in codebook.groupings(SIDE_BY_SIDE):
            if keys := self.filters.get(grouping.key):
                names = enumerate_nl([one.zin for one in grouping.chosen(keys)])
                parts.append(f"{'in' if parts else 'uit'} {names}")
        if PLACE in self.filters:
            parts.append(f"van {enumerate_nl([escape(name) for name in self.filters[PLACE]])}")
        for grouping in codebook.groupings(REPORTS):
            if keys := self.filters.get(grouping.key):
                parts.append(f"{'in' if parts else 'uit'} {_said(grouping, keys)}")
        return " ".join(parts) or ("uit alle tranches" if codebook.by_workplace else codebook.everybody)


def _named(grouping: Grouping, keys: Sequence[str]) -> str:
    """Name some groups: tranches by number, sectors with the word before it, all others by their labels."""
    if grouping.place == TRANCHE.place:
        return f"{grouping.naam if len(keys) == 1 else grouping.meervoud} {enumerate_nl(keys)}"
    labels = enumerate_nl([one.naam for one in grouping.chosen(keys)])
    return f"{grouping.naam} {labels}" if grouping.place == SECTOR.place else labels


def _said(grouping: Grouping, keys: Sequence[str]) -> str:
    """Name some groups after *uit*."""
    if grouping.place == TRANCHE.place:
        return f"{'' if len(keys) == 1 else 'de '}{_named(grouping, keys)}"
    return enumerate_nl([one.zin for one in grouping.chosen(keys)])


def _split(text: str, known: Mapping[str, str]) -> list[str]:
    """Take comma-separated names apart, also where a name holds a comma itself: the longest that exists counts."""
    parts, names = text.split(","), []
    while parts:
        lengths = range(len(parts), 0, -1)
        fits = next((length for length in lengths if ",".join(parts[:length]).strip().lower() in known), 1)
        names.append(",".join(parts[:fits]).strip())
        parts = parts[fits:]
    return [name for name in names if name]


def _chosen(name: str, given: str | Sequence[str] | None, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values meant by what was given, in the order of `known`: what may be typed, and its value."""
    if not given:
        return ()
    given = str(given) if isinstance(given, int) else given  # as a notebook may have it
    by_lower = {typed.lower(): value for typed, value in known.items()}
    values = list(dict.fromkeys(known.values()))
    typed = _split(given, by_lower) if isinstance(given, str) else [str(value).strip() for value in given]
    if not typed:
        raise UsageError(f"{name} {given!r} names nothing. Allowed: {', '.join(values)}")
    for one in typed:
        if one.lower() not in by_lower:
            listed = ("; " if any("," in value for value in values) else ", ").join(values)
            raise UsageError(f"{name} {one!r} does not exist{nearest(one, known) or '.'} Allowed: {listed}")
    picked = {by_lower[one.lower()] for one in typed}
    return tuple(value for value in values if value in picked)


def make_variant(codebook: Codebook, workplaces: pd.DataFrame, /, **typed: str | Sequence[str] | None) -> Variant:
    """Make a variant of parameters as typed: by grouping, comma-separated text or a list.

    Raises
    ------
    UsageError
        A grouping or a value does not exist; the allowed ones are named and the nearest suggested.
    """
    names = [workplaces["werkplaats"], workplaces["andere_naam"]]
    places = {typed: place for column in names for typed, place in zip(column, names[0], strict=True) if typed}
    known = {key: _typed(one.groepen) for key, one in codebook.groepen.items()} | {PLACE: places}
    for name, given in typed.items():
        if given and not known.get(name):
            raise UsageError(f"{name}: this wave has no such grouping")
    return Variant({name: _chosen(name, typed.get(name), values) for name, values in known.items()})


def by_grouping(
    codebook: Codebook, workplaces: pd.DataFrame, given: str, short: Mapping[str, str | Sequence[str] | None]
) -> dict[str, str | Sequence[str]]:
    """Take apart what is typed as ``grouping=value``, more of them parted by semicolons.

    Parameters
    ----------
    codebook : Codebook
    workplaces : DataFrame
    given : str
    short : mapping
        What was typed by the name of a grouping: ``--tranche 3`` is short for ``--filter tranche=3``.

    Returns
    -------
    dict
        By grouping, what was typed for it.

    Raises
    ------
    UsageError
        There is no such grouping, it is given twice, or what is typed is not of this form.
    """
    known = [*codebook.groepen, *([PLACE] if len(workplaces) else [])]
    found: dict[str, str | Sequence[str]] = {name: value for name, value in short.items() if value}
    for part in filter(None, map(str.strip, given.split(";"))):
        name, equals, value = (text.strip() for text in part.partition("="))
        if not equals or not value or name not in known:
            hint = nearest(name, known) or "."
            told = "is not written as grouping=value" if not equals or not value else f"does not exist{hint}"
            raise UsageError(f"filter {part!r} {told} Groupings: {', '.join(known) or 'none'}")
        if name in found:
            raise UsageError(f"{name} is given twice; join values by a comma")
        found[name] = value
    return found


def _typed(categories: Iterable[Category]) -> dict[str, str]:
    """Say what may be typed for a category: its label, or its key."""
    categories = list(categories)
    return {one.label: one.key for one in categories} | {one.key: one.key for one in categories}

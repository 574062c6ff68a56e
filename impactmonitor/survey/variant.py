"""A variant: which part of the responses one report is about."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from impactmonitor.problems import UsageError, nearest
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.parts import Category
from impactmonitor.text.dutch import enumerate_nl, uncapitalise
from impactmonitor.text.strangers import escape

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
    tranche, sector, werkplaats : tuple of str
        Keys of the tranches and sectors, names of the workplaces. A respondent is selected when every
        non-empty list holds its value.
    called : tuple of pair of str
        Columns of groupings, and what the wave calls them where that is another name; no part of what is selected.
    """

    tranche: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    werkplaats: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, codebook: Codebook, **filters: tuple[str, ...]) -> Variant:
        """Make a variant that knows what the groupings of a wave are called."""
        names = tuple((column, one.key) for column, one in codebook.groepen.items() if not one.own)
        return cls(**filters, called=names)

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """The dimensions that filter, with their values."""
        values = {"tranche": self.tranche, "sector": self.sector, "werkplaats": self.werkplaats}
        return {name: value for name, value in values.items() if value}

    @property
    def whole(self) -> bool:
        """Whether this is the variant without a filter."""
        return not self.filters

    @property
    def slug(self) -> str:
        """Name of the variant's folder; one too long for a file system ends in a digest."""
        called = dict(self.called)
        parts = [f"{called.get(name, name)} {' '.join(value)}" for name, value in self.filters.items()]
        name = "-".join(map(slugify, parts)) or "alle"
        if len(name) <= LONGEST:
            return name
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        return f"{name[: LONGEST - 9].rstrip('-')}-{digest}"

    def mask(self, frame: pd.DataFrame) -> pd.Series:
        """Tell which respondents are in: bool, aligned with `frame`."""
        selected = pd.Series(True, index=frame.index)
        for name, values in self.filters.items():
            selected &= frame[name].isin(values)
        return selected

    def name(self, codebook: Codebook) -> str:
        """Name the variant in running text: ``tranches 1 en 2, sector mbo``."""
        parts = []
        labelled = self._labelled(codebook)
        if "tranche" in labelled:
            parts.append(enumerate_nl([uncapitalise(one.label) for one in labelled["tranche"]]))
        elif self.tranche:
            noun = "tranche" if len(self.tranche) == 1 else "tranches"
            parts.append(f"{noun} {enumerate_nl(self.tranche)}")
        if "sector" in labelled:
            parts.append(enumerate_nl([uncapitalise(one.label) for one in labelled["sector"]]))
        elif self.sector:
            labels = {sector.key: uncapitalise(sector.label) for sector in codebook.sectoren}
            parts.append("sector " + enumerate_nl([labels[key] for key in self.sector]))
        if self.werkplaats:
            parts.append(enumerate_nl(self.werkplaats))
        return ", ".join(parts) or codebook.everybody

    def _labelled(self, codebook: Codebook) -> dict[str, list[Category]]:
        """Return the groups that are selected of groupings whose labels say all, by column."""
        return {
            name: [one for one in codebook.categories(name) if one.key in values]
            for name, values in self.filters.items()
            if name in codebook.groepen and not codebook.groepen[name].own
        }

    def phrase(self, codebook: Codebook) -> str:
        """Name the variant in Markdown, after *contactpersonen*: ``uit het mbo in tranche 3``."""
        parts = []
        if self.sector:
            names = {sector.key: sector.zin for sector in codebook.sectoren}
            parts.append(f"uit {enumerate_nl([names[key] for key in self.sector])}")
        if self.werkplaats:
            parts.append(f"van {enumerate_nl([escape(name) for name in self.werkplaats])}")
        if "tranche" in (labelled := self._labelled(codebook)):
            zin = enumerate_nl([one.zin for one in labelled["tranche"]])
            parts.append(f"{'in' if parts else 'uit'} {zin}")
        elif self.tranche:
            noun = "tranche" if len(self.tranche) == 1 else "de tranches"
            parts.append(f"{'in' if parts else 'uit'} {noun} {enumerate_nl(self.tranche)}")
        return " ".join(parts) or ("uit alle tranches" if codebook.by_workplace else codebook.everybody)


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
    if not known:
        raise UsageError(f"{name}: this wave has no such grouping")
    by_lower = {typed.lower(): value for typed, value in known.items()}
    values = list(dict.fromkeys(known.values()))
    typed = _split(given, by_lower) if isinstance(given, str) else [str(value).strip() for value in given]
    for one in typed:
        if one.lower() not in by_lower:
            listed = ("; " if any("," in value for value in values) else ", ").join(values)
            raise UsageError(f"{name} {one!r} does not exist{nearest(one, known) or '.'} Allowed: {listed}")
    picked = {by_lower[one.lower()] for one in typed}
    return tuple(value for value in values if value in picked)


def make_variant(
    codebook: Codebook,
    workplaces: pd.DataFrame,
    tranche: str | Sequence[str] | None = None,
    sector: str | Sequence[str] | None = None,
    werkplaats: str | Sequence[str] | None = None,
) -> Variant:
    """Make a variant of parameters as typed: comma-separated text or a list.

    Raises
    ------
    UsageError
        A value does not exist; the allowed ones are named and the nearest suggested.
    """
    names = [workplaces["werkplaats"], workplaces["andere_naam"]]
    places = {typed: place for column in names for typed, place in zip(column, names[0], strict=True) if typed}
    return Variant.of(
        codebook,
        tranche=_chosen(codebook.called("tranche"), tranche, _typed(codebook.tranches)),
        sector=_chosen(codebook.called("sector"), sector, _typed(codebook.sectoren)),
        werkplaats=_chosen("werkplaats", werkplaats, places),
    )


def by_grouping(codebook: Codebook, workplaces: pd.DataFrame, given: str) -> dict[str, str]:
    """Take apart what is typed as ``grouping=value``, more of them parted by semicolons.

    Returns
    -------
    dict
        By name of a variant's filter, what was typed for it.

    Raises
    ------
    UsageError
        There is no such grouping, it is given twice, or what is typed is not of this form.
    """
    known = {one.key: column for column, one in codebook.groepen.items()}
    known |= {"werkplaats": "werkplaats"} if len(workplaces) else {}
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, given.split(";"))):
        name, equals, value = (text.strip() for text in part.partition("="))
        if not equals or not value or name not in known:
            hint = nearest(name, known) or "."
            told = "is not written as grouping=value" if not equals or not value else f"does not exist{hint}"
            raise UsageError(f"filter {part!r} {told} Groupings: {', '.join(known) or 'none'}")
        if known[name] in found:
            raise UsageError(f"filter {name!r} is given twice; join values by a comma")
        found[known[name]] = value
    return found


def _typed(categories: Iterable[Category]) -> dict[str, str]:
    """Say what may be typed for a category: its label, or its key."""
    categories = list(categories)
    return {one.label: one.key for one in categories} | {one.key: one.key for one in categories}

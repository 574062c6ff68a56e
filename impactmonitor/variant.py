"""A variant: which part of the responses one report is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from impactmonitor.codebook import Codebook
from impactmonitor.markup import escape
from impactmonitor.problems import UsageError, nearest
from impactmonitor.wording import enumerate_nl, uncapitalise


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
    """

    tranche: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    werkplaats: tuple[str, ...] = ()

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
        """Name of the variant's folder."""
        return "-".join(slugify(f"{name} {' '.join(value)}") for name, value in self.filters.items()) or "alle"

    def mask(self, frame: pd.DataFrame) -> pd.Series:
        """Tell which respondents are in: bool, aligned with `frame`."""
        selected = pd.Series(True, index=frame.index)
        for name, values in self.filters.items():
            selected &= frame[name].isin(values)
        return selected

    def name(self, codebook: Codebook) -> str:
        """Name the variant in running text: ``tranches 1 en 2, sector mbo``."""
        parts = []
        if self.tranche:
            noun = "tranche" if len(self.tranche) == 1 else "tranches"
            parts.append(f"{noun} {enumerate_nl(self.tranche)}")
        if self.sector:
            labels = {sector.key: uncapitalise(sector.label) for sector in codebook.sectoren}
            parts.append("sector " + enumerate_nl([labels[key] for key in self.sector]))
        if self.werkplaats:
            parts.append(enumerate_nl(self.werkplaats))
        return ", ".join(parts) or "alle tranches"

    def phrase(self, codebook: Codebook) -> str:
        """Name the variant in Markdown, after *contactpersonen*: ``uit het mbo in tranche 3``."""
        parts = []
        if self.sector:
            names = {sector.key: sector.zin for sector in codebook.sectoren}
            parts.append(f"uit {enumerate_nl([names[key] for key in self.sector])}")
        if self.werkplaats:
            parts.append(f"van {enumerate_nl([escape(name) for name in self.werkplaats])}")
        if self.tranche:
            noun = "tranche" if len(self.tranche) == 1 else "de tranches"
            parts.append(f"{'in' if parts else 'uit'} {noun} {enumerate_nl(self.tranche)}")
        return " ".join(parts) or "uit alle tranches"


def _chosen(name: str, given: str | Sequence[str] | None, allowed: Iterable[str]) -> tuple[str, ...]:
    """Check given values against the allowed ones, keeping the order of the latter."""
    if not given:
        return ()
    values = given.split(",") if isinstance(given, str) else list(given)
    by_lower = {value.lower(): value for value in allowed}
    keys = [str(value).strip() for value in values if str(value).strip()]
    for value in keys:
        if value.lower() not in by_lower:
            listed = ", ".join(by_lower.values())
            raise UsageError(f"{name} {value!r} does not exist{nearest(value, by_lower.values())} Allowed: {listed}")
    picked = {by_lower[value.lower()] for value in keys}
    return tuple(value for value in by_lower.values() if value in picked)


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
    return Variant(
        _chosen("tranche", tranche, [category.key for category in codebook.tranches]),
        _chosen("sector", sector, [category.key for category in codebook.sectoren]),
        _chosen("werkplaats", werkplaats, workplaces["werkplaats"]),
    )

"""Differences between two versions of a report, of each kind, and what of them readers may be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

KINDS = {
    "gekeerd": "Zinnen die iets anders zeggen",
    "verschenen": "Zinnen die erbij zijn gekomen",
    "verdwenen": "Zinnen die weg zijn",
    "zin": "Zinnen met andere woorden of cijfers",
    "verborgen": "Cijfers die niet meer worden getoond",
    "zichtbaar": "Cijfers die nu worden getoond",
    "cijfer": "Cijfers die zijn veranderd",
    "tekst": "Lopende tekst",
    "antwoord": "Antwoorden in eigen woorden",
    "naam": "Namen van opbrengsten",
    "tabel": "Andere tabellen",
    "figuur": "Figuren die anders zijn",
    "toets": "Marges en toetsen die opnieuw zijn berekend",
    "verantwoording": "Vragen en voorwaarden bij zinnen",
}
"""Kinds of differences, in the order in which a reader has to look at them."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same.

    Attributes
    ----------
    kind : str
        Of `KINDS`.
    place, subject : str
        Where it is, and what of it.
    old, new : str
        Empty where there is none.
    causes : tuple of str
        In words; more than one where each may be it.
    told : bool
        Whether readers may know of it.
    """

    kind: str
    place: str
    subject: str
    old: str
    new: str
    causes: tuple[str, ...] = ()
    told: bool = True


@dataclass(frozen=True)
class Changes:
    """All that changed.

    Attributes
    ----------
    differences : list of Difference
        In the order of `KINDS`.
    causes : dict of str
        From `causes.changed`.
    withheld : list of (level, outcome)
        Whose older numbers are not told.
    partly : list of str
        What else is not told, or could not be compared.
    dropped, added : list of str or None
        Respondents; None where the answers of one version are not kept.
    corrected : dict
        By respondent, the columns.
    corrections : int
        How many were corrected.
    named : bool
        Whether respondents may be named: only to the bureau itself.
    """

    differences: list[Difference]
    causes: dict[str, str]
    withheld: list[tuple[str, str]] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
    dropped: list[str] | None = None
    added: list[str] | None = None
    corrected: dict[str, list[str]] = field(default_factory=dict)
    corrections: int = 0
    named: bool = True


def told(changes: Changes) -> Changes:
    """Leave out what readers may not know: differences, respondents, and older numbers that are hidden now."""
    shown = [replace(one, old="" if one.kind == "verborgen" else one.old) for one in changes.differences if one.told]
    return replace(changes, differences=shown, corrected={}, named=False)


def by_kind(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    """Group differences by their kind, in the order of `KINDS`."""
    found: dict[str, list[Difference]] = {}
    for one in differences:
        found.setdefault(one.kind, []).append(one)
    return found

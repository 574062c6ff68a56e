"""What is released of the answers: which groups, and of these which cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.classes import Bools, Ints
from impactmonitor.survey.codebook import PLACE, REPORTS, SIDE_BY_SIDE, Codebook
from impactmonitor.survey.variant import Variant

NAMED, NONE = "genoemd", "geen"
"""The measures that are no scale: how many named an item, and how many said there is none."""
SETS = "tranches"
"""The kind of groups that are sets of tranches, of which only what was ticked is told."""


@dataclass(frozen=True)
class Asked:
    """A group that a report asks for: who is in it, and of what kind it is."""

    variant: Variant
    kind: str


@dataclass(frozen=True, eq=False)
class Release:
    """The groups that are published, and which of their cells are shown.

    Attributes
    ----------
    asked : tuple of Asked
        The groups.
    groups : bool array, shape (groups, classes)
    member : int array, shape (respondents,)
        Everybody's class.
    sizes, parts : int array, shape (classes,)
        Respondents of each class, and of the smallest atom in it.
    measures : dict of tuple of str
        Of each level.
    shown : dict of bool array, shape (items + 1, measures, groups)
        By level; geen is the last item.
    eligible : dict of bool array
        The cells whose own base is large enough.
    items : dict of tuple of str
    refused : tuple of str
        Earlier reports beside which the request itself would give a small group away.
    bases : dict of bool array, shape (groups,)
        Of each level that is not asked of everybody, the groups of which may be told how many were asked it.
    """

    asked: tuple[Asked, ...]
    groups: Bools
    member: Ints
    sizes: Ints
    parts: Ints
    measures: dict[str, tuple[str, ...]]
    shown: dict[str, Bools]
    eligible: dict[str, Bools]
    items: dict[str, tuple[str, ...]]
    refused: tuple[str, ...] = ()
    bases: dict[str, Bools] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Digest what is shown."""
        found = hashlib.sha256(self.groups.tobytes())
        for niveau, cells in sorted(self.shown.items()):
            found.update(niveau.encode() + cells.tobytes())
        return found.hexdigest()

    def _classes(self, mask: NDArray[np.bool_]) -> Bools | None:
        """Return the classes that a group is the union of; None where it splits one."""
        within = np.bincount(self.member[mask], minlength=len(self.sizes))
        return within > 0 if ((within == 0) | (within == self.sizes)).all() else None

    def place(self, mask: NDArray[np.bool_]) -> int | None:
        """Return which published group this is."""
        classes = self._classes(mask)
        if classes is None or not mask.any():
            return None
        found = np.flatnonzero((self.groups == classes).all(axis=1))
        return int(found[0]) if len(found) else None

    def made_of(self, mask: NDArray[np.bool_]) -> tuple[int, ...] | None:
        """Return published groups that tell a group's numbers: itself, what is around it, or what it is made of."""
        if (own := self.place(mask)) is not None:
            return (own,)
        everyone, others = self.place(np.ones_like(mask)), self.place(~mask)
        if everyone is not None and others is not None:
            return everyone, others
        classes = self._classes(mask)
        if classes is None or not mask.any():
            return None
        found: list[int] = []
        rest = classes.copy()
        for group in np.argsort(-(self.groups @ self.sizes), kind="stable"):
            if self.groups[group].any() and (self.groups[group] <= rest).all():
                found.append(int(group))
                rest &= ~self.groups[group]
        return None if rest.any() else tuple(found)

    def shows(self, niveau: str, item: str, measure: str, groups: tuple[int, ...] | None) -> bool:
        """Tell whether a number may be shown of what `made_of` returned; a rest may where all and the others may."""
        if groups is None:
            return False
        row = -1 if item == NONE else self.items[niveau].index(item)
        column = 0 if item == NONE else self.measures[niveau].index(measure)
        return bool(self.shown[niveau][row, column, list(groups)].all())

    def tells(self, niveau: str, groups: tuple[int, ...] | None) -> bool:
        """Tell whether may be said how many were asked a question with a base, of what `made_of` returned."""
        return groups is not None and bool(self.bases[niveau][list(groups)].all())


def standard_reports(codebook: Codebook) -> list[Variant]:
    """List the standard family: the whole, and every group of each grouping that has a report for each."""
    groups = [Variant({one.key: (two.key,)}) for one in codebook.groupings(REPORTS) for two in one.groepen]
    return [Variant(), *groups]


def sets_of_tranches(codebook: Codebook) -> list[Variant]:
    """List the codebook's sets of groups of the first grouping with reports, which the whole compares."""
    first = codebook.first(REPORTS)
    return [Variant({first.key: tuple(map(str, one["tranches"]))}) for one in codebook.tranchegroepen if first]


def standard(codebook: Codebook) -> list[Asked]:
    """List the groups of the standard reports, in order of importance.

    Each report has the groups of every grouping of columns side by side: they are told within the whole and within each
    group that has a report, and no two of one role within each other.
    """
    whole, *reports = standard_reports(codebook)
    columns = [(one.key, two.key) for one in codebook.groupings(SIDE_BY_SIDE) for two in one.groepen]
    found = [Asked(whole, "whole")]
    found += [Asked(report, "report") for report in reports]
    found += [Asked(whole.within(*one), "column") for one in columns]
    found += [Asked(one, SETS) for one in sets_of_tranches(codebook)]
    return found + [Asked(report.within(*one), "cell") for report in reports for one in columns]


def beside_the_standard(codebook: Codebook, variant: Variant) -> list[Asked]:
    """List the groups of a report that the standard reports do not have, its total first; none for one of these."""
    known = {one.variant: one.kind for one in standard(codebook)}
    columns = [one for one in codebook.groupings(SIDE_BY_SIDE) if one.key not in variant.filters]
    parts = [variant.within(one.key, two.key) for one in columns for two in one.groepen]
    later = [Asked(part, "later") for part in parts if part not in known]
    if known.get(variant, SETS) != SETS and not later:
        return []
    return [Asked(variant, "own"), *later]


class Atoms:
    """Respondents of one group of every grouping and of one workplace form an atom: no filter tells them apart.

    Parameters
    ----------
    frame : DataFrame
    codebook : Codebook
    """

    def __init__(self, frame: pd.DataFrame, codebook: Codebook) -> None:
        self.frame = frame
        self.codes = frame.groupby([*codebook.groepen, PLACE], sort=False, observed=True).ngroup().to_numpy()
        self.sizes = np.bincount(self.codes).astype(np.int64)

    def of(self, asked: Iterable[Asked]) -> dict[Asked, Bools]:
        """Tell which atoms each group has; of groups with the same respondents only the first is listed."""
        found: dict[bytes, tuple[Asked, Bools]] = {}
        for one in asked:
            mask = one.variant.mask(self.frame).to_numpy(bool)
            atoms = np.bincount(self.codes[mask], minlength=len(self.sizes)) > 0
            found.setdefault(atoms.tobytes(), (one, atoms))
        return {one: atoms for one, atoms in found.values() if atoms.any()}

    def size(self, atoms: Bools) -> int:
        """Count the respondents in some atoms."""
        return int(self.sizes[atoms].sum())


def in_order(atoms: Atoms, groups: Mapping[Asked, Bools]) -> list[Asked]:
    """Order groups by the place of their kind and, within it, by size."""
    kinds = list(dict.fromkeys(one.kind for one in groups))
    return sorted(groups, key=lambda one: (kinds.index(one.kind), -atoms.size(groups[one])))


def released(atoms: Atoms, codebook: Codebook, kept: Sequence[Asked], masks: Bools, refused: Sequence[str]) -> Release:
    """Work out the classes of groups that are published; no cells are decided yet."""
    classes, member = np.unique(masks, axis=1, return_inverse=True)
    member = member.ravel()
    width = classes.shape[1]
    return Release(
        tuple(kept),
        classes,
        member[atoms.codes],
        np.bincount(member, weights=atoms.sizes, minlength=width).astype(np.int64),
        np.array([atoms.sizes[member == one].min() for one in range(width)], dtype=np.int64),
        {niveau.key: (NAMED, *niveau.schalen) for niveau in codebook.niveaus},
        {},
        {},
        {niveau.key: tuple(item.key for item in niveau.items) for niveau in codebook.niveaus},
        tuple(refused),
    )

"""Unions of classes that are sums of published groups, and of which few answered a follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from impactmonitor.analysis.classes import Bools, Ints


@dataclass
class FewAnswers:
    """Lists these unions, one at a time; what has been found is kept for who asks next.

    A class that nobody answered of adds nothing to a sum: where that is published, groups that overlap in it may be
    taken off one another. Whether it is, is not looked at here: a union may be no sum that a reader knows.

    Attributes
    ----------
    base : int array
        How many of each class answered.
    groups : bool array, shape (published sums, classes)
    minimum : int
        Answers from which a union is not small.
    """

    base: Ints
    groups: Bools
    minimum: int
    _found: list[tuple[int, ...]] = field(default_factory=list)
    _cuts: list[LinearConstraint] = field(default_factory=list)
    _complete: bool = False

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        """Yield the unions, of the fewest classes first."""
        place = 0
        while place < len(self._found) or self._another():
            yield self._found[place]
            place += 1

    def _another(self) -> bool:
        """Find a union that differs from those before in classes of which somebody answered."""
        if self._complete:
            return False
        some = np.flatnonzero(self.base)
        count, width = len(self.groups), len(some)
        equal = LinearConstraint(np.hstack([np.eye(width), -self.groups[:, some].T.astype(float)]), 0, 0)
        answered = np.r_[self.base[some].astype(float), np.zeros(count)]
        whole = np.r_[np.ones(width), np.zeros(count)]
        limits = Bounds(np.where(whole > 0, 0, -np.inf), np.where(whole > 0, 1, np.inf))
        rules = [equal, LinearConstraint(answered[None, :], 1, self.minimum - 1), *self._cuts]
        found = milp(whole, constraints=rules, bounds=limits, integrality=whole) if width and count else None
        if found is None or found.x is None:
            self._complete = True
            return False
        inside = found.x[:width] > 0.5
        part = np.rint(found.x[width:] @ self.groups) == 1  # with classes that nobody answered of
        part[some] = inside
        self._found.append(tuple(map(int, np.flatnonzero(part))))
        other = np.r_[np.where(inside, 1.0, -1.0), np.zeros(count)]
        self._cuts.append(LinearConstraint(other[None, :], -np.inf, inside.sum() - 1))
        return True

"""One level of the questionnaire as a table of counts: of every class of respondents, how many gave which answer.

A *class* is all respondents whom no published group tells apart. A *cell* is what is published or withheld as one: of
an item, a measure (its ticks, or all categories of its status) and a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Cell = tuple[int, int, int]
"""A cell: item (-1 for geen), measure (0 for ticks, then the scales), group."""


@dataclass(frozen=True, eq=False)
class Level:
    """The true counts of one level by class, and the groups that may be published.

    Attributes
    ----------
    key : str
    items : tuple of str
    scales : tuple of tuple of str
        The categories of each scale.
    sizes, parts : int array, shape (classes,)
        Respondents of each class, and of the smallest atom in it.
    groups : bool array, shape (groups, classes)
    counts : int array, shape (1 + items * results, classes)
        First geen, then per item the ticks and every category of every scale.
    told : bool array, shape (groups,), optional
        Whose numbers stand in a report for certain; all by default. Sets of tranches are compared only where they are
        large enough to read, so that a number of theirs excuses nothing.
    alone : bool
        Whether there is a box for geen: if not, everybody knows that nobody said it.
    exact : bool
        Whether who ticked an item gave one of its categories, as everybody knows: the tick says that it was answered.
    """

    key: str
    items: tuple[str, ...]
    scales: tuple[tuple[str, ...], ...]
    sizes: Ints
    parts: Ints
    groups: Bools
    counts: Ints
    told: Bools | None = None
    alone: bool = True
    exact: bool = False

    @property
    def results(self) -> int:
        """How many results an item has: ticks and categories."""
        return 1 + sum(map(len, self.scales))

    @cached_property
    def measures(self) -> Ints:
        """The measure that each result of an item belongs to."""
        return np.repeat(np.arange(1 + len(self.scales)), [1, *map(len, self.scales)])

    def row(self, item: int, result: int = 0) -> int:
        """Return the row of `counts` of an item's result; the item -1 is geen."""
        return 0 if item < 0 else 1 + item * self.results + result

    def place(self, row: int) -> tuple[int, int]:
        """Return the item and the result that a row of `counts` is of."""
        return (-1, 0) if row == 0 else divmod(row - 1, self.results)

    def published(self, shown: Bools) -> Bools:
        """Spread cells that are shown (items and geen last, measures, groups) over the rows of `counts`."""
        rows = shown[:-1][:, self.measures].reshape(-1, len(self.groups))
        return np.vstack([shown[-1:, 0], rows])

    def eligible(self, minimum: int) -> Bools:
        """Tell which cells may be shown as far as their base is concerned: shape (items + 1, measures, groups)."""
        cells = np.zeros((len(self.items) + 1, 1 + len(self.scales), len(self.groups)), bool)
        cells[:, 0] = self.groups @ self.sizes >= minimum
        for item in range(len(self.items)):
            for measure in range(1, 1 + len(self.scales)):
                rows = [self.row(item, int(one)) for one in np.flatnonzero(self.measures == measure)]
                cells[item, measure] = self.groups @ self.counts[rows].sum(axis=0) >= minimum
        return cells

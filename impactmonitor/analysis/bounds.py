"""Which counts of small groups are pinned down by what is published: an audit by bounds.

One level of the questionnaire is one table of integers: of every class how many said *geen*, ticked an item, and gave
each status and aard of it. A reader knows the sizes of the classes and the published sums. Write a table that fits as
the true one plus a *move* ``d``; then a result of a union of classes is revealed exactly when every integer move leaves
its sum alone. In this form nothing grows with the number of respondents.

That nobody in a union ticked an item does not count, nor that everybody did where a published number of a group around
it says so of all. That nobody of those who ticked chose a category does count, unless a published 0 says so; also where
nobody ticked, unless a reader knows that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

import numpy as np

from impactmonitor.analysis.classes import Bools, Cell, Ints, Level
from impactmonitor.analysis.few_answers import FewAnswers
from impactmonitor.analysis.moves import Program


@dataclass(frozen=True)
class Leak:
    """A count of a small union that a reader can work out.

    Attributes
    ----------
    row : int
        Of `Level.counts`.
    union : tuple of int
        Classes; a single class of `minimum` or more stands for the small atoms in it, all of whom gave this answer.
    value : int
    proof : frozenset of Cell
        Published cells that pin it down by themselves.
    """

    row: int
    union: tuple[int, ...]
    value: int
    proof: frozenset[Cell] = frozenset()


@dataclass
class Audit:
    """Finds what is revealed of one level, for any choice of published cells; what it learns serves the next choice.

    Attributes
    ----------
    level : Level
    minimum : int
    known : dict
        By row of the counts, what the moves found so far do to it and which sums they change: a move fits every choice
        that publishes none of these.
    sums : dict
        By who answered and what is published of them, the unions of few answers.
    """

    level: Level
    minimum: int
    known: dict[int, list[tuple[Ints, Bools]]] = field(default_factory=dict)
    sums: dict[tuple[bytes, bytes], FewAnswers] = field(default_factory=dict)

    def add(self, move: Ints) -> None:
        """Keep a move, with the sums it changes, for every result that it changes."""
        changed = (move @ self.level.groups.T) != 0
        for row in np.flatnonzero(move.any(axis=1)):
            self.known.setdefault(int(row), []).append((move[row], changed))

    def _moves(self, row: int, published: Bools) -> Ints:
        """Stack what the moves that change no published sum do to a result."""
        fits = [move for move, changed in self.known.get(row, []) if not (changed & published).any()]
        return np.array(fits, dtype=np.int64).reshape(-1, len(self.level.sizes))

    def revealed(self, shown: Bools, items: list[int] | None = None) -> list[Leak]:
        """List what is revealed where `shown` (items and geen last, measures, groups) is published.

        Parameters
        ----------
        shown : bool array
        items : list of int, optional
            Only the results of these; -1 is geen.
        """
        level, published = self.level, self.level.published(shown)
        program, found = Program(level, shown), []
        for item in [*range(len(level.items)), -1] if items is None else items:
            for result in range(level.results if item >= 0 else 1):
                found += self._of_result(program, published, level.row(item, result))
        return found

    def _of_result(self, program: Program, published: Bools, row: int) -> list[Leak]:
        """List what is revealed of one result, learning moves until every union is settled."""
        level, leaks = self.level, {}
        every, (item, result) = level.counts[row], level.place(row)
        ticks = level.row(item) if result else row
        while True:
            moves, of_ticks = self._moves(row, published), self._moves(ticks, published)
            for union in chain(self._candidates(moves, row), self._sums(moves, published[row], row)):
                if union in leaks or self._open(published[row], row, union):
                    continue
                # Nobody of them ticked, and a reader may know that: only then does what they would answer not count.
                unsure = not level.counts[ticks][list(union)].any() and not of_ticks[:, list(union)].any()
                settled = program.settle(item, ticks if unsure else row, union)
                if not isinstance(settled, frozenset):
                    self.add(settled)
                    break
                if not unsure:
                    leaks[union] = Leak(row, union, int(every[list(union)].sum()), settled)
            else:
                return list(leaks.values())

    def _somebody(self, row: int) -> Bools:
        """Tell in which classes there is somebody of whom a result may tell: who said geen, or ticked.

        Of a follow-up also the small ones of which nobody ticked. Else what is shown would depend on that, and tell it.
        """
        level, (item, result) = self.level, self.level.place(row)
        ticked: Bools = level.counts[level.row(item) if result else row] > 0
        return ticked | (level.sizes < self.minimum) if result else ticked

    def _base(self, row: int) -> Ints:
        """Return how many of each class a result is about: of a status, only who answered that."""
        item, result = self.level.place(row)
        if not result:
            return self.level.sizes
        alike = np.flatnonzero(self.level.measures == self.level.measures[result])
        base: Ints = self.level.counts[[self.level.row(item, int(one)) for one in alike]].sum(axis=0)
        return base

    def _candidates(self, moves: Ints, row: int) -> Iterator[tuple[int, ...]]:
        """Yield the smallest unions, with somebody to tell of, that no known move changes the sum of."""
        level, every, somebody, base = self.level, self.level.counts[row], self._somebody(row), self._base(row)
        still = ~moves.any(axis=0)
        small = (base < self.minimum) & (level.sizes > 0)
        same = (every == level.sizes) | (every == 0)
        whole = (level.parts < self.minimum) & same & (level.sizes >= self.minimum)
        for one in np.flatnonzero(still & somebody & (small | whole)):
            yield (int(one),)
        loose = np.flatnonzero(small & ~still)
        for union in constant(moves[:, loose], base[loose], self.minimum):
            named = tuple(int(loose[place]) for place in union)
            if somebody[list(named)].any():
                yield named

    def _sums(self, moves: Ints, published: Bools, row: int) -> Iterator[tuple[int, ...]]:
        """Yield the unions of which few answered a follow-up, as far as no known move changes the sum of one."""
        if not self.level.place(row)[1] or not published.any():
            return
        base = self._base(row)
        key = (base.tobytes(), published.tobytes())
        if key not in self.sums:
            self.sums[key] = FewAnswers(base, self.level.groups[published], self.minimum)
        for union in self.sums[key]:
            if not moves[:, list(union)].sum(axis=1).any():
                yield union

    def _open(self, published: Bools, row: int, union: tuple[int, ...]) -> bool:
        """Tell whether a published number says that everybody in a group around a union gave this answer, or nobody."""
        level, every = self.level, self.level.counts[row]
        around = published & level.groups[:, list(union)].all(axis=1)
        groups = level.groups[around if level.told is None else around & level.told]
        for limit in (level.sizes, self._base(row), np.zeros_like(level.sizes)):
            if (every == limit)[list(union)].all() and (groups @ every == groups @ limit).any():
                return True
        return False


@lru_cache
def halves(sizes: tuple[int, ...], minimum: int) -> tuple[Ints, Ints]:
    """List the unions of up to half of `minimum` classes that fit under it together, and their sizes.

    A class may be of size 0: of these only as many are combined; see `few_answers` for more.

    Returns
    -------
    int array, shape (unions, half), and int array, shape (unions,)
        Places of classes, filled up with one that there is not.
    """
    half = minimum // 2
    found: list[tuple[int, ...]] = [(), *((place,) for place in range(len(sizes)))]
    for union in found:  # grows as it goes
        total = sum(sizes[place] for place in union)
        if union and len(union) < half:
            found += [(*union, more) for more in range(union[-1] + 1, len(sizes)) if total + sizes[more] < minimum]
    places = np.array([(*union, *[len(sizes)] * (half - len(union))) for union in found], dtype=np.int64)
    return places, np.array([*sizes, 0])[places].sum(axis=1)


def constant(moves: Ints, sizes: Ints, minimum: int) -> Iterator[tuple[int, ...]]:
    """Yield the unions of two or more classes, under `minimum` together, whose sum no move changes.

    Sums of up to half as many classes meet in the middle: each is matched with its opposite by its product with one
    random direction, and a match is verified. So the classes may be in the hundreds.
    """
    if len(sizes) < 2:
        return
    places, totals = halves(tuple(sizes.tolist()), minimum)
    padded = np.hstack([moves, np.zeros((len(moves), 1), dtype=np.int64)])
    keys = (np.random.default_rng(0).integers(-(2**40), 2**40, len(moves)) @ padded)[places].sum(axis=1)
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys[order], -keys)
    last = np.searchsorted(keys[order], -keys, "right")
    for row in np.flatnonzero(last > first):
        for other in order[first[row] : last[row]]:
            if totals[row] + totals[other] >= minimum:
                continue
            both = [place for place in (*places[row].tolist(), *places[other].tolist()) if place < len(sizes)]
            if 1 < len(both) == len(set(both)) and not padded[:, both].sum(axis=1).any():
                yield tuple(sorted(both))

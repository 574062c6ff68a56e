"""The integer programs behind the audit: moves that change no published sum and keep every count possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_array, eye_array, hstack, kron, vstack

from impactmonitor.analysis.classes import Bools, Cell, Ints, Level
from impactmonitor.analysis.relaxation import Relaxation

SMALL = 1e-6
FAR = 1000
"""No count is moved further than this: only ever a reason to publish less."""


@dataclass(frozen=True)
class Block:
    """Constraints on the moves of one item (classes fastest: geen, ticks, categories): sums stay, limits hold."""

    same: csr_array
    cells: list[Cell]
    limit: csr_array
    room: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @cached_property
    def relaxation(self) -> Relaxation:
        """The same for parts of persons."""
        return Relaxation(self.same, self.limit, self.room, self.low, self.high)


class Program:
    """Moves of one level for one choice of published cells.

    Parameters
    ----------
    level : Level
    shown : bool array, shape (items + 1, measures, groups)
    """

    def __init__(self, level: Level, shown: Bools) -> None:
        self.level, self.shown = level, shown
        self._blocks: dict[int, Block] = {}
        self._settled: dict[tuple[int, tuple[int, ...]], Ints | frozenset[Cell]] = {}

    def block(self, item: int) -> Block:
        """Return the constraints on one item and geen; on geen alone for the item -1."""
        if item not in self._blocks:
            self._blocks[item] = self._made(item)
        return self._blocks[item]

    def _made(self, item: int) -> Block:
        level, classes = self.level, len(self.level.sizes)
        rows = [0] if item < 0 else [0, *range(level.row(item), level.row(item) + level.results)]
        counts = level.counts[rows]
        same, cells = [], []
        for place in range(len(rows)):
            owner, measure = (-1, 0) if place == 0 else (item, int(level.measures[place - 1]))
            for group in np.flatnonzero(self.shown[owner, measure]):
                line = np.zeros((len(rows), classes))
                line[place] = level.groups[group]
                same.append(line.ravel())
                cells.append((owner, measure, int(group)))
        limits, room = [], []
        if item >= 0:
            weights = [[1, 1] + [0] * (len(rows) - 2)]  # geen and ticks exclude one another
            for measure in range(1, 1 + len(level.scales)):  # who gave a status ticked
                weights.append([0, -1, *(level.measures[1:] == measure).astype(int)])
                weights += [[-weight for weight in weights[-1]]] if level.exact else []  # and the other way round
            limits = [kron(np.array([one], float), eye_array(classes)) for one in weights]
            room = [level.sizes - counts[0] - counts[1], *(-(np.array(one) @ counts) for one in weights[1:])]
        size, most = counts.size, level.sizes - counts
        most[0] *= level.alone
        return Block(
            csr_array(np.array(same).reshape(-1, size)),
            cells,
            csr_array(vstack(limits)) if limits else csr_array((0, size)),
            np.maximum(np.concatenate(room), 0).astype(float) if room else np.zeros(0),  # no move at all always fits
            -np.minimum(counts, FAR).ravel().astype(float),
            np.minimum(most, FAR).ravel().astype(float),
        )

    def _target(self, item: int, row: int, union: tuple[int, ...]) -> NDArray[np.float64]:
        """Weigh the variables of a block that add up to the change of a result of a union."""
        level = self.level
        place = 0 if row == 0 else 1 + level.place(row)[1]
        target = np.zeros((1 if item < 0 else 1 + level.results, len(level.sizes)))
        target[place, list(union)] = 1
        return target.ravel()

    def settle(self, item: int, row: int, union: tuple[int, ...]) -> Ints | frozenset[Cell]:
        """Find a move that changes a result of a union, or else published cells that pin it down by themselves.

        From easy to hard: bounds of the relaxation for this item alone show that there is no move; a move of this item
        shows that there is one; else all items of the level are moved together.

        Parameters
        ----------
        item : int
            The item the result is of; -1 for geen.
        row : int
            Of `Level.counts`.
        union : tuple of int
            Classes.
        """
        if (row, union) not in self._settled:
            self._settled[row, union] = self._settle(item, row, union)
        return self._settled[row, union]

    def _settle(self, item: int, row: int, union: tuple[int, ...]) -> Ints | frozenset[Cell]:
        block, target = self.block(item), self._target(item, row, union)
        signs, proof, at_once = self._bounds(block, target)
        if at_once is not None and item >= 0:
            return self._table(item, at_once)
        if not signs:
            return proof
        if item >= 0:
            still = np.zeros(len(block.low), bool)
            still[: len(self.level.sizes)] = True  # geen stays: what others said is not touched
            for sign in signs:
                if (found := self._search(block, target, sign, still)) is not None:
                    return self._table(item, found)
        if all(self._search(block, target, sign) is None for sign in signs):
            return self._pruned(block, target, signs, proof)
        block, target = self.whole(), np.zeros(self.level.counts.shape)
        target[row, list(union)] = 1
        for sign in signs:
            if (found := self._search(block, target.ravel(), sign)) is not None:
                return found.reshape(self.level.counts.shape)
        signs, proof, _ = self._bounds(block, target.ravel())
        return self._pruned(block, target.ravel(), signs, proof) if signs else proof

    def _bounds(self, block: Block, target: NDArray[np.float64]) -> tuple[list[int], frozenset[Cell], Ints | None]:
        """Return the directions in which the relaxation lets a target move, and what keeps it from the others.

        Where the relaxation moves it by whole numbers and leaves geen alone, which what others said depends on, that
        move is returned, too, and the other direction not looked at.
        """
        signs, used = [], np.zeros(len(block.cells))
        for sign in (1, -1):
            found = block.relaxation.reach(target, sign)
            if found.far >= 1 - SMALL:
                signs.append(sign)
                move = found.move.round().astype(np.int64)
                alone = not move[: len(self.level.sizes)].any()
                if alone and abs(target @ move) >= 1 and self._holds(block, move):
                    return signs, frozenset(), move
            elif block.cells:
                used += np.abs(found.prices)
        proof = frozenset(cell for cell, weight in zip(block.cells, used, strict=True) if weight > SMALL)
        return signs, proof, None

    def _search(
        self,
        block: Block,
        target: NDArray[np.float64],
        sign: int,
        still: Bools | None = None,
    ) -> Ints | None:
        """Find an integer move of a block that changes a target by one or more, in the direction of `sign`."""
        low, high = block.low, block.high
        if still is not None:
            low, high = np.where(still, 0.0, low), np.where(still, 0.0, high)
        constraints = [LinearConstraint(csr_array(target[None, :] * sign), 1, np.inf)]
        if block.same.shape[0]:
            constraints.append(LinearConstraint(block.same, 0, 0))
        if block.limit.shape[0]:
            constraints.append(LinearConstraint(block.limit, -np.inf, block.room))
        nothing, whole = np.zeros(len(low)), np.ones(len(low))
        found = milp(nothing, constraints=constraints, bounds=Bounds(low, high), integrality=whole)
        if found.x is None:
            return None
        move = found.x.round().astype(np.int64)
        return move if self._holds(block, move) else None

    def _holds(self, block: Block, move: Ints) -> bool:
        """Tell whether a move, rounded, keeps every sum and limit: what a solver gives is checked, not trusted."""
        within = ((move >= block.low) & (move <= block.high)).all()
        return bool(within and not (block.same @ move).any() and (block.limit @ move <= block.room).all())

    def _table(self, item: int, found: Ints) -> Ints:
        """Shape a move of one block as the counts of the level."""
        table = np.zeros_like(self.level.counts)
        first = self.level.row(item)
        parts = found.reshape(-1, len(self.level.sizes))
        table[0] = parts[0]
        table[first : first + self.level.results] = parts[1:]
        return table

    def whole(self) -> Block:
        """Return the constraints on all items together: geen once, then every item."""
        if -2 not in self._blocks:
            classes = len(self.level.sizes)
            alone, blocks = self.block(-1), [self.block(item) for item in range(len(self.level.items))]
            own = [np.array([owner >= 0 for owner, *_ in one.cells], bool) for one in blocks]
            same = block_diag(
                [alone.same, *(one.same[mask][:, classes:] for one, mask in zip(blocks, own, strict=True))], "csr"
            )
            first = vstack([one.limit[:, :classes] for one in blocks])
            rest = block_diag([one.limit[:, classes:] for one in blocks], "csr")
            cells = [*alone.cells]
            for one in blocks:
                cells += [cell for cell in one.cells if cell[0] >= 0]
            self._blocks[-2] = Block(
                csr_array(same),
                cells,
                csr_array(hstack([first, rest])),
                np.concatenate([one.room for one in blocks]),
                np.concatenate([alone.low, *(one.low[classes:] for one in blocks)]),
                np.concatenate([alone.high, *(one.high[classes:] for one in blocks)]),
            )
        return self._blocks[-2]

    def _pruned(
        self, block: Block, target: NDArray[np.float64], signs: list[int], proof: frozenset[Cell]
    ) -> frozenset[Cell]:
        """Find few published cells that keep a target from moving where only that counts are integers does.

        This is Junker's QuickXplain (2004); `proof` keeps the target from moving in the directions that are not asked.
        """

        def pinned(cells: list[Cell]) -> bool:
            kept = np.isin(np.arange(len(block.cells)), [at for at, cell in enumerate(block.cells) if cell in cells])
            part = replace(block, same=block.same[kept], cells=cells)
            return all(self._search(part, target, sign) is None for sign in signs)

        def needed(known: list[Cell], cells: list[Cell], added: bool) -> list[Cell]:
            if added and pinned(known):
                return []
            if len(cells) == 1:
                return cells
            first, second = cells[: len(cells) // 2], cells[len(cells) // 2 :]
            later = needed([*known, *first], second, bool(first))
            return [*needed([*known, *later], first, bool(later)), *later]

        others = [cell for cell in dict.fromkeys(block.cells) if cell not in proof]
        return proof | set(needed(list(proof), others, bool(proof)) if others else [])

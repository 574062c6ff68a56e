"""Choose which cells to withhold, so that nothing about a small group is revealed and readers lose least.

Every leak comes with a proof: published cells that pin it down by themselves, so that at least one of them has to go.
The cheapest set of cells that hits all proofs known is found by integer programming, the audit looks for what still
leaks, and its proofs are added, until nothing does: the scheme of Fischetti and Salazar (*Solving the cell suppression
problem on tabular data with linear constraints*, Management Science 47(7), 2001), here for unions and integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from impactmonitor.analysis.bounds import Audit, Leak
from impactmonitor.analysis.classes import Bools, Cell, Level

Cuts = frozenset[frozenset[Cell]]
GAP = 0.01
"""How far the loss may lie above the least there is; what equals one another need not be told apart."""
NODES = 500
"""Nodes of the covering problem's search: a limit that, unlike one of time, is the same everywhere."""
ROUNDS = 15
"""Rounds in which a choice may be revised; after these what is withheld stays so, which ends soon."""


@dataclass(frozen=True)
class Verdict:
    """What of a level is shown.

    Attributes
    ----------
    shown : bool array, shape (items + 1, measures, groups)
        Geen is the last row; its only measure is the first.
    eligible : bool array
        What could be shown as far as its own base is concerned: a cell that is eligible and not shown is withheld
        because a smaller group would follow from it.
    first : tuple of Leak
        What was revealed before.
    """

    shown: Bools
    eligible: Bools
    first: tuple[Leak, ...]


class InsolubleError(ValueError):
    """What cannot be withheld reveals a small group by itself."""


def suppress(
    level: Level,
    minimum: int,
    loss: NDArray[np.float64],
    among: Bools | None = None,
    fixed: Bools | None = None,
) -> Verdict:
    """Decide which cells of a level are shown.

    Parameters
    ----------
    level : Level
    minimum : int
        ``min_onthulling``.
    loss : float array, shape (items + 1, measures, groups)
        What readers lose when a cell is withheld.
    among : bool array, optional
        Cells that anybody wants to show; all by default.
    fixed : bool array, optional
        Cells that are shown whatever the verdict, as those of reports made before.

    Raises
    ------
    InsolubleError
        The fixed cells reveal a small group.
    """
    fixed = np.zeros(loss.shape, bool) if fixed is None else fixed
    eligible = level.eligible(minimum) & (True if among is None else among) | fixed
    audit, cuts = Audit(level, minimum), set[frozenset[Cell]]()
    solved: dict[Cuts, list[Cell]] = {}
    everything = [*range(len(level.items)), -1]
    first: tuple[Leak, ...] = ()
    hidden, shown, doubtful, rounds = np.zeros(loss.shape, bool), eligible, everything, 0
    while True:
        leaks = audit.revealed(shown, doubtful)
        first = tuple(leaks) if rounds == 0 else first
        if not leaks:
            if doubtful == everything:
                return Verdict(shown, eligible, first)
            doubtful = everything
            continue
        rounds += 1
        cuts |= {frozenset(cell for cell in leak.proof if not fixed[cell]) for leak in leaks}
        if frozenset() in cuts:
            raise InsolubleError([leak for leak in leaks if all(fixed[cell] for cell in leak.proof)])
        before = hidden
        hidden = _cheapest(smallest(cuts), loss, solved) | (before if rounds >= ROUNDS else False)
        shown = eligible & ~hidden
        changed = (hidden != before).any(axis=(1, 2))
        doubtful = everything if changed[-1] else [int(item) for item in np.flatnonzero(changed[:-1])]


def smallest(cuts: Iterable[frozenset[Cell]]) -> list[frozenset[Cell]]:
    """Leave out the sets that hold another, in a fixed order."""
    kept: list[frozenset[Cell]] = []
    for cut in sorted(cuts, key=lambda one: (len(one), sorted(one))):
        if not any(other <= cut for other in kept):
            kept.append(cut)
    return kept


def _cheapest(cuts: list[frozenset[Cell]], loss: NDArray[np.float64], solved: dict[Cuts, list[Cell]]) -> Bools:
    """Return the cells of least total loss that hit every cut: part by part, as cuts that share no cell allow."""
    hidden = np.zeros(loss.shape, bool)
    rest = list(cuts)
    while rest:
        part = [rest.pop(0)]
        cells = part[0]
        while touching := [cut for cut in rest if cut & cells]:
            part += touching
            rest = [cut for cut in rest if not cut & cells]
            cells = cells.union(*touching)
        if (key := frozenset(part)) not in solved:
            solved[key] = _hit(part, sorted(cells), loss)
        for cell in solved[key]:
            hidden[cell] = True
    return hidden


def _hit(cuts: list[frozenset[Cell]], cells: list[Cell], loss: NDArray[np.float64]) -> list[Cell]:
    """Solve the covering problem of one part; of equals, the first cells in order are kept."""
    place = {cell: index for index, cell in enumerate(cells)}
    rows = np.zeros((len(cuts), len(cells)))
    for row, cut in enumerate(cuts):
        rows[row, [place[cell] for cell in cut]] = 1
    cost = np.array([loss[cell] for cell in cells]) * (1 + 1e-6 * np.arange(len(cells), 0, -1))
    found = milp(cost, constraints=[LinearConstraint(rows, 1, np.inf)], bounds=Bounds(0, 1),
                 integrality=np.ones(len(cells)), options={"mip_rel_gap": GAP, "node_limit": NODES})  # fmt: skip
    if found.x is None:  # untested: no cover within the limit
        return [min(cut, key=lambda cell: (loss[cell], cell)) for cut in cuts]
    return [cell for cell, chosen in zip(cells, found.x, strict=True) if chosen > 0.5]

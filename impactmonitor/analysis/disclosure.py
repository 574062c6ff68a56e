"""Disclosure control: which groups may be shown without giving a smaller group away.

Published groups are sums of *atoms* (respondents of one group of every grouping, and of one workplace). A group that
is too small to reveal follows from published ones exactly when its indicator lies in the row space of theirs, so
candidates are accepted one by one, in order of importance, as long as no small union of atoms becomes derivable. This
is the linear form of secondary suppression for tables with marginals (Hundepool et al., *Statistical Disclosure
Control*, 2012, ch. 4). Which of the numbers of an accepted group are shown is decided by `bounds`.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

SMALL = 1e-8


def derivable(groups: NDArray[np.bool_], sizes: NDArray[np.int64], minimum: int) -> bool:
    """Tell whether the totals of `groups` give away a group smaller than `minimum`.

    Parameters
    ----------
    groups : bool array, shape (groups, atoms)
        Which atoms each published group is the sum of.
    sizes : int array, shape (atoms,)
        Number of respondents in each atom.
    minimum : int
        Smallest number of respondents that may be revealed.
    """
    occupied = sizes > 0
    if not groups.size or not occupied.any():
        return False
    # Atoms that no published group tells apart can only be derived together.
    classes, member = np.unique(groups[:, occupied], axis=1, return_inverse=True)
    totals = np.bincount(member.ravel(), weights=sizes[occupied], minlength=classes.shape[1]).astype(np.int64)
    small = np.flatnonzero(classes.any(axis=0) & (totals < minimum))
    if not small.size:
        return False
    _, values, rows = np.linalg.svd(classes.astype(float), full_matrices=False)
    rows = rows[values > SMALL]
    # What of each small class lies outside the row space: a union is derivable when these add up to nothing.
    outside = np.eye(classes.shape[1])[small] - rows[:, small].T @ rows
    return _cancels(outside, totals[small], minimum)


def _cancels(vectors: NDArray[np.float64], totals: NDArray[np.int64], minimum: int) -> bool:
    """Tell whether some `vectors`, whose totals add up to less than `minimum`, add up to nothing.

    Sums of up to half as many vectors meet in the middle: each is matched with its opposite by its product with one
    random direction, and a match is verified. So the number of small classes may be in the hundreds.
    """
    sizes = totals.tolist()
    chosen = [
        union
        for length in range(minimum // 2 + 1)
        for union in combinations(range(len(sizes)), length)
        if sum(sizes[index] for index in union) < minimum
    ]
    member = np.zeros((len(chosen), len(sizes)))
    for index, union in enumerate(chosen):
        member[index, list(union)] = 1
    keys = member @ (vectors @ np.random.default_rng(0).standard_normal(vectors.shape[1]))
    order = np.argsort(keys)
    first = np.searchsorted(keys[order], -keys - SMALL)
    last = np.searchsorted(keys[order], -keys + SMALL)
    for row in np.flatnonzero(last > first):
        both = member[row] + member[order[first[row] : last[row]]]
        fits = (both.max(axis=1) == 1) & (both @ totals < minimum)
        if (np.abs(both[fits] @ vectors) < SMALL).all(axis=1).any():
            return True
    return False


def publishable(
    groups: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    minimum: int,
    beside: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Decide for each candidate group, in order, whether it may be shown.

    Parameters
    ----------
    groups : bool array, shape (candidates, atoms)
        Candidates, the most important first.
    sizes : int array, shape (atoms,)
    minimum : int
        ``min_onthulling``.
    beside : bool array, shape (groups, atoms), optional
        Groups that are shown already.

    Returns
    -------
    bool array, shape (candidates,)
        True where the group is at least `minimum` large and, together with those shown before it, gives no smaller
        group away.
    """
    shown = np.zeros((0, len(sizes)), dtype=bool) if beside is None else beside
    verdicts = np.zeros(len(groups), dtype=bool)
    for index, group in enumerate(groups):
        together = np.vstack([shown, group])
        if sizes[group].sum() >= minimum and not derivable(together, sizes, minimum):
            verdicts[index], shown = True, together
    return verdicts

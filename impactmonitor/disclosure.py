"""Disclosure control: which groups may be shown without giving a smaller group away.

Published groups are sums of *atoms* (respondents of one tranche, sector and workplace). A group that is too small to
reveal follows from published ones exactly when its indicator lies in the row space of theirs, so candidates are
accepted one by one, in order of importance, as long as no small union of atoms becomes derivable. This is the linear
form of secondary suppression for tables with marginals (Hundepool et al., *Statistical Disclosure Control*, 2012,
ch. 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def _small_unions(sizes: NDArray[np.int64], minimum: int, start: int = 0) -> Iterator[list[int]]:
    """Yield every set of classes whose total size is between 1 and `minimum` - 1."""
    for index in range(start, len(sizes)):
        if 0 < sizes[index] < minimum:
            yield [index]
            for rest in _small_unions(sizes, int(minimum - sizes[index]), index + 1):
                yield [index, *rest]


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
    totals[~classes.any(axis=0)] = 0  # in no published group: nothing about them is known
    _basis, values, rows = np.linalg.svd(classes.astype(float), full_matrices=False)
    rows = rows[values > 1e-9]
    for union in _small_unions(totals, minimum):
        target = np.zeros(classes.shape[1])
        target[union] = 1.0
        if np.allclose(target @ rows.T @ rows, target, atol=1e-8):
            return True
    return False


def publishable(groups: NDArray[np.bool_], sizes: NDArray[np.int64], minimum: int) -> list[bool]:
    """Decide for each candidate group, in order, whether it may be shown.

    Parameters
    ----------
    groups : bool array, shape (candidates, atoms)
        Candidates, the most important first.
    sizes : int array, shape (atoms,)
    minimum : int
        ``min_onthulling``.

    Returns
    -------
    list of bool
        True where the group is at least `minimum` large and, together with those accepted before it, gives no
        smaller group away.
    """
    accepted: list[int] = []
    verdicts: list[bool] = []
    for index, group in enumerate(groups):
        fits = int(sizes[group].sum()) >= minimum and not derivable(groups[[*accepted, index]], sizes, minimum)
        verdicts.append(fits)
        if fits:
            accepted.append(index)
    return verdicts


def stack(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Stack the masks of groups into the array the functions above take."""
    return np.vstack(masks) if masks else np.zeros((0, 0), dtype=bool)

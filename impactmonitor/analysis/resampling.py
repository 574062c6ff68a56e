"""Differences between groups and between parts: respondents dealt out or drawn anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from impactmonitor.analysis.inference import SIGNIFICANT
from impactmonitor.text.dutch import P_STEPS

DRAWS = 9999  # permutations or resamples: the smallest p is 1/10000
SEED = 178  # the same draws in every process and every report
FEWEST_BLOCKS = 3
"""Of fewer, p says which other blocks lie as far apart, and a block may be one person."""
LEAST = 0.5
"""Of the width of an interval in a panel, however few changed: one that nearly vanished would say that nobody did."""


@dataclass(frozen=True)
class Comparison:
    """Several shares of one group, each less that of another group or of another part.

    Attributes
    ----------
    verschil, laag, hoog : float array, shape (shares,)
        The differences and their 95% intervals.
    p : float array, shape (shares,)
    """

    verschil: NDArray[np.float64]
    laag: NDArray[np.float64]
    hoog: NDArray[np.float64]
    p: NDArray[np.float64]

    @property
    def told(self) -> Comparison:
        """As it is published, with p as the least of `P_STEPS` it lies under; 1 for none.

        Permuted blocks make p depend on how the answers are spread over workplaces, which is not published; told
        exactly, the p of a few comparisons fits one spread only.
        """
        steps = np.array([*P_STEPS, 1.0])[np.searchsorted(P_STEPS, self.p, side="right")]
        return Comparison(self.verschil, self.laag, self.hoog, np.where(np.isnan(self.p), np.nan, steps))


def compare(
    ticks: NDArray[np.bool_],
    group: NDArray[np.bool_],
    rival: NDArray[np.bool_],
    places: NDArray[np.int64],
    asked: NDArray[np.bool_] | None = None,
) -> Comparison:
    """Compare the shares of two groups by permutation of whole blocks of respondents.

    Answers from one workplace hang together. So a block, those of one workplace who are in the same of the two groups,
    stays together: for tranches that is the workplace, for sectors its part of each sector. The labels of the blocks
    are permuted (Gail et al., *Statistics in Medicine* 15, 1996; Ernst, *Statistical Science* 19, 2004), and p counts
    the observed labels as one draw (Phipson and Smyth, *Stat. Appl. Genet. Mol. Biol.* 9, 2010).

    The interval is Newcombe's hybrid score interval (*Statistics in Medicine* 17, 1998), which takes every respondent
    by itself, widened by what whole blocks add to the spread of permuted differences: the root of the design effect.
    Since that of one share rests on few workplaces, it is the mean over all (Kish and Frankel, *J. R. Stat. Soc. B* 36,
    1974); and since it is one number, the interval tells nothing of a share but its counts.

    Parameters
    ----------
    ticks : bool array, shape (respondents, shares)
    group, rival : bool array, shape (respondents,)
        Two groups without a respondent in common.
    places : int array, shape (respondents,)
        The workplace of each respondent.
    asked : bool array, shape (respondents, shares), optional
        Of whom each share is; of everybody by default. A draw that leaves nobody on one side counts as far apart.

    Returns
    -------
    Comparison
        NaN where a group is empty; neither interval nor p where one is of fewer than `FEWEST_BLOCKS` blocks.
    """
    if not group.any() or not rival.any():
        missing = np.full(ticks.shape[1], np.nan)
        return Comparison(missing, missing, missing, missing)
    members = np.flatnonzero(group | rival)
    swapped = bool(rival[members[0]])  # the same draws whichever of the two is called the group
    inside = (rival if swapped else group)[members]
    _, first, block = np.unique(places[members] * 2 + inside, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # blocks in the order of the responses
    block = rank[block.ravel()]
    among = np.ones_like(ticks) if asked is None else asked
    counts, sizes = (np.zeros((len(first), ticks.shape[1])) for _ in range(2))
    np.add.at(counts, block, (ticks & among)[members].astype(float))
    np.add.at(sizes, block, among[members].astype(float))
    label = np.zeros(len(first), bool)
    label[block] = inside
    n, count = sizes.sum(axis=0), counts.sum(axis=0)
    draws = _permuted(len(label), int(label.sum()))
    bases = draws @ sizes
    shuffled = draws @ counts
    ones, base = counts[label].sum(axis=0), sizes[label].sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        away = np.abs(shuffled / bases - (count - shuffled) / (n - bases))
        difference = ones / base - (count - ones) / (n - base)
        p = (1 + (~(away < np.abs(difference) - 1e-9)).sum(axis=0)) / (DRAWS + 1)
        p[np.isnan(difference)] = np.nan
        low, high = _newcombe(ones, base, count - ones, n - base)
        wider = _design_factor(away, count / n, base, n)
    low = np.maximum(difference - wider * (difference - low), -1)
    high = np.minimum(difference + wider * (high - difference), 1)
    if min(label.sum(), (~label).sum()) < FEWEST_BLOCKS:
        low, high, p = (np.full_like(difference, np.nan) for _ in range(3))
    if swapped:
        difference, low, high = -difference, -high, -low
    return Comparison(difference, low, high, p)


def _design_factor(
    away: NDArray[np.float64], share: NDArray[np.float64], base: NDArray[np.float64], n: NDArray[np.float64]
) -> float:
    """Work out how much wider permuted blocks make differences than permuted respondents would: in tenths, at least 1.

    Parameters
    ----------
    away : float array, shape (draws, shares)
        Permuted differences, without their sign.
    share : float array, shape (shares,)
        Of both groups together.
    base, n : float array, shape (shares,)
        Respondents in the first group, and in both.
    """
    alone = share * (1 - share) * n**2 / (n - 1) / (base * (n - base))
    known = np.isfinite(alone) & (alone > 1e-12)
    if not known.any():
        return 1.0
    effect = np.nanmean(away[:, known] ** 2, axis=0) / alone[known]
    return max(1.0, round(math.sqrt(effect.mean()), 1))


@lru_cache(maxsize=64)
def _permuted(blocks: int, inside: int) -> NDArray[np.float64]:
    """Draw which of the blocks are in the group: 0 or 1, shape (draws, blocks)."""
    labels = np.tile(np.arange(blocks) < inside, (DRAWS, 1))
    drawn = np.random.default_rng([SEED, blocks, inside]).permuted(labels, axis=1)
    return drawn.astype(np.float64)


def _newcombe(
    count: NDArray[np.float64],
    base: NDArray[np.float64],
    other: NDArray[np.float64],
    other_base: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from statsmodels.stats.proportion import proportion_confint

    one, two = count / base, other / other_base
    low, high = proportion_confint(count, base, alpha=SIGNIFICANT, method="wilson")
    other_low, other_high = proportion_confint(other, other_base, alpha=SIGNIFICANT, method="wilson")
    below, above = np.hypot(one - low, other_high - two), np.hypot(high - one, two - other_low)
    return one - two - below, one - two + above


def compare_panel(now: NDArray[np.bool_], then: NDArray[np.bool_], pairs: NDArray[np.int64]) -> Comparison:
    """Compare two moments of a panel: most respondents are in both.

    p is that of the exact test of McNemar (1947) on those who are in both, and 1 where they changed in the other
    direction than all respondents. The interval is Newcombe's, as `compare` has it for two samples, narrowed by what
    the same persons take from the variance of the difference (Derrick, White and Toher, *Journal of Modern Applied
    Statistical Methods* 16, 2017): the root of a mean over all shares, in tenths and at least `LEAST`, so that it
    tells of none how many persons changed their answer.

    Parameters
    ----------
    now, then : bool array, shape (respondents of a moment, shares)
    pairs : int array, shape (persons in both, 2)
        Their rows in `now` and `then`.

    Returns
    -------
    Comparison
        NaN where a moment has no respondents.
    """
    from scipy.stats import binomtest

    n, m = len(now), len(then)
    if not n or not m:
        missing = np.full(now.shape[1], np.nan)
        return Comparison(missing, missing, missing, missing)
    one, two = now[pairs[:, 0]], then[pairs[:, 1]]
    up, down = (one & ~two).sum(axis=0), (two & ~one).sum(axis=0)
    difference = now.mean(axis=0) - then.mean(axis=0)
    p = np.array([binomtest(int(a), int(a + b)).pvalue if a + b else 1.0 for a, b in zip(up, down, strict=True)])
    p[np.sign(up - down) != np.sign(np.round(difference, 9))] = 1.0
    first, second = now.mean(axis=0), then.mean(axis=0)
    apart = (first * (1 - first) / n + second * (1 - second) / m).sum()
    shared = ((one & two).mean(axis=0) - one.mean(axis=0) * two.mean(axis=0)).sum() * len(pairs) / (n * m)
    narrower = math.ceil(10 * math.sqrt(max(apart - 2 * shared, 0) / apart)) / 10 if apart else 1.0
    narrower = min(1.0, max(LEAST, narrower))
    sizes = np.full(len(first), float(n)), np.full(len(first), float(m))
    low, high = _newcombe(now.sum(axis=0), sizes[0], then.sum(axis=0), sizes[1])
    low, high = difference - narrower * (difference - low), difference + narrower * (high - difference)
    return Comparison(difference, low, high, p)


def compare_parts(counts: NDArray[np.int64], bases: NDArray[np.int64], pairs: Sequence[tuple[int, int]]) -> Comparison:
    """Compare shares that rest on the same respondents, by resampling respondents.

    One respondent gives an answer for every outcome that he or she ticked, so answers are not independent and the
    respondent is what is drawn (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapters 8 and 13).

    Parameters
    ----------
    counts, bases : int array, shape (respondents, parts)
        Answers of the kind in question, and all answers, of each respondent about each part (a level, an outcome).
    pairs : sequence of (int, int)
        Which part is set against which.
    """
    if not pairs:
        return Comparison(*[np.zeros(0)] * 4)
    n = len(counts)
    drawn = _drawn(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = (drawn @ counts.astype(np.float64)) / (drawn @ bases.astype(np.float64))
        whole = counts.sum(axis=0) / bases.sum(axis=0)
    left, right = np.array(pairs).T
    found = []
    for difference, draws in zip(whole[left] - whole[right], (shares[:, left] - shares[:, right]).T, strict=True):
        known = draws[np.isfinite(draws)]
        if not len(known) or not np.isfinite(difference):
            found.append((np.nan, np.nan, np.nan, np.nan))
            continue
        low, high = np.quantile(known, [SIGNIFICANT / 2, 1 - SIGNIFICANT / 2])
        tail = min((known <= 1e-9).sum(), (known >= -1e-9).sum())
        found.append((difference, low, high, min(1.0, 2 * (1 + tail) / (len(known) + 1))))
    return Comparison(*(np.array(column, dtype=np.float64) for column in zip(*found, strict=True)))


@lru_cache(maxsize=1)
def _drawn(n: int) -> NDArray[np.float64]:
    """Draw as many respondents as there are, again and again: how often each is drawn, shape (draws, respondents)."""
    return np.random.default_rng([SEED, n]).multinomial(n, np.full(n, 1 / n), size=DRAWS).astype(np.float64)


def trend(
    ticks: NDArray[np.bool_], order: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[NDArray[np.float64], float]:
    """Test whether a share falls from one step of an order to the next: the statistic of Cochran and Armitage.

    Its p is one-sided, from permutations of whole workplaces over the steps.

    Parameters
    ----------
    ticks : bool array, shape (respondents,)
    order : int array, shape (respondents,)
        The step (tranche) of each respondent, from 0; the same for all of one workplace.
    places : int array, shape (respondents,)

    Returns
    -------
    array, float
        The share of every step that has respondents, and p; NaN where there are fewer than three steps.
    """
    steps = np.unique(order)
    shares = np.array([ticks[order == step].mean() for step in steps])
    if len(steps) < 3:
        return shares, math.nan
    _, first, block = np.unique(places, return_index=True, return_inverse=True)
    sizes, counts = np.bincount(block.ravel()), np.bincount(block.ravel(), weights=ticks)
    at = order[first].astype(np.float64)
    rest = counts - sizes * ticks.mean()  # what each workplace has more than its part
    by_row = np.argsort(first)
    drawn = np.random.default_rng([SEED, len(at)]).permuted(np.tile(at[by_row], (DRAWS, 1)), axis=1)
    weight = sizes[by_row]
    centred = drawn - (drawn @ weight / weight.sum())[:, None]
    observed = at[by_row] - at[by_row] @ weight / weight.sum()
    found = centred @ rest[by_row] / np.sqrt((centred**2) @ weight)
    here = observed @ rest[by_row] / math.sqrt((observed**2) @ weight)
    return shares, float((1 + (found <= here + 1e-9).sum()) / (DRAWS + 1))

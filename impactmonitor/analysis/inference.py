"""Margins, tests and verdicts for shares of a finite population."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

DIFFERENCE_RULE = 0.10
"""Smallest difference between two shares that is called a difference (10 percentage points)."""


def margin(count: int, base: int, population: int | None) -> tuple[float, float]:
    """Wilson's 95% interval of a share, with the finite-population correction.

    The correction replaces the sample size n by n (N - 1) / (N - n) (Cochran, *Sampling Techniques*, 3rd ed., 1977,
    section 2.8), after which the interval is Wilson's score interval (Brown, Cai and DasGupta, 2001).

    Parameters
    ----------
    count, base : int
        Those who named it, and those asked who answered.
    population : int or None
        Number of persons approached; None where it is not known, which leaves the correction out.

    Returns
    -------
    tuple of float
        Lower and upper bound as shares (0-1); NaN where `base` is 0.
    """
    from statsmodels.stats.proportion import proportion_confint

    if base == 0:
        return math.nan, math.nan
    share = count / base
    if population is not None and base >= population:
        return share, share
    effective = base if population is None else base * (population - 1) / (population - base)
    low, high = proportion_confint(share * effective, effective, alpha=0.05, method="wilson")
    if population is not None:  # those who answered are part of those approached
        low, high = max(low, count / population), min(high, (population - base + count) / population)
    return float(low), float(high)


SIGNIFICANT = 0.05
DRAWS = 9999  # permutations or resamples: the smallest p is 1/10000
SEED = 178  # the same draws in every process and every report
LEAST_PERSONS = 2
"""A difference that fewer persons of the smaller group could undo is not called one."""

MORE, LESS, HERE = "vaker", "minder vaak", "in deze respons"
MARKS = {MORE: "▲", LESS: "▼"}
"""How a table or drawing shows a difference that holds."""


def exceeds(share: float, other: float) -> bool:
    """Tell whether a share lies above another by the stated rule, `DIFFERENCE_RULE`; False where one is missing."""
    return share - other >= DIFFERENCE_RULE - 1e-9  # shares such as 0.5 and 0.4 differ by less than 0.1 as floats


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


def compare(
    ticks: NDArray[np.bool_], group: NDArray[np.bool_], rival: NDArray[np.bool_], places: NDArray[np.int64]
) -> Comparison:
    """Compare the shares of two groups by permutation of whole blocks of respondents.

    Answers from one workplace hang together. So a block, those of one workplace who are in the same of the two groups,
    stays together: for tranches that is the workplace, for sectors its part of each sector. The labels of the blocks
    are permuted (Gail et al., *Statistics in Medicine* 15, 1996; Ernst, *Statistical Science* 19, 2004), and p counts
    the observed labels as one draw (Phipson and Smyth, *Stat. Appl. Genet. Mol. Biol.* 9, 2010).

    The interval is the difference plus and minus what 95% of the permuted differences stay within, and never narrower
    than Newcombe's hybrid score interval (*Statistics in Medicine* 17, 1998), which takes every respondent by itself.

    Parameters
    ----------
    ticks : bool array, shape (respondents, shares)
    group, rival : bool array, shape (respondents,)
        Two groups without a respondent in common.
    places : int array, shape (respondents,)
        The workplace of each respondent.

    Returns
    -------
    Comparison
        NaN where a group is empty.
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
    sizes = np.bincount(block).astype(float)
    counts = np.zeros((len(sizes), ticks.shape[1]))
    np.add.at(counts, block, ticks[members].astype(float))
    label = np.zeros(len(sizes), bool)
    label[block] = inside
    n, count = sizes.sum(), counts.sum(axis=0)
    draws = _permuted(len(sizes), int(label.sum()))
    bases = draws @ sizes
    shuffled = draws @ counts
    away = np.abs(shuffled / bases[:, None] - (count - shuffled) / (n - bases)[:, None])
    ones, base = counts[label].sum(axis=0), sizes[label].sum()
    one, other = ones / base, (count - ones) / (n - base)
    difference = one - other
    p = (1 + (away >= np.abs(difference) - 1e-9).sum(axis=0)) / (DRAWS + 1)
    reach = np.quantile(away, 1 - SIGNIFICANT, axis=0, method="higher")
    low, high = _newcombe(ones, base, count - ones, n - base)
    low = np.maximum(np.minimum(low, difference - reach), -1)
    high = np.minimum(np.maximum(high, difference + reach), 1)
    if swapped:
        difference, low, high = -difference, -high, -low
    return Comparison(difference, low, high, p)


@lru_cache(maxsize=64)
def _permuted(blocks: int, inside: int) -> NDArray[np.float64]:
    """Draw which of the blocks are in the group: 0 or 1, shape (draws, blocks)."""
    labels = np.tile(np.arange(blocks) < inside, (DRAWS, 1))
    drawn = np.random.default_rng([SEED, blocks, inside]).permuted(labels, axis=1)
    return drawn.astype(np.float64)


def _newcombe(
    count: NDArray[np.float64], base: float, other: NDArray[np.float64], other_base: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from statsmodels.stats.proportion import proportion_confint

    one, two = count / base, other / other_base
    low, high = proportion_confint(count, base, alpha=SIGNIFICANT, method="wilson")
    other_low, other_high = proportion_confint(other, other_base, alpha=SIGNIFICANT, method="wilson")
    below, above = np.hypot(one - low, other_high - two), np.hypot(high - one, two - other_low)
    return one - two - below, one - two + above


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
    drawn = np.random.default_rng([SEED, n]).multinomial(n, np.full(n, 1 / n), size=DRAWS).astype(np.float64)
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


def hold(p: ArrayLike, alpha: float = SIGNIFICANT) -> NDArray[np.bool_]:
    """Tell which of a family of tests hold (Benjamini and Hochberg, 1995).

    Parameters
    ----------
    p : array of float
        NaN where there is no test.
    alpha : float
        Which part of those that hold may be chance.
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=np.float64)
    found = np.zeros(values.shape, bool)
    known = np.isfinite(values)
    if known.any():
        found[known] = multipletests(values[known], alpha=alpha, method="fdr_bh")[0]
    return found


def verdict(difference: float, smaller: int, holds: bool) -> str:
    """Name a difference between two groups.

    Parameters
    ----------
    difference : float
        Of shares.
    smaller : int
        Respondents in the smaller group.
    holds : bool
        Whether its interval excludes zero, in the family of comparisons it belongs to.

    Returns
    -------
    str
        ``vaker`` or ``minder vaak`` where it holds; ``in deze respons`` where it is as large as the rule asks (at least
        `DIFFERENCE_RULE`, and `LEAST_PERSONS` of the smaller group), but chance explains it as well; else nothing.
    """
    size = abs(difference)
    if not (exceeds(size, 0.0) and size * smaller >= LEAST_PERSONS - 1e-9):
        return ""
    return (MORE if difference > 0 else LESS) if holds else HERE


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


def response_test(observed: list[int], approached: list[int]) -> float:
    """Test whether every category responded alike: p value of the chi-square test of responses against approached.

    Parameters
    ----------
    observed, approached : list of int, shape (categories,)
        Responses and persons approached per category.
    """
    from scipy.stats import chisquare

    answered, asked = np.asarray(observed, float), np.asarray(approached, float)
    keep = asked > 0
    if keep.sum() < 2 or answered.sum() == 0 or answered.sum() >= asked.sum():
        return math.nan
    rate = answered.sum() / asked.sum()
    expected = np.concatenate([asked[keep] * rate, asked[keep] * (1 - rate)])
    counts = np.concatenate([answered[keep], asked[keep] - answered[keep]])
    return float(chisquare(counts, expected, ddof=int(keep.sum())).pvalue)


def smallest_expected(observed: list[int], approached: list[int]) -> float:
    """Give the smallest number of responses that a category would have if all responded alike."""
    return min(approached) * sum(observed) / sum(approached)

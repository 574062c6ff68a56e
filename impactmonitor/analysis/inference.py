"""Margins and tests for shares of a finite population."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import chisquare, fisher_exact
from statsmodels.stats.proportion import proportion_confint

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
    if base == 0:
        return math.nan, math.nan
    share = count / base
    if population is not None and base >= population:
        return share, share
    effective = base if population is None else base * (population - 1) / (population - base)
    low, high = proportion_confint(share * effective, effective, alpha=0.05, method="wilson")
    return float(low), float(high)


def fisher(count: int, base: int, other_count: int, other_base: int) -> float:
    """Two-sided p value of Fisher's exact test for the difference between two groups; NaN for an empty group."""
    if base == 0 or other_base == 0:
        return math.nan
    table = [[count, base - count], [other_count, other_base - other_count]]
    return float(fisher_exact(table).pvalue)


MARKS = {"vaker": "▲", "minder vaak": "▼"}
"""How a table or drawing shows a verdict."""


def exceeds(share: float, other: float) -> bool:
    """Tell whether a share lies above another by the stated rule, `DIFFERENCE_RULE`; False where one is missing."""
    return share - other >= DIFFERENCE_RULE - 1e-9  # shares such as 0.5 and 0.4 differ by less than 0.1 as floats


def verdict(share: float, other: float) -> str:
    """Name the difference by the stated rule: ``vaker``, ``minder vaak`` or nothing."""
    if exceeds(share, other):
        return "vaker"
    return "minder vaak" if exceeds(other, share) else ""


def response_test(observed: list[int], approached: list[int]) -> float:
    """Test whether every category responded alike: p value of the chi-square test of responses against approached.

    Parameters
    ----------
    observed, approached : list of int, shape (categories,)
        Responses and persons approached per category.
    """
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

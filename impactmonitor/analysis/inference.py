"""Margins and verdicts for shares of a finite population."""

from __future__ import annotations

import math

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
LEAST_PERSONS = 2
"""A difference that fewer persons of the smaller group could undo is not called one."""

MORE, LESS, HERE = "vaker", "minder vaak", "in deze respons"
MARKS = {MORE: "▲", LESS: "▼"}
"""How a table or drawing shows a difference that holds."""


def exceeds(share: float, other: float) -> bool:
    """Tell whether a share lies above another by the stated rule, `DIFFERENCE_RULE`; False where one is missing."""
    return share - other >= DIFFERENCE_RULE - 1e-9  # shares such as 0.5 and 0.4 differ by less than 0.1 as floats


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

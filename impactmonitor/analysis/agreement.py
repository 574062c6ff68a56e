"""How far two coders agree: Krippendorff's alpha, per theme and in all, with an interval by drawing answers anew."""

from __future__ import annotations

import warnings
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.survey.coding import CODERS, Coding, listed

DRAWS, SEED = 1000, 20220901
ALL = "alle thema’s"


def alpha(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Return Krippendorff's alpha of two codings into yes and no; NaN where nothing varies.

    Parameters
    ----------
    first, second : bool array, shape (units,)
    """
    return _alpha(len(first), int((first & second).sum()), int((first != second).sum()))


@lru_cache(maxsize=100_000)  # answers drawn anew give few numbers that differ
def _alpha(units: int, both: int, differ: int) -> float:
    """Return the same of numbers of units: in how many both coders said yes, and in how many one of them."""
    if 2 * both + differ in {0, 2 * units}:
        return float("nan")
    counts = np.repeat([[2, 0], [1, 1], [0, 2]], [units - both - differ, differ, both], axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def _interval(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return the ends of the interval of alpha, with answers drawn anew.

    Parameters
    ----------
    counts : int array, shape (answers, 3)
        What `_alpha` takes, of each answer.
    """
    draws = np.random.default_rng(SEED).integers(0, len(counts), (DRAWS, len(counts)))
    values = np.array([_alpha(*drawn) for drawn in counts[draws].sum(axis=1).tolist()])
    known = values[~np.isnan(values)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def agreement(
    first: Sequence[Set[str]], second: Sequence[Set[str]], kinds: Sequence[str], themes: dict[str, list[str]]
) -> pd.DataFrame:
    """Tell how far two coders agree on every theme, and in all.

    Parameters
    ----------
    first, second : sequence of set of str
        The themes that each coder gave every answer.
    kinds : sequence of str
        The level of every answer, or that it is a remark.
    themes : dict of list of str
        The themes of every kind.

    Returns
    -------
    DataFrame
        ``niveau, thema, antwoorden`` (units), ``keer`` (chosen by either), ``alpha, laag, hoog`` (95%, percentile
        bootstrap over answers). A unit is an answer with a theme that it could have; the last row has all of them.
    """
    rows, places = [], np.arange(len(kinds))
    yes = [{key: np.array([key in one for one in coder]) for key in _every(themes)} for coder in (first, second)]
    for kind, keys in themes.items():
        own = places[[one == kind for one in kinds]]
        for theme in keys if len(own) else ():
            one, other = (coder[theme][own] for coder in yes)
            low, high = _interval(np.column_stack([np.ones_like(own), one & other, one != other]))
            found = {"antwoorden": len(own), "keer": int((one | other).sum()), "alpha": alpha(one, other)}
            rows.append({"niveau": kind, "thema": theme, **found, "laag": low, "hoog": high})
    rows.append({"niveau": "", "thema": ALL, **overall(first, second, kinds, themes)})
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)  # every report of a batch tells the same
def _of_cells(kinds: tuple[str, ...], themes: tuple[tuple[str, tuple[str, ...]], ...], *cells: tuple[str, ...]) -> Any:
    first, second = ([frozenset(listed(cell)) for cell in coder] for coder in cells)
    return overall(first, second, kinds, {kind: list(keys) for kind, keys in themes})


def of_coding(coding: Coding) -> dict[str, float]:
    """Tell how far the two coders of a wave's answers agree in all.

    Returns
    -------
    dict
        ``antwoorden`` (texts), ``anders`` (those of which they chose other themes), and ``alpha, laag, hoog``.
    """
    first, second = (tuple(coding.table[coder]) for coder in CODERS)
    themes = tuple((kind, tuple(coding.frame.keys(kind))) for kind in coding.frame.themes)
    other = sum(set(listed(one)) != set(listed(two)) for one, two in zip(first, second, strict=True))
    return {"anders": other, **_of_cells(tuple(coding.table["niveau"]), themes, first, second)}


def overall(
    first: Sequence[Set[str]], second: Sequence[Set[str]], kinds: Sequence[str], themes: dict[str, list[str]]
) -> dict[str, float]:
    """Tell how far two coders agree in all: the last row of `agreement`, of what that takes."""
    counts = []
    for one, other, kind in zip(first, second, kinds, strict=True):
        own = {*themes[kind]}
        counts.append((len(own), len(own & one & other), len(own & (one ^ other))))
    units, both, differ = np.sum(counts, axis=0).tolist()
    low, high = _interval(np.array(counts))
    found = {"antwoorden": len(counts), "keer": both + differ, "alpha": _alpha(units, both, differ)}
    return {**found, "laag": low, "hoog": high}


def _every(themes: dict[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(key for keys in themes.values() for key in keys))

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
    yes = first.astype(np.int64) + second.astype(np.int64)
    if yes.sum() in {0, 2 * len(yes)}:
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        counts = np.column_stack([2 - yes, yes])
        return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


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
            drawn = np.random.default_rng(SEED).integers(0, len(own), (DRAWS, len(own)))
            low, high = _ends([alpha(one[draw], other[draw]) for draw in drawn])
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
    units = [
        np.array([[theme in coder[place] for theme in themes[kind]] for coder in (first, second)])
        for place, kind in enumerate(kinds)
    ]
    whole = np.hstack(units)
    draws = np.random.default_rng(SEED).integers(0, len(units), (DRAWS, len(units)))
    low, high = _ends([alpha(*np.hstack([units[place] for place in draw])) for draw in draws])
    found = {"antwoorden": len(units), "keer": int(whole.any(axis=0).sum()), "alpha": alpha(*whole)}
    return {**found, "laag": low, "hoog": high}


def _every(themes: dict[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(key for keys in themes.values() for key in keys))


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the middle 95% of what is known."""
    known = np.array(values)[~np.isnan(values)]
    return (float("nan"),) * 2 if not len(known) else tuple(map(float, np.percentile(known, [2.5, 97.5])))  # type: ignore[return-value]

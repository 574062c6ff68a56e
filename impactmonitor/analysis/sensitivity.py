"""How much shares may be off because not everyone answered: how far raking moves them, and the worst possible."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.study import Study
from impactmonitor.survey.asked import asked as asked_of
from impactmonitor.survey.codebook import REPORTS, SIDE_BY_SIDE
from impactmonitor.survey.parts import Niveau
from impactmonitor.text.dutch import capitalise

ROUNDS = 1000
CLOSE = 1e-10
NOTHING = 1e-6
"""A weight below this is on its way to zero: the numbers approached can only be met by leaving a respondent out."""
STEP = 5  # percentage points, or a multiple
WIDEST = 20
"""Percentage points of a step from which it says nothing any more."""
FEWEST = 60  # respondents


def raked(study: Study) -> NDArray[np.float64] | None:
    """Weigh those who answered to the tranches and sectors of those approached (Deming and Stephan, 1940).

    Returns
    -------
    float array, shape (respondents,), or None
        Weights with mean 1. None in a part variant, where the persons approached are not known by both; where a tranche
        or sector of those approached did not answer at all; where no weights above zero give their numbers; where some
        weigh so much that they move a share by `WIDEST` points; and of few respondents.
    """
    if not study.variant.whole or len(study.frame) < FEWEST:
        return None
    weights, margins = np.ones(len(study.frame)), []
    dimensions = [study.codebook.first(role) for role in (REPORTS, SIDE_BY_SIDE)]
    if None in dimensions:
        return None
    for dimension in (one.key for one in dimensions if one):
        asked = study.approached[study.approached["dimensie"] == dimension].set_index("categorie")["benaderd"]
        asked = asked[asked > 0]
        codes = pd.Index(asked.index.astype(str)).get_indexer(study.frame[dimension].astype(str))
        if (codes < 0).any() or len(np.unique(codes)) < len(asked):
            return None
        margins.append((codes, asked.to_numpy(float) / asked.sum() * len(weights)))
    for _ in range(ROUNDS):
        before = weights
        for codes, target in margins:
            weights = weights * (target / np.bincount(codes, weights, minlength=len(target)))[codes]
        if np.abs(weights - before).max() < CLOSE:
            known = weights.min() > NOTHING and step(study, weights) <= WIDEST
            return weights if known else None
    return None


def design_effect(weights: NDArray[np.float64]) -> float:
    """Tell how much weights widen margins: n times the sum of squares, over the square of the sum (Kish, 1965)."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def step(study: Study, weights: NDArray[np.float64]) -> int:
    """Return the percentage points that fewer than `min_onthulling` persons cannot move a share, however they weigh."""
    heaviest = np.sort(weights)[::-1][: study.min_onthulling - 1].sum()
    bases = [weights[asked_of(study.frame, niveau)].sum() for niveau in _levels(study)]
    return (int(heaviest / min(bases, default=weights.sum()) * 100 / STEP) + 1) * STEP


def _levels(study: Study) -> list[Niveau]:
    """List the levels that everybody was asked about."""
    return [one for one in study.codebook.ticked if not one.gevraagd_aan]


def _moved(change: float, step: int) -> str:
    """Say how far weighing moves a share (-1 to 1), in steps of so many points."""
    steps = int(abs(change) * 100 / step + CLOSE) * step
    side = "hoger" if change > 0 else "lager"
    return f"{steps} tot {steps + step} {side}" if steps else f"minder dan {step} anders"


def sensitivity(study: Study) -> pd.DataFrame:
    """Set out the share that names each outcome: as answered, how far raking moves it, and the bounds of what may be.

    Returns
    -------
    DataFrame
        ``niveau, item, opbrengst, ongewogen, na_weging, laagst, hoogst`` (shares, and words), the three outcomes of
        each level that are named most and whose count is shown, in the form's order where they tie. `na_weging` is
        missing where there are no weights; the bounds are those if all who did not answer had said no, or yes. Empty
        where the persons approached are not known; a question with a base is not in it.

    Notes
    -----
    A raked share gives a small group away: respondents of unlike weights are told apart by it, even as a whole percent.
    So it is told in steps that a small group, however it weighs, cannot move a share by.
    """
    asked = study.total.population
    if asked is None:
        return pd.DataFrame()
    weights = raked(study)
    points = 0 if weights is None else step(study, weights)
    rows: list[dict[str, Any]] = []
    for niveau in _levels(study):
        who = asked_of(study.frame, niveau) & study.selected
        given, n = study.frame[who], int(who.sum())
        known = [item for item in niveau.named if study.may_show(niveau, item.key, "genoemd", study.selected)]
        counts = {item.key: int(given[niveau.column(item.key)].sum()) for item in known}
        for item in sorted(known, key=lambda one: -counts[one.key])[:3]:
            count, ticks = counts[item.key], given[niveau.column(item.key)].to_numpy(float)
            row: dict[str, Any] = {"niveau": capitalise(niveau.naam), "item": f"{niveau.key}-{item.key}"}
            row |= {"opbrengst": item.label, "ongewogen": count / n}
            moved = None if weights is None else float(np.average(ticks, weights=weights[who])) - count / n
            row["na_weging"] = None if moved is None else _moved(moved, points)
            rows.append(row | {"laagst": count / asked, "hoogst": (count + asked - n) / asked})
    return pd.DataFrame(rows)

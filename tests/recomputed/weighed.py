"""What a report says of raking, computed anew: by another method."""

import re

import numpy as np
from wording import in_words


def weighed(text, whole):
    """Raking needs the whole report, and somebody who answered in every tranche and sector approached."""
    asked = sum(whole.asked(next(iter(whole.filters), "tranche")).values())
    told = f"niet alle {asked:,} benaderde".replace(",", ".") in text and asked >= len(whole.own)
    found = re.search(r"van (\w+) om .* ongeveer (\d+)% breder \(ontwerpeffect volgens Kish: ([\d,]+)\)", text)
    weights = None if whole.filters else _raked(whole)
    step = 0 if weights is None else np.sort(weights)[1 - whole.study.min_onthulling :].mean()
    step = (int(step * (whole.study.min_onthulling - 1) / len(whole.own) * 20) + 1) * 5
    if weights is None or step > 20:
        return told and found is None and "Na weging" not in text
    effect = len(weights) * (weights**2).sum() / weights.sum() ** 2
    said = found and found[1] == in_words(step) and abs(int(found[2]) - (effect**0.5 - 1) * 100) < 0.51
    return told and said and abs(float(found[3].replace(",", ".")) - effect) < 0.0051


def _raked(whole):
    """Weigh by Newton's method on the dual: a weight is the product of a factor for its tranche and its sector."""
    columns, targets = [], []
    if len(whole.own) < 60:
        return None
    for dimension in ("tranche", "sector"):
        asked = {key: n for key, n in whole.asked(dimension).items() if n}
        if set(whole.own[dimension]) != set(asked):
            return None
        columns += [(whole.own[dimension] == key).to_numpy(float) for key in asked]
        targets += [n / sum(asked.values()) * len(whole.own) for n in asked.values()]
    design, targets, factors = np.array(columns).T, np.array(targets), np.zeros(len(targets))
    for _ in range(200):
        weights = np.exp(design @ factors)
        step = np.linalg.lstsq(design.T * weights @ design, targets - weights @ design, rcond=None)[0]
        factors += step * min(1, 2 / np.abs(step).max(initial=1e-12))
    weights = np.exp(design @ factors)
    positive = weights.min() > 1e-6  # below it, nobody is left of somebody who answered
    return weights if positive and np.allclose(weights @ design, targets, atol=1e-4) else None

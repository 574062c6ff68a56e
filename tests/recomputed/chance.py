"""Tests of differences, computed anew: by dealing out labels, and by drawing persons again."""

import numpy as np


def shuffled(ticks, one, other, places):
    """Test differences of shares by dealing out whole blocks: who is of one workplace and of one group."""
    members = one | other
    said = ticks[members].astype(float)
    return shuffled_among(said, np.ones_like(said), one[members], places[members])


def shuffled_among(said, asked, one, places, draws=10000):
    """Do the same for shares of those who were asked: columns, many draws at once."""
    names = [f"{place}/{side}" for place, side in zip(places, one, strict=True)]
    keys = list(dict.fromkeys(names))
    member = np.array([[name == key for name in names] for key in keys], float)
    yes, base = member @ said, member @ asked
    inside = np.array([key.endswith("/True") for key in keys])
    dealt = np.random.default_rng(7).permuted(np.tile(inside, (draws, 1)), axis=1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        far, here = (np.abs(d @ yes / (d @ base) - (1 - d) @ yes / ((1 - d) @ base)) for d in (dealt, inside * 1.0))
    return (1 + (~(far < here - 1e-9)).sum(axis=0)) / (draws + 1)


def resampled(counts, bases, draws=2000):
    """Test the difference of two shares of the same persons: a two-sided p of the bootstrap."""
    chance, n, found = np.random.default_rng(11), len(counts), []
    for _ in range(draws):
        rows = chance.integers(n, size=n)
        total = bases[rows].sum(axis=0)
        if total.all():
            share = counts[rows].sum(axis=0) / total
            found.append(share[0] - share[1])
    found = np.array(found)
    return 2 * (1 + min((found <= 1e-9).sum(), (found >= -1e-9).sum())) / (len(found) + 1)

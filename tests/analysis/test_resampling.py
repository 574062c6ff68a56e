"""Tests by dealing out and drawing anew, on answers of which it is known whether they differ."""

import math

import numpy as np
import pytest

from impactmonitor.analysis.resampling import compare, compare_parts, trend

TICKS = np.random.default_rng(1).uniform(size=(60, 4)) < 0.5
PLACES = np.repeat(np.arange(20), 3)
GROUP = PLACES < 9


def test_a_comparison_is_the_same_both_ways_and_every_time():
    one, again = compare(TICKS, GROUP, ~GROUP, PLACES), compare(TICKS, GROUP, ~GROUP, PLACES)
    other = compare(TICKS, ~GROUP, GROUP, PLACES)
    assert (one.p == again.p).all() and (one.p == other.p).all()
    assert one.laag == pytest.approx(-other.hoog) and one.verschil == pytest.approx(-other.verschil)
    assert ((one.laag <= one.verschil) & (one.verschil <= one.hoog)).all()


def test_one_workplace_cannot_carry_a_difference():
    ticks = np.repeat([[True], [False]], [20, 20], axis=0)
    alone = compare(ticks, ticks[:, 0], ~ticks[:, 0], np.repeat([0, 1, 2, 3, 4, 5, 6], [18, 1, 1, 5, 5, 5, 5]))
    apart = compare(ticks, ticks[:, 0], ~ticks[:, 0], np.arange(40))
    assert alone.p[0] > 0.02 > 0.001 > apart.p[0]


@pytest.mark.parametrize("blocks", [1, 2])
def test_of_few_workplaces_neither_p_nor_interval_is_told(blocks):
    """Else p says how many others lie as far out, of which one may be a person."""
    places = np.r_[np.arange(20) % blocks, 2 + np.arange(40)]
    group = np.arange(60) < 20
    one, other = compare(TICKS, group, ~group, places), compare(TICKS, ~group, group, places)
    for told in (one, other):
        assert np.isnan(told.p).all() and np.isnan(told.laag).all() and np.isfinite(told.verschil).all()


def test_an_empty_group_has_no_comparison():
    none = compare(TICKS, np.zeros(60, bool), ~GROUP, PLACES)
    assert np.isnan(none.p).all() and np.isnan(none.verschil).all()


def test_persons_are_resampled():
    bases = np.ones((50, 2), int) * 3
    high, low = np.full(50, 3), np.repeat([0, 1], 25)
    one = compare_parts(np.column_stack([high, low]), bases, [(0, 1), (1, 0)])
    assert one.verschil[0] == pytest.approx(5 / 6) and one.laag[0] > 0.7 and one.p[0] < 0.001
    assert one.p[0] == one.p[1] and one.laag[0] == pytest.approx(-one.hoog[1])
    assert np.isnan(compare_parts(high[:, None] * [[1, 0]], bases * [[1, 0]], [(0, 1)]).p[0])


def test_a_trend_falls_over_the_tranches():
    order = np.repeat([0, 1, 2, 3], 15)
    ticks = np.arange(60) % 15 < np.repeat([15, 10, 5, 0], 15)
    shares, p = trend(ticks, order, PLACES)
    assert list(shares) == [1, 10 / 15, 5 / 15, 0] and p < 0.01
    assert trend(~ticks, order, PLACES)[1] > 0.9
    assert math.isnan(trend(ticks, np.minimum(order, 1), PLACES)[1])

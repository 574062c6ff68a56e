"""Margins and tests against values worked out by hand or by another formula."""

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from impactmonitor.analysis.inference import compare, compare_parts, hold, margin, response_test, trend, verdict


def test_margin_is_wilson_where_the_population_is_unknown():
    assert margin(53, 64, None) == pytest.approx(proportion_confint(53, 64, method="wilson"))


def test_margin_shrinks_with_the_population_and_vanishes_when_all_answered():
    low, high = margin(53, 64, 178)
    wide = margin(53, 64, None)
    assert wide[0] < low < 53 / 64 < high < wide[1]
    assert margin(9, 64, 64) == (9 / 64, 9 / 64)
    assert all(map(math.isnan, margin(0, 0, 10)))


def test_margin_stays_within_what_is_possible():
    low, high = margin(29, 30, 40)
    assert low >= 29 / 40 and high <= (40 - 30 + 29) / 40
    assert margin(0, 30, 40)[1] <= 10 / 40


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
    alone = compare(ticks, ticks[:, 0], ~ticks[:, 0], np.repeat([0, 1, 2, 3, 4], [20, 5, 5, 5, 5]))
    apart = compare(ticks, ticks[:, 0], ~ticks[:, 0], np.arange(40))
    assert alone.p[0] > 0.05 > 0.001 > apart.p[0]


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


def test_a_family_of_tests():
    assert list(hold([0.001, 0.02, 0.5, np.nan])) == [True, True, False, False]
    assert not hold([0.04] + [0.9] * 9).any() and not hold([]).any()


def test_a_trend_falls_over_the_tranches():
    order = np.repeat([0, 1, 2, 3], 15)
    ticks = np.arange(60) % 15 < np.repeat([15, 10, 5, 0], 15)
    shares, p = trend(ticks, order, PLACES)
    assert list(shares) == [1, 10 / 15, 5 / 15, 0] and p < 0.01
    assert trend(~ticks, order, PLACES)[1] > 0.9
    assert math.isnan(trend(ticks, np.minimum(order, 1), PLACES)[1])


@pytest.mark.parametrize(
    ("difference", "smaller", "holds", "word"),
    [
        (0.1, 30, True, "vaker"),
        (-0.1, 30, True, "minder vaak"),
        (0.1, 30, False, "in deze respons"),
        (0.1, 19, True, ""),  # less than two persons
        (0.09, 100, True, ""),
        (math.nan, 30, False, ""),
    ],
)
def test_the_stated_rule(difference, smaller, holds, word):
    assert verdict(difference, smaller, holds) == word


def test_equal_response_has_no_bias():
    assert response_test([10, 20], [100, 200]) == pytest.approx(1.0)
    assert response_test([30, 20], [100, 200]) < 0.001


@pytest.mark.parametrize(
    ("observed", "approached"),
    [([10], [100]), ([10, 0], [100, 0]), ([0, 0], [100, 200]), ([100, 200], [100, 200])],
    ids=["one category", "one approached", "nobody answered", "all answered"],
)
def test_where_response_cannot_differ_there_is_no_test(observed, approached):
    assert math.isnan(response_test(observed, approached))

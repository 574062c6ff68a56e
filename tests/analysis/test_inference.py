"""Margins and verdicts against values worked out by hand or by another formula."""

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from impactmonitor.analysis.inference import hold, margin, response_test, verdict


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


def test_a_family_of_tests():
    assert list(hold([0.001, 0.02, 0.5, np.nan])) == [True, True, False, False]
    assert not hold([0.04] + [0.9] * 9).any() and not hold([]).any()


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

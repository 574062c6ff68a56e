"""Margins and tests against values worked out by hand or by another formula."""

import math

import pytest
from statsmodels.stats.proportion import proportion_confint

from impactmonitor.analysis.inference import fisher, margin, response_test, verdict


def test_margin_is_wilson_where_the_population_is_unknown():
    assert margin(53, 64, None) == pytest.approx(proportion_confint(53, 64, method="wilson"))


def test_margin_shrinks_with_the_population_and_vanishes_when_all_answered():
    low, high = margin(53, 64, 178)
    wide = margin(53, 64, None)
    assert wide[0] < low < 53 / 64 < high < wide[1]
    assert margin(9, 64, 64) == (9 / 64, 9 / 64)
    assert all(map(math.isnan, margin(0, 0, 10)))


def test_fisher_tea_tasting():
    assert fisher(3, 4, 1, 4) == pytest.approx(0.4857, abs=1e-4)
    assert math.isnan(fisher(0, 0, 1, 4))


@pytest.mark.parametrize(
    ("one", "other", "word"), [(0.5, 0.4, "vaker"), (0.4, 0.5, "minder vaak"), (0.5, 0.41, ""), (0.5, math.nan, "")]
)
def test_the_stated_rule(one, other, word):
    assert verdict(one, other) == word


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

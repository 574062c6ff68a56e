"""No small group may follow by subtraction."""

import numpy as np

from impactmonitor.disclosure import derivable, publishable

SIZES = np.array([12, 11, 2])


def test_total_minus_two_sectors_gives_the_third_away():
    total, mbo, hbo = np.array([True, True, True]), np.array([True, False, False]), np.array([False, True, False])
    assert derivable(np.vstack([total, mbo, hbo]), SIZES, 5)
    assert not derivable(np.vstack([total, mbo]), SIZES, 5)
    assert publishable(np.vstack([total, mbo, hbo]), SIZES, 5) == [True, True, False]


def test_a_group_under_the_minimum_is_refused():
    assert publishable(np.array([[False, False, True]]), SIZES, 5) == [False]
    assert publishable(np.array([[False, False, True]]), SIZES, 2) == [True]


def test_an_empty_rest_reveals_nothing():
    assert publishable(np.array([[True, True, True], [True, False, False]]), np.array([9, 8, 0]), 5) == [True, True]

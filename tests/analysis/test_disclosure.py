"""No small group may follow by subtraction."""

import itertools

import numpy as np

from impactmonitor.analysis.disclosure import derivable, publishable

SIZES = np.array([12, 11, 2])


def test_total_minus_two_sectors_gives_the_third_away():
    total, mbo, hbo = np.array([True, True, True]), np.array([True, False, False]), np.array([False, True, False])
    assert derivable(np.vstack([total, mbo, hbo]), SIZES, 5)
    assert not derivable(np.vstack([total, mbo]), SIZES, 5)
    assert publishable(np.vstack([total, mbo, hbo]), SIZES, 5).tolist() == [True, True, False]
    assert publishable(np.vstack([hbo]), SIZES, 5, np.vstack([total, mbo])).tolist() == [False]


def test_a_group_under_the_minimum_is_refused():
    assert publishable(np.array([[False, False, True]]), SIZES, 5).tolist() == [False]
    assert publishable(np.array([[False, False, True]]), SIZES, 2).tolist() == [True]


def test_an_empty_rest_reveals_nothing():
    groups = np.array([[True, True, True], [True, False, False]])
    assert publishable(groups, np.array([9, 8, 0]), 5).tolist() == [True, True]


def _by_trying_every_union(groups, sizes, minimum):
    """Find a small derivable union by brute force: one that does not raise the rank of what is published."""
    rank = np.linalg.matrix_rank(groups.astype(float))
    unions = (np.array(union) for union in itertools.product((0, 1), repeat=len(sizes)))
    small = (union for union in unions if 0 < union @ sizes < minimum)
    return any(np.linalg.matrix_rank(np.vstack([groups.astype(float), union])) == rank for union in small)


def test_derivable_agrees_with_trying_every_union():
    random = np.random.default_rng(3)
    verdicts = []
    for _ in range(150):
        atoms = random.integers(2, 7)
        groups = random.random((random.integers(1, 5), atoms)) < 0.5
        sizes, minimum = random.integers(1, 5, atoms), int(random.integers(2, 9))
        verdicts.append(derivable(groups, sizes, minimum))
        assert verdicts[-1] == _by_trying_every_union(groups, sizes, minimum), (groups, sizes, minimum)
    assert 30 < sum(verdicts) < 120


def test_hundreds_of_small_atoms_are_no_burden():
    random = np.random.default_rng(4)
    groups = random.random((100, 200)) < 0.3
    assert not derivable(groups, np.ones(200, dtype=int), 5)
    apart = np.vstack([groups, np.arange(200) < 9, (np.arange(200) >= 3) & (np.arange(200) < 9)])
    assert derivable(apart, np.ones(200, dtype=int), 5)


def test_nothing_published_and_nobody_there_give_nothing_away():
    assert not derivable(np.zeros((0, 3), dtype=bool), SIZES, 5)
    assert not derivable(np.ones((2, 3), dtype=bool), np.zeros(3, dtype=int), 5)

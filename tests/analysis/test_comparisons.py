"""What is told of comparisons of groups does not tell how answers are spread over workplaces."""

import numpy as np
import pytest

from impactmonitor.analysis import comparisons
from impactmonitor.analysis.resampling import Comparison, compare
from impactmonitor.analysis.study import Study


@pytest.fixture(scope="module")
def whole():
    return Study.load()


def every_pair(study):
    """List the groups that the reports compare, each with its rival, once."""
    found = {}
    for group in [*study.groups, *study.tranches, *comparisons.chapter(study)]:
        if (other := comparisons.rival(study, group)) is not None:
            found.setdefault(frozenset([group.mask.tobytes(), other.tobytes()]), (group.mask, other))
    return list(found.values())


def swapped(said, cells):
    """Let two of one tranche and sector who answered differently change answers: every published count stays."""
    one, other = np.nonzero((cells[:, None] == cells) & said[:, None] & ~said)
    spreads = np.repeat(said[:, None], len(one), axis=1)
    places = np.arange(len(one))
    spreads[one, places], spreads[other, places] = False, True
    return spreads


def every_p(study, spreads, of):
    """Collect the p of every comparison, shape (comparisons, spreads)."""
    at = comparisons.places(study)
    return np.vstack([of(compare(spreads, group, other, at)).p for group, other in every_pair(study)])


def undecided(study, column, of, steps):
    """Tell who can have either answer by the p values, walking from the true spread to others that fit; and who may."""
    said = study.frame[column].to_numpy(bool)
    cells = study.frame.groupby(["tranche", "sector"], observed=True).ngroup().to_numpy()
    mixed = np.array([said[cells == cell].any() and not said[cells == cell].all() for cell in cells])
    chance, true, fits = np.random.default_rng(5), every_p(study, said[:, None], of), [said]
    free = np.zeros(len(said), bool)
    for _ in range(steps):
        near = swapped(fits[int(chance.integers(len(fits)))], cells)
        good = near[:, np.isclose(every_p(study, near, of), true).all(axis=0)]
        free |= (good != said[:, None]).any(axis=1)
        fits += list(good.T)
        if free[mixed].all():
            break
    return free, mixed


@pytest.mark.thorough
def test_nobodys_answer_follows_from_the_p_values_that_are_told(whole):
    """Both answers stay possible where the tranche and sector have both: of those alone in a workplace, too."""
    for niveau in whole.codebook.niveaus:
        for item in niveau.items[:4]:
            free, mixed = undecided(whole, niveau.column(item.key), lambda one: one.told, 40)
            assert free[mixed].all(), (niveau.key, item.key, int((mixed & ~free).sum()))


@pytest.mark.thorough
def test_exact_p_values_would_leave_the_true_spread(whole):
    """But for those of one workplace, whose answers are counted together; so they are told in steps."""
    column = whole.codebook.niveaus[0].column(whole.codebook.niveaus[0].items[0].key)
    free, mixed = undecided(whole, column, lambda one: one, 10)
    places = comparisons.places(whole)
    alone = np.bincount(places)[places] == 1
    assert (mixed & alone).any() and not free[mixed & alone].any()


def test_an_interval_tells_a_shares_counts_and_one_factor_of_its_level(whole):
    """The same counts give the same interval, times a factor in tenths that a comparison's shares have in common."""
    niveau = whole.codebook.niveaus[0]
    ticks = whole.frame[[niveau.column(item.key) for item in niveau.items]].to_numpy(bool)
    for group, other in every_pair(whole):
        one = compare(ticks, group, other, comparisons.places(whole))
        alone = compare(ticks, group, other, np.arange(len(ticks)))
        inside = (one.hoog < 1) & (one.laag > -1)
        factor = ((one.hoog - one.verschil) / (alone.hoog - alone.verschil))[inside]
        assert np.allclose(factor, factor[0]) and np.isclose(factor[0] * 10, round(factor[0] * 10))


def test_p_is_told_as_the_step_it_lies_under():
    p = np.array([0.0009, 0.001, 0.02, 0.0999, 0.1, 0.8, np.nan])
    told = Comparison(p, p, p, p).told.p
    assert np.array_equal(told, [0.001, 0.01, 0.05, 0.1, 1, 1, np.nan], equal_nan=True)

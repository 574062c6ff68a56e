"""What hangs on a number that is withheld is withheld with it."""

import numpy as np
import pytest

from impactmonitor.analysis.release import Release
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import distribution, outcomes


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.fixture
def refuse(monkeypatch):
    """Withhold what a function says of: a level, an outcome, a measure and a group."""
    shows = Study.may_show

    def withhold(hidden):
        monkeypatch.setattr(Study, "may_show", lambda self, *cell: not hidden(*cell) and shows(self, *cell))

    return withhold


def test_a_difference_with_a_group_that_is_withheld_is_not_told(whole, refuse):
    group = whole.groups[1]
    refuse(lambda niveau, item, measure, mask: np.array_equal(mask, group.rival))
    rows = outcomes(whole, whole.codebook.niveaus[0])
    mine = rows[rows["groep_key"] == group.key]
    assert mine["aandeel"].notna().any()
    assert mine[["verschil", "verschil_laag", "verschil_hoog", "p"]].isna().all(axis=None)


def test_who_gave_no_status_is_not_told_where_the_ticks_are_withheld(whole, refuse):
    """With the number that gave one it would add up to them."""
    refuse(lambda niveau, item, measure, mask: measure == "genoemd")
    table = distribution(whole, whole.codebook.niveaus[0], "status")
    assert table["toon"].any() and table["zonder"].isna().all()


def test_a_group_of_which_a_part_is_published_is_made_of_nothing():
    groups, one = np.array([[True, True, False, False]]), np.ones(4, np.int64)
    release = Release((), groups, np.arange(4), one, one, {}, {}, {}, {})
    assert release.made_of(np.array([True, True, False, False])) == (0,)
    assert release.made_of(np.array([True, True, True, False])) is None

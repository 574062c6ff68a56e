"""Weights and bounds for those who did not answer."""

from dataclasses import replace

import numpy as np
import pytest

from impactmonitor.analysis.sensitivity import design_effect, raked, sensitivity, step
from impactmonitor.analysis.study import Study


def test_weights_give_the_tranches_and_sectors_of_those_approached():
    study = Study.load()
    weights = raked(study)
    assert weights.sum() == pytest.approx(64) and design_effect(weights) == pytest.approx(1.08, abs=0.01)
    for dimension in ("tranche", "sector"):
        rows = study.approached[study.approached["dimensie"] == dimension].set_index("categorie")["benaderd"]
        got = study.frame.groupby(study.frame[dimension].astype(str))[dimension].size().index
        for key in got:
            mine = weights[(study.frame[dimension] == key).to_numpy()].sum()
            assert mine / 64 == pytest.approx(rows[key] / 178)


def test_the_bounds_are_those_of_no_and_of_yes():
    first = sensitivity(Study.load()).iloc[0]
    assert (first["ongewogen"], first["laagst"], first["hoogst"]) == (53 / 64, 53 / 178, (53 + 114) / 178)


def test_how_far_weighing_moves_a_share_is_told_in_steps():
    study = Study.load()
    assert set(sensitivity(study)["na_weging"]) == {"minder dan 10 anders"}
    column = study.codebook.niveaus[0].column(study.codebook.niveaus[0].named[3].key)
    ticks = study.frame["tranche"].isin(["3", "4"])
    turned = replace(study, responses=replace(study.responses, frame=study.frame.assign(**{column: ticks})))
    moved = np.average(ticks, weights=raked(turned)) - ticks.mean()
    assert 0.1 < abs(moved) < 0.15
    told = sensitivity(turned).set_index("item").loc[f"instelling-{column.removeprefix('instelling_')}", "na_weging"]
    assert told == f"10 tot 20 {'hoger' if moved > 0 else 'lager'}"


def test_four_persons_move_no_share_by_a_step_and_heavier_ones_have_no_weights():
    study = Study.load()
    assert step(study, np.ones(64)) == 10  # four of 64 are 6.25%
    for asked, weighed in ((7, True), (16, True), (45, False)):  # of whom two answered
        approached = study.approached.copy()
        approached.loc[approached["categorie"] == "overig", "benaderd"] = asked
        weights = raked(replace(study, approached=approached))
        assert (weights is not None) == weighed
        if weights is not None:
            assert np.sort(weights)[-4:].sum() / 64 < step(study, weights) / 100 <= 0.2


def test_without_a_category_there_are_no_weights():
    study = Study.load()
    frame = study.frame[study.frame["sector"] != "wo"].reset_index(drop=True)
    assert raked(replace(study, responses=replace(study.responses, frame=frame))) is None
    assert raked(Study.load(tranche="3")) is None
    table = sensitivity(Study.load(tranche="3"))
    assert table["na_weging"].isna().all() and (table["hoogst"] >= table["ongewogen"]).all()
    assert sensitivity(Study.load(tranche="3", sector="mbo")).empty


@pytest.mark.parametrize("numbers", [[31, 10**4, 52, 44], [31, 51, 10**4, 44]])
def test_weights_that_would_leave_somebody_out_are_none(numbers):
    study = Study.load()
    approached = study.approached.copy()
    approached.loc[approached["dimensie"] == "tranche", "benaderd"] = numbers
    assert raked(replace(study, approached=approached)) is None

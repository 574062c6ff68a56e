"""A question asked of some: how many were asked is a count of another question, and gives nothing of it away."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from based import found, made
from order import first

from impactmonitor.analysis.bases import bases_told
from impactmonitor.analysis.decisions import decide, extend
from impactmonitor.analysis.pair import Answers, touched, withheld
from impactmonitor.analysis.release import beside_the_standard
from impactmonitor.analysis.sensitivity import sensitivity
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import outcomes
from impactmonitor.survey.parts import ANSWER, STATEMENTS
from impactmonitor.survey.variant import Variant

STATED = ([6, 21, 34], 5, True)
SEEDS = [([18, 58, 88, 91, 100], 5, False), ([30, 33, 104], 5, False), ([24, 32, 105], 3, False)]


@pytest.mark.slow
@pytest.mark.parametrize(("seeds", "minimum", "stated"), [*first(SEEDS), STATED])
def test_nothing_of_a_small_group_follows_from_both_questions(seeds, minimum, stated, tmp_path):
    kinds, before = set(), 0
    for seed in seeds:
        book, frame = made(seed, tmp_path, stated)
        assert stated == (book.niveaus[0].soort == STATEMENTS)
        release = decide(frame, book, minimum)
        assert found(book, frame, release, release.shown, minimum) == [], seed
        told = release.bases["later"]
        kinds.add("none" if not told.any() else "all together" if told.sum() == 1 < len(told) else "by group")
        assert not release.shown["later"][:, :, ~told].any()
        two = book.niveaus[1]
        naive = release.groups @ np.bincount(release.member[frame[two.asked]], minlength=len(release.sizes)) >= minimum
        wide = {**release.shown, "later": np.broadcast_to(naive, release.shown["later"].shape)}
        before += len(found(book, frame, release, wide, minimum))
    assert len(kinds) > 1 and before > 10  # what the rule is for


@pytest.mark.parametrize("seed", [4, 79])
def test_nor_with_the_report_on_a_part_beside_the_standard_ones(seed, tmp_path):
    book, frame = made(seed, tmp_path)
    standard = decide(frame, book, 5)
    own = beside_the_standard(book, Variant({"in_t": ("t0", "t1")}))
    release = extend(frame, book, 5, standard, own, [])
    assert found(book, frame, release, release.shown, 5) == []
    assert release.shown["later"].sum() > standard.shown["later"].sum()


def test_a_question_that_hangs_on_what_is_withheld_is_not_told(tmp_path):
    """Ten are asked; of the earlier question nothing is shown, as when an earlier report had used that up."""
    book, frame = made(91, tmp_path)
    release = decide(frame, book, 5)
    assert release.bases["later"].sum() > 1
    release.shown["eerst"][:] = False
    one, two = book.niveaus
    sizes = np.bincount(release.member[frame[two.asked]], minlength=len(release.sizes))
    assert not bases_told(two, one, release, sizes, 5).any()
    release.shown["eerst"][:, :, release.groups.all(axis=1)] = True
    assert (bases_told(two, one, release, sizes, 5) == release.groups.all(axis=1)).all()


def test_of_two_versions_no_older_number_is_told_where_somebody_was_asked_anew(tmp_path):
    book, frame = made(91, tmp_path)
    frame = frame.assign(respondent=[str(one) for one in range(len(frame))])
    two = book.niveaus[1]
    item, measure = two.items[0].key, ANSWER if two.answered else "genoemd"
    cells = {("later", item, measure, ()), ("later", item, measure, (("in_t", "t0"),))}
    same = Answers.of(frame, frame, book.groepen)
    assert withheld(same, cells, cells, 5) == set() and not touched(same, "later", item, [])
    moved = frame.assign(**{two.asked: frame[two.asked] ^ (frame.index == 3)})
    answers = Answers.of(frame, moved, book.groepen)
    assert withheld(answers, cells, cells, 5) == cells and touched(answers, "later", item, [])


@pytest.mark.thorough
def test_a_level_that_some_did_not_come_to_counts_those_who_did():
    whole = Study.load()
    student = whole.codebook.niveau("student")
    came = np.arange(len(whole.frame)) % 4 > 0
    frame = whole.frame.assign(**{student.asked: came})
    for column in student.columns:
        if frame[column].dtype == bool:
            frame[column] &= came
        else:
            frame[column] = frame[column].where(came, None if frame[column].dtype == "category" else "")
    study = replace(whole, responses=replace(whole.responses, frame=frame, checksum="some did not come to it"))
    table = outcomes(study, student)
    for key, rows in table.groupby("groep_key"):
        group = next(one for one in study.groups if one.key == key)
        counted = {item.key: int(frame[student.column(item.key)][group.mask].sum()) for item in student.items}
        assert (
            set(rows["n"]) == {(came & group.mask).sum()}
            and f"(n={(came & group.mask).sum()})" in rows["groep"].iloc[0]
        )
        shown = rows[rows["toon"] & rows["item"].isin(list(counted))]
        assert len(shown) and all(counted[row.item] == row.aantal for row in shown.itertuples())
        assert np.allclose(shown["aandeel"], shown["aantal"].astype(float) / (came & group.mask).sum())
    first_level = outcomes(study, whole.codebook.niveau("instelling"))
    pd.testing.assert_frame_equal(first_level, outcomes(whole, whole.codebook.niveau("instelling")))
    row = sensitivity(study).query("niveau == 'Studentniveau'").iloc[0]
    reached, approached = came.sum(), study.total.population
    assert row["hoogst"] == pytest.approx((row["ongewogen"] * reached + approached - reached) / approached)

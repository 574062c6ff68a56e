"""Outcomes asked of some: their ticks, status and nature give nothing away, neither alone nor beside the base."""

import numpy as np
import pytest
from followed import FURTHER, found, made
from order import first

from impactmonitor.analysis.decisions import decide, extend
from impactmonitor.analysis.release import beside_the_standard
from impactmonitor.survey.variant import Variant

SEEDS = [[27, 28, 30], [5, 12, 31, 35, 41]]


@pytest.mark.parametrize("seeds", first(SEEDS))
def test_nothing_of_few_who_were_asked_follows_from_their_outcomes(seeds, tmp_path):
    kinds, before = set(), 0
    for seed in seeds:
        book, frame = made(seed, tmp_path)
        release = decide(frame, book, 5)
        assert found(book, frame, release, release.shown, 5) == [], seed
        told = release.bases["later"]
        kinds.add("none" if not told.any() else "all together" if told.sum() == 1 < len(told) else "by group")
        assert not release.shown["later"][:, :, ~told].any()
        who = release.member[frame[book.niveaus[1].asked].to_numpy(bool)]
        naive = release.groups @ np.bincount(who, minlength=len(release.sizes)) >= 5
        wide = {**release.shown, "later": np.broadcast_to(naive, release.shown["later"].shape)}
        before += len(found(book, frame, release, wide, 5))
    assert len(kinds) > 1 and before > 10  # what the rule is for


@pytest.mark.parametrize(("seed", "scales"), first([(28, FURTHER), (30, {}), (5, FURTHER), (12, FURTHER), (35, {})]))
def test_nor_from_follow_ups_of_any_name_or_number(seed, scales, tmp_path):
    book, frame = made(seed, tmp_path, scales)
    release = decide(frame, book, 5)
    assert found(book, frame, release, release.shown, 5) == []
    shown = release.shown["later"]
    assert shown.shape[1] == 1 + len(scales) and shown[:-1, 1:].any(axis=(0, 2)).all()


@pytest.mark.thorough
def test_nor_with_the_report_on_a_part_beside_the_standard_ones(tmp_path):
    book, frame = made(28, tmp_path)
    standard = decide(frame, book, 5)
    release = extend(frame, book, 5, standard, beside_the_standard(book, Variant({"in_t": ("t0", "t2")})), [])
    assert found(book, frame, release, release.shown, 5) == []
    assert release.shown["later"].sum() > standard.shown["later"].sum()

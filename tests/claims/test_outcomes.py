"""What a part says of other outcomes than the form names."""

from dataclasses import replace

import numpy as np
import pandas as pd

from impactmonitor.analysis import own_words
from impactmonitor.analysis.study import Study
from impactmonitor.claims.context import LevelNames
from impactmonitor.claims.counts import WithheldError
from impactmonitor.claims.outcomes import OutcomeNames


def test_where_a_part_prints_no_other_outcomes_their_number_is_withheld_and_not_none():
    withheld = 0
    for asked in ({"tranche": "1,2"}, {"tranche": "1"}, {"tranche": "3"}, {"sector": "mbo"}, {"sector": "hbo"}):
        study = Study.load(**asked)
        for niveau in study.codebook.niveaus:
            ticks = int(study.selection[niveau.column("andere")].sum())
            try:
                assert OutcomeNames(study, niveau).anderen.aantal == ticks
            except WithheldError:
                withheld += 1
                assert not own_words.other_outcomes(study, niveau)
    assert withheld


def realised(counts, silent=()):
    """Let outcomes of students be named, and realised, by so many of 40 persons; of some nobody tells the status."""
    whole = Study.load()
    level, frame = whole.codebook.niveau("student"), whole.frame.head(40).copy()
    for item in level.named:
        ticks, done = counts.get(item.key, (0, 0))
        column, status = level.column(item.key), level.column(item.key, "status")
        frame[column] = np.arange(40) < ticks
        told = np.where(np.arange(40) < done, "gerealiseerd", "verwacht") if item.key not in silent else None
        told = pd.Series(told, frame.index).where(frame[column])
        frame[status] = pd.Categorical(told, frame[status].cat.categories, ordered=True)
    frame["student_geen"] = False
    study = replace(whole, responses=replace(whole.responses, frame=frame, checksum="x"))
    return next(names for names in LevelNames.of_all(study) if names.niveau.key == "student")


def test_of_outcomes_that_are_level_none_is_the_most_realised():
    names = realised({"soft_skills": (30, 20), "motivatie": (25, 20), "theorie_praktijk": (20, 12)})
    assert names.kwart_ziet_klaar and [one.item.key for one in names.even_klaar] == ["motivatie"]
    assert not names.kwart_ziet_klaar_genoeg  # of which of the two would that be said?


def test_an_outcome_whose_status_is_not_known_may_be_realised_more_often():
    assert realised({"soft_skills": (30, 20), "motivatie": (15, 0)}, {"motivatie"}).kwart_ziet_klaar
    assert not realised({"soft_skills": (30, 20), "motivatie": (25, 0)}, {"motivatie"}).kwart_ziet_klaar

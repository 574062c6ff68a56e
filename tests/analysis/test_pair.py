"""Two versions are two publications: a reader who subtracts them learns nothing of few respondents."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from attack import Number, Reader
from order import first

from impactmonitor.analysis.pair import Answers, mask, text_changes, touched, withheld
from impactmonitor.analysis.study import Study
from impactmonitor.report.ledger import rows
from impactmonitor.survey.ledgers import group_of

MINIMUM = 5
FILTERS = ("tranche", "sector", "werkplaats")
LEVEL, ITEM = "instelling", "samenwerking_intern"
HEAD = f"{LEVEL}_{ITEM}"


@pytest.fixture(scope="module")
def study():
    return Study.load()


def changed(study, frame):
    """Return the study of other answers."""
    name = f"anders-{pd.util.hash_pandas_object(frame.astype(str)).sum()}"
    return replace(study, responses=replace(study.responses, frame=frame.reset_index(drop=True), checksum=name))


def versions(old, new):
    return Answers.of(old, new, FILTERS, ["sector"])


def cells(study):
    return {
        (row["niveau"], row["item"], row["maat"], group_of(row)): row["n"]
        for row in rows(study)
        if row["aantal"] != "" and row["item"] != "samen"
    }


def told(study, other):
    """Return the older cells that may be told, of one item, and what differs between the versions."""
    old, new = cells(study), cells(other)
    answers = versions(study.frame, other.frame)
    mine = {cell for cell in old if cell[:2] == (LEVEL, ITEM)}
    theirs = {cell for cell in new if cell[:2] == (LEVEL, ITEM)}
    return mine - withheld(answers, mine, theirs, MINIMUM), theirs, answers


def attacked(study, other, before, now, answers):
    """Let a reader with a solver, who knows whose answers changed, at what is told of one item in both versions."""
    scales = {scale: [one.key for one in categories] for scale, categories in study.codebook.schalen.items()}
    columns = [*FILTERS, HEAD, *(f"{HEAD}_{scale}" for scale in scales)]
    who = answers.differ(columns)
    parts = [(answers.new[~who[answers.new.index]], "both"), (answers.old[who[answers.old.index]], "before"),
             (answers.new[who[answers.new.index]], "now")]  # fmt: skip
    units = pd.concat([frame.assign(versie=name) for frame, name in parts])
    place = units.groupby(["versie", "tranche", "sector"], observed=True, sort=True).ngroup().to_numpy()
    numbers = []
    for shown, mine in ((before, ("both", "before")), (now, ("both", "now"))):
        within = units["versie"].isin(mine).to_numpy()
        for _, _, measure, group in shown:
            member = mask(units, group) & within
            atoms = frozenset(map(int, np.unique(place[member])))
            for category in scales.get(measure, [""]):
                gave = units[HEAD] if measure == "genoemd" else units[f"{HEAD}_{measure}"] == category
                value = int((gave.to_numpy(bool) & member).sum())
                numbers.append(Number((ITEM, measure, category), atoms, value))
    return list(Reader(np.bincount(place), numbers, scales, LEVEL).exact(MINIMUM))


DROPPED = {"one": [3], "six of which one is of the hbo": [0, 2, 4, 6, 8, 40], "twelve": list(range(0, 60, 5))}


@pytest.mark.parametrize("name", first(DROPPED))
def test_respondents_who_are_dropped_are_not_given_away(study, name):
    gone = DROPPED[name]
    other = changed(study, study.frame.drop(index=gone))
    before, now, answers = told(study, other)
    assert answers.dropped == sorted(study.frame["respondent"][gone])
    whole = {cell for cell in before if cell[3] == ()}
    assert bool(whole) == (len(gone) >= MINIMUM)  # neither all nor nothing
    assert attacked(study, other, before, now, answers) == []


@pytest.mark.thorough
def test_without_it_they_are(study):
    other = changed(study, study.frame.drop(index=[0]))
    _, now, answers = told(study, other)
    before = {cell for cell in cells(study) if cell[:2] == (LEVEL, ITEM)}
    assert attacked(study, other, before, now, answers) != []


def recoded(study, number):
    """Return the answers with a tick taken from some who gave it."""
    frame = study.frame.copy()
    chosen = frame.index[frame[HEAD]][:number]
    frame.loc[chosen, HEAD] = False
    for scale in study.codebook.schalen:
        frame.loc[chosen, f"{HEAD}_{scale}"] = np.nan
    return frame


@pytest.mark.parametrize("number", first([1, 7]))
def test_answers_that_are_corrected_are_not_given_away(study, number):
    other = changed(study, recoded(study, number))
    before, now, answers = told(study, other)
    assert len(answers.corrected()) == number and answers.dropped == answers.added == []
    assert attacked(study, other, before, now, answers) == []
    assert touched(answers, LEVEL, ITEM, ["status", "aard"]) and not touched(
        answers, "student", "motivatie", ["status"]
    )


@pytest.mark.thorough
def test_what_is_withheld_does_not_depend_on_what_they_answered(study):
    """Whoever is dropped, ticked or not: the same is left out of every outcome."""
    gone = study.frame.index[(study.frame["sector"] == "mbo") & (study.frame["tranche"] == "2")][0]
    ticks = [name for name in study.frame if study.frame[name].dtype == bool]
    for said in (False, True):
        frame = study.frame.copy()
        frame.loc[gone, ticks] = said
        one = replace(study, responses=replace(study.responses, frame=frame, checksum=f"{said}"))
        shown = cells(one)
        left = withheld(versions(frame, frame.drop(index=gone)), shown, shown, MINIMUM)
        groups = {item: {group for *cell, measure, group in left if cell[1] == item and measure == "genoemd"}
                  for _, item, *_ in shown if item != "geen"}  # fmt: skip
        assert len({frozenset(one) for one in groups.values()}) == 1, said
        assert all(() in one for one in groups.values())


def test_a_group_of_which_one_is_dropped_is_not_told(study):
    only = {(LEVEL, ITEM, "genoemd", ())}
    assert withheld(versions(study.frame, study.frame.drop(index=[3])), only, only, MINIMUM) == only


@pytest.mark.thorough
def test_who_moves_to_another_sector_counts_in_both(study):
    frame = study.frame.copy()
    moved = frame.index[frame["sector"] == "mbo"][0]
    frame["sector"] = frame["sector"].astype(object)
    frame.loc[moved, "sector"] = "hbo"
    shown = set(cells(study))
    left = withheld(versions(study.frame, frame), shown, shown, MINIMUM)
    groups = {cell[3] for cell in left}
    assert {(("sector", "mbo"),), (("sector", "hbo"),)} <= groups
    assert (("tranche", "1"),) not in groups or frame.loc[moved, "tranche"] == "1"


def test_texts_are_counted_where_they_are_printed(study):
    column = "open_instelling"
    given = study.frame.index[study.frame[column] != ""]
    mbo, hbo = ([one for one in given if study.frame["sector"][one] == key] for key in ("mbo", "hbo"))
    silent = study.frame.index[study.frame[[f"open_{level}" for level in ("instelling", "opleiding", "student")]]
                               .eq("").all(axis=1) & (study.frame["opmerking"] == "")][:1]  # fmt: skip
    for edited, least in ((mbo[:6], 6), ([*mbo[:6], hbo[0]], 1), ([*mbo[:2], *hbo[:2]], 2)):
        frame = study.frame.copy()
        frame.loc[edited, column] = "anders"
        counts = [count for count in text_changes(versions(study.frame, frame)) if count]
        assert sum(counts) == len(edited) and min(counts) == least
    assert not any(text_changes(versions(study.frame, study.frame.drop(index=silent))))
    assert min(one for one in text_changes(versions(study.frame, study.frame.drop(index=hbo[:1]))) if one) == 1


def test_a_grouping_that_one_version_lacks_tells_nothing_of_the_other(study):
    """Nobody moved by it, so that one answer that changed is as easily found as without it."""
    frame = recoded(study, 1).assign(regio=["n", "z"] * (len(study.frame) // 2))
    answers = Answers.of(study.frame, frame, [*FILTERS, "regio"])
    assert not answers.moved.any()
    new = (("regio", "n"),)
    assert not mask(study.frame, new).any() and mask(frame, new).sum() == len(frame) // 2
    old = {cell for cell in cells(study) if cell[:2] == (LEVEL, ITEM)}
    now = {*old, (LEVEL, ITEM, "genoemd", new)}
    before = old - withheld(answers, old, now, MINIMUM)
    assert before < old and attacked(study, changed(study, frame), before, old, answers) == []


def test_what_the_newer_version_no_longer_asks_is_not_told(study):
    frame = recoded(study, 3).drop(columns=f"{HEAD}_status")
    old = {cell for cell in cells(study) if cell[:2] == (LEVEL, ITEM)}
    new = {cell for cell in old if cell[2] != "status"}
    left = withheld(versions(study.frame, frame), old, new, MINIMUM)
    assert old - new and old - new <= left


def none_of_these(study, chance):
    """Return the answers of which some, by chance, have become that the level brought nothing."""
    frame, who = study.frame.copy(), chance.random(len(study.frame)) < 0.9
    for column in [name for name in frame if name.startswith(f"{LEVEL}_")]:
        frame.loc[who, column] = False if frame[column].dtype == bool else np.nan
    frame.loc[who, f"{LEVEL}_geen"] = True
    return frame


def test_a_level_may_be_called_by_more_than_one_word(study):
    """What is withheld of the box for none does not hang on how its column is called."""
    names = {name: name.replace(f"{LEVEL}_", "hele_instelling_", 1) for name in study.frame if name.startswith(LEVEL)}
    chance = np.random.default_rng(1)
    frame = none_of_these(study, chance)
    gone = chance.choice(len(frame), 13, replace=False)
    one, other = changed(study, frame), changed(study, frame.drop(index=gone))
    old, new = ({cell for cell in cells(each) if cell[:2] == (LEVEL, "geen")} for each in (one, other))
    left = withheld(versions(one.frame, other.frame), old, new, MINIMUM)
    frames = (each.frame.rename(columns=names) for each in (one, other))
    older, newer = ({("hele_instelling", *cell[1:]) for cell in some} for some in (old, new))
    assert {(LEVEL, *cell[1:]) for cell in withheld(versions(*frames), older, newer, MINIMUM)} == left


def test_several_who_move_to_another_sector_are_counted_there_as_well(study):
    frame = study.frame.assign(sector=study.frame["sector"].astype(object))
    frame.loc[frame.index[frame["sector"] == "mbo"][:6], "sector"] = "hbo"
    cell = {(LEVEL, ITEM, "genoemd", (("sector", "mbo"),))}
    assert withheld(versions(study.frame, frame), cell, cell, MINIMUM) == cell

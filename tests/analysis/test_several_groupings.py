"""Several groupings of either role: nothing of a small group follows from all that is published by any of them."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from attack import Number, Reader, small_unions
from clubs import GROUPINGS, written
from order import first

from impactmonitor.analysis.decisions import decide, extend
from impactmonitor.analysis.earlier_wave import load
from impactmonitor.analysis.own_words import remarks
from impactmonitor.analysis.release import NAMED, Atoms, beside_the_standard, standard
from impactmonitor.analysis.study import Study
from impactmonitor.paths import DATA, ROOT
from impactmonitor.survey.parts import ANSWER
from impactmonitor.survey.variant import Variant

FOUR, THREE = tuple(GROUPINGS), ("region", "age", "role")
SURVEYS = [(24, 3, FOUR, 3), (60, 4, THREE, 5), (40, 1, FOUR, 4), (34, 5, FOUR, 4), (30, 8, FOUR, 3), (50, 9, THREE, 4)]
OWN = [{"age": ("j",)}, {"region": ("n",), "sport": ("v",)}, {"role": ("lid",), "sport": ("v",)}, {"age": ("j", "o")}]
"""Reports beside the standard ones, one after the other: by columns, by two groupings with reports, and by both."""


def readers(study, release, shown):
    """Make a reader of each question, who knows all that is published of it in all reports."""
    frame, atoms = study.frame, Atoms(study.frame, study.codebook)
    for niveau in study.codebook.niveaus:
        scales = {scale: [one.key for one in values] for scale, values in niveau.schalen.items()}
        numbers = []
        for row, column, place in zip(*np.nonzero(shown[niveau.key][:-1]), strict=True):
            item, measure = niveau.items[row].key, release.measures[niveau.key][column]
            mask = release.groups[place][release.member]
            inside = frozenset(np.unique(atoms.codes[mask]).tolist())
            if measure == NAMED:
                numbers.append(Number((item, NAMED, ""), inside, int(frame[niveau.column(item)][mask].sum())))
                continue
            answers = frame[niveau.column(item, measure)]
            numbers += [
                Number((item, measure, key), inside, int((answers[mask] == key).sum())) for key in scales[measure]
            ]
        always = {"possible": lambda said: bool(said[0])} if ANSWER in scales else {}  # whose answer has a category
        yield Reader(atoms.sizes, numbers, scales, niveau.key, **always)


def exact(study, release, shown, minimum):
    return [one for reader in readers(study, release, shown) if reader.numbers for one in reader.exact(minimum)]


@pytest.mark.parametrize(("count", "seed", "groupings", "minimum"), first(SURVEYS, 2))
def test_nothing_of_a_small_group_follows_from_all_reports_together(count, seed, groupings, minimum, tmp_path):
    study = Study.load(written(tmp_path, count, seed, groupings), min_onthulling=minimum, min_groep=minimum)
    frame, book = study.frame, study.codebook
    atoms = Atoms(frame, book)
    assert len({*map(tuple, frame[[*groupings]].to_numpy())}) == len(atoms.sizes) > 8
    assert any(True for _ in small_unions(atoms.sizes, minimum))
    release = decide(frame, book, minimum)
    assert exact(study, release, release.shown, minimum) == []
    told = {key for one in release.asked for key in one.variant.filters}
    assert len(told) > 2  # groups of several groupings are published
    assert sum(int(cells.sum()) for cells in release.shown.values()) > 40
    every = {
        key: np.broadcast_to(release.groups @ release.sizes >= minimum, cells.shape)
        for key, cells in release.shown.items()
    }
    assert len(exact(study, release, every, minimum)) > 3  # what the rule is for
    for filters in OWN:
        own = beside_the_standard(book, Variant({key: value for key, value in filters.items() if key in groupings}))
        if own:
            beside = extend(frame, book, minimum, release, own, [])
            assert not beside.shown or exact(study, beside, beside.shown, minimum) == []


@pytest.mark.thorough
@pytest.mark.parametrize("level", ["instelling", "opleiding"])
def test_a_reader_need_not_know_that_nobody_of_a_group_ticked(level):
    """Here a small group ticked nothing, and nobody can tell: what is said of its status must not depend on that."""
    study = load(ROOT / "examples" / "2024" / "respons.csv", previous=DATA)
    (reader,) = (one for one in readers(study, study.release, study.release.shown) if one.niveau == level)
    assert len(reader.numbers) > 250 and list(reader.exact(5)) == []


def test_groups_of_one_role_are_not_told_within_each_other(tmp_path):
    study = Study.load(written(tmp_path))
    roles = {key: one.rol for key, one in study.codebook.groepen.items()}
    for one in standard(study.codebook):
        assert len({roles[key] for key in one.variant.filters}) == len(one.variant.filters) <= 2
    assert len(standard(study.codebook)) == 1 + (3 + 2) + (3 + 2) + (3 + 2) * (3 + 2)


@pytest.mark.parametrize(("seed", "groupings"), first([(11, FOUR), (12, FOUR), (13, THREE)]))
def test_a_text_is_recognised_in_reports_by_any_grouping_and_points_to_no_few(seed, groupings, tmp_path):
    """Everybody wrote, so that who knows the method knows in which reports the text of each would stand."""
    form = {
        "kop": "?",
        "afsluiting": [{"kolom": "opmerking", "vraag": "Nog iets?", "antwoord": "tekst"}],
        "afsluiting_kop": "Tot slot",
    }
    path = written(tmp_path, 150, seed, groupings, formulier=form)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.assign(opmerking=[f"Dit schrijf ik {place}" for place in frame.index]).to_csv(path, index=False)
    whole = Study.load(path)
    keys = {key: [one.key for one in whole.codebook.categories(key)] for key in groupings}
    asked = [{}, *({key: (one,)} for key in keys for one in keys[key])]
    asked += [
        {key: (one,), other: (two,)} for key, other in combinations(keys, 2) for one in keys[key] for two in keys[other]
    ]
    seen = {}
    for filters in asked:
        study = replace(whole, variant=Variant(filters))
        for text in remarks(study)["Aanvullende opmerkingen"]:
            seen.setdefault(text, []).append(study.variant.slug)
    assert len(seen) == len(frame)
    alike = Counter(map(tuple, seen.values()))
    assert min(alike.values()) >= 5 and len(alike) > 3 and max(map(len, alike)) > 4

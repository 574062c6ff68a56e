"""Two waves side by side tell no more of small groups than each by itself."""

import csv
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from attack_waves import Pairs, classes, of_item
from waves import alike, beside

from impactmonitor.analysis.study import Study, family
from impactmonitor.files.kept import kept_in
from impactmonitor.report.ledger import write_ledger
from impactmonitor.survey.comparability import Counterpart

MINIMUM = 5
TWO = "positie_regio"
"""An outcome of the newer wave that is made of two of the earlier one."""
SOURCES = ("positie_regio", "samenwerking_intern")


@pytest.fixture(scope="module")
def whole():
    """One level only: each is decided by itself."""
    study = Study.load()
    return replace(study, codebook=replace(study.codebook, niveaus=study.codebook.niveaus[:1]))


def later(study, stay):
    """Ask the same persons again: some change their answers, and some are others."""
    (niveau,), chance, columns = study.codebook.niveaus, np.random.default_rng(21), {}
    for item in niveau.items:
        name = niveau.column(item.key)
        ticks = np.where(chance.uniform(size=study.n) < 0.15, ~study.frame[name], study.frame[name])
        columns[name] = ticks
        for scale in study.codebook.schalen:
            answers = study.frame[f"{name}_{scale}"]
            columns[f"{name}_{scale}"] = answers.fillna(answers.cat.categories[0]).where(ticks)
    new = chance.uniform(size=study.n) >= stay
    columns["respondent"] = np.where(new, [f"nieuw-{n}" for n in range(study.n)], study.frame["respondent"])
    frame = study.frame.assign(**columns)
    return replace(study, responses=replace(study.responses, frame=frame, checksum=f"{stay}" * 20))


def compared(study):
    """Say that the persons are the same, and that an outcome is made of two."""
    by, niveau = alike(study), study.codebook.niveaus[0].key
    known = {**by.counterparts[niveau], TWO: Counterpart("samengevoegd", SOURCES), SOURCES[1]: Counterpart("nieuw")}
    return replace(by, panel=True, counterparts={niveau: known})


@pytest.fixture(scope="module")
def panel(whole, tmp_path_factory):
    """The persons of both waves, of whom most answered again, and the ledgers of the standard reports of each wave."""
    folder, now, by = tmp_path_factory.mktemp("panel"), later(whole, 0.85), compared(whole)
    found = [], []
    with kept_in(folder):
        for variant in family(whole):
            then = replace(whole, variant=variant)
            both = then, beside(replace(now, variant=variant), then, by, shown=False)
            for study, paths, name in zip(both, found, ("then", "now"), strict=True):
                paths.append(folder / f"{name}-{variant.slug}.csv")
                write_ledger(study, paths[-1])
    return classes(whole.frame, now.frame, panel=True), found


def know_counts(known, wave, paths, item):
    """Take in all that is published of how often an item is named."""
    for keys, row in (one for path in paths for one in of_item(path, "instelling", item, "genoemd")):
        if row["aantal"]:
            known.know(wave, keys, int(row["aantal"]))


@pytest.mark.thorough
def test_a_panel_gives_no_small_group_away(whole, panel):
    """Who has the reports of both waves, and knows who is in both, reads the tests as well."""
    (persons, (then, now)), told = panel, 0
    for item in whole.codebook.niveaus[0].items[::2]:
        known = Pairs(*persons)
        know_counts(known, 0, then, item.key)
        know_counts(known, 1, now, item.key)
        for keys, row in (one for path in now for one in of_item(path, "instelling", item.key, "verschil met 2020")):
            if row["p"]:
                known.know_test(keys, float(row["p"]), np.sign(float(row["verschil"])))
                told += 1
        assert list(known.exact(MINIMUM)) == [], item.key
    assert told >= 10


def test_the_reader_finds_what_a_test_adds():
    """Nobody of the smaller workplace ticked it then, and who changed in both together are those of the larger one."""
    known = Pairs([(("1", "mbo", "A"),) * 2, (("1", "mbo", "B"),) * 2], [3, 9])
    both, larger = {"tranche": {"1"}, "sector": set(), "werkplaats": set()}, {"tranche": set(), "sector": set()}
    known.know(0, both, 1)
    known.know(1, both, 10)
    assert list(known.exact(MINIMUM)) == []
    known.know(0, {**larger, "werkplaats": {"B"}}, 1)
    known.know(1, {**larger, "werkplaats": {"B"}}, 8)
    assert list(known.exact(MINIMUM)) == [(1, (("1", "mbo", "A"),), 2)]


def test_a_test_tells_how_many_changed():
    """As many went up as down: the p of nine more who went up is the smallest where nobody went down."""
    known = Pairs([(("1", "mbo", "A"),) * 2], [12])
    both = {"tranche": set(), "sector": set(), "werkplaats": set()}
    known.know(0, both, 3)
    known.know(1, both, 9)
    away = np.array([0, 0, 1, 0])  # ticked it then, and no more
    assert away @ known.solve(-away)[:4] == 3
    known.know_test(both, 0.05, 1)
    assert away @ known.solve(-away)[:4] == 0


def counts(paths, maten):
    """List the counts of some measures by level, outcome, measure, answer and group."""
    found = set()
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["maat"] in maten and row["aantal"]:
                    where = ("niveau", "item", "categorie", "tranche", "sector", "werkplaats", "aantal", "n")
                    found.add((maten[row["maat"]], *(row[name] for name in where)))
    return found


def test_of_the_earlier_wave_only_what_its_own_reports_show_is_told_again(panel):
    _, (then, now) = panel
    told = counts(now, {f"{maat} in 2020": maat for maat in ("genoemd", "status", "aard")})
    own = counts(then, {maat: maat for maat in ("genoemd", "status", "aard")})
    assert len(told) > 80 and {maat for maat, *_ in told} == {"genoemd", "status", "aard"}
    assert {one[2] for one in told - own} == {TWO}


def test_what_was_merged_is_told_of_all_respondents_only(whole, panel):
    """How many ticked one or more of two outcomes is in no report whose cells were weighed."""
    _, (then, now) = panel
    rows = [one for path in now for one in of_item(path, "instelling", TWO, "genoemd in 2020") if one[1]["aantal"]]
    assert rows and not any(any(keys.values()) for keys, _ in rows)
    niveau = whole.codebook.niveaus[0]
    persons = classes(whole.frame, whole.frame, panel=True)
    for one, two in combinations([item.key for item in niveau.items[:4]], 2):
        known = Pairs(*persons)
        know_counts(known, 0, then, one)
        know_counts(known, 1, then, two)
        known.know_union(int(whole.frame[[niveau.column(one), niveau.column(two)]].any(axis=1).sum()))
        assert list(known.exact(MINIMUM)) == [], (one, two)

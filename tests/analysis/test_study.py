"""Variants, groups and their suppression on the project's own data."""

import itertools

import numpy as np
import pytest
from order import first

from impactmonitor.analysis.earlier_wave import load
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import distribution, outcomes, scale_totals
from impactmonitor.analysis.turnout import response
from impactmonitor.paths import DATA, NOTEBOOKS, ROOT
from impactmonitor.problems import InputError, UsageError


@pytest.fixture(scope="module")
def whole():
    return Study.load()


def test_the_whole_has_the_published_groups(whole):
    assert [(group.key, group.n) for group in whole.groups] == [("totaal", 64), ("mbo", 26), ("hbo", 32)]


@pytest.mark.parametrize(
    ("parameters", "slug", "n"),
    first(
        [
            ({}, "alle", 64),
            ({"tranche": "3"}, "tranche-3", 25),
            ({"tranche": "1,2"}, "tranche-1-2", 23),
            ({"sector": "hbo"}, "sector-hbo", 32),
            ({"werkplaats": "DigiLink Drenthe"}, "werkplaats-digilink-drenthe", 5),
        ],
        2,
        pytest.mark.slow,
    ),
)
def test_variants(parameters, slug, n):
    study = Study.load(**parameters)
    assert (study.variant.slug, study.n) == (slug, n)


@pytest.mark.parametrize(
    ("parameters", "words"),
    first(
        [
            ({"tranche": "9"}, ["'9'", "Allowed: 1, 2, 3, 4"]),
            ({"sector": "hbbo"}, ["'hbbo'", "did you mean 'hbo'"]),
            ({"werkplaats": "DigiLink Drente"}, ["did you mean 'DigiLink Drenthe'"]),
            ({"sector": "overig"}, ["2 respondents", "disclosure"]),
            ({"sector": "wo"}, ["4 respondents", "under 5"]),
        ],
        2,
        pytest.mark.slow,
    ),
)
def test_wrong_or_too_small_variants_are_refused(parameters, words):
    with pytest.raises(UsageError) as caught:
        Study.load(**parameters)
    for word in words:
        assert word in str(caught.value)


def test_in_a_notebook_paths_are_those_that_documents_write(monkeypatch, tmp_path):
    monkeypatch.chdir(NOTEBOOKS)
    study = load("examples/2024/respons.csv", tranche=3, previous="data")
    assert study.data == ROOT / "examples" / "2024" / "respons.csv" and study.variant.slug == "tranche-3"
    assert study.earlier.data == DATA / "respons.csv"
    with pytest.raises(InputError, match=r"nergens/respons\.csv: does not exist"):
        load("nergens/respons.csv")
    monkeypatch.chdir(tmp_path)  # elsewhere nobody means the project's own
    with pytest.raises(InputError, match=r"data/respons\.csv: does not exist"):
        load("data/respons.csv")


def _smaller_than(study, masks, minimum):
    """Every group that adding and subtracting up to four shown groups gives, smaller than `minimum`."""
    found = []
    for length in range(1, 5):
        for chosen in itertools.combinations(masks, length):
            for signs in itertools.product((1, -1), repeat=length):
                total = sum(sign * mask.astype(int) for sign, mask in zip(signs, chosen, strict=True))
                if set(np.unique(total)) <= {0, 1} and 0 < total.sum() < minimum:
                    found.append(total)
    return found


def test_a_small_difference_of_groups_is_found(whole):
    mask = whole.total.mask
    assert not _smaller_than(whole, [mask], 5)
    found = _smaller_than(whole, [mask, np.arange(len(mask)) >= 4], 5)
    assert {int(total.sum()) for total in found} == {4}


def test_nothing_small_follows_by_subtraction_within_or_between_reports():
    studies = [Study.load()] + [Study.load(tranche=key) for key in "1234"]
    masks = {group.mask.tobytes(): group.mask for study in studies for group in study.publishable_groups}
    assert len(masks) >= 7
    assert not _smaller_than(studies[0], list(masks.values()), 5)


def test_nothing_small_follows_from_the_status_of_an_outcome():
    studies = [Study.load()] + [Study.load(tranche=key) for key in "1234"]
    for niveau in studies[0].codebook.niveaus:
        for item in niveau.named:
            answered = studies[0].frame[niveau.column(item.key, "status")].notna().to_numpy()
            shown = []
            for study in studies:
                table = distribution(study, niveau, "status")
                if table.loc[table["item"] == item.key, "toon"].all():
                    shown.append(study.total.mask & answered)
            assert shown
            assert not _smaller_than(studies[0], shown, 5), (niveau.key, item.key)


def test_a_difference_with_a_hidden_group_is_not_shown():
    study = Study.load(tranche="3")
    assert [group.key for group in study.groups] == ["totaal", "alle", "mbo"]
    table = outcomes(study, study.codebook.niveaus[0])
    assert table.loc[table["groep_key"] == "mbo", ["verschil", "p"]].isna().all(axis=None)
    assert table.loc[table["groep_key"] == "totaal", "verschil"].notna().all()


def test_a_total_over_outcomes_is_not_shown_where_it_gives_one_away():
    study, whole = Study.load(tranche="3"), Study.load()
    hidden, shown = study.codebook.niveau("opleiding"), study.codebook.niveau("student")
    assert scale_totals(study, hidden, "status") is None
    assert scale_totals(study, shown, "status").sum() > 0
    assert scale_totals(whole, hidden, "status").sum() > 0


def test_outcomes_add_up(whole):
    niveau = whole.codebook.niveaus[0]
    table = outcomes(whole, niveau)
    column = niveau.column("samenwerking_bedrijfsleven")
    row = table.query("item == 'samenwerking_bedrijfsleven' and groep_key == 'totaal'").iloc[0]
    assert row["aantal"] == whole.frame[column].sum()
    assert row["laag"] < row["aandeel"] < row["hoog"]


def test_response_is_the_published_one(whole):
    assert response(whole, "tranche")["respons"].tolist() == [9, 14, 25, 16, 64]
    assert response(whole, "sector")["benaderd"].tolist() == [73, 90, 8, 7, 178]


def test_of_the_others_it_is_known_how_many_were_approached_as_well():
    study = Study.load(tranche="4")
    assert (study.whole.population, study.total.population, study.rest.population) == (178, 44, 134)
    assert Study.load(werkplaats="MKB Werkplaats Utrecht").rest is None  # five are too few to compare
    assert Study.load(tranche="3", sector="mbo").rest.population is None

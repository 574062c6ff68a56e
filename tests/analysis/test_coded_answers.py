"""Themes are counted over the texts that a report prints: who reads these can count the same."""

from collections import Counter

import pytest

from impactmonitor.analysis import answer_themes, open_answers, remark_themes, remarks, themes
from impactmonitor.analysis.coded_answers import quotations
from impactmonitor.analysis.study import Study

HEADS = {"mbo": "De opbrengsten voor het mbo", "hbo": "De opbrengsten voor het hbo"}


@pytest.fixture(scope="module", params=[{}, {"tranche": "3"}, {"tranche": "4"}, {"sector": "hbo"}], ids=str)
def study(request):
    return Study.load(**request.param)


@pytest.mark.slow
def test_every_count_follows_from_the_texts_with_their_themes(study):
    printed, beside = open_answers(study), answer_themes(study)
    assert len(beside) == len(printed)
    for niveau in study.codebook.niveaus:
        given = printed[printed[niveau.open_kop] != ""]
        table = themes(study, niveau)
        assert len(table)
        for key, rows in table.groupby("groep_key"):
            under = given if key == "totaal" else given[given["groep"] == HEADS[key]]
            found = Counter(name for one in beside.loc[under.index, niveau.open_kop] for _, name in one)
            assert dict(zip(rows["opbrengst"].astype(str), rows["aantal"], strict=True)) == {
                name: found[name] for name in rows["opbrengst"].astype(str)
            }
            assert set(rows["n"]) == {len(under)}


def test_every_printed_text_has_a_theme_and_no_empty_cell_has_one(study):
    for printed, beside in ((open_answers(study), answer_themes(study)), (remarks(study), remark_themes(study))):
        assert len(beside.columns) and len(beside) == len(printed)
        for head in beside:
            assert [bool(one) for one in beside[head]] == [text != "" for text in printed[head]]


def test_what_is_quoted_stands_in_a_printed_text(study):
    assert any(len(quotations(study, niveau)) for niveau in study.codebook.niveaus)
    for niveau in study.codebook.niveaus:
        texts = [text for text in open_answers(study)[niveau.open_kop] if text]
        for one in quotations(study, niveau)["citaat"]:
            assert any(one in text for text in texts), one


def test_no_themes_where_no_texts_are_printed():
    study = Study.load(tranche="1")
    assert all(themes(study, niveau).empty and quotations(study, niveau).empty for niveau in study.codebook.niveaus)


def test_no_small_group_is_told_apart():
    study = Study.load(min_groep=20)
    for niveau in study.codebook.niveaus:
        assert set(themes(study, niveau)["groep_key"]) == {"totaal", "hbo"}


def test_data_without_codes_have_no_themes(project):
    study = Study.load(data=project / "respons.csv")
    assert all(themes(study, niveau).empty for niveau in study.codebook.niveaus)
    assert answer_themes(study).empty and remark_themes(study).empty

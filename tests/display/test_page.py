"""What the chapters say where there is little to show: a report of few respondents, or few answers in words."""

import pytest
from impactmonitor.display.chapter import Chapter
from impactmonitor.display.turnout import by_dimension, by_workplace, introduction

from impactmonitor.analysis.study import Study
from impactmonitor.report.workbook import tabs


@pytest.fixture(scope="module")
def few():
    """Five respondents of one sector and one workplace."""
    return Study.load(werkplaats="DigiLab Rivierenland")


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({}, "De contactpersonen uit andere sectoren (n=6) vormen een te kleine groep om apart te laten zien."),
        (
            {"min_groep": 5},
            "De contactpersonen uit andere sectoren (n=6) staan er niet apart in: hun sectoren zijn daarvoor te klein.",
        ),
        (
            {"min_onthulling": 7},
            "dan zou ook te zien zijn wat een groep van minder dan zeven contactpersonen heeft geantwoord.",
        ),
        ({"tranche": "4"}, "De sectoren zijn te klein om apart te laten zien."),
        ({"sector": "hbo"}, "(n=64)."),
        ({"werkplaats": "DigiLab Rivierenland"}, "(n=64)."),
    ],
)
def test_why_sectors_are_not_shown_apart(parameters, told):
    chapter = Chapter(Study.load(**parameters)).niveau("student")
    text = chapter.inleiding().data
    assert text.startswith("@Fig-student-opbrengsten laat zien hoe vaak elke opbrengst is genoemd: ")
    assert text.endswith(told)


def test_a_figure_that_cannot_be_shown_is_explained(few):
    chapter = Chapter(few).niveau("opleiding")
    assert chapter.verdeling_beeld("aard").data == (
        "Dit rapport kan niet laten zien of de contactpersonen de opbrengsten nieuw vinden of een versterking van wat "
        "er al was: bij elke opbrengst zijn er minder dan vijf antwoorden, of zou te zien zijn wat een zo kleine groep "
        "heeft geantwoord."
    )
    assert chapter.verdeling("aard").data == ""


def test_no_other_outcomes_and_no_main_ones(few):
    assert Chapter(few).niveau("student").andere().data == ""
    assert Chapter(few).hoofdopbrengsten().data == (
        "De antwoorden wijzen geen opbrengsten aan die er over alle niveaus heen uit springen."
    )


def test_one_workplace_and_one_sector_make_no_tables_of_responses(few):
    assert introduction(few) == "Het formulier is door vijf contactpersonen van DigiLab Rivierenland ingevuld."
    assert [by_dimension(few, "tranche"), by_dimension(few, "sector"), by_workplace(few)] == ["", "", ""]


@pytest.fixture
def silent(project, cells):
    """The project's responses, of which only one person of the hbo wrote anything, and nobody left a remark."""
    opened = [name for name in cells if name.startswith("open_")]
    kept = cells.index[cells["sector"] == "hbo"][0]
    cells[[*opened, "opmerking"]] = ""
    cells.loc[kept, opened[0]] = "Een antwoord"
    cells.to_csv(project / "respons.csv", index=False)
    return cells, lambda: Study.load(project / "respons.csv"), project


def test_only_sectors_with_answers_have_a_table(silent):
    _, load, _ = silent
    study = load()
    chapter = Chapter(study)
    assert chapter.antwoorden_inleiding().data.endswith(
        "Deze vraag is door één contactpersoon beantwoord. De antwoorden staan hieronder, zoals ze zijn getypt."
    )
    text = chapter.antwoorden().data
    assert text.count("## ") == 1 and "(n=1)" in text and "Een antwoord" in text
    assert chapter.opmerkingen_inleiding().data.endswith("Die is door geen enkele contactpersoon gebruikt.")
    assert chapter.opmerkingen().data == ""
    names = [sheet.name for sheet in tabs(study)]
    assert "open antwoorden" in names and "opmerkingen" not in names


def test_nobody_answered_in_words(silent):
    cells, load, project = silent
    cells.replace("Een antwoord", "").to_csv(project / "respons.csv", index=False)
    chapter = Chapter(load())
    assert chapter.antwoorden_inleiding().data.endswith("Deze vraag is door geen enkele contactpersoon beantwoord.")
    assert chapter.antwoorden().data == ""

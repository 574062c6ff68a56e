"""What notebooks show where there is little to show: a report of few respondents, or few answers in words."""

import re

import pytest
from cells_of import executed
from order import first

from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import outcomes
from impactmonitor.claims import Sentences, rules
from impactmonitor.display import Page
from impactmonitor.display.alt_text import alt_text
from impactmonitor.report.tabs import tabs

FEW = {"werkplaats": ["DigiLab Rivierenland"]}
"""Five respondents of one sector and one workplace."""


@pytest.mark.parametrize(
    ("parameters", "told"),
    first(
        [
            (
                {},
                "uit het wo en overige instellingen (n=6) vormen een te kleine groep om apart te laten zien.",
            ),
            (
                {"min_groep": 5},
                "uit het wo en overige instellingen (n=6) staan er niet apart in: hun sectoren zijn daarvoor te klein.",
            ),
            (
                {"min_onthulling": 7},
                "dan zou ook te zien zijn wat een groep van minder dan zeven contactpersonen heeft geantwoord.",
            ),
            ({"tranche": "4"}, "De sectoren zijn te klein om apart te laten zien."),
            ({"sector": "hbo"}, "(n=64)."),
            ({"werkplaats": "DigiLab Rivierenland"}, "(n=64)."),
        ],
        2,
    ),
)
def test_why_sectors_are_not_shown_apart(parameters, told):
    study = Study.load(**parameters)
    text = Sentences(study, study.codebook.niveau("student"))["inleiding"]
    text = rules.unmarked(text)
    assert text.startswith("@Fig-student-opbrengsten laat zien hoe vaak elke opbrengst is genoemd: ")
    assert text.endswith(told)


def test_a_figure_that_cannot_be_shown_is_explained(tmp_path):
    cells = executed("niveau", tmp_path, niveau="opleiding", **FEW)
    assert rules.unmarked(cells["aard-beeld"]) == (
        "Of de opbrengsten nieuw zijn of een versterking van wat er al was volgens degenen die de opbrengst noemen, "
        "kan dit rapport niet laten zien: bij elke opbrengst zijn er minder dan vijf antwoorden, of zou te zien zijn "
        "wat een zo kleine groep heeft geantwoord."
    )
    assert cells["aard"] == cells["aard-cijfers"] == ""
    assert cells["opbrengsten"] and cells["opbrengsten-cijfers"]


def test_no_other_outcomes_and_no_main_ones(tmp_path):
    assert executed("niveau", tmp_path, niveau="student", **FEW)["andere"] == ""
    # what was written by hand is about all answers
    assert executed("conclusies", tmp_path, **FEW)["hoofdopbrengsten"] == ""


def test_answers_that_support_no_main_outcome_are_said_to(project, cells):
    cells[[name for name in cells if name.startswith(("instelling_", "opleiding_", "student_"))]] = ""
    cells.to_csv(project / "respons.csv", index=False)
    text = re.sub("“[^”]+”", "", (project / "synthese.yml").read_text(encoding="utf-8"))
    (project / "synthese.yml").write_text(text.replace(": citaat", ": gepubliceerd"), encoding="utf-8")
    assert rules.unmarked(Sentences(Study.load(project / "respons.csv"))["hoofdopbrengsten"]) == (
        "De antwoorden wijzen geen opbrengsten aan die er over alle niveaus heen uit springen."
    )


def test_one_workplace_and_one_sector_make_no_tables_of_responses(tmp_path):
    cells = executed("respons", tmp_path, **FEW)
    assert (
        rules.unmarked(cells["inleiding"])
        == "Het formulier is door vijf contactpersonen van DigiLab Rivierenland ingevuld."
    )
    assert [cells["tranche"], cells["sector"], cells["werkplaats"]] == ["", "", ""]


@pytest.fixture
def silent(project, cells):
    """The project's responses, of which only one person of the hbo wrote anything, and nobody left a remark."""
    opened = [name for name in cells if name.startswith("open_")]
    kept = cells.index[cells["sector"] == "hbo"][0]
    cells[[*opened, "opmerking"]] = ""
    cells.loc[kept, opened[0]] = "Een antwoord"
    cells.to_csv(project / "respons.csv", index=False)
    return cells, lambda: Study.load(project / "respons.csv"), project


def test_one_answer_stands_under_no_heading(silent, tmp_path):
    _, load, project = silent
    cells = executed("open_antwoorden", tmp_path, data=project / "respons.csv")
    assert rules.unmarked(cells["inleiding"]).endswith(
        "Deze vraag is door één contactpersoon beantwoord. "
        "De antwoorden staan hieronder, letterlijk zoals ze zijn ingevuld."
    )
    text = cells["antwoorden"]
    assert "## " not in text and "(n=" not in text, "a heading would tell whose it is"
    assert "Een antwoord" in text
    assert rules.unmarked(cells["opmerkingen-inleiding"]).endswith("Die is door geen enkele contactpersoon gebruikt.")
    assert cells["opmerkingen"] == ""
    names = [sheet.name for sheet in tabs(load())]
    assert "Open antwoorden" in names and "Opmerkingen" not in names


def test_nobody_answered_in_words(silent, tmp_path):
    cells, _, project = silent
    cells.replace("Een antwoord", "").to_csv(project / "respons.csv", index=False)
    shown = executed("open_antwoorden", tmp_path, data=project / "respons.csv")
    assert rules.unmarked(shown["inleiding"]).endswith("Deze vraag is door geen enkele contactpersoon beantwoord.")
    assert shown["antwoorden"] == ""


@pytest.mark.thorough
def test_a_level_that_too_few_were_asked_says_so_and_nothing_else(project, cells, tmp_path):
    text = (project / "codebook.yml").read_text(encoding="utf-8").replace('meting: "2022"', 'meting: "2023"')
    base = "gevraagd_aan: {vraag: instelling, antwoorden: [positie_regio]}"
    text = text.replace("- key: student\n", f"- key: student\n    {base}\n")
    (project / "codebook.yml").write_text(text, encoding="utf-8")
    cells["instelling_positie_regio"] = ["1"] * 3 + ["0"] * (len(cells) - 3)
    own = [name for name in cells if name.startswith("instelling_positie_regio_")]
    cells.loc[3:, own] = ""
    cells.to_csv(project / "respons.csv", index=False)
    shown = executed("niveau", tmp_path, niveau="student", data=project / "respons.csv")
    told = rules.unmarked(shown["inleiding"])
    assert "aankruiste. Hoeveel contactpersonen dat zijn, en wat zij antwoordden, staat niet in dit rapport" in told
    assert {label for label, one in shown.items() if one} == {"inleiding", "beeld", "status-beeld", "aard-beeld"}


def test_braces_in_words_of_the_questionnaire_stay_as_they_are():
    study = Study.load()
    page = Page(study, study.codebook.niveaus[0])
    words = "Beste {TOKEN:FIRSTNAME}, ${q://QID1} {naam}"
    assert page.told("Aandeel {personen}: " + words) == f"Aandeel contactpersonen: {words}"


def test_groups_are_named_in_their_order_however_rows_are_sorted():
    study = Study.load()
    page = Page(study, study.codebook.niveau("student"))
    table = outcomes(study, study.codebook.niveau("student"))
    turned = table.sort_values("aandeel", kind="stable")
    assert list(turned["groep_naam"])[:3] != list(table["groep_naam"])[:3]
    assert page._base(turned) == page._base(table) == "totaal n=64; mbo n=26; hbo n=32"
    assert alt_text(turned, "Titel").startswith("Staafdiagram: Titel. Basis: totaal n=64, mbo n=26, hbo n=32.")

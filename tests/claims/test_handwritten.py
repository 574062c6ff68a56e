"""What is written by hand and stands beside the answers: syntheses, published numbers, abbreviations."""

import re
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml
from statements import read_statements

from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import distribution, outcomes
from impactmonitor.claims.counts import Cell
from impactmonitor.claims.handwritten import abbreviations, read_facts, read_synthesis, supported
from impactmonitor.claims.published import Origins, note, read_published, with_published
from impactmonitor.claims.quantifiers import QUOTATION
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError


def test_quotations_are_checked(project):
    texts = read_synthesis(Study.load(project / "respons.csv"))
    quoted = [
        q for level in texts["niveaus"].values() for part in level.values() for q in QUOTATION.findall(part["tekst"])
    ]
    assert len(quoted) == 4
    path = project / "synthese.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("We begrijpen elkaar", "Wij begrijpen elkaar"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="relatie_mbo_hbo: no respondent wrote 'Wij begrijpen"):
        read_synthesis(Study.load(project / "respons.csv"))


@pytest.mark.parametrize(
    "place", ["Instellingen komen via de werkplaats", "De Digitale Werkplaats brengt onderwijs en"]
)
def test_a_part_of_what_was_written_may_be_quoted_where_it_was(place, project):
    """In a text on its outcome, and in the conclusions."""
    path = project / "synthese.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(place) == 1
    for quoted, written in (
        ("verbindt, versterkt en vergroot de zichtbaarheid", True),
        ("verbindt en verzwakt", False),
    ):
        path.write_text(text.replace(place, f"Zo staat het er: “{quoted}”. {place}"), encoding="utf-8")
        with (
            nullcontext() if written else pytest.raises(InputError, match=f"[a-z] *1?: no respondent wrote '{quoted}'$")
        ):
            read_synthesis(Study.load(project / "respons.csv"))


def test_a_level_that_is_misspelt_is_told(project):
    path = project / "synthese.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    found["conclusies"]["studentt"] = found["conclusies"].pop("student")
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match=r"conclusies: 'studentt' is no level .* did you mean 'student'"):
        read_synthesis(Study.load(project / "respons.csv"))


@pytest.mark.parametrize("ticked", [31, 32])
def test_a_text_rests_on_half_of_all_and_on_what_is_shown(ticked, monkeypatch):
    whole, part = Study.load(), {"veel": ["student.motivatie"]}
    assert supported(part, whole)
    frame = whole.frame.assign(student_motivatie=np.arange(64) < ticked)
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: True)
    assert supported(part, replace(whole, responses=replace(whole.responses, frame=frame))) == (ticked == 32)
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: False)
    assert not supported(part, whole)


def test_an_outcome_that_is_misspelt_is_told(project):
    path = project / "synthese.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    positie_regio:", "    positie_regioo:"), encoding="utf-8")
    with pytest.raises(InputError, match=r"instelling: 'positie_regioo' is no outcome .* did you mean 'positie_regio'"):
        read_synthesis(Study.load(project / "respons.csv"))


def test_a_part_and_another_measurement_have_no_syntheses(project):
    assert read_synthesis(Study.load(tranche="3")) == {}
    path = project / "codebook.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('meting: "2022"', 'meting: "2024"'), encoding="utf-8")
    assert read_synthesis(Study.load(project / "respons.csv")) == {}


def test_conclusions_go_with_the_answers(project):
    assert len(read_synthesis(Study.load(project / "respons.csv"))["hoofdopbrengsten"]) == 4
    path = project / "respons.csv"
    cells = pd.read_csv(path, dtype=str, keep_default_na=False)
    lost = cells.index[cells["student_soft_skills"] == "1"][:30]
    cells.loc[lost, ["student_soft_skills", "student_soft_skills_status", "student_soft_skills_aard"]] = ""
    cells.to_csv(path, index=False)
    texts = read_synthesis(Study.load(path))
    assert len(texts["hoofdopbrengsten"]) == 3
    assert [part["veel"] for part in texts["conclusies"]["student"]] == [["student.motivatie"]]
    assert len(texts["conclusies"]["opleiding"]) == 2


def test_an_outcome_that_is_no_longer_asked_supports_nothing(project):
    path = project / "synthese.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[student.motivatie]", "[student.moed]"), encoding="utf-8")
    assert len(read_synthesis(Study.load(project / "respons.csv"))["conclusies"]["student"]) == 1


def test_quotations_about_an_outcome_that_is_no_longer_asked_are_not_looked_for(project):
    path = project / "synthese.yml"
    text = path.read_text(encoding="utf-8").replace("We begrijpen elkaar", "Wij begrijpen elkaar")
    path.write_text(text.replace("    relatie_mbo_hbo:", "    zichtbaarheid:"), encoding="utf-8")
    assert "zichtbaarheid" in read_synthesis(Study.load(project / "respons.csv"))["niveaus"]["instelling"]


# -- what was published, and what is chosen ----------------------------------------------------------------------------

SHARE = re.compile(r"(?:woord\('([^']*)', )?(aandeel|procent|aantal_status)\('([\w.]+)'(?:, '(\w+)')?\)")


def stated():
    """The shares that published statements give of all respondents: outcome, answer and words."""
    found = set()
    for one in read_statements():
        words = SHARE.search(one.toets)
        if words and one.paragraaf[:2] in {"2.", "3.", "4."} and (words[1] or words[2] == "procent"):
            told = words[1] or re.search(r"== (\d+)", one.toets)[1] + "%"
            found.add((words[3], words[4] or "", told))
    return found


def test_published_numbers_are_those_of_the_published_statements():
    given = yaml.safe_load((DATA / "bron.yml").read_text(encoding="utf-8"))["uitkomsten"]
    assert {(one["opbrengst"], one.get("antwoord", ""), one["waarde"]) for one in given} == stated()


@pytest.fixture(scope="module")
def whole():
    return Study.load()


def test_a_number_of_a_reconstruction_is_published_or_chosen(whole):
    of = Origins(whole).of
    row, n = "student-opbrengsten-soft_skills", len(whole.frame)
    assert of(Cell(row, 51, n)) == "gepubliceerd als 80%"
    assert of(Cell(row, 21, 26)) == of(Cell("student-tranches-soft_skills", 51, n)) == "gekozen"
    assert of(Cell("opleiding-opbrengsten-samenwerking_bedrijven", 48, n)) == (
        "gepubliceerd als driekwart; het getal zelf is gekozen"
    )
    for counted in ("respons-tranche-3", "student-opbrengsten-andere", "student-themas-motivatie", "respons-mbo-samen"):
        assert of(Cell(counted, 3, n)) == "", counted
    level = whole.codebook.niveau("student")
    told = "Gepubliceerd is van alle contactpersonen (onderstreept): 80% noemt de "
    assert note(whole, level, "opbrengsten").startswith(told)
    row = with_published(whole, level, outcomes(whole, level)).set_index(["item", "groep_key"])["gepubliceerd"]
    assert row["soft_skills", "totaal"] == "%" and row["soft_skills", "mbo"] == row["tevredenheid", "totaal"] == ""
    part, first = Study.load(tranche="3"), whole.codebook.niveau("instelling")
    for study, numbers in ((whole, {"", "Aantal"}), (part, {""})):  # a part's table has no answers of all
        rows = with_published(study, first, distribution(study, first, "status"))
        assert set(rows["gepubliceerd"]) == numbers, study.variant
    assert note(whole, level, "status") == "Alle aantallen en percentages hierin zijn gekozen."


def test_answers_that_are_real_have_no_such_marks(project, cells):
    cells["respondent"] = [f"r{number}" for number in range(len(cells))]
    cells.to_csv(project / "respons.csv", index=False)
    study = Study.load(project / "respons.csv")
    assert read_published(study) == [] and Origins(study).of(Cell("student-opbrengsten-soft_skills", 51, 64)) == ""


def test_an_answer_with_a_short_name_is_marked_as_well(project):
    path = project / "bron.yml"
    entry = '  - {opbrengst: student.soft_skills, antwoord: versterking, waarde: de helft, bron: "rapport"}\n'
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{entry}", encoding="utf-8")
    study = Study.load(project / "respons.csv")
    level = study.codebook.niveau("student")
    rows = with_published(study, level, distribution(study, level, "aard")).set_index(["item", "categorie"])
    marked = rows.loc[rows["gepubliceerd"] != "", "gepubliceerd"]
    assert marked.to_dict() == {("soft_skills", "versterking"): "Aantal"}
    assert "de helft noemt de ontwikkeling van soft skills" in note(study, level, "aard")


def test_an_outcome_that_the_codebook_lacks_is_named(project):
    path = project / "bron.yml"
    text = path.read_text(encoding="utf-8").replace("opbrengst: student.motivatie", "opbrengst: student.motivasie")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_published(Study.load(project / "respons.csv"))
    said = "bron.yml, uitkomsten, 14: 'student.motivasie' is not in the codebook; did you mean 'student.motivatie'?"
    assert str(caught.value) == said


def test_abbreviations_are_told_where_texts_use_them(whole):
    texts = pd.DataFrame({"a": ["Het CvB wil", "pps en PPS"], "b": ["", "DWANG"]})
    told = "Afkortingen hieronder: CvB (college van bestuur) en PPS (publiek-private samenwerking)."
    assert abbreviations(whole, texts) == told
    assert abbreviations(whole, texts.iloc[:0]) == "" and "afkortingen" not in read_facts(whole)

"""A word for how many holds for what it counts, or the synthesis is refused."""

import shutil

import pandas as pd
import pytest
import yaml
from order import first

from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences
from impactmonitor.claims.handwritten import read_synthesis
from impactmonitor.claims.quantifiers import MARK
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.text.shares import QUANTIFIERS

THEME = "thema.instelling.contact_bedrijven"  # 16 of 46
RARE = "thema.instelling.multidisciplinair"  # 3 of 46
ONE = "thema.opleiding.geen_inhoud"  # 1 of 46
MOST = "opbrengst.instelling.samenwerking_bedrijfsleven"  # 53 of 64


@pytest.fixture
def told(project):
    """Write a text with its counts as a conclusion, and tell the problems; none where it holds."""
    shutil.copy(DATA / "codering.csv", project / "codering.csv")
    path = project / "synthese.yml"

    def problems(text, counts):
        found = yaml.safe_load((DATA / "synthese.yml").read_text(encoding="utf-8"))
        part = {"tekst": text} | ({"telt": counts} if counts is not None else {})
        found["conclusies"]["instelling"] = [part]
        path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
        try:
            read_synthesis(Study.load(data=project / "respons.csv"))
        except InputError as error:
            return list(map(str, error.problems))
        return []

    return problems


TRUE = [("een", ONE), ("enkele", RARE), ("verschillende", RARE), ("verschillende", THEME), ("sommige", THEME)]
TRUE += [("veel", MOST), ("de meeste", MOST), ("een paar", RARE), ("meerdere", THEME)]
FALSE = [("een", RARE), ("een", THEME), ("enkele", ONE), ("enkele", THEME), ("enkele", MOST), ("verschillende", ONE)]
FALSE += [("verschillende", MOST), ("veel", THEME), ("veel", RARE), ("de meeste", THEME), ("de meeste", ONE)]
FALSE += [("sommige", ONE), ("sommige", MOST), ("alle", MOST), ("bijna alle", MOST), ("een paar", THEME)]
FALSE += [("een aantal", ONE), ("meerdere", MOST)]


def written(word):
    noun = "contactpersoon" if word == "een" else "contactpersonen"
    return f"Dat schrijven {word} {noun}. En dat is alles.", f"{word} {noun}"


def test_one_who_is_quoted_is_quoted_in_the_same_sentence(told):
    (problem,) = told("Een contactpersoon zegt dat. Een ander: “Het”.", {"een contactpersoon": "citaat"})
    assert "citaat is for one person who is quoted in the same sentence" in problem


def test_of_what_may_not_be_shown_nothing_is_said(told, monkeypatch):
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: False)
    found = told("Veel contactpersonen zien dat.", {"veel contactpersonen": MOST})
    assert any("may not be shown, so that nothing can be said of it" in one for one in found)


@pytest.mark.parametrize(("word", "what"), first(TRUE, 3))
def test_a_true_quantity_is_taken(word, what, told):
    text, phrase = written(word)
    assert told(text, {phrase: what}) == []


@pytest.mark.parametrize(("word", "what"), first(FALSE, 4))
def test_a_false_quantity_is_refused_with_its_count_and_what_is_allowed(word, what, told):
    text, phrase = written(word)
    (problem,) = told(text, {phrase: what})
    assert problem.startswith(f"synthese.yml, conclusies, instelling 1, telt: {phrase!r} does not hold: {what} is ")
    count = {ONE: "1 of 46", RARE: "3 of 46", THEME: "16 of 46", MOST: "53 of 64"}[what]
    allowed = problem.partition(f"{what} is {count}; allowed: ")[2]
    assert allowed and f" {word}," not in f" {allowed},"


def test_a_quantity_says_what_it_counts(told):
    (problem,) = told("Enkele contactpersonen zien dat. Eén contactpersoon niet.", {"een contactpersoon": ONE})
    assert problem.startswith("synthese.yml, conclusies, instelling 1: 'enkele contactpersonen' does not say what it")
    (problem,) = told("Niemand ziet dat.", {"enkele contactpersonen": RARE})
    assert problem.endswith("'enkele contactpersonen' is not in the text")


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("thema.instelling.regoi", "codeframe.yml has no such theme"),
        ("thema.instituut.regio", "there is no level 'instituut'"),
        ("opbrengst.instelling.regio", "the questionnaire has no such outcome"),
        ("citaat", "citaat is for one person who is quoted in the same sentence"),
        ("iets", "'iets' is not gepubliceerd, citaat, or a theme or outcome such as"),
    ],
)
def test_what_cannot_be_counted_is_refused(what, message, told):
    (problem,) = told("Enkele contactpersonen zien dat.", {"enkele contactpersonen": what})
    assert message in problem


def test_without_codes_a_theme_counts_nothing(project, told):
    (project / "codering.csv").unlink()
    (problem,) = told("Enkele contactpersonen zien dat.", {"enkele contactpersonen": RARE})
    assert "the answers on instelling have no codes" in problem


def test_what_was_taken_over_is_marked_and_explained():
    study = Study.load()
    niveau = study.codebook.niveau("opleiding")
    text = Sentences(study, niveau)["toelichtingen"]
    assert f"schrijven dat opdrachten niet vanzelf komen en dat je er moeite voor moet doen.{MARK}" in text
    assert text.count(MARK) == 1 + 4 and "zeggen, zoals ‘enkele’, overgenomen uit het gepubliceerde rapport" in text
    assert f"{MARK}" not in text.partition("Een contactpersoon schrijft: “Onze")[2].partition("###")[0]
    assert Sentences(study)["niveaus"].count(MARK) == 1 + 3


def test_intervals_are_stated():
    for one in QUANTIFIERS:
        assert one.least > 0 and (one.most < 10 or one.low > 0 or one.high < 1), one


TYPED = ["83% ziet dat.", "12,5 procent ziet dat.", "Dat zien 53 contactpersonen.", "Zeven contactpersonen zien dat."]
TYPED += ["De helft van de contactpersonen ziet dat.", "Dat ziet bijna een derde van alle contactpersonen."]


@pytest.mark.parametrize("text", first(TYPED, 3))
def test_a_number_that_the_data_decide_is_not_typed(text, told):
    problem, *_ = told(text, None)
    assert problem.startswith("synthese.yml, conclusies, instelling 1: ") and " is typed, and would stay" in problem


def test_a_number_of_something_else_and_a_quoted_one_may_be(told, project):
    cells = pd.read_csv(project / "respons.csv", dtype=str, keep_default_na=False)
    who = cells.index[
        (cells["instelling_positie_regio"] == "1") & (cells["instelling_positie_regio_toelichting"] == "")
    ]
    cells.loc[who[0], "instelling_positie_regio_toelichting"] = "Dat zagen zeven contactpersonen ook."
    cells.to_csv(project / "respons.csv", index=False)
    assert (
        told("In twee werkplaatsen, met 3 docenten. Bij de helft van de studenten: “zeven contactpersonen”.", None)
        == []
    )

"""Who was asked and who answered: sentences that hold for any numbers of persons approached."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from order import first
from sentences import contradictions

from impactmonitor.analysis import turnout
from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences
from impactmonitor.text.marks import SENTENCE


def said(study, place):
    """Return what is said at a place, without the names of claims."""
    return SENTENCE.sub(r"\1", Sentences(study)[place])


@pytest.fixture
def asked(project):
    """Load the project's responses with other numbers approached: ``asked(tranche_3=20)``."""

    def load(**numbers):
        path = project / "benaderd.csv"
        text = path.read_text(encoding="utf-8")
        for key, number in numbers.items():
            text, changed = re.subn(rf"^({key.replace('_', ',')}),\d+", rf"\1,{number}", text, flags=re.MULTILINE)
            assert changed == 1
        path.write_text(text, encoding="utf-8")
        return Study.load(project / "respons.csv")

    return load


def test_the_project_s_own_numbers():
    study = Study.load()
    assert said(study, "aanpak-respons").startswith(
        "Van de 178 benaderde contactpersonen vulde ruim een derde het formulier in (n=64). Alleen vanuit één "
        "werkplaats kwam geen formulier terug."
    )
    text = said(study, "vertekening")
    assert "De respons per tranche varieert van 27% (tranche 2) tot 48% (tranche 3)." in text
    assert "De respons per sector varieert van 29% (overig) tot 50% (wo)." in text
    assert (
        len(re.findall(r"kan (ook )?toeval zijn \(chi-kwadraattoets: p=0,", text)) == 2
        and "p=0,13" in text
        and "p=0,83" in text
    )
    assert text.count("ruwe benadering") == 1  # eight and seven persons approached
    assert contradictions(text) == []


def test_differences_beyond_chance_are_told(asked):
    text = said(asked(tranche_1=9, tranche_2=14, tranche_3=111), "vertekening")
    assert "van 23% (tranche 3) tot 100% (tranche 1)" in text
    assert (
        "groter dan bij toeval te verwachten is (chi-kwadraattoets: p<0,001). Tranche 1 telt dus zwaarder mee" in text
    )
    assert contradictions(text) == []


@pytest.mark.thorough
def test_an_even_response_is_told(asked):
    study = asked(tranche_1=9, tranche_2=14, tranche_3=25, tranche_4=16, sector_mbo=26, sector_hbo=32, sector_wo=4,
                  sector_overig=2)  # fmt: skip
    assert said(study, "aanpak-respons").startswith(
        "Van de 64 benaderde contactpersonen vulde iedereen het formulier in"
    )
    text = said(study, "vertekening")
    assert text.startswith("Tussen de tranches verschilt de respons niet (100%). Tussen de sectoren verschilt")


def test_four_in_five_takes_a_plural_verb(asked):
    study = asked(tranche_3=26, tranche_2=14, tranche_4=26, tranche_1=14, sector_mbo=26, sector_hbo=48, sector_wo=4,
                  sector_overig=2)  # fmt: skip
    assert "Van de 80 benaderde contactpersonen vulden vier op de vijf het formulier in" in said(
        study, "aanpak-respons"
    )


@pytest.mark.thorough
def test_fewer_approached_than_answered_is_not_a_response(asked):
    study = asked(tranche_3=20, sector_hbo=58)
    assert any("tranche 3 has 25 respondents and 20 approached" in warning for warning in study.responses.warnings)
    table = turnout.response(study, "tranche").set_index("categorie")
    assert table["aandeel"].isna().to_dict()["Tranche 3"] and table.loc["Tranche 1", "aandeel"] == 9 / 31
    assert "tranches" not in said(study, "vertekening") and "sectoren" in said(study, "vertekening")
    assert study.tranches[2].population is None
    everyone = asked(tranche_1=0, tranche_2=0, tranche_3=0, tranche_4=0, sector_mbo=0, sector_hbo=0, sector_wo=0,
                     sector_overig=0)  # fmt: skip
    assert said(everyone, "aanpak-respons").startswith("Het formulier is door 64 contactpersonen ingevuld.")
    assert said(everyone, "vertekening") == ""


def test_a_part_is_set_beside_its_own_persons_approached():
    study = Study.load(tranche="3")
    assert "formulieren van contactpersonen uit tranche 3" in said(study, "aanpak-respons")
    assert "Dat is 48% van de 52 die zijn benaderd." in said(study, "respons-inleiding")
    assert "sectoren" not in said(study, "vertekening")  # persons approached are known by tranche or by sector only


@pytest.mark.parametrize(
    ("silent", "told"),
    first(
        [
            (0, "Vanuit alle werkplaatsen is ten minste één formulier ingevuld."),
            (1, "Alleen vanuit één werkplaats kwam geen formulier terug."),
            (4, "Vanuit vier werkplaatsen kwam geen formulier terug."),
        ]
    ),
)
def test_workplaces_that_sent_nothing(silent, told):
    study = Study.load()
    answered = study.workplaces[study.workplaces["werkplaats"].isin(study.frame["werkplaats"])]
    places = pd.concat([answered, answered.head(silent).assign(werkplaats=[f"Nieuw {n}" for n in range(silent)])])
    assert said(replace(study, workplaces=places), "aanpak-respons").endswith(f" {told}")

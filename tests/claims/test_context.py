"""Every published statement of number, order or comparison holds on the data, and would not hold on any data."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from counted import DataFigures
from statements import fails, holds, read_statements

from impactmonitor.analysis.study import Study

STATEMENTS = read_statements()
SMALL_WORDS = {"de", "het", "een", "van", "voor", "meer", "sterkere", "sterker", "eigen", "onze", "en", "met", "over"}
SMALL_WORDS |= {"ontstaan"}  # of what the workplace is a cause of


@pytest.fixture(scope="module")
def study():
    return Study.load()


@pytest.fixture(scope="module")
def figures(study):
    return DataFigures(study)


def test_every_statement_has_a_name_of_its_own():
    names = [statement.id for statement in STATEMENTS]
    assert len(names) == len(set(names)) > 140


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.id)
def test_the_data_bear_out(statement, figures):
    assert holds(statement, figures), str(statement)


class Other(DataFigures):
    """Figures that say something else wherever they say anything."""

    def _count(self, niveau, item, groep):
        count, n = super()._count(niveau, item, groep)
        return (n - count, n) if groep == "totaal" else (9 - self._items(niveau).index(item), 10)

    def _difference(self, niveau, item, a, b):
        return -super()._difference(niveau, item, a, b) - Fraction(1, 4)

    def _answers(self, niveau, item, scale):
        counts = super()._answers(niveau, item, scale)
        return dict(zip(counts, [0, *counts.values()], strict=False)) | {"verwacht": 40, "versterking": 0}

    def _people(self, groep):
        count, asked = super()._people(groep)
        return {"mbo": (2, 300), "hbo": (2, 300), "totaal": (9, 300)}.get(groep, (count + 1, asked + 1))

    def respons(self, groep="totaal"):
        return super().respons(groep) + 1

    def getoond(self, niveau):
        return ["wo"]

    def werkplaatsen(self):
        kinds = {"tranche": "5", "bereik": "", "mbo": 0, "hbo": 1, "wo": 1, "instellingen": 1}
        return [
            {**place, **kinds, "respondenten": 0 if place["respondenten"] else 9}
            for place in (*super().werkplaatsen(), {"naam": "Nog een", "respondenten": 0})
        ]

    def andere_naam(self, naam):
        return naam

    def andere(self, niveau):
        return super().andere(niveau)[1:]

    def toelichtingen(self, niveau):
        return ""

    def toelichting(self, pad):
        return ""

    def in_respons(self, pad, a, b):
        return False

    def conclusie(self, niveau):
        return ""

    def hoofdopbrengsten(self):
        return [""] * 5

    def niveaus(self):
        return super().niveaus()[::-1]

    def formulier(self, niveau):
        return super().formulier(niveau)[::-1]

    def schaal(self, naam):
        return super().schaal(naam)[::-1]

    def open_vraag(self):
        return ""

    def antwoorden(self, sector):
        return super().antwoorden(sector) + 1

    def opmerkingen(self):
        return 0

    def bron(self, naam):
        return ""


class Even(DataFigures):
    """Figures in which every outcome is named as often as any other, and groups do not differ."""

    def _count(self, niveau, item, groep):
        return 50, 100

    def _difference(self, niveau, item, a, b):
        return Fraction(0)

    def _answers(self, niveau, item, scale):
        return dict.fromkeys(super()._answers(niveau, item, scale), 5)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.id)
def test_no_check_holds_of_anything(statement, study):
    def refuted(figures):
        try:
            return not holds(statement, figures)
        except (LookupError, ValueError):  # no such item or group any more
            return True

    assert refuted(Other(study)) or refuted(Even(study))


def test_one_answer_fewer_turns_a_statement_red(study):
    for column, statement in (
        ("student_theorie_praktijk", "4.1-theorie-praktijk"),
        ("instelling_samenwerking_bedrijfsleven_status", "2.2-helft-gerealiseerd"),
    ):
        frame = study.frame.copy()
        gone = frame[column].eq("gerealiseerd" if column.endswith("status") else True).to_numpy().nonzero()[0][:2]
        frame.loc[gone, column] = None if column.endswith("status") else False
        changed = replace(study, responses=replace(study.responses, frame=frame))
        checked = next(one for one in STATEMENTS if one.id == statement)
        assert holds(checked, DataFigures(study)) and not holds(checked, DataFigures(changed))


@pytest.mark.slow
def test_one_word_in_the_form_turns_a_statement_red(project):
    path = project / "codebook.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "tekst: Versterking van de relatie", "tekst: Verbetering van de relatie"
        ),
        encoding="utf-8",
    )
    assert fails(DataFigures(Study.load(project / "respons.csv"))) == ["B1-instelling"]


def strange_words(niveau):
    """List the words of labels and noun phrases that the form does not use for the outcome."""
    found = []
    for item in niveau.named:
        form = re.findall(r"\w+", f"{item.tekst} {item.voorbeelden}".lower())
        for word in re.findall(r"\w+", f"{item.label} {item.zin}".lower()):
            kin = word in form or any(word in own or own in word for own in form if len(own) > 3)
            if word not in SMALL_WORDS and not kin:
                found.append((item.key, word))
    return found


def test_labels_say_what_the_form_says(codebook):
    for niveau in codebook.niveaus:
        assert strange_words(niveau) == []


def test_another_label_is_noticed(project):
    path = project / "codebook.yml"
    text = path.read_text(encoding="utf-8").replace(
        "label: Relatie tussen mbo en hbo", "label: Relatie tussen mbo en wo"
    )
    path.write_text(text, encoding="utf-8")
    codebook = Study.load(project / "respons.csv").codebook
    assert strange_words(codebook.niveau("instelling")) == [("relatie_mbo_hbo", "wo")]

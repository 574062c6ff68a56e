"""Answers by which somebody may be recognised are told to the researcher, with their place and without the name."""

import pytest

from impactmonitor.paths import DATA
from impactmonitor.run.check import check_inputs
from impactmonitor.survey.recognisable import recognisable
from impactmonitor.survey.responses import read_responses
from impactmonitor.text.persons import functions_in, looks_named

NAMED = """Dank aan mevrouw Jansen voor de hulp | Vraag het dhr. de Vries | samen met Jan van den Berg opgezet
    zie J. Smit | met vriendelijke groet, Fatima | mijn naam is Otto | het idee kwam van Els Bakker uit Zwolle
    Prof. El Hadioui hielp | Prof. dr. Özdemir | contact via Jan-Willem Smits"""
ORDINARY = """De Digitale Werkplaats is een aanjager | Het MKB en het HBO werken samen | Studenten leren van ondernemers
    Challenge Based Learning | mw. | Geen | groet | in Noord-Holland en Utrecht | wij noemen dat HBO ICT | AVG en AI"""


def each(texts):
    return [text.strip() for text in texts.replace("\n    ", " | ").split(" | ")]


@pytest.mark.parametrize("text", each(NAMED))
def test_what_looks_like_a_name_is_found(text):
    assert looks_named(text)


@pytest.mark.parametrize("text", each(ORDINARY))
def test_other_capitals_are_no_names(text):
    assert not looks_named(text, {"digitale", "werkplaats"})


def test_functions_are_found_in_the_singular_as_whole_words():
    assert functions_in("Als lector en opleidingsmanager; de directeuren niet, en Lectoraat ook niet") == {
        "lector",
        "opleidingsmanager",
    }


def test_the_researcher_is_told_row_and_column_and_no_name(cells, tmp_path, codebook, workplaces):
    cells.loc[3, "opmerking"] = "Dit komt door mevrouw Jansen, de rector."
    cells.loc[[5, 6], "open_student"] = "Onze lector helpt."
    cells.to_csv(tmp_path / "respons.csv", index=False)
    responses = read_responses(tmp_path / "respons.csv", codebook, workplaces)
    before = set(recognisable(read_responses(DATA / "respons.csv", codebook, workplaces), codebook, workplaces))
    found = [line for line in recognisable(responses, codebook, workplaces) if line not in before]
    assert found == [
        "row 5, opmerking: 'rector' is named by this respondent alone; whoever holds it may be recognised",
        "row 5, opmerking: may name a person (word 4 and on); names go into redactie.csv",
    ]
    assert not [note for note in responses.notes if "row 5, opmerking" in note]


@pytest.mark.slow
def test_a_name_that_is_blanked_is_not_told_of(project, cells):
    cells.loc[3, "opmerking"] = "Dit komt door mevrouw Jansen."
    cells.to_csv(project / "respons.csv", index=False)
    (line,) = [line for line in check_inputs(project / "respons.csv")[1] if line.startswith("row 5, opmerking")]
    (project / "redactie.csv").write_text("tekst\nmevrouw Jansen\n", encoding="utf-8")
    assert line not in check_inputs(project / "respons.csv")[1]

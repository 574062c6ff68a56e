"""Checks of an export's cells, and the blanking of personal details."""

import pandas as pd
import pytest

from impactmonitor.codebook import DATA
from impactmonitor.problems import InputError
from impactmonitor.responses import read_responses


@pytest.fixture
def load(tmp_path, codebook, workplaces):
    def read(cells, name="respons.csv"):
        cells.to_csv(tmp_path / name, index=False)
        return read_responses(tmp_path / name, codebook, workplaces)

    return read


@pytest.fixture
def problems(load):
    def listed(cells):
        with pytest.raises(InputError) as caught:
            load(cells)
        return [str(problem) for problem in caught.value.problems]

    return listed


def test_every_problem_is_listed_with_its_place(cells, problems):
    tick, status = "student_soft_skills", "student_soft_skills_status"
    unticked = cells.index[(cells[tick] == "") & (cells["student_geen"] == "")][0]
    cells.loc[0, "werkplaats"] = "DigiLink Drente"
    cells.loc[1, "sector"] = "mboo"
    cells.loc[2, tick] = "misschien"
    cells.loc[3, status] = "ooit"
    cells.loc[4, "respondent"] = cells.loc[5, "respondent"]
    found = problems(cells)
    assert "respons.csv, row 2, werkplaats: 'DigiLink Drente' is unknown; did you mean 'DigiLink Drenthe'?" in found[0]
    assert "row 3, sector: 'mboo' is unknown; did you mean 'mbo'? Allowed: mbo, hbo, wo, overig" in found[1]
    assert "row 4, student_soft_skills: 'misschien' is unknown; Allowed: 1, empty" in found[2]
    assert "row 5, student_soft_skills_status: 'ooit' is unknown; Allowed: gerealiseerd, deels, verwacht" in found[3]
    assert "occurs more than once" in found[4]
    assert "row 6, respondent" in found[4] and "row 7, respondent" in found[5]
    assert len(found) == 6
    assert unticked is not None


def test_answers_that_contradict_each_other(cells, problems):
    person = cells.index[cells["student_geen"] == "1"][0]
    cells.loc[person, "student_soft_skills"] = "1"
    other = cells.index[(cells["student_motivatie"] == "")][1]
    cells.loc[other, "student_motivatie_status"] = "deels"
    found = problems(cells)
    assert any(f"row {person + 2}, student_soft_skills: is ticked, and so is student_geen" in line for line in found)
    assert any(f"row {other + 2}, student_motivatie_status: 'deels' without a tick" in line for line in found)


def test_missing_and_extra_columns(cells, problems, load):
    assert (
        problems(cells.drop(columns=["opmerking", "student_motivatie"]))
        == [
            "respons.csv: column 'opmerking' is missing",
            "respons.csv: column 'student_motivatie' is missing; did you mean 'student_motivatie_aard'?",
        ]
        or len(problems(cells.drop(columns=["opmerking", "student_motivatie"]))) == 2
    )
    found = load(cells.assign(mailadres="jan@voorbeeld.nl", IPAddress="1.2.3.4"))
    assert found.ignored_columns == ["mailadres", "IPAddress"]
    assert "mailadres" not in found.frame


def test_header_only(cells, problems):
    assert problems(cells.head(0)) == ["respons.csv: holds a header and no respondents"]


def test_columns_of_another_tool_are_mapped(cells, tmp_path, codebook, workplaces):
    from dataclasses import replace

    cells.rename(columns={"student_motivatie": "Q12_4", "sector": "Q2"}).to_csv(tmp_path / "respons.csv", index=False)
    mapped = replace(codebook, kolommen={"Q12_4": "student_motivatie", "q2": "sector"})
    found = read_responses(tmp_path / "respons.csv", mapped, workplaces)
    assert found.checksum == read_responses(DATA / "respons.csv", codebook, workplaces).checksum


def test_odd_answers_are_notes(cells, load):
    person = cells.index[cells["student_motivatie"] == "1"][0]
    cells.loc[person, "student_motivatie_status"] = ""
    copy = cells.iloc[[20]].assign(respondent="nieuw")
    found = load(pd.concat([cells, copy])).warnings
    assert f"student_motivatie is ticked without a status in row {person + 2}" in found
    assert "rows 22, 66 hold identical answers" in found


def test_the_language_of_answers_may_be_given(cells, load, problems):
    cells["taal"] = [" EN ", "nl-NL", "de-AT", *[""] * (len(cells) - 3)]
    assert list(load(cells).frame["taal"])[:4] == ["en", "", "de-at", ""]
    assert set(load(cells.drop(columns=["taal"])).frame["taal"]) == {""}
    cells.loc[1, "taal"] = "Engels <b>"
    words = "'Engels <b>' is no code of a language; allowed: empty, nl, en, de, en-GB and the like"
    assert problems(cells) == [f"respons.csv, row 3, taal: {words}"]


def test_personal_details_are_blanked_and_logged(cells, load, tmp_path):
    cells.loc[0, "opmerking"] = "Bel Truus Testpersoon op 06-12345678 of mail t.test@voorbeeld.nl"
    (tmp_path / "redactie.csv").write_text("tekst\nTruus Testpersoon\n")
    found = load(cells)
    text = "Bel [naam verwijderd] op [telefoonnummer verwijderd] of mail [e-mailadres verwijderd]"
    assert found.frame.loc[0, "opmerking"] == text
    assert sorted(redaction.kind for redaction in found.redactions) == ["e-mail address", "name", "phone number"]
    assert {(redaction.row, redaction.column) for redaction in found.redactions} == {(2, "opmerking")}
    assert "Truus" not in repr(found.redactions)


def test_messages_do_not_repeat_personal_details(cells, problems):
    cells.loc[0, "sector"] = "t.test@voorbeeld.nl"
    assert "voorbeeld.nl" not in problems(cells)[0]


def test_published_answers_hold_nothing_to_blank(codebook, workplaces):
    found = read_responses(DATA / "respons.csv", codebook, workplaces)
    assert found.redactions == []
    assert found.reconstruction
    assert found.frame["tranche"].value_counts().to_dict() == {"1": 9, "2": 14, "3": 25, "4": 16}

"""Checks of an export's cells: all problems at once, each with its place."""

from dataclasses import replace

import pandas as pd
import pytest

from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.survey.responses import read_responses


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


def test_every_problem_is_listed_at_once_with_its_place(cells, problems):
    """Of header, cells, and cells against each other; a row with too few cells hides nothing of the others."""
    alone = cells.index[cells["student_geen"] == "1"][0]
    cells.loc[alone, "student_soft_skills"] = "1"
    other = cells.index[(cells["student_motivatie"] == "")][1]
    cells.loc[other, "student_motivatie_status"] = "deels"
    cells.loc[0, "werkplaats"] = "DigiLink Drente"
    cells.loc[1, "sector"] = "mboo"
    cells.loc[2, "student_soft_skills"] = "misschien"
    cells.loc[3, "student_soft_skills_status"] = "ooit"
    cells.loc[4, "respondent"] = f" {cells.loc[5, 'respondent']} "
    cells.loc[6, "sector"] = " "
    cells.loc[7, "respondent"] = ""
    changed = cells.drop(columns=["opmerking", "student_tevredenheid"]).assign(opmerkingen="", tevredenheid_student="")
    expected = [
        "column 'student_tevredenheid' is missing",
        "column 'opmerking' is missing; did you mean 'opmerkingen'?",
        "row 2, werkplaats: 'DigiLink Drente' is unknown; did you mean 'DigiLink Drenthe'? Allowed: Digi",
        "row 3, sector: 'mboo' is unknown; did you mean 'mbo'? Allowed: mbo, hbo, wo, overig",
        "row 4, student_soft_skills: 'misschien' is unknown; Allowed: 1, empty, Ja, Nee, the item's own text",
        "row 5, student_soft_skills_status: 'ooit' is unknown; Allowed: gerealiseerd, deels, verwacht",
        "row 6, respondent: respondent 'reconstructie-06' occurs more than once",
        "row 7, respondent: respondent 'reconstructie-06' occurs more than once",
        "row 8, sector: is empty; Allowed: mbo, hbo, wo, overig",
        "row 9, respondent: is empty",
        f"row {alone + 2}, student_soft_skills: is ticked, and so is student_geen; allowed: one of the two",
        f"row {other + 2}, student_motivatie_status: 'deels' without a tick in student_motivatie; allowed: empty",
    ]
    found = problems(changed)
    for line, words in zip(found, expected, strict=True):
        assert line.startswith("respons.csv") and words in line


def test_problems_of_the_file_itself_hide_no_other(cells, tmp_path, codebook, workplaces):
    cells.loc[0, "sector"] = "mboo"
    text = (
        cells.assign(dubbel="", naamloos="").rename(columns={"dubbel": "opmerking", "naamloos": ""}).to_csv(index=False)
    )
    (tmp_path / "respons.csv").write_text(f"{text}r65,mbo\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_responses(tmp_path / "respons.csv", codebook, workplaces)
    found = [str(problem) for problem in caught.value.problems]
    assert found == [
        "respons.csv, header: column 'opmerking' occurs 2 times",
        f"respons.csv, row 66: has 2 cells; the header has {len(cells.columns) + 1}",
        "respons.csv, row 2, sector: 'mboo' is unknown; did you mean 'mbo'? Allowed: mbo, hbo, wo, overig",
    ]


def test_a_wrong_delimiter_is_one_problem(cells, tmp_path, codebook, workplaces):
    path = tmp_path / "respons.csv"
    cells.to_csv(path, index=False, sep="|")
    with pytest.raises(InputError) as caught:
        read_responses(path, codebook, workplaces)
    (problem,) = caught.value.problems
    assert "has one column, 'respondent|werkplaats|" in str(problem)
    assert "cells are separated by comma, semicolon or tab" in str(problem)


def test_two_columns_cannot_feed_the_same(cells, tmp_path, codebook, workplaces):
    mapped = replace(codebook, kolommen={"Q1": "opmerking"})
    path = tmp_path / "respons.csv"
    cells.assign(Q1="x").to_csv(path, index=False)
    with pytest.raises(InputError, match="'opmerking' is fed by opmerking, Q1"):
        read_responses(path, mapped, workplaces)


def test_extra_columns_are_left_out_by_name_and_counted(cells, load):
    found = load(cells.assign(mailadres="jan@voorbeeld.nl", IPAddress="1.2.3.4"))
    assert found.ignored_columns == ["mailadres", "IPAddress"]
    assert not {"mailadres", "IPAddress"} & set(found.frame)
    assert found.notes[0] == "2 columns are left out: 'mailadres', 'IPAddress'"


def test_header_only(cells, problems):
    assert problems(cells.head(0)) == ["respons.csv: holds a header and no respondents"]


def test_columns_of_another_tool_are_mapped(cells, tmp_path, codebook, workplaces):
    cells.rename(columns={"student_motivatie": "Q12_4", "sector": "Q2"}).to_csv(tmp_path / "respons.csv", index=False)
    mapped = replace(codebook, kolommen={"Q12_4": "student_motivatie", "q2": "sector"})
    found = read_responses(tmp_path / "respons.csv", mapped, workplaces)
    assert found.checksum == read_responses(DATA / "respons.csv", codebook, workplaces).checksum


def test_odd_answers_are_notes(cells, load):
    items = ("soft_skills", "theorie_praktijk", "tevredenheid", "motivatie", "kennis_vervolg_baan")
    everything = next(row for row in cells.index if not any(cells.loc[row, f"student_{item}"] for item in items))
    cells.loc[everything, "student_geen"] = ""
    for item in items:
        cells.loc[everything, [f"student_{item}", f"student_{item}_status"]] = ["1", "deels"]
    person = cells.index[cells["student_motivatie"] == "1"][0]
    cells.loc[person, "student_motivatie_status"] = ""
    copy = cells.iloc[[20]].assign(respondent="nieuw")
    found = load(pd.concat([cells, copy])).warnings
    assert f"student_motivatie is ticked without a status in row {person + 2}" in found
    assert "rows 22, 66 hold identical answers" in found
    (line,) = [line for line in found if line.startswith("every outcome of student is ticked in row")]
    assert line.endswith(" and 4 more")


def test_the_language_of_answers_may_be_given(cells, load, problems):
    cells["taal"] = [" EN ", "nl-NL", "de-AT", *[""] * (len(cells) - 3)]
    assert list(load(cells).frame["taal"])[:4] == ["en", "", "de-at", ""]
    assert set(load(cells.drop(columns=["taal"])).frame["taal"]) == {""}
    cells.loc[1, "taal"] = "Engels <b>"
    words = "'Engels <b>' is no code of a language; allowed: empty, nl, en, de, en-GB and the like"
    assert problems(cells) == [f"respons.csv, row 3, taal: {words}"]


def test_missing_values_of_survey_tools(cells, load, codebook, workplaces):
    published = read_responses(DATA / "respons.csv", codebook, workplaces)
    scales = [name for name in cells if name.endswith(("_status", "_aard"))]
    cells[scales] = cells[scales].replace({"": "N/A"})
    assert load(cells).checksum == published.checksum


def test_published_answers_hold_nothing_to_blank(codebook, workplaces):
    found = read_responses(DATA / "respons.csv", codebook, workplaces)
    assert found.redactions == []
    assert found.reconstruction
    assert found.frame["tranche"].value_counts().to_dict() == {"1": 9, "2": 14, "3": 25, "4": 16}


def test_what_is_missing_hides_no_answer_that_contradicts_another(cells, problems):
    row = cells.index[cells["student_geen"] == "1"][0]
    cells.loc[row, "opleiding_geen"] = ""
    cells.loc[row, "student_motivatie_aard"] = "nieuw"
    place = f"respons.csv, row {row + 2}, student_motivatie_aard"
    gone = ["student_motivatie_status", "opleiding_geen", "respondent"]
    found = problems(cells.drop(columns=gone))
    assert sorted(line for line in found if line.endswith("is missing")) == sorted(
        f"respons.csv: column {name!r} is missing" for name in gone
    )
    assert [line for line in found if line.startswith(place)] == [
        f"{place}: 'nieuw' without a tick in student_motivatie; allowed: empty"
    ]


def test_text_without_a_tick_and_many_identical_answers_are_notes(cells, load):
    row = cells.index[cells["student_motivatie"] != "1"][0]
    cells.loc[row, "student_motivatie_toelichting"] = "Zomaar."
    copies = [cells.loc[[place]].assign(respondent=f"nieuw {place}") for place in range(12)]
    found = load(pd.concat([cells, *copies])).warnings
    assert any(
        line.startswith("student_motivatie_toelichting holds text without a tick in row") and str(row + 2) in line
        for line in found
    )
    assert sum(line.endswith(" hold identical answers") and line.startswith("rows ") for line in found) == 10
    assert any(line.endswith("more sets of rows hold identical answers") for line in found)

"""Exports of survey tools: the same answers whatever tool they come from, and nobody counted who should not be."""

from dataclasses import replace

import pandas as pd
import pytest
from exports import EXPORTS, forms
from order import first

from impactmonitor.files.checked_yaml import choices
from impactmonitor.problems import InputError
from impactmonitor.survey.intake import read_moments
from impactmonitor.survey.responses import read_responses
from impactmonitor.survey.survey_tools import reasons, tools
from impactmonitor.survey.vocabulary import folded


@pytest.mark.parametrize("tool", first(EXPORTS, 3, pytest.mark.slow))
def test_every_tool_gives_the_same_answers(tool, cells, tmp_path, codebook, workplaces, published):
    export = EXPORTS[tool](cells, codebook)
    found = read_responses(export.write(tmp_path), export.codebook, workplaces)
    names = ["respondent", *([] if {"LimeSurvey", "Qualtrics"} & set(tool.replace(",", "").split()) else ["taal"])]
    pd.testing.assert_frame_equal(found.frame.drop(columns=names), published.frame.drop(columns=names))
    assert found.intake.tool == tool.split(",")[0]
    assert found.intake.counts == export.left_out
    assert found.intake.received == len(published.frame) + sum(export.left_out.values())
    said = "\n".join(found.notes)
    assert "@" not in said and "10.0.0.1" not in said
    assert not [name for name in found.frame if "mail" in name.lower() or "ip" in name.lower().split()]


def test_the_codebook_may_name_every_tool_and_reason_that_is_known():
    assert choices("survey_tool") == ["geen", *tools()]
    assert choices("reason") == list(reasons())


def lime(cells, codebook, tmp_path, **deelname):
    export = EXPORTS["LimeSurvey, codes"](cells, codebook)
    return export.write(tmp_path), replace(export.codebook, deelname=deelname)


def test_the_run_says_what_was_received_and_left_out(cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path)
    found = read_responses(path, book, workplaces)
    recognised, received = found.notes[:2]
    assert recognised == "recognised as an export of LimeSurvey by its columns 'submitdate', 'lastpage'"
    assert received == (
        "76 answers received; left out: 1 test or preview, 8 not completed, 3 repeated (the last one counts); "
        "64 analysed"
    )
    assert found.intake.facts == {
        "ontvangen": 76,
        "weggelaten": {"test": 1, "onvoltooid": 8, "dubbel": 3},
        "geanalyseerd": 64,
    }


def test_the_codebook_chooses_who_counts(cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path, veldwerk={"van": "2024-04-05", "tot": "2024-04-20"})
    found = read_responses(path, book, workplaces).intake
    assert found.counts["buiten_veldwerk"] == sum(not 5 <= 1 + place % 28 <= 20 for place in range(1, 65)) + 3
    path, book = lime(cells, codebook, tmp_path, weglaten=[{"reden": "test", "kolommen": ["id"], "waarden": [1, 2]}])
    assert read_responses(path, book, workplaces).intake.counts["test"] == 3
    path, book = lime(cells, codebook, tmp_path, sleutel="id")
    assert "dubbel" not in read_responses(path, book, workplaces).intake.counts


def test_a_rule_that_leaves_out_nobody_is_told_of(cells, tmp_path, codebook, workplaces):
    rules = [{"reden": "test", "kolommen": ["id"], "waarden": values} for values in ([1], [9998, "x"])]
    path, book = lime(cells, codebook, tmp_path, weglaten=rules)
    told = [note for note in read_responses(path, book, workplaces).notes if note.startswith("deelname")]
    assert told == ["deelname, weglaten: id '9998', 'x' leaves out nobody: no answer in the file meets it"]


def test_the_day_of_an_answer_is_that_where_it_was_given(cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path, veldwerk={"van": "2024-04-05", "tot": "2024-04-20"})
    before = read_responses(path, book, workplaces).intake.left_out["buiten_veldwerk"]
    table = pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python")
    inside = [row - 2 for row in range(2, len(table) + 2) if row not in before and table["submitdate"][row - 2]]
    first, last, late = inside[:3]
    table.loc[first, "submitdate"] = "2024-04-05T00:30:00+02:00"  # the 4th in UTC
    table.loc[last, "submitdate"] = "2024-04-20T23:30:00.5-0500"  # the 21st
    table.loc[late, "submitdate"] = "2024-04-21 00:30:00 +02"  # the 20th
    table.to_csv(path, index=False)
    after = read_responses(path, book, workplaces).intake.left_out["buiten_veldwerk"]
    assert set(after) - set(before) == {late + 2}


def test_where_moments_cannot_be_read_it_is_told_which_answer_counts(cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path)
    assert not read_responses(path, book, workplaces).intake.unordered
    table = pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python")
    table["submitdate"] = table["submitdate"].str.replace(r"(\d+)-(\d+)-(\d+)", r"dag \3 van maand \2", regex=True)
    table.to_csv(path, index=False)
    found = read_responses(path, book, workplaces)
    assert found.intake.counts["dubbel"] == 3
    assert "of repeated answers that which comes last in the file counts" in "\n".join(found.notes)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (["28-4-2024 9:05:00", "1-4-2024 13:00:00"], ["2024-04-28", "2024-04-01"]),
        (["12/02/2025 01:15:00 PM", "12/31/2025 11:59:00 AM"], ["2025-12-02", "2025-12-31"]),
        (["31/12/2025", ""], ["2025-12-31", None]),
        (["04/03/2024", "05/03/2024"], [None, None]),  # in March, or in April and May
        (["28-4-2024", "onbekend"], [None, None]),
    ],
)
def test_moments_are_read_where_there_is_one_way_to(written, days):
    moment, day = read_moments(pd.Series(written))
    assert [None if pd.isna(one) else str(one.date()) for one in day] == days
    assert moment.isna().equals(day.isna())


@pytest.mark.parametrize(
    ("deelname", "message"),
    [
        ({"sleutel": "pas"}, "lacks column 'pas', which codebook.yml, deelname, asks for"),
        ({"moment": "klaar", "veldwerk": {"van": "2024-04-01", "tot": "2024-04-02"}}, "lacks column 'klaar'"),
        (
            {"moment": "token", "veldwerk": {"van": "2024-04-01", "tot": "2024-04-02"}},
            "row 2, token: 'tok1' is no moment; allowed: 2024-03-01, also with a time",
        ),
        ({"weglaten": [{"reden": "spam", "kolommen": ["vlag"], "waarden": ["x"]}]}, "lacks column 'vlag'"),
        ({"weglaten": [{"reden": "spam", "kolommen": ["lastpage"], "niet": ["10"]}]}, "holds no answer that counts"),
    ],
)
def test_choices_that_cannot_be_followed(deelname, message, cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path, **deelname)
    with pytest.raises(InputError) as caught:
        read_responses(path, book, workplaces)
    assert message in str(caught.value)


def test_what_a_tool_keeps_about_respondents_feeds_nothing(cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path)
    book = replace(book, kolommen={**book.kolommen, "ipaddr": "opmerking"})
    with pytest.raises(InputError, match="'ipaddr' is what LimeSurvey keeps about respondents; it cannot feed"):
        read_responses(path, book, workplaces)


def test_a_file_of_another_survey_is_one_problem(tmp_path, codebook, workplaces):
    path = tmp_path / "ander.csv"
    pd.DataFrame({f"Q{place}": ["1", "2"] for place in range(30)}).to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        read_responses(path, codebook, workplaces)
    assert str(caught.value) == (
        "ander.csv, header: no column of the codebook is in this file; first columns found: 'Q0', 'Q1', 'Q2', 'Q3', "
        "'Q4', 'Q5', 'Q6', 'Q7' and 22 more. Say in codebook.yml, kolommen, which of them feeds what"
    )


def test_codes_are_never_read_by_their_place(cells, tmp_path, codebook, workplaces):
    """With 1 for *verwacht* they would have been read the wrong way round; without a map they are refused."""
    export = EXPORTS["Qualtrics, numbers"](cells, codebook)
    bare = export.codebook.with_scales(codebook.schalen)
    with pytest.raises(InputError) as caught:
        read_responses(export.write(tmp_path), bare, workplaces)
    status, aard = map(str, caught.value.problems)
    assert "_status) and 19 other columns: code '1', '2', '3' has no meaning (" in status
    assert "schalen, status: give each value its code, such as {key: gerealiseerd, …, code: 1}" in status
    assert "schalen, aard: give each value its code" in aard
    turned = dict(codebook.schalen)
    turned["status"] = tuple(
        replace(one, code=(str(4 - place),)) for place, one in enumerate(codebook.schalen["status"], 1)
    )
    turned["aard"] = export.codebook.schalen["aard"]
    found = read_responses(export.write(tmp_path), bare.with_scales(turned), workplaces)
    column = next(name for name in cells if name.endswith("_status"))
    assert (found.frame[column] == "verwacht").sum() == (cells[column] == "gerealiseerd").sum()


def test_a_text_that_is_nearly_an_option_is_told_of(cells, tmp_path, codebook, workplaces, published):
    """It counts as another outcome, for a respondent may mean something else by a word."""
    export = EXPORTS["Google Forms"](cells, codebook)
    text = codebook.niveaus[2].named[0].tekst
    path = export.write(tmp_path)
    row = cells.index[cells["student_geen"] == "1"][0]
    old, typed = codebook.geen["tekst"], text.replace("e", "a", 1)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[row + 2] = lines[row + 2].replace(old, typed)  # the ninth answer was sent twice
    path.write_text("".join(lines), encoding="utf-8")
    found = read_responses(path, export.codebook, workplaces)
    (line,) = [line for line in found.warnings if " in student counts as other in row " in line]
    assert line == f"{typed!r} in student counts as other in row {row + 3}; is {folded(text)!r} meant?"
    assert found.frame["student_andere"].sum() == published.frame["student_andere"].sum() + 1


@pytest.mark.parametrize("mark", ["|", " / ", "\t"])
def test_any_mark_parts_the_answers_in_a_cell(mark, cells, tmp_path, codebook, workplaces, published):
    export = forms(cells, codebook, microsoft=True, mark=mark)
    found = read_responses(export.write(tmp_path), export.codebook, workplaces)
    ticks = [name for name in published.frame if published.frame[name].dtype == bool]
    pd.testing.assert_frame_equal(found.frame[ticks], published.frame[ticks])


def test_answers_that_nothing_known_parts_are_no_text_of_a_respondent(cells, tmp_path, codebook, workplaces):
    export = forms(cells, codebook, microsoft=True, mark=" + ")
    with pytest.raises(InputError) as caught:
        read_responses(export.write(tmp_path), export.codebook, workplaces)
    told = [str(one) for one in caught.value.problems if " answers; allowed: parted by semicolons, commas" in str(one)]
    for niveau, line in zip(codebook.niveaus, told, strict=True):
        assert f", 'Welke opbrengsten op {niveau.naam}?' ({niveau.key}): '" in line and " other rows)" in line


def test_one_who_writes_answers_in_a_sentence_is_told_of(cells, tmp_path, codebook, workplaces, published):
    export, (one, two, *_) = forms(cells, codebook, microsoft=True), codebook.niveaus[2].named
    path, row = export.write(tmp_path), cells.index[cells["student_geen"] == "1"][0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    typed = f"Truus Test zegt {one.tekst} als {two.tekst}"
    (tmp_path / "redactie.csv").write_text("tekst\nTruus Test\n", encoding="utf-8")
    lines[row + 2] = lines[row + 2].replace(codebook.geen["tekst"], typed)  # the ninth answer was sent twice
    path.write_text("".join(lines), encoding="utf-8")
    found = read_responses(path, export.codebook, workplaces)
    (line,) = [line for line in found.warnings if " in student counts as other in row " in line]
    assert not any("Truus" in note for note in found.notes)
    assert line.endswith(
        f"row {row + 3}, and holds 2 answers; they are read only parted by semicolons, commas, |, /, tabs or "
        "line ends, in all cells alike"
    )
    assert found.frame["student_andere"].sum() == published.frame["student_andere"].sum() + 1


def test_the_same_unknown_value_in_many_rows_is_one_problem(cells, tmp_path, codebook, workplaces):
    cells["sector"] = "mboo"
    cells.to_csv(tmp_path / "respons.csv", index=False)
    with pytest.raises(InputError) as caught:
        read_responses(tmp_path / "respons.csv", codebook, workplaces)
    (problem,) = map(str, caught.value.problems)
    assert problem == (
        "respons.csv, row 2, sector: 'mboo' is unknown; did you mean 'mbo'? Allowed: mbo, hbo, wo, overig "
        "(so it is in row 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 53 more)"
    )


def test_what_was_not_completed_counts_by_choice_as_far_as_it_was_answered(cells, tmp_path, codebook, workplaces):
    path, book = lime(cells, codebook, tmp_path)
    without = read_responses(path, book, workplaces)
    path, book = lime(cells, codebook, tmp_path, gedeeltelijk="houden")
    found = read_responses(path, book, workplaces)
    kept = len(found.frame) - len(without.frame)
    assert kept == len(found.intake.kept) > 0
    assert found.intake.counts["onvoltooid"] == without.intake.counts["onvoltooid"] - kept
    complete = ~pd.Series(found.rows).isin(found.intake.kept).to_numpy()
    columns = list(without.frame)
    pd.testing.assert_frame_equal(found.frame.loc[complete, columns].reset_index(drop=True), without.frame)
    last = book.niveaus[-1]
    assert (found.frame[last.asked] | ~complete).all() and not found.frame[last.asked].all()

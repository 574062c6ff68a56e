"""Whose answers count is decided by the rules of a tool and by moments, not by where they stand in a file."""

from dataclasses import replace

import pandas as pd
import pytest
from exports import EXPORTS
from order import first

from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import InputError
from impactmonitor.survey import survey_tools
from impactmonitor.survey.responses import read_responses
from impactmonitor.survey.survey_tools import recognise


@pytest.mark.parametrize("tool", first(EXPORTS, 3, pytest.mark.slow))
def test_without_its_rules_a_tool_would_count_more(tool, cells, tmp_path, codebook, workplaces, monkeypatch):
    """Nobody is left out by chance: by columns that are not there, or cells that cannot be read."""
    known = survey_tools.tools()
    bare = {key: replace(one, weglaten=(), sleutel=(), anoniem=()) for key, one in known.items()}
    monkeypatch.setattr(survey_tools, "tools", lambda: bare)
    export = EXPORTS[tool](cells, codebook)
    try:
        found = read_responses(export.write(tmp_path), export.codebook, workplaces)
    except InputError as error:
        assert "occurs more than once" in str(error) or "is empty" in str(error)
        assert "column 'respondent' is missing" not in str(error)
        return
    assert {*found.intake.counts} <= {"dubbel"}  # where the number of an answer is that of its respondent
    assert len(found.frame) > len(cells) or {*export.left_out} == {"dubbel"}


def lime(cells, codebook, tmp_path, change):
    """Write an export with its rows changed."""
    export = EXPORTS["LimeSurvey, codes"](cells, codebook)
    path = export.write(tmp_path)
    change(pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python")).to_csv(path, index=False)
    return path, export.codebook


def test_the_last_answer_is_the_latest_and_not_the_lowest_in_the_file(cells, codebook, workplaces, tmp_path):
    kept = []
    for step in (1, -1):
        path, book = lime(cells, codebook, tmp_path, lambda table, step=step: table.iloc[::step])
        kept.append(set(read_responses(path, book, workplaces).frame["respondent"]))
    assert kept[0] == kept[1] and len(kept[0]) == 64


def test_of_who_broke_off_the_moment_is_not_held_against_the_fieldwork(cells, codebook, workplaces, tmp_path):
    def broken_off(table):
        table["ended"] = table["submitdate"].where(table["submitdate"] != "", "2020-01-01 00:00:00")
        return table

    path, book = lime(cells, codebook, tmp_path, broken_off)
    days = {"van": "2024-01-01", "tot": "2024-12-31"}
    chosen = {**book.deelname, "gedeeltelijk": "houden", "moment": "ended", "veldwerk": days}
    found = read_responses(path, replace(book, deelname=chosen), workplaces).intake
    assert found.kept and not found.counts.get("buiten_veldwerk")


def test_a_tool_is_recognised_by_most_of_its_marks(cells, codebook, tmp_path):
    """A column of a name that another tool uses makes it no export of that."""
    path = EXPORTS["REDCap"](cells, codebook).write(tmp_path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False).assign(timestamp="2024-04-01 12:00:00")
    table.to_csv(path, index=False)
    assert recognise(read_tabular(path))[0].naam == "REDCap"

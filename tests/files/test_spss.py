"""The values of cells as text: the same whatever program wrote them."""

import datetime as dt
import json
from types import SimpleNamespace

import pandas as pd
import pyreadstat
import pytest

from impactmonitor.files import spss
from impactmonitor.files.spss import as_text, main
from impactmonitor.survey.responses import _missing
from impactmonitor.survey.vocabulary import whole_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (True, "1"),
        (False, "0"),
        (3, "3"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (dt.date(2022, 5, 4), "2022-05-04"),
        (dt.datetime(2022, 5, 4, 13, 5), "2022-05-04T13:05:00"),
        (dt.time(13, 5), "13:05:00"),
        (" tekst ", " tekst "),
    ],
)
def test_one_way_of_writing(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(("typed", "text"), [("1,0", "1"), ("+2.00", "+2"), ("1,5", "1,5"), ("1.0.0", "1.0.0")])
def test_whole_numbers(typed, text):
    assert whole_number(typed) == text


def test_in_a_multiple_response_set_the_value_that_counts_is_a_tick(monkeypatch, capsys):
    """No library writes such sets; the names in them are in small letters, whatever those of the variables."""
    cells = {"Q5_1": [1.0, 2.0, None], "Q5_2": [2.0, 1.0, 1.0], "Q6": [2.0, 1.0, None]}
    sets = {
        "$ticks": {"is_dichotomy": True, "counted_value": 2, "variable_list": ["q5_1", "q5_2"]},
        "$other": {"is_dichotomy": False, "counted_value": None, "variable_list": ["q6"]},
    }
    meta = SimpleNamespace(variable_value_labels={"Q5_1": {2.0: "Ja"}, "Q6": {2.0: "Deels"}}, mr_sets=sets)
    monkeypatch.setattr(pyreadstat, "read_sav", lambda path, output_format: (cells, meta))
    main("respons.sav")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == [["Q5_1", "Q5_2", "Q6"], ["0", "1", "Deels"], ["1", "0", "1"], ["", "0", ""]]


def test_what_is_declared_missing_is_no_answer_and_is_told(tmp_path):
    path = tmp_path / "s.sav"
    frame = pd.DataFrame({"v1": [1, 2, 9, 9], "v2": ["a", "zz", "a", "b"], "v3": [5, 99, 7.5, 8]})
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"v1": {1: "Ja", 2: "Nee", 9: "Weet niet"}},
        missing_ranges={"v1": [9], "v2": ["zz"], "v3": [{"lo": 90, "hi": 99}]},
    )
    assert spss.missing(path) == {"v1": {"Weet niet": 2}, "v2": {"zz": 1}, "v3": {"99": 1}}
    assert spss.labels(path)["values"]["v1"] == {"1": "Ja", "2": "Nee"}
    assert _missing(path)[0] == "v1: 'Weet niet' is declared missing in SPSS: 2 cells without an answer"
    assert [row[0] for row in spss.rows(path)] == ["v1", "Ja", "Nee", "", ""]

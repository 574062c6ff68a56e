"""Workbooks that hold something else than they seem to: no cell of them is read as an answer that nobody gave."""

import re
import zipfile

import openpyxl
import pytest

from impactmonitor.files import tabular
from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import InputError


def book(tmp_path, cells, **states):
    """Write a workbook of sheets of cells, by name."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in cells.items():
        sheet = made.create_sheet(name)
        sheet.sheet_state = states.get(name, "visible")
        for row in rows:
            sheet.append(row)
    made.active = len(made.worksheets) - 1
    made.save(tmp_path / "x.xlsx")
    return tmp_path / "x.xlsx"


def test_a_formula_that_nobody_worked_out_is_no_empty_cell(tmp_path):
    path = book(tmp_path, {"een": [["a", "b"], ["=1*1", "2"], ["=2*1", "=3"]]})
    with pytest.raises(InputError, match=r"cell A2 holds a formula without its result, and so do 2 others; open it"):
        read_tabular(path)


def test_a_fault_of_the_spreadsheet_is_no_answer(tmp_path):
    path = book(tmp_path, {"een": [["a", "b"], ["1", "#N/A"], ["#REF!", "2"]]})
    with pytest.raises(InputError) as caught:
        read_tabular(path)
    told = [str(one) for one in caught.value.problems]
    assert told == [
        "x.xlsx, row 2, column 2: '#N/A' is a fault of the spreadsheet",
        "x.xlsx, row 3, column 1: '#REF!' is a fault of the spreadsheet",
    ]


def test_the_first_sheet_that_is_not_hidden_is_read(tmp_path):
    path = book(tmp_path, {"oud": [["a"], ["1"]], "nieuw": [["a"], ["2"]]}, oud="hidden")
    assert list(read_tabular(path).whole()["a"]) == ["2"]


def test_another_sheet_that_is_seen_is_said_not_to_be_read(tmp_path):
    answers, line = [["a"], ["1"], ["2"]], [["toelichting"]]
    path = book(tmp_path, {"een": answers, "twee": answers, "weg": answers, "uitleg": line}, weg="hidden")
    assert read_tabular(path).notes == ["of x.xlsx the sheet 'een' is read; not read: 'twee'"]
    assert not read_tabular(book(tmp_path, {"een": answers, "uitleg": line})).notes


def test_a_formula_is_found_wherever_the_reading_of_a_sheet_is_cut(tmp_path, monkeypatch):
    path = book(tmp_path, {"een": [["a", "b"], ["=1*1", "2"], ["=2*1", "=3"]]})
    monkeypatch.setattr(tabular, "PIECE", 50)
    with pytest.raises(InputError, match="cell A2 holds a formula without its result, and so do 2 others"):
        read_tabular(path)


def test_a_sheet_is_as_large_as_its_cells_and_not_as_it_says(tmp_path):
    path, wrong = book(tmp_path, {"een": [["a", "b"], ["1", "2"], ["3", "4"]]}), tmp_path / "y.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', old.read(name)))
    assert read_tabular(wrong).whole().to_numpy().tolist() == [["1", "2"], ["3", "4"]]


def test_a_header_of_two_rows_is_as_wide_as_the_longer(tmp_path):
    rows = [["nr", "Wat ziet u?"], [None, "Groen", "Water"], ["1", "ja"], ["2", "ja", "ja"]]
    table = read_tabular(book(tmp_path, {"een": rows})).whole()
    assert list(table) == ["nr", "Wat ziet u? [Groen]", "Wat ziet u? [Water]"] and len(table) == 2

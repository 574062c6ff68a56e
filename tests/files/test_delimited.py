"""Which mark separates cells, and line ends of other systems."""

import pytest

from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import InputError

ROWS = [["nummer", "hoe vaak, gemiddeld, komt u?", "regio"], ["1", "vaak", "noord"], ["2", "nooit, of zelden", "zuid"]]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_headings_may_hold_commas(mark, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("\n".join(mark.join(row) for row in ROWS), encoding="utf-8")
    table = read_tabular(path).frame
    assert list(table.columns) == ROWS[0]
    assert table.to_numpy().tolist() == ROWS[1:]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_end_as_any_system_ends_them(end, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(end.join(["a,b", "1,x", "2,y"]).encode())
    assert read_tabular(path).frame.to_numpy().tolist() == [["1", "x"], ["2", "y"]]


def test_a_file_may_declare_what_separates_its_cells(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text('sep=;\r\nnummer;"hoe; vaak"\r\n1;vaak, of niet\r\n', encoding="utf-8")
    table = read_tabular(path).frame
    assert (list(table.columns), table.to_numpy().tolist()) == (["nummer", "hoe; vaak"], [["1", "vaak, of niet"]])
    assert [*table.index] == [3]  # rows are named as in the file


def test_one_byte_that_is_not_of_the_file_is_named(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("a,b\ncafés,2\nx".encode() + b"\xff,3\n")
    with pytest.raises(InputError, match=r"x\.csv: is text in UTF-8, but byte 0xff in line 3 is none"):
        read_tabular(path)
    path.write_bytes("a,b\ncafés,2\nx,3\n".encode("cp1252"))
    assert list(read_tabular(path).whole()["a"]) == ["cafés", "x"]


def test_a_row_longer_than_its_header_is_refused_and_a_suffix_may_be_in_capitals(tmp_path):
    path = tmp_path / "RESPONS.CSV"
    path.write_text("a,b,\n1,2,\n", encoding="utf-8")
    assert read_tabular(path).whole().to_numpy().tolist() == [["1", "2"]]
    path.write_text("a,b,\n1,2,\n3,4,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3: has 3 cells; the header has 2"):
        read_tabular(path).whole()

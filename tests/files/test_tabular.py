"""Files of every kind that survey tools deliver, whole and damaged."""

import contextlib
import csv
import io
import os
import random
import shutil
from dataclasses import replace

import pandas as pd
import pyreadstat
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from order import first
from page import without_bar

from impactmonitor.files import delimited, tabular
from impactmonitor.files.tabular import read_tabular
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.survey.responses import read_responses


def write_sav(cells, path, codebook):
    """Write an export as SPSS does: codes with value labels."""
    frame, labels = cells.copy(), {}
    scales = {scale: [c.label for c in values] for scale, values in codebook.schalen.items()}
    keys = {scale: [c.key for c in values] for scale, values in codebook.schalen.items()}
    for name in frame:
        scale = name.rsplit("_", 1)[-1]
        if scale in scales:
            codes = {key: float(place) for place, key in enumerate(keys[scale], 1)}
            frame[name] = frame[name].map(codes).astype(float)
            labels[name] = dict(zip(codes.values(), scales[scale], strict=True))
        elif set(frame[name]) <= {"", "1"} and not name.endswith(("toelichting", "tekst")):
            frame[name] = (frame[name] == "1").astype(float)
            labels[name] = {0.0: "Nee", 1.0: "Ja"}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)


def write(cells, folder, kind, codebook):  # noqa: PLR0915 -- a list of cases
    """Write the responses as some survey tool would; `kind` starts with the extension."""
    cells = cells.copy()
    path = folder / f"respons.{kind.split()[0]}"
    ticks = [name for name in cells if set(cells[name]) <= {"", "1"} and cells[name].ne("").any()]
    match kind:
        case "csv":
            cells.to_csv(path, index=False)
        case "csv bom, line ends of Windows":
            cells.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        case "csv semicolon cp1252":
            cells.to_csv(path, index=False, sep=";", encoding="cp1252", errors="strict")
        case "csv semicolon bom":
            cells.to_csv(path, index=False, sep=";", encoding="utf-8-sig", quoting=csv.QUOTE_ALL)
        case "csv tab":
            cells.to_csv(path, index=False, sep="\t")
        case "tsv bom":
            cells.to_csv(path, index=False, sep="\t", encoding="utf-8-sig")
        case "csv utf-16":
            cells.to_csv(path, index=False, encoding="utf-16")
        case "csv Ja, Nee":
            cells[ticks] = cells[ticks].replace({"1": "Ja", "": "Nee"})
            cells.to_csv(path, index=False)
        case "csv Y":
            cells[ticks] = cells[ticks].replace({"1": "Y"})
            cells.to_csv(path, index=False)
        case "csv 1, 0":
            cells[ticks] = cells[ticks].replace({"": "0"})
            cells.to_csv(path, index=False)
        case "csv decimal comma":
            cells[ticks] = cells[ticks].replace({"1": "1,0", "": "0,0"})
            cells.to_csv(path, index=False, sep=";")
        case "csv TRUE":
            cells[ticks] = cells[ticks].replace({"1": "TRUE", "": "FALSE"})
            cells.to_csv(path, index=False)
        case "csv labels":
            for niveau in codebook.niveaus:
                for item in niveau.items:
                    column = niveau.column(item.key)
                    cells[column] = cells[column].replace({"1": item.tekst})
                    for scale, categories in codebook.schalen.items():
                        labels = {category.key: category.label for category in categories}
                        cells[f"{column}_{scale}"] = cells[f"{column}_{scale}"].replace(labels)
                cells[niveau.column("geen")] = cells[niveau.column("geen")].replace({"1": codebook.geen["tekst"]})
            cells["sector"] = cells["sector"].map({one.key: one.label for one in codebook.categories("sector")})
            cells.to_csv(path, index=False)
        case "csv codes":
            for scale, categories in codebook.schalen.items():
                codes = {category.key: str(place) for place, category in enumerate(categories, 1)}
                names = [name for name in cells if name.endswith(f"_{scale}")]
                cells[names] = cells[names].replace(codes)
            cells.to_csv(path, index=False)
        case "csv other order, extra columns, empty rows":
            cells = cells[cells.columns[::-1]].assign(IPAddress="1.2.3.4", Emailadres="jan@voorbeeld.nl", leeg="")
            path.write_text(cells.to_csv(index=False) + "," * len(cells.columns) + "\n\n", encoding="utf-8")
        case "xlsx":
            cells.assign(**{name: pd.to_numeric(cells[name]) for name in ticks}).to_excel(path, index=False)
        case "xlsx true":
            cells.assign(**{name: cells[name] == "1" for name in ticks}).to_excel(path, index=False)
        case "sav":
            write_sav(cells, path, codebook)
    return path


def with_codes(codebook):
    """The codebook with the place on the form as the code of each point of a scale."""
    scales = {
        name: tuple(replace(one, code=(str(place),)) for place, one in enumerate(categories, 1))
        for name, categories in codebook.schalen.items()
    }
    return codebook.with_scales(scales)


KINDS = [
    *("csv", "csv bom, line ends of Windows", "csv semicolon cp1252", "csv semicolon bom", "csv tab", "tsv bom"),
    *("csv utf-16", "csv Ja, Nee", "csv Y", "csv 1, 0", "csv decimal comma", "csv TRUE", "csv labels", "csv codes"),
    *("csv other order, extra columns, empty rows", "xlsx", "xlsx true", "sav"),
]


@pytest.mark.parametrize("kind", first(KINDS, 6))
def test_every_kind_of_file_holds_the_same_responses(kind, cells, tmp_path, codebook, workplaces, published):
    """Report and checksum depend on nothing else of a file than this frame and its name without extension."""
    book = with_codes(codebook) if kind == "csv codes" else codebook
    found = read_responses(write(cells, tmp_path, kind, codebook), book, workplaces)
    pd.testing.assert_frame_equal(found.frame, published.frame)
    assert (found.checksum, found.name, found.warnings) == (published.checksum, published.name, published.warnings)
    extra = ["leeg", "Emailadres", "IPAddress"] if "extra" in kind else []
    assert sorted(found.ignored_columns) == sorted(extra)
    assert found.notes[: bool(extra)] == (
        ["3 columns are left out: 'IPAddress', 'Emailadres', 'leeg'"] if extra else []
    )


@pytest.mark.thorough
def test_another_kind_of_file_gives_the_same_report(cells, tmp_path, codebook, report):
    """All steps anew: nothing of the report of ``respons.csv`` can be reused."""
    shutil.copy(DATA / "codering.csv", tmp_path)
    asked = Request(write(cells, tmp_path, "sav", codebook))
    found = make_report(asked, ["html"], "builtin", tmp_path / "uit", say=lambda line: None, work=tmp_path / "werk")
    names = {"cijfers.csv", "claims.csv", "params.yml", "tabellenboek.xlsx", "report.html"}
    assert {path.name for path in found.iterdir()} == names
    for name in names - {"params.yml"}:
        assert without_bar((found / name).read_bytes()) == without_bar((report / name).read_bytes()), name


def test_line_ends_of_a_workbook(tmp_path, cells, codebook, workplaces):
    cells["opmerking"] = ""
    cells.loc[:3, "opmerking"] = ["een_x000D_\ntwee", "een\ntwee", "'x", "1e5"]
    path = tmp_path / "respons.xlsx"
    cells.to_excel(path, index=False)
    found = read_responses(path, codebook, workplaces).frame["opmerking"]
    assert found[:4].tolist() == ["een\ntwee", "een\ntwee", "'x", "1e5"]


def problems(path):
    with pytest.raises(InputError) as caught:
        read_tabular(path).whole()
    return str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    assert "No such file" in problems(tmp_path / "nergens.csv")
    assert "is a folder" in problems(tmp_path)
    for name, content, words in [
        ("leeg.csv", b"", "is empty"),
        ("wit.csv", b"\n\n  \n", "is empty"),
        ("leeg.tsv", b" \t\n\t \n", "is empty"),
        ("soort.pdf", b"x", "allowed: .csv"),
        ("stuk.xlsx", b"PK\x03\x04 and no more", "not a whole xlsx"),
        ("stuk.sav", b"$FL2 and no more", "not a whole SPSS"),
        ("dubbel.csv", b"a,b,a\n1,2,3\n", "column 'a' occurs 2 times"),
        ("naamloos.csv", b"a,,b\n1,2,3\n", "column 2: has no name"),
        ("kort.csv", b"a,b\n1\n1,2,3\n", "row 2: has 1 cell; the header has 2"),
        ("open.csv", b'a,b\n"1,2\n', "row 2"),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        assert words in problems(path), name


def test_files_of_another_kind_than_their_name_says(tmp_path):
    for name, content, words in [
        ("boek.csv", b"PK\x03\x04", "has the extension '.csv' and is a .xlsx file"),
        ("spss.csv", b"$FL2", "has the extension '.csv' and is a .sav file"),
        ("oud.xlsx", b"\xd0\xcf\x11\xe0", "has the extension '.xlsx' and is a .xls file"),
        ("ruis.csv", bytes(range(256)) * 100, "is not text in utf-8-sig or cp1252"),
        ("ruis.xlsx", bytes(range(256)) * 100, "not a whole xlsx"),
        ("ruis.sav", bytes(range(256)) * 100, "not a whole SPSS"),
        ("nullen.csv", "a,b\n1,2\n".encode("utf-16-le"), "its header holds NUL characters"),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        assert words in problems(path), name


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "groot.csv"
    path.write_text("a,b\n")
    os.truncate(path, 2_000_000_000)
    assert problems(path) == "groot.csv: is 2000 MB; files over 500 MB are refused: they are read whole"


def test_cells_too_many_are_refused_while_reading(tmp_path, monkeypatch):
    path = tmp_path / "breed.csv"
    path.write_text("a" + "," * tabular.MAX_COLUMNS + "\n")
    assert "holds over 16,384 columns" in problems(path)
    for limit in ("MAX_CELLS", "MAX_TABLE"):
        monkeypatch.setattr(tabular, limit, 10)
    for name in ("lang.csv", "lang.xlsx", "lang.sav"):
        path, frame = tmp_path / name, pd.DataFrame({"a": ["x"] * 8, "b": ["y"] * 8})
        write = {".csv": frame.to_csv, ".xlsx": frame.to_excel}.get(path.suffix)
        write(path, index=False) if write else pyreadstat.write_sav(frame, str(path))
        assert "10 cells; such files are refused" in problems(path)


def test_a_workbook_that_unpacks_to_more_than_memory_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "bom.xlsx"
    pd.DataFrame({"a": ["x"]}).to_excel(path, index=False)
    monkeypatch.setattr(tabular, "MAX_UNPACKED", 10)
    assert "unpacks to" in problems(path)


@pytest.mark.parametrize("kind", ["xlsx", "sav"])
def test_a_damaged_file_is_named(kind, cells, tmp_path, codebook):
    """Cut off or with other bytes in it, in many places: never another error, and never the end of the program."""
    path = write(cells.head(3), tmp_path, kind, codebook)
    whole, rng = path.read_bytes(), random.Random(1)
    for cut in (200, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert "not a whole" in problems(path)
    for _ in range(4):
        changed = bytearray(whole)
        for place in rng.sample(range(4, len(whole)), 20):
            changed[place] = rng.randrange(256)
        path.write_bytes(changed)
        with contextlib.suppress(InputError):
            read_tabular(path)


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    path = tmp_path / "respons.csv"
    path.write_text("a,b\n1,2\n")

    def refuse(self, *args):
        raise PermissionError(13, "Permission denied")

    for place in ("impactmonitor.files.tabular.read_delimited", "pathlib.Path.open"):  # it may be gone when it is read
        monkeypatch.setattr(place, refuse)
        assert problems(path) == "respons.csv: cannot be read: Permission denied"


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('a,b\n1,"two\nlines"\n\n3,4\n')
    frame = read_tabular(path).frame
    assert frame.index.tolist() == [2, 4]
    assert frame.loc[2, "b"] == "two\nlines"


CELLS = st.text(alphabet='ab1 ,;"\t\n\r’é', max_size=4)


def row_by_row(text):
    """Return the cells as the other reading gives them; those that a record lacks are missing."""
    rows = [cells for _, cells in delimited._row_by_row(DATA, text, ",")]
    width = max(map(len, rows))
    padded = [cells + [None] * (width - len(cells)) for cells in rows]
    return pd.DataFrame(padded, index=range(1, len(rows) + 1), dtype=object)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_a_file_read_as_a_whole_is_as_read_row_by_row(rows):
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    text = file.getvalue()
    assert not delimited._stray_quotation(text, ",")
    whole = delimited._whole(text.encode(), "utf-8", ",", text.count(","))
    pd.testing.assert_frame_equal(whole, row_by_row(text))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='a,"\r\n ', min_size=1, max_size=12))
def test_whatever_the_text_a_reading_as_a_whole_is_as_one_row_by_row(text):
    assume(not delimited._stray_quotation(text, ","))
    whole = delimited._whole(text.encode(), "utf-8", ",", text.count(","))
    if whole is not None:
        rows = row_by_row(text)
        pd.testing.assert_frame_equal(whole, rows.fillna(""))
        assert rows.iloc[:, 1:].notna().all(axis=None)

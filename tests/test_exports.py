"""Files of every kind that survey tools deliver, whole and damaged."""

import pandas as pd
import pyreadstat
import pytest

from impactmonitor import exports
from impactmonitor.codebook import DATA
from impactmonitor.exports import read_export
from impactmonitor.problems import InputError
from impactmonitor.responses import read_responses


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


def write(cells, folder, kind, codebook):
    path = folder / f"respons.{kind.split()[0]}"
    ticks = [name for name in cells if set(cells[name]) <= {"", "1"} and cells[name].ne("").any()]
    match kind:
        case "csv semicolon cp1252":
            cells.to_csv(path, index=False, sep=";", encoding="cp1252", errors="strict")
        case "csv tab bom":
            cells.to_csv(path, index=False, sep="\t", encoding="utf-8-sig")
        case "csv utf-16":
            cells.to_csv(path, index=False, encoding="utf-16")
        case "csv words":
            cells[ticks] = cells[ticks].replace({"1": "Ja", "": "Nee"})
            cells.to_csv(path, index=False, lineterminator="\r\n")
        case "csv decimals":
            cells[ticks] = cells[ticks].replace({"1": "1,0", "": "0,0"})
            cells.to_csv(path, index=False, sep=";")
        case "csv truth":
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
            cells.to_csv(path, index=False)
        case "csv codes":
            for scale, categories in codebook.schalen.items():
                codes = {category.key: str(place) for place, category in enumerate(categories, 1)}
                names = [name for name in cells if name.endswith(f"_{scale}")]
                cells[names] = cells[names].replace(codes)
            cells.to_csv(path, index=False)
        case "xlsx":
            cells.assign(**{name: pd.to_numeric(cells[name]) for name in ticks}).to_excel(path, index=False)
        case "sav":
            write_sav(cells, path, codebook)
    return path


KINDS = [
    "csv semicolon cp1252",
    "csv tab bom",
    "csv utf-16",
    "csv words",
    "csv decimals",
    "csv truth",
    "csv labels",
    "csv codes",
    "xlsx",
    "sav",
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_holds_the_same_responses(kind, cells, tmp_path, codebook, workplaces):
    published = read_responses(DATA / "respons.csv", codebook, workplaces)
    found = read_responses(write(cells, tmp_path, kind, codebook), codebook, workplaces)
    pd.testing.assert_frame_equal(found.frame, published.frame)
    assert (found.checksum, found.name) == (published.checksum, published.name)


def problems(path):
    with pytest.raises(InputError) as caught:
        read_export(path)
    return str(caught.value)


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    assert "No such file" in problems(tmp_path / "nergens.csv")
    assert "is a folder" in problems(tmp_path)
    for name, content, words in [
        ("leeg.csv", b"", "is empty"),
        ("wit.csv", b"\n\n  \n", "is empty"),
        ("soort.pdf", b"x", "allowed: .csv"),
        ("stuk.xlsx", b"PK\x03\x04 and no more", "not a whole xlsx"),
        ("stuk.sav", b"$FL2 and no more", "not a whole SPSS"),
        ("dubbel.csv", b"a,b,a\n1,2,3\n", "column 'a' occurs 2 times"),
        ("naamloos.csv", b"a,,b\n1,2,3\n", "column 2: has no name"),
        ("kort.csv", b"a,b\n1\n1,2,3\n", "row 2: has 1 cells; the header has 2"),
        ("open.csv", b'a,b\n"1,2\n', "row 2"),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        assert words in problems(path), name
    monkeypatch.setattr(exports, "MAX_BYTES", 10)
    path = tmp_path / "groot.csv"
    path.write_text("a,b\n" + "1,2\n" * 10)
    assert "are refused" in problems(path)


def test_a_truncated_workbook(tmp_path, cells):
    path = tmp_path / "respons.xlsx"
    cells.to_excel(path, index=False)
    path.write_bytes(path.read_bytes()[:-3000])
    assert "not a whole xlsx" in problems(path)


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    path = tmp_path / "respons.csv"
    path.write_text("a,b\n1,2\n")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert problems(path) == "respons.csv: cannot be read: Permission denied"


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('a,b\n1,"two\nlines"\n\n3,4\n')
    frame = read_export(path).frame
    assert frame.index.tolist() == [2, 4]
    assert frame.loc[2, "b"] == "two\nlines"

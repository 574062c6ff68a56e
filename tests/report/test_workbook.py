"""The tabellenboek reads back as what was counted, hides what must be hidden, and opens anywhere."""

import csv
import io
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pytest

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.report.workbook import RECONSTRUCTION, SUPPRESSED, tabs, write_workbook
from impactmonitor.text.dutch import percent

EVERY_SHEET_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"


@pytest.fixture(scope="module")
def study():
    return Study.load()


@pytest.fixture(scope="module")
def path(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "tabellenboek.xlsx"
    write_workbook(study, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def read(path, content):
    """Read a sheet's table in pandas, as a stranger would who looks for its first heading."""
    whole = pd.read_excel(path, sheet_name=content.name, header=None)
    top = int((whole[0] == content.table.columns[0]).idxmax())
    return pd.read_excel(path, sheet_name=content.name, skiprows=top, na_values=[SUPPRESSED])


def test_every_question_has_a_sheet_by_total_sector_and_tranche(study):
    names = [content.name for content in tabs(study)]
    assert names == [
        *(f"{niveau.key} {part}" for niveau in study.codebook.niveaus for part in ("opbrengsten", "status", "aard")),
        "respons tranche", "respons sector", "respons werkplaats",
        "andere opbrengsten", "open antwoorden", "opmerkingen",
    ]  # fmt: skip
    heads = " ".join(tabs(study)[0].table.columns)
    for group in ("Totaal", "Mbo", "Hbo", "Tranche 1", "Tranche 2", "Tranche 3", "Tranche 4"):
        assert f"{group}: aantal (n=" in heads and f"{group}: %" in heads
    assert "Wo:" not in heads and "Overig:" not in heads  # four and two respondents


def test_tables_read_back_as_they_were_counted(path, study):
    for content in tabs(study):
        found = read(path, content)
        assert list(found.columns) == list(content.table.columns)
        for column in found:
            typed = content.table[column].astype(object)
            expected = typed.where(typed.notna() & (typed != ""), None).tolist()
            given = found[column].astype(object).where(found[column].notna(), None).tolist()
            assert given == pytest.approx(expected), (content.name, column)


def test_numbers_are_those_of_the_report(path, study):
    niveau = study.codebook.niveau("instelling")
    table = tabulation.outcomes(study, niveau, [study.total]).set_index("opbrengst")
    found = read(path, tabs(study)[0]).set_index("Opbrengst")
    assert dict(found["Totaal: aantal (n=64)"]) == dict(table["aantal"])
    assert found.loc["Samenwerking met het bedrijfsleven", "Totaal: %"] == 53 / 64


def test_small_groups_are_dashes(path, study):
    content = next(sheet for sheet in tabs(study) if sheet.name == "instelling status")
    cells = pd.read_excel(path, sheet_name=content.name, header=None).astype(str)
    assert (cells == SUPPRESSED).any(axis=None)
    bases = read(path, content).filter(regex=": n$").to_numpy().ravel()
    assert (bases[~pd.isna(bases)] >= study.min_onthulling).all()


def test_the_contents_lead_to_every_sheet(book, study):
    contents = book["Inhoud"]
    links = {cell.value: cell.hyperlink.location for row in contents for cell in row if cell.hyperlink}
    assert links == {content.name: f"'{content.name}'!A1" for content in tabs(study)}
    for content in tabs(study):
        back = [cell.hyperlink.location for row in book[content.name] for cell in row if cell.hyperlink]
        assert back == ["'Inhoud'!A1"]


def test_sheets_are_laid_out_to_work_with(book, study):
    for content in tabs(study):
        sheet = book[content.name]
        (table,) = sheet.tables.values()
        top = sheet[table.ref][0][0].row
        assert sheet.freeze_panes == f"{'ABC'[content.labels]}{top + 1}"
        assert [cell.value for cell in sheet[table.ref][0]] == list(content.table.columns)
        formats = {cell.number_format for cell in sheet[table.ref][1] if isinstance(cell.value, int | float)}
        assert formats <= {"#,##0", "0%"}
        texts = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
        assert any(text.startswith("Bron: ") for text in texts) and RECONSTRUCTION in texts
        assert content.base in texts and (not content.question or f"Vraag: {content.question}" in texts)


def test_a_text_longer_than_a_cell_is_cut_and_says_so(project, cells, tmp_path):
    cells.loc[0, "opmerking"] = "a" * 40_000
    cells.to_csv(project / "respons.csv", index=False)
    write_workbook(Study.load(project / "respons.csv"), tmp_path / "book.xlsx")
    found = [cell.value for row in openpyxl.load_workbook(tmp_path / "book.xlsx")["opmerkingen"] for cell in row]
    assert "a" * 32_000 + " […]" in found


def test_the_notice_goes_with_the_reconstruction(project, tmp_path):
    path = project / "respons.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("reconstructie-", "r"), encoding="utf-8")
    write_workbook(Study.load(path), tmp_path / "book.xlsx")
    cells = [cell.value for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx") for row in sheet for cell in row]
    assert RECONSTRUCTION not in cells


def test_no_text_is_a_formula(project, tmp_path):
    for name, old, new in (
        ("codebook.yml", "label: Relatie tussen mbo en hbo", "label: '=1+1'"),
        ("werkplaatsen.csv", "\nDigilab Flevoland,", "\n=HYPERLINK(1),"),
        ("respons.csv", ",Digilab Flevoland,", ",=HYPERLINK(1),"),
    ):
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    write_workbook(Study.load(project / "respons.csv"), tmp_path / "book.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx") for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_a_part_is_set_beside_the_whole(tmp_path):
    study = Study.load(tranche="3")
    write_workbook(study, tmp_path / "book.xlsx")
    heads = " ".join(tabs(study)[0].table.columns)
    assert "Tranche 3: aantal (n=25)" in heads and "Alle tranches: aantal (n=64)" in heads
    assert "Tranche 1" not in heads


def test_equal_data_give_equal_bytes(study, path, tmp_path):
    write_workbook(study, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_and_shows_every_percentage(path, study, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        EVERY_SHEET_AS_CSV,
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=180)
    assert "Error" not in done.stderr
    for content in tabs(study):
        text = (tmp_path / f"tabellenboek-{content.name}.csv").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        top = next(place for place, row in enumerate(rows) if row and row[0] == str(content.table.columns[0]))
        for place, column in enumerate(content.table):
            shown = [row[place] for row in rows[top + 1 : top + 1 + len(content.table)]]
            if str(column).endswith("%"):
                values = content.table[column]
                assert shown == [SUPPRESSED if pd.isna(value) else percent(value) for value in values], content.name

"""The tabellenboek reads back as what was counted, hides what must be hidden, and opens anywhere."""

import csv
import io
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pytest
from order import first

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import HIDDEN
from impactmonitor.report.tabs import tabs
from impactmonitor.report.workbook import write_workbook
from impactmonitor.survey.origin import ORIGINS

EVERY_SHEET_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"


@pytest.fixture(scope="module")
def study():
    return Study.load()


@pytest.fixture(scope="module")
def sheets(study):
    return tabs(study)


@pytest.fixture(scope="module")
def path(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "tabellenboek.xlsx"
    write_workbook(study, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def read(path, content):
    """Read a sheet's table in pandas, as a stranger would who looks for its heads, and for the banner over them."""
    whole = pd.read_excel(path, sheet_name=content.name, header=None, na_values=[HIDDEN])
    top = int((whole[0] == content.table.columns[0]).idxmax())
    names = whole.loc[top].tolist()
    if content.blocks:
        over = whole.loc[top - 1].ffill().str.replace(r" \([a-z]\)$", "", regex=True)
        names = [head if pd.isna(group) else f"{group}|{head}" for group, head in zip(over, names, strict=True)]
    found = whole.iloc[top + 1 : top + 1 + len(content.table), : len(content.table.columns)]
    return found.set_axis(names[: found.shape[1]], axis=1).reset_index(drop=True)


def named(sheets, name):
    return next(content for content in sheets if content.name == name)


def test_every_figure_has_a_sheet_of_its_number_by_total_sector_and_tranche(sheets):
    names = [content.name for content in sheets]
    assert names == [
        *(f"Figuur {chapter}.{place}" for chapter in (2, 3, 4) for place in (1, 2, 3)),
        "Respons tranche", "Respons sector", "Respons werkplaats", "Thema's",
        "Andere opbrengsten", "Open antwoorden", "Opmerkingen", "Codeboek",
    ]  # fmt: skip
    heads = {block.title: [column.head for column in block.columns] for block in sheets[0].blocks}
    assert heads == {
        "Totaal": ["Totaal"],
        "Onderwijssector": ["Mbo (a)", "Hbo (b)"],  # wo and other are four and two respondents
        "Tranche": ["Tranche 1", "Tranche 2 (c)", "Tranche 3 (d)", "Tranche 4 (e)"],  # of tranche 1 there are nine
    }


def test_tables_read_back_as_they_were_counted(path, sheets):
    for content in sheets:
        found = read(path, content)
        assert list(found.columns) == list(content.table.columns)
        for column in found:
            typed = content.table[column].astype(object)
            expected = typed.where(typed.notna() & (typed != ""), None).tolist()
            given = found[column].astype(object).where(found[column].notna(), None).tolist()
            assert given == pytest.approx(expected), (content.name, column)


def test_numbers_are_those_of_the_report(path, study, sheets):
    niveau = study.codebook.niveau("instelling")
    table = tabulation.outcomes(study, niveau, [study.total, *study.tranches])
    found = read(path, sheets[0]).set_index("Opbrengst")
    for group in (study.total, *study.tranches):
        rows = table[table["groep_key"] == group.key].set_index("opbrengst")
        for head, name in (("aantal", "aantal"), ("%", "aandeel"), ("laag", "laag"), ("hoog", "hoog")):
            column = found[f"{group.label}|{head}"].drop("n (basis)")
            assert dict(column) == pytest.approx(dict(rows[name].astype(float)), nan_ok=True)
    assert found.loc["Samenwerking met het bedrijfsleven", "Totaal|%"] == 53 / 64


def test_bases_stand_under_the_banner_and_first_of_every_outcome(path, study, sheets):
    first = read(path, sheets[0]).iloc[0]
    assert first["Opbrengst"] == "n (basis)"
    told = {group.label: first[f"{group.label}|aantal"] for group in (study.total, *study.sectors[:2], *study.tranches)}
    tranches = {"Tranche 1": 9, "Tranche 2": 14, "Tranche 3": 25, "Tranche 4": 16}
    assert told == {"Totaal": 64, "Mbo": 26, "Hbo": 32, **tranches}
    table = read(path, sheets[1])
    for _, rows in table.groupby("Opbrengst", sort=False):
        base, answers = rows.iloc[0], rows.iloc[1:]
        assert base["Status"] == "n (basis)" and len(answers) == 3
        counts = answers.filter(regex=r"\|aantal$").dropna(axis=1)
        assert (counts.sum() == base[counts.columns]).all()
    assert table["Opbrengst"].iloc[-1] == tabulation.ALL_NAMED and table["Totaal|aantal"].iloc[-4] == 205


def test_small_groups_are_dashes_and_the_sheet_says_why(book, path, study, sheets):
    content = named(sheets, "Figuur 2.2")
    cells = pd.read_excel(path, sheet_name=content.name, header=None).astype(str)
    assert (cells == HIDDEN).any(axis=None)
    assert f"{HIDDEN} = niet getoond om herkenning te voorkomen." in [cell.value for cell in book[content.name]["A"]]
    table = read(path, content)
    bases = table[table["Status"] == "n (basis)"].filter(regex=r"\|aantal$").to_numpy(float).ravel()
    assert (bases[~pd.isna(bases)] >= study.min_onthulling).all()


def test_every_other_outcome_has_a_row_of_its_own(study, sheets):
    table = named(sheets, "Andere opbrengsten").table
    assert list(table) == ["Niveau", "Andere opbrengst"] and table["Andere opbrengst"].str.len().gt(0).all()
    frame = study.frame
    assert len(table) == sum((frame[f"{n.key}_andere_tekst"] != "").sum() for n in study.codebook.niveaus) == 12


def test_the_codebook_tells_every_variable_of_the_data(study, sheets):
    table = named(sheets, "Codeboek").table.set_index("Variabele")
    assert [one for one in table.index if one != "tranche"] == study.codebook.columns
    status = table.loc["student_motivatie_status"]
    assert status["Waarden"] == "gerealiseerd = Gerealiseerd\ndeels = Deels gerealiseerd\nverwacht = Verwacht"
    assert status["Vraag in het formulier"].startswith("Zijn de opbrengsten op studentniveau")
    assert table.loc["student_motivatie", "Waarden"] == "1 = aangekruist\n0 = niet aangekruist"
    assert (table["Omschrijving"] != "").all()


def test_the_contents_lead_to_every_sheet(book, sheets):
    contents = book["Inhoud"]
    links = {cell.value: cell.hyperlink.location for row in contents for cell in row if cell.hyperlink}
    assert links == {content.name: f"'{content.name}'!A1" for content in sheets}
    for content in sheets:
        back = [cell.hyperlink.location for row in book[content.name] for cell in row if cell.hyperlink]
        assert back == ["'Inhoud'!A1"]


def test_only_the_contents_say_of_which_bytes_it_is_made(book, study):
    digest = study.responses.checksum
    holding = [sheet.title for sheet in book for row in sheet for cell in row if digest[:12] in str(cell.value)]
    assert holding == ["Inhoud"]


def test_sheets_are_laid_out_to_work_with(book, sheets):
    for place, content in enumerate(sheets, start=1):
        sheet = book[content.name]
        labels = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
        texts = {cell.value for row in sheet for cell in row[:3] if isinstance(cell.value, str)}
        top = next(cell.row for cell in sheet["A"] if cell.value == content.table.columns[0])
        assert any(text.startswith("Bron: ") for text in texts) and ORIGINS["reconstructie"]["tabellenboek"] in texts
        assert content.base in texts and (not content.question or f"Vraag: {content.question}" in texts)
        assert set(content.reading) <= texts
        numbers = {cell.number_format for row in sheet for cell in row if isinstance(cell.value, int | float)}
        assert numbers <= {"#,##0", "0%"}
        kept = top + (labels[labels.index(content.table.columns[0]) + 1] == "n (basis)" and content.labels == 1)
        assert sheet.freeze_panes == f"{'ABC'[content.labels]}{kept + 1}"
        assert sheet.print_title_rows == f"${top - 2 * bool(content.blocks)}:${kept}"
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
        ends = [one.id for one in sheet.col_breaks.brk]
        if ends:  # a block begins where a page does, and its labels stand beside it
            assert sheet.cell(top - 2, ends[0] + 1).value in {block.title for block in content.blocks[1:]}
            assert sheet.print_title_cols == "$A:$A" and 60 <= int(setup.scale) <= 100
        else:
            assert sheet.sheet_properties.pageSetUpPr.fitToPage  # to its height, where two lines would go to another
            whole = bool(content.blocks) and sheet.max_row <= 50
            assert (str(setup.fitToHeight) != "0") == whole, content.name
        underlined = [cell for row in sheet for cell in row if cell.font.underline and not cell.hyperlink]
        assert len(underlined) == len(content.published)
        if content.blocks:
            (cells,) = book.defined_names[f"tabel_{place}"].destinations
            assert cells[0] == content.name and cells[1].startswith(f"$A${top}:")
            assert len(sheet[cells[1].replace("$", "")]) == len(content.table) + 1
        else:
            (table,) = sheet.tables.values()
            assert [cell.value for cell in sheet[table.ref][0]] == list(content.table.columns)


def test_a_banner_is_merged_over_its_columns(book, sheets):
    content = sheets[0]
    sheet = book[content.name]
    merged = {sheet[str(one).split(":")[0]].value: one.size["columns"] for one in sheet.merged_cells.ranges}
    assert merged["Onderwijssector"] == merged["Mbo (a)"] + merged["Hbo (b)"] == 10
    assert merged["Tranche"] == 4 * 4 + 3 and merged["Tranche 1"] == 4


@pytest.mark.parametrize("parameters", first([{}, {"tranche": "3"}]))
def test_heads_over_columns_are_not_cut_off(parameters, tmp_path):
    study = Study.load(**parameters)
    write_workbook(study, tmp_path / "book.xlsx")
    book, looked = openpyxl.load_workbook(tmp_path / "book.xlsx"), set()
    for content in tabs(study)[:3]:
        sheet = book[content.name]
        spans = sheet.column_dimensions.values()
        widths = {at: one.width for one in spans for at in range(one.min, one.max + 1)}
        heads = {block.title for block in content.blocks}
        heads |= {column.head for block in content.blocks for column in block.columns}
        for area in sheet.merged_cells.ranges:
            head = sheet.cell(area.min_row, area.min_col).value
            if head in heads:
                assert sum(widths[at] for at in range(area.min_col, area.max_col + 1)) >= 1.1 * len(head), head
                looked.add(head)
    assert looked >= {"Totaal", "Onderwijssector", "Mbo in tranche 3" if parameters else "Tranche 4 (e)"}


def test_rows_are_as_high_as_their_texts(book, sheets):
    """No office program fits rows by itself to what a file holds: each is at least as high as its letters need."""
    looked = 0
    for content in sheets:
        sheet = book[content.name]
        spans = sheet.column_dimensions.values()
        widths = {"ABCDEFGH"[at - 1]: one.width for one in spans for at in range(one.min, min(8, one.max) + 1)}
        merged = {str(one).split(":")[0] for one in sheet.merged_cells.ranges}
        for row in sheet:
            for cell in row[: len(content.table.columns) if content.words else 1]:
                if isinstance(cell.value, str) and cell.coordinate not in merged and cell.row > 1:
                    lines = len(cell.value) / 1.1 / widths[cell.column_letter]
                    height = sheet.row_dimensions[cell.row].height or 13.5
                    assert height >= min(409, lines * 12), (content.name, cell.coordinate)
                    looked += lines > 2
    assert looked > 100


def test_a_text_longer_than_a_cell_is_cut_and_says_so(project, cells, tmp_path):
    cells.loc[0, "opmerking"] = "a" * 40_000
    cells.to_csv(project / "respons.csv", index=False)
    write_workbook(Study.load(project / "respons.csv"), tmp_path / "book.xlsx")
    found = [cell.value for row in openpyxl.load_workbook(tmp_path / "book.xlsx")["Opmerkingen"] for cell in row]
    assert "a" * 32_000 + " […]" in found


def test_the_notice_goes_with_the_reconstruction(project, tmp_path):
    path = project / "respons.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("reconstructie-", "r"), encoding="utf-8")
    write_workbook(Study.load(path), tmp_path / "book.xlsx")
    cells = [cell.value for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx") for row in sheet for cell in row]
    assert not {said["tabellenboek"] for said in ORIGINS.values()} & {*cells}


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
    content = tabs(study)[0]
    first, *others = content.blocks
    assert [(column.head, column.group.n) for column in first.columns] == [("Tranche 3", 25), ("Alle tranches", 64)]
    assert [block.title for block in others] == ["Onderwijssector"]
    assert "Tranche 1" not in " ".join(content.table.columns)


def test_equal_data_give_equal_bytes(study, path, tmp_path):
    write_workbook(study, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def round_half_up(share):
    return f"{int(share * 100 + 0.5 + 1e-9)}%"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_and_shows_every_percentage(path, sheets, tmp_path):
    program = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command = [*program, "--convert-to", EVERY_SHEET_AS_CSV, "--outdir", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=180)
    assert "Error" not in done.stderr
    for content in sheets:
        text = (tmp_path / f"tabellenboek-{content.name}.csv").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        top = next(place for place, row in enumerate(rows) if row and row[0] == str(content.table.columns[0]))
        for place, column in enumerate(content.table):
            shown = [row[place] for row in rows[top + 1 : top + 1 + len(content.table)]]
            if str(column).endswith(("%", "laag", "hoog")):
                told = [value if isinstance(value, str) else HIDDEN if pd.isna(value) else round_half_up(value)
                        for value in content.table[column]]  # fmt: skip
                assert shown == told, (content.name, column)

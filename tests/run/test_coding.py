"""Sheets for coders, and what comes of them: filled in by a script as two coders would."""

import re
import shutil
import sys

import openpyxl
import pandas as pd
import pytest
import yaml
from lxml import etree

from impactmonitor.analysis.agreement import ALL, agreement
from impactmonitor.analysis.study import Study
from impactmonitor.cli import main
from impactmonitor.files.refi_qda import Code, write_qdc
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import InputError
from impactmonitor.run import coding_sheets
from impactmonitor.run.coding_sheets import material
from impactmonitor.run.theme_books import read_codebook_file
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.codeframe import Theme, read_codeframe


@pytest.fixture
def run(project, monkeypatch, capsys):
    """Run ``impactmonitor coding ...`` on a copy of the data; returns the status, and what was said."""

    def told(*arguments):
        given = ["impactmonitor", "coding", *map(str, arguments), "--data", str(project / "respons.csv")]
        monkeypatch.setattr(sys, "argv", given)
        try:
            main()
        except SystemExit as ended:
            return ended.code, "".join(capsys.readouterr())
        return 0, "".join(capsys.readouterr())

    return told


def filled(project, path, column, change=None):
    """Fill a sheet in with one column of the committed codes."""
    found = material(project / "respons.csv")
    table = pd.read_csv(DATA / "codering.csv", dtype=str, keep_default_na=False)
    chosen = {(row.respondent, row.niveau): getattr(row, column).split(";") for row in table.itertuples()}
    keys = {answer.number: (answer.respondent, answer.kind) for answer in found.answers}
    names = {(kind, one.key): one.naam for kind, listed in found.frame.themes.items() for one in listed}
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        who, kind = keys[sheet.cell(row, heads["nummer"]).value]
        for place, key in enumerate(chosen[who, kind], start=1):
            sheet.cell(row, heads[f"thema {place}"]).value = names[kind, key]
    if change:
        change(sheet, heads)
    book.save(path)


@pytest.fixture
def sheets(project, run, tmp_path):
    assert run("export", tmp_path / "vellen")[0] == 0
    found = [tmp_path / "vellen" / f"lezer-{coder}.xlsx" for coder in (1, 2)]
    for path, column in zip(found, ("lezer_1", "lezer_2"), strict=True):
        filled(project, path, column)
    return found


def test_sheets_are_blind_and_each_in_an_order_of_its_own(run, tmp_path):
    status, told = run("export", tmp_path / "vellen")
    assert status == 0 and told.count("to be filled in by one coder") == 2
    books = [openpyxl.load_workbook(tmp_path / "vellen" / f"lezer-{coder}.xlsx") for coder in (1, 2)]
    columns = [[cell.value for cell in book.worksheets[0]["C"][1:]] for book in books]
    assert len(columns[0]) == 159 and sorted(columns[0]) == sorted(columns[1]) and columns[0] != columns[1]
    texts = " ".join(str(cell.value) for book in books for sheet in book for row in sheet for cell in row)
    assert "reconstructie" not in texts
    choices = {str(one.formula1) for one in books[0].worksheets[0].data_validations.dataValidation}
    assert len(choices) == 4 and all(re.search(r"\$B\$\d+:\$B\$\d+$", one) for one in choices)
    assert run("export", tmp_path / "vellen")[0] == 1  # what may be filled in is not overwritten


def test_from_two_sheets_to_the_settled_codes(project, run, sheets):
    status, told = run("import", *sheets)
    assert status == 0 and "alle thema’s: 0.99 [0.97, 1.00]; 159 answers" in told and "7 answers to settle" in told
    assert not (project / "codering.csv").exists()
    differences = sheets[0].with_name("verschillen.xlsx")
    status, told = run("import", *sheets, "--settled", differences)
    assert status == 1 and told.count("no theme is chosen") == 7 and not (project / "codering.csv").exists()
    filled(project, differences, "themas")
    assert run("import", *sheets, "--settled", differences)[0] == 0
    made, known = (pd.read_csv(one / "codering.csv", dtype=str, keep_default_na=False) for one in (project, DATA))
    own = ["respondent", "niveau", "lezer_1", "lezer_2", "themas", "beslist", "tekst"]
    assert made[own].equals(known[own])
    assert len(Study.load(data=project / "respons.csv").coding.table) == 159


def test_what_is_wrong_in_a_sheet_is_told_with_its_place(project, run, sheets):
    def change(sheet, heads):
        sheet.cell(2, heads["thema 1"]).value = "Regoi"
        for place in range(1, 9):
            sheet.cell(3, heads[f"thema {place}"]).value = None
        sheet.cell(4, heads["antwoord"]).value = "Iets anders"
        sheet.cell(5, heads["nummer"]).value = "0000"

    filled(project, sheets[1], "lezer_2", change)
    status, told = run("import", *sheets)
    assert status == 1 and "Traceback" not in told
    for message in (
        "lezer-2.xlsx, row 2, thema 1: 'Regoi' is unknown",
        "lezer-2.xlsx, row 3, thema 1: no theme is chosen",
        "lezer-2.xlsx, row 4, antwoord: is not the answer in the data",
        "lezer-2.xlsx, row 5, nummer: '0000' is no answer",
        "is missing",
    ):
        assert message in told, message
    assert run("import", sheets[0], sheets[0])[0] == 2


@pytest.mark.thorough
def test_what_may_be_quoted_stays_and_so_do_other_codes(project, run, sheets):
    codes, kept = project / "codering.csv", sheets[0].with_name("codering-eerder.csv")
    shutil.copy(DATA / "codering.csv", codes)
    differences = sheets[0].with_name("verschillen.xlsx")
    run("import", *sheets)
    filled(project, differences, "themas")
    assert run("import", *sheets, "--settled", differences)[0] == 0
    assert codes.read_bytes() == (DATA / "codering.csv").read_bytes() and not kept.exists()
    shorter = b"".join(codes.read_bytes().splitlines(keepends=True)[:-1])
    codes.write_bytes(shorter)
    status, told = run("import", *sheets, "--settled", differences)
    assert status == 0 and f"{kept}: the codes that were there before" in told and kept.read_bytes() == shorter


def test_alpha_by_hand():
    """Two coders, four answers: Do = 1/4, De = 2 * 3 * 5 / (8 * 7), so that alpha = 1 - 8 * 7 / (4 * 30)."""
    first, second = [{"a"}, {"a"}, set(), set()], [{"a"}, set(), set(), set()]
    table = agreement(first, second, ["x"] * 4, {"x": ["a"]}).set_index("thema")
    assert table.loc["a", "alpha"] == pytest.approx(1 - 8 * 7 / (4 * 30)) == table.loc[ALL, "alpha"]
    assert table.loc["a", "laag"] <= table.loc["a", "alpha"] <= table.loc["a", "hoog"]


def test_the_codebook_goes_out_and_comes_back(project, run, tmp_path):
    assert run("codebook", tmp_path / "themas.qdc")[0] == 0
    root = etree.parse(str(tmp_path / "themas.qdc")).getroot()
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    guids = root.xpath("//@guid")
    assert len(guids) == len(set(guids)) == 4 + 12 * 3 + 8
    assert run("codeframe", tmp_path / "themas.qdc", tmp_path / "codeframe.yml")[0] == 0
    made, known = (yaml.safe_load((one / "codeframe.yml").read_text("utf-8")) for one in (tmp_path, project))
    for listed in [*known["niveaus"].values(), known["opmerkingen"]]:
        for theme in listed:
            for part in [part for part in theme if not theme[part]]:
                del theme[part]
    assert made == known
    (tmp_path / "niets.qdc").write_text("<a/>", encoding="utf-8")
    status, told = run("codeframe", tmp_path / "niets.qdc", tmp_path / "x.yml")
    assert status == 1 and "niets.qdc: is no REFI-QDA codebook" in told


def test_a_survey_begins_with_the_themes_of_a_program(tmp_path):
    export = ROOT / "examples" / "bibliotheek" / "export.csv"
    write_qdc(
        [Code("gemis", key="gemis", under=(Code("Meer boeken", "Wat er te lenen is", "gemis/b"),))],
        "x",
        tmp_path / "t.qdc",
    )
    read_codebook_file(export, tmp_path / "t.qdc", tmp_path / "codeframe.yml")
    made = read_codeframe(tmp_path / "codeframe.yml", read_codebook(export.with_name("codebook.yml")))
    assert made.themes["gemis"] == (Theme("meer_boeken", "Meer boeken", "Wat er te lenen is"),)


def test_a_sheet_that_cannot_be_finished_is_not_there(project, run, tmp_path, monkeypatch):
    """Else what is there of it would be taken for one that somebody is filling in."""
    monkeypatch.setattr(coding_sheets, "_list_themes", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("export", tmp_path / "vellen")
    assert [*tmp_path.rglob("*.xlsx")] == []


def test_codes_of_an_older_layout_are_refused_by_column(project, run, sheets):
    path = project / "codering.csv"
    table = pd.read_csv(DATA / "codering.csv", dtype=str, keep_default_na=False)
    table.drop(columns="citaat").to_csv(path, index=False)
    run("import", *sheets)
    filled(project, sheets[0].with_name("verschillen.xlsx"), "themas")
    status, told = run("import", *sheets, "--settled", sheets[0].with_name("verschillen.xlsx"))
    assert status == 1 and "codering.csv: lacks column citaat; it has " in told


def test_themes_of_a_program_keep_apart_and_have_none_below_them(tmp_path):
    export = ROOT / "examples" / "bibliotheek" / "export.csv"

    def written(*codes):
        write_qdc([Code("gemis", key="gemis", under=codes)], "x", tmp_path / "t.qdc")
        read_codebook_file(export, tmp_path / "t.qdc", tmp_path / "codeframe.yml")
        return read_codeframe(tmp_path / "codeframe.yml", read_codebook(export.with_name("codebook.yml")))

    alike = written(Code("Meer boeken", "a", "gemis/a"), Code("Meer-boeken", "b", "gemis/b"))
    assert [theme.key for theme in alike.themes["gemis"]] == ["meer_boeken", "meer_boeken_2"]
    with pytest.raises(InputError, match="theme 'Boeken' of 'gemis' has codes under it: 'Strips'"):
        written(Code("Boeken", "a", "gemis/a", under=(Code("Strips", "b", "gemis/b"),)))


def test_a_column_of_themes_that_is_not_read_is_named(project, run, sheets):
    book = openpyxl.load_workbook(sheets[0])
    head = next(cell for cell in book.worksheets[0][1] if cell.value == "thema 2")
    head.value = "Thema 2"
    book.save(sheets[0])
    status, told = run("import", *sheets)
    assert status == 1 and "header: column 'Thema 2' is not read; allowed: thema 1 to thema 8" in told


def test_nothing_is_written_over_what_is_there(project, run, tmp_path):
    before = (project / "respons.csv").read_bytes()
    status, told = run("codebook", project / "respons.csv")
    assert status == 2 and "ends in .qdc" in told and (project / "respons.csv").read_bytes() == before
    assert run("codebook", tmp_path / "t.qdc")[0] == 0
    for command in (["codebook", tmp_path / "t.qdc"], ["codeframe", tmp_path / "t.qdc", project / "codeframe.yml"]):
        status, told = run(*command)
        assert status == 2 and "is there already; choose another name" in told

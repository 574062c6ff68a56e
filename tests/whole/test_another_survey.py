"""A survey on something else, with other kinds of questions: its report is right, and holds no word of this monitor."""

import csv
import json
import re
import shutil
from html import unescape
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pypdfium2
import pyreadstat
import pytest
import yaml
from filelock import FileLock
from paper import page_texts

from impactmonitor.analysis import answers, statements
from impactmonitor.analysis.study import Study
from impactmonitor.claims.rules import evaluate, unmarked
from impactmonitor.display.form import form_markdown
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import InputError
from impactmonitor.report.overview import overview
from impactmonitor.report.prose import metadata
from impactmonitor.report.tabs import tabs
from impactmonitor.run.build import make_report
from impactmonitor.run.comments import comments
from impactmonitor.run.export import export_sav
from impactmonitor.run.request import Request
from impactmonitor.survey.dictionary import variables

EXPORT = ROOT / "examples" / "bibliotheek" / "export.csv"
FORMATS = ("html", "pdf", "docx")
OURS = re.compile(
    r"opbrengst|werkplaats|contactperso|opleiding|tranche|(?<!-)\bsector|onderwijs|student|katapult|regioplan|"
    r"impactmonitor d",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def given():
    return pd.read_csv(EXPORT, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def study():
    return Study.load(EXPORT)


@pytest.fixture(scope="module")
def made(shared):
    """The folder of its report."""
    with FileLock(shared / "another.lock"):
        return make_report(Request(EXPORT), FORMATS, "builtin", shared / "another", say=lambda line: None,
                           work=shared / "another-work")  # fmt: skip


def words(page):
    """Return what a reader of a page sees or hears."""
    bare = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)
    told = re.findall(r'(?:alt|title|aria-label|content)="([^"]*)"', bare)
    return unescape(re.sub(r"<[^>]+>", " ", bare) + "\n".join(told))


def test_its_report_holds_no_word_of_this_monitor(made):
    page = (made / "report.html").read_text(encoding="utf-8")
    assert len(words(page)) > 5000 and not OURS.findall(words(page))
    with (made / "claims.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 10 and not [cell for row in rows for cell in row.values() if OURS.search(cell)]
    sheets = openpyxl.load_workbook(made / "tabellenboek.xlsx")
    cells = [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert len(cells) > 200 and not [cell for cell in [*cells, *sheets.sheetnames] if OURS.search(cell)]
    assert "zijn verzonnen" in words(page) and any("verzonnen" in cell for cell in cells)


def test_nor_do_the_files_to_print_and_to_edit(made):
    printed = " ".join(page_texts(made / "report.pdf")).replace("\u00ad\n", "")
    with pypdfium2.PdfDocument(made / "report.pdf") as document:
        told = " ".join(document.get_metadata_dict().values())
    with ZipFile(made / "report.docx") as file:
        parts = [
            file.read(name).decode() for name in file.namelist() if re.fullmatch(r"(word|docProps)/\w+\.xml", name)
        ]
    styled = [part for part in parts if "<w:styles" not in part and "<w:fonts" not in part]
    edited = " ".join(words(part) + " ".join(re.findall(r'descr="([^"]*)"', part)) for part in styled)
    assert "hoe vaak bezoekers komen" in printed.lower() and "hoe vaak bezoekers komen" in edited.lower()
    assert not OURS.findall(printed) and not OURS.findall(told) and not OURS.findall(edited)


def test_what_reviewers_say_of_it_leads_to_its_own_text(made, shared, tmp_path):
    said = {
        "Bezoekers konden de vragenlijst bij de uitgang invullen": ("sec-onderzoek", "examples/bibliotheek/report.qmd"),
        "Het vaakst gegeven antwoord is": ("sec-bezoek", "impactmonitor/claims/questions.yml"),
        "De vragenlijst is door": ("sec-respons", "examples/bibliotheek/claims.yml"),
        "Elke week": ("cijfers-bezoek-antwoorden-wekelijks", "notebooks/vraag.ipynb#antwoorden-cijfers (bezoek)"),
    }
    items = [
        {"id": f"urn:{number}", "type": "Annotation", "creator": {"name": "Anne"}, "modified": "2026-11-20T10:00:00Z",
         "body": [{"type": "TextualBody", "purpose": "commenting", "value": words_}],
         "target": {"selector": [{"type": "TextQuoteSelector", "exact": words_, "prefix": "", "suffix": ""},
                                 {"type": "FragmentSelector", "value": place}]}}
        for number, (words_, (place, _)) in enumerate(said.items())
    ]  # fmt: skip
    (tmp_path / "anne.json").write_text(json.dumps({"type": "AnnotationPage", "items": items}), encoding="utf-8")
    given = [tmp_path / "anne.json"], made, tmp_path / "patch", EXPORT
    placed, orphans, _ = comments(*given, work=shared / "another-work")
    assert not orphans and {one.remark.quote: one.origin.file for one in placed} == {
        quote: file for quote, (_, file) in said.items()
    }


def test_nor_does_the_page_that_leads_to_it(study):
    page = words(overview(study)({"alle": ["report.html"]}))
    assert not OURS.findall(page)
    assert all(niveau.naam in page for niveau in study.codebook.niveaus)  # which are in the reports only


def test_its_numbers_are_those_of_the_export(study, given):
    bezoek, drempel, mening, duur, _ = study.codebook.niveaus
    table = answers(study, bezoek).query("groep_key == 'totaal'").set_index("item")
    codes = {"wekelijks": "1", "maandelijks": "2", "minder": "3", "eerste": "4"}
    answered = given["visit_frequency"].ne("").sum()
    assert answered < len(given) and set(table["n"]) == {answered}, "who did not answer is not counted as an answer"
    assert {key: table["aantal"][key] for key in codes} == {
        key: given["visit_frequency"].eq(code).sum() for key, code in codes.items()
    }
    asked = given["visit_frequency"].isin(["2", "3"])
    for branch, key in ((slice(None), "totaal"), ("1", "centrum"), ("2", "noord"), ("3", "zuid")):
        there = asked if key == "totaal" else asked & given["branch"].eq(branch)
        said = given["reason_not_more_often"][there]
        rows = answers(study, drempel).query("groep_key == @key").set_index("item")
        assert set(rows["n"]) == {said.ne("").sum()} and set(rows["zonder"]) == {said.eq("").sum()}
        assert list(rows["aantal"]) == [said.eq(code).sum() for code in "1234"]
    north = answers(study, bezoek).query("groep_key == 'noord' and item == 'wekelijks'").iloc[0]
    there = given[given["branch"] == "2"]["visit_frequency"]
    assert (north["aantal"], north["n"]) == (there.eq("1").sum(), there.ne("").sum())
    said = statements(study, mening).query("item == 'hulp' and categorie == 'eens'").iloc[0]
    staff = given["opinion_staff"]
    assert (said["aantal"], said["n"], said["zonder"]) == (staff.eq("1").sum(), staff.ne("").sum(), staff.eq("").sum())
    minutes = pd.to_numeric(given["minutes_per_visit"])
    stayed = answers(study, duur).query("groep_key == 'totaal'").set_index("item")["aantal"]
    assert dict(stayed) == {
        "kort": minutes.lt(15).sum(),
        "halfuur": minutes.between(15, 29).sum(),
        "uur": minutes.between(30, 59).sum(),
        "lang": minutes.ge(60).sum(),
    }


def test_its_sentences_follow_from_them(study, given):
    told = {(one.claim, one.niveau): unmarked(one.tekst) for one in evaluate(study) if one.afgedrukt}
    shares = given["visit_frequency"][given["visit_frequency"] != ""].value_counts(normalize=True)
    assert shares.index[0] == "1" and f"‘Elke week’ ({shares.iloc[0]:.0%})" in told["antwoord_meest", "bezoek"]
    answered = given["visit_frequency"].ne("").sum()
    assert f"Van de 140 bezoekers gaven er {answered} antwoord" in told["vraag_onbeantwoord", "bezoek"]
    asked = given["visit_frequency"].isin(["2", "3"])
    whom = "wie bij ‘Hoe vaak komt u in de bibliotheek?’ ‘Elke maand’ of ‘Minder vaak’ antwoordde"
    assert told["vraag_gevraagd", "drempel"] == (
        f"Deze vraag is alleen gesteld aan {whom}: {asked.sum()} van de 140 bezoekers."
    )
    silent = given["reason_not_more_often"][asked].eq("").sum()
    told_silent = f"Van de {asked.sum()} bezoekers gaven er {asked.sum() - silent} antwoord"
    assert silent and told_silent in told["vraag_onbeantwoord", "drempel"]
    assert "over de hulp van medewerkers" in told["stelling_voorop", "mening"]
    assert "staat in @tbl-respons-sector" in told["verdeling", ""] and "vestigingen" in told["verdeling", ""]


def test_its_sheets_and_variables_go_by_its_own_names(study):
    assert [one.name for one in variables(study.codebook)][:3] == ["respondent", "branch", "bezoek_vraag_antwoord"]
    sheets = {tab.name: tab for tab in tabs(study)}
    figures = {"Figuur 2.1", "Figuur 3.1", "Figuur 4.1", "Figuur 5.1"}
    assert {*figures, "gemis antwoorden", "Respons vestiging", "Open vragen", "Codeboek"} == set(sheets)
    assert list(sheets["Figuur 4.1"].table.columns[:2]) == ["Stelling", "Antwoord"]


def test_whom_a_question_was_asked_stands_wherever_it_is_told(study, given, made):
    among = given["visit_frequency"].isin(["2", "3"])
    asked, answered = among.sum(), given["reason_not_more_often"][among].ne("").sum()
    whom = study.codebook.asked_of(study.codebook.niveau("drempel"))
    sheets = {tab.name: tab for tab in tabs(study)}
    assert f"Alleen gevraagd aan {whom}: {asked} van de 140." in sheets["Figuur 3.1"].base
    assert [name for name, tab in sheets.items() if "Alleen gevraagd" in tab.base] == ["Figuur 3.1"]
    rows = sheets["Codeboek"].table.set_index("Variabele")["Vraag in het formulier"]
    assert [name for name, text in rows.items() if f"Alleen gevraagd aan {whom}." in text] == ["drempel_vraag_antwoord"]
    assert form_markdown(study.codebook).count("Alleen gevraagd aan wie bij ") == 1
    page = words((made / "report.html").read_text(encoding="utf-8"))
    assert page.count(f"Alleen gevraagd aan {whom}") >= 4  # figure, its alternative, table, form
    assert (
        f"Van de {asked} bezoekers gaven er {answered} antwoord" in page and f": de antwoorden (n={answered})" in page
    )


def test_its_answers_for_spss_tell_not_asked_from_not_answered(given, tmp_path):
    export_sav(EXPORT, tmp_path / "answers.sav")
    frame, about = pyreadstat.read_sav(str(tmp_path / "answers.sav"), user_missing=True)
    codes = frame["drempel_vraag_antwoord"].value_counts()
    asked = given["visit_frequency"].isin(["2", "3"])
    assert (codes[98], codes[99]) == ((~asked).sum(), given["reason_not_more_often"][asked].eq("").sum())
    labels = about.variable_value_labels["drempel_vraag_antwoord"]
    assert labels[98] == "Niet gevraagd" and labels[99] == "Geen antwoord" and labels[1] == "Geen tijd"
    assert frame["bezoek_vraag_antwoord"].isna().sum() == given["visit_frequency"].eq("").sum()


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("minutes_per_visit", "lang", "row 2, 'minutes_per_visit' (duur_vraag_antwoord): 'tien' is unknown"),
        ("minutes_per_visit", "-5", "row 2, 'minutes_per_visit' (duur_vraag_antwoord): '-5' is unknown"),
        ("visit_frequency", "7", "niveau 'bezoek', antwoorden: give each value its code"),
        ("opinion_quiet", "misschien", "row 2, 'opinion_quiet' (mening_rust_antwoord): 'misschien' is unknown"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(column, cell, told, given, tmp_path):
    cell = "tien" if cell == "lang" else cell
    for name in ("codebook.yml", "claims.yml"):
        (tmp_path / name).write_bytes((EXPORT.parent / name).read_bytes())
    changed = given.copy()
    changed.loc[0, column] = cell
    changed.to_csv(tmp_path / "export.csv", index=False)
    with pytest.raises(InputError, match=re.escape(told)):
        Study.load(tmp_path / "export.csv")


def test_what_a_wave_did_not_ask_needs_no_column_and_leaves_no_word(cells, tmp_path):
    raw = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    for name in ("schalen", "andere", "geen", "kolommen"):
        del raw[name]
    form, level = raw["formulier"], raw["niveaus"][0]
    for name in ("toelichting_vraag", "toelichting_kop", "open_vraag", "open_kop", "afsluiting", "afsluiting_kop"):
        del form[name]
    level = {key: text for key, text in level.items() if not key.startswith("open_")}
    (tmp_path / "codebook.yml").write_text(
        yaml.safe_dump(raw | {"meting": "2032", "niveaus": [level]}, allow_unicode=True, sort_keys=False), "utf-8"
    )
    kept = ["respondent", "werkplaats", "sector", *(f"instelling_{item['key']}" for item in level["items"])]
    cells[kept].to_csv(tmp_path / "export.csv", index=False)
    study = Study.load(tmp_path / "export.csv")
    claims = evaluate(study)
    assert sum(one.afgedrukt for one in claims) > 15
    assert not {one.plek for one in claims} & {"status-beeld", "aard-beeld", "niveaus-status", "niveaus-aard", "basis"}
    assert not [one for one in claims if one.plek == "andere" and one.afgedrukt]
    assert not [one for one in claims if one.sectie in {"sec-antwoorden", "sec-opmerkingen"}]
    flags = metadata(study, "builtin")
    assert not any(flags[name] for name in ("antwoorden", "opmerkingen", "kenmerken", "toelichtingen"))
    assert [tab.name for tab in tabs(study)][:1] == ["Figuur 2.1"]
    assert not {"Open antwoorden", "Opmerkingen", "Andere opbrengsten"} & {tab.name for tab in tabs(study)}


def test_a_survey_with_nothing_to_draw_has_a_report(tmp_path):
    question = {"key": "dag", "soort": "open", "naam": "wat deelnemers van de dag vonden", "vraag": "Wat vond u ervan?"}
    persons = {"enkelvoud": "deelnemer", "meervoud": "deelnemers"}
    subject = {"titel": "De dag", "ondertitel": "Verzonnen", "persoon": persons}
    book = {"meting": "2025", "onderzoek": subject, "formulier": {"kop": "Over de dag"}, "niveaus": [question]}
    (tmp_path / "codebook.yml").write_text(yaml.safe_dump(book), encoding="utf-8")
    for name in ("report.qmd", "claims.yml"):
        (tmp_path / name).write_bytes(EXPORT.with_name(name).read_bytes())
    texts = [f"Ik vond het een leerzame dag, vooral deel {number}." for number in range(20)]
    export = tmp_path / "export.csv"
    pd.DataFrame({"respondent": [f"r{number}" for number in range(20)], "dag": texts}).to_csv(export, index=False)
    target = make_report(Request(export), ("html",), "builtin", tmp_path / "uit", say=lambda line: None,
                         work=tmp_path / "werk")  # fmt: skip
    page = unescape((target / "report.html").read_text(encoding="utf-8"))
    assert all(text in page for text in texts) and "<figure" not in page
    assert "Alle 20 deelnemers gaven antwoord, in eigen woorden." in page
    assert not any((tmp_path / "werk" / "alle" / "figures").iterdir())


def test_a_question_that_hardly_anybody_answered_stops_no_report(given, tmp_path):
    wave = shutil.copytree(EXPORT.parent, tmp_path / "wave")
    given.assign(minutes_per_visit=[*given["minutes_per_visit"][:4], *[""] * (len(given) - 4)]).to_csv(
        wave / EXPORT.name, index=False
    )
    target = make_report(Request(wave / EXPORT.name), ("html",), "builtin", tmp_path / "uit",
                         say=lambda line: None, work=tmp_path / "werk")  # fmt: skip
    page = (target / "report.html").read_text(encoding="utf-8")
    assert "Hoe deze vraag is beantwoord, staat niet in dit rapport, om herkenning te voorkomen." in page

"""A next wave with another questionnaire is a change of data: no code knows items, levels, sectors or tranches."""

import re
import shutil

import pandas as pd
import pytest
import yaml
from generated import responses
from lxml import html as dom
from openpyxl import load_workbook
from paper import page_texts

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences, rules
from impactmonitor.files.kept import kept_in
from impactmonitor.paths import DATA
from impactmonitor.report.prose import metadata, variables
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.workplaces import read_workplaces

pytestmark = pytest.mark.thorough


@pytest.fixture
def wave(tmp_path):
    """One item added, one removed, one renamed, a fourth level, a fifth tranche, a new workplace and sector.

    The folder holds what docs/new-wave.md says that it must: the export and the three files that are not optional.
    """
    project = tmp_path / "wave-2025"
    project.mkdir()
    for name in ("codebook.yml", "werkplaatsen.csv"):
        shutil.copy(DATA / name, project)
    path = project / "codebook.yml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    book["meting"] = "2025"
    book["tranches"].append({"key": 5, "label": "Tranche 5"})
    book["tranchegroepen"][1] |= {"tranches": [3, 4, 5], "zin": "de laatste drie tranches"}
    book["sectoren"].insert(0, {"key": "vo", "label": "Vo", "zin": "het vo"})
    levels = {level["key"]: level for level in book["niveaus"]}
    levels["instelling"]["items"].append(
        {"key": "huisvesting", "tekst": "Betere huisvesting", "label": "Huisvesting", "zin": "een betere huisvesting"}
    )
    del levels["opleiding"]["items"][0]
    levels["student"]["items"][0] |= {"tekst": "Meer vaardigheden", "label": "Vaardigheden", "zin": "meer vaardigheden"}
    region = {**levels["student"], "key": "regio", "naam": "regioniveau", "open_kop": "Opbrengsten regioniveau"}
    region["items"] = [
        {"key": f"r{n}", "tekst": f"Opbrengst {n}", "label": f"Opbrengst {n}", "zin": f"opbrengst {n}"}
        for n in range(4)
    ]
    book["niveaus"].append(region)
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    places = project / "werkplaatsen.csv"
    places.write_text(places.read_text(encoding="utf-8") + "Werkplaats Zeeland,5,mbo,1,,,\n", encoding="utf-8")
    approached = "dimensie,categorie,benaderd\n" + "".join(f"tranche,{n},100\n" for n in range(1, 6))
    approached += "".join(f"sector,{sector['key']},100\n" for sector in book["sectoren"])
    (project / "benaderd.csv").write_text(approached, encoding="utf-8")
    codebook = read_codebook(path)
    frame = responses(codebook, read_workplaces(places, codebook), 200, answers=20)
    frame.to_csv(project / "export.csv", index=False)
    return project / "export.csv"


def test_everything_follows_the_codebook(wave):
    study = Study.load(wave)
    assert [group.key for group in study.groups] == ["totaal", "vo", "mbo", "hbo", "wo", "overig"]
    assert [niveau.key for niveau in study.codebook.niveaus] == ["instelling", "opleiding", "student", "regio"]
    assert variables(study)["niveaus"]["opsomming"].endswith("en regioniveau")
    assert not study.responses.reconstruction
    assert Sentences(study).synthese == {}


def test_every_claim_can_be_evaluated_in_every_variant(wave):
    for tranche in (None, "1", "5"):
        study = Study.load(wave, tranche=tranche)
        records = rules.evaluate(study)
        assert {record.niveau for record in records} == {"instelling", "opleiding", "student", "regio", ""}
        for niveau in study.codebook.niveaus:
            table = tabulation.outcomes(study, niveau)
            truth = study.selection[niveau.column(niveau.items[0].key)].sum()
            assert table.set_index(["item", "groep_key"]).loc[(niveau.items[0].key, "totaal"), "aantal"] == truth


def test_fifth_tranche_is_a_variant(wave):
    study = Study.load(wave, tranche="5")
    assert study.n == (pd.read_csv(wave)["werkplaats"] == "Werkplaats Zeeland").sum()


def words(text):
    """Return text on one line, without the places where a word may be broken."""
    return " ".join(re.sub("[\u00ad\u2060]\\s?|-\n", "", text).split())


class Made:
    """A report that was made: its HTML and PDF, workbook and register of sentences, as text."""

    def __init__(self, folder):
        (self.main,) = dom.parse(str(folder / "report.html")).xpath("//main")
        self.page = words(self.main.text_content())
        self.paper = words("\n".join(page_texts(folder / "report.pdf")))
        book = load_workbook(folder / "tabellenboek.xlsx", read_only=True)
        self.sheets = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        self.register = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)

    def texts(self, path):
        return [words(one.text_content()) for one in self.main.xpath(path)]

    def rows(self, table):
        """Return a table's rows, each as the texts of its cells."""
        return [[words(cell.text_content()) for cell in row] for row in self.main.xpath(f"//table[@id='{table}']//tr")]


def numbered(made):
    """The new level has a chapter with figures, and what comes after it is numbered on."""
    headings = made.texts("//h2")
    assert headings == [
        "Samenvatting",
        "1 Inleiding",
        "2 Opbrengsten op instellingsniveau",
        "3 Opbrengsten op opleidingsniveau",
        "4 Opbrengsten op studentniveau",
        "5 Opbrengsten op regioniveau",
        "Bijlage 1 Het formulier",
        "Bijlage 2 De respons",
        "Bijlage 3 De opbrengsten in eigen woorden",
        "Bijlage 4 Opmerkingen bij het formulier",
        "Over dit rapport",
    ]
    captions = made.texts("//figcaption")
    begun = ["Figuur 5.1 Opbrengsten op regio", "Figuur 5.2 Status", "Figuur 5.3 Aard"]
    for start in [*begun, "Tabel 1.1", "Tabel B2.1", "Tabel B2.2", "Tabel B2.3"]:
        assert [one for one in captions if one.startswith(start)], start
    told = [
        "naar vier niveaus: instellingsniveau, opleidingsniveau, studentniveau en regioniveau",
    ]
    for text in [*headings, *begun, *told, "Het formulier staat in bijlage 1"]:
        assert text in made.page and text in made.paper, text


def named(made, study, figures):
    """What is new and what was renamed is in figures, tables, sentences and the form."""
    sentences = {niveau: " ".join(part["tekst"]) for niveau, part in made.register.groupby("niveau")}
    for niveau, label, phrase, asked in (
        ("instelling", "Huisvesting", "een betere huisvesting", "Betere huisvesting"),
        ("student", "Vaardigheden", "meer vaardigheden", "Meer vaardigheden"),
        ("regio", "Opbrengst 3", "opbrengst 3", "4. Impact van de Digitale Werkplaats op regioniveau"),
    ):
        assert label in (figures / f"{niveau}-opbrengsten.svg").read_text(encoding="utf-8")
        assert any(label in row[0] for row in made.rows(f"cijfers-{niveau}-opbrengsten")), label
        assert phrase in sentences[niveau].lower()
        assert asked in made.page and asked in made.paper, asked
    for niveau in study.codebook.niveaus:
        listed = " ".join(row[0] for row in made.rows(f"cijfers-{niveau.key}-opbrengsten"))
        assert all(item.label in listed for item in niveau.named), niveau.key
    assert "Opbrengsten regioniveau" in made.texts("//table[starts-with(@id, 'antwoorden')]//th")


def counted(made, wave):
    """The new tranche, sector and workplace are in the tables of the response."""
    frame, places = pd.read_csv(wave, dtype=str), pd.read_csv(wave.with_name("werkplaatsen.csv"), dtype=str)
    tranche = frame["werkplaats"].map(places.set_index("werkplaats")["tranche"])
    for table, name, who in (
        ("respons-tranche", "Tranche 5", tranche == "5"),
        ("respons-sector", "Vo", frame["sector"] == "vo"),
        ("respons-werkplaats", "Werkplaats Zeeland", frame["werkplaats"] == "Werkplaats Zeeland"),
    ):
        (row,) = [row for row in made.rows(table) if name in row]
        assert str(who.sum()) in row, row


def left_out(made):
    """Nothing is left of what was removed or renamed, nor of the facts of the measurement before."""
    before = {niveau.key: niveau for niveau in read_codebook().niveaus}
    for item in before["opleiding"].items[0], before["student"].items[0]:
        for text in (made.page, made.paper, made.sheets, made.register.to_csv()):
            assert not [one for one in (item.label, item.zin, item.tekst) if one in text]
    facts = yaml.safe_load((DATA / "bron.yml").read_text(encoding="utf-8"))
    for name in ("subsidiegever", "eerste_subsidie_tot", "getraind", "geholpen", "branches", "aanbeveling", "monitor"):
        assert facts[name]["waarde"] not in made.page + made.paper, name
    for start in ("wil weten welke impact", "een onderzoek van", "Het onderzoek begon met gesprekken", "reconstructie"):
        assert start not in made.page + made.paper, start


@pytest.mark.slow
def test_the_report_of_a_wave(wave, tmp_path):
    work = tmp_path / "werk"
    with kept_in(work):
        study = Study.load(wave)
        made = Made(make_report(Request(wave), ["html", "pdf"], "builtin", tmp_path / "uit", work=work))
    numbered(made)
    named(made, study, work / "alle" / "figures")
    counted(made, wave)
    left_out(made)


def test_facts_belong_to_a_measurement(wave):
    study = Study.load(wave)
    assert set(variables(study)["bron"].values()) == {""} and not metadata(study, "builtin")["bron"]
    own = (DATA / "bron.yml").read_text(encoding="utf-8").replace('meting: "2022"', 'meting: "2025"')
    wave.with_name("bron.yml").write_text(own.replace("negen van de tien", "acht van de tien"), encoding="utf-8")
    assert variables(study)["bron"]["aanbeveling"] == "acht van de tien" and metadata(study, "builtin")["bron"]

"""The report of the invented second wave beside the first: what is shown of both, and that it says it is invented."""

import csv
import re

import pytest
import yaml
from filelock import FileLock
from lxml import html as dom
from openpyxl import load_workbook

from impactmonitor.analysis.change import changes
from impactmonitor.analysis.changed_answers import changed_answers, two_bars
from impactmonitor.analysis.earlier_wave import load
from impactmonitor.analysis.study import Study, family
from impactmonitor.paths import DATA, ROOT
from impactmonitor.report.overview import overview
from impactmonitor.report.prose import metadata
from impactmonitor.report.trends import EDGE, HIGH
from impactmonitor.report.word import _said
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request

pytestmark = pytest.mark.thorough  # builds a report of two measurements
LEVELS = ("instelling", "opleiding", "student")


@pytest.fixture(scope="session")
def study():
    return load(ROOT / "examples" / "2024" / "respons.csv", previous=DATA)


@pytest.fixture(scope="session")
def folder(shared):
    """The report, as a web page, built once for all tests."""
    output, work = shared / "waves", shared / "waves-work"
    with FileLock(shared / "waves.lock"):
        if not (output / "alle" / "params.yml").exists():
            asked = Request(ROOT / "examples" / "2024" / "respons.csv", previous=(DATA,))
            make_report(asked, ["html"], "builtin", output, say=lambda line: None, work=work)
    return output / "alle"


@pytest.fixture(scope="session")
def page(folder):
    return dom.parse(str(folder / "report.html")).getroot()


def words(element):
    return " ".join(re.sub("[\u00ad\u2060]", "", element.text_content()).split())


@pytest.mark.parametrize("level", LEVELS)
def test_each_chapter_sets_the_waves_side_by_side(page, study, level):
    (section,) = page.xpath(f"//*[@id='sec-{level}-vergeleken']")
    assert words(section).endswith("Vergeleken met 2022")
    (figure,) = page.xpath(f"//*[@id='fig-{level}-vergeleken']")
    told = " ".join(figure.xpath(".//@aria-label | .//@alt"))
    table = {row.get("id"): words(row) for row in page.xpath(f"//table[@id='cijfers-{level}-vergeleken']//tr[@id]")}
    changed = changes(study, study.codebook.niveau(level)).query("groep_key == 'totaal'")
    for row in changed.itertuples():
        shown = table[f"cijfers-{level}-vergeleken-{row.item}"]
        assert f" {row.vorige_aantal} " in shown and f" {row.aantal} " in shown, row.item
        assert ("anders gevraagd" in shown) == (row.vergelijking != "zelfde")
        assert row.opbrengst in told and "2022 n=64" in told and "2024 n=78" in told


@pytest.mark.parametrize("scale", ["status", "aard"])
def test_status_and_nature_stand_in_two_bars(page, study, scale):
    for level in LEVELS:
        (figure,) = page.xpath(f"//*[@id='fig-{level}-vergeleken-{scale}']")
        told = " ".join(figure.xpath(".//@aria-label | .//@alt"))
        rows = {
            row.get("id"): words(row)
            for row in page.xpath(f"//table[@id='cijfers-{level}-vergeleken-{scale}']//tr[@id]")
        }
        bars = two_bars(changed_answers(study, study.codebook.niveau(level)), scale)
        assert len(rows) == bars["opbrengst"].nunique() > 0
        for row in bars.itertuples():
            assert f"{row.opbrengst} (n={row.n})" in told
            end = "-vorige" if row.groep_key == "vorige" else ""
            shown = rows[f"cijfers-{level}-vergeleken-{scale}-{row.item}{end}"]
            assert f" {row.n} " in shown and f" {row.aantal} " in shown


def test_what_cannot_be_compared_is_told_and_links_lead_somewhere(page):
    text = words(page)
    assert "is in 2022 anders gevraagd (* in figuur en tabel)" in text
    assert "In 2022 is niet apart gevraagd naar meer gebruik van AI in het onderwijs" in text
    assert "64 van de 178 benaderde personen (36%), in 2024 78 van de 192 (41%)" in text
    known = set(page.xpath("//@id"))
    assert not {link for link in page.xpath("//a/@href") if link.startswith("#") and link[1:] not in known}


def test_it_is_said_to_be_invented(page, folder, study):
    (cover,) = page.xpath("//p[@class='melding']")
    assert cover.text == "De antwoorden in dit rapport zijn verzonnen."
    text = words(page)
    assert "Niemand heeft deze antwoorden gegeven" in text and "), verzonnen" in words(page.xpath("//footer")[0])
    assert "De antwoorden van 2022, waarmee dit rapport vergelijkt, zijn een reconstructie." in text
    made = yaml.safe_load((folder / "params.yml").read_text(encoding="utf-8"))
    assert (made["verzonnen"], made["reconstructie"], made["vorige"]["meting"]) == (True, False, "2022")
    assert _said(metadata(study, ""))["melding"] == "Antwoorden: verzonnen"


def test_tabellenboek_and_ledger_hold_the_changes(folder, study):
    book = load_workbook(folder / "tabellenboek.xlsx", read_only=True)
    contents = [str(value) for row in book["Inhoud"].iter_rows(values_only=True) for value in row if value]
    assert "De antwoorden zijn verzonnen: dit is een voorbeeld van een volgende meting." in contents
    rows = [row for row in book["Vergelijking"].iter_rows(values_only=True) if row[1] == "Relatie tussen mbo en hbo"]
    with (folder / "cijfers.csv").open(encoding="utf-8", newline="") as file:
        ledger = [row for row in csv.DictReader(file) if row["item"] == "relatie_mbo_hbo" and row["groep"] == "totaal"]
    told = {row["maat"]: row for row in ledger}
    row = changes(study, study.codebook.niveaus[0]).query("item == 'relatie_mbo_hbo' and groep_key == 'totaal'").iloc[0]
    assert rows[0][4] == "gestegen" and {row["vorige_aantal"], row["aantal"]} <= set(rows[0])
    answers = changed_answers(study, study.codebook.niveaus[0]).query("schaal == 'aard' and item == 'relatie_mbo_hbo'")
    then, now = (answers[answers["groep_key"] == key].iloc[0] for key in ("vorige", "nu"))
    sheet = [
        row for row in book["Vergelijking kenmerken"].iter_rows(values_only=True) if row[1:3] == (now.uitkomst, "Aard")
    ]
    assert sheet[0][5] == now.oordeel and {then.aantal, now.aantal} <= set(sheet[0])
    assert next(row["aantal"] for row in ledger if row["maat"] == "aard in 2022") == str(then.aantal)
    assert float(told["verschil in aard met 2022"]["verschil"]) == pytest.approx(now.verschil, abs=1e-6)
    assert told["genoemd in 2022"]["aantal"] == str(row["vorige_aantal"])
    assert float(told["verschil met 2022"]["verschil"]) == pytest.approx(row["verschil"], abs=1e-6)


def test_the_overview_tells_the_trends(study):
    page = dom.fromstring(overview(study)({one.slug: ["report.html"] for one in family(study)}))
    assert page.xpath("//nav//a[@href='#trends']")
    for niveau in study.codebook.niveaus:
        (table,) = page.xpath(f"//table[@aria-labelledby='trends-{niveau.key}']")
        heads = [words(one) for one in table.xpath(".//thead//th")]
        assert heads == ["Opbrengst", "Verloop", "2022 (n=64)", "2024 (n=78)", "Verschil", "Oordeel"]
        rows = {words(row[0]): [words(cell) for cell in row[2:]] for row in table.xpath(".//tbody/tr")}
        changed = changes(study, niveau).query("groep_key == 'totaal'")
        assert len(rows) == len(changed)
        for row in changed.itertuples():
            alike = row.vergelijking == "zelfde"
            then, now, change, verdict = rows[row.opbrengst if alike else f"{row.opbrengst}*"]
            assert then.startswith(f"{row.vorige_aantal} (") and now.startswith(f"{row.aantal} (")
            assert verdict == (row.oordeel if alike else "anders gevraagd") and bool(change) == alike
        for line in table.xpath(".//tbody//svg"):
            drawn = [(HIGH - EDGE - float(dot.get("cy"))) / (HIGH - 2 * EDGE) for dot in line.xpath(".//circle")]
            shares = [float(cell.split("(")[1][:-2]) / 100 for cell in map(words, line.getparent().getparent()[2:4])]
            assert drawn == pytest.approx(shares, abs=0.01)
    assert "trends" not in overview(Study.load())({"alle": ["report.html"]}).split("<main")[1].split("<script")[0]

"""What the page offers a reader beside the text: why a sentence is there, search, and figures to keep and to cite."""

import csv
import io
import pathlib
import re

import pytest
from lxml import html as dom

from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.report.downloads import FILES


@pytest.fixture(scope="module")
def printed():
    return [claim for claim in rules.evaluate(Study.load()) if claim.afgedrukt and not claim.noot]


def section_of(sentence):
    return sentence.xpath("string(preceding::h2[1])").lower()


def saved(page, button):
    with page.expect_download() as waited:
        page.get_by_role("button", name=button).first.click()
    with pathlib.Path(waited.value.path()).open("rb") as file:
        return waited.value.suggested_filename, file.read()


def test_every_sentence_leads_to_its_claim_and_back(root, printed):
    sentences = root.xpath("//main//span[contains(@class, 'zin')]/@data-claim")
    assert {claim.key for claim in printed} == set(sentences)
    for claim in printed:
        entry = root.get_element_by_id(f"claim-{claim.key}").getparent()
        assert claim.wanneer in entry.text_content()
        (back,) = entry.xpath(f".//a[@href='#zin-{claim.key}']")
        sentence = root.get_element_by_id(f"zin-{claim.key}")
        assert sentence.text_content() == back.text_content()
        assert root.get_element_by_id(f"zin-{claim.key}").get(
            "data-claim"
        ) == claim.key and "samenvatting" not in section_of(sentence)
    for way in root.xpath("//a[@class='waarom']"):
        assert way.get("href")[7:] == way.getparent().xpath(".//span[@class='zin']/@data-claim")[0]


def test_why_tells_the_claims_of_the_whole_paragraph(page):
    paragraph = page.locator("#zin-instelling-koploper").locator("xpath=ancestor::p")
    claims = paragraph.locator(".zin").evaluate_all("all => all.map(one => one.dataset.claim)")
    way = paragraph.get_by_role("link", name="Waarom staat dit hier?")
    way.focus()
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog", name="Waarom staat dit hier?")
    assert window.get_by_role("listitem").count() == len(claims) > 1
    assert "Voorwaarde:" in window.inner_text() and "claim volgers" in window.inner_text()
    page.keyboard.press("Escape")
    assert not window.is_visible() and way.evaluate("one => one === document.activeElement")


FOLLOWED = """async () => {
  const found = [];
  for (const number of document.querySelectorAll("main a.getal")) {
    const elsewhere = number.hash !== location.hash;
    const shown = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    number.click();
    if (elsewhere) await shown;
    const lit = [...document.querySelectorAll("td.gekozen")];
    const row = document.querySelector("tr.gekozen"), table = row && row.closest("table");
    const edges = table && [table.tHead.getBoundingClientRect().top, row.getBoundingClientRect().bottom];
    found.push({
      hash: number.hash, title: number.title, cells: lit.map((cell) => cell.textContent), row: row && `#${row.id}`,
      heads: lit.length ? lit[0].headers.split(" ").map((id) => document.getElementById(id).textContent) : [],
      seen: Boolean(table) && edges[0] >= 0 && edges[1] <= innerHeight && (!lit.length || checks.inView(lit[0])),
    });
  }
  return found;
}"""


def test_every_number_lights_the_cells_of_its_group_under_their_heads(page):
    followed = page.evaluate(FOLLOWED)
    assert len(followed) > 50 and [one for one in followed if one["row"] != one["hash"] or not one["seen"]] == []
    lit = [one for one in followed if one["cells"]]
    assert len(lit) > 0.9 * len(followed), [one for one in followed if not one["cells"]]
    for one in lit:
        count, base = re.match(r"(\d+) van de (\d+)", one["title"]).groups()
        assert count in one["cells"], one
        bases = re.findall(r"\(n=(\d+)\)", " ".join(one["heads"]))
        assert set(bases) <= {base}, one


def test_search_leads_to_every_part_of_the_report(page):
    field = page.get_by_role("searchbox", name="Zoek in dit rapport")
    field.fill("soft skills")
    hits = page.locator(".zoek-rapport li a")
    assert hits.count() == 12 and "plaatsen gevonden; de eerste 12" in page.locator(".zoek-rapport p").inner_text()
    field.fill("grafisch lyceum")
    assert hits.count() == 1
    hits.first.click()
    found = page.evaluate("document.getElementById(location.hash.slice(1)).textContent")
    assert "Grafisch Lyceum" in found
    field.fill("dit woord staat nergens")
    assert hits.count() == 0 and "0 plaatsen gevonden" in page.locator(".zoek-rapport p").inner_text()


def test_margins_of_a_figure_can_be_switched_off(page):
    figure = page.locator("#fig-instelling-opbrengsten")
    margins = figure.locator("svg.breed [id*='-marge-']")
    page.get_by_text("Bewaar figuur 2.1", exact=True).click()
    button = figure.get_by_role("button", name="Marges tekenen")
    for pressed in ("true", "false", "true"):
        assert button.get_attribute("aria-pressed") == pressed
        displays = margins.evaluate_all("all => all.map((one) => getComputedStyle(one).display)")
        assert len(displays) > 20 and {display != "none" for display in displays} == {pressed == "true"}
        button.click()
    assert page.locator("#fig-instelling-status").get_by_text("Marges tekenen").count() == 0


def test_a_figure_is_kept_as_drawing_picture_and_numbers(page, report):
    page.get_by_text("Bewaar figuur 2.1", exact=True).click()
    name, drawing = saved(page, "Tekening (SVG)")
    assert name == "instelling-opbrengsten.svg"
    assert dom.fromstring(drawing).tag == "svg" and b"@font-face" in drawing
    name, picture = saved(page, "Plaatje (PNG)")
    assert name == "instelling-opbrengsten.png" and picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 20_000
    name, numbers = saved(page, "Cijfers (CSV)")
    rows = list(csv.DictReader(io.StringIO(numbers.decode("utf-8-sig")), delimiter=";"))
    study = Study.load()
    item = study.codebook.niveau("instelling").named[0]
    told = {(row["groep"], row["maat"]): row["waarde"] for row in rows if row["rij"] == item.label}
    count = int(study.frame[f"instelling_{item.key}"].sum())
    assert told[f"Totaal (n={study.n})", "Aantal"] == str(count)


def test_the_bar_leads_to_the_files_that_are_there(root, report):
    bar = root.xpath("//nav[@class='bestanden-balk']//a")
    there = {path.name for path in report.iterdir()} - {"report.html", "params.yml"}
    assert {link.get("href"): link.text for link in bar} == {name: FILES[name] for name in FILES if name in there}
    assert {"report.pdf", "tabellenboek.xlsx", "cijfers.csv"} <= there

"""The HTML as a reviewer uses it: found, searched, cited, printed, in a real browser; also without JavaScript."""

import re

import pytest
from order import first
from paper import page_texts
from playwright.sync_api import expect

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.display.cells import margin_cell, share_cell
from impactmonitor.report.engines import render

RELATION = "relatie_mbo_hbo"


def visible_rows(page):
    return page.locator(".antwoorden tbody tr:visible")


def in_view(locator):
    return locator.evaluate("one => checks.inView(one)")


# -- the file ------------------------------------------------------------------------------------------------------


def test_one_file_asks_for_nothing_else(opened, report):
    asked = []
    page = opened(1280, asked)
    page.evaluate("checks.unfold()")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [(report / "report.html").as_uri()]
    assert (report / "report.html").stat().st_size < 3_000_000


def test_a_page_without_contents_does_all_else(opened, prepared):
    source = prepared / "report.qmd"
    source.write_text(source.read_text(encoding="utf-8").replace("---\n", "---\ntoc: false\n", 1), encoding="utf-8")
    page = opened(1280, path=render(prepared, ["html"], "builtin")["html"])
    assert page.locator("#TOC").count() == 0 and page.locator("details.bewaar").count() == 12
    page.goto(f"{page.url}#100%")  # no name in an address, and no fault either
    page.locator("a.getal").first.click()
    assert page.locator("tr.gekozen").count() == 1


def test_ids_are_unique_and_every_link_arrives(root):
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in root.xpath("//@href") if href.startswith("#")]
    assert len(targets) > 100 and set(targets) <= set(ids)
    beside = root.xpath("//@href[not(starts-with(., '#') or starts-with(., 'https://'))]")
    assert beside == root.xpath("//nav[@class='bestanden-balk']//@href")


def test_every_heading_figure_and_table_can_be_cited(root):
    cited = {href[1:] for href in root.xpath("//a[contains(@class, 'anker')]/@href")}
    heads = root.xpath("//main//*[self::h2 or self::h3 or self::h4 or self::h5]/@id")
    figures = root.xpath("//figure/@id")
    assert len(figures) > 10 and cited == {*heads, *figures}


def test_every_figure_is_followed_by_its_numbers(root):
    figures = root.xpath("//figure[@class='figuur']")
    assert len(figures) > 5
    for figure in figures:
        details = figure.getnext()
        number = figure.xpath("string(.//span[@class='nummer'])")
        assert details.tag == "details" and details.xpath("string(summary)") == f"Cijfers bij {number.lower()}"
        assert details.xpath(".//table") and len(details.xpath("string(.//div[@class='noot'])")) > 50


def test_every_number_leads_to_its_row_and_back(root):
    numbers = root.xpath("//a[contains(@class, 'getal')]")
    assert len(numbers) > 30
    for number in numbers:
        row = root.get_element_by_id(number.get("href")[1:])
        assert row.xpath("ancestor-or-self::table")
        assert re.search(r"\d+ van de \d+", number.get("title"))
        back = row.xpath("descendant::*[contains(@class, 'terug')]/a")
        assert number.get("data-plaats") in [link.text for link in back]


# -- a reviewer's questions ----------------------------------------------------------------------------------------


def test_share_of_hbo_that_names_the_relation_and_its_margin(page):
    study = Study.load()
    table = tabulation.outcomes(study, study.codebook.niveau("instelling"))
    expected = table[(table["item"] == RELATION) & (table["groep_key"] == "hbo")].iloc[0]
    page.get_by_role("navigation").get_by_role("link", name="2.1 De genoemde opbrengsten").click()
    page.get_by_text("Cijfers bij figuur 2.1").click()
    row = page.get_by_role("table", name="Cijfers bij figuur 2.1").get_by_role("row", name="Relatie tussen mbo en hbo")
    group = page.locator("#cijfers-instelling-opbrengsten th", has_text=f"Hbo (n={expected.n})").get_attribute("id")
    cells = row.locator(f"td[headers~='{group}']").all_inner_texts()
    assert cells == [str(expected.aantal), share_cell(expected.aandeel), margin_cell((expected.laag, expected.hoog))]


def test_the_answer_that_mentions_grafisch_lyceum(page):
    page.get_by_role("navigation").get_by_role("link", name="Bijlage 3").click()
    page.get_by_role("searchbox", name="antwoorden en opmerkingen").fill("grafisch lyceum")
    assert visible_rows(page).count() == 1
    assert "Grafisch Lyceum Utrecht" in visible_rows(page).inner_text()
    assert page.get_by_role("status").filter(has_text="Getoond").inner_text() == (
        "Getoond: 1 van de 47 antwoorden en 0 van de 21 opmerkingen."
    )
    page.get_by_role("button", name="Toon alles").click()
    assert visible_rows(page).count() == 68


def test_search_takes_words_in_any_order_and_without_accents(page):
    search = page.get_by_role("searchbox", name="antwoorden en opmerkingen")
    search.fill("lyceum GRAFISCH")
    assert visible_rows(page).count() == 1
    search.fill("Eén")
    accented = visible_rows(page).count()
    search.fill("een")
    assert visible_rows(page).count() == accented > 1
    search.fill("nergens te vinden")
    assert visible_rows(page).count() == 0


def test_search_hides_a_list_without_hits(page):
    page.get_by_role("searchbox", name="antwoorden en opmerkingen").fill("Grafisch Lyceum Utrecht")
    shown = [page.locator(f"#{name}").is_visible() for name in ("antwoorden-1", "antwoorden-2", "antwoorden-3")]
    assert shown == [True, False, False] and page.locator("#opmerkingen").is_hidden()


def test_a_text_says_nothing_of_who_wrote_it(page, root, cells):
    assert page.locator("main select").count() == page.get_by_role("combobox").count() == 1
    named = {"instelling", "opleiding", "student", "opmerking"}
    offered = {
        one.partition("-")[0] for one in page.locator("main option").evaluate_all("all => all.map(o => o.value)")
    }
    assert offered == {"", *named}  # themes of a level: what the text itself tells
    rows = root.xpath("//div[contains(@class, 'antwoorden')]//tbody/tr")
    assert len(rows) == 68
    for part in [one for row in rows for one in row.iter()]:
        known = {"lang", "role", "style", "headers", "data-kop", "class"}
        known |= {"data-thema", "id"} if part.get("data-thema") else set()
        assert set(part.attrib) <= known, dict(part.attrib)
        assert part.get("data-kop", "") in {"", *root.xpath("//thead//th/text()")}
        assert set(part.get("headers", "").split()) <= set(root.xpath("//thead//@id"))
    for themes in root.xpath("//span[@class='themas']"):
        themes.drop_tree()
    remarks = [" ".join(row.text_content().split()) for row in root.xpath("//table[@id='opmerkingen']/tbody/tr")]
    given = [" ".join(text.split()) for text in cells["opmerking"] if text]
    assert sorted(remarks) == sorted(given) and remarks not in (given, given[::-1])


def test_from_a_theme_to_its_answers(page):
    page.locator("details:has(#cijfers-student-themas) > summary").click()
    number = page.locator("#cijfers-student-themas-beroepsbeeld td a").first
    count = int(number.inner_text())
    number.click()
    expect(page.get_by_role("combobox")).to_have_value("student-beroepsbeeld")  # the page hears of its new place later
    assert visible_rows(page).count() == count == 14
    assert all("Beeld van beroep en werkveld" in text for text in visible_rows(page).all_inner_texts())
    assert in_view(page.get_by_role("combobox"))
    page.get_by_role("searchbox", name="antwoorden en opmerkingen").fill("werkveld")
    assert 0 < visible_rows(page).count() < count  # words are looked for in the texts, not in the names of themes
    page.get_by_role("button", name="Toon alles").click()
    assert visible_rows(page).count() == 68
    page.get_by_role("combobox").select_option("opmerking-waardering")
    assert visible_rows(page).count() == 8


def test_cite_a_figure(page):
    contents = page.get_by_role("navigation")
    contents.get_by_text("Figuren en tabellen").press("Enter")  # it moves under a mouse while the page finds its place
    contents.get_by_role("link", name="Figuur 3.2").click()
    figure = page.locator("#fig-opleiding-status")
    assert in_view(figure.locator("figcaption"))
    figure.hover()
    figure.get_by_role("link", name="Link naar Figuur 3.2").click()
    page.get_by_text("De link is gekopieerd.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url and copied.endswith("report.html#fig-opleiding-status")


def test_from_a_number_to_its_row_and_back_to_the_text(page):
    number = page.locator("h3#sec-conclusie-instelling").locator("xpath=following::a[contains(@class, 'getal')][1]")
    start, row = number.get_attribute("id"), page.locator(f"tr{number.get_attribute('href')}")
    number.click()
    assert row.is_visible() and in_view(row) and "gekozen" in row.get_attribute("class")
    row.get_by_role("link", name="Terug naar de tekst: 5.1").click()
    assert page.url.endswith(f"#{start}") and in_view(number)


def test_contents_mark_the_current_section(page):
    current = page.locator("#TOC a[aria-current]")
    for target in ("sec-opleiding-kenmerken", "sec-antwoorden-2", "sec-student"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", target)
        page.locator(f"#TOC a[aria-current][href='#{target}']").wait_for()
        assert current.count() == 1 and in_view(current)


def test_contents_do_not_move_under_who_walks_through_them(page):
    link = page.get_by_role("navigation").get_by_role("link", name="Over dit rapport")
    page.keyboard.press("Tab")  # as somebody with a keyboard: what has focus shows it
    link.focus()
    assert in_view(link)
    page.evaluate("document.getElementById('sec-inleiding').scrollIntoView()")
    page.locator("#TOC a[aria-current][href='#sec-inleiding']").wait_for()
    assert in_view(link)


def test_contents_on_a_phone_stay_at_hand(opened):
    page = opened(360)
    details = page.locator("#TOC > details")
    assert details.get_attribute("open") is None
    page.evaluate("document.getElementById('sec-antwoorden').scrollIntoView()")
    details.locator("summary").first.click()
    page.get_by_role("link", name="2.2 Kenmerken van de opbrengsten").click()
    assert details.get_attribute("open") is None
    assert in_view(page.locator("#sec-instelling-kenmerken"))


# -- without JavaScript, and on paper ------------------------------------------------------------------------------


def test_whole_without_javascript(opened):
    page = opened(360, script=False)
    assert page.locator("form, input").count() == 0
    assert visible_rows(page).count() == 68
    details = page.locator("details.cijfers").first
    details.locator("summary").click()
    assert details.locator("tbody tr").first.is_visible()
    number = page.locator("a.getal").nth(5)
    number.click()
    assert page.locator(number.get_attribute("href")).is_visible()


@pytest.mark.parametrize("script", first([True, False]))
def test_printed_whole(opened, report, tmp_path, script):
    page = opened(1280, script=script)
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    pages = page_texts(tmp_path / "print.pdf")
    words = " ".join(" ".join(pages).split())
    for needed in ("55–80%", "berekend met permutatie", "Grafisch Lyceum", "De lijst staat niet op papier"):
        assert needed in words, needed
    assert "Zoek in antwoorden" not in words and "Voorwaarde:" not in words
    assert len(pages) <= 1.25 * len(page_texts(report / "report.pdf"))


def test_no_table_is_cut_on_paper(opened):
    page = opened(1280)
    page.set_viewport_size({"width": int((210 - 40) / 25.4 * 96), "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("checks.unfold()")
    width = page.evaluate("innerWidth")
    tables = page.locator("table").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert len(tables) > 20 and max(tables) <= width

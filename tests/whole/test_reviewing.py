"""Reviewers comment in the page, without a server: written, kept, saved, opened by others, found in a newer report."""

import re

import pytest
from reviewing import Reviewer, annotations

from impactmonitor.paths import ROOT, THEME
from impactmonitor.report.engines import render
from impactmonitor.report.quotations import read_words
from impactmonitor.report.remarks import read_annotations

KOPLOPER = "#zin-instelling-koploper"
WORDS = "steekt boven de andere opbrengsten uit"
ADDED = 60_000  # bytes that all of this may add to the page


@pytest.fixture
def anne(opened):
    return Reviewer(opened(1280), "Anne")


def test_a_comment_stands_beside_its_words_and_stays(anne, report):
    anne.select(KOPLOPER, WORDS)
    anne.comment("Klopt dit?")
    page, card = anne.page, anne.page.locator(".kant-kaart")
    words, beside = page.locator(KOPLOPER).bounding_box(), card.bounding_box()
    assert beside["x"] > words["x"] + words["width"] and abs(beside["y"] - words["y"]) < 60
    marked = "[...CSS.highlights.get('kanttekening-actief')].map(String)"
    assert page.evaluate(marked) == [WORDS]
    page.reload()
    assert page.locator("#kant-knop").inner_text() == "Kanttekeningen (1)"
    page.locator("#kant-knop").click()
    assert anne.cards() == ["Klopt dit?"]
    page.close()
    again = page.context.new_page()
    again.goto((report / "report.html").as_uri())
    assert again.locator("#kant-knop").inner_text() == "Kanttekeningen (1)"


def test_what_is_half_written_is_not_lost(anne):
    anne.select(KOPLOPER, WORDS)
    anne.page.locator(".kant-hier").click()
    anne.page.get_by_label("Uw kanttekening").fill("Nog niet af")
    anne.page.reload()
    assert anne.page.get_by_label("Uw kanttekening").input_value() == "Nog niet af"
    assert WORDS in anne.page.locator("blockquote.kant-citaat").inner_text()
    anne.write("Nu wel af")
    assert anne.cards() == ["Nu wel af"]


@pytest.mark.thorough
def test_what_is_being_written_gives_way_to_nothing(anne):
    page, dialogs = anne.page, []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    anne.select(KOPLOPER, WORDS)
    anne.comment("Eerste")
    anne.select("#zin-instelling-volgers", "sterkere positie")
    page.locator(".kant-hier").click()
    field = page.get_by_label("Uw kanttekening")
    field.fill("Nog bezig")
    page.get_by_role("button", name="Wijzig: kanttekening").click()
    assert field.input_value() == "Nog bezig" and "eerst" in page.locator(".kant-melding").inner_text()
    anne.select(KOPLOPER, WORDS)  # other words after all
    page.locator(".kant-hier").click()
    assert field.input_value() == "Nog bezig" and WORDS in page.locator("blockquote.kant-citaat").inner_text()
    field.press("Escape")
    assert dialogs == ["Weggooien wat u schreef?"] and field.input_value() == "Nog bezig"
    field.fill("")
    field.press("Escape")
    assert anne.cards() == ["Eerste"] and page.evaluate("document.activeElement.textContent") == "Nieuw"


@pytest.mark.thorough
def test_two_windows_do_not_undo_each_other(anne):
    other = Reviewer(anne.page.context.new_page(), "Anne")
    other.page.goto(anne.page.url)
    anne.select(KOPLOPER, WORDS)
    anne.comment("Een")
    other.select(KOPLOPER, WORDS)
    other.comment("Twee")
    assert sorted(other.cards()) == ["Een", "Twee"]
    anne.page.locator(".kant-tekst", has_text="Twee").wait_for()
    anne.page.get_by_role("button", name="Nieuw").click()
    anne.page.get_by_label("Uw kanttekening").press_sequentially("Half")
    other.select(KOPLOPER, WORDS)
    other.comment("Drie")
    anne.page.locator(".kant-tekst", has_text="Drie").wait_for()
    anne.page.keyboard.type(" af")
    assert anne.page.get_by_label("Uw kanttekening").input_value() == "Half af"


BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
FULL = "Storage.prototype.setItem = () => { throw new Error('full') }"


@pytest.mark.thorough
@pytest.mark.parametrize("storage", [BLOCKED, FULL], ids=["blocked", "full"])
def test_who_keeps_nothing_is_told_before_leaving(opened, storage):
    page = opened(1280)
    page.add_init_script(storage)
    page.reload()
    anne = Reviewer(page, "Anne")
    anne.select(KOPLOPER, WORDS)
    anne.comment("Klopt dit?")
    assert anne.cards() == ["Klopt dit?"] and "bewaart niets" in page.locator(".kant-melding").inner_text()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_keyboard_alone_will_do(anne):
    page = anne.page
    page.locator("#zin-instelling-volgers").scroll_into_view_if_needed()
    page.keyboard.press("Control+Alt+KeyM")
    assert page.evaluate("document.activeElement.closest('label').innerText").startswith("Onderdeel")
    page.get_by_label("Onderdeel").select_option(label="3.1 De genoemde opbrengsten")
    page.locator(".kant-nieuw select").nth(1).select_option(index=2)
    page.get_by_label("Uw kanttekening").focus()
    page.keyboard.type("Zonder muis")
    page.get_by_label("Uw naam").fill("Anne")
    page.keyboard.press("Control+Enter")
    assert anne.cards() == ["Zonder muis"]
    assert page.evaluate("document.activeElement.dataset.doet") == "ga"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.get_by_role("button", name="Sluiten").click()
    assert page.evaluate("document.activeElement.id") == "kant-knop"


def test_figures_and_rows_are_named(anne, tmp_path):
    anne.page.get_by_role("button", name="Kanttekening bij figuur 2.1").click()
    anne.write("Andere volgorde")
    anne.page.locator("details.cijfers summary").first.click()
    anne.select("[id='cijfers-instelling-opbrengsten-positie_regio']", "66%")
    anne.comment("Nagerekend")
    anne.select(KOPLOPER, WORDS)
    anne.comment("Mooi")
    (sentence, figure, row) = annotations(anne.save(tmp_path))
    named = [one["target"]["selector"][1]["value"] for one in (figure, row)]
    assert named == ["fig-instelling-opbrengsten", "cijfers-instelling-opbrengsten-positie_regio"]
    assert sentence["target"]["claim"] == "instelling-koploper"
    quote = sentence["target"]["selector"][0]
    assert quote["type"] == "TextQuoteSelector" and quote["exact"] == WORDS and len(quote["prefix"]) == 40
    assert {"id", "type", "motivation", "created", "creator", "body", "target"} <= set(sentence)
    assert "file:" not in str(sentence)  # says nothing of the folders of who wrote it


@pytest.mark.thorough
def test_files_of_several_are_read_sifted_and_done(opened, tmp_path):
    files = []
    for name, selector in (("Bram", KOPLOPER), ("Cas", "#zin-opleiding-koploper")):
        reviewer = Reviewer(opened(1280), name)
        reviewer.select(selector, "steekt boven")
        reviewer.comment(f"Van {name}")
        files.append(reviewer.save(tmp_path))
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"a": 1}', encoding="utf-8")
    anne = Reviewer(opened(1280), "Anne")
    page = anne.page
    anne.open(*files, wrong)
    told = page.locator(".kant-melding").inner_text()
    assert "2 gelezen, 2 nieuw" in told and "wrong.json" in told
    assert anne.cards() == ["Van Bram", "Van Cas"]
    page.get_by_label("Van wie").select_option(label="van Cas")
    assert anne.cards() == ["Van Cas"]
    page.get_by_role("button", name="Afgehandeld: kanttekening van Cas").click()
    page.get_by_label("Van wie").select_option(label="van iedereen")
    page.get_by_label("Welke").select_option(label="alleen open")
    assert anne.cards() == ["Van Bram"]
    page.get_by_role("button", name="Kopieer als tekst").click()
    page.locator(".kant-melding", has_text="Gekopieerd").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“steekt boven”\nBram: Van Bram" in copied and "Cas" not in copied
    anne.open(*files)  # what was read again is older than what was done since
    assert anne.cards() == ["Van Bram"]
    done = [one for one in read_annotations(anne.save(tmp_path)) if one.done]
    assert [one.text for one in done] == ["Van Cas"]


def test_comments_are_changed_and_dropped(anne):
    anne.select(KOPLOPER, WORDS)
    anne.comment("Eerst")
    anne.page.get_by_role("button", name="Wijzig: kanttekening").click()
    anne.page.get_by_label("Uw kanttekening").fill("Anders")
    anne.page.get_by_role("button", name="Plaats", exact=True).click()
    assert anne.cards() == ["Anders"]
    anne.page.on("dialog", lambda dialog: dialog.accept())
    anne.page.get_by_role("button", name="Verwijder: kanttekening").click()
    assert anne.cards() == [] and anne.page.locator("#kant-knop").inner_text() == "Kanttekeningen"


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")])
def test_axe_finds_nothing_with_comments_open(opened, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    anne = Reviewer(opened(width, scheme=scheme), "Anne")
    for selector in (KOPLOPER, "#zin-opleiding-koploper"):
        anne.select(selector, "steekt boven")
        anne.comment(selector)
    anne.page.get_by_role("button", name="Afgehandeld").first.click()
    anne.page.get_by_role("button", name="Nieuw").click()
    found = Axe().run(anne.page, context=".kant", options={"resultTypes": ["violations"]}).response
    assert [(rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]] == []
    assert len(found["passes"]) > 10
    assert anne.page.evaluate("document.documentElement.scrollWidth") <= width
    assert anne.page.evaluate("checks.overflowing()") == [] and anne.page.evaluate("checks.small()") == []


def test_on_a_phone_comments_are_a_sheet_below_the_text(opened):
    anne = Reviewer(opened(360), "Anne")
    anne.select(KOPLOPER, WORDS)
    anne.comment("Klopt dit?")
    sheet, page = anne.page.locator("#kant-vel").bounding_box(), anne.page.viewport_size
    assert sheet["width"] == 360 and sheet["y"] > 0.3 * page["height"]
    assert sheet["y"] + sheet["height"] == page["height"]


@pytest.mark.thorough
def test_other_tools_work_beside_comments(anne):
    anne.select(KOPLOPER, WORDS)
    anne.comment("Klopt dit?")
    page = anne.page
    page.locator(f"{KOPLOPER} a.getal").first.click()
    assert page.locator("tr.gekozen, td.gekozen").count() > 0
    page.locator("p", has=page.locator(KOPLOPER)).get_by_role("link", name="Waarom staat dit hier?").click()
    assert page.get_by_role("dialog", name="Waarom staat dit hier?").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox", name="Zoek in dit rapport").fill("soft skills")
    assert page.locator(".zoek-rapport li a").count() == 12
    page.get_by_role("searchbox", name="antwoorden en opmerkingen").fill("grafisch lyceum")
    assert page.locator(".antwoorden tbody tr:visible").count() == 1
    page.get_by_role("searchbox", name="antwoorden en opmerkingen").fill("")
    with page.expect_download() as waited:
        page.locator("figure .bewaar summary").first.click()
        page.get_by_role("button", name="Cijfers (CSV)").first.click()
    assert waited.value.suggested_filename.endswith(".csv")


def test_nothing_of_it_is_printed(anne):
    anne.select(KOPLOPER, WORDS)
    anne.comment("Klopt dit?")
    anne.page.emulate_media(media="print")
    assert not anne.page.locator(".kant").is_visible() and not anne.page.locator(".opmerk").first.is_visible()
    width = "document.querySelector('main').getBoundingClientRect().width"
    assert anne.page.evaluate(f"{width} === document.body.getBoundingClientRect().width")


@pytest.mark.thorough
def test_it_is_small_and_a_setting_leaves_it_out(prepared):
    whole = render(prepared, ["html"], "builtin")["html"].read_bytes()
    settings = (prepared / "_quarto.yml").read_text(encoding="utf-8")
    without = settings.replace("monitor-html: default", "monitor-html:\n    comments: false")
    (prepared / "_quarto.yml").write_text(without, encoding="utf-8")
    page = render(prepared, ["html"], "builtin")["html"].read_bytes()
    assert b"kant-knop" in whole and not re.search(rb"kant-|kanttekening|approxStringMatch", page)
    assert 20_000 < len(whole) - len(page) < ADDED


def test_the_page_reads_its_words_as_the_command_does(anne, report):
    assert anne.page.evaluate("reportText().text").strip() == read_words(report / "report.html").text.strip()


def test_the_library_is_pinned_with_its_licence():
    text = (ROOT / THEME / "review" / "approx-string-match.min.js").read_text(encoding="utf-8")
    assert re.search(r"approx-string-match \d+\.\d+\.\d+", text) and "MIT License" in text and "Robert Knight" in text

"""Accessibility of all pages by WCAG 2.2 AA: axe-core, and what it leaves to people."""

import pytest
from edited import EDITS, Edited
from order import first

from impactmonitor.analysis.earlier_wave import load
from impactmonitor.display.theme import tokens
from impactmonitor.paths import DATA, ROOT
from impactmonitor.report.overview import overview
from impactmonitor.run.compare import compare_outputs

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [1280, 360]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """The overview of a batch beside an earlier wave, in which one report failed."""
    study = load(ROOT / "examples" / "2024" / "respons.csv", previous=DATA)
    files = ["report.html", "report.pdf", "tabellenboek.xlsx"]
    made = {"alle": files, "tranche-3": files, "tranche-4": []}
    path = tmp_path_factory.mktemp("overzicht") / "index.html"
    path.write_text(overview(study)(made), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def changes(report, tmp_path_factory):
    """The page of what changed, with a difference of every kind that an edit makes."""
    edited = Edited(report, tmp_path_factory.mktemp("verschil"), 1)
    for name in EDITS:
        getattr(edited, name)()
    return compare_outputs(edited.old, edited.new, edited.old.parent).page


@pytest.fixture(params=["report", "index", "changes"])
def document(request, report, index, changes):
    return {"report": report / "report.html", "index": index, "changes": changes}[request.param]


@pytest.mark.parametrize(("width", "scheme"), first([(1280, "light"), (360, "light"), (1280, "dark")]))
def test_axe_finds_nothing(unfolded, document, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = unfolded(width, document, scheme)
    options = {"runOnly": TAGS, "resultTypes": ["violations", "incomplete"]}  # of what passes it lists one each
    found = Axe().run(page, options=options).response
    assert [(rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]] == []
    assert len(found["passes"]) > 20
    assert {rule["id"] for rule in found["incomplete"]} <= {"color-contrast"}
    targets = [node["target"][0] for rule in found["incomplete"] for node in rule["nodes"]]
    # axe leaves open what stands over a figure's shapes, half in view in a scrolling box, or is one sign long.
    assert [row for row in page.evaluate("checks.contrasts", targets) if row[3] < 4.5] == []


@pytest.mark.parametrize("width", first([1280, 360, 320], 2))
def test_page_never_scrolls_sideways(unfolded, document, width):
    page = unfolded(width, document)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("checks.overflowing()") == []


@pytest.mark.parametrize("width", first(WIDTHS))
def test_room_for_spaced_text(opened, document, width):
    page = opened(width, path=document)
    page.evaluate("checks.unfold()")
    page.add_style_tag(
        content="""* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("checks.overflowing()") == []
    assert page.evaluate("checks.cut()") == []


@pytest.mark.parametrize("width", first(WIDTHS))
def test_targets_are_large_enough(unfolded, document, width):
    assert unfolded(width, document).evaluate("checks.small()") == []


@pytest.mark.parametrize("width", first(WIDTHS))
def test_keyboard_walks_the_page_in_order(opened, width):
    page = opened(width)
    page.keyboard.press("Tab")
    assert page.evaluate("checks.focused()")["what"] == "Direct naar de tekst"
    stops, height = [page.evaluate("checks.focused()")], page.viewport_size["height"]
    for _ in range(2000):
        page.keyboard.press("Tab")
        stop = page.evaluate("checks.focused()")
        if stop["order"] <= stops[-1]["order"]:
            break
        assert stop["outline"] == "solid", stop
        tall = stop["bottom"] - stop["top"] > height - 100
        assert tall or (stop["top"] >= -1 and stop["bottom"] <= height + 1), stop
        stops.append(stop)
    names = [stop["what"] for stop in stops]
    assert "Cijfers bij figuur 4.3" in names and "Verantwoording per zin" in names and "search" in names
    assert len(stops) == page.evaluate("checks.stops()")
    assert page.evaluate("checks.stops('sec-antwoorden')") < 250


def test_keyboard_skips_opens_and_searches(opened):
    page = opened(1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    summary = page.locator("details.cijfers summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.cijfers table").first.is_visible()
    page.keyboard.press("Space")
    assert page.locator("details.cijfers table").first.is_hidden()
    page.get_by_role("searchbox", name="antwoorden en opmerkingen").focus()
    page.keyboard.type("grafisch lyceum")
    assert page.locator(".antwoorden tbody tr:visible").count() == 1
    page.keyboard.press("Tab")  # the choice of a theme
    page.keyboard.press("Tab")
    assert page.evaluate("checks.focused()")["what"] == "Toon alles"
    page.keyboard.press("Enter")
    assert page.locator(".antwoorden tbody tr:visible").count() == 68
    assert page.evaluate("document.activeElement.type") == "search"


def test_nothing_moves(unfolded, document):
    assert unfolded(1280, document).evaluate("checks.moving()") == []


def test_tables_have_names_and_figures_have_texts(unfolded):
    page = unfolded(1280)
    tables = page.get_by_role("table").count()
    named = page.locator("table[aria-label], table[aria-labelledby]").count()
    assert tables == named > 20
    alts = page.locator("figure svg:visible").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert len(alts) == 12 and all(len(alt) > 100 for alt in alts)


@pytest.mark.parametrize("width", WIDTHS)
def test_text_in_figures_can_be_read(unfolded, width):
    sizes = unfolded(width).evaluate("checks.drawn()")
    assert len(sizes) > 200 and min(sizes) >= 9.5


def test_no_dark_mode_by_halves(opened, index):
    page = opened(1280, scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    fills = page.locator("figure svg:visible [style*='fill']").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).fill))]"
    )
    look = tokens()
    light = {*look["scales"]["scale"], *look["groups"], *(look["colours"][name] for name in ("ink", "muted", "paper"))}
    kept = {look["dark"]["warm"]}  # one colour is the same on both
    assert {rgb(colour) for colour in light - kept} & set(fills) == set() and len(fills) > 5
    page = opened(1280, path=index, scheme="dark")  # the overview is light, all of it
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"

"""Reports that are built side by side: each HTML and PDF holds its own answers and figures and nobody else's."""

import re

import pytest
from lxml import html
from paper import page_texts
from published import members, text_of

from impactmonitor.analysis import own_words
from impactmonitor.analysis.study import Study
from impactmonitor.text.dutch import percent
from impactmonitor.text.shares import MIN_PERCENTAGE_BASE

VALUE = re.compile(r"\d+%|\d+ van \d+")
OPENING = 40  # letters of an answer, enough to know it by wherever a page ends
AXIS = ["0%", "50%", "100%"]


@pytest.fixture(scope="module")
def whole():
    return Study.load()


def bare(text):
    """Leave only letters and digits: hyphens and spaces change where lines break."""
    return "".join(character for character in text if character.isalnum())


@pytest.fixture(scope="module")
def pages(reports):
    """What each report says, bare, page by page; a website is one page."""
    found = {}
    for variant, made in reports.items():
        found[variant, "report.pdf"] = [bare(page) for page in page_texts(made / "report.pdf")]
        found[variant, "report.html"] = [bare(text_of(made / "report.html"))]
    return found


def held(text, pages):
    """Tell whether a text is on a page, or begins on one and ends on the next."""
    for number, page in enumerate(pages):
        fits = next(length for length in range(len(text), -1, -1) if text[:length] in page)
        if fits == len(text) or (number + 1 < len(pages) and fits and text[fits:] in pages[number + 1]):
            return True
    return False


def answers(frame, columns):
    """List the answers in these columns, bare."""
    return {bare(answer) for column in columns for answer in frame[column] if bare(answer)}


def shown(variant):
    """List the answers and remarks that a variant prints, bare: those that point to no small group."""
    tranche = variant.removeprefix("tranche-") if variant != "alle" else ""
    tables = [one(Study.load(tranche=tranche)) for one in (own_words.open_answers, own_words.remarks)]
    columns = [(table, name) for table in tables for name in table if name != "groep" and not name.startswith("data-")]
    return {bare(answer) for table, name in columns for answer in table[name] if bare(answer)}


def test_a_report_holds_its_own_answers_and_nobody_elses(whole, pages):
    frame, levels = whole.frame, whole.codebook.niveaus
    printed = [*(f"open_{level.key}" for level in levels), "opmerking"]
    typed = [column for column in frame if column in printed or column.endswith(("_toelichting", "_tekst"))]
    themes = {bare(theme.naam) for listed in whole.coding.frame.themes.values() for theme in listed}
    for (variant, name), read in pages.items():
        mine = members("totaal", variant, frame)
        own = shown(variant)
        assert own <= answers(frame[mine], printed), variant
        if variant == "alle":
            assert own == answers(frame, printed)
        assert len(own) > 30 or variant in {"tranche-1", "tranche-2"}
        assert [answer for answer in own if not held(answer, read)] == [], (variant, name)
        known = " ".join(answers(frame[mine], typed))
        others = {answer[:OPENING] for answer in answers(frame[~mine], typed)}
        others = {opening for opening in others if opening not in known} - themes  # one answered with such a very name
        assert len(others) > 50 or variant == "alle"
        assert [opening for opening in others if any(opening in page for page in read)] == [], (variant, name)


def drawn(page, niveau):
    """List the values in a figure of outcomes, in its order: by group, and within it by outcome."""
    (drawing,) = page.xpath(
        "//figure[@id=$name]/*[local-name()='svg'][@class='breed']", name=f"fig-{niveau}-opbrengsten"
    )
    values = [text.strip() for text in drawing.itertext() if VALUE.fullmatch(text.strip())]
    assert values[-3:] == AXIS
    return values[:-3]


@pytest.fixture(scope="module")
def drawings(whole, reports):
    """The values in each variant's figures of outcomes, by level."""
    read = {variant: html.parse(str(made / "report.html")).getroot() for variant, made in reports.items()}
    return {
        variant: {level.key: drawn(page, level.key) for level in whole.codebook.niveaus}
        for variant, page in read.items()
    }


def test_the_first_bars_are_of_the_reports_own_respondents(whole, drawings):
    for variant, levels in drawings.items():
        own = whole.frame[members("totaal", variant, whole.frame)]
        for level in whole.codebook.niveaus:
            counts = [int(own[level.column(key)].sum()) for key in [*(item.key for item in level.items), "geen"]]
            n = len(own)
            values = [
                f"{count} van {n}" if n < MIN_PERCENTAGE_BASE else percent(count / n, compact=True) for count in counts
            ]
            named = sorted(range(len(counts) - 2), key=lambda place, counts=counts: -counts[place])
            order = [*named, len(counts) - 2, len(counts) - 1]
            assert levels[level.key][: len(counts)] == [values[place] for place in order], (variant, level.key)


def test_the_pdf_has_the_same_figures_and_no_other_variants(drawings, pages):
    for variant in drawings:
        for other, levels in drawings.items():
            for niveau, values in levels.items():
                shown = any(bare("".join(values)) in page for page in pages[variant, "report.pdf"])
                assert shown == (other == variant), (variant, other, niveau)

"""The PDF: accessible by PDF/UA-1, in order, and with all its text."""

import re
from itertools import pairwise

import pikepdf
import pytest
from lxml import html as dom
from pdfua import validate
from pypdf import PdfReader
from tagged import page_texts, read_tags

# The theme's own, and for signs that it lacks the one that comes with matplotlib.
PACKAGED = {"SourceSansPro", "DejaVuSans"}
HEADS = ["H1", "H2", "H3", "H4", "H5", "H6"]


@pytest.fixture(scope="module")
def pdf(report):
    with pikepdf.open(report / "report.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def tags(pdf):
    return read_tags(pdf)


@pytest.fixture(scope="module")
def page(report):
    """The HTML of the same report."""
    return dom.parse(str(report / "report.html")).getroot()


def said(element):
    """Text of an element, without the signs that lead to it."""
    parts = element.xpath(".//text()[not(ancestor::a[contains(@class, 'anker') or contains(@class, 'footnote')])]")
    return " ".join("".join(parts).split())


def same(text):
    """Return text without what typography changes: spaces, hyphens, quotation marks."""
    return re.sub(r"[\s\u200b\xad‐‑-]", "", text).translate(str.maketrans("‘’“”", "''\"\""))


def headings(page):
    return [said(head) for head in page.xpath("//main//*[self::h2 or self::h3 or self::h4 or self::h5]")]


def test_a_validator_finds_nothing(report):
    found = validate(str(report / "report.pdf"))
    assert [(finding.rule_id, finding.message) for finding in found.findings] == []
    # Its rule on empty headings stumbles over arrays of attributes; the headings are read below.
    assert {outcome.rule_id for outcome in found.skipped} <= {"UA-14-001"}


def test_document_says_what_it_is(pdf):
    root = pdf.Root
    assert root.Lang == "nl-NL" and bool(root.MarkInfo.Marked) and bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Impactmonitor Digitale Werkplaatsen")
        assert metadata["dc:title"] == str(pdf.docinfo.Title)
        assert metadata["dc:language"] == {"nl-NL"}
    assert {str(page.Tabs) for page in pdf.pages if "/Annots" in page} == {"/S"}


def test_fonts_are_embedded_and_come_from_packages(pdf):
    fonts = [font for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()]
    assert fonts and {str(font.BaseFont).split("+")[1].split("-")[0] for font in fonts} <= PACKAGED
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        assert "/ToUnicode" in font


def test_headings_are_those_of_the_html_in_order(tags, page):
    found = [tag.text for tag in tags.all(*HEADS)]
    assert found[0] == "Inhoud"
    register = {said(head) for head in page.xpath("//*[contains(@class, 'verantwoording')]//h4")}
    assert found[1:] == [head for head in headings(page) if head not in register]


def test_heading_levels_are_not_skipped(tags):
    levels = [int(tag.role[1]) for tag in tags.all(*HEADS)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_bookmarks_are_the_contents(report, page):
    def titles(items, depth=1):
        for item in items:
            if isinstance(item, list):
                yield from titles(item, depth + 1)
            else:
                yield depth, " ".join(str(item.title).split())

    listed = page.xpath("//nav/details/ol//a")
    expected = [(1 + (link.getparent().getparent().getparent().tag == "li"), said(link)) for link in listed]
    assert list(titles(PdfReader(report / "report.pdf").outline)) == expected and len(expected) > 20


def test_every_figure_says_what_the_html_says(tags, page):
    figures = tags.all("Figure")
    alts = [" ".join(str(tag.element.Alt).split()) for tag in figures]
    assert len(alts) == 12 and alts == page.xpath("//svg[@class='breed']/@aria-label")


def test_captions_stand_with_figures_and_tables_in_order(tags, page):
    captions = [tag.text for tag in tags.all("Caption")]
    assert captions == [said(caption) for caption in page.xpath("//figcaption")]


def test_reading_order_is_that_of_the_html(tags, page):
    path = "//main//*[self::h2 or self::h3 or self::figcaption or self::summary]"
    expected = [said(one) for one in page.xpath(path) if said(one) != "Verantwoording per zin"]
    wanted = set(expected)
    found = [tag for tag in tags.walk() if tag.text in wanted and tag.role in {"P", "H1", "H2", "Caption"}]
    inner = [child for tag in found if tag.role != "P" for child in tag.children]
    assert [tag.text for tag in found if tag not in inner] == expected


def test_tables_have_heads_that_their_cells_name(tags, page):
    tables = tags.all("Table")
    assert len(tables) == len(page.xpath("//main//table"))
    for table in tables:
        heads = {str(head.element.ID): head for head in table.all("TH")}
        assert heads and all(head.attribute("/Scope") in {"/Column", "/Row"} for head in heads.values())
        # Only over the names of the rows may there be nothing.
        assert all(head.text or name.endswith("x0y0") for name, head in heads.items())
        for cell in table.all("TD"):
            named = {str(name) for name in cell.attribute("/Headers")}
            assert named and named <= set(heads)


def test_footnotes_are_notes(tags, page):
    notes = tags.all("Note")
    expected = page.xpath("//section[contains(@class, 'footnotes')]//li")
    assert len(notes) == len(expected) > 3
    for note, item in zip(notes, expected, strict=True):
        assert note.all("Lbl") and "/ID" in note.element
        assert same(said(item)) in same(note.text)


def test_running_heads_are_artifacts(pdf, tags):
    artifacts = [" ".join(page_texts(page)[1]) for page in pdf.pages]
    assert artifacts[0] == ""
    assert all(re.search(rf"\b{number}$", text) for number, text in enumerate(artifacts[1:], 2))
    assert sum("alle tranches" in text for text in artifacts) > 15
    assert "Antwoorden per persoon: reconstructie" not in tags.text


def test_answers_in_english_say_so(tags, cells):
    foreign = cells.loc[cells["taal"] == "en", "open_instelling"]
    marked = [tag.text for tag in tags.walk() if str(tag.element.get("/Lang", "")).startswith("en")]
    assert [same(text) for text in marked] == [same(text) for text in foreign] and len(foreign) == 1


def test_all_text_is_in_pdf_and_html(tags, page, cells, codebook):
    columns = [f"open_{niveau.key}" for niveau in codebook.niveaus] + ["opmerking"]
    columns += [niveau.column("andere", "tekst") for niveau in codebook.niveaus]
    answers = [text for column in columns for text in cells[column] if text]
    numbers = page.xpath("//figcaption//span[@class='nummer']/text()")
    assert len(answers) > 150 and len(numbers) > 12
    for place, whole in (("PDF", same(tags.text)), ("HTML", same(said(page.find("body"))))):
        missing = [text for text in [*answers, *numbers, *headings(page)[:30]] if same(text) not in whole]
        assert missing == [], place


def test_a_word_stands_on_one_page_with_what_it_means(report, tags, page):
    pages = [" ".join(one.extract_text().split()) for one in PdfReader(report / "report.pdf").pages[-4:]]
    meant = {said(word): said(word.getnext()) for word in page.xpath("//dl[not(@class)]/dt")}
    assert len(meant) > 8
    for word, meaning in meant.items():
        assert any(f"{word} {' '.join(meaning.split()[:5])}" in text for text in pages), word
    assert len(page.xpath("//dl[not(@class) and dt]")) == 1, "also where words have a condition of their own"
    assert len(meant) in {len(one.all("LI")) for one in tags.all("L")}  # one list to who listens

"""The Word file: what it holds, how it is built, and that an office program opens it whole."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import PurePosixPath
from zipfile import ZipFile

import pytest
import yaml
from lxml import etree, html
from pypdf import PdfReader

from impactmonitor.display.theme import font_files, tokens

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W.strip("{}"),
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


@pytest.fixture(scope="module")
def parts(report):
    """Every part of the file, by its name."""
    with ZipFile(report / "report.docx") as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def document(parts):
    return etree.fromstring(parts["word/document.xml"])


@pytest.fixture(scope="module")
def page(report):
    return html.parse(str(report / "report.html")).getroot()


def find(element, path):
    return element.xpath(path, namespaces=NAMES)


def text(element):
    parts = find(element, ".//w:t/text()|.//w:br")
    return " ".join("".join(one if isinstance(one, str) else " " for one in parts).split())


def styled(document, *styles):
    """Give the text of every paragraph in one of the styles, in order."""
    found = find(document, "//w:p[w:pPr/w:pStyle]")
    return [text(one) for one in found if find(one, "w:pPr/w:pStyle/@w:val")[0] in styles]


def styled_as(paragraph):
    """Give the style of a paragraph."""
    return "".join(find(paragraph, "self::w:p/w:pPr/w:pStyle/@w:val"))


def shown(element):
    """Give the text of an HTML element without the anchors beside headings and captions."""
    texts = element.xpath(".//text()[not(ancestor::*[contains(@class, 'anker') or self::button])]")
    return " ".join("".join(texts).split())


def test_headings_are_those_of_the_html_in_styles_of_their_level(document, page):
    register = "not(ancestor::details) and not(ancestor::nav)"
    for level, style in ((2, "Heading1"), (3, "Heading2"), (4, "Heading3")):
        theirs = [shown(one) for one in page.xpath(f"//main//h{level}[{register}]")]
        assert [one for one in styled(document, style) if one not in theirs] == []
        assert len(styled(document, style)) == len(theirs) > 3


def test_captions_are_those_of_the_html(document, page):
    theirs = [shown(one) for one in page.xpath("//figcaption")]
    assert styled(document, "ImageCaption", "TableCaption") and theirs
    ours = styled(document, "ImageCaption", "TableCaption")
    assert [one for one in theirs if one not in ours] == []
    assert {one.split(" ")[0] for one in theirs} == {"Figuur", "Tabel"}


def test_every_picture_is_described_as_in_the_html_or_decorates(document, page):
    ours = find(document, "//wp:inline/wp:docPr/@descr")
    assert ours == page.xpath("//figure/svg[contains(@class, 'breed')]/@aria-label") and len(ours) == 12
    assert find(document, "//wp:inline//pic:cNvPr/@descr") == ours
    assert (
        len(find(document, "//wp:anchor")) == len(find(document, "//wp:anchor/wp:docPr//adec:decorative[@val=1]")) == 2
    )
    assert len(find(document, "//w:drawing")) == len(ours) + 2


def test_no_picture_is_cut_off_by_a_distance_that_is_not_told(document):
    distances = {inline.get(f"dist{side}") for inline in find(document, "//wp:inline") for side in "TBLR"}
    assert distances == {"0"}


def test_every_table_has_head_rows_and_rows_that_stay_whole(document):
    tables = find(document, "//w:tbl")
    assert len(tables) > 20
    for table in tables:
        assert find(table, "w:tr[1]/w:trPr/w:tblHeader"), text(table)[:80]
        assert len(find(table, "w:tr/w:trPr/w:cantSplit")) == len(find(table, "w:tr"))


def kept(row):
    """Tell whether every paragraph of a row stays with what follows."""
    return len(find(row, ".//w:p/w:pPr/w:keepNext")) == len(find(row, ".//w:p"))


def test_small_tables_stay_whole_with_their_caption_and_note(document, parts):
    styles = etree.fromstring(parts["word/styles.xml"])
    assert find(styles, "//w:style[@w:styleId='TableCaption']/w:pPr/w:keepNext")
    assert find(styles, "//w:style[@w:styleId='CaptionedFigure']/w:pPr/w:keepNext")
    assert find(styles, "//w:style[@w:styleId='Noot']/w:pPr/w:keepLines")
    captioned = [one for one in find(document, "//w:tbl") if styled_as(one.getprevious()) == "TableCaption"]
    noted = 0
    for table in captioned:
        *rows, last = find(table, "w:tr")
        assert all(map(kept, rows)), text(table)[:80]
        assert kept(last) == (styled_as(table.getnext()) == "Noot"), text(table)[:80]
        noted += kept(last)
    assert len(captioned) > noted > 10


def test_long_tables_break_between_rows_but_leave_no_row_alone(document):
    long = [one for one in find(document, "//w:tbl") if max(len(text(cell)) for cell in find(one, ".//w:tc")) > 200]
    assert len(long) >= 3
    for table in long:
        rows = [kept(row) for row in find(table, "w:tr")]
        assert rows[0] and rows[1] and rows[-2] and not rows[-1], rows
        assert not all(rows[:-1]) or len(rows) < 6


def test_answers_and_remarks_are_in_tables_as_typed(document, cells):
    held = [text(cell) for cell in find(document, "//w:tbl//w:tc")]
    columns = ["open_instelling", "open_opleiding", "open_student", "opmerking"]
    typed = Counter(" ".join(answer.split()) for column in columns for answer in cells[column] if answer)
    for answer in sorted(typed.elements(), key=len, reverse=True):  # the themes stand under it
        held.remove(next(cell for cell in held if cell.startswith(answer)))
    assert typed.total() > 150


def test_footnotes_are_footnotes(parts, document, page):
    notes = etree.fromstring(parts["word/footnotes.xml"])
    ours = [text(one) for one in find(notes, "//w:footnote[not(@w:type)]")]
    theirs = [shown(one).rstrip("↩︎ ") for one in page.xpath("//section[contains(@class, 'footnotes')]//li")]
    assert ours == theirs and ours
    assert len(find(document, "//w:footnoteReference")) == len(ours)


def test_every_link_leads_somewhere(document):
    places = set(find(document, "//w:bookmarkStart/@w:name"))
    anchors = set(find(document, "//w:hyperlink/@w:anchor"))
    assert anchors - places == set() and any(anchor.startswith("fig-") for anchor in anchors)


def test_contents_are_those_of_the_html(document, page):
    theirs = [shown(one) for one in page.xpath("//nav[@id='TOC']//li/a")]
    listed = styled(document, "TOC1", "TOC2")
    assert [one for one in theirs if one in styled(document, "Heading1", "Heading2")] == listed and len(listed) > 20


def test_lists_name_every_figure_and_table(document):
    listed = styled(document, "TableofFigures")
    assert listed == [*styled(document, "ImageCaption"), *(one for one in numbered(document) if one[:5] == "Tabel")]
    assert styled(document, "Lijstkop") == ["Figuren", "Tabellen"] and len(listed) > 12


def numbered(document):
    return [one for one in styled(document, "TableCaption") if re.match(r"Tabel [B\d]", one)]


def test_every_entry_in_front_asks_for_the_page_of_what_it_names(document, parts):
    entries = [
        one
        for style in ("TOC1", "TOC2", "TableofFigures")
        for one in find(document, f"//w:p[w:pPr/w:pStyle[@w:val='{style}']]")
    ]
    for entry in entries:
        (place,) = find(entry, "w:hyperlink/@w:anchor")
        (named,) = find(document, f"//w:p[w:bookmarkStart[@w:name='{place}']]")
        assert text(named) == text(entry)
        assert [code.split() for code in find(entry, ".//w:instrText/text()")] == [["PAGEREF", place, "\\h"]]
        assert find(entry, ".//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]
    assert len(entries) > 35
    assert find(etree.fromstring(parts["word/settings.xml"]), "w:updateFields/@w:val") == ["true"]


def test_the_language_is_dutch(parts):
    assert set(find(etree.fromstring(parts["word/styles.xml"]), "//w:lang/@w:val")) == {"nl-NL"}
    assert b"nl-NL</dc:language>" in parts["docProps/core.xml"]
    assert b'themeFontLang w:val="nl-NL"' in parts["word/settings.xml"]


def test_cover_and_colophon_say_what_it_is(document, report):
    made = yaml.safe_load((report / "params.yml").read_text(encoding="utf-8"))
    assert styled(document, "Title") == ["Impactmonitor Digitale Werkplaatsen"]
    assert styled(document, "Melding") == ["De antwoorden per persoon zijn een reconstructie."]
    assert f"(n={made['respondenten']})" in styled(document, "Gegevens")[0]
    colophon = " ".join(styled(document, "Colofon"))
    assert made["gegevens"]["sha256"][:12] in colophon and made["engine"] in colophon and "reconstructie" in colophon


def test_the_cover_is_that_of_the_pdf(document, parts):
    colours = {name: value.lstrip("#") for name, value in tokens()["colours"].items()}
    first = find(document, "//w:body/w:p[1]")[0]
    assert styled_as(first) == "Soort"
    grounds = first.xpath(".//*[local-name() = 'solidFill']/*/@val")
    assert grounds == [colours["accent"], colours["warm"]]
    styles = etree.fromstring(parts["word/styles.xml"])
    for style in ("Soort", "Title", "Subtitle", "Gegevens"):
        assert find(styles, f"//w:style[@w:styleId='{style}']/w:rPr/w:color/@w:val") == [colours["paper"]]


def test_the_look_is_that_of_the_tokens(parts):
    styles, look = etree.fromstring(parts["word/styles.xml"]), tokens()
    heading = "//w:style[@w:styleId='Heading1']//w:rPr"
    assert find(styles, f"{heading}/w:color/@w:val") == [look["colours"]["accent"].lstrip("#")]
    assert find(styles, f"{heading}/w:sz/@w:val") == [str(2 * look["type"]["print"]["h1"])]
    assert set(find(styles, "//w:rFonts/@w:ascii")) >= {look["type"]["family"]}


def test_every_style_that_is_used_is_there(parts, document):
    styles = set(find(etree.fromstring(parts["word/styles.xml"]), "//w:style/@w:styleId"))
    used = set(find(document, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    assert used and used <= styles


def test_fonts_are_in_it(parts):
    table = etree.fromstring(parts["word/fontTable.xml"])
    faces = find(table, "//*[@w:fontKey]")
    assert {one.tag.removeprefix(W) for one in faces} == {"embedRegular", "embedBold", "embedItalic", "embedBoldItalic"}
    relations = etree.fromstring(parts["word/_rels/fontTable.xml.rels"])
    targets = {one.get("Id"): one.get("Target") for one in relations}
    files = {path.read_bytes() for path in font_files().values()}
    for face in faces:
        scrambled = parts[f"word/{targets[face.get('{' + NAMES['r'] + '}id')]}"]
        key = bytes.fromhex(face.get(f"{W}fontKey").strip("{}").replace("-", ""))[::-1]
        assert bytes(a ^ b for a, b in zip(scrambled, key * 2, strict=False)) + scrambled[32:] in files


def test_the_package_is_whole(parts):
    """Every part is well-formed and has a type, and every relation leads to a part."""
    types = etree.fromstring(parts["[Content_Types].xml"])
    extensions = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    named = {one.get("PartName") for one in types if one.tag.endswith("Override")}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)
        assert f"/{name}" in named or name.rpartition(".")[2] in extensions | {"xml"}, name
    for name in (one for one in parts if one.endswith(".rels")):
        folder = PurePosixPath(name).parent.parent
        for one in etree.fromstring(parts[name]):
            if one.get("TargetMode") != "External":
                assert str(folder / one.get("Target")) in parts, f"{name}: {one.get('Target')}"


@pytest.fixture(scope="module")
def converted(report, tmp_path_factory):
    """The PDF that LibreOffice makes of the Word file."""
    if shutil.which("soffice") is None:
        pytest.skip("no soffice on the path (Debian: apt-get install libreoffice-writer-nogui)")
    folder = tmp_path_factory.mktemp("office")
    words = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    words += ["--outdir", str(folder), str(report / "report.docx")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (folder / "report.pdf").exists(), done.stdout + done.stderr
    return PdfReader(folder / "report.pdf")


def words_of(text):
    return Counter(re.findall(r"[^\W\d_]{3,}", text))


def test_an_office_program_shows_all_of_its_text(converted, document, parts):
    """Words that are cut at the end of a line are not looked at: none is, for the styles do not hyphenate."""
    paragraphs = find(document, "//w:p") + find(etree.fromstring(parts["word/footnotes.xml"]), "//w:p")
    expected = words_of(" ".join(text(one) for one in paragraphs))
    found = words_of(" ".join(page.extract_text() for page in converted.pages))
    missing = expected - found
    assert missing.total() == 0, missing.most_common(10)


def test_an_office_program_uses_its_fonts(converted):
    used = {font["/BaseFont"] for page in converted.pages for font in page["/Resources"]["/Font"].values()}
    assert any("SourceSansPro-Regular" in name for name in used), used


def test_an_office_program_shows_the_page_of_every_entry(converted, document):
    """LibreOffice works the numbers out itself: each is that of the page with the heading or caption."""
    pages = [" ".join(page.extract_text().split()) for page in converted.pages]
    front = next(place for place, page in enumerate(pages) if "Inhoud" in page)
    body = next(place for place, page in enumerate(pages) if place > front and "reconstructie. De antwoorden" in page)
    listed = " ".join(pages[front:body])
    for entry in styled(document, "TOC1", "TOC2", "TableofFigures"):
        (number,) = set(re.findall(rf"{re.escape(entry)}\s*\.{{3,}}\s*(\d+)", listed)) or {"0"}
        assert entry in pages[int(number) - 1] and int(number) > body, entry


def test_an_office_program_shows_the_ground_of_the_cover(converted):
    drawn = converted.pages[0].get_contents().get_data().decode("latin-1")
    accent = [int(tokens()["colours"]["accent"][at : at + 2], 16) / 255 for at in (1, 3, 5)]
    filled = [[float(one) for one in found] for found in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) rg", drawn)]
    assert any(one == pytest.approx(accent, abs=0.01) for one in filled)

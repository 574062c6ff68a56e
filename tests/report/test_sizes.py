"""Chapters with six groups and forty items: on every page all stands within the margins, and nothing over anything."""

import re
import shutil

import pypdfium2
import pytest
import seaborn as sns
from great_tables import GT
from sized import LONG_WORD, write_survey

from impactmonitor import analysis
from impactmonitor.analysis.study import Study
from impactmonitor.display import Page, in_dutch
from impactmonitor.display.theme import tokens
from impactmonitor.report.builtin import render
from impactmonitor.report.expand import EXPANDED
from impactmonitor.report.provenance import epoch

MARGIN = tokens()["space"]["page_margin"] / 25.4 * 72
HANGS = 4.0  # points: the space at the end of a line, and a mark that hangs over it
SMALLEST = 7.0  # points
BARS = {"x": "aandeel", "y": "opbrengst", "hue": "groep", "errorbar": None, "gap": 0.08}
STACKED = {"y": "opbrengst", "weights": "aandeel", "hue": "antwoord", "multiple": "stack", "shrink": 0.75, "lw": 0}

pytestmark = pytest.mark.thorough


def chapters(study, folder):
    """Write a chapter on each question of a study, and its form, as the notebooks do."""
    for level in study.codebook.niveaus:
        page = Page(study, level, folder)
        draw, table, how, name = sns.barplot, analysis.answers(study, level), BARS, "antwoorden"
        if table.empty:
            draw, table, how, name = sns.histplot, analysis.statements(study, level), STACKED, "stellingen"
        told = {"headline": "", "measure": "Aandeel {personen}", "caption": "{Niveau}"}
        beside = GT(analysis.side_by_side(table), rowname_col="opbrengst").pipe(in_dutch)
        shown = page.figure(name, draw, table.sort_values("opbrengst"), **told, **how), page.table(name, beside)
        yield "\n\n".join([f"# Vraag {{#sec-{level.key}}}", level.vraag, *(one.report for one in shown)])
    yield "# Vragenlijst {#sec-formulier .bijlage}\n\n" + Page(study, uitvoer=folder).form(study.codebook).report


@pytest.fixture(scope="module")
def made(report, tmp_path_factory):
    """The folder of such chapters, as a web page and a PDF: those of outcomes, and of statements."""
    folder = tmp_path_factory.mktemp("sized")
    built = report.parent.parent / "builtin-work" / report.name
    build = shutil.copytree(built, folder / "build", ignore=shutil.ignore_patterns("figures", "report.[dhpt]*"))
    study = Study.load(write_survey(folder / "wave", 6, 40, 2, ("opbrengsten", "stellingen"), each=20))
    (build / EXPANDED).write_text("\n\n".join(chapters(study, build)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", epoch())
        render(build, ["html", "pdf"])
    return build


@pytest.fixture(scope="module")
def pages(made):
    """Of each page after the cover its size, and the boxes of its text: left, bottom, right, top, what it holds."""
    found = []
    with pypdfium2.PdfDocument(made / "report.pdf") as document:
        for page in list(document)[1:]:
            text = page.get_textpage()
            boxes = [text.get_rect(place) for place in range(text.count_rects())]
            boxes = [(*box, text.get_text_bounded(*box)) for box in boxes]
            found.append((*page.get_size(), [box for box in boxes if box[-1].strip()]))
    return found


def test_all_text_stands_within_the_margins(pages):
    assert len(pages) > 10
    for wide, high, boxes in pages:
        for left, bottom, right, top, text in boxes:
            assert left > MARGIN - HANGS and right < wide - MARGIN + HANGS, text
            assert bottom > MARGIN / 3 and top < high - MARGIN / 3, text  # heads and feet stand in the margin


def test_no_line_stands_over_another(pages):
    for _, _, boxes in pages:
        ordered = sorted(boxes, key=lambda box: -box[3])
        for place, (left, bottom, right, top, text) in enumerate(ordered):
            for left2, bottom2, right2, top2, other in ordered[place + 1 :]:
                if top2 <= bottom:
                    break
                across, down = min(right, right2) - max(left, left2), min(top, top2) - max(bottom, bottom2)
                assert across <= 1 or down <= 0.35 * min(top - bottom, top2 - bottom2), (text, other)


def test_no_text_is_smaller_than_can_be_read(made):
    sizes = set()
    with pypdfium2.PdfDocument(made / "report.pdf") as document:
        for page in document:
            for one in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                size = pypdfium2.raw.c_float()
                pypdfium2.raw.FPDFTextObj_GetFontSize(one, size)
                sizes.add(round(size.value * abs(one.get_matrix().d), 1))
    assert min(sizes) >= SMALLEST


def test_what_no_page_holds_is_split_or_left_to_the_tabellenboek(made):
    page = (made / "report.html").read_text(encoding="utf-8")
    assert "(deel 2)" in page and "De groepen staan in de tabel" in page
    assert "staan in het tabellenboek." in page
    assert re.search(rf"{LONG_WORD[:8]}\w*-<", page), "a word that no line holds is broken"

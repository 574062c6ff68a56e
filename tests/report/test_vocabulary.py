"""What authors type, as Quarto's guide shows it: each comes out right or is refused by name, in both engines."""

import datetime as dt
import re
import shutil
from zipfile import ZipFile

import pypdfium2
import pytest
import yaml
from constructs import NAMED, RIGHT, block, tables
from front_matter import FRONT, SETTINGS, WRONG_FRONT
from lxml import html
from paper import page_texts
from PIL import Image
from pypdf import PdfReader
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_TEXT
from typed import ENGINES, failure, small

from impactmonitor.paths import ROOT
from impactmonitor.report import provenance
from impactmonitor.report.engines import render

FORMATS = ("html", "pdf", "docx")


@pytest.fixture
def illustrated(prepared):
    """A folder to render in, with a picture of one's own."""
    (prepared / "images").mkdir(exist_ok=True)
    shutil.copy(ROOT / "docs" / "report.png", prepared / "images" / "foto.png")
    return prepared


def squeezed(text):
    return re.sub(r"\s+", "", text.replace("\u00ad", "").replace("\u00a0", ""))


def contents(files):
    """Return by format what the text says, and what the file holds."""
    main = html.parse(str(files["html"])).getroot().xpath("//main")[0]
    printed = " ".join(page_texts(files["pdf"]))
    with ZipFile(files["docx"]) as archive:
        word = archive.read("word/document.xml").decode() + archive.read("word/footnotes.xml").decode()
    texts = {"html": main.text_content(), "pdf": printed, "docx": re.sub("<[^>]+>", "", word)}
    held = {"html": html.tostring(main, encoding="unicode"), "pdf": printed, "docx": word}
    return tuple({name: squeezed(text) for name, text in found.items()} for found in (texts, held))


@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_author_types_comes_out_right(illustrated, engine):
    typed = "\n\n".join(one.typed for one in RIGHT.values())
    small(illustrated, f"## Dieper {{#sec-dieper}}\n\n### Diepst {{#sec-diepst}}\n\n{typed}")
    texts, held = contents(render(illustrated, FORMATS, engine))
    wrong = []
    for name, one in RIGHT.items():
        for kind in FORMATS:
            wanted = squeezed(one.words) in texts[kind] and squeezed(one.parts.get(kind, "")) in held[kind]
            apart = all((squeezed(words) in texts[kind]) == (kind == where) for where, words in one.only.items())
            if not (wanted and apart) or (one.never and one.never in texts[kind]):
                wrong.append((name, kind))
    assert wrong == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", NAMED)
def test_what_cannot_be_done_is_named(illustrated, engine, name):
    text, told = NAMED[name]
    small(illustrated, text)
    assert told in failure(illustrated, engine)


LONG = "veel woorden achter elkaar " * 40
HIGH = {
    "een lijst": "\n".join(f"- {LONG}eind{place}" for place in range(8)),
    "een kader": block(".kader", *(f"{LONG}slot{place}\n" for place in range(10))),
    "een tabel op zijn kant": block(".landscape", "| Een | Twee |\n|:--|--:|", *(f"| a | rij{n} |" for n in range(60))),
    "een hoge prent": '![Hoog onderschrift](images/hoog.png){#fig-hoog fig-alt="Smal"}',
}


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_runs_off_a_page(illustrated, engine):
    """Typst would set it below the edge, and say nothing."""
    Image.new("RGB", (90, 400), "white").save(illustrated / "images" / "hoog.png")
    small(illustrated, "\n\n".join(f"## Met {name}\n\n{typed}" for name, typed in HIGH.items()))
    made = render(illustrated, ["pdf"], engine)["pdf"]
    with pypdfium2.PdfDocument(made) as document:
        for number, page in enumerate(document, 1):
            _, _, width, height = page.get_bbox()
            for one in page.get_objects(filter=(FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_IMAGE)):
                left, bottom, right, top = one.get_bounds()
                assert left >= 0 and bottom >= 0 and right <= width and top <= height, number
    said = squeezed(" ".join(page_texts(made)))
    assert all(word in said for word in ("eind7", "slot9", "rij59", "Hoogonderschrift"))


def in_front(build, *settings):
    """Write front matter before the text of a small report, and the files that it may name."""
    small(build, "## Onder\n\n" + ("Tekst, [anders]{.eigen}." if "css: eigen.css" in settings else "Tekst."))
    (build / "eigen.css").write_text(".eigen { color: #123456; }\n", encoding="utf-8")
    (build / "ver.css").write_text(".eigen { background: url(https://example.org/a.png) }\n", encoding="utf-8")
    (build / "hoofd.html").write_text('<meta name="robots" content="noindex">\n', encoding="utf-8")
    source, said = build / "report.qmd", "\n".join(settings)
    source.write_text(f"---\n{said}\n---\n{source.read_text(encoding='utf-8')}", encoding="utf-8")


@pytest.mark.parametrize("engine", ENGINES)
def test_front_matter_is_followed(prepared, engine):
    in_front(prepared, *FRONT)
    files = render(prepared, FORMATS, engine)
    page = html.parse(str(files["html"])).getroot()
    head, box = page.find("head"), page.xpath("//main/*[1]")[0]
    assert head.xpath("string(title)") == "Een eigen titel"
    assert head.xpath("meta[@name='author']/@content") == ["An Bos, Bram & Co"]
    assert head.xpath("meta[@name='robots']/@content") == ["noindex"]
    assert head.xpath("string(style)").rstrip().endswith(".eigen { color: #123456; }")
    assert box.get("class") == "kader" and box.text_content().strip() == "Kort en goed"
    assert page.xpath("//nav[@id='TOC']") == [] and page.xpath("//main//span[@class='eigen']")
    said, printed = PdfReader(files["pdf"]).metadata, page_texts(files["pdf"])
    assert (said["/Title"], said["/Author"]) == ("Een eigen titel: De eerste blik", "An Bos, Bram & Co")
    with ZipFile(files["docx"]) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert "<dc:title>Een eigen titel<" in parts["docProps/core.xml"] and "An Bos" in parts["docProps/core.xml"]
    assert "Een eigen titel" in parts["word/header.xml"] and "PAGEREF" not in parts["word/document.xml"]
    texts = [page.text_content(), " ".join(printed), re.sub("<[^>]+>", "", parts["word/document.xml"])]
    for text in map(squeezed, texts):
        assert text.count("Eeneigentitel") > 0 and all(
            one in text for one in ("Deeersteblik", "AnBos,Bram&", "Kortengoed")
        )
        assert all(text.count(number) == 1 for number in ("1Kop", "1.1Onder")) and "11Kop" not in text


def test_a_part_adds_its_name_to_a_title_of_ones_own(prepared):
    in_front(prepared, "title: Anders", "subtitle: Eerste blik")
    path = prepared / "_metadata.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("volledig: true", "volledig: false"), encoding="utf-8")
    page = html.parse(str(render(prepared, ["html"], "builtin")["html"])).getroot()
    name = yaml.safe_load(path.read_text(encoding="utf-8"))["rapport"]["naam"]
    assert page.xpath("string(//title)") == f"Anders – {name}"
    assert page.xpath("string(//p[@class='ondertitel'])") == f"Eerste blik – {name}"


def test_the_date_is_that_of_the_command_or_else_of_front_matter(prepared, monkeypatch):
    in_front(prepared, "date: 2026-12-15")
    monkeypatch.setattr(provenance, "ROOT", prepared)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert provenance.report_date().isoformat() == "2023-11-14"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert provenance.report_date().isoformat() == "2026-12-15"
    in_front(prepared, "date: today")
    assert provenance.report_date() == dt.date.today()


def test_the_date_of_a_wave_s_own_text_goes_with_its_data(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert provenance.written_on(tmp_path / "export.csv") == ""  # its report has the project's text, which says nothing
    (tmp_path / "report.qmd").write_text("---\ndate: 2025-03-04\n---\n", encoding="utf-8")
    assert provenance.written_on(tmp_path / "export.csv") == "2025-03-04"
    (tmp_path / "report.qmd").write_text("# Kop\n", encoding="utf-8")  # whatever date the project's text has
    assert provenance.written_on(tmp_path / "export.csv") == dt.date.today().isoformat()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert provenance.written_on(tmp_path / "export.csv") == ""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("setting", WRONG_FRONT)
def test_what_is_wrong_in_front_matter_is_named(prepared, engine, setting):
    in_front(prepared, setting)
    assert WRONG_FRONT[setting] in failure(prepared, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_that_is_not_followed_is_named_with_what_to_do(prepared, engine, setting):
    in_front(prepared, setting)
    assert failure(prepared, engine).startswith(f"report.qmd, line 1: {SETTINGS[setting]}")
    small(prepared, "Tekst.")
    in_settings(prepared, setting)
    assert failure(prepared, engine).startswith(f"_quarto.yml: {SETTINGS[setting]}")


def in_settings(build, setting):
    path = build / "_quarto.yml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{setting}\n", encoding="utf-8")


@pytest.mark.parametrize("setting", FRONT)
def test_what_front_matter_says_is_said_nowhere_else(prepared, setting):
    in_settings(prepared, setting)
    name = setting.partition(":")[0]
    told = f"_quarto.yml: {name} is not supported; write it in the front matter of report.qmd"
    assert failure(prepared, "builtin").startswith(told)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_variant_is_a_profile(prepared, engine):
    path = prepared / "_metadata.yml"
    path.write_text(re.sub("map: .*", "map: tranche-3", path.read_text(encoding="utf-8")), encoding="utf-8")
    small(
        prepared,
        '[Dertig]{.content-visible when-profile="tranche-3"}[Twintig]{.content-hidden when-profile="tranche-3"}',
    )
    text = render(prepared, ["html"], engine)["html"].read_text(encoding="utf-8")
    assert "Dertig" in text and "Twintig" not in text


def test_a_setting_with_another_value_is_named(prepared):
    small(prepared, "Tekst.")
    path = prepared / "_quarto.yml"
    text = path.read_text(encoding="utf-8").replace("monitor-html: default", "monitor-html: {theme: cosmo}")
    path.write_text(text, encoding="utf-8")
    assert failure(prepared, "builtin") == "_quarto.yml: format.monitor-html.theme is 'cosmo'; it can only be 'none'"


@pytest.mark.parametrize("engine", ENGINES)
def test_literature_is_cited(prepared, engine):
    book = "@book{knuth84, author={Knuth, Donald}, title={Letters}, publisher={Pers}, year={1984}}\n"
    (prepared / "references.bib").write_text(book, encoding="utf-8")
    path = prepared / "_quarto.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\nbibliography: references.bib\n", encoding="utf-8")
    small(prepared, "Zie [@knuth84, blz. 3] in @sec-kop.\n\n# Literatuur {#sec-lit .unnumbered}\n\n::: {#refs}\n:::")
    texts, _ = contents(render(prepared, FORMATS, engine))
    for text in texts.values():
        assert "Knuth1984" in text and "inhoofdstuk1" in text and "Letters" in text
    small(prepared, "Zie [@anders].\n\n::: {#refs}\n:::")
    assert "after #sec-kop: citation @anders is not in references.bib" in failure(prepared, engine)
    small(prepared, "Zie [@knuth84; @sec-kop].\n\n::: {#refs}\n:::")
    assert "[@knuth84; @sec-kop] mixes a reference and a citation" in failure(prepared, engine)
    small(prepared, "Zie [@knuth84].")
    assert "a bibliography is named and has no place" in failure(prepared, engine)


def test_the_document_lists_what_was_tried():
    assert tables() in (ROOT / "docs" / "quarto.md").read_text(encoding="utf-8")

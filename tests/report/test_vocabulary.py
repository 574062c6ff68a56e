"""What authors type, as Quarto's guide shows it: each comes out right or is refused by name, in both engines."""

import re
import shutil
from zipfile import ZipFile

import pytest
from constructs import NAMED, RIGHT, SETTINGS, tables
from lxml import html
from paper import page_texts
from typed import ENGINES, failure, small

from impactmonitor.paths import ROOT
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


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_that_is_not_followed_is_named_with_what_to_do(prepared, engine, setting):
    small(prepared, "Tekst.")
    source, path = prepared / "report.qmd", prepared / "_quarto.yml"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{setting}\n", encoding="utf-8")
    assert failure(prepared, engine).startswith(f"_quarto.yml: {SETTINGS[setting]}")
    path.write_text(before, encoding="utf-8")
    source.write_text(f"---\n{setting}\n---\n{source.read_text(encoding='utf-8')}", encoding="utf-8")
    assert failure(prepared, engine).startswith(f"report.qmd, line 1: {SETTINGS[setting]}")


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

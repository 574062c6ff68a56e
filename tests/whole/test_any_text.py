"""Any text in, the same text out: through markup, pandoc, the filter, and Typst or Word, many texts at a time."""

import json
import shutil
import subprocess
import zipfile

import pandas as pd
import pypandoc
import pytest
import typst
from great_tables import GT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as dom

from impactmonitor.display import tables
from impactmonitor.display.shown import raw_html
from impactmonitor.paths import MADE, ROOT, THEME
from impactmonitor.report.settings import read_settings
from impactmonitor.text.strangers import escape, printable, visible

# Hypothesis finds the odd characters; these are the ones that mean something somewhere.
MEANING = st.sampled_from(
    [*"<>&\"'`*_#$@[](){}|\\/~^=+-.:;!%?0123456789 \n\t", "{{<", ">}}", "{{", "```", ":::", "~~~", "---", "===", "...",
     "<!--", "-->", "</td>", "<br>", "&lt;", "&#60;", "[^1]", "![x](y)", "@fig-x", "#x", "\\(", "$$", "http://", "1. ",
     "- ", "/ a: b", "\ue000", "\U0010fe3c", "\u00a0", "\u2028", "\x00", "\ud800", "é", "e\u0301", "漢", "ש", "😀"]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=40), st.lists(MEANING, max_size=20).map("".join))
TEXTS = st.lists(TEXT, min_size=60, max_size=120)
OFTEN = settings(
    max_examples=4,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Make what the filter reads of a build directory."""
    folder = tmp_path_factory.mktemp("build")
    shutil.copytree(ROOT / "_extensions", folder / "_extensions")
    (folder / MADE / "fonts").mkdir(parents=True, exist_ok=True)
    for name in ("tokens.typ", "tokens.css", "fonts/fonts.css"):
        (folder / MADE / name).write_text("")
    (folder / MADE / "brand.json").write_text('{"name": "x"}')
    (folder / "_metadata.yml").write_text("pagetitle: x\nrapport: {naam: x}\n")
    shutil.copy(ROOT / "_quarto.yml", folder)
    return folder


def document(texts):
    """Write texts as the notebooks do: a table of answers, and a list of other outcomes; blank ones are left out."""
    kept = [text for text in map(printable, texts) if visible(text)]
    html = tables.to_html(tables.in_dutch(GT(pd.DataFrame({"Kop": kept, "data-lang": ""}))), "antwoorden-1")
    listed = "\n".join(f"- {escape(text)}" for text in kept)
    return kept, f"# Kop {{#sec-kop}}\n\n::: {{.antwoorden}}\n{raw_html(html)}\n:::\n\n{listed}\n"


def convert(build, source, to, output=None):
    command = [pypandoc.get_pandoc_path(), "--from", read_settings(build)["from"], "--to", to, "--wrap", "none"]
    command += ["--lua-filter", str(THEME / "filter.lua"), "--metadata-file", "_metadata.yml", "--fail-if-warnings"]
    command += ["--output", str(output)] if output else []
    done = subprocess.run(command, cwd=build, input=source.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def one_line(text):
    return " ".join(text.split())


def same(found, kept):
    """Compare texts up to white space, which none of the formats keeps."""
    assert [one_line(text) for text in found] == [visible(text) for text in kept]


@given(TEXTS)
@OFTEN
def test_html(build, texts):
    kept, source = document(texts)
    root = dom.fromstring(convert(build, source, "html"))
    cells = root.xpath("//td")
    for line in root.iter("br"):
        line.tail = f"\n{line.tail or ''}"
    same((cell.text_content() for cell in cells), kept)
    same((item.text_content() for item in root.xpath("//li")), kept)
    assert {element.tag for cell in cells for element in cell.iterdescendants()} <= {"br"}
    assert not [element for item in root.xpath("//li") for element in item.iterdescendants() if element.tag != "p"]


def words_of(content):
    """Return the text of Typst's content, given as JSON."""
    if isinstance(content, list):
        return "".join(map(words_of, content))
    match content.get("func"):
        case "text" | "symbol":
            return content["text"]
        case "space" | "linebreak" | "parbreak":
            return " "
        case "box":  # where a long word may be broken
            return ""
        case "metadata":
            return words_of(content["value"])
    parts = [content[name] for name in ("body", "child", "children") if name in content]
    assert parts, f"markup: {content}"
    return "".join(map(words_of, parts))


# In place of the report's own tables and lists: each cell and item as data that can be asked for.
CELLS = """
#let antwoorden-tabel(columns: (), heads: 1, ..cells) = {
  for cell in cells.pos().slice(1) { [#metadata(cell) <cell>] }
}
#let nummer(..any) = []
#let kop(..any) = []
#show heading: none
#show list.item: it => [#metadata(it.body) <item>]
"""


@given(TEXTS)
@example(["\u00ad 0", "\u034f y", "\u180e x", "a\n\u00ad b"])  # no column wide, and then a space
@OFTEN
def test_typst(build, texts):
    kept, source = document(texts)
    (build / "any.typ").write_text(CELLS + convert(build, source, "typst"), encoding="utf-8")

    def ask(label):
        found = typst.query(str(build / "any.typ"), f"<{label}>", field="value", root=str(build))
        return map(words_of, json.loads(found))

    same(ask("cell"), kept)
    same(ask("item"), kept)


@given(TEXTS)
@OFTEN
def test_docx(build, texts):
    kept, source = document(text.replace("\u00ad", "") for text in texts)  # Word has its own mark for a soft hyphen
    convert(build, source, "docx", build / "any.docx")
    with zipfile.ZipFile(build / "any.docx") as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for line in body.iter(f"{word}br"):
        line.text = "\n"
    cells = ["".join(cell.itertext()) for cell in body.iter(f"{word}tc")]
    same(cells[1:], kept)
    items = [part for part in body.iter(f"{word}p") if part.find(f"{word}pPr/{word}numPr") is not None]
    same(("".join(item.itertext()) for item in items), kept)

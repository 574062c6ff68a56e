"""The two engines that render a report: what stops them, and that both print the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from lxml import html
from paper import page_texts
from pypdf import PdfReader
from typed import ENGINES, PICTURE, failure, needs_quarto, small

from impactmonitor.display.shown import figure, raw_html
from impactmonitor.display.theme import tokens
from impactmonitor.paths import MADE, ROOT
from impactmonitor.report.chapters import CHAPTERS, chapter_of, write_chapters
from impactmonitor.report.engines import render
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.text.strangers import escape

FORMATS = ("html", "pdf", "docx")

# What is written under the heading of a small report, and what the error says of it.
WRONG = {
    "a reference that leads nowhere": ("Zie @fig-nergens.", "after #sec-kop: reference @fig-nergens leads nowhere"),
    "an unknown variable": ("Er zijn {{< var nergens.ook >}}.", "report.qmd, line 3: variable 'nergens.ook'"),
    "a cell that is not there": ("{{< embed executed/student.ipynb#nergens >}}", "line 3: executed/student"),
    "a cell without a label": ("{{< embed executed/respons.ipynb#laden >}}", "begins with '#| label: laden'"),
    "a notebook as it is committed": ("{{< embed notebooks/respons.ipynb#tranche >}}", "are in executed/respons.ipynb"),
    "a notebook that is not there": ("{{< embed executed/nergens.ipynb#x >}}", "report.qmd, line 3: nergens.ipynb"),
    "a file that is not there": ("{{< include nergens.qmd >}}", "report.qmd, line 3: nergens.qmd cannot be read"),
    "another shortcode": ("{{< video a.mp4 >}}", "report.qmd, line 3: shortcode 'video' is not supported"),
    "a shortcode that goes on": ("{{< var\nonderzoek >}}", "report.qmd, line 3: a shortcode is not closed"),
    "code to execute": ("```{python}\n1 + 1\n```", "report.qmd, line 3: executable code is not supported"),
    "a figure without alternative text": (f"![Aard]({PICTURE}){{#fig-x}}", "#sec-kop: figure fig-x lacks a"),
    "a figure without a caption": (f'![]({PICTURE}){{#fig-x fig-alt="Staven"}}', "#sec-kop: figure fig-x lacks a"),
    "a figure without a name": (f'![Aard]({PICTURE}){{fig-alt="Staven"}}', f"figure {PICTURE} has no identifier"),
    "a picture in a line": (f"Zie ![dit]({PICTURE}) hier.", f"after #sec-kop: image {PICTURE}"),
    "a picture that is not there": ('![Aard](figures/nergens){#fig-x fig-alt="Staven"}', "figures/nergens.svg"),
    "a name used twice": ("## Meer {#sec-kop}", "after #sec-kop: #sec-kop is there twice"),
    "a footnote that is not written": ("Een woord.[^nergens]", "report.qmd, line 3: footnote [^nergens]"),
    "a footnote that nothing refers to": ("[^over]: Een noot.", "'over'"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_stops_the_build_and_its_place_is_named(prepared, engine, wrong):
    text, told = WRONG[wrong]
    small(prepared, text)
    assert told in failure(prepared, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_right_does_not(prepared, engine):
    small(
        prepared,
        f"Zie @fig-x en hoofdstuk @sec-kop, voor $5 of {{{{< var respons.n >}}}}.[^noot] <!-- Bezig -->\n\n"
        f'![Aard]({PICTURE}){{#fig-x fig-alt="Staven"}}\n\n[^noot]: Een noot.'.replace("respons.n", variable(prepared)),
    )
    made = render(prepared, ["html"], engine)["html"].read_text(encoding="utf-8")
    assert "$5 of" in made and "figuur&nbsp;1.1" in made.replace("\u00a0", "&nbsp;")


def variable(build):
    """Name a variable that holds a text."""
    values = yaml.safe_load((build / "_variables.yml").read_text(encoding="utf-8"))
    group = next(name for name, value in values.items() if isinstance(value, dict))
    return f"{group}.{next(name for name, value in values[group].items() if isinstance(value, str))}"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_font_that_is_not_there_stops_the_build(prepared, engine):
    small(prepared, "Tekst.")
    made = prepared / MADE / "tokens.typ"
    family = tokens()["type"]["family"]
    made.write_text(made.read_text(encoding="utf-8").replace(family, "Nergens Grotesk"), encoding="utf-8")
    assert "nergens grotesk" in failure(prepared, engine, "pdf").lower()


STRANGE = [
    "{{< include _quarto.yml >}}", "{{< var bron.website >}} {{{<", "{{< pagebreak >}}", "@fig-x [@knuth] [^noot]",
    "$a^2$", "<script>alert(1)</script>", "<!-- weg --> </td></tr></table>", "```{python}", "::: {.x}", "# kop",
    "| a | b |", "#let x = 1 // <fig-x> @fig-x", r"\textbf{x} \n %", "~~weg~~ **vet** `code` _zo_",
    "=SOM(A1)", "e\u0301 \U0001f44d\U0001f3fd",
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_what_strangers_type_is_printed_as_typed(prepared, engine):
    listed = "\n".join(f"- {escape(one)}" for one in STRANGE)
    cells = "".join(f"<tr><td>{escape(one)}</td></tr>" for one in STRANGE)
    table = raw_html(f"<table><thead><tr><th>Antwoord</th></tr></thead><tbody>{cells}</tbody></table>")
    pictures = "\n\n".join(figure("student-aard", one, one, f"fig-{number}") for number, one in enumerate(STRANGE))
    small(prepared, f"{listed}\n\n::: {{.antwoorden}}\n{table}\n:::\n\n{pictures}")
    made = render(prepared, ["html", "pdf"], engine)
    root = html.parse(str(made["html"])).getroot()
    assert [one.text_content().strip() for one in root.xpath("//main/ul/li")] == STRANGE
    assert [one.text_content().strip() for one in root.xpath("//div[@class='antwoorden']//td")] == STRANGE
    assert root.xpath("//figure/svg[contains(@class, 'breed')]/@aria-label") == STRANGE
    printed = squeezed(" ".join(page_texts(made["pdf"])))
    for one in STRANGE[:-1]:
        assert printed.count(squeezed(one)) == 4, one  # the list of figures has the caption, too


def squeezed(text):
    return "".join(text.replace("\u00ad", "-").split())


@pytest.fixture
def project_copy(report, tmp_path):
    """The project in another place, with the evidence of the whole report made."""
    made = (".*", "__pycache__", "_build", "_output", "_generated", "executed", "figures", "tests")
    copy = shutil.copytree(ROOT, tmp_path / "project", ignore=shutil.ignore_patterns(*made))
    shutil.copytree(report.parent.parent / "builtin-work" / report.name, copy / "_build" / report.name)
    return copy


def command(project, *words):
    told = {**os.environ, "PYTHONPATH": str(project)}
    said = "from impactmonitor.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", said, *words], cwd=project, env=told, capture_output=True, text=True, check=False
    )


@pytest.mark.thorough
def test_a_failed_build_ends_with_1_and_leaves_the_report_of_before(project_copy):
    words = ("report", "--engine", "builtin", "--format", "html")
    done = command(project_copy, *words)
    assert done.returncode == 0 and "executing" not in done.stderr, done.stderr
    before = {path.name: path.read_bytes() for path in (project_copy / "_output" / "alle").iterdir()}
    source = project_copy / "report.qmd"
    source.write_text(source.read_text(encoding="utf-8") + "\nZie @fig-nergens.\n", encoding="utf-8")
    done = command(project_copy, *words)
    assert done.returncode == 1
    assert "reference @fig-nergens leads nowhere" in done.stderr and "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in (project_copy / "_output" / "alle").iterdir()} == before


def test_committed_chapters_are_those_of_the_codebook(codebook, tmp_path):
    write_chapters([chapter_of(niveau) for niveau in codebook.niveaus], tmp_path)
    assert (ROOT / CHAPTERS).read_bytes() == (tmp_path / CHAPTERS).read_bytes(), "run make notebooks"


# -- the same again ----------------------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("engine", ENGINES)
def test_equal_input_gives_equal_bytes(built, engine, tmp_path, decided_anew):
    first = built(engine)
    again = make_report(Request(), FORMATS, engine, tmp_path / "out", False, lambda line: None, tmp_path / "work")
    files = sorted(path.name for path in first.iterdir())
    assert files == sorted(path.name for path in again.iterdir())
    assert [name for name in files if (first / name).read_bytes() != (again / name).read_bytes()] == []


# -- both engines ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(built):
    return built("builtin"), built("quarto")


def without_engine(text):
    return text.replace("quarto", "ENGINE").replace("builtin", "ENGINE")


def page(folder):
    return html.parse(str(folder / "report.html")).getroot()


def text(element):
    return " ".join(without_engine(element.text_content()).split())


@needs_quarto
@pytest.mark.parametrize(
    "what",
    ["//h1|//h2|//h3|//h4|//h5", "//figcaption", "//td|//th", "//li", "//p", "//summary", "//dd", "//title", "//body"],
)
def test_html_says_the_same(both, what):
    ours, theirs = ([text(element) for element in page(folder).xpath(what)] for folder in both)
    assert ours == theirs and ours


@needs_quarto
@pytest.mark.parametrize("attribute", ["id", "href", "aria-label", "aria-labelledby", "scope", "lang", "class", "role"])
def test_html_is_marked_up_the_same(both, attribute):
    ours, theirs = (page(folder).xpath(f"//@{attribute}") for folder in both)
    assert ours == theirs and ours


@needs_quarto
@pytest.mark.parametrize("element", ["style", "script"])
def test_html_looks_and_does_the_same(both, element):
    ours, theirs = ([one.text.strip() for one in page(folder).xpath(f"//{element}")] for folder in both)
    assert ours == theirs and ours


@needs_quarto
def test_html_of_quarto_asks_for_nothing(both):
    root = page(both[1])
    assert root.xpath("//link|//iframe|//img|//object") == []
    assert [one for one in root.xpath("//@src") if not one.startswith("data:")] == []


def outline(reader, entries):
    return [outline(reader, one) if isinstance(one, list) else one.title for one in entries]


@needs_quarto
def test_pdf_says_the_same(both):
    ours, theirs = (PdfReader(folder / "report.pdf") for folder in both)
    for mine, other in zip(ours.pages, theirs.pages, strict=True):
        assert without_engine(mine.extract_text()) == without_engine(other.extract_text())
    assert outline(ours, ours.outline) == outline(theirs, theirs.outline)
    for key in ("/Title", "/Author", "/Keywords", "/CreationDate"):
        assert ours.metadata.get(key) == theirs.metadata.get(key)


@needs_quarto
def test_pdf_is_tagged_the_same(both):
    ours, theirs = (PdfReader(folder / "report.pdf").trailer["/Root"] for folder in both)
    assert list(tags(ours["/StructTreeRoot"])) == list(tags(theirs["/StructTreeRoot"]))
    assert ours["/Lang"] == theirs["/Lang"] == "nl-NL"


def tags(element):
    """Yield the kind and the alternative text of every element of a tag tree, in order."""
    found = element.get_object()
    if not hasattr(found, "get"):
        return
    if "/S" in found:
        yield found["/S"], found.get("/Alt")
    children = found.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from tags(child)


@needs_quarto
@pytest.mark.parametrize("part", ["word/document.xml", "word/footnotes.xml", "word/header.xml", "word/footer.xml"])
def test_word_says_the_same(both, part):
    ours, theirs = (without_engine(parts(folder)[part]) for folder in both)
    assert ours == theirs


def parts(folder: Path):
    with ZipFile(folder / "report.docx") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


@needs_quarto
def test_quarto_renders_in_the_projects_own_folder(project_copy):
    """As a user of Quarto does it, in a folder that git watches: nothing that git knows has changed afterwards."""

    def git(*words):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        done = subprocess.run(["git", *identity, *words], cwd=project_copy, capture_output=True, text=True, check=True)
        return done.stdout

    shutil.copy(ROOT / ".gitignore", project_copy / ".gitignore")
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "all")
    told = {**os.environ, "PYTHONPATH": str(project_copy), "QUARTO_PYTHON": sys.executable}
    words = ["quarto", "render", "--to", "monitor-html"]
    done = subprocess.run(words, cwd=project_copy, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conclusies" in (project_copy / "report.html").read_text(encoding="utf-8")
    assert git("status", "--porcelain") == ""

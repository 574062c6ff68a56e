"""Text of strangers: in every output as it was typed, and nowhere anything else than text."""

import re
import shutil
import subprocess
import unicodedata
import zipfile

import openpyxl
import pandas as pd
import pytest
import yaml
from lxml import etree
from lxml import html as dom

from impactmonitor.paths import DATA
from impactmonitor.report.engines import OLDEST, quarto_version
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.text.strangers import printable

pytestmark = pytest.mark.thorough

WORD = "0123456789" * 10_000
PLACE = "MKB@Werk *R&D* {{< var n >}} \"q\" 'a' <b>x</b> $y$ #1 [^1] _z_ \\n = 100%"
TEXTS = [
    "<script>window.found = 1; document.title = 'gevonden'</script>",
    "<img src=x onerror='window.found = 2'> <svg onload=window.found=3> <b>vet</b> <!-- weg -->",
    "&amp; &lt; &#60; &#x3C;script&#x3E; %3Cscript%3E \\u003cscript\\u003e ]]> <![CDATA[x]]> <?php echo 1 ?>",
    "</td></tr></tbody></table></div></main><h1>buiten</h1></textarea></style></script>",
    "**vet** _cursief_ `code` ~~weg~~ [link](javascript:window.found=4) ![x](y) [x]{.getal bron=y} {=html}",
    "# Kop", "## Kop {#sec-inleiding}", "= Kop", "===", "---", "***", "> citaat", "- lijst\n- lijst", "1. een\n2. twee",
    "+ een", "/ term: uitleg", "\tingesprongen\n    code", "| a | b |\n|---|---|\n| 1 | 2 |", "kop\n===\nkop\n---",
    "```{python}\nprint(1)\n```", "~~~\nhek\n~~~", "::: {.kader}\nbinnen\n:::", "::::", "---\ntitle: x\n---",
    "{{< include /etc/passwd >}} {{< embed x.ipynb#y >}} {{< var n >}} {{% x %}} {{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "@fig-instelling-opbrengsten @tbl-respons-tranche @sec-inleiding [@cite] @cite [-@cite] [^1] ^[noot] [^1]: noot",
    "$\\frac{1}{2}$ \\(x\\) \\[y\\] $$z$$ H~2~O x^2^ ==geel== :smile: (c) ... -- --- ‘a’ “b” \"c\" 'd' ’t",
    "#code #import \"x\" #read(\"/etc/passwd\") #(1+1) #{1} @label <label> //commentaar /* ook */ ~ -? \\u{41} #[y]",
    "100% \\ \\\\ \\textbf{x} \\input{/etc/passwd} \\begin{document} \\newpage a\\\nb % weg",
    "=1+1", '=HYPERLINK("http://x","klik")', "+31", "-2+3", "@SUM(A1)", "\t=cmd|' /C calc'!A0", "'tekst", "0012", "1e5",
    "http://voorbeeld.nl/pad?x=1&y=2#z <http://voorbeeld.nl> www.voorbeeld.nl mailto:",
    "e\u0301 a\u0308 n\u0303 ǖ Ω ж ‰ € ½ → ≥ ✓ ☃ ﬁ", "Z\u0351\u036b\u0343\u036a", "漢字 ひらがな 한글 𝕬",
    "😀 👩\u200d👩\u200d👧 🇳🇱 👍🏽 🦄", "  twee   spaties  ", "\ue000 \ue0000\ue001 \ue0005\ue001",
    "nul\x00teken bel\x07 esc\x1b[31m rood\x7f c1\x9f \x85 eind", "regel\u2028einde alinea\u2029einde\x0bv\x0cf\r\nr",
    "\u202eomgekeerd\u202c \u200frlm \u2066los\u2069 \ufeffbom \ufffe\ufdd0\U0010ffff",
    "zero\u200bwidth zacht\u00adafbreken", "a" * 33 + "é" * 33 + "漢" * 70, WORD,
]  # fmt: skip
RIGHT_TO_LEFT = "שלום עולם, مرحبا بالعالم!"
LEVELS = ("instelling", "opleiding", "student")


def flat(text):
    """Reduce text to its visible characters: how white space and soft hyphens come out differs by format."""
    return re.sub(r"[\s\u00ad\u200b\u2060]+", "", unicodedata.normalize("NFKC", printable(text)))


@pytest.fixture(scope="session", params=["builtin", "quarto"])
def reports(request, tmp_path_factory, codebook, workplaces):
    """Build the report on all, whose respondents typed all of these, and that of a workplace with a strange name."""
    if request.param == "quarto" and (quarto_version() or (0,)) < OLDEST:
        pytest.skip("no quarto on the path")
    folder = tmp_path_factory.mktemp("vreemd")
    book = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    (folder / "codebook.yml").write_text(yaml.safe_dump(book | {"meting": "vreemd"}), encoding="utf-8")
    places = workplaces.assign(werkplaats=[PLACE, *workplaces["werkplaats"][1:]], andere_naam="")
    places.to_csv(folder / "werkplaatsen.csv", index=False)
    cells = pd.read_csv(DATA / "respons.csv", dtype=str, keep_default_na=False)
    cells = pd.concat([cells, cells], ignore_index=True)
    cells["respondent"] = [f"r{number}" for number in cells.index]
    cells["werkplaats"] = [PLACE if number < 90 else places["werkplaats"][1] for number in cells.index]
    for number, text in enumerate([*TEXTS, RIGHT_TO_LEFT]):
        niveau = LEVELS[number % 3]
        cells.loc[number, f"{niveau}_geen"] = ""
        cells.loc[number, f"{niveau}_andere"] = "1"
        columns = ["opmerking", f"open_{niveau}", f"{niveau}_andere_tekst", f"{niveau}_andere_toelichting"]
        cells.loc[number, columns[1:] if text is WORD else columns] = text
    cells.to_csv(folder / "respons.csv", index=False)
    asked = [Request(folder / "respons.csv", werkplaats=places) for places in ((), (PLACE,))]
    where = {"output": folder / "uit", "say": lambda line: None, "work": folder / "werk"}
    return [make_report(one, ("html", "pdf", "docx"), request.param, **where) for one in asked]


@pytest.fixture(scope="session")
def strange(reports):
    return reports[0]


@pytest.fixture(scope="session")
def named(reports):
    return reports[1]


def missing(found, texts=(*TEXTS, RIGHT_TO_LEFT)):
    """List the texts that are not among those found."""
    seen = {flat(text) for text in found}
    return [text[:60] for text in texts if flat(text) not in seen]


def lines_of(element):
    """Return an element's text, its line breaks as such."""
    for line in element.iter("br"):
        line.tail = f"\n{line.tail or ''}"
    return element.text_content()


def test_html(strange, named):
    root = dom.parse(str(strange / "report.html")).getroot()
    cells = root.xpath("//*[contains(@class, 'antwoorden')]//td")
    assert {child.tag for cell in cells for child in cell.iterdescendants()} <= {"br"}
    answers, others = [lines_of(cell) for cell in cells], [item.text_content() for item in root.xpath("//main//li")]
    assert missing(answers) == missing(others) == []
    assert "een\n2. twee" in "".join(answers)
    assert len(root.xpath("//script")) == 1 and not root.xpath("//img | //iframe | //object | //embed | //form//script")
    assert not root.xpath("//@*[starts-with(name(), 'on')] | //@href[contains(., 'javascript')]")
    root = dom.parse(str(named / "report.html")).getroot()
    assert flat(PLACE) in flat(root.findtext(".//title"))
    assert flat(PLACE) in flat(root.xpath("//header")[0].text_content())


@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser_nothing_runs_and_nothing_is_added(strange, named, opened, width):
    asked = []
    assert flat(PLACE) in flat(opened(width, path=named / "report.html").title())
    page = opened(width, asked, path=strange / "report.html")
    page.evaluate("checks.unfold()")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.found") is None
    assert [url for url in asked if not url.startswith("data:")] == [(strange / "report.html").as_uri()]
    cells = page.locator(".antwoorden td")
    assert missing(cells.evaluate_all("all => all.map((one) => one.textContent)")) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert cells.evaluate_all(wide) == 0
    assert page.locator("main li").evaluate_all(wide) == 0


def test_pdf(strange):
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext on the path (Debian: apt-get install poppler-utils)")
    command = ["pdftotext", "-raw", strange / "report.pdf", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = flat(text)
    assert [text[:60] for text in TEXTS if text is not WORD and flat(text) not in found] == []
    assert found.count("0123456789") > 2 * 9_500  # the rest is cut by the ends of pages
    letters = re.sub(r"[\W\d_a-zA-Z]", "", printable(text))
    for word in re.findall(r"\w+", RIGHT_TO_LEFT):
        assert word in letters or word[::-1] in letters
    assert flat(PLACE) in found
    assert "root:" not in found


def test_docx(strange):
    with zipfile.ZipFile(strange / "report.docx") as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
        links = archive.read("word/_rels/document.xml.rels").decode()
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for line in body.iter(f"{word}br"):
        line.text = "\n"
    paragraphs = ["".join(part.itertext()) for part in body.iter(f"{word}p")]
    cells = ["".join(part.itertext()) for part in body.iter(f"{word}tc")]
    assert missing(cells) == missing(paragraphs) == []
    assert any(flat(PLACE) in flat(text) for text in paragraphs)
    assert "javascript" not in links and "voorbeeld.nl" not in links


def test_workbook(strange):
    book = openpyxl.load_workbook(strange / "tabellenboek.xlsx")
    short = [text for text in (*TEXTS, RIGHT_TO_LEFT) if text is not WORD]
    for name in ("Open antwoorden", "Andere opbrengsten", "Opmerkingen"):
        values = [str(cell.value) for row in book[name] for cell in row]
        assert missing(values, short) == []
        assert (WORD[:32_000] + " […]" in values) == (name != "Opmerkingen")
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink.target is None for cell in cells if cell.hyperlink)
    assert any(flat(PLACE) in flat(str(cell.value)) for cell in cells)


def test_what_goes_with_the_report_holds_no_answer(strange):
    for name in ("claims.csv", "params.yml"):
        text = (strange / name).read_text(encoding="utf-8")
        assert "window.found" not in text and "/etc/passwd" not in text and WORD not in text

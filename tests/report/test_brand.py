"""The look of another bureau: a brand file and a picture; and the look in a folder that has only the extension."""

import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import matplotlib.image
import numpy as np
import pikepdf
import pytest
import yaml
from lxml import html
from typed import ENGINES, needs_quarto, small

from impactmonitor.display import sheet, theme
from impactmonitor.files import kept
from impactmonitor.paths import BRAND, MADE, ROOT, THEME
from impactmonitor.problems import InputError
from impactmonitor.report import theme_files
from impactmonitor.report.engines import render
from impactmonitor.report.theme_files import make_theme

CACHED = (theme.brand, theme.tokens, sheet.look)
FORMATS = ("html", "pdf", "docx")


@pytest.fixture
def branded(prepared, monkeypatch):
    """Give a folder to render in another brand: ``branded(change)`` changes what the file holds."""
    path = prepared / BRAND.name

    def write(change):
        found = yaml.safe_load(BRAND.read_text(encoding="utf-8"))
        change(found)
        path.write_text(yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
        for module in (theme, kept):
            monkeypatch.setattr(module, "BRAND", path)
        monkeypatch.setattr(theme_files, "ROOT", prepared)
        for one in CACHED:
            one.cache_clear()
        return prepared

    yield write
    for one in CACHED:
        one.cache_clear()


def of_a_bureau(found):
    found["meta"]["name"] = "Bureau & Co"
    found["logo"] = "images/logo.png"
    found["color"]["palette"] |= {"accent": "#7a1f5c", "cover": "#5c1f7a", "on_cover": "#fff4e0", "ink": "#201020"}
    found["defaults"]["monitor"]["print"]["h1"] = 24


@pytest.fixture
def bureau(branded):
    folder = branded(of_a_bureau)
    (folder / "images").mkdir(exist_ok=True)
    matplotlib.image.imsave(folder / "images" / "logo.png", np.full((40, 120, 3), 0.4))
    return folder


def _fills(content):
    """List the colours that a page of a PDF fills with."""
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:scn|rg|sc)\b", content)
    return {"".join(f"{round(float(part) * 255):02x}" for part in one) for one in found}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_and_a_picture_are_another_look(bureau, engine):
    small(bureau, "Tekst.\n\n# Nog een kop {#sec-nog}\n\n{{< pagebreak >}}\n\nTekst.")
    files = render(bureau, FORMATS, engine)
    page = files["html"].read_text(encoding="utf-8")
    assert (
        "--accent: #7a1f5c;" in page
        and "--cover: #5c1f7a;" in page
        and "#17365d" not in page.split("</style>")[0].split("@media screen and (prefers-color")[0]
    )
    (logo,) = html.fromstring(page).xpath("//header/img")
    assert logo.get("alt") == "Bureau & Co" and logo.get("src").startswith("data:image/png;base64,")
    with pikepdf.open(files["pdf"]) as pdf:
        drawn = [len(one.get_images()) for one in pdf.pages]
        assert drawn[0] == 1 and drawn[-1] == 1, "on the cover, and in the running head"
        assert str(pdf.docinfo["/Author"]) == "Bureau & Co"
        cover = pdf.pages[0].Contents.read_bytes()
        assert all(fill in _fills(cover) for fill in ("5c1f7a", "fff4e0")) and "17365d" not in _fills(cover)
    with ZipFile(files["docx"]) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert 'srgbClr val="5c1f7a"' in parts["word/document.xml"] and 'w:val="48"' in parts["word/styles.xml"]
    assert parts["word/styles.xml"].count('w:color w:val="fff4e0"') == 4  # the words on the cover
    assert 'descr="Bureau &amp; Co"' in parts["word/document.xml"]
    relation = re.search('r:embed="(.*?)"', parts["word/header.xml"])[1]
    target = re.search(f'Id="{relation}"[^>]*Target="(.*?)"', parts["word/_rels/header.xml.rels"])[1]
    assert f"word/{target}" in parts and f"/word/{target}" in parts["[Content_Types].xml"]


def test_figures_take_it_over(bureau):
    assert sheet.look().ink == "#201020"


def test_a_family_of_ones_own_comes_with_its_files(branded):
    def of_files(found):
        found["typography"] = {"base": "Eigen Grotesk", "fonts": [family]}

    files = theme.font_files()
    listed = [
        {"path": f"images/{path.name}", "weight": theme.FACES[name][0], "style": theme.FACES[name][1]}
        for name, path in files.items()
    ]
    family = {"family": "Eigen Grotesk", "source": "file", "files": listed}
    folder = branded(of_files)
    with pytest.raises(InputError, match=r"_brand\.yml, typography: file images/\S+ is missing"):
        theme.font_files()
    (folder / "images").mkdir(exist_ok=True)
    for path in files.values():
        shutil.copy(path, folder / "images")
    assert theme.font_files()["SourceSansProBold"] == folder / "images" / files["SourceSansProBold"].name
    listed.pop()
    branded(of_files)
    with pytest.raises(InputError, match=r"Eigen Grotesk has no file for weight 700, style italic"):
        theme.font_files()


WRONG = {
    "_brand.yml, color, palette, accent: 'blauw' is not a colour, such as \"#1b2733\"": lambda found: found["color"][
        "palette"
    ].update(accent="blauw"),
    "_brand.yml, color, palette: 'warm' is missing": lambda found: found["color"]["palette"].pop("warm"),
    "_brand.yml, logo: file images/weg.png is missing": lambda found: found.update(logo="images/weg.png"),
    "_brand.yml, logo: 'logo.svg' is not a png or jpg in images/": lambda found: found.update(logo="logo.svg"),
    "_brand.yml, typography: there are no files of Inter; allowed without: Source Sans Pro": lambda found: found[
        "typography"
    ].update(base="Inter"),
}


@pytest.mark.parametrize("message", WRONG)
def test_what_is_wrong_in_the_brand_file_is_named(message, branded):
    branded(WRONG[message])
    with pytest.raises(InputError) as caught:
        theme.font_files()
    assert str(caught.value) == message


def test_the_committed_extension_has_the_look_of_the_brand_file(tmp_path):
    make_theme(tmp_path)
    made = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*") if path.is_file()}
    there = {path.relative_to(ROOT / MADE) for path in (ROOT / MADE).rglob("*") if path.is_file()}
    assert there - {Path("key")} == set(made)
    packed = {Path("fonts", "fonts.css")}  # by other versions of a library in other bytes
    assert [name for name in set(made) - packed if (ROOT / MADE / name).read_bytes() != made[name].read_bytes()] == []


@needs_quarto
def test_the_extension_alone_gives_a_page_the_look(tmp_path):
    folder = tmp_path / "elders"
    shutil.copytree(ROOT / THEME, folder / THEME)
    (folder / "notitie.qmd").write_text("---\ntitle: Notitie\n---\nEen **woord**, zie @sec-a.\n\n# Kop {#sec-a}\n")
    for kind in ("html", "typst", "docx"):
        words = ["quarto", "render", "notitie.qmd", "--to", f"monitor-{kind}"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    page = (folder / "notitie.html").read_text(encoding="utf-8")
    assert "--accent: " in page and "font/woff2" in page and "hoofdstuk" in page and 'href="http' not in page
    with pikepdf.open(folder / "notitie.pdf") as pdf:
        fonts = {str(font.BaseFont) for one in pdf.pages for font in one.Resources.get("/Font", {}).values()}
    assert any("SourceSansPro" in name for name in fonts)
    with ZipFile(folder / "notitie.docx") as archive:
        assert "hoofdstuk" in archive.read("word/document.xml").decode()
        assert theme.tokens()["type"]["family"] in archive.read("word/styles.xml").decode()

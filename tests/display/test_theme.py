"""The fonts of the theme: cut down for the page, whole for print, and told of where one is missing."""

import base64
import io
import re
import sys

import pytest
from fontTools.ttLib import TTFont

from impactmonitor.display import theme
from impactmonitor.problems import BuildError
from impactmonitor.report import theme_files


def test_a_font_package_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "font_source_sans_pro", None)
    with pytest.raises(BuildError, match=r"^theme: the package font-source-sans-pro is not installed$"):
        theme.font_files()


def test_a_font_that_is_missing_is_named(monkeypatch, tmp_path):
    import font_source_sans_pro

    files = font_source_sans_pro.font_files_ttf
    monkeypatch.setitem(files, "SourceSansProIt", str(tmp_path / "cursief.ttf"))
    with pytest.raises(BuildError, match=r"^theme: font file cursief\.ttf \(SourceSansProIt\) is missing$"):
        theme.font_files()
    monkeypatch.setattr(theme_files, "FALLBACK", ("DejaVuSans.ttf", "rond.ttf"))
    with pytest.raises(BuildError, match=r"^theme: font file rond\.ttf is missing; matplotlib brings it$"):
        theme_files.fallback_files()


@pytest.mark.slow
def test_fonts_of_the_page_hold_western_european_text_and_no_more(tmp_path):
    made = theme_files.fonts_css.__wrapped__(tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.read_text(encoding="utf-8") == made == theme_files.fonts_css.__wrapped__(tmp_path)
    rules = re.findall(r"font-weight: (\d+); font-style: (\w+); .*?base64,([^\"]+)", made)
    assert [(int(weight), style) for weight, style, _ in rules] == [theme.FACES[name] for name in theme_files.WEB]
    for *_, data in rules:
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        assert font.flavor == "woff2"
        assert {*map(ord, "aéë€–’")} <= set(font.getBestCmap()) <= set(theme_files.LATIN)


def test_a_licence_goes_with_the_fonts_where_there_is_one(monkeypatch, tmp_path):
    theme_files.make_theme(tmp_path / "met")
    assert (tmp_path / "met" / "fonts" / "LICENSE.txt").is_file()
    files = {name: tmp_path / path.name for name, path in theme.font_files().items()}
    for name, path in theme.font_files().items():
        files[name].write_bytes(path.read_bytes())
    monkeypatch.setattr(theme_files, "font_files", lambda: files)
    theme_files.make_theme(tmp_path / "zonder")
    names = {path.name for path in (tmp_path / "zonder" / "fonts").iterdir()}
    assert "LICENSE.txt" not in names and {"fonts.css", *(path.name for path in files.values())} <= names

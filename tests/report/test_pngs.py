"""Figures as PNG."""

from PIL import Image

from impactmonitor.display.theme import tokens
from impactmonitor.paths import MADE, ROOT
from impactmonitor.report.pngs import draw_pngs

FONTS = ROOT / MADE / "fonts"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 36">
  <rect x="0" y="0" width="36" height="36" style="fill: #102a54"/>
</svg>"""


def test_a_drawing_without_a_png_gets_one_as_large_as_it_is_printed(tmp_path):
    for name in ("b", "a", "a-smal"):
        (tmp_path / f"{name}.svg").write_text(DRAWING, encoding="utf-8")
    (tmp_path / "b.png").write_bytes(b"there")
    draw_pngs(tmp_path, FONTS)
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["a.png", "b.png"]
    assert (tmp_path / "b.png").read_bytes() == b"there"
    picture = Image.open(tmp_path / "a.png").convert("RGB")
    assert picture.size == (200, 100)
    assert picture.getpixel((50, 50)) == (0x10, 0x2A, 0x54) and picture.getpixel((150, 50)) == (255, 255, 255)
    first = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").unlink()
    draw_pngs(tmp_path, FONTS)
    assert (tmp_path / "a.png").read_bytes() == first


def test_text_is_drawn_in_the_fonts_of_the_report(tmp_path):
    letters = f"font-family: '{tokens()['type']['family']}', sans-serif; font-size: 20px"
    drawing = DRAWING.replace("</svg>", f'<text x="2" y="30" style="{letters}">Rapport</text></svg>')
    found = []
    for fonts in (FONTS, tmp_path / "none"):
        folder = tmp_path / fonts.name
        folder.mkdir()
        (folder / "x.svg").write_text(drawing, encoding="utf-8")
        draw_pngs(folder, fonts)
        found.append((folder / "x.png").read_bytes())
    assert found[0] != found[1]

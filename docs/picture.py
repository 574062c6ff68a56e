"""Make the pictures in the README: the cover, a page with a figure, and the report on a phone; and two waves compared.

Run after ``make report`` and ``make report DATA=examples/2024/respons.csv PREVIOUS=data`` (needs Chromium and poppler's
``pdftoppm``): ``.venv/bin/python docs/picture.py``
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
REPORT = DOCS.parent / "_output" / "alle"
WAVES = DOCS.parent / "_output" / "2024" / "alle"
PAGES = (1, 5)  # cover, first figure
SIZE = {"width": 1500, "height": 800}
SHEET = """<style>
body { margin: 0; height: 800px; display: flex; gap: 40px; align-items: center; justify-content: center; }
body { background: #eef2f5; }
img { height: 720px; box-shadow: 0 2px 14px rgb(23 54 93 / 25%); }
img:last-child { height: 690px; border: 9px solid #1b2733; border-radius: 26px; }
</style>"""


def pages(folder: Path) -> list[Path]:
    """Draw the pages of the PDF."""
    made = []
    for page in PAGES:
        target = folder / f"page-{page}"
        command = ["pdftoppm", "-r", "200", "-f", str(page), "-l", str(page), "-png", "-singlefile"]
        subprocess.run([*command, str(REPORT / "report.pdf"), str(target)], check=True)
        made.append(target.with_suffix(".png"))
    return made


def phone(browser: Browser, folder: Path) -> Path:
    """Take a picture of the answers, searched, on a phone."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2, has_touch=True)
    page.goto((REPORT / "report.html").as_uri())
    page.get_by_role("searchbox").fill("praktijk")
    page.locator("#zoeken").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('zoeken').scrollIntoView()")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / "phone.png")
    return folder / "phone.png"


def waves(browser: Browser) -> bytes:
    """Take a picture of a chapter's section on the earlier wave."""
    page = browser.new_page(viewport={"width": 1160, "height": 620}, device_scale_factor=1.6)
    page.goto((WAVES / "report.html").as_uri())
    page.evaluate("document.getElementById('sec-instelling-vergeleken').scrollIntoView()")
    page.wait_for_timeout(300)
    return page.screenshot()


def keep(picture: bytes, name: str) -> None:
    """Write a picture in few colours."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(DOCS / name, optimize=True)


def main() -> int:
    """Put the pictures side by side."""
    chromium = shutil.which("chromium")
    made = (REPORT / "report.pdf").exists() and (WAVES / "report.html").exists()
    if not (chromium and shutil.which("pdftoppm") and made):
        print("needed: chromium, pdftoppm, and the two reports made by make report", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shown = [*pages(folder), phone(browser, folder)]
        sheet = folder / "sheet.html"
        sheet.write_text(SHEET + "".join(f'<img src="{path.name}">' for path in shown), encoding="utf-8")
        page = browser.new_page(viewport=SIZE, device_scale_factor=1.6)
        page.goto(sheet.as_uri())
        keep(page.screenshot(), "report.png")
        keep(waves(browser), "waves.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

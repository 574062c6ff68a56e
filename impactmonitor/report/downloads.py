"""The files that a report's folder holds, and the bar in its HTML that leads to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path

from impactmonitor.files.whole import write_whole

FILES = {
    "report.html": "webversie",
    "report.pdf": "pdf-bestand",
    "report.docx": "Word-bestand",
    "tabellenboek.xlsx": "tabellenboek",
    "cijfers.csv": "alle cijfers",
    "claims.csv": "zinnen en hun cijfers",
}
BAR = Path("_generated", "bestanden.html")
END_OF_BAR = re.compile(
    r'(<nav class="bestanden-balk".*?</ul>)(?:<ul class="bestanden andere".*?</ul>)?\s*</nav>', re.DOTALL
)


def write_bar(build: Path, there: Collection[str]) -> None:
    """Write the bar that leads from the HTML to the files beside it.

    Parameters
    ----------
    build : Path
        Gets ``_generated/bestanden.html``.
    there : collection of str
        The names of the files that will stand in the report's folder.
    """
    links = "".join(
        f'<li><a href="{name}">{title}</a></li>'
        for name, title in FILES.items()
        if name in there and name != "report.html"
    )
    label = "Bestanden bij dit rapport"
    bar = f'<nav class="bestanden-balk" aria-label="{label}"><ul class="bestanden">{links}</ul></nav>\n'
    write_whole(build / BAR, bar)


def link_siblings(output: Path, names: Mapping[str, str]) -> None:
    """Have the bar of each of several reports lead to the others, and to the overview of them.

    Parameters
    ----------
    output : Path
        Holds a folder for each report, and the overview.
    names : mapping of str to str
        What each report is about, by its folder.
    """
    for slug in names:
        page = output / slug / "report.html"
        if not page.exists():
            continue
        ways = {"index.html": "overzicht"} | {f"{one}/report.html": names[one] for one in names if one != slug}
        links = "".join(
            f'<li><a href="../{path}">{escape(name)}</a></li>'
            for path, name in ways.items()
            if (output / path).exists()
        )
        listed = f'<ul class="bestanden andere" aria-label="Andere rapporten">{links}</ul>'
        text = page.read_text(encoding="utf-8")
        if bar := END_OF_BAR.search(text):
            write_whole(page, f"{text[: bar.start()]}{bar[1]}{listed}</nav>{text[bar.end() :]}")

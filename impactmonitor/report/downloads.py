"""The files that a report's folder holds, and the bar in its HTML that leads to them."""

from __future__ import annotations

from collections.abc import Collection
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

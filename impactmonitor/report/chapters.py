"""The chapters of the levels, made of one template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from impactmonitor.files.whole import write_whole
from impactmonitor.paths import ROOT

TEMPLATE = ROOT / "chapters" / "_niveau.qmd"
CHAPTERS = Path("chapters", "_niveaus.qmd")
MADE = "<!-- Made of _niveau.qmd, once for each level of the codebook: edit that file, not this one. -->"


def write_chapters(niveaus: Sequence[Sequence[str]], build: Path) -> None:
    """Write a chapter for each level, given as key and name."""
    template = TEMPLATE.read_text(encoding="utf-8").strip()
    texts = [template.replace("@@key@@", key).replace("@@naam@@", name) for key, name in niveaus]
    write_whole(build / CHAPTERS, "\n\n".join([MADE, *texts]) + "\n")

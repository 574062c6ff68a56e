"""The chapters of the levels, made of one template for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from impactmonitor.files.whole import write_whole
from impactmonitor.paths import ROOT
from impactmonitor.survey.parts import LEVEL, Niveau
from impactmonitor.text.dutch import capitalise

CHAPTERS = Path("chapters", "_niveaus.qmd")
MADE = "<!-- Made of {}, once for each level of the codebook: edit that file, not this one. -->"


def chapter_of(niveau: Niveau) -> list[str]:
    """Return what a chapter is made of: the key of its level, what that is called in a heading, and the template."""
    return [niveau.key, niveau.naam if niveau.template == LEVEL else capitalise(niveau.naam), niveau.template]


def write_chapters(niveaus: Sequence[Sequence[str]], build: Path, texts: Path = ROOT) -> None:
    """Write a chapter for each level, given as `chapter_of` does, by the templates of a folder of prose."""
    templates = {kind: _template(texts, f"_{kind}.qmd") for *_, kind in niveaus}
    written = [templates[kind].replace("@@key@@", key).replace("@@naam@@", name) for key, name, kind in niveaus]
    names = " and ".join(f"_{kind}.qmd" for kind in templates)
    write_whole(build / CHAPTERS, "\n\n".join([MADE.format(names), *written]) + "\n")


def _template(texts: Path, name: str) -> str:
    own = texts / "chapters" / name
    return (own if own.exists() else ROOT / "chapters" / name).read_text(encoding="utf-8").strip()

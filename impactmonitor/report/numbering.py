"""The numbers that the report's filter gives to figures, for files that name them from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from impactmonitor.analysis import question, tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.paths import ROOT
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.wave import prose_of

LEVELS = "{{< include chapters/_niveaus.qmd >}}"
OUTCOMES = "opbrengsten"
REPLIES, STATED = "antwoorden", "stellingen"
SHOWN = {"niveau": (OUTCOMES, "status", "aard"), "vraag": (REPLIES, STATED)}
"""The figures of a level, in the order of its chapter: ``chapters/_niveau.qmd`` or ``_vraag.qmd``."""


def first_chapter(texts: Path | None = None) -> int:
    """Return the number of the first level's chapter: one more than the numbered headings that come before it."""
    text = ((texts or ROOT) / "report.qmd").read_text(encoding="utf-8")
    before, _, _ = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL).partition(LEVELS)
    heads = re.findall(r"^# .*$", before, flags=re.MULTILINE)
    return 1 + sum(not re.search(r"\{[^}]*(?:\.unnumbered|\.bijlage|(?<=[{ ])-(?=[ }]))", head) for head in heads)


def _drawn(study: Study, niveau: Niveau, part: str) -> pd.DataFrame:
    """Return the table that a figure is drawn of."""
    match part:
        case "opbrengsten":
            return tabulation.outcomes(study, niveau)
        case "antwoorden":
            return question.answers(study, niveau)
        case "stellingen":
            return question.statements(study, niveau)
    return tabulation.distribution(study, niveau, part)


def figures(study: Study) -> dict[tuple[str, str], str]:
    """Give the figures of the levels the numbers that they have in a report, which leaves out those without values.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str
        Such as ``2.1``, by the key of the level and *opbrengsten*, the scale, *antwoorden* or *stellingen*.
    """
    found = {}
    for chapter, niveau in enumerate(study.codebook.niveaus, start=first_chapter(prose_of(study.data))):
        place = 0
        for part in SHOWN[niveau.template]:
            if not _drawn(study, niveau, part)["aandeel"].isna().all():
                place += 1
                found[niveau.key, part] = f"{chapter}.{place}"
    return found

"""The numbers that the report's filter gives to figures, for files that name them from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from impactmonitor.analysis import question, tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.paths import ROOT
from impactmonitor.survey.parts import LEVEL, Niveau
from impactmonitor.survey.wave import prose_of

LEVELS = "{{< include chapters/_niveaus.qmd >}}"
OUTCOMES = "opbrengsten"
REPLIES, STATED = "antwoorden", "stellingen"
LONGEST = 31
"""Characters of the name of a sheet."""


def first_chapter(texts: Path | None = None) -> int:
    """Return the number of the first level's chapter: one more than the numbered headings that come before it."""
    text = ((texts or ROOT) / "report.qmd").read_text(encoding="utf-8")
    before, _, _ = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL).partition(LEVELS)
    heads = re.findall(r"^# .*$", before, flags=re.MULTILINE)
    return 1 + sum(not re.search(r"\{[^}]*(?:\.unnumbered|\.bijlage|(?<=[{ ])-(?=[ }]))", head) for head in heads)


def shown(niveau: Niveau) -> tuple[str, ...]:
    """List the figures of a level, in the order of its chapter: ``chapters/_niveau.qmd`` or ``_vraag.qmd``."""
    return (OUTCOMES, *niveau.in_order) if niveau.template == LEVEL else (REPLIES, STATED)


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


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Make names of sheets of what they should be called: no longer than a workbook takes, and no two alike."""
    found: dict[str, str] = {}
    for one in wanted:
        name, number = one[:LONGEST], 2
        while name.casefold() in found:
            name, number = f"{one[: LONGEST - 3]} {number}", number + 1
        found[name.casefold()] = name
    return [*found.values()]


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
        for part in shown(niveau):
            if not _drawn(study, niveau, part)["aandeel"].isna().all():
                place += 1
                found[niveau.key, part] = f"{chapter}.{place}"
    return found

"""The numbers that the report's filter gives to figures, for files that name them from outside."""

from __future__ import annotations

import re

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.paths import ROOT

LEVELS = "{{< include chapters/_niveaus.qmd >}}"
OUTCOMES = "opbrengsten"
SHOWN = (OUTCOMES, "status", "aard")
"""The figures of a level, in the order of ``chapters/_niveau.qmd``."""


def first_chapter() -> int:
    """Return the number of the first level's chapter: one more than the numbered headings that come before it."""
    text = (ROOT / "report.qmd").read_text(encoding="utf-8")
    before, _, _ = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL).partition(LEVELS)
    heads = re.findall(r"^# .*$", before, flags=re.MULTILINE)
    return 1 + sum(not re.search(r"\{[^}]*(?:\.unnumbered|\.bijlage|(?<=[{ ])-(?=[ }]))", head) for head in heads)


def figures(study: Study) -> dict[tuple[str, str], str]:
    """Give the figures of the levels the numbers that they have in a report, which leaves out those without values.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str
        Such as ``2.1``, by the key of the level and *opbrengsten* or the scale.
    """
    found = {}
    for chapter, niveau in enumerate(study.codebook.niveaus, start=first_chapter()):
        place = 0
        for part in SHOWN:
            if part == OUTCOMES:
                table = tabulation.outcomes(study, niveau)
            else:
                table = tabulation.distribution(study, niveau, part)
            if not table["aandeel"].isna().all():
                place += 1
                found[niveau.key, part] = f"{chapter}.{place}"
    return found

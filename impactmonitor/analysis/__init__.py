"""What a study says in numbers: groups that may be shown, counts, margins and tests."""

from impactmonitor.analysis.coded_answers import answer_themes, remark_themes, themes
from impactmonitor.analysis.own_words import open_answers, remarks
from impactmonitor.analysis.sensitivity import sensitivity
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import (
    distribution,
    outcomes,
    response,
    scale_totals,
    side_by_side,
    workplace_counts,
    workplaces,
)

load = Study.load

__all__ = [
    "answer_themes",
    "distribution",
    "load",
    "open_answers",
    "outcomes",
    "remark_themes",
    "remarks",
    "response",
    "scale_totals",
    "sensitivity",
    "side_by_side",
    "themes",
    "workplace_counts",
    "workplaces",
]

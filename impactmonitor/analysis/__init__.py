"""What a study says in numbers: groups that may be shown, counts, margins and tests."""

from impactmonitor.analysis.bases import groups_compared
from impactmonitor.analysis.change import changes, changes_by_group
from impactmonitor.analysis.changed_answers import answer_table, changed_answers, two_bars
from impactmonitor.analysis.coded_answers import answer_themes, lone_themes, remark_themes, themes
from impactmonitor.analysis.earlier_wave import load, waves
from impactmonitor.analysis.own_words import lone_answers, open_answers, remarks
from impactmonitor.analysis.question import answers, statements
from impactmonitor.analysis.sensitivity import sensitivity
from impactmonitor.analysis.tabulation import distribution, outcomes, scale_totals, side_by_side
from impactmonitor.analysis.trend import all_waves, older_changes, wave_table
from impactmonitor.analysis.turnout import response, responses, workplace_counts, workplaces

__all__ = [
    "all_waves",
    "answer_table",
    "answer_themes",
    "answers",
    "changed_answers",
    "changes",
    "changes_by_group",
    "distribution",
    "groups_compared",
    "load",
    "lone_answers",
    "lone_themes",
    "older_changes",
    "open_answers",
    "outcomes",
    "remark_themes",
    "remarks",
    "response",
    "responses",
    "scale_totals",
    "sensitivity",
    "side_by_side",
    "statements",
    "themes",
    "two_bars",
    "wave_table",
    "waves",
    "workplace_counts",
    "workplaces",
]

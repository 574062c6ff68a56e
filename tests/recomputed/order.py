"""In which order tests run, which go to one process together, and which are left out of the shorter rounds."""

import pytest
from xdist.scheduler import LoadScopeScheduling

FIRST = (
    "test_commands",
    "test_sentences",
    "test_rules",
    "test_kernels",
    "test_cluster",
    "test_faults",
    "test_disclosure_outputs",
    "test_accessibility",
    "test_reading",
    "test_reviewing",
    "test_reports_apart",
    "test_vocabulary",
    "test_found_again",
    "test_strangers",
    "test_engines",
    "test_new_wave",
)
"""The modules that take longest; no process is left with one of them when all others have ended."""
APART = ("test_no_sentence_contradicts_its_numbers", "test_nothing_and_everything_read_well")
"""Tests that take long and need nothing of their module: any process may take them."""
LONG = {
    *("test_banner", "test_bases", "test_bounds", "test_change", "test_check", "test_cluster", "test_coding"),
    *("test_compare", "test_comparisons", "test_export", "test_follow_ups", "test_handwritten", "test_kept"),
    *("test_kernels", "test_ledgers", "test_page", "test_pair", "test_quantifiers", "test_record", "test_rules"),
    *("test_sentences", "test_several_groupings", "test_tabular", "test_turnout", "test_variant", "test_workbook"),
    "test_workers",
}
"""Modules outside `tests/whole/` that start processes, copy the project or try many studies."""
WHOLE = {"report", "reports", "batch", "both", "strange", "clone", "cluster", "evaluations", "readings", "decided_anew"}
"""Fixtures that take many seconds: whole reports, a clone of the project, a cluster, many studies."""


def place(item):
    """Return the place of a test in the order: the slow modules first, the others as they are."""
    return FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST)


def is_slow(item):
    """Tell whether a test waits for what takes many seconds, and so is no part of the quick round."""
    if item.get_closest_marker("thorough"):
        return True
    whole = item.path.parent.name == "whole" and item.path.stem != "test_report"
    return whole or item.path.stem in LONG or bool(WHOLE & set(getattr(item, "fixturenames", ())))


def first(values, many=1, mark=pytest.mark.thorough):
    """Mark all parameters but the first ones as more of the same, for a thorough round, or as `slow`, for ours too."""
    each = [value if isinstance(value, tuple) else (value,) for value in values]
    return [pytest.param(*one, marks=mark if place >= many else ()) for place, one in enumerate(each)]


class Scheduling(LoadScopeScheduling):
    """Hands out whole modules, whose fixtures are made once, in the order given; some tests one by one."""

    def _split_scope(self, nodeid):
        module, _, name = nodeid.partition("::")
        return nodeid if name.partition("[")[0] in APART else module

"""Status and nature in two waves, where workplaces are not what ties answers together."""

from dataclasses import replace

import numpy as np
import waves
from waves import beside

from impactmonitor.analysis.change import _held
from impactmonitor.analysis.changed_answers import changed_answers
from impactmonitor.analysis.study import Study


def test_a_change_holds_as_well_where_nobody_is_of_a_workplace():
    whole = Study.load()
    niveau = whole.codebook.niveaus[0]
    columns = {"werkplaats": ""}
    for item in niveau.items:
        ticked = whole.frame[niveau.column(item.key)]
        columns[niveau.column(item.key, "status")] = np.where(ticked, "gerealiseerd", None)
    frame = whole.frame.assign(**columns)
    later = replace(whole, responses=replace(whole.responses, frame=frame))
    before = replace(whole, responses=replace(whole.responses, frame=whole.frame.assign(werkplaats="")))
    table = changed_answers(beside(later, before, waves.alike(whole, "2022")), niveau)
    item = niveau.items[0].key
    told = table[(table["schaal"] == "status") & (table["item"] == item) & (table["groep_key"] == "nu")]
    assert "gestegen" in set(told["oordeel"])


def test_changes_of_all_and_of_groups_share_the_five_percent():
    """A p-value that would hold by itself does not where three levels and their groups are looked at."""
    assert _held(np.array([[0.012], [0.5]]), 0.05 / 3).tolist() == [[False], [False]]
    assert _held(np.array([[0.008], [0.5]]), 0.05 / 3).tolist() == [[True], [False]]
    assert _held(np.array([[0.5], [0.012]]), 0.05 / 3).tolist() == [[False], [False]]

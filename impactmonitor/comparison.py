"""The table of the comparison: every outcome's number and share in every tranche."""

from __future__ import annotations

import pandas as pd
from great_tables import GT

from impactmonitor.analysis.inference import MARKS
from impactmonitor.analysis.tabulation import by_item, ranked
from impactmonitor.layout import bold, count_cell, set_out, share_cell


def comparison_table(table: pd.DataFrame, identifier: str) -> GT:
    """Set out each outcome's number and share in every group, with a mark where a group differs by the stated rule.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`.
    identifier : str
        The table's ``id``.
    """
    items = ranked(table)
    frame = items[["item", "label"]].set_index("item")
    headers, marked = {"label": "Opbrengst"}, []
    for key, rows in by_item(table, "groep", frame.index):
        frame[key] = [
            f"{count_cell(row.aantal)} ({share_cell(row.aandeel)}) {MARKS.get(row.oordeel, '')}".strip()
            for row in rows.itertuples()
        ]
        headers[key] = f"{rows['groep_label'].iloc[0]} (n={count_cell(rows['n'].iloc[0])})"
        marked.append((key, [i for i, word in enumerate(rows["oordeel"]) if word]))
    result = set_out(frame, identifier, headers)
    for key, positions in marked:
        result = bold(result, positions, [key])
    return result

"""The table of the comparison: every outcome's number and share in every tranche."""

from __future__ import annotations

import pandas as pd
from great_tables import GT

from impactmonitor.inference import MARKS
from impactmonitor.layout import bold, count_cell, set_out, share_cell
from impactmonitor.tabulation import ranked


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
    for key, rows in table.groupby("groep", sort=False):
        rows = rows.set_index("item").reindex(frame.index)
        frame[str(key)] = [
            f"{count_cell(row.aantal)} ({share_cell(row.aandeel)}) {MARKS.get(row.oordeel, '')}".strip()
            for row in rows.itertuples()
        ]
        headers[str(key)] = f"{rows['groep_label'].iloc[0]} (n={count_cell(rows['n'].iloc[0])})"
        marked.append((str(key), [i for i, word in enumerate(rows["oordeel"]) if word]))
    result = set_out(frame, identifier, headers)
    for key, positions in marked:
        result = bold(result, positions, [key])
    return result

"""The figure of the comparison: every outcome set against every group, as shades of shares with their counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from impactmonitor.analysis.inference import MARKS
from impactmonitor.analysis.tabulation import ranked
from impactmonitor.display.cells import count_cell
from impactmonitor.display.sheet import (
    LEADING,
    NARROW,
    SIZE,
    SMALL,
    WIDTH,
    Sheet,
    ink_on,
    look,
    style,
    text_width,
    wrap,
)

HEAD, CELL, GAP = (
    26.0,
    22.0,
    12.0,
)  # least height of the heads of columns, height of a cell, and above the title of a part
LABELS, COLUMN = 165.0, 110.0  # a label and a column are at most this wide


def heatmap(
    parts: Mapping[str, pd.DataFrame],
    headline: str,
    subtitle: str,
    wide: float = WIDTH,
    others: str = "tranches of sectoren",
) -> Figure:
    """Draw items by groups as cells, with a mark where a group differs by the stated rule.

    Parameters
    ----------
    parts : mapping of str to DataFrame
        By title (a level), a table from `tabulation.outcomes`; all of the same groups.
    headline, subtitle : str
        The finding; measure, base and period.
    wide : float
        Width in points. On a phone's the labels stand above their cells.
    """
    with style():
        items = {title: ranked(table) for title, table in parts.items()}
        groups = next(iter(parts.values())).drop_duplicates("groep_key").set_index("groep_key")["groep"].astype(str)
        above = wide <= NARROW
        labels = {
            (title, row.item): wrap(row.opbrengst, wide if above else LABELS)
            for title, rows in items.items()
            for row in rows.itertuples()
        }
        left = 0.0 if above else max(text_width(line, SIZE) for lines in labels.values() for line in lines) + 10
        step = min((wide - left) / len(groups), COLUMN)

        heads = [_head(title, step) for title in groups]
        high = max(HEAD, *(len(head) * SMALL * LEADING + 4 for head in heads))

        rows, y = [], high  # what is drawn, from the top down: title, label and the top of the cells
        for title, one in items.items():
            y += GAP + 16
            rows.append((title, "", y - 8))
            for item in one["item"]:
                height = len(labels[title, item]) * SIZE * LEADING
                over = max(0.0, height - CELL) / 2  # a label of many lines stands in the middle of its row
                y += height + 3 if above else over
                rows.append((title, str(item), y))
                y += CELL + (5 if above else max(0.0, height - CELL + 4) - over)

        marked = any(table["oordeel"].isin(list(MARKS)).any() for table in parts.values())
        note = f"▲ vaker, ▼ minder vaak genoemd dan in de overige {others} samen" if marked else ""
        sheet = Sheet(wide, headline, subtitle, [], y + 4, note)
        shade = LinearSegmentedColormap.from_list("heat", look().heat)
        for column, head in enumerate(heads):
            sheet.lines(left + (column + 0.5) * step, sheet.top + high / 2, head, SMALL, ha="center")
        cells = {title: table.set_index(["item", "groep_key"]) for title, table in parts.items()}
        for title, item, top in rows:
            if not item:
                sheet.lines(0, sheet.top + top, [title], SIZE, weight="bold")
                continue
            lines = labels[title, item]
            middle = top - 2 - len(lines) * SIZE * LEADING / 2 if above else top + CELL / 2
            sheet.lines(0, sheet.top + middle, lines)
            for column, key in enumerate(groups.index):
                row = cells[title].loc[(item, key)]
                _cell(sheet, left + column * step, sheet.top + top, step, row, shade)
        return sheet.figure


def _head(title: str, width: float) -> list[str]:
    """Break the head of a column into lines, with the base of its group below."""
    label, _, base = title.rpartition(" (")
    return [*wrap(label, width - 2, SMALL), base.rstrip(")")]


def _cell(sheet: Sheet, x: float, y: float, width: float, row: pd.Series, shade: LinearSegmentedColormap) -> None:
    """Draw one cell: its shade is the share, its text the number and, where it differs, a mark."""
    colour = "#ffffff" if np.isnan(row["aandeel"]) else to_hex(shade(row["aandeel"]))
    sheet.box(x + 1, y + 1, width - 2, CELL - 2, colour)
    mark = MARKS.get(row["oordeel"], "")
    text = f"{count_cell(row['aantal'])} {mark}".strip()
    size = SIZE if text_width(text, SIZE, "bold") <= width - 3 else SMALL
    weight = "bold" if mark else "normal"
    sheet.lines(x + width / 2, y + CELL / 2, [text], size, ha="center", color=ink_on(colour), weight=weight)

"""Numbers as the text of cells."""

from __future__ import annotations

from typing import Any

import pandas as pd

from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.analysis.tabulation import HIDDEN
from impactmonitor.text.dutch import margin, number, percent, with_p


def count_cell(value: Any) -> str:
    """Write a count; a dash where it is not shown, and nothing where there is none."""
    return "" if isinstance(value, str) and not value else HIDDEN if pd.isna(value) else number(float(value))


def share_cell(value: Any) -> str:
    """Write a share as a percentage; a dash where it is not shown, and nothing where there is none."""
    return (
        ""
        if isinstance(value, str) and not value
        else HIDDEN
        if pd.isna(value)
        else percent(float(value), compact=True)
    )


def text_cell(value: Any) -> str:
    """Write a number that is text already; a dash where it is not shown."""
    return HIDDEN if pd.isna(value) else str(value)


def margin_cell(ends: Any) -> str:
    """Write the two ends of a margin, a pair of shares."""
    low, high = ends
    return HIDDEN if pd.isna(low) or pd.isna(high) else margin(float(low), float(high))


def points_cell(value: Any) -> str:
    """Write a difference in percentage points, with its sign."""
    if pd.isna(value):
        return HIDDEN
    points = abs(float(value)) * 100
    # a tenth more where rounding would hide on which side of the rule it lies
    rule = DIFFERENCE_RULE * 100
    size = number(points, 1 if rule - 0.5 <= points < rule - 1e-7 else 0)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


def difference_cell(value: Any) -> str:
    """Write a difference and its interval, and p where it is small: *+12 (−3 tot 27)*, *+21 (4 tot 36); p<0,05*.

    Nothing where there is none to tell.
    """
    if value == "":
        return ""
    size, low, high, p = value
    if pd.isna(size):
        return HIDDEN
    ends = (number(round(float(end) * 100)).replace("-", "−") for end in (low, high))
    return with_p(f"{points_cell(size)} ({' tot '.join(ends)})", p)


WRITERS = {"Aantal": count_cell, "%": share_cell, "Marge": margin_cell, "Verschil": difference_cell}
"""How the numbers of a column are written, by the end of its name."""

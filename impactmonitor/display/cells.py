"""How a table is laid out: numbers as the text of cells, heads, alignment and bold rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from great_tables import GT, loc, style

from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.text.dutch import margin, number, p_value, percent
from impactmonitor.text.strangers import SPECIAL

HIDDEN = "–"
SHIELD = 0x10FE00  # in the last plane of private use
SHIELDED = re.compile(f"[{chr(SHIELD)}-{chr(SHIELD + 0x7F)}]")
UNSHIELD = re.compile(f"{chr(SHIELD)}(?P<code>.)|(?P<special>{SHIELDED.pattern})")


def _missing(value: Any) -> bool:
    return bool(pd.isna(value))


def count_cell(value: Any) -> str:
    """Write a count; a dash where it is not shown."""
    return HIDDEN if _missing(value) else number(float(value))


def share_cell(value: Any) -> str:
    """Write a share as a percentage."""
    return HIDDEN if _missing(value) else percent(float(value), compact=True)


def margin_cell(low: Any, high: Any) -> str:
    """Write the two ends of a margin."""
    return HIDDEN if _missing(low) or _missing(high) else margin(float(low), float(high))


def points_cell(value: Any) -> str:
    """Write a difference in percentage points, with its sign."""
    if _missing(value):
        return HIDDEN
    points = abs(float(value)) * 100
    # a tenth more where rounding would hide on which side of the rule it lies
    rule = DIFFERENCE_RULE * 100
    size = number(points, 1 if rule - 0.5 <= points < rule - 1e-7 else 0)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


def p_cell(value: Any) -> str:
    """Write the p of a test."""
    return HIDDEN if _missing(value) else p_value(float(value))


def shield(text: str) -> str:
    """Hide special characters, since great-tables reads some of them as HTML, Markdown or units.

    They move to private use; what is there already is marked as such.
    """
    marked = SHIELDED.sub(lambda found: chr(SHIELD) + found[0], text)
    return SPECIAL.sub(lambda found: chr(SHIELD + ord(found[0])), marked)


def unshield(text: str) -> str:
    """Bring back what `shield` hid."""
    return UNSHIELD.sub(lambda found: found["code"] or chr(ord(found["special"]) - SHIELD), text)


def shielded(frame: pd.DataFrame) -> pd.DataFrame:
    """Shield every text in a frame."""
    return frame.reset_index(drop=True).map(lambda value: shield(value) if isinstance(value, str) else value)


def set_out(frame: pd.DataFrame, identifier: str, headers: Mapping[str, str], text: Iterable[str] = ()) -> GT:
    """Set out a frame of strings: the first column heads the rows, the rest are numbers unless in `text`."""
    stub, *columns = (str(column) for column in frame if column != "data-id")
    table = GT(shielded(frame), rowname_col=stub, id=identifier).tab_stubhead(shield(headers[stub]))
    table = table.cols_label({column: shield(headers[column]) for column in columns})
    for column in columns:
        table = table.cols_align("left" if column in set(text) else "right", column)
    return table


def bold(table: GT, rows: list[int], columns: list[str] | None = None) -> GT:
    """Print rows, or some of their cells, in bold."""
    if not rows:
        return table
    if columns is None:
        table = table.tab_style(style.text(weight="bold"), loc.stub(rows=rows))
    return table.tab_style(style.text(weight="bold"), loc.body(columns=columns, rows=rows))

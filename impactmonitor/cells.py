"""The values of cells, written as text in one way whatever file they come from."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

WHOLE = re.compile(r"([+-]?\d+)[.,]0+")


def as_text(value: Any) -> str:
    """Write a spreadsheet's or SPSS's value as text: whole numbers without decimals, nothing for missing."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def whole_number(text: str) -> str:
    """Write ``1,0`` and ``1.00`` as ``1``; leave other text alone."""
    found = WHOLE.fullmatch(text)
    return found[1] if found else text

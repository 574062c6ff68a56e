"""The values of cells, written as text in one way whatever file they come from."""

from __future__ import annotations

import re

WHOLE = re.compile(r"([+-]?\d+)[.,]0+")


def whole_number(text: str) -> str:
    """Write ``1,0`` and ``1.00`` as ``1``; leave other text alone."""
    found = WHOLE.fullmatch(text)
    return found[1] if found else text

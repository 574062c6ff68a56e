"""How often Python looks for objects that only refer to each other."""

from __future__ import annotations

import gc

THRESHOLDS = 50_000, 20, 100
"""Objects made until the youngest are looked through, and how often that happens until older ones are."""


def seldom() -> None:
    """Look for them seldom: most of what a report makes is needed to its end, or has nothing that refers back to it."""
    gc.set_threshold(*THRESHOLDS)

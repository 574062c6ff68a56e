"""The trends of the overview: each outcome's share in every wave, and how it changed since the one before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from impactmonitor.analysis.study import Study
from impactmonitor.analysis.trend import trend
from impactmonitor.display.cells import count_cell, difference_cell, share_cell
from impactmonitor.survey.codebook import Niveau
from impactmonitor.survey.comparability import SAME
from impactmonitor.text.dutch import number

WIDE, HIGH, EDGE = 96, 26, 4
"""Of the small line of an outcome, in pixels, and the room around it."""


def line(shares: list[float]) -> str:
    """Draw shares (0-1) as a small line from left to right; a wave whose share is missing has no point.

    What it shows stands in the cells beside it.
    """
    step = (WIDE - 2 * EDGE) / max(len(shares) - 1, 1)
    points = [
        (round(EDGE + place * step, 1), round(HIGH - EDGE - share * (HIGH - 2 * EDGE), 1))
        for place, share in enumerate(shares)
        if pd.notna(share)
    ]
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.5" fill="currentColor"/>' for x, y in points)
    ground = f'<path d="M0 {HIGH - EDGE}H{WIDE}" stroke="currentColor" stroke-opacity="0.25"/>'
    drawn = f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>{dots}'
    return f'<svg aria-hidden="true" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">{ground}{drawn}</svg>'


def _row(rows: pd.DataFrame) -> dict[str, Any]:
    newest = rows.iloc[-1]
    alike = newest["vergelijking"] == SAME
    change = tuple(newest[["verschil", "verschil_laag", "verschil_hoog", "p"]]) if alike else ""
    return {
        "label": newest["opbrengst"],
        "line": line(list(rows["aandeel"])),
        "cells": [
            f"{count_cell(row.aantal)} ({share_cell(row.aandeel)})" if pd.notna(row.aantal) else count_cell(row.aantal)
            for row in rows.itertuples()
        ],
        "change": difference_cell(change),
        "verdict": str(newest["oordeel"] or "") if alike and isinstance(newest["oordeel"], str) else "",
        "otherwise": not alike,
    }


def trends(study: Study, niveau: Niveau) -> dict[str, Any]:
    """Set out a level: ``waves`` (what each is called, with its base) and ``rows``; no rows where nothing compares.

    ``otherwise`` tells whether something was asked otherwise in one of the waves.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    """
    table = trend(study, niveau)
    rows = [_row(one) for _, one in table.groupby("item", sort=False)]
    heads = table.drop_duplicates("meting")[["meting", "n"]].itertuples(index=False, name=None)
    return {
        "key": niveau.key,
        "title": f"Opbrengsten op {niveau.naam}",
        "waves": [f"{meting} (n={number(n)})" for meting, n in heads],
        "rows": rows,
        "otherwise": any(one["otherwise"] for one in rows),
    }

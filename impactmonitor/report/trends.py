"""The trends of the overview: each outcome's share in every wave, and how it changed since the one before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from impactmonitor.analysis.study import Study
from impactmonitor.analysis.trend import trend
from impactmonitor.display.cells import count_cell, difference_cell, share_cell
from impactmonitor.survey.comparability import SAME
from impactmonitor.survey.parts import Niveau
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


def _row(rows: pd.DataFrame, waves: list[str]) -> dict[str, Any]:
    """Write an outcome's cells; empty where a wave did not ask for it alike."""
    newest, told = rows.iloc[-1], {row.meting: row for row in rows.itertuples()}
    alike = newest["vergelijking"] == SAME
    change = tuple(newest[["verschil", "verschil_laag", "verschil_hoog", "p"]]) if alike else ""
    return {
        "label": newest["opbrengst"],
        "line": line([told[wave].aandeel if wave in told else float("nan") for wave in waves]),
        "cells": [_cell(told[wave]) if wave in told else "" for wave in waves],
        "change": difference_cell(change),
        "verdict": str(newest["oordeel"] or "") if alike and isinstance(newest["oordeel"], str) else "",
        "otherwise": not alike,
    }


def _cell(row: Any) -> str:
    share = f" ({share_cell(row.aandeel)})" if pd.notna(row.aantal) else ""
    return f"{count_cell(row.aantal)}{share}"


def trends(study: Study, niveau: Niveau) -> dict[str, Any]:
    """Set out a level: ``waves`` (what each is called, with its base) and ``rows``; no rows where nothing compares.

    ``otherwise`` tells whether something was asked otherwise in one of the waves.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    """
    table = trend(study, niveau)
    rows = [_row(one, sorted(set(table["meting"]))) for _, one in table.groupby("item", sort=False)]
    heads = dict(zip(table["meting"], table["n"], strict=True))
    return {
        "key": niveau.key,
        "title": f"Opbrengsten op {niveau.naam}",
        "waves": [f"{meting} (n={number(n)})" for meting, n in sorted(heads.items())],
        "rows": rows,
        "otherwise": any(one["otherwise"] for one in rows),
    }

"""Figures: bars of outcomes, stacked bars of status or nature."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from numpy.typing import NDArray

from impactmonitor.analysis.tabulation import ranked
from impactmonitor.display.sheet import (
    LEADING,
    NARROW,
    SIZE,
    SMALL,
    WIDTH,
    Sheet,
    hues,
    ink_on,
    look,
    save,
    style,
    text_width,
    wrap,
)
from impactmonitor.text.dutch import percent, uncapitalise
from impactmonitor.text.shares import MIN_PERCENTAGE_BASE

__all__ = ["NARROW", "WIDTH", "alt_distribution", "alt_outcomes", "distribution", "outcomes", "save"]
LABELS, PART = 160.0, 0.36  # item labels are at most this wide, in points and as a part of the figure
FITS = 0.05  # a smaller segment has no room for its label


def groups_of(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return key, label and base of every group, in order."""
    groups = []
    for (key, label), rows in table.groupby(["groep", "groep_label"], sort=False):
        low, high = int(rows["n"].min()), int(rows["n"].max())
        groups.append((str(key), str(label), f"n={low}" if low == high else f"n={low}–{high}"))
    return groups


def value_of(row: Any) -> str:
    """Say a share: as a count where there are few respondents, as a dash where it is not shown."""
    if pd.isna(row.aandeel):
        return "–"
    return f"{row.aantal:.0f} van {row.n:.0f}" if row.n < MIN_PERCENTAGE_BASE else percent(row.aandeel, compact=True)


def _labels(items: pd.DataFrame, width: float) -> tuple[list[list[str]], float]:
    """Wrap the items' labels for a figure of some width; return them with the width of their column."""
    wrapped = [wrap(label, min(LABELS, PART * width)) for label in items["label"]]
    return wrapped, max(text_width(line, SIZE) for lines in wrapped for line in lines) + 10


def _rows(items: pd.DataFrame, labels: list[list[str]], height: float) -> tuple[NDArray[np.float64], float]:
    """Return the middle of each item's row and the height of them all; *other* and *none* stand apart."""
    heights = np.array([max(height, len(lines) * SIZE * LEADING + 5) for lines in labels])
    apart = (items["soort"] != "named").to_numpy()
    middles = np.cumsum(heights) - heights / 2 + np.where(apart & (~apart).any(), 6.0, 0.0)
    return middles.astype(np.float64), float(middles[-1] + heights[-1] / 2)


def outcomes(table: pd.DataFrame, headline: str, subtitle: str, wide: float = WIDTH) -> Figure:
    """Draw how often each outcome was named, per group, as horizontal bars.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`: one row per item and group.
    headline : str
        The finding.
    subtitle : str
        Measure, base and period.
    wide : float
        Width of the figure, in points.
    """
    with style():
        items, groups = ranked(table), groups_of(table)
        labels, left = _labels(items, wide)
        thick = 14.0 if len(groups) == 1 else float(np.clip(240 / len(table), 8.8, 11.5))
        middles, body = _rows(items, labels, thick * len(groups) + 6)
        colours = hues(look().groups, len(groups))
        names = [f"{label} ({base})" for _, label, base in groups]
        values = [value_of(row) for row in table.itertuples()]
        sheet = Sheet(wide, headline, subtitle, list(zip(names, colours, strict=True)), body + 12)
        width = wide - left - max(text_width(value, SMALL) for value in values) - 4
        axes = sheet.axes(left, width, body)
        order = [key for key, _, _ in groups]
        place = dict(zip(items["item"], middles, strict=True))
        bars = table.assign(y=table["item"].map(place))
        unit = float(np.diff(middles).min()) if len(middles) > 1 else 1.0
        sns.barplot(
            bars, x="aandeel", y="y", hue="groep", hue_order=order, palette=colours, saturation=1,
            orient="h", native_scale=True, width=thick * len(groups) / unit, gap=0.08, errorbar=None,
            legend=False, ax=axes, zorder=2,
        )  # fmt: skip
        axes.set(xlim=(0, 1), ylim=(body, 0))
        axes.vlines([0], 0, body, color=look().muted, lw=0.8, zorder=3)
        for middle, lines in zip(middles, labels, strict=True):
            sheet.lines(0, sheet.top + middle, lines)
        taken = []
        for row, value in zip(bars.itertuples(), values, strict=True):
            y = row.y + (order.index(row.groep) - (len(order) - 1) / 2) * thick
            x = 3 + width * (0.0 if pd.isna(row.aandeel) else row.aandeel)
            sheet.lines(left + x, sheet.top + y, [value], SMALL)
            taken.append(((x - 3) / width, (x + text_width(value, SMALL) + 2) / width, y))
        _reference_lines(axes, taken, thick, body)
        for tick in (0, 0.5, 1):
            sheet.write(left + tick * width, sheet.top + body + 10, percent(tick), SMALL, ha="center",
                        color=look().muted)  # fmt: skip
        return sheet.figure


def _reference_lines(axes: Any, taken: list[tuple[float, float, float]], thick: float, body: float) -> None:
    """Draw light lines at the quarters, interrupted where a label stands (from x, to x, middle)."""
    for tick in (0.25, 0.5, 0.75, 1.0):
        ends = [0.0]
        for middle in sorted(middle for start, end, middle in taken if start < tick < end):
            ends += [middle - thick / 2, middle + thick / 2]
        ends.append(body)
        axes.vlines([tick] * (len(ends) // 2), ends[::2], ends[1::2], color=look().line, lw=0.6, zorder=0)


def distribution(table: pd.DataFrame, headline: str, subtitle: str, minimum: int = 5, wide: float = WIDTH) -> Figure:
    """Draw the status or nature of each outcome as bars that add up to 100%.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.distribution`: one row per item and category.
    headline, subtitle : str
        The finding; measure, base and period.
    minimum : int
        Fewest answers that may be shown.
    wide : float
        Width of the figure, in points.
    """
    with style():
        items = ranked(table)
        labels, left = _labels(items, wide)
        middles, body = _rows(items, labels, 16.5)
        categories = table.drop_duplicates("categorie")
        colours = dict(zip(categories["categorie"], hues(look().scale, len(categories)), strict=True))
        legend = list(zip(categories["categorie_label"], colours.values(), strict=True))
        sheet = Sheet(wide, headline, subtitle, legend, body)
        width = wide - left - max(text_width(f"n={n}", SMALL) for n in items["n"]) - 6
        axes = sheet.axes(left, width, body)
        for item, middle, lines in zip(items.itertuples(), middles, labels, strict=True):
            y = sheet.top + middle
            sheet.lines(0, y, lines)
            if not item.toon:
                sheet.lines(left, y, [_hidden(item.n, minimum)], SMALL, color=look().muted)
                continue
            sheet.lines(wide, y, [f"n={item.n}"], SMALL, ha="right", color=look().muted)
            start = 0.0
            for row in table[table["item"] == item.item].itertuples():
                colour = colours[row.categorie]
                axes.barh(middle, row.aandeel, 12.5, left=start, color=colour, lw=0)
                if row.aandeel >= FITS:
                    text = value_of(row)
                    if text_width(text, SMALL) > row.aandeel * width - 2:
                        text = f"{row.aantal:.0f}"
                    sheet.lines(left + (start + row.aandeel / 2) * width, y, [text], SMALL, ha="center",
                                color=ink_on(colour))  # fmt: skip
                start += row.aandeel
        axes.set(xlim=(0, 1), ylim=(body, 0))
        return sheet.figure


def _hidden(n: int, minimum: int) -> str:
    return f"te weinig antwoorden (n<{minimum})" if n < minimum else "niet getoond (herleidbaar)"


def _name(name: str) -> str:
    """Name a group before its share; a colon keeps two numbers apart ("tranche 3: 9 van 9")."""
    return name + (":" if name[-1:].isdigit() else "")


def alt_outcomes(table: pd.DataFrame, title: str, kind: str = "Staafdiagram") -> str:
    """Say everything that `outcomes` or `heatmap` shows: every item with its shares."""
    names = table.drop_duplicates("groep").set_index("groep")["groep_naam"]
    bases = ", ".join(f"{names[key]} {base}" for key, _, base in groups_of(table))
    sentences = [f"{kind}: {title.rstrip('.')}", f"Basis: {bases}"]
    for item in ranked(table)["item"]:
        rows = list(table[table["item"] == item].itertuples())
        shares = (f"{_name(row.groep_naam)} {value_of(row).replace('–', 'niet getoond')}" for row in rows)
        sentences.append(f"{rows[0].label}: {', '.join(shares)}")
    return ". ".join(sentences) + "."


def alt_distribution(table: pd.DataFrame, title: str, minimum: int = 5) -> str:
    """Say everything that `distribution` shows: every item with the share of each category."""
    sentences = [f"Gestapeld staafdiagram: {title.rstrip('.')}"]
    for item in ranked(table).itertuples():
        if item.toon:
            rows = table[table["item"] == item.item].itertuples()
            shares = (f"{uncapitalise(row.categorie_label)} {value_of(row)}" for row in rows)
            sentences.append(f"{item.label} (n={item.n}): {', '.join(shares)}")
        else:
            sentences.append(f"{item.label}: {_hidden(item.n, minimum)}")
    return ". ".join(sentences) + "."

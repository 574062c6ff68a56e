"""Where the rows of a chart are, and how many of them fit on a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.display.sheet import LEADING, SIZE, SMALL, WIDTH, style, text_width, wrap

LABELS, PART = 160.0, 0.36  # item labels are at most this wide, in points and as a part of the figure
POINT = 8.0  # the diameter of a point
BARS = 0.8  # of the distance between two categories, by default of seaborn
TALL = 540.0  # points of rows on a page, of which head, legend and caption take the rest
MOST = 2  # parts of a figure for which its groups are still shown


@dataclass(frozen=True)
class Layout:
    """Where the rows of a chart are, in points from the top of its axes.

    Attributes
    ----------
    names : list of str
        The categories along y.
    labels : list of list of str
        Their lines.
    left : float
        Width of the column of labels.
    middles : array
    body : float
        Height of all rows.
    thick : float
        Height of what is drawn in a row.
    over : list of (float, list of str)
        Where rows belong together: the middle of them, and the lines of what they share.
    """

    names: list[str]
    labels: list[list[str]]
    left: float
    middles: NDArray[np.float64]
    body: float
    thick: float
    over: list[tuple[float, list[str]]] = field(default_factory=list)

    def place(self, axes: Any) -> None:
        """Put the categories of an axis, which seaborn counts 0, 1, 2, at their rows."""
        reach = 0.5 * BARS
        at = np.ravel([(i - reach, i + reach) for i in range(len(self.names))])
        to = np.ravel([(m - self.thick / 2, m + self.thick / 2) for m in self.middles])
        ends = [-0.5], [len(self.names) - 0.5]
        at, to = np.concatenate([ends[0], at, ends[1]]), np.concatenate([[min(0, to[0])], to, [max(self.body, to[-1])]])
        axes.set_yscale("function", functions=(lambda y: np.interp(y, at, to), lambda y: np.interp(y, to, at)))
        axes.set_ylim(len(self.names) - 0.5, -0.5)
        axes.set_axis_off()


def rows_of(table: pd.DataFrame, wide: float = WIDTH, **how: Any) -> Layout:
    """Lay out the rows of a chart, as `charts.chart` takes it; *other* and *none* stand apart.

    Parameters
    ----------
    table : DataFrame
    wide : float
        Width of the figure, in points.
    **how
        As `charts.chart` takes it.
    """
    y, stacked, points = how["y"], how.get("multiple") == "stack", "jitter" in how
    bars = table[how["hue"]].nunique()
    single = 10.0 if bars == 1 else float(np.clip(240 / len(table), 8.8, 11.5))
    thick = 12.5 / 0.75 * BARS if stacked else POINT if points else single * bars
    room = 3.2 if stacked else 9.0 if points else 4.4 if bars == 1 else 5.0
    between = 3.8 if bars == 1 else 5.0  # points from the labels of a row to those of the next
    rows = table.drop_duplicates(y).sort_values(y)
    names = [str(name) for name in rows[y]]
    if "uitkomst" in rows:
        return _paired(rows, names, wide, thick)
    labels = [wrap(name, min(LABELS, PART * wide)) for name in names]
    left = max(text_width(line, SIZE) for lines in labels for line in lines) + 10
    heights = np.array([max(thick + room, len(lines) * SIZE * LEADING + between) for lines in labels])
    apart = (rows["soort"] != "named").to_numpy() if "soort" in rows else np.zeros(len(rows), bool)
    middles = np.cumsum(heights) - heights / 2 + np.where(apart & (~apart).any(), 6.0, 0.0)
    return Layout(names, labels, left, middles.astype(float), float(middles[-1] + heights[-1] / 2), thick)


def _paired(rows: pd.DataFrame, names: list[str], wide: float, thick: float) -> Layout:
    """Lay out stacked bars of several waves for each outcome: its name once, and before each bar the wave."""
    waves = [str(one) for one in rows["meting"]]
    beside = max(text_width(one, SMALL) for one in waves) + 8
    labels = {name: wrap(str(name), min(LABELS, PART * wide)) for name in dict.fromkeys(rows["uitkomst"])}
    middles, over, y = [], [], 0.0
    for name, bars in rows.groupby("uitkomst", sort=False):
        needed = max(len(bars) * (thick + 1.5), len(labels[name]) * SIZE * LEADING)
        middles += [y + needed / 2 + (place - (len(bars) - 1) / 2) * (thick + 1.5) for place in range(len(bars))]
        over.append((y + needed / 2, labels[name]))
        y += needed + 7
    left = max(text_width(line, SIZE) for lines in labels.values() for line in lines) + 8 + beside
    return Layout(names, [[wave] for wave in waves], left, np.array(middles), y - 7, thick, over)


def on_pages(table: pd.DataFrame, **how: Any) -> list[pd.DataFrame]:
    """Divide a figure over pages: in parts of about equal height, or with all respondents alone.

    Parameters
    ----------
    table : DataFrame
        Tidy, as `charts.chart` takes it.
    **how
        As `charts.chart` takes it.

    Returns
    -------
    list of DataFrame
        Most often the table itself. Where its groups need more than `MOST` pages, its first group is left.
    """
    with style():
        parts = _parts(table, how)
        if len(parts) > MOST and "groep_key" in table and table["groep_key"].nunique() > 1 and "jitter" not in how:
            parts = _parts(table[table["groep_key"] == table["groep_key"].iloc[0]], how)
    return parts


def _parts(table: pd.DataFrame, how: dict[str, Any]) -> list[pd.DataFrame]:
    """Divide rows at outcomes, whose bars stay together, into as few parts as fit on a page each."""
    layout = rows_of(table, **how)
    if layout.body <= TALL:
        return [table]
    over = "uitkomst" if "uitkomst" in table else how["y"]
    shown = table.drop_duplicates(how["y"]).sort_values(how["y"])
    ends = pd.Series(layout.middles, index=shown[over].astype(str).to_list()).groupby(level=0, sort=False).max()
    number = int(np.ceil(layout.body / TALL))
    place = (ends / layout.body * number).clip(upper=number - 1e-9).astype(int)
    return [table[table[over].astype(str).map(place) == part] for part in range(number)]

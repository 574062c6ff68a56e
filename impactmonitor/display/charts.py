"""Figures: what seaborn draws of a tidy table, on the report's sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from impactmonitor.display.rows import POINT, Layout, rows_of
from impactmonitor.display.sheet import (
    SMALL,
    WIDTH,
    Sheet,
    hues,
    ink_on,
    look,
    style,
    text_width,
)
from impactmonitor.text.dutch import percent
from impactmonitor.text.shares import MIN_PERCENTAGE_BASE

Draw = Callable[..., Any]
FITS = 0.05  # a smaller segment has no room for its label
MARGIN = "marge"
"""What the ids of margins begin with in an SVG, for who reads without them."""


def chart(draw: Draw, table: pd.DataFrame, headline: str, subtitle: str, wide: float = WIDTH, **how: Any) -> Figure:
    """Have seaborn draw shares (0-1) along x, for the categories along y and the hues, on the report's sheet.

    Parameters
    ----------
    draw : callable
        A function of seaborn that draws bars, such as `barplot`, `histplot` with ``multiple="stack"``, or `stripplot`
        with ``jitter=False``: then a line leads from the one point of a category to the other.
    table : DataFrame
        Tidy. ``y`` and ``hue`` are ordered categories; ``waarde`` labels the bars. Stacked bars have ``n`` behind them,
        and where ``toon`` is False ``reden`` says why they are not shown. Those of one ``uitkomst``, if it is there,
        stand together, each behind its ``meting``.
    headline, subtitle : str
        The finding; measure and base.
    wide : float
        Width of the figure, in points.
    **how
        As `draw` takes it: the columns for x, y, hue and weights, and how it looks.
    """
    y, hue = how["y"], how["hue"]
    stacked, points = how.get("multiple") == "stack", "jitter" in how
    table = table.assign(**{name: table[name].cat.remove_unused_categories() for name in (y, hue)})
    keys = list(table[hue].cat.categories)
    table, note = _gathered(table, y) if stacked else (table, "")
    with style():
        colours = dict(zip(keys, hues(look().scale if stacked else look().groups, len(keys)), strict=True))
        layout = rows_of(table, wide, **how)
        legend = list(colours.items()) if stacked or len(keys) > 1 else []  # one group is named in the subtitle
        sheet = Sheet(wide, headline, subtitle, legend, layout.body + (0 if stacked else 12), note)
        ends = _bases(table, y) if stacked else list(table["waarde"])
        widest = max(text_width(end, SMALL) for end in ends)
        left = layout.left + (widest + POINT if points else 0)
        width = wide - left - widest - (POINT if points else 6 if stacked else 4)
        axes = sheet.axes(left, width, layout.body)
        value = how.get("weights", how.get("x"))
        drawn = table.dropna(subset=[value]) if points else table.fillna({value: 0.0})  # not shown: takes no room
        order = keys[::-1] if stacked else keys  # seaborn puts the last one first
        draw(drawn, ax=axes, legend=False, hue_order=order, palette=colours, **how)
        for dots in axes.collections if points else ():
            dots.set(clip_on=False, zorder=4)
        axes.set_xlim(0, 1)
        layout.place(axes)
        for middle, lines in layout.over or zip(layout.middles, layout.labels, strict=True):
            sheet.lines(0, sheet.top + middle, lines)
        for middle, lines in zip(layout.middles, layout.labels, strict=True) if layout.over else ():
            sheet.lines(layout.left - 5, sheet.top + middle, lines, SMALL, ha="right", color=look().muted)
        labels = _stacked_labels if stacked else _point_labels if points else _bar_labels
        labels(axes, table, layout, order, {"y": y, "hue": hue, "width": width, "colours": colours})
        if stacked:
            _row_ends(sheet, table, layout, y)
        else:
            for tick in (0, 0.5, 1):
                x = left + tick * width
                sheet.write(x, sheet.top + layout.body + 10, percent(tick), SMALL, ha="center", color=look().muted)
        return sheet.figure


def _values(table: pd.DataFrame, layout: Layout, seen: dict[str, Any], key: str) -> pd.DataFrame:
    """Return the rows of one hue, one for each category along y."""
    return table[table[seen["hue"]] == key].set_index(seen["y"]).reindex(layout.names)


def _bar_labels(axes: Any, table: pd.DataFrame, layout: Layout, order: Sequence[str], seen: dict[str, Any]) -> None:
    """Write each value behind its bar and margin, and light lines at the quarters, interrupted where a value stands."""
    taken = []
    thick = layout.thick / len(order)
    for place, (key, bars) in enumerate(zip(order, axes.containers, strict=False)):
        rows = _values(table, layout, seen, key)
        values = list(rows["waarde"].astype(object).fillna(""))
        margins = (
            list(zip(rows["laag"], rows["hoog"], strict=True)) if "laag" in rows else [(np.nan, np.nan)] * len(rows)
        )
        if len(bars) != len(rows):
            lacking = [name for name, n in zip(rows.index, rows["groep_key"], strict=True) if pd.isna(n)]
            raise ValueError(f"{', '.join(lacking)}: no row for {key}; draw every row of an outcome, or none")
        for bar, value, middle, (low, high) in zip(bars, values, layout.middles, margins, strict=True):
            at = middle + (place - (len(order) - 1) / 2) * thick
            end = float(np.nanmax([bar.get_width(), high]))
            _draw_margin(axes, layout, low, high, at)
            said = {"fontsize": SMALL, "color": look().ink, "parse_math": False, "va": "center"}
            axes.annotate(value, (end, at), (3, 0), _points(axes, layout), textcoords="offset points", **said)
            taken.append((end, end + (text_width(value, SMALL) + 5) / seen["width"], at))
    _quarters(axes, layout, taken, thick)


def _quarters(axes: Any, layout: Layout, taken: Sequence[tuple[float, float, float]], thick: float) -> None:
    """Draw light lines at the quarters, interrupted where something stands: from, to, and its middle."""
    axes.plot([0, 0], [0, layout.body], color=look().muted, lw=0.8, zorder=3, transform=_points(axes, layout))
    for tick in (0.25, 0.5, 0.75, 1.0):
        cuts = [0.0]
        for middle in sorted(at for start, end, at in taken if start < tick < end):
            cuts += [middle - thick / 2, middle + thick / 2]
        cuts.append(layout.body)
        for low, high in zip(cuts[::2], cuts[1::2], strict=True):
            line = {"color": look().line, "lw": 0.6, "zorder": 0, "transform": _points(axes, layout)}
            axes.plot([tick, tick], [low, high], **line)


def _draw_margin(axes: Any, layout: Layout, low: float, high: float, at: float) -> None:
    """Draw a margin as a thin line over the end of its bar; on paper its edge of light is not seen."""
    if pd.isna(low) or pd.isna(high):
        return
    for colour, wide in ((look().paper, 2.2), (look().muted, 0.9)):
        line = {"color": colour, "lw": wide, "solid_capstyle": "butt", "zorder": 4, "transform": _points(axes, layout)}
        axes.plot([low, high], [at, at], gid=f"{MARGIN}-{len(axes.lines)}", **line)


def _point_labels(axes: Any, table: pd.DataFrame, layout: Layout, order: Sequence[str], seen: dict[str, Any]) -> None:
    """Join the points of a category by a line, and write the lower value before it and the higher one behind it."""
    taken = []
    for place, (name, middle) in enumerate(zip(layout.names, layout.middles, strict=True)):
        rows = table[table[seen["y"]] == name].sort_values("aandeel", kind="stable", na_position="first")
        shares, texts = list(rows["aandeel"].fillna(rows["aandeel"].min())), list(rows["waarde"])
        if pd.isna(shares).any():
            shares = [0.0] * len(shares)
        axes.plot([shares[0], shares[-1]], [place, place], color=look().muted, lw=1.6, zorder=1)
        away = (POINT / 2 + 3) / seen["width"]
        for share, text, side in ((shares[0], texts[0], -1), (shares[-1], texts[-1], 1)):
            to = {"ha": "right" if side < 0 else "left", "va": "center_baseline", "fontsize": SMALL}
            axes.text(share + side * away, place, text, color=look().ink, parse_math=False, **to)
        before, behind = (away + text_width(text, SMALL) / seen["width"] for text in (texts[0], texts[-1]))
        taken.append((shares[0] - before, shares[-1] + behind, middle))
    _quarters(axes, layout, taken, layout.thick)


def _points(axes: Any, layout: Layout) -> Any:
    """Return a transform that takes shares along x, and points from the top along y."""
    from matplotlib.transforms import Affine2D, blended_transform_factory

    down = Affine2D().scale(1, -1 / layout.body).translate(0, 1) + axes.transAxes
    return blended_transform_factory(axes.transData, down)


def _stacked_labels(axes: Any, table: pd.DataFrame, layout: Layout, order: Sequence[str], seen: dict[str, Any]) -> None:
    """Write the value in each part of a bar that has room for it."""
    table = table.assign(said=_written(table, seen["y"], seen["width"]))
    for key, bars in zip(order[::-1], axes.containers, strict=False):
        said, colour = _values(table, layout, seen, key)["said"].fillna(""), seen["colours"][key]
        axes.bar_label(bars, list(said), label_type="center", fontsize=SMALL, color=ink_on(colour), parse_math=False)


def _written(table: pd.DataFrame, y: str, width: float) -> pd.Series:
    """Choose what is written in each part of a bar: its value, or counts alone where a value does not fit in the bar.

    Counts alone stand beside no value that says of how many: the end of the bar does. A share that does not fit is left
    out.
    """
    seen, room = table["aandeel"] >= FITS, table["aandeel"] * width - 2
    fits = room >= table["waarde"].map(lambda value: text_width(value, SMALL))
    short = table["n"] < MIN_PERCENTAGE_BASE
    whole = (fits | ~seen).groupby(table[y], observed=True).transform("all")
    said = table["waarde"].where(~short | whole, table["aantal"].map("{:.0f}".format))
    return said.where(seen & (fits | short), "")


def _gathered(table: pd.DataFrame, y: str) -> tuple[pd.DataFrame, str]:
    """Take out the rows that are withheld where they would be most of a figure, and say which they are, and why."""
    rows = table.drop_duplicates(y).sort_values(y)
    withheld = rows[~rows["toon"].astype(bool)]
    if "uitkomst" in rows or not len(rows) / 2 < len(withheld) < len(rows):
        return table, ""
    reasons = withheld.groupby("reden", sort=False)[y]
    note = " ".join(f"Niet getoond, {reason}: {'; '.join(map(str, names))}." for reason, names in reasons)
    left = table[~table[y].isin(withheld[y])]
    return left.assign(**{y: left[y].cat.remove_unused_categories()}), note


def _bases(table: pd.DataFrame, y: str) -> list[str]:
    """Say on how many each row rests."""
    rows = table.drop_duplicates(y).sort_values(y)
    return [f"n={n}" if shown else "" for n, shown in zip(rows["n"], rows["toon"], strict=True)]


def _row_ends(sheet: Sheet, table: pd.DataFrame, layout: Layout, y: str) -> None:
    """Tell the base of each row behind it, or why it is not shown."""
    rows = table.drop_duplicates(y).sort_values(y)
    for row, base, middle in zip(rows.itertuples(), _bases(table, y), layout.middles, strict=True):
        if row.toon:
            sheet.lines(sheet.width, sheet.top + middle, [base], SMALL, ha="right", color=look().muted)
        else:
            sheet.lines(layout.left, sheet.top + middle, [f"niet getoond, {row.reden}"], SMALL, color=look().muted)

"""Figures: bars of outcomes, stacked bars of status or nature, a heat map of tranches."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from lxml import etree
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from impactmonitor.wording import percent

WIDTH = 16 / 2.54 * 72  # the text block of an A4 page, in points: the unit of every length below
LABELS = 160.0  # item labels are at most this wide
HEAD, SIZE, SMALL, LEADING = 12.0, 9.5, 8.5, 1.18
SMALL_N = 20  # under this many respondents a count says more than a percentage
FITS = 0.05  # a smaller segment has no room for its label
MARKS = {"vaker": "▲", "minder vaak": "▼"}
RANK = {"named": 0, "other": 1, "none": 2}


@dataclass(frozen=True)
class Look:
    """The colours that figures use."""

    ink: str = "#1b2733"
    muted: str = "#5b6670"
    line: str = "#d5dadf"
    groups: tuple[str, ...] = ("#17365d", "#2a8c8c", "#e3a63c", "#b9c2cb")
    scale: tuple[str, ...] = ("#17365d", "#5f93b8", "#cfdde8")
    heat: tuple[str, ...] = ("#f1f5f8", "#2f6ea3")


@cache
def look() -> Look:
    """Return the theme's colours."""
    return Look()


@contextmanager
def _style() -> Iterator[None]:
    import font_source_sans_pro
    from matplotlib import font_manager

    for name in ("SourceSansPro", "SourceSansProBold"):
        font_manager.fontManager.addfont(font_source_sans_pro.font_files_ttf[name])
    style = {"font.family": ["Source Sans Pro", "sans-serif"]}
    with mpl.rc_context({**style, "svg.fonttype": "none", "svg.hashsalt": "impactmonitor"}):
        yield


def _width(text: str, size: float, weight: str = "normal") -> float:
    font = FontProperties(size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def _wrap(text: str, width: float, size: float = SIZE, weight: str = "normal") -> list[str]:
    """Break `text` at spaces into lines of at most `width` points."""
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _on(colour: str) -> str:
    """Return the text colour that reads best on `colour`."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return look().ink if float(linear @ [0.2126, 0.7152, 0.0722]) > 0.2 else "#ffffff"


class _Sheet:
    """A figure of fixed width on which things are placed in points from the top left corner."""

    def __init__(
        self, headline: str, subtitle: str, legend: Sequence[tuple[str, str]], body: float, note: str = ""
    ) -> None:
        head = [(line, HEAD, "bold", look().ink) for line in _wrap(headline, WIDTH, HEAD, "bold")]
        head += [(line, SIZE, "normal", look().muted) for line in _wrap(subtitle, WIDTH)]
        keys, notes = self._flow(legend), _wrap(note, WIDTH, SMALL)
        top = sum(size * 1.25 for _, size, _, _ in head)
        self.top = top + 10 + (15.0 * (keys[-1][1] + 1) + 5 if keys else 0)
        self.height = self.top + body + (len(notes) * SMALL * LEADING + 6 if notes else 0)
        self.figure = Figure(figsize=(WIDTH / 72, self.height / 72), dpi=72)
        y = 0.0
        for line, size, weight, colour in head:
            y += size * 1.25
            self.write(0, y - size * 0.25, line, size=size, weight=weight, color=colour)
        for x, row, label, colour in keys:
            self.box(x, top + 10 + 15 * row, 9, 9, colour)
            self.write(x + 13, top + 10 + 15 * row + 8, label)
        for row, line in enumerate(reversed(notes)):
            self.write(0, self.height - 2 - row * SMALL * LEADING, line, size=SMALL, color=look().muted)

    @staticmethod
    def _flow(legend: Sequence[tuple[str, str]]) -> list[tuple[float, int, str, str]]:
        """Set the keys of the legend side by side, in as many rows as they need."""
        x, row, keys = 0.0, 0, []
        for label, colour in legend:
            width = 13 + _width(label, SIZE)
            if x and x + width > WIDTH:
                x, row = 0.0, row + 1
            keys.append((x, row, label, colour))
            x += width + 16
        return keys

    def write(self, x: float, y: float, text: str, size: float = SIZE, **style: Any) -> None:
        """Write one line with its baseline at `y`."""
        style = {"color": look().ink, **style}
        self.figure.text(x / WIDTH, 1 - y / self.height, text, size=size, parse_math=False, **style)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = SIZE, **style: Any) -> None:
        """Write lines with their middle at `y`."""
        for number, line in enumerate(lines):
            offset = (number - (len(lines) - 1) / 2) * size * LEADING
            self.write(x, y + offset + 0.33 * size, line, size=size, **style)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle with its upper left corner at `x`, `y`."""
        place = (x / WIDTH, 1 - (y + height) / self.height)
        transform = self.figure.transFigure
        self.figure.add_artist(
            Rectangle(place, width / WIDTH, height / self.height, facecolor=colour, lw=0, transform=transform)
        )

    def axes(self, left: float, width: float, body: float) -> Any:
        """Add bare axes: a share (0-1) along x, points from the top along y."""
        place = (left / WIDTH, 1 - (self.top + body) / self.height, width / WIDTH, body / self.height)
        axes = self.figure.add_axes(place, xlim=(0, 1), ylim=(body, 0), facecolor="none")
        axes.set_axis_off()
        return axes


def _items(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per item: by the first group's share, *other* and *none* last."""
    first = table.drop_duplicates("item")
    ranked = first.assign(rank=first["soort"].map(RANK), shown=~first.get("toon", pd.Series(True, first.index)))
    return ranked.sort_values(["rank", "shown", "aandeel"], ascending=[True, True, False], kind="stable")


def _groups(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return key, label and base of every group, in order."""
    groups = []
    for (key, label), rows in table.groupby(["groep", "groep_label"], sort=False):
        low, high = int(rows["n"].min()), int(rows["n"].max())
        groups.append((str(key), str(label), f"n={low}" if low == high else f"n={low}–{high}"))
    return groups


def _value(row: Any) -> str:
    """Say a share: as a count where there are few respondents, as a dash where it is not shown."""
    if pd.isna(row.aandeel):
        return "–"
    return f"{row.aantal:.0f} van {row.n:.0f}" if row.n < SMALL_N else percent(row.aandeel)


def _labels(items: pd.DataFrame) -> tuple[list[list[str]], float]:
    """Wrap the items' labels; return them with the width of their column."""
    wrapped = [_wrap(label, LABELS) for label in items["label"]]
    return wrapped, max(_width(line, SIZE) for lines in wrapped for line in lines) + 10


def _rows(items: pd.DataFrame, labels: list[list[str]], height: float) -> tuple[np.ndarray, float]:
    """Return the middle of each item's row and the height of them all; *other* and *none* stand apart."""
    pitch = max(height, max(map(len, labels)) * SIZE * LEADING + 5)
    apart = (items["soort"].map(RANK) > 0).to_numpy()
    middles = (np.arange(len(items)) + 0.5) * pitch + np.where(apart & (~apart).any(), 9.0, 0.0)
    return middles, float(middles[-1] + pitch / 2)


def outcomes(table: pd.DataFrame, headline: str, subtitle: str) -> Figure:
    """Draw how often each outcome was named, per group, as horizontal bars.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`: one row per item and group.
    headline : str
        The finding.
    subtitle : str
        Measure, base and period.
    """
    with _style():
        items, groups = _items(table), _groups(table)
        labels, left = _labels(items)
        thick = 14.0 if len(groups) == 1 else 11.5 if len(items) * len(groups) <= 36 else 10.0
        middles, body = _rows(items, labels, thick * len(groups) + 9)
        colours = look().groups[: len(groups)]
        legend = [(f"{label} ({base})", colour) for (_, label, base), colour in zip(groups, colours, strict=True)]
        values = [_value(row) for row in table.itertuples()]
        sheet = _Sheet(headline, subtitle, legend, body + 12)
        width = WIDTH - left - max(_width(value, SMALL) for value in values) - 4
        axes = sheet.axes(left, width, body)
        axes.vlines([0.25, 0.5, 0.75, 1], 0, body, color=look().line, lw=0.6, zorder=0)
        order = [key for key, _, _ in groups]
        place = dict(zip(items["item"], middles, strict=True))
        bars = table.assign(y=table["item"].map(place))
        unit = float(np.diff(middles).min()) if len(middles) > 1 else 1.0
        sns.barplot(
            bars, x="aandeel", y="y", hue="groep", hue_order=order, palette=list(colours), saturation=1,
            orient="h", native_scale=True, width=thick * len(groups) / unit, gap=0.08, errorbar=None,
            legend=False, ax=axes, zorder=2,
        )  # fmt: skip
        axes.set(xlim=(0, 1), ylim=(body, 0))
        axes.vlines([0], 0, body, color=look().muted, lw=0.8, zorder=3)
        for middle, lines in zip(middles, labels, strict=True):
            sheet.lines(0, sheet.top + middle, lines)
        for row, value in zip(bars.itertuples(), values, strict=True):
            y = row.y + (order.index(row.groep) - (len(order) - 1) / 2) * thick
            end = 0.0 if pd.isna(row.aandeel) else row.aandeel
            sheet.lines(left + end * width + 3, sheet.top + y, [value], SMALL)
        for tick in (0, 0.5, 1):
            sheet.write(left + tick * width, sheet.top + body + 10, percent(tick), SMALL, ha="center",
                        color=look().muted)  # fmt: skip
        return sheet.figure


def distribution(table: pd.DataFrame, headline: str, subtitle: str, minimum: int = 5) -> Figure:
    """Draw the status or nature of each outcome as bars that add up to 100%.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.distribution`: one row per item and category.
    headline, subtitle : str
        The finding; measure, base and period.
    minimum : int
        Fewest answers that may be shown.
    """
    with _style():
        items = _items(table)
        labels, left = _labels(items)
        middles, body = _rows(items, labels, 24.0)
        categories = table.drop_duplicates("categorie")
        colours = dict(zip(categories["categorie"], look().scale, strict=False))
        sheet = _Sheet(headline, subtitle, list(zip(categories["categorie_label"], colours.values(), strict=True)), body)
        width = WIDTH - left - max(_width(f"n={n}", SMALL) for n in items["n"]) - 6
        axes = sheet.axes(left, width, body)
        for item, middle, lines in zip(items.itertuples(), middles, labels, strict=True):
            y = sheet.top + middle
            sheet.lines(0, y, lines)
            if not item.toon:
                sheet.lines(left, y, [_hidden(item.n, minimum)], SMALL, color=look().muted)
                continue
            sheet.lines(WIDTH, y, [f"n={item.n}"], SMALL, ha="right", color=look().muted)
            start = 0.0
            for row in table[table["item"] == item.item].itertuples():
                colour = colours[row.categorie]
                axes.barh(middle, row.aandeel, 16.0, left=start, color=colour, lw=0)
                if row.aandeel >= FITS:
                    text = _value(row)
                    if _width(text, SMALL) > row.aandeel * width - 2:
                        text = f"{row.aantal:.0f}"
                    sheet.lines(left + (start + row.aandeel / 2) * width, y, [text], SMALL, ha="center",
                                color=_on(colour))  # fmt: skip
                start += row.aandeel
        axes.set(xlim=(0, 1), ylim=(body, 0))
        return sheet.figure


def _hidden(n: int, minimum: int) -> str:
    return f"te weinig antwoorden (n<{minimum})" if n < minimum else "niet getoond (herleidbaar)"


def heatmap(table: pd.DataFrame, headline: str, subtitle: str) -> Figure:
    """Draw items by tranches as cells, with a mark where a tranche differs by the stated rule.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`, with tranches as groups.
    headline, subtitle : str
        The finding; measure, base and period.
    """
    with _style():
        items, groups = _items(table), _groups(table)
        labels, left = _labels(items)
        middles, body = _rows(items, labels, 24.0)
        marked = table["oordeel"].isin(list(MARKS)).any()
        note = "▲ vaker, ▼ minder vaak genoemd dan in de overige tranches samen" if marked else ""
        sheet = _Sheet(headline, subtitle, [], body + 28, note)
        shade = LinearSegmentedColormap.from_list("heat", look().heat)
        step = min((WIDTH - left) / len(groups), 110.0)
        pitch = float(middles[0] * 2)
        place = dict(zip(items["item"], middles, strict=True))
        for column, (key, label, base) in enumerate(groups):
            x = left + column * step
            sheet.lines(x + step / 2, sheet.top + 12, [label, base], SMALL, ha="center")
            for row in table[table["groep"] == key].itertuples():
                y = sheet.top + 26 + place[row.item]
                colour = "#ffffff" if pd.isna(row.aandeel) else to_hex(shade(row.aandeel))
                sheet.box(x + 1, y - pitch / 2 + 1, step - 2, pitch - 2, colour)
                mark = MARKS.get(row.oordeel, "")
                sheet.lines(x + step / 2, y, [f"{_value(row)} {mark}".strip()], SIZE, ha="center",
                            color=_on(colour), weight="bold" if mark else "normal")  # fmt: skip
        for middle, lines in zip(middles, labels, strict=True):
            sheet.lines(0, sheet.top + 26 + middle, lines)
        return sheet.figure


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:].islower() or label[1:2].islower() else label


def alt_outcomes(table: pd.DataFrame, title: str, kind: str = "Staafdiagram") -> str:
    """Say everything that `outcomes` or `heatmap` shows: every item with its shares."""
    bases = ", ".join(f"{_lower(label)} {base}" for _, label, base in _groups(table))
    sentences = [f"{kind}: {title.rstrip('.')}", f"Basis: {bases}"]
    for item in _items(table)["item"]:
        rows = list(table[table["item"] == item].itertuples())
        shares = (f"{_lower(row.groep_label)} {_value(row).replace('–', 'niet getoond')}" for row in rows)
        sentences.append(f"{rows[0].label}: {', '.join(shares)}")
    return ". ".join(sentences) + "."


def alt_distribution(table: pd.DataFrame, title: str, minimum: int = 5) -> str:
    """Say everything that `distribution` shows: every item with the share of each category."""
    sentences = [f"Gestapeld staafdiagram: {title.rstrip('.')}"]
    for item in _items(table).itertuples():
        if item.toon:
            rows = table[table["item"] == item.item].itertuples()
            shares = (f"{_lower(row.categorie_label)} {_value(row)}" for row in rows)
            sentences.append(f"{item.label} (n={item.n}): {', '.join(shares)}")
        else:
            sentences.append(f"{item.label}: {_hidden(item.n, minimum)}")
    return ". ".join(sentences) + "."


def _inline(svg: bytes, stem: str, alt: str) -> bytes:
    """Make an SVG fit to stand inside a page: unique ids, no global style, no fixed size, no metadata."""
    root = etree.fromstring(svg)
    for element in root.xpath("//*[local-name()='metadata' or local-name()='style'] | //comment()"):
        element.getparent().remove(element)
    prefix = re.sub(r"[^A-Za-z0-9_-]", "-", stem)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"{prefix}-{value}")
            else:
                value = re.sub(r"url\(#", f"url(#{prefix}-", value)
                element.set(name, f"#{prefix}-{value[1:]}" if name.endswith("href") and value[:1] == "#" else value)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    if alt:
        root.set("aria-label", alt)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8") + b"\n"


def save(figure: Figure, folder: Path, stem: str, alt: str = "") -> None:
    """Write ``<stem>.svg`` and ``<stem>.png``, the same bytes for the same figure, each whole or not at all.

    Parameters
    ----------
    figure : Figure
    folder : Path
        Made where it does not exist.
    stem : str
        File name without extension; also prefixes every id in the SVG.
    alt : str
        Text that the SVG offers to a screen reader when it stands inside a page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _style():
        for extension in ("svg", "png"):
            buffer = io.BytesIO()
            if extension == "svg":
                figure.savefig(buffer, format="svg", transparent=True,
                               metadata={"Date": None, "Creator": None, "Format": None, "Type": None})  # fmt: skip
                data = _inline(buffer.getvalue(), stem, alt)
            else:
                figure.savefig(buffer, format="png", dpi=200, facecolor="white", metadata={"Software": None})
                data = buffer.getvalue()
            handle, name = tempfile.mkstemp(dir=folder, prefix=f".{stem}-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, folder / f"{stem}.{extension}")
    figure.clear()

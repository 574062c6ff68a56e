"""The sheet that figures are drawn on, and the files they are saved to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from lxml import etree
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from PIL import Image

from impactmonitor.display.theme import register_fonts, tokens
from impactmonitor.files.whole import write_whole

WIDTH = 16 / 2.54 * 72  # the text block of an A4 page, in points: the unit of every length below
NARROW = 260.0  # a phone: type is then about as large as the text around it
HEAD, SIZE, SMALL = (float(tokens()["type"]["figure"][name]) for name in ("head", "body", "small"))
COLOURS = 64  # of a picture in a notebook
LEADING = 1.18
LEAST, STRETCH = 3, 1.1  # letters in a piece of a broken word; and how far a word may reach over its line unbroken
HINTED = 1.02  # on screen, hinting makes a line up to this much wider than it measures


@dataclass(frozen=True)
class Look:
    """The colours that figures use."""

    ink: str
    muted: str
    line: str
    paper: str
    groups: Sequence[str]
    scale: Sequence[str]
    heat: Sequence[str]


@cache
def look() -> Look:
    """Return the theme's colours."""
    colours, scales = tokens()["colours"], tokens()["scales"]
    plain = {name: colours[name] for name in ("ink", "muted", "line", "paper")}
    return Look(**plain, groups=tokens()["groups"], scale=scales["scale"], heat=scales["heat"])


def hues(colours: Sequence[str], number: int) -> list[str]:
    """Return `number` colours: the first of `colours`, or blends of them where there are too few."""
    if number <= len(colours):
        return list(colours[:number])
    blend = LinearSegmentedColormap.from_list("hues", list(colours))
    return [to_hex(blend(step)) for step in np.linspace(0, 1, number)]


@contextmanager
def style() -> Iterator[None]:
    """Draw with the theme's type, and so that equal figures give equal files."""
    family: dict[Any, Any] = {"font.family": [register_fonts(), "sans-serif"]}
    with mpl.rc_context({**family, "svg.fonttype": "none", "svg.hashsalt": "impactmonitor"}):
        yield


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a line of text, in points."""
    return _width(text, size, weight, tuple(mpl.rcParams["font.family"]))


@cache
def _width(text: str, size: float, weight: str, family: tuple[str, ...]) -> float:
    font = FontProperties(family=family, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrap(text: str, width: float, size: float = SIZE, weight: str = "normal") -> list[str]:
    """Break `text` at spaces into lines of at most `width` points, and a word that no line holds within itself."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size, weight) * HINTED <= width:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, width, size, weight)
    return lines


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    """Break a word that is much wider than a line into pieces, with a hyphen at the end of each but the last."""
    pieces = []
    while len(word) > 2 * LEAST and text_width(word, size, weight) > width * STRETCH:
        fits = (n for n in range(len(word) - LEAST, LEAST, -1) if text_width(f"{word[:n]}-", size, weight) <= width)
        cut = next(fits, LEAST)
        pieces.append(f"{word[:cut]}-")
        word = word[cut:]
    return [*pieces, word]


def ink_on(colour: str) -> str:
    """Return the text colour that reads best on `colour`."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return look().ink if float(linear @ [0.2126, 0.7152, 0.0722]) > 0.2 else "#ffffff"


class Sheet:
    """A figure of a given width on which things are placed in points from the top left corner."""

    def __init__(
        self, width: float, headline: str, subtitle: str, legend: Sequence[tuple[str, str]], body: float, note: str = ""
    ) -> None:
        self.width = width
        head = [(line, HEAD, "bold", look().ink) for line in wrap(headline, width, HEAD, "bold")]
        head += [(line, SIZE, "normal", look().muted) for line in wrap(subtitle, width)]
        keys, notes = self._flow(legend), wrap(note, width, SMALL)
        top = sum(size * 1.25 for _, size, _, _ in head) + 2
        self.top = top + 10 + (15.0 * (keys[-1][1] + len(keys[-1][2])) + 5 if keys else 0)
        self.height = self.top + body + (len(notes) * SMALL * LEADING + 6 if notes else 0)
        self.figure = Figure(figsize=(width / 72, self.height / 72), dpi=72)
        y = 0.0
        for line, size, weight, colour in head:
            y += size * 1.25
            drop = 2 if weight == "normal" else 0
            self.write(0, y - size * 0.25 + drop, line, size=size, weight=weight, color=colour)
        for x, row, label, colour in keys:
            self.box(x, top + 10 + 15 * row, 9, 9, colour)
            for below, line in enumerate(label):
                self.write(x + 13, top + 10 + 15 * row + 8 + below * SIZE * LEADING, line)
        for row, line in enumerate(reversed(notes)):
            self.write(0, self.height - 2 - row * SMALL * LEADING, line, size=SMALL, color=look().muted)

    def _flow(self, legend: Sequence[tuple[str, str]]) -> list[tuple[float, int, list[str], str]]:
        """Set the keys of the legend side by side, in as many rows as they need; a long one is broken into lines."""
        x, row, below, keys = 0.0, 0, 1, []
        for label, colour in legend:
            lines = wrap(label, self.width - 13)
            width = 13 + max(text_width(line, SIZE) for line in lines)
            if x and x + width > self.width:
                x, row, below = 0.0, row + below, 1
            keys.append((x, row, lines, colour))
            x, below = x + width + 16, max(below, len(lines))
        return keys

    def write(self, x: float, y: float, text: str, size: float = SIZE, **style: Any) -> None:
        """Write one line with its baseline at `y`."""
        style = {"color": look().ink, **style}
        self.figure.text(x / self.width, 1 - y / self.height, text, size=size, parse_math=False, **style)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = SIZE, **style: Any) -> None:
        """Write lines with their middle at `y`."""
        for number, line in enumerate(lines):
            offset = (number - (len(lines) - 1) / 2) * size * LEADING
            self.write(x, y + offset + 0.33 * size, line, size=size, **style)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle with its upper left corner at `x`, `y`."""
        place = (x / self.width, 1 - (y + height) / self.height)
        transform = self.figure.transFigure
        self.figure.add_artist(
            Rectangle(place, width / self.width, height / self.height, facecolor=colour, lw=0, transform=transform)
        )

    def axes(self, left: float, width: float, body: float) -> Any:
        """Add bare axes: a share (0-1) along x, points from the top along y."""
        place = (left / self.width, 1 - (self.top + body) / self.height, width / self.width, body / self.height)
        axes = self.figure.add_axes(place, xlim=(0, 1), ylim=(body, 0), facecolor="none")
        axes.set_axis_off()
        return axes


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
            elif name.endswith("href"):
                element.set(name, value.replace("#", f"#{prefix}-", 1))
            elif name == "transform" and value.startswith("rotate(-0 "):
                del element.attrib[name]
            else:
                value = value.replace("url(#", f"url(#{prefix}-")
                family = f"font-family: '{tokens()['type']['family']}', sans-serif"
                element.set(name, re.sub("font-family: [^;]*", family, value))
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    if alt:
        root.set("aria-label", alt)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def save(figure: Figure, folder: Path, stem: str, alt: str = "") -> None:
    """Write ``<stem>.svg``, the same bytes for the same figure, whole or not at all; a PNG of the one before goes.

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
    undated, buffer = {"Date": None, "Creator": None, "Format": None, "Type": None}, io.BytesIO()
    with style():
        figure.savefig(buffer, format="svg", transparent=True, metadata=undated)
    (folder / f"{stem}.png").unlink(missing_ok=True)
    write_whole(folder / f"{stem}.svg", _inline(buffer.getvalue(), stem, alt))
    figure.clear()


def small_png(figure: Figure, dpi: int) -> bytes:
    """Draw a figure in few colours, a third of the size: for a notebook, which keeps every picture as text."""
    drawn, buffer = io.BytesIO(), io.BytesIO()
    with style():
        figure.savefig(drawn, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    picture = Image.open(drawn).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return buffer.getvalue()

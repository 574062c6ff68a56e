"""One drawing of a figure, or of a part of it: wide and narrow, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from impactmonitor.display.alt_text import alt_text
from impactmonitor.display.charts import chart
from impactmonitor.display.sheet import NARROW, WIDTH, save, small_png
from impactmonitor.display.shown import part_of

SCREEN = 80  # dots per inch of a picture in a notebook


@dataclass(frozen=True)
class Drawing:
    """What seaborn draws of a table, as `charts.chart` takes it; `number` is its place among the parts of a figure."""

    draw: Callable[..., Any]
    table: pd.DataFrame
    headline: str
    subtitle: str
    how: Mapping[str, Any]
    number: int

    def drawn(self, wide: float = WIDTH) -> Figure:
        """Draw it, in a width in points."""
        headline = self.headline + (f" (deel {self.number})" if self.number > 1 else "")
        return chart(self.draw, self.table, headline, self.subtitle, wide, **self.how)

    def alt_text(self, title: str) -> str:
        """Say everything that it shows."""
        return alt_text(self.table, title)

    def save(self, folder: Path, stem: str) -> None:
        """Write its files into a folder: wide ones, and a narrow one for phones."""
        name = part_of(stem, self.number)
        save(self.drawn(), folder, name)
        save(self.drawn(NARROW), folder, f"{name}-smal")

    @property
    def small_png(self) -> bytes:
        """The drawing for a notebook."""
        return small_png(self.drawn(), SCREEN)

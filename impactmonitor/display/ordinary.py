"""Ordinary results of a cell as the report takes them: pictures, tables and text that no `Page` made."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html as dom

from impactmonitor.display.shown import REPORT, figure, numbered_table
from impactmonitor.files.whole import write_whole
from impactmonitor.text.strangers import escape

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="img">{image}</svg>'
IMAGE = '<image width="{w}" height="{h}" href="data:image/png;base64,{data}"/>'
DRAWN = re.compile(r"^\[?<?(matplotlib\.|Axes|Figure|seaborn\.|Text\()")
"""What Python says of a drawing, beside the picture itself."""


class NotShownError(ValueError):
    """A result cannot stand in the report; the message says what to add or change."""


@dataclass(frozen=True)
class Cell:
    """A cell whose results go into the report.

    Attributes
    ----------
    stem : str
        Its name in the report: chapter and label.
    options : mapping
        What its lines ``#| name: value`` say.
    folder : Path
        Where pictures are written.
    """

    stem: str
    options: Mapping[str, Any]
    folder: Path

    def markdown(self, outputs: Sequence[Mapping[str, Any]]) -> str:
        """Return all its outputs as Pandoc's Markdown.

        Raises
        ------
        NotShownError
            One of them cannot stand in the report.
        """
        pictures = any("image/png" in output.get("data", {}) for output in outputs)
        parts = []
        for number, output in enumerate(outputs):
            if output["output_type"] == "stream":
                parts.append(_plain(output["text"]) if output["name"] == "stdout" else "")
                continue
            if output["output_type"] == "error":
                raise NotShownError(f"ends in an error: {output['ename']}: {output['evalue']}")
            data = {kind: "".join(value) for kind, value in output["data"].items() if isinstance(value, str | list)}
            if pictures and set(data) == {"text/plain"} and DRAWN.match(data["text/plain"]):
                continue
            parts.append(self._one(output["data"], data, f"{self.stem}-{number}" if number else self.stem))
        return "\n\n".join(part for part in parts if part)

    def _one(self, bundle: Mapping[str, Any], data: Mapping[str, str], stem: str) -> str:
        for kind in (REPORT, "text/markdown"):
            if kind in data:
                return data[kind]
        if "image/png" in data:
            return self._picture(base64.b64decode(data["image/png"]), stem)
        if "<table" in data.get("text/html", ""):
            return self._table(data["text/html"], stem)
        if set(bundle) == {"text/plain"}:
            return _plain(data["text/plain"])
        kinds = ", ".join(sorted(set(bundle) - {"text/plain"}))
        raise NotShownError(f"shows {kinds}; the report takes pictures, tables, Markdown and plain text")

    def _option(self, names: Sequence[str], what: str) -> list[str]:
        if missing := [name for name in names if not str(self.options.get(name, "")).strip()]:
            raise NotShownError(f"shows {what}; add to the cell: {', '.join(f'#| {name}: …' for name in missing)}")
        return [str(self.options[name]) for name in names]

    def _picture(self, png: bytes, stem: str) -> str:
        """Keep a picture in the forms of a figure: as a PNG, and in an SVG around it."""
        caption, alt = self._option(["fig-cap", "fig-alt"], "a picture")
        width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
        image = IMAGE.format(w=width, h=height, data=base64.b64encode(png).decode())
        write_whole(self.folder / f"{stem}.png", png)
        for form in ("", "-smal"):
            write_whole(self.folder / f"{stem}{form}.svg", SVG.format(w=width, h=height, image=image))
        return figure(stem, caption, alt, f"fig-{stem}")

    def _table(self, html: str, stem: str) -> str:
        from impactmonitor.display.tables import bare  # great-tables is slow to import

        (caption,) = self._option(["tbl-cap"], "a table")
        root = dom.fragment_fromstring(html, create_parent="div").find(".//table")
        root.set("class", "gt_table")
        return numbered_table(bare(root, stem), f"tbl-{stem}", caption)


def _plain(text: str | Sequence[str]) -> str:
    """Write plain text as a paragraph, line by line."""
    return "\\\n".join(escape(line) for line in "".join(text).split("\n") if line.strip())

"""Figures as PNG, for Word and for who takes a picture along.

Typst draws them of the SVG, in a fifth of the time that it takes Matplotlib to draw them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from impactmonitor.files.whole import write_whole

DENSITY = 200.0
"""In pixels per inch, as a figure is printed."""
PIXEL = 96 / 72
"""Typst takes a length without a unit in an SVG for pixels, of which an inch holds 96."""


def draw_pngs(folder: Path, fonts: Path) -> None:
    """Draw the PNG of every SVG in a folder that has none beside it, the same bytes for the same drawing.

    Parameters
    ----------
    folder, fonts : Path
        Narrow drawings (``-smal.svg``) are for pages only, and are left out.
    """
    stems = [path.stem for path in sorted(folder.glob("*.svg")) if not path.stem.endswith("-smal")]
    if not (missing := [stem for stem in stems if not (folder / f"{stem}.png").exists()]):
        return
    import typst

    pages = "#pagebreak()".join(f"#image({json.dumps(f'{stem}.svg')})" for stem in missing)
    source = f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{pages}"
    found: Any = typst.compile(  # type: ignore[call-overload]  # its types want a source and a root of one type
        source.encode(),
        root=str(folder),
        format="png",
        ppi=DENSITY * PIXEL,
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )
    for stem, picture in zip(missing, found if isinstance(found, list) else [found], strict=True):
        write_whole(folder / f"{stem}.png", picture)

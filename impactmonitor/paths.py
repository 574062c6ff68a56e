"""The folders of the project."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
BRAND = ROOT / "_brand.yml"
THEME = Path("_extensions", "monitor")
"""Of a folder that a report is rendered in: the look, as an extension of Quarto."""
MADE = THEME / "made"
"""What is made of the brand file for it."""


def builds_of(output: Path) -> Path:
    """Return the folder of build directories for reports that land in `output`: apart where those are."""
    reports = ROOT / "_output"
    return ROOT / "_build" / (output.relative_to(reports) if output.is_relative_to(reports) else "")


def figures_of(output: Path) -> Path | None:
    """Return the folder of figures for reports that land in `output`; None where that is not in ``_output``."""
    reports = ROOT / "_output"
    return ROOT / "figures" / output.relative_to(reports) if output.is_relative_to(reports) else None

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

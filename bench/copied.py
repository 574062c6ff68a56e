"""A copy of the project, so that a real run has a work folder and data of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from impactmonitor.paths import ROOT

FILES = ("report.qmd", "_quarto.yml", "_brand.yml", "requirements.lock")
FOLDERS = ("impactmonitor", "notebooks", "chapters", "_extensions", "data")


def copy_project(folder: Path) -> Path:
    """Copy what a report is made of to a folder, and return it; with the folder as ``PYTHONPATH`` it is what runs."""
    folder.mkdir(exist_ok=True)
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder

"""The same report as one document whose code Quarto executes itself, the way without notebooks and papermill."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import yaml
from stopwatch import Command

INCLUDE = re.compile(r"^\{\{< include (\S+) >\}\}$", re.MULTILINE)
EMBED = re.compile(r"^\{\{< embed (\S+)#(\S+) >\}\}$", re.MULTILINE)
OPTION = re.compile(r"^#\|.*\n", re.MULTILINE)


def write(prepared: Path, folder: Path) -> Path:
    """Write a prepared report anew into `folder`, its cells in the place where their results were embedded."""
    shutil.copytree(prepared, folder)
    settings = yaml.safe_load((prepared / "_quarto.yml").read_text(encoding="utf-8"))
    settings["project"] = {"render": ["report.qmd"]}
    settings["format"] = {name: of for name, of in settings["format"].items() if not name.endswith("docx")}
    settings["jupyter"], settings["execute"] = "python3", {"enabled": True, "echo": False, "daemon": False}
    (folder / "_quarto.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    whole = (prepared / "report.qmd").read_text(encoding="utf-8")
    whole = INCLUDE.sub(lambda found: (prepared / found[1]).read_text(encoding="utf-8"), whole)
    begun: set[str] = set()
    path = folder / "report.qmd"
    path.write_text(EMBED.sub(lambda found: _chunks(prepared, found[1], found[2], begun), whole), encoding="utf-8")
    return path


def command(path: Path) -> Command:
    """Return the command that executes and renders it, as HTML and PDF."""
    return ["quarto", "render", str(path)]


def _chunks(prepared: Path, notebook: str, label: str, begun: set[str]) -> str:
    """Return a cell as a chunk of code; before the first of a notebook come those that it needs."""
    cells = json.loads((prepared / notebook).read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    needed = [] if notebook in begun else [cell for cell in code if not _label(cell)]
    begun.add(notebook)
    chosen = [cell for cell in code if _label(cell) == label]
    return "\n\n".join(f"```{{python}}\n{OPTION.sub('', _source(cell)).strip()}\n```" for cell in [*needed, *chosen])


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _label(cell: dict[str, Any]) -> str:
    found = re.search(r"^#\| label: (\S+)", _source(cell), re.MULTILINE)
    return found[1] if found else ""

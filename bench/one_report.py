"""One report: against the least that it can take, against papermill as it comes, and when little or nothing changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from stopwatch import Command, medians, seconds

from impactmonitor.codebook import ROOT
from impactmonitor.execute import jobs
from impactmonitor.staleness import NOTEBOOKS
from impactmonitor.study import Study

SCRIPTS = Path(sys.executable).parent
PREPARED = ROOT / "_build" / "alle"
PROSE = ROOT / "report.qmd"
RENDER = (
    "import sys, pathlib, impactmonitor.engines as e; e.render(pathlib.Path(sys.argv[1]), ['html', 'pdf'], 'builtin')"
)


def command(output: Path, *options: str) -> Command:
    """Return the command that makes one report, as HTML and PDF, with what is in the environment."""
    return [str(SCRIPTS / "impactmonitor"), "report", "--engine", "builtin", "--output", str(output), *options]


def papermill(folder: Path) -> list[Command]:
    """Return the commands that make the same report with papermill's own command line, a notebook at a time."""
    notebooks = []
    for job in jobs(Study.load(), folder):
        files = [str(job.notebook), str(folder / f"{job.name}.ipynb")]
        given = ["--parameters_yaml", json.dumps(job.parameters)]
        how = ["--kernel", "python3", "--cwd", str(NOTEBOOKS), "--no-progress-bar"]
        notebooks.append([str(SCRIPTS / "papermill"), *files, *how, *given])
    return [*notebooks, [sys.executable, "-c", RENDER, str(PREPARED)]]


def prose_changed(output: Path) -> float:
    """Return the wall time of a report of which a line of prose changed; the line is taken back."""
    text = PROSE.read_text(encoding="utf-8")
    try:
        PROSE.write_text(text + "\n<!-- changed -->\n", encoding="utf-8")
        return seconds(command(output))
    finally:
        PROSE.write_text(text, encoding="utf-8")
        seconds(command(output))


def measure(runs: int, folder: Path) -> dict[str, float]:
    """Return the medians of ``whole, floor, papermill, nothing, prose`` in seconds."""
    output = folder / "uit"
    seconds(command(output))  # what the other two render has been prepared, and every file has been read once
    return medians(
        runs,
        whole=lambda: seconds(command(output, "--no-cache")),
        floor=lambda: seconds([sys.executable, str(ROOT / "bench" / "plain.py"), str(folder), str(PREPARED)]),
        papermill=lambda: seconds(*papermill(folder)),
        nothing=lambda: seconds(command(output)),
        prose=lambda: prose_changed(output),
    )

"""One report: against the least that it can take, against papermill as it comes, and when little or nothing changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
from copied import copy_project
from stopwatch import Command, medians, processor_seconds, seconds

from impactmonitor.analysis.study import Study
from impactmonitor.paths import NOTEBOOKS, ROOT
from impactmonitor.run.notebooks import jobs

SCRIPTS = Path(sys.executable).parent
PREPARED = ROOT / "_build" / "alle"
RENDER = (
    "import sys, pathlib, impactmonitor.report.engines as e; "
    "e.render(pathlib.Path(sys.argv[1]), ['html', 'pdf'], 'builtin')"
)


def command(output: Path, *options: str, engine: str = "builtin", scripts: Path = SCRIPTS) -> Command:
    """Return the command that makes one report, as HTML and PDF."""
    return [str(scripts / "impactmonitor"), "report", "--engine", engine, "--output", str(output), *options]


def papermill(folder: Path) -> list[Command]:
    """Return the commands that make the same report with papermill's own command line, a notebook at a time."""
    notebooks = []
    for job in jobs(Study.load(), folder):
        files = [str(job.notebook), str(folder / f"{job.name}.ipynb")]
        given = ["--parameters_yaml", json.dumps(job.parameters)]
        how = ["--kernel", "python3", "--cwd", str(NOTEBOOKS), "--no-progress-bar"]
        notebooks.append([str(SCRIPTS / "papermill"), *files, *how, *given])
    return [*notebooks, [sys.executable, "-c", RENDER, str(PREPARED)]]


def start(folder: Path) -> Command:
    """Return the command that starts papermill and a kernel, only to import what the notebooks import."""
    imports = "import impactmonitor.analysis, impactmonitor.claims, impactmonitor.display"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(imports)])
    nbformat.write(book, folder / "start.ipynb")
    files = [str(folder / "start.ipynb"), str(folder / "started.ipynb")]
    return [str(SCRIPTS / "papermill"), *files, "--kernel", "python3", "--no-progress-bar"]


def copied_command(project: Path, output: Path) -> Command:
    """Return the command that makes the report of a copy of the project, by the copy's own package."""
    return ["env", f"PYTHONPATH={project}", *command(output)]


def prose_changed(project: Path, report: Command) -> float:
    """Return the wall time of the report of a copy of the project, in which a line of prose changed since the last."""
    with (project / "report.qmd").open("a", encoding="utf-8") as prose:
        prose.write("\n<!-- changed -->\n")
    return seconds(report)


def measure(runs: int, output: Path, **beside: Callable[[], float]) -> dict[str, float]:
    """Return the medians of ``whole, worked, floor, papermill, starts, nothing, prose`` in seconds, and of other works.

    ``worked`` is the processor time of another whole report; ``starts`` is what of ``papermill`` goes into starting a
    kernel for each notebook, and importing in it.
    """
    folder = output.parent
    seconds(command(output))  # what the other two render has been prepared, and every file has been read once
    project = copy_project(folder / "project")
    copied = copied_command(project, folder / "uit_project")
    seconds(copied)
    return medians(
        runs,
        whole=lambda: seconds(command(output, "--no-cache")),
        worked=lambda: processor_seconds(command(output, "--no-cache")),
        floor=lambda: seconds([sys.executable, str(ROOT / "bench" / "plain.py"), str(folder), str(PREPARED)]),
        papermill=lambda: seconds(*papermill(folder)),
        starts=lambda: seconds(*[start(folder)] * len(jobs(Study.load(), folder))),
        nothing=lambda: seconds(command(output)),
        prose=lambda: prose_changed(project, copied),
        **beside,
    )


def measure_quarto(runs: int, folder: Path) -> dict[str, float]:
    """Return the median of ``quarto``: a report rendered by Quarto."""
    return medians(runs, quarto=lambda: seconds(command(folder / "uit", "--no-cache", engine="quarto")))

"""An earlier version of the project, in an environment of its own, measured in turns with this one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import openpyxl
import pypdfium2
from one_report import PREPARED, command, prose_changed
from stopwatch import processor_seconds, seconds

from impactmonitor.paths import ROOT

TIMED = {
    "whole": "a report, everything executed (s)",
    "worked": "the same, in processor time of all cores together (s)",
    "nothing": "a report of which nothing changed (s)",
    "prose": "a report of which the prose changed (s)",
}
HELD = {
    "pages": "pages of the PDF",
    "figures": "figures",
    "claims": "sentences weighed against the data",
    "cells": "cells of the tables book",
}


def checked_out(commit: str, folder: Path) -> Path:
    """Check a commit out into a folder, with its own environment, and return the folder."""
    seconds(
        ["git", "clone", "--quiet", str(ROOT), str(folder)],
        ["git", "-C", str(folder), "checkout", "--quiet", commit],
        ["make", "--directory", str(folder), "setup"],
    )
    return folder


def works(project: Path, output: Path) -> dict[str, partial[float]]:
    """Return the works of `one_report.measure` that it can do as well, each name with ``earlier_`` before it."""
    report = partial(command, output, scripts=project / ".venv" / "bin")
    seconds(report())
    return {
        "earlier_whole": partial(seconds, report("--no-cache")),
        "earlier_worked": partial(processor_seconds, report("--no-cache")),
        "earlier_nothing": partial(seconds, report()),
        "earlier_prose": partial(prose_changed, project, report()),
    }


def section(commit: str, found: Mapping[str, float], output: Path, project: Path, earlier_output: Path) -> str:
    """Set both versions side by side in Markdown: what their reports take, and what they hold."""
    now, before = held(output, PREPARED), held(earlier_output, project / "_build" / "alle")
    rows = [(told, found[name], found[f"earlier_{name}"], ".2f") for name, told in TIMED.items()]
    rows += [(told, now[name], before[name], ",") for name, told in HELD.items()]
    return "\n".join(
        [
            f"\n## Beside an earlier version\n\nMeasured with `EARLIER={commit}`, whose report held less.\n",
            f"| | now | {commit} | ratio |\n|---|--:|--:|--:|",
            *(f"| {told} | {one:{how}} | {other:{how}} | {one / other:.2f} |" for told, one, other, how in rows),
            "",
        ]
    )


def held(output: Path, build: Path) -> dict[str, int]:
    """Count what a report holds, by the names of `HELD`."""
    with (output / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = len([*csv.DictReader(file)])
    book = openpyxl.load_workbook(output / "tabellenboek.xlsx")
    return {
        "pages": len(pypdfium2.PdfDocument(output / "report.pdf")),
        "figures": len({path.stem.removesuffix("-smal") for path in (build / "figures").iterdir()}),
        "claims": claims,
        "cells": sum(sheet.max_row * sheet.max_column for sheet in book),
    }

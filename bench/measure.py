"""Measure how long a report takes, as ratios of medians, and write docs/performance.md: ``make bench``."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from impactmonitor.codebook import ROOT

REPORT = [str(Path(sys.executable).with_name("impactmonitor")), "report"]
FLOOR = """
import json, os, sys
from pathlib import Path
from impactmonitor.engines import render
from impactmonitor.codebook import read_codebook
os.chdir("notebooks")
levels = [niveau.key for niveau in read_codebook().niveaus]
for path in sorted(Path().glob("*.ipynb")):
    for level in levels if path.stem == "niveau" else [None]:
        names = {}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
                if "parameters" in cell["metadata"].get("tags", []):
                    names |= {"uitvoer": sys.argv[1], "niveau": level}
render(Path(sys.argv[2]), ["html", "pdf"], "builtin")
"""


def seconds(command: list[str], runs: int) -> float:
    """Return the median wall time of a command."""
    found = []
    for _ in range(runs):
        start = time.monotonic()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found.append(time.monotonic() - start)
    return statistics.median(found)


def processor() -> str:
    """Name the processor."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    """Measure, and write what was measured."""
    runs = 1 if "--quick" in sys.argv else 5
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1700000000")
    load = psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        made = [*REPORT, "--engine", "builtin", "--output", f"{folder}/uit"]
        whole = seconds([*made, "--no-cache"], runs)
        nothing = seconds(made, runs)
        prose = ROOT / "report.qmd"
        text = prose.read_text(encoding="utf-8")
        times = []
        try:
            for run in range(1, runs + 1):
                prose.write_text(text + "\n" * run, encoding="utf-8")
                times.append(seconds(made, 1))
        finally:
            prose.write_text(text, encoding="utf-8")
        changed = statistics.median(times)
        floor = seconds([sys.executable, "-c", FLOOR, folder, str(ROOT / "_build" / "alle")], runs)
    rows = [
        ("a report, everything executed (html, pdf)", whole, f"{whole / floor:.2f} × the floor (at most 1.5)"),
        ("the floor: the same cells in one process, pandoc, Typst", floor, ""),
        ("nothing changed", nothing, "at most 0.5 s"),
        ("prose changed", changed, "at most 2 s"),
    ]
    table = "\n".join(f"| {what} | {took:.2f} | {note} |" for what, took, note in rows)
    machine = f"{os.cpu_count()} cores ({processor()}), Python {platform.python_version()}"
    page = (ROOT / "bench" / "performance.md").read_text(encoding="utf-8")
    page = page.format(machine=machine, load=f"{load:.1f}", runs=runs, table=table)
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()

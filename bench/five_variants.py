"""The standard family of variants at once, against as many reports one after the other."""

from __future__ import annotations

from pathlib import Path

from one_report import SCRIPTS, command
from stopwatch import medians, processor_seconds, seconds

from impactmonitor.analysis.study import Study, family


def measure(runs: int, folder: Path) -> dict[str, float]:
    """Return the medians of ``together, apart, worked`` in seconds, and how many ``variants`` there are.

    ``worked`` is the processor time of all together, of all cores.
    """
    variants = family(Study.load())
    shared = ["--engine", "builtin", "--no-cache", "--output", str(folder / "samen")]
    apart = []
    for variant in variants:
        chosen = [part for name, values in variant.filters.items() for part in (f"--{name}", ",".join(values))]
        apart.append(command(folder / "apart", "--no-cache", *chosen))
    at_once = [str(SCRIPTS / "impactmonitor"), "variants", *shared]
    found = medians(
        runs,
        together=lambda: seconds(at_once),
        apart=lambda: seconds(*apart),
        worked=lambda: processor_seconds(at_once),
    )
    return {**found, "variants": len(variants)}

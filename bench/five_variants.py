"""The standard family of five variants at once, against five reports one after the other."""

from __future__ import annotations

from pathlib import Path

from one_report import SCRIPTS, command
from stopwatch import medians, seconds

from impactmonitor.analysis.study import Study, family


def measure(runs: int, folder: Path) -> dict[str, float]:
    """Return the medians of ``together, apart`` in seconds, and how many ``variants`` there are."""
    variants = family(Study.load())
    shared = ["--engine", "builtin", "--no-cache", "--output", str(folder / "samen")]
    apart = []
    for variant in variants:
        chosen = [part for name, values in variant.filters.items() for part in (f"--{name}", ",".join(values))]
        apart.append(command(folder / "apart", "--no-cache", *chosen))
    found = medians(
        runs,
        together=lambda: seconds([str(SCRIPTS / "impactmonitor"), "variants", *shared]),
        apart=lambda: seconds(*apart),
    )
    return {**found, "variants": len(variants)}

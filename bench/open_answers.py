"""Thousands of open answers in one report."""

from __future__ import annotations

from pathlib import Path

from growth import write
from one_report import command
from stopwatch import seconds

from impactmonitor.survey.codebook import read_codebook

WANTED = 5_000


def measure(folder: Path) -> dict[str, float]:
    """Return how many ``answers`` a report holds, its ``seconds``, and the MB of ``html`` and ``pdf``."""
    questions = len(read_codebook().niveaus) + 1  # an open question for each level, and the remarks
    each = -(-WANTED // questions)
    data = write(folder / "open.csv", each, answers=each)
    took = seconds(command(folder / "open", "--no-cache", "--data", str(data)))
    sizes = {kind: (folder / "open" / "alle" / f"report.{kind}").stat().st_size / 1e6 for kind in ("html", "pdf")}
    return {"answers": each * questions, "seconds": took, **sizes}

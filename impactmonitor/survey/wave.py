"""The files that go with a data file: beside it, or else the project's own."""

from __future__ import annotations

from pathlib import Path

from impactmonitor.paths import DATA

COMPANIONS = (
    "codebook.yml",
    "werkplaatsen.csv",
    "benaderd.csv",
    "synthese.yml",
    "bron.yml",
    "claims.yml",
    "redactie.csv",
)


def companion(data: Path, name: str) -> Path:
    """Find a file that goes with a data file."""
    beside = data.parent / name
    return beside if beside.exists() else DATA / name


def companions(data: Path) -> list[Path]:
    """List the files that go with a data file, as far as they exist."""
    return [path for path in (companion(data, name) for name in COMPANIONS) if path.exists()]

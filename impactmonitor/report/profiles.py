"""Quarto's profiles, of which a variant is one, by the name of its folder."""

from __future__ import annotations

import os
from pathlib import Path

PROFILE = "QUARTO_PROFILE"


def active() -> list[str]:
    """Return the names of the profiles that Quarto is run with."""
    return os.environ.get(PROFILE, "").replace(",", " ").split()


def profile_file(folder: Path, name: str) -> Path:
    """Return the file with the settings of a profile, which need not be there."""
    return folder / f"_quarto-{name}.yml"


def environment() -> dict[str, str]:
    """Return the environment in which a build directory is rendered, which has no profiles: its metadata name it."""
    return {name: value for name, value in os.environ.items() if name != PROFILE}

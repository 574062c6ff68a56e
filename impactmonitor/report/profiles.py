"""Quarto's profiles, of which a variant is one, by the name of its folder."""

from __future__ import annotations

import os
from pathlib import Path

WHOLE = "alle"
PROFILE = "QUARTO_PROFILE"


def active() -> list[str]:
    """Return the names of the profiles that Quarto is run with."""
    return os.environ.get(PROFILE, "").replace(",", " ").split()


def profile_file(folder: Path, name: str) -> Path:
    """Return the file with the settings of a profile, which need not be there."""
    return folder / f"_quarto-{name}.yml"


def environment(build: Path) -> dict[str, str]:
    """Return the environment in which a build directory is rendered: its variant is the profile, whatever is set."""
    told = {name: value for name, value in os.environ.items() if name != PROFILE}
    return told if build.name == WHOLE else {**told, PROFILE: build.name}

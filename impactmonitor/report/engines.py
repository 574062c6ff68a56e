"""The engines that render a report, behind one interface."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from impactmonitor.paths import MADE
from impactmonitor.problems import UsageError
from impactmonitor.report.expand import expand
from impactmonitor.report.pngs import draw_pngs
from impactmonitor.report.settings import read_settings

OLDEST = (1, 9)


def quarto_version() -> tuple[int, ...] | None:
    """Return the version of the Quarto on the path, or None where there is none."""
    command = shutil.which("quarto")
    if not command:
        return None
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", done.stdout.strip())
    return tuple(int(part or 0) for part in found.groups()) if found else None


def choose_engine(name: str = "auto") -> str:
    """Choose between Quarto and the built-in engine.

    Parameters
    ----------
    name : {'auto', 'quarto', 'builtin'}
        ``auto`` takes Quarto where one of version 1.9 or newer is on the path.

    Raises
    ------
    UsageError
        Quarto is asked for, and there is none or it is too old.
    """
    if name == "builtin" or (name == "quarto" and "QUARTO_BIN_PATH" in os.environ):  # Quarto itself is asking
        return name
    version = quarto_version()
    if version and version >= OLDEST:
        return "quarto"
    if name == "auto":
        return "builtin"
    wanted = ".".join(map(str, OLDEST))
    found = f"is {'.'.join(map(str, version))}" if version else "is not on the path"
    raise UsageError(f"quarto {found}; needed is {wanted} or newer. Without it: --engine builtin")


def ready(build: Path, say: Callable[[str], None]) -> None:
    """Check the settings and the source of a prepared directory, and make what both engines need of the look."""
    read_settings(build)
    if left := expand(build):
        say(f"note: the text embeds no {', '.join(left)}")
    from impactmonitor.report.theme_files import write_theme  # it draws: not before it is needed

    write_theme(build)
    draw_pngs(build / "figures", build / MADE / "fonts")


def render(
    build: Path, formats: Sequence[str], engine: str, say: Callable[[str], None] = lambda line: None
) -> dict[str, Path]:
    """Render a prepared build directory; returns the file of each format, raises `BuildError` when it fails."""
    if engine == "quarto":
        from impactmonitor.report.quarto import render as made
    else:
        from impactmonitor.report.builtin import render as made
    ready(build, say)
    files = made(build, formats)
    if "docx" in files:
        from impactmonitor.report.word import finish

        finish(files["docx"])
    return files

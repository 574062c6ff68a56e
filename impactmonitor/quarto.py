"""The engine that is Quarto itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from impactmonitor.problems import BuildError

FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}
COMPLAINT = re.compile(r"^.*(?:WARN|ERROR|Unable to resolve|unknown font|not found).*$", re.MULTILINE | re.IGNORECASE)


def render(build: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Render a prepared build directory with the ``quarto`` on the path.

    Raises
    ------
    BuildError
        Quarto failed, or warned of something that would be wrong in the report.
    """
    made = {}
    for name in formats:
        command = ["quarto", "render", "report.qmd", "--to", FORMATS[name]]
        done = subprocess.run(command, cwd=build, capture_output=True, text=True, check=False)
        said = f"{done.stdout}\n{done.stderr}"
        complaints = COMPLAINT.findall(said)
        if done.returncode or complaints:
            detail = "\n".join(line.strip() for line in complaints) or said.strip()[-2000:]
            raise BuildError(f"quarto, {name}: {detail}")
        made[name] = build / f"report.{name}"
    return made

"""The engine that is Quarto itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import yaml

from impactmonitor.problems import BuildError
from impactmonitor.report.profiles import environment

FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}
# Quarto, pandoc and Typst each warn in their own way, and go on; what they warn of would be wrong in the report.
COMPLAINT = re.compile(r"^.*(?:^report\.qmd|\b(?:WARN|ERROR|WARNING)\b|\b(?:error|warning): ).*$", re.MULTILINE)
# Quarto can have the PDF checked by a program that is not part of it; Typst has held it to the standard already. And it
# closes with a warning that there were errors.
HARMLESS = re.compile("verapdf is not installed|Error encountered when rendering files")


def render(build: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Render a prepared build directory with the ``quarto`` on the path.

    Raises
    ------
    BuildError
        Quarto failed, or warned of something that would be wrong in the report.
    """
    _as_it_is(build)
    return {name: _rendered(build, name) for name in formats}


def _as_it_is(build: Path) -> None:
    """Take from the settings what is for the project's root: nothing is left to prepare here."""
    path = build / "_quarto.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    for step in ("pre-render", "post-render"):
        settings["project"].pop(step, None)
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _rendered(build: Path, name: str) -> Path:
    done = subprocess.run(
        ["quarto", "render", "report.qmd", "--to", f"monitor-{FORMATS[name]}"],
        cwd=build,
        env={**environment(), "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    complaints = [line.strip() for line in COMPLAINT.findall(done.stdout) if not HARMLESS.search(line)]
    if done.returncode or complaints:
        raise BuildError(f"quarto, {name}: " + ("\n".join(complaints) or done.stdout.strip()[-2000:]))
    return build / f"report.{name}"

"""What a report's time is spent on: shares of a profile of the floor, by module of the package."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

from one_report import PREPARED
from pyinstrument.frame import Frame
from pyinstrument.session import Session
from stopwatch import seconds

from impactmonitor.paths import ROOT

IMPORTS = "imports"
OTHER = "other"
PACKAGE = str(ROOT / "impactmonitor")


def measure(folder: Path) -> Counter[str]:
    """Profile the floor; return the share of its wall time in imports and below each module of the package."""
    target = folder / "profile.pyisession"
    run = [sys.executable, "-m", "pyinstrument", "--renderer", "pyisession", "--outfile", str(target)]
    seconds([*run, str(ROOT / "bench" / "plain.py"), str(folder), str(PREPARED)])
    root = Session.load(target).root_frame()
    found: Counter[str] = Counter()
    if root:
        _add(root, OTHER, found)
    return Counter({name: time / found.total() for name, time in found.items()})


def _add(frame: Frame, cause: str, found: Counter[str]) -> None:
    """Add the time of a frame to the nearest module of the package that it ran for, or to imports."""
    path = frame.file_path or ""
    if cause != IMPORTS:
        if "importlib._bootstrap" in path:
            cause = IMPORTS
        elif path.startswith(PACKAGE):
            cause = ".".join(Path(path).relative_to(ROOT).with_suffix("").parts)
    found[cause] += max(frame.time - sum(child.time for child in frame.children), 0)
    for child in frame.children:
        _add(child, cause, found)


def described(name: str) -> str:
    """Say what a module holds, in its own words."""
    if name == IMPORTS:
        return name
    lines = (import_module(name).__doc__ or "").splitlines()
    return f"`{name.rpartition('.')[2]}`: {lines[0].rstrip('.')}"

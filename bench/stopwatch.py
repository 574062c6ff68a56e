"""Run commands and measure them: wall time, and the memory of a command and all that it starts."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import psutil

from impactmonitor.paths import ROOT

Command = Sequence[str]
OFTEN = 0.2  # seconds between two looks at the memory
MOMENT = 0.05  # and at the processor time


class Cost(NamedTuple):
    """What a command took: seconds of wall time, and bytes at the highest."""

    seconds: float
    peak: int


def seconds(*commands: Command) -> float:
    """Return the wall time of commands, one after the other."""
    start = time.monotonic()
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        _checked(command, done.returncode, done.stderr)
    return time.monotonic() - start


def processor_seconds(command: Command) -> float:
    """Return the processor time, of all cores together, of a command and all that it starts.

    It is read while they run, since not every process is waited for: up to `MOMENT` of each is missed.
    """
    used: dict[int, float] = {}

    def look(process: psutil.Process) -> None:
        for one in _family(process):
            with suppress(psutil.Error):
                used[one.pid] = sum(one.cpu_times()[:2])

    _watched(command, look, MOMENT)
    return sum(used.values())


def cost(command: Command) -> Cost:
    """Return the wall time of a command and the most memory that it and all that it starts took together."""
    held = [0]
    took = _watched(command, lambda process: held.append(_memory(process)), OFTEN)
    return Cost(took, max(held))


def _watched(command: Command, look: Callable[[psutil.Process], None], every: float) -> float:
    """Look at a command while it runs, after every so many seconds, and return its wall time."""
    with tempfile.TemporaryFile("w+") as errors:
        start = time.monotonic()
        process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        while process.poll() is None:
            look(process)
            with suppress(psutil.TimeoutExpired):
                process.wait(every)
        took = time.monotonic() - start
        errors.seek(0)
        _checked(command, process.returncode, errors.read())
    return took


def _family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and all that it started, as far as they are there."""
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def medians(runs: int, **works: Callable[[], float]) -> dict[str, float]:
    """Return the median of what each work gives: they take turns, so that what drifts does so for all."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            found[name].append(work())
    return {name: statistics.median(times) for name, times in found.items()}


def _memory(process: psutil.Process) -> int:
    """Add up what processes hold; of what they share each counts its part, where the system tells."""
    total = 0
    for one in _family(process):
        with suppress(psutil.Error):
            info = one.memory_full_info()
            total += getattr(info, "pss", info.rss)
    return total


def _checked(command: Command, status: int, errors: str) -> None:
    if status:
        sys.exit(f"{' '.join(command)[:300]}: status {status}\n{errors[-3000:]}")

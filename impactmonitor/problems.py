"""Problems in input: collected, then reported all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

LISTED = 1000
"""Problems printed of one run; a file of another kind altogether has as many as cells."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in an input file.

    Attributes
    ----------
    where : str
        File, and where known row and column.
    message : str
        What is wrong, with the value, and what is allowed.
    """

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class InputError(Exception):
    """Data or configuration is wrong; carries every problem found (exit status 1)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        more = len(self.problems) - LISTED
        rest = [f"and {more:,} problems more"] if more > 0 else []
        super().__init__("\n".join([*map(str, self.problems[:LISTED]), *rest]))


class UsageError(Exception):
    """A parameter is wrong; nothing was started (exit status 2)."""


class BuildError(Exception):
    """A step of the build failed (exit status 1); the message names the step and the place."""


def together(*reads: Callable[[], Any]) -> list[Any]:
    """Read several files and return what each gave; the problems of all are raised as one `InputError`, each once."""
    results, problems = [], []
    for read in reads:
        try:
            results.append(read())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return results


def nearest(value: str, allowed: Iterable[str]) -> str:
    """Say which allowed value was probably meant, or nothing."""
    return _nearest(value.lower(), tuple(str(name) for name in allowed))


@lru_cache(maxsize=10_000)
def _nearest(value: str, names: tuple[str, ...]) -> str:
    lowered = {name.lower(): name for name in names}
    match = get_close_matches(value[:200], lowered, n=1, cutoff=0.6)
    return f"; did you mean {lowered[match[0]]!r}?" if match else ""

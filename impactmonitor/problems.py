"""Problems in input: collected, then reported all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


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
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(Exception):
    """A parameter is wrong; nothing was started (exit status 2)."""


class BuildError(Exception):
    """A step of the build failed (exit status 1); the message names the step and the place."""


def nearest(value: str, allowed: Iterable[str]) -> str:
    """Say which allowed value was probably meant, or nothing."""
    names = [str(name) for name in allowed]
    lowered = {name.lower(): name for name in names}
    match = get_close_matches(value.lower(), lowered, n=1, cutoff=0.6)
    return f"; did you mean {lowered[match[0]]!r}?" if match else ""

"""The themes that answers in respondents' own words are coded with (``codeframe.yml``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.parts import words_of

REMARK = "opmerking"
"""What remarks are called where answers are called after their level; also their column."""


@dataclass(frozen=True)
class Theme:
    """What an answer can be about.

    Attributes
    ----------
    key, naam, omschrijving : str
    wel, niet, voorbeeld : str
        What belongs to it and what does not, and a piece of an answer.
    apart : bool
        Whether it says nothing of what the answer is about (other, or nothing): it stands last and is never the first.
    """

    key: str
    naam: str
    omschrijving: str
    wel: str = ""
    niet: str = ""
    voorbeeld: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Codeframe:
    """The themes of every level, and those of remarks under `REMARK`.

    Attributes
    ----------
    themes : dict of tuple of Theme
    rules : tuple of str
        For coders.
    """

    themes: Mapping[str, tuple[Theme, ...]]
    rules: tuple[str, ...] = ()

    def keys(self, kind: str) -> list[str]:
        """List the themes of a level or of remarks, by key."""
        return [theme.key for theme in self.themes[kind]]


def column_of(kind: str) -> str:
    """Name the column of the data with the answers of a level, or with the remarks."""
    return REMARK if kind == REMARK else words_of(kind)


def read_codeframe(path: Path, codebook: Codebook) -> Codeframe:
    """Read the themes.

    Raises
    ------
    InputError
        The file cannot be read or is laid out otherwise, a level is not in the questionnaire, or a theme is listed
        twice; every problem is listed.
    """
    found = read_yaml(path, "codeframe")
    lists = {**found["niveaus"], **({REMARK: found["opmerkingen"]} if "opmerkingen" in found else {})}
    problems = list(_problems(path.name, list(found["niveaus"]), lists, codebook))
    if problems:
        raise InputError(problems)
    themes = {
        kind: tuple(Theme(one["sleutel"], **{key: one[key] for key in one if key != "sleutel"}) for one in listed)
        for kind, listed in lists.items()
    }
    return Codeframe(themes, tuple(found.get("regels", [])))


def _problems(
    name: str, levels: list[str], lists: Mapping[str, list[dict[str, str]]], codebook: Codebook
) -> Iterator[Problem]:
    known = [niveau.key for niveau in codebook.niveaus]
    for level in (level for level in levels if level not in known):
        hint = nearest(level, known) or ";"
        yield Problem(f"{name}, niveaus", f"{level!r} is unknown{hint} Allowed: {', '.join(known)}")
    for kind, listed in lists.items():
        keys = [one["sleutel"] for one in listed]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            yield Problem(f"{name}, {kind}", f"theme {key!r} is listed twice")
        names = [one["naam"] for one in {one["sleutel"]: one for one in listed}.values()]
        for one in dict.fromkeys(one for one in names if names.count(one) > 1):
            yield Problem(f"{name}, {kind}", f"two themes are called {one!r}, which a sheet cannot tell apart")

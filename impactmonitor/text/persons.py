"""Texts that may be about one person: what looks like a name or a function, for a researcher to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("persons.yml")
CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zà-öø-ÿ]"
"""A word with a capital; abbreviations, which are all capitals, are none."""


@cache
def _known() -> dict[str, list[str]]:
    known: dict[str, list[str]] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return known


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


RUN = re.compile(rf"(?:^|[.!?]\s+)?{CAPITAL}(?:\s+{CAPITAL})*")
"""Words with a capital in a row, with what ends the sentence before them."""


def _pairs(text: str) -> list[re.Match[str]]:
    """Find two words with a capital within a sentence; one begins it, and more are the name of something else."""
    found = [one for one in RUN.finditer(text) if len(one[0].split()) == 2]
    return [one for one in found if one.start() > 0 and one[0][0] not in ".!?"]


@cache
def _names() -> list[re.Pattern[str]]:
    between = _one_of(_known()["tussenvoegsel"])
    return [
        re.compile(rf"(?i:\b(?:{_one_of(_known()['aanspreking'])})\b)[.,:]*\s+(?:(?:{between})\s+)?{CAPITAL}"),
        re.compile(rf"\b(?:{CAPITAL}|[A-Z]\.)\s+(?:{between})\s+{CAPITAL}"),
        re.compile(rf"\b(?:[A-Z]\.\s?)+{CAPITAL}"),
    ]


def looks_named(text: str, known: Iterable[str] = ()) -> int:
    """Say where something stands that looks like the name of a person.

    Parameters
    ----------
    text : str
    known : iterable of str
        Words that are no names of persons although they have capitals, in small letters.

    Returns
    -------
    int
        The word that it begins at, from 1; 0 for none.
    """
    ours = set(known)
    ours |= set(_known()["aanspreking"])
    for found in (*(one for pattern in _names() for one in pattern.finditer(text)), *_pairs(text)):
        if {word.casefold() for word in re.findall(CAPITAL, found[0])} - ours:
            return len(text[: found.start()].split()) + 1
    return 0


def functions_in(text: str) -> set[str]:
    """List the functions that a text names in the singular."""
    named = re.findall(rf"\b(?:{_one_of(_known()['functie'])})\b", text.casefold())
    return set(named)

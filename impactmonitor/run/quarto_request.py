"""Which variant Quarto is asked for: by a profile, or by a parameter on its command line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import psutil

from impactmonitor.problems import UsageError
from impactmonitor.report.profiles import active, profile_file
from impactmonitor.run.request import Request
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.variant import Variant

FORMATS = ("monitor-html", "monitor-typst", "monitor-docx", "all")
OWN = {"html": "monitor-html", "pdf": "monitor-typst", "typst": "monitor-typst", "docx": "monitor-docx"}
"""The report's format where one might ask for Quarto's."""
OTHERWISE = "of other parts: make report, as the README says, which holds them against the reports that are there"


def asked_of_quarto(folder: Path, commands: Sequence[Sequence[str]]) -> Request:
    """Return what is asked for.

    Quarto would render its own format of a name such as ``html`` without the report's look, and without a word.

    Parameters
    ----------
    folder : Path
        The project's folder, with a file for each profile.
    commands : sequence of sequence of str
        Command lines that may be Quarto's, nearest first, as `above` gives them.

    Raises
    ------
    UsageError
        A profile, parameter or format is not known; or two variants are asked for, or one not of the standard family.
    """
    tranches = read_codebook().categories("tranche")
    slugs = {Variant({"tranche": (one.key,)}).slug: one.key for one in tranches}
    unknown = [name for name in active() if not profile_file(folder, name).exists()]
    if unknown:
        there = ", ".join(sorted(slugs))
        raise UsageError(
            f"profile {unknown[0]!r} is not known: there is no _quarto-{unknown[0]}.yml; variants: {there}"
        )
    asked = {slugs[name] for name in active() if name in slugs}
    words = next((line for line in commands if any("quarto" in Path(word).name for word in line)), [])
    for name in _formats(words):
        if name not in FORMATS:
            instead = f"; write --to {OWN[name]}" if name in OWN else ""
            raise UsageError(f"quarto --to {name} is not the report's{instead}; there are {', '.join(FORMATS[:-1])}")
    for name, _, value in _parameters(words):
        if name != "tranche":
            instead = (
                f"make report DATA={value} ENGINE=quarto" if name == "data" else f"there is tranche:3, {OTHERWISE}"
            )
            raise UsageError(f"quarto -P {name}:{value} is not known; {instead}")
        asked.add(value)
    if len(asked) > 1:
        raise UsageError(f"quarto is asked for tranches {', '.join(sorted(asked))} at once; give one, {OTHERWISE}")
    return Request(tranche="".join(asked))


def _given(words: Sequence[str], options: Collection[str]) -> Iterator[str]:
    """Yield the values of an option on Quarto's command line; it tells nobody else of them."""
    for place, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in options:
            yield value or "".join(words[place + 1 : place + 2])


def _formats(words: Sequence[str]) -> Iterator[str]:
    for value in _given(words, {"-t", "--to"}):
        yield from value.split(",")


def _parameters(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    yield from (value.partition(":") for value in _given(words, {"-P", "--execute-param"}))
    for word in words:
        option = word.partition("=")[0]
        if option == "--execute-params":
            raise UsageError(f"quarto {word} is not known; a variant is a profile, or -P tranche:3")


def above() -> list[list[str]]:
    """Return the command lines of the processes that this one was started by, nearest first."""
    found = []
    for process in psutil.Process().parents():
        try:
            found.append(process.cmdline())
        except psutil.Error:  # untested: processes of another user
            break
    return found

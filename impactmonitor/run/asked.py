"""Which variant Quarto is asked for: by a profile, or by a parameter on its command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from impactmonitor.problems import UsageError
from impactmonitor.report.profiles import active, profile_file
from impactmonitor.run.request import Request
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.variant import Variant

OTHERWISE = "of other parts: make report, as the README says, which holds them against the reports that are there"


def asked_of_quarto(folder: Path, commands: Sequence[Sequence[str]]) -> Request:
    """Return what is asked for.

    Parameters
    ----------
    folder : Path
        The project's folder, with a file for each profile.
    commands : sequence of sequence of str
        Command lines that may be Quarto's, nearest first, as `above` gives them.

    Raises
    ------
    UsageError
        A profile or parameter that is not known, two variants at once, or one that is not of the standard family.
    """
    slugs = {Variant(tranche=(one.key,)).slug: one.key for one in read_codebook().tranches}
    unknown = [name for name in active() if not profile_file(folder, name).exists()]
    if unknown:
        there = ", ".join(sorted(slugs))
        raise UsageError(
            f"profile {unknown[0]!r} is not known: there is no _quarto-{unknown[0]}.yml; variants: {there}"
        )
    asked = {slugs[name] for name in active() if name in slugs}
    for name, _, value in _parameters(commands):
        if name != "tranche":
            raise UsageError(f"quarto -P {name}:{value} is not known; there is tranche:3, {OTHERWISE}")
        asked.add(value)
    if len(asked) > 1:
        raise UsageError(f"quarto is asked for tranches {', '.join(sorted(asked))} at once; give one, {OTHERWISE}")
    return Request(tranche="".join(asked))


def _parameters(commands: Sequence[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters of the command line that is Quarto's; it tells nobody else of them."""
    words = next((line for line in commands if any("quarto" in Path(word).name for word in line)), [])
    for place, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in {"-P", "--execute-param"}:
            yield (value or "".join(words[place + 1 : place + 2])).partition(":")
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

"""Why two versions of a report differ: what they were made of that changed, and what that can have changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from impactmonitor.files.accepted import SUFFIXES
from impactmonitor.report.version import Version

ANSWERS, PARAMETERS, DATE, ENGINE, UNKNOWN = "antwoorden", "parameters", "datum", "motor", "onbekend"
RECEIVED, EARLIER = "ontvangen", "eerder"
CLAIMS, CODEBOOK = "claims.yml", "codebook.yml"
WORDS = {
    ANSWERS: "de antwoorden",
    CODEBOOK: "de vragenlijst (codebook.yml)",
    "werkplaatsen.csv": "de werkplaatsen (werkplaatsen.csv)",
    "benaderd.csv": "wie er benaderd zijn (benaderd.csv)",
    "synthese.yml": "de samenvattingen met de hand (synthese.yml)",
    "bron.yml": "de feiten van buiten de antwoorden (bron.yml)",
    "codeframe.yml": "de thema’s (codeframe.yml)",
    "codering.csv": "de thema’s van de antwoorden (codering.csv)",
    CLAIMS: "de zinnen met hun voorwaarden (claims.yml)",
    "vergelijking.yml": "waarmee deze meting wordt vergeleken (vergelijking.yml)",
    "_quarto.yml": "de instellingen (_quarto.yml)",
    "_brand.yml": "de huisstijl (_brand.yml)",
    "pakket": "het programma impactmonitor",
    "omgeving": "de geïnstalleerde programma’s",
    "vormgeving": "de vormgeving (_extensions/monitor)",
    RECEIVED: "welk bestand is gebruikt, en hoeveel daarvan meetelt",
    UNKNOWN: "niet vast te stellen: een van beide versies zegt niet waarvan zij is gemaakt",
}
COUNTED = {ANSWERS, CODEBOOK, "werkplaatsen.csv", "benaderd.csv", "vergelijking.yml", EARLIER, RECEIVED, PARAMETERS}
COUNTED |= {"pakket", "omgeving", UNKNOWN}
"""What numbers are made of."""
CODED = {"codeframe.yml", "codering.csv"}
"""What the themes of answers are made of, which are in no ledger."""
DRAWN = {"_brand.yml", "vormgeving", ".ipynb"}
WRITTEN = {"synthese.yml", "bron.yml", "_quarto.yml", "_brand.yml", "vormgeving", DATE, ENGINE, ".ipynb", ".qmd"}
MADE_OF = {
    **dict.fromkeys(("gekeerd", "verschenen", "verdwenen", "zin", "verantwoording"), COUNTED | CODED | {CLAIMS}),
    **dict.fromkeys(("verborgen", "zichtbaar", "cijfer", "toets"), COUNTED),
    **dict.fromkeys(("tekst", "tabel", "antwoord"), COUNTED | CODED | WRITTEN),
    "naam": {CODEBOOK, "pakket", ".ipynb", UNKNOWN},
    "figuur": COUNTED | CODED | DRAWN | {CLAIMS},
}
"""What each kind of difference can come from; files of a kind by how their names end, or by `EARLIER`."""


def changed(old: Version, new: Version) -> dict[str, str]:
    """Name what the two versions were made of that is not the same, in words for readers.

    Returns
    -------
    dict
        By the name of a file or of what else counts; empty where both were made of the same.
    """
    found = {ANSWERS: WORDS[ANSWERS]} if old.checksum != new.checksum else {}
    facts = [{**version.made["gegevens"], "sha256": ""} for version in (old, new)]
    if facts[0] != facts[1]:
        found[RECEIVED] = WORDS[RECEIVED]
    before, now = (version.made.get("bronnen") for version in (old, new))
    if before is None or now is None:
        found[UNKNOWN] = WORDS[UNKNOWN]
    else:
        found |= {name: _worded(name) for name in [*before, *now] if before.get(name) != now.get(name)}
    parameters = [
        f"{name} ({_value(old.made['parameters'].get(name))} → {_value(new.made['parameters'].get(name))})"
        for name in dict.fromkeys([*old.made["parameters"], *new.made["parameters"]])
        if old.made["parameters"].get(name) != new.made["parameters"].get(name)
    ]
    if parameters:
        found[PARAMETERS] = f"de parameters: {', '.join(parameters)}"
    for key, name, words in ((DATE, "datum", "de datum"), (ENGINE, "engine", "de motor")):
        if old.made.get(name) != new.made.get(name):
            found[key] = f"{words} ({_value(old.made.get(name))} → {_value(new.made.get(name))})"
    return found


def _worded(name: str) -> str:
    if name.endswith(".ipynb"):
        return f"het notitieboek {name}"
    if _kind(name) == EARLIER:
        return f"een eerdere meting ({name})"
    return f"de tekst ({name})" if name.endswith(".qmd") else WORDS.get(name, name)


def _kind(name: str) -> str:
    """Name the kind of a file: how its name ends; those of an earlier wave are named with their folder."""
    path = PurePosixPath(name)
    return EARLIER if len(path.parts) > 1 and path.suffix in {*SUFFIXES, ".yml"} else path.suffix


def _value(value: Any) -> str:
    return "geen" if value is None else str(value)


def possible(kind: str, among: Iterable[str]) -> list[str]:
    """Choose the causes that a difference of a kind can have; all of them where none is known to.

    Parameters
    ----------
    kind : str
        Of `MADE_OF`.
    among : iterable of str
        From `changed`.
    """
    every = list(among)
    fits = MADE_OF[kind]
    return [name for name in every if name in fits or _kind(name) in fits] or every

"""The register of claims, for readers: what each sentence answers, when it is printed and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from impactmonitor.claims.rules import Claim, as_rows
from impactmonitor.survey.codebook import Niveau
from impactmonitor.text.dutch import capitalise
from impactmonitor.text.strangers import escape

ABSENT = "*Staat niet in dit rapport.*"


def _numbers(used: str) -> str:
    """Link every number to its row: ``instelling-status-x: 4/9`` becomes *4 van de 9*."""
    pairs = [entry.rsplit(": ", 1) for entry in used.split("; ") if entry]
    return ", ".join(f"[{count.replace('/', ' van de ')}](#cijfers-{row})" for row, count in pairs)


def _entry(row: Mapping[str, Any]) -> str:
    lines = [f"**{escape(row['vraag'])}**", escape(row["tekst"]) if row["afgedrukt"] else ABSENT]
    lines.append(f"Voorwaarde: {escape(row['wanneer'])}.")
    if row["cijfers"]:
        lines.append(f"Berust op: {_numbers(row['cijfers'])}")
    return "- " + "\\\n  ".join(lines)


def register(records: Iterable[Claim], niveaus: Sequence[Niveau]) -> str:
    """List every claim of every level.

    Parameters
    ----------
    records : iterable of Record
        From `claims.evaluate`.
    niveaus : sequence of Niveau
        The levels, in the report's order.

    Returns
    -------
    str
        Markdown; only the HTML shows it.
    """
    rows = as_rows(records)
    parts = []
    for niveau in niveaus:
        parts.append(f"### {capitalise(niveau.naam)} {{#sec-verantwoording-{niveau.key}}}")
        parts.append("\n".join(_entry(row) for row in rows if row["niveau"] == niveau.key))
    return "::: {.verantwoording}\n" + "\n\n".join(parts) + "\n:::"

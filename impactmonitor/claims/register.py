"""The register of claims, for readers: what each sentence answers, when it is printed and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from impactmonitor.claims.rules import Claim, unlinked
from impactmonitor.survey.codebook import Codebook
from impactmonitor.text.dutch import capitalise
from impactmonitor.text.strangers import escape

ABSENT = "*Staat niet in dit rapport.*"
WHOLE = "De respons en het onderzoek"
OF_SOME = "Alleen gevraagd aan {}. Waar hieronder sprake is van {}, gaat het om hen."


def _numbers(used: str, tables: set[str]) -> Iterator[str]:
    """Write every number, linked to its row where it has one: ``instelling-status-x: 4/9`` becomes *4 van de 9*.

    How many were asked (``student-gevraagd``) stands above the columns of the table, in no row.
    """
    for entry in filter(None, used.split("; ")):
        row, count = entry.rsplit(": ", 1)
        shown = count.replace("/", " van de ")
        in_table = row.partition("-")[0] in tables and row.count("-") > 1
        yield f"[{shown}](#cijfers-{row})" if in_table else shown


def _entry(claim: Claim, tables: set[str]) -> str:
    back = f"[{unlinked(claim.tekst)}](#zin-{claim.key})" if claim.afgedrukt else ABSENT
    lines = [f"[**{escape(claim.vraag)}**]{{#claim-{claim.key}}} (claim `{claim.claim}`)", back]
    lines.append(f"Voorwaarde: {escape(claim.wanneer)}.")
    if claim.cijfers:
        lines.append(f"Berust op: {', '.join(_numbers(claim.cijfers, tables))}")
    return "- " + "\\\n  ".join(lines)


def register(claims: Iterable[Claim], codebook: Codebook) -> str:
    """List every claim of every level, and then those about the study as a whole.

    Parameters
    ----------
    claims : iterable of Claim
        From `rules.evaluate`; notes are left out.
    codebook : Codebook
        With the levels, in the report's order.

    Returns
    -------
    str
        Markdown; only the HTML shows it.
    """
    listed = [claim for claim in claims if not claim.noot]
    tables = {niveau.key for niveau in codebook.niveaus}
    parts = []
    asked = {niveau.key: codebook.asked_of(niveau) for niveau in codebook.niveaus}
    for key, name in [*((niveau.key, niveau.naam) for niveau in codebook.niveaus), ("", WHOLE)]:
        parts.append(f"### {capitalise(name)} {{#sec-verantwoording-{key or 'onderzoek'}}}")
        parts += [OF_SOME.format(asked[key], codebook.personen)] if asked.get(key) else []
        parts.append("\n".join(_entry(claim, tables) for claim in listed if claim.niveau == key))
    return "::: {.verantwoording}\n" + "\n\n".join(parts) + "\n:::"

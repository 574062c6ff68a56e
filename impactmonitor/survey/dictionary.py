"""The variables of the data: what each asks, and what its values stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from impactmonitor.survey.codebook import LANGUAGE, TRANCHE, Codebook, Niveau

TICKED, NOT_TICKED = "aangekruist", "niet aangekruist"


@dataclass(frozen=True)
class Variable:
    """A column of the data contract, for those who read the data.

    Attributes
    ----------
    name, label : str
        Of the column, and what it holds in a few words.
    question : str
        The form's own words; empty for what is not asked.
    values : mapping of str
        Labels by value, in their order; empty for texts.
    ticks : bool
        Whether it tells what was ticked: values 1 and 0.
    follows : str
        The column of the tick that it is asked about; empty where everybody is asked.
    """

    name: str
    label: str
    question: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    ticks: bool = False
    follows: str = ""


def variables(codebook: Codebook) -> list[Variable]:
    """List the variables of a questionnaire, in the order of the data contract, with the tranche.

    Parameters
    ----------
    codebook : Codebook

    Returns
    -------
    list of Variable
    """
    form, found = codebook.formulier, [Variable("respondent", "Nummer van het formulier")]
    if codebook.by_workplace:
        found.append(Variable("werkplaats", "Digitale Werkplaats"))
    for column, grouping in sorted(codebook.groepen.items()):
        title = "Tranche van de werkplaats" if grouping == TRANCHE else grouping.titel
        values = {one.key: one.label for one in codebook.categories(column)}
        found.append(Variable(column, title, values=values))
    for niveau in codebook.niveaus:
        found += _of_level(codebook, niveau)
    for niveau in codebook.niveaus:
        found.append(Variable(f"open_{niveau.key}", niveau.open_kop, f"{form['open_vraag']} {niveau.open_rij}"))
    remark = next((one["vraag"] for one in form["afsluiting"] if one.get("kolom") == "opmerking"), "")
    return [*found, Variable("opmerking", "Opmerking", remark), Variable(LANGUAGE, "Taal van de open antwoorden")]


def _of_level(codebook: Codebook, niveau: Niveau) -> Iterator[Variable]:
    form, ticks = codebook.formulier, {"1": TICKED, "0": NOT_TICKED}
    for item in niveau.items:
        tick, label = niveau.column(item.key), f"{niveau.naam}: {item.label}"
        yield Variable(tick, label, f"{niveau.vraag} {item.tekst}", ticks, ticks=True)
        for scale, points in codebook.schalen.items():
            asked = f"{form[f'{scale}_vraag'].replace('{naam}', niveau.naam)} {item.follow_up}"
            values = {one.key: one.label for one in points}
            yield Variable(niveau.column(item.key, scale), f"{label}, {scale}", asked, values, follows=tick)
        asked = f"{form['toelichting_vraag']}: {item.follow_up}"
        yield Variable(niveau.column(item.key, "toelichting"), f"{label}, toelichting", asked)
    yield Variable(niveau.column("andere", "tekst"), f"{niveau.naam}: andere opbrengst, in eigen woorden")
    yield Variable(niveau.column("geen"), f"{niveau.naam}: {codebook.geen['label']}", "", ticks, ticks=True)

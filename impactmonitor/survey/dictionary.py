"""The variables of the data: what each asks, and what its values stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from impactmonitor.survey.codebook import LANGUAGE, TRANCHE, Codebook
from impactmonitor.survey.parts import ANSWER, OPEN, OUTCOMES, STATEMENTS, Niveau
from impactmonitor.text.dutch import capitalise

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
    asked, base : str
        The column that tells who was asked it, where only some were, and these in words; empty where everybody was.
    """

    name: str
    label: str
    question: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    ticks: bool = False
    follows: str = ""
    asked: str = ""
    base: str = ""


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
    for grouping in codebook.groepen.values():
        title = "Tranche van de werkplaats" if grouping.place == TRANCHE.place else grouping.titel
        found.append(Variable(grouping.key, title, values={one.key: one.label for one in grouping.groepen}))
    for niveau in codebook.niveaus:
        base = codebook.asked_of(niveau)
        found += [replace(one, asked=niveau.asked if base else "", base=base) for one in _of_level(codebook, niveau)]
    for niveau in codebook.open:
        found.append(Variable(niveau.words, niveau.open_kop, f"{form['open_vraag']} {niveau.open_rij}"))
    remarks = (one["vraag"] for one in form.get("afsluiting", ()) if one.get("kolom") == "opmerking")
    found += [Variable("opmerking", "Opmerking", remark) for remark in remarks]
    return [*found, Variable(LANGUAGE, "Taal van de open antwoorden")]


def _of_level(codebook: Codebook, niveau: Niveau) -> Iterator[Variable]:
    form, ticks = codebook.formulier, {"1": TICKED, "0": NOT_TICKED}
    if niveau.soort == OPEN:
        yield Variable(niveau.words, capitalise(niveau.naam), niveau.vraag)
        return
    if niveau.answered:
        for item in niveau.items:
            asked = niveau.vraag if niveau.soort != STATEMENTS else f"{niveau.vraag} {item.tekst}"
            values = {one.key: one.label for one in niveau.schalen[ANSWER]}
            yield Variable(niveau.column(item.key, ANSWER), item.label, asked, values)
        return
    for item in niveau.items:
        tick, label = niveau.column(item.key), f"{niveau.naam}: {item.label}"
        yield Variable(tick, label, f"{niveau.vraag} {item.tekst}", ticks, ticks=True)
        for scale, points in niveau.schalen.items():
            asked = f"{codebook.follow_up(scale)[0].replace('{naam}', niveau.naam)} {item.follow_up}"
            column, about = niveau.column(item.key, scale), f"{label}, {codebook.called(scale)}"
            yield Variable(column, about, asked, {one.key: one.label for one in points}, follows=tick)
        if niveau.toelichting:
            asked = f"{form['toelichting_vraag']}: {item.follow_up}"
            yield Variable(niveau.column(item.key, "toelichting"), f"{label}, toelichting", asked)
    if niveau.andere:
        other = "andere opbrengst" if niveau.soort == OUTCOMES else "iets anders"
        yield Variable(niveau.column("andere", "tekst"), f"{niveau.naam}: {other}, in eigen woorden")
    if niveau.geen:
        yield Variable(niveau.column("geen"), f"{niveau.naam}: {codebook.geen['label']}", "", ticks, ticks=True)

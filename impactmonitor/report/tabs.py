"""The sheets of the tabellenboek: which there are, and what each tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from impactmonitor.analysis import bases, coded_answers, own_words, turnout
from impactmonitor.analysis.change import changes
from impactmonitor.analysis.changed_answers import NOW, THEN, changed_answers
from impactmonitor.analysis.coded_answers import answer_themes, lone_themes, remark_themes
from impactmonitor.analysis.inference import DIFFERENCE_RULE, LEAST_PERSONS
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.trend import older_changes
from impactmonitor.claims.published import note
from impactmonitor.report import banner
from impactmonitor.report.banner import Block
from impactmonitor.report.numbering import OUTCOMES, REPLIES, STATED, figures, sheet_names
from impactmonitor.survey.comparability import SAME
from impactmonitor.survey.dictionary import variables
from impactmonitor.survey.parts import ANSWER, OPEN, STATEMENTS, Niveau
from impactmonitor.survey.parts import OUTCOMES as KIND
from impactmonitor.text.dutch import capitalise, count_word, enumerate_nl, number, uncapitalise

FOLLOW_UP = "Basis: {personen} die de opbrengst hebben aangekruist en de vraag hebben beantwoord."
FOLLOWED = "Basis: {personen} die het antwoord hebben aangekruist en de vraag hebben beantwoord."
ANSWERS = "Basis: {personen} die de vraag hebben beantwoord."
ASKED = "Basis: alle {personen} aan wie de vraag is gesteld; meer antwoorden mogelijk."
REPLIED = "Basis: alle {personen} aan wie de vraag is gesteld, om in eigen woorden te beantwoorden."
MARGINS = (
    f"{banner.LOW} en {banner.HIGH}: grenzen van het 95%-betrouwbaarheidsinterval (Wilson), gecorrigeerd voor het "
    "aantal benaderde personen waar dat bekend is; zij gelden alleen als wie antwoordde niet anders denkt dan wie niet "
    "antwoordde."
)
LETTERS = (
    f"{banner.HOLDS}: de letters van de kolommen in hetzelfde blok waar dit aandeel boven ligt, alleen waar dat "
    "verschil standhoudt: ten minste {procentpunt} procentpunt en {least} {personen}, en groter dan toeval verklaart "
    "(het 95%-interval bevat geen nul, ook na Benjamini-Hochberg over alle vergelijkingen op dit niveau en in dit "
    "blok; {blokken} gepermuteerd). Een kolom zonder letter is met geen andere vergeleken: die telt minder dan "
    "{minimum} {personen}, of staat alleen."
)
CHANGES = (
    "Verschil, laag en hoog: in procentpunten, met 95%-interval, van de vorige meting naar deze. Gestegen of gedaald: "
    "het verschil is ten minste {procentpunt} procentpunt en {least} {personen} en groter dan toeval verklaart, "
    "gerekend over alle veranderingen op dit niveau; in deze respons: even groot, maar toeval kan het ook verklaren. "
    "Wat anders is gevraagd, krijgt geen verschil en geen oordeel."
)
CHANGES_IN_ANSWERS = (
    "Verschil, laag en hoog: in procentpunten, met 95%-interval, van de vorige meting naar deze, alleen van het eerste "
    "antwoord op elke vraag. Gestegen of gedaald: het verschil is ten minste {procentpunt} procentpunt en {least} "
    "{personen} en groter dan toeval verklaart, gerekend over alle veranderingen in {vragen} op dit niveau; in "
    "deze respons: even groot, maar toeval kan het ook verklaren. Geen oordeel waar in een van de metingen minder dan "
    "{minimum} {personen} antwoordden, of anders is gevraagd."
)
LONE, EACH = "Open vragen", "Elke regel is één antwoord."
"""The sheet of questions that are answered in own words, and what a row of it is."""
NOT_COMPARED = "Tussen de kolommen op dit blad is niet getoetst."
COMPARED_NONE = "Geen van de vergeleken verschillen houdt stand."


@dataclass(frozen=True)
class Tab:
    """One sheet: a question's table, and what a reader needs to know to use it.

    Attributes
    ----------
    name, title, base : str
        Of the sheet, and whom the numbers are about.
    table : DataFrame
        Labels first, then numbers; a column whose name ends in ``%``, ``laag`` or ``hoog`` holds shares (0-1).
        Withheld values are missing.
    labels : int
        Number of columns of labels.
    question : str
        The form's own words; empty for the response.
    words : bool
        Whether the table holds texts, and no numbers.
    blocks : tuple of Block
        The banner over the numbers; empty where the table has none.
    reading : tuple of str
        How to read the numbers.
    published : frozenset of (int, str)
        Row and column of the numbers that were published, where the others are chosen.
    """

    name: str
    title: str
    base: str
    table: pd.DataFrame
    labels: int = 1
    question: str = ""
    words: bool = False
    blocks: tuple[Block, ...] = ()
    reading: tuple[str, ...] = ()
    published: frozenset[tuple[int, str]] = frozenset()


def tabs(study: Study) -> list[Tab]:
    """Make every sheet but the contents: per level the outcomes and follow-ups; the response; the own words.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Tab
        Those of a figure are named after it.
    """
    made = [*_questions(study), *_waves(study), *_response(study), *_themes(study), *_words(study), _codebook(study)]
    names = sheet_names(one.name for one in made)
    return [replace(one, name=name) for one, name in zip(made, names, strict=True)]


def _questions(study: Study) -> Iterator[Tab]:
    persons = study.codebook.personen
    everyone = f"Basis: alle {persons} in de selectie (n={study.n}); meer antwoorden mogelijk."
    over, plain, numbers = tuple(banner.blocks(study)), tuple(banner.blocks(study, letters="")), figures(study)

    def headed(niveau_key: str, part: str, title: str) -> tuple[str, str]:
        figure = numbers.get((niveau_key, part))
        return (f"Figuur {figure}", f"Figuur {figure}  {title}") if figure else (f"{niveau_key} {part}", title)

    for niveau in study.codebook.niveaus:
        own, worded = niveau.soort == KIND, niveau.soort == OPEN
        if niveau.answered and not worded:
            part = STATED if niveau.soort == STATEMENTS else REPLIES
            name, title = headed(niveau.key, part, capitalise(niveau.naam))
            table, base = banner.distribution(study, niveau, ANSWER, plain), ANSWERS.format(personen=persons)
            base += _asked(study, niveau)
            yield Tab(name, title, base, table, 2, niveau.vraag, blocks=plain, reading=(NOT_COMPARED,))
            continue
        title = f"Opbrengsten op {niveau.naam}" if own else capitalise(niveau.naam)
        name, title = headed(niveau.key, OUTCOMES if own else REPLIES, title)
        blocks = plain if worded else tuple(banner.asked_enough(study, niveau, over))
        table = banner.outcomes(study, niveau, blocks)
        compared = any(block.compared for block in blocks)
        found = table.filter(regex=rf"\|{banner.HOLDS}$").ne("").any(axis=None)
        letters = [_rule(study), *([] if found else [COMPARED_NONE])]
        told = banner.published(study, niveau, table, blocks)
        reading = (MARGINS, *(letters if compared else [NOT_COMPARED]), *filter(None, [note(study, niveau, OUTCOMES)]))
        asks = (REPLIED if worded else ASKED).format(personen=persons)
        base = f"{asks}{_asked(study, niveau)}" if worded or niveau.gevraagd_aan else everyone
        yield Tab(name, title, base, table, question=niveau.vraag, blocks=blocks, reading=reading, published=told)
        for scale in niveau.in_order:
            question = study.codebook.follow_up(scale)[0].replace("{naam}", niveau.naam)
            called = study.codebook.called(scale)
            title = f"{called} van de opbrengsten op {niveau.naam}" if own else f"{niveau.naam}: {called}"
            name, title = headed(niveau.key, scale, capitalise(title))
            base = (FOLLOW_UP if own else FOLLOWED).format(personen=persons) + _asked(study, niveau)
            table = banner.distribution(study, niveau, scale, plain)
            told = banner.published(study, niveau, table, plain)
            reading = (NOT_COMPARED, *filter(None, [note(study, niveau, scale)]))
            yield Tab(name, title, base, table, 2, question, blocks=plain, reading=reading, published=told)


def _asked(study: Study, niveau: Niveau) -> str:
    """Say whom a question was asked of, and how many they are where that may be told; nothing of everybody."""
    if not (whom := study.codebook.asked_of(niveau)):
        return ""
    n = bases.base(study, niveau, study.total)
    return f" Alleen gevraagd aan {whom}{'' if n is None else f': {n} van de {study.n}'}."


def _rule(study: Study, rule: str = LETTERS, asked: str = "") -> str:
    """Say when a letter or verdict stands, with the numbers of the rule."""
    told = {"personen": study.codebook.personen, "minimum": study.min_groep, "vragen": asked}
    told["blokken"] = "hele werkplaatsen" if len(study.workplaces) else study.codebook.personen
    return rule.format(procentpunt=number(DIFFERENCE_RULE * 100), least=count_word(LEAST_PERSONS), **told)


def _response(study: Study) -> Iterator[Tab]:
    for dimension, grouping in study.codebook.groepen.items():
        table, name = turnout.response(study, dimension), grouping.naam
        known = table["benaderd"].notna().any()
        table.columns = [capitalise(name), "Benaderd", "Respons", "Respons %"]
        if not known:  # a dash would say that it is withheld
            table = table.drop(columns=["Benaderd", "Respons %"])
        base = "Basis: benaderde personen." if known else f"Basis: {study.codebook.personen} die antwoordden."
        yield Tab(f"Respons {name}", f"Respons per {name}", base, table)
    if not len(study.workplaces):
        return
    table = turnout.workplace_counts(study)
    table.columns = ["Digitale Werkplaats", f"Aantal {study.codebook.personen}"]
    yield Tab("Respons werkplaats", "Respons per Digitale Werkplaats", "Basis: ingevulde formulieren.", table)


def _waves(study: Study) -> Iterator[Tab]:
    """Set the outcomes beside those of the earlier wave, all levels and groups on one sheet."""
    rows = []
    for niveau in study.codebook.niveaus:
        older = [one.set_index(["item", "groep_key"]).to_dict("index") for one in older_changes(study, niveau)]
        names = [next(iter(one.values()))["vorige_meting"] for one in older if one]
        for row in changes(study, niveau).to_dict("records"):
            now, then, told = row["meting"], row["vorige_meting"], row["vergelijking"] == SAME
            found = {"Niveau": niveau.naam, "Opbrengst": row["opbrengst"], "Groep": row["groep"]}
            found["Gevraagd"] = "hetzelfde" if told else "anders"
            found["Oordeel"] = row["oordeel"] if isinstance(row["oordeel"], str) else ""
            for wave, one in zip(names, filter(None, older), strict=True):
                old = one.get((row["item"], row["groep_key"]), {})
                heads = {f"{wave} n": "vorige_n", wave: "vorige_aantal", f"{wave} %": "vorige_aandeel"}
                found |= {head: old.get(name, "") for head, name in heads.items()}
            found |= {f"{then} n": row["vorige_n"], then: row["vorige_aantal"], f"{then} %": row["vorige_aandeel"]}
            found |= {f"{now} n": row["n"], now: row["aantal"], f"{now} %": row["aandeel"]}
            for head, name in (("Verschil", "verschil"), ("Laag", "verschil_laag"), ("Hoog", "verschil_hoog")):
                found[f"{head} %"] = row[name] if told else pd.NA
            rows.append(found)
    if rows:
        base = f"Basis: alle {study.codebook.personen} in de groep, per meting; meer antwoorden mogelijk."
        table = pd.DataFrame(rows).convert_dtypes()
        yield Tab("Vergelijking", "Vergeleken met de vorige meting", base, table, 5, reading=(_rule(study, CHANGES),))
    rows = [row for niveau in study.codebook.niveaus for row in _answers_of_waves(study, niveau)]
    if rows:
        base, table = FOLLOW_UP.format(personen=study.codebook.personen), pd.DataFrame(rows).convert_dtypes()
        asked = enumerate_nl(dict.fromkeys(uncapitalise(row["Vraag"]) for row in rows))
        told = f"{capitalise(asked)} vergeleken met de vorige meting", base, table
        yield Tab("Vergelijking kenmerken", *told, 6, reading=(_rule(study, CHANGES_IN_ANSWERS, asked),))


def _answers_of_waves(study: Study, niveau: Niveau) -> Iterator[dict[str, Any]]:
    """Set the status and nature of a level's outcomes beside those of the earlier wave, a row for each answer."""
    table = changed_answers(study, niveau)
    both = table[table["groep_key"] == NOW].merge(
        table[table["groep_key"] == THEN], on=["schaal", "item", "categorie"], suffixes=("", "_vorige"), sort=False
    )
    for row in both.to_dict("records"):
        found = {"Niveau": niveau.naam, "Opbrengst": row["uitkomst"], "Vraag": capitalise(row["schaal"])}
        found |= {"Antwoord": row["antwoord"], "Gevraagd": "hetzelfde" if row["vergelijking"] == SAME else "anders"}
        found["Oordeel"] = row["oordeel"]
        for end in ("_vorige", ""):
            wave = row[f"meting{end}"]
            found |= {f"{wave} n": row[f"n{end}"], wave: row[f"aantal{end}"], f"{wave} %": row[f"aandeel{end}"]}
        for head, name in (("Verschil", "verschil"), ("Laag", "verschil_laag"), ("Hoog", "verschil_hoog")):
            found[f"{head} %"] = row[name]
        yield found


def _themes(study: Study) -> Iterator[Tab]:
    """Count the themes of the answers to the open question, all levels on one sheet."""
    rows = []
    for niveau in study.codebook.niveaus:
        table = coded_answers.themes(study, niveau)
        for _, one in table.groupby("opbrengst", observed=True):
            head = {"Niveau": niveau.naam, "Thema": str(one["opbrengst"].iloc[0])}
            for group in one.itertuples():
                label = "Totaal" if group.groep_key == study.total.key else str(group.groep).partition(" (")[0]
                head |= {label: group.aantal, f"{label} n": group.n, f"{label} %": group.aandeel}
            rows.append(head)
    if rows:
        base = "Basis: antwoorden op de open vraag die in het rapport staan; meer thema’s per antwoord mogelijk."
        made = pd.DataFrame(rows).convert_dtypes()
        yield Tab("Thema's", "Thema’s in de antwoorden op de open vraag", base, made, 2, reading=(NOT_COMPARED,))


def _words(study: Study) -> Iterator[Tab]:
    """List what respondents wrote, as far as the report prints it."""
    form, niveaus, persons = study.codebook.formulier, study.codebook.niveaus, study.codebook.personen
    others = pd.DataFrame(
        [(niveau.naam, text) for niveau in niveaus for text in own_words.other_outcomes(study, niveau)],
        columns=["Niveau", "Andere opbrengst"],
        dtype=object,
    )
    if len(others):
        base = f"Basis: {persons} die een andere opbrengst noemden. Elke regel is één antwoord."
        yield Tab("Andere opbrengsten", "Andere opbrengsten", base, others, words=True)
    answers = own_words.open_answers(study).rename(columns={"groep": "Onder het kopje"})
    lone = own_words.lone_answers(study)
    if (answers["Onder het kopje"] == "").all():
        answers = answers.drop(columns="Onder het kopje")
    for name, title, question, table, themes in (
        (
            "Open antwoorden",
            "De opbrengsten in eigen woorden",
            form.get("open_vraag", ""),
            answers,
            answer_themes(study),
        ),
        ("Opmerkingen", "Opmerkingen bij het formulier", "", own_words.remarks(study), remark_themes(study)),
        (LONE, "Antwoorden op de open vragen", "", lone.rename(columns={"groep": "Vraag"}), lone_themes(study)),
    ):
        table = table.drop(columns="data-lang").astype(str)
        for head in themes if len(themes) else ():
            told = ["; ".join(name for _, name in one) for one in themes[head]]
            table.insert(table.columns.get_loc(head) + 1, f"Thema’s {uncapitalise(head)}", told)
        if len(table):
            base = EACH if name == LONE else f"Basis: {persons} die iets invulden (n={len(table)})."
            yield Tab(name, title, base, table, question=question, words=True)


def _codebook(study: Study) -> Tab:
    """List the variables that the numbers are made of."""
    rows = [
        (
            one.name,
            one.label,
            "\n".join(filter(None, [one.question, one.base and f"Alleen gevraagd aan {one.base}."])),
            "\n".join(f"{value} = {label}" for value, label in one.values.items()),
        )
        for one in variables(study.codebook)
    ]
    table = pd.DataFrame(rows, columns=["Variabele", "Omschrijving", "Vraag in het formulier", "Waarden"])
    return Tab("Codeboek", "Codeboek", "De variabelen van het databestand, in hun volgorde.", table, words=True)

"""Sentences that answer to the data: each is printed only where its condition holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import jinja2

from impactmonitor import wording
from impactmonitor.codebook import DATA, Niveau
from impactmonitor.companions import companion
from impactmonitor.evidence import Cell, Difference, Level, Outcome, Spread, leads
from impactmonitor.files import read_yaml
from impactmonitor.inference import DIFFERENCE_RULE
from impactmonitor.problems import InputError, Problem
from impactmonitor.study import Study

TEXTS = ("tekst", "conclusie", "kop")
MIN_PERCENTAGE_BASE = wording.MIN_PERCENTAGE_BASE


@dataclass(frozen=True)
class Record:
    """One claim's outcome in one run: a row of ``claims.csv``."""

    claim: str
    plek: str
    niveau: str
    vraag: str
    voorwaarde: str
    cijfers: str
    afgedrukt: bool
    tekst: str
    conclusie: str
    kop: str = ""


class Trace:
    """Formats numbers for a sentence and remembers which were used."""

    def __init__(self, persoon: dict[str, str]) -> None:
        self.persoon = persoon
        self.used: list[str] = []

    def _note(self, cell: Cell) -> None:
        entry = f"{cell.ref}: {cell.aantal}/{cell.n}"
        if entry not in self.used:
            self.used.append(entry)

    def _link(self, shown: str, cell: Cell) -> str:
        """Tie words to the row their number stands in, with count, base and margin."""
        self._note(cell)
        title = f"{cell.aantal} van de {cell.n}"
        if cell.n >= MIN_PERCENTAGE_BASE:
            title += f" ({wording.percent(cell.aandeel)})"
        if cell.laag == cell.laag:  # a margin is known
            title += f"; marge {wording.margin(cell.laag, cell.hoog)}"
        return f'[{shown}]{{.getal bron="{cell.ref}" title="{escape(title)}"}}'

    def pct(self, cell: Cell) -> str:
        """Show a share; a count where the base is under 20."""
        small = cell.n < MIN_PERCENTAGE_BASE
        return self._link(f"{cell.aantal} van de {cell.n}" if small else wording.percent(cell.aandeel), cell)

    def van(self, cell: Cell) -> str:
        """Show a count on its base."""
        return self._link(f"{cell.aantal} van de {cell.n}", cell)

    def tussen_haakjes(self, cell: Cell, form: str = "pct") -> str:
        """Show a share in brackets after its words; on a small base the words told the count already."""
        return "" if cell.n < MIN_PERCENTAGE_BASE else f" ({getattr(self, form)(cell)})"

    def wie(self, cell: Cell, singular: str, plural: str, start: bool = False) -> str:
        """Name a share of the respondents in words, with its verb."""
        self._note(cell)
        phrase = wording.subject(cell.aantal, cell.n, self.persoon["meervoud"], self.persoon["enkelvoud"])
        if cell.n >= MIN_PERCENTAGE_BASE:
            return phrase.clause(singular, plural, start)
        words = self._link(phrase.capitalised if start else phrase.text, cell)
        return f"{words} {phrase.conjugate(singular, plural)}"

    def capitalised_wie(self, cell: Cell, singular: str, plural: str) -> str:
        """Do the same at the start of a sentence."""
        return self.wie(cell, singular, plural, start=True)

    def met_pct(self, outcome: Outcome) -> str:
        """Name an outcome with its share."""
        return f"{outcome.zin} ({self.pct(outcome.totaal)})"

    def pcts(self, cells: Iterable[Cell]) -> str:
        """List shares; equal counts are told once: *elk 4 van de 5*."""
        shown = [self.pct(cell) for cell in cells]
        alike = len({plain(one) for one in shown}) == 1
        return f"elk {shown[0]}" if alike else wording.enumerate_nl(shown)

    def vergelijk(self, cell: Cell) -> str:
        """Show a share beside another: on a small base the count and then the percentage."""
        if cell.n >= MIN_PERCENTAGE_BASE:
            return self.pct(cell)
        return self._link(f"{cell.aantal} van de {cell.n} ofwel {wording.percent(cell.aandeel)}", cell)

    def hoog_laag(self, difference: Difference) -> str:
        """Name an outcome with both shares, the higher first."""
        return f"{difference.zin} ({self._tegen(difference.hoog, difference.laag)})"

    def laag_hoog(self, difference: Difference) -> str:
        """Name an outcome with both shares, the lower first."""
        return f"{difference.zin} ({self._tegen(difference.laag, difference.hoog)})"

    def _tegen(self, first: Cell, second: Cell) -> str:
        return f"{self.vergelijk(first)} tegen {self.vergelijk(second)}"

    def categorie_pct(self, spread: Spread, category: str) -> str:
        """Show the share of one category of an outcome's status or nature."""
        return self.pct(spread[category])

    def categorie_vergelijk(self, spread: Spread, category: str) -> str:
        """Show the same beside another share."""
        return self.vergelijk(spread[category])

    def niveau_pct(self, level: Level, total: str) -> str:
        """Show a level's share of realised or new outcomes, with the level's name."""
        return f"{self.pct(getattr(level, total))} op {level.niveau.naam}"

    def band(self, outcomes: Sequence[Outcome], singular: str, plural: str) -> str:
        """Name those who mention each of several outcomes, as a range of shares with its verb."""
        for outcome in outcomes:
            self._note(outcome.totaal)
        counts = [outcome.totaal.aantal for outcome in outcomes]
        names = self.persoon["meervoud"], self.persoon["enkelvoud"]
        return wording.subject_band(counts, outcomes[0].totaal.n, *names).clause(singular, plural)

    def filters(self) -> dict[str, Any]:
        """Return the filters that sentences use."""
        return {
            "pct": self.pct,
            "van": self.van,
            "tussen_haakjes": self.tussen_haakjes,
            "wie": self.wie,
            "Wie": self.capitalised_wie,
            "met_pct": self.met_pct,
            "pcts": self.pcts,
            "vergelijk": self.vergelijk,
            "hoog_laag": self.hoog_laag,
            "laag_hoog": self.laag_hoog,
            "categorie_pct": self.categorie_pct,
            "categorie_vergelijk": self.categorie_vergelijk,
            "niveau_pct": self.niveau_pct,
            "band": self.band,
            "opsomming": lambda items: wording.enumerate_nl([str(item) for item in items]),
            "hoofdletter": wording.capitalise,
            "telwoord": wording.count_word,
        }


def context(study: Study, level: Level, levels: Iterable[Level]) -> dict[str, Any]:
    """Collect what a claim's condition and text may use.

    Returns
    -------
    dict
        The names documented at the head of ``data/claims.yml``.
    """
    others = [other for other in levels if other is not level]
    ranked = level.genoemd
    first = ranked[0].totaal
    tied = [outcome for outcome in ranked if outcome.totaal.aantal == first.aantal]
    clear = len(ranked) > 2 and first.aandeel - ranked[1].totaal.aandeel >= 0.1
    top = level.top(study.total) if len(ranked) > 3 and not clear else []
    skip = len(top) or (len(tied) if not clear else 1)
    tops = [level.top(group) for group in level.sectoren]
    keys = [{outcome.key for outcome in found} for found in tops]
    swap = (
        [[o for o in tops[0] if o.key not in keys[1]], [o for o in tops[1] if o.key not in keys[0]]]
        if len(tops) == 2
        else []
    )
    done = max(level.status, key=lambda spread: spread["gerealiseerd"].aantal, default=None)
    new = [spread for spread in level.aard if spread.aandeel("nieuw") > 0.5]
    return {
        "niveau": level.niveau,
        "n": level.n,
        "zin": study.variant.phrase(study.codebook),
        "genoemd": ranked,
        "eerste": first,
        "laatste": ranked[-1],
        "gelijk": tied,
        "top3": top,
        "volgers": [outcome for outcome in ranked[skip:] if outcome.totaal.aandeel >= 0.5],
        "geen": level.geen,
        "sectoren": level.sectoren,
        "sectorverschillen": level.sectorverschillen,
        "tops": tops,
        "wissel": swap,
        "tranchegroepen": level.tranchegroepen,
        "trancheverschillen": level.trancheverschillen,
        "rest": level.rest,
        "restverschillen": level.restverschillen,
        "status": level.status,
        "deel_status": level.part("status"),
        "breed_status": len(level.status) > 1 or not level.part("status"),
        "deels_klaar": [s for s in level.status if s.aandeel("gerealiseerd", "deels") > 0.5],
        "meest_klaar": done,
        "meest_klaar_cel": Cell(done["gerealiseerd"].ref, done["gerealiseerd"].aantal, level.n) if done else None,
        "vooral_verwacht": [s for s in level.status if s.aandeel("verwacht") > 0.5],
        "gerealiseerd": level.gerealiseerd,
        "aard": level.aard,
        "deel_aard": level.part("aard"),
        "breed_aard": len(level.aard) > 1 or not level.part("aard"),
        "vooral_nieuw": new,
        "vooral_versterking": [spread for spread in level.aard if spread.aandeel("versterking") > 0.5],
        "relatief_nieuw": [
            spread
            for spread in level.aard
            if level.nieuw and spread.aandeel("nieuw") - level.nieuw.aandeel >= DIFFERENCE_RULE - 1e-9
        ],
        "nieuw": level.nieuw,
        "andere_niveaus": others,
        "vaker_gerealiseerd": leads(level.gerealiseerd, [other.gerealiseerd for other in others]),
        "vaker_nieuw": leads(level.nieuw, [other.nieuw for other in others]),
    }


@lru_cache
def read_claims(path: Path = DATA / "claims.yml") -> list[dict[str, Any]]:
    """Read the claims: a list of ``id, plek, vraag, gevallen``; raises `InputError` when the file is not that."""
    try:
        claims = read_yaml(path, list)
        for claim in claims:
            if missing := {"id", "plek", "vraag", "gevallen"} - set(claim):
                raise KeyError(f"{claim.get('id', '?')} lacks {', '.join(sorted(missing))}")
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError([Problem(path.name, f"is not a list of claims: {error}")]) from error
    return list(claims)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _evaluate(claim: dict[str, Any], values: dict[str, Any], persoon: dict[str, str], source: str) -> Record:
    """Find the first case whose condition holds and write its sentence."""
    trace = Trace(persoon)
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    environment.filters |= trace.filters()
    for case in claim["gevallen"]:
        condition = str(case["als"])
        try:
            if not environment.compile_expression(condition, undefined_to_none=False)(**values):
                continue
            texts = [_tidy(environment.from_string(case.get(key, "")).render(values)) for key in TEXTS]
        except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise InputError([Problem(source, f"claim {claim['id']!r}, case {condition!r}: {error}")]) from error
        niveau: Niveau = values["niveau"]
        used = "; ".join(trace.used)
        return Record(claim["id"], claim["plek"], niveau.key, claim["vraag"], condition, used, True, *texts)
    conditions = " | ".join(str(case["als"]) for case in claim["gevallen"])
    return Record(claim["id"], claim["plek"], values["niveau"].key, claim["vraag"], conditions, "", False, "", "")


def evaluate(study: Study) -> list[Record]:
    """Evaluate every claim on every level of a study, in the order of the file.

    Raises
    ------
    InputError
        A claim's condition or text is not valid Jinja, or names something that does not exist.
    """
    path = companion(study.data, "claims.yml")
    persoon = study.codebook.onderzoek["persoon"]
    levels = [Level(study, niveau) for niveau in study.codebook.niveaus]
    records = []
    for level in levels:
        values = context(study, level, levels)
        records += [_evaluate(claim, values, persoon, path.name) for claim in read_claims(path)]
    return records


def paragraph(records: Iterable[Record], niveau: str, plek: str) -> str:
    """Join the sentences printed at one place of one level; empty where none holds."""
    return " ".join(r.tekst for r in records if r.afgedrukt and r.niveau == niveau and r.plek == plek)


def conclusion(records: Iterable[Record], niveau: str) -> str:
    """Join what one level's claims say in the conclusions."""
    return " ".join(r.conclusie for r in records if r.afgedrukt and r.niveau == niveau and r.conclusie)


def plain(text: str) -> str:
    """Return a claim's text without the links of its numbers."""
    return re.sub(r"\[([^\]]*)\]\{\.getal[^}]*\}", r"\1", text)


def as_rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return the records as rows for ``claims.csv``, their texts without markup."""
    return [{k: plain(v) if isinstance(v, str) else v for k, v in asdict(r).items()} for r in records]

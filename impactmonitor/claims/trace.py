"""Numbers inside sentences: in words or digits, tied to the row they stand in, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from impactmonitor.claims.counts import Cell, Difference, Outcome, Spread
from impactmonitor.claims.evidence import Level
from impactmonitor.text import dutch, shares, strangers
from impactmonitor.text.shares import MIN_PERCENTAGE_BASE


class Trace:
    """Formats numbers for the sentences of one run and remembers which a sentence used.

    Parameters
    ----------
    persoon : dict of str
        What a respondent is called: ``enkelvoud, meervoud``.
    origin : callable
        Says where a number comes from, where that is not the answers.
    """

    def __init__(self, persoon: dict[str, str], origin: Callable[[Cell], str] = lambda cell: "") -> None:
        self.persoon = persoon
        self.origin = origin
        self.aan_wie = ""
        self.used: list[str] = []

    def begin(self, aan_wie: str) -> None:
        """Forget what an earlier sentence used; `aan_wie` follows what respondents are called."""
        self.aan_wie, self.used = aan_wie, []

    @property
    def _persons(self) -> tuple[str, str]:
        """What those who were asked are called: more of them, and one."""
        return f"{self.persoon['meervoud']}{self.aan_wie}", f"{self.persoon['enkelvoud']}{self.aan_wie}"

    def note(self, *cells: Cell | None) -> None:
        """Remember numbers that a sentence or its condition rests on."""
        for cell in cells:
            if not cell or not cell.toon:
                continue
            entry = f"{cell.ref}: {cell.aantal}/{cell.n}"
            if entry not in self.used:
                self.used.append(entry)

    def _link(self, shown: str, cell: Cell) -> str:
        """Tie words to the row their number stands in, with count, base and margin."""
        self.note(cell)
        title = f"{cell.aantal} van de {cell.n}"
        if cell.n >= MIN_PERCENTAGE_BASE:
            title += f" ({dutch.percent(cell.aandeel)})"
        if cell.laag == cell.laag:  # a margin is known
            title += f"; marge {dutch.margin(cell.laag, cell.hoog)}"
        if origin := self.origin(cell):
            title += f"; {origin}"
        return f'[{shown}]{{.getal bron="{cell.ref}" title="{escape(title)}"}}'

    def pct(self, cell: Cell) -> str:
        """Show a share; a count where the base is under 20."""
        small = cell.n < MIN_PERCENTAGE_BASE
        return self._link(f"{cell.aantal} van de {cell.n}" if small else dutch.percent(cell.aandeel), cell)

    def pcts(self, cells: Sequence[Cell]) -> list[str]:
        """Show the shares of several groups in one form: as counts where the base of one is under 20."""
        small = any(cell.n < MIN_PERCENTAGE_BASE for cell in cells)
        return [self.van(cell) if small else self.pct(cell) for cell in cells]

    def van(self, cell: Cell) -> str:
        """Show a count on its base."""
        return self._link(f"{cell.aantal} van de {cell.n}", cell)

    def aantal(self, cell: Cell) -> str:
        """Write a count out: *één*, *twee*, 21."""
        return self._link(dutch.count_word(cell.aantal, stress=True), cell)

    def tussen_haakjes(self, cell: Cell, form: str = "pct") -> str:
        """Show a share in brackets after its words; on a small base the words told the count already."""
        return "" if cell.n < MIN_PERCENTAGE_BASE else f" ({getattr(self, form)(cell)})"

    def wie(self, cell: Cell, singular: str, plural: str, *, start: bool = False, alone: bool = False) -> str:
        """Name a share of the respondents in words, with its verb.

        Parameters
        ----------
        cell : Cell
        singular, plural : str
            The verb.
        start : bool
            Begin a sentence.
        alone : bool
            No number follows, so that the words themselves lead to the row.
        """
        self.note(cell)
        phrase = shares.subject(cell.aantal, cell.n, *self._persons)
        words = phrase.capitalised if start else phrase.text
        if alone or cell.n < MIN_PERCENTAGE_BASE:
            words = self._link(words, cell)
        return f"{words}{',' if self.aan_wie else ''} {phrase.conjugate(singular, plural)}"

    def capitalised_wie(self, cell: Cell, singular: str, plural: str, *, alone: bool = False) -> str:
        """Do the same at the start of a sentence."""
        return self.wie(cell, singular, plural, start=True, alone=alone)

    def met_pct(self, outcome: Outcome) -> str:
        """Name an outcome with its share."""
        return f"{outcome.zin} ({self.pct(outcome.totaal)})"

    def met_pcts(self, outcomes: Sequence[Outcome]) -> str:
        """Name outcomes, each with its share; equal counts are told once: *a en b (elk 4 van de 5)*."""
        cells = [outcome.totaal for outcome in outcomes]
        if len({(cell.aantal, cell.n) for cell in cells}) == 1 and len(cells) > 1:
            self.note(*cells)
            return f"{dutch.enumerate_nl([outcome.zin for outcome in outcomes])} (elk {self.pct(cells[0])})"
        return dutch.enumerate_nl([self.met_pct(outcome) for outcome in outcomes])

    def hoog_laag(self, difference: Difference) -> str:
        """Name an outcome with both shares, the higher first, and p where it is low."""
        return f"{difference.zin} ({self._tegen(difference.hoog, difference.laag, difference.p)})"

    def laag_hoog(self, difference: Difference) -> str:
        """Do the same, the lower first."""
        return f"{difference.zin} ({self._tegen(difference.laag, difference.hoog, difference.p)})"

    def naast_elkaar(self, difference: Difference) -> str:
        """Do the same, in the order of the groups."""
        return f"{difference.zin} ({self._tegen(difference.eerste, difference.tweede, difference.p)})"

    def _tegen(self, first: Cell, second: Cell, p: float) -> str:
        """Set two shares side by side, with p as far as it is told; where one base is small, each with its base."""
        shown = self.deel if min(first.n, second.n) >= MIN_PERCENTAGE_BASE else self.deel_van
        return dutch.with_p(f"{shown(first)} tegen {shown(second)}", p)

    def deel_van(self, cell: Cell) -> str:
        """Show a percentage with its base: *79% van de 14*."""
        return self._link(f"{dutch.percent(cell.aandeel)} van de {cell.n}", cell)

    def met_categorie(self, spreads: Sequence[Spread], category: str) -> str:
        """Name outcomes, each with the share of one category; all as counts where a base is small."""
        small = any(spread[category].n < MIN_PERCENTAGE_BASE for spread in spreads)
        shown = self.van if small else self.pct
        return dutch.enumerate_nl([f"{spread.zin} ({shown(spread[category])})" for spread in spreads])

    def deel(self, cell: Cell) -> str:
        """Show a share of answers, as a percentage whatever their number."""
        return self._link(dutch.percent(cell.aandeel), cell)

    def naast_gemiddelde(self, spreads: Sequence[Spread], category: str) -> str:
        """Name outcomes, each with the share of one category as a percentage; on a small base with that base."""
        cells = {spread.zin: spread[category] for spread in spreads}
        shown = {True: self.deel_van, False: self.pct}
        return dutch.enumerate_nl(
            [f"{zin} ({shown[cell.n < MIN_PERCENTAGE_BASE](cell)})" for zin, cell in cells.items()]
        )

    def niveau_pct(self, level: Level, total: str) -> str:
        """Show a level's share of realised or new outcomes, with the level's name."""
        return f"{self.deel(getattr(level, total))} op {level.niveau.naam}"

    def band(self, outcomes: Sequence[Outcome], singular: str, plural: str) -> str:
        """Name those who mention each of several outcomes, as a range of shares after its verb."""
        self.note(*(outcome.totaal for outcome in outcomes))
        counts = [outcome.totaal.aantal for outcome in outcomes]
        phrase = shares.subject_band(counts, outcomes[0].totaal.n, *self._persons)
        return f"{phrase.conjugate(singular, plural)} {phrase.text}"

    def vooraf(self, cell: Cell, singular: str, plural: str) -> str:
        """Put the verb before the share in words: *vulde ruim een derde*."""
        phrase = shares.share(cell.aandeel)
        return f"{phrase.conjugate(singular, plural)} {phrase.text}"

    def filters(self) -> dict[str, Any]:
        """Return the filters that sentences use."""
        return {
            "pct": self.pct,
            "pcts": self.pcts,
            "van": self.van,
            "aantal": self.aantal,
            "tussen_haakjes": self.tussen_haakjes,
            "wie": self.wie,
            "Wie": self.capitalised_wie,
            "met_pct": self.met_pct,
            "met_pcts": self.met_pcts,
            "hoog_laag": self.hoog_laag,
            "laag_hoog": self.laag_hoog,
            "naast_elkaar": self.naast_elkaar,
            "met_categorie": self.met_categorie,
            "deel": self.deel,
            "naast_gemiddelde": self.naast_gemiddelde,
            "niveau_pct": self.niveau_pct,
            "band": self.band,
            "vooraf": self.vooraf,
            "percentage": lambda cell: dutch.percent(cell.aandeel),
            "getal": dutch.number,
            "p_waarde": lambda p: dutch.p_value(p, "p"),
            "werkplaatsen": _workplaces,
            "groep_n": lambda group: f"{strangers.escape(group.naam)} (n={dutch.number(group.n)})",
            "opsomming": lambda items, word="en": dutch.enumerate_nl([str(item) for item in items], word),
            "hoofdletter": dutch.capitalise,
            "komma": lambda text: f"{text}," if text else "",
            "telwoord": lambda count: dutch.count_word(count, stress=True),
        }


def _workplaces(count: int) -> str:
    """Count workplaces: *één werkplaats*, *acht werkplaatsen*."""
    return f"{dutch.count_word(count, stress=True)} {dutch.plural(count, 'werkplaats', 'werkplaatsen')}"

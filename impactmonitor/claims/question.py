"""Names for sentences about a question of any kind: how it was answered, and by how many it was not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from impactmonitor.analysis import question
from impactmonitor.claims.counts import Cell, Outcome, Spread, Withheld
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names
from impactmonitor.survey.parts import ANSWER, NUMBER, OPEN, STATEMENTS, Item


class QuestionNames(Level, Names):
    """What claims on a question may speak of, in the words of that question."""

    over: ClassVar[Mapping[str, str]] = {
        "antwoorden": (
            "antwoorden_getoond deel_gevraagd deel_gevraagd_verborgen een_antwoord_meest een_stelling_voorop "
            "eigen_woorden_getoond gedeeld_meest in_klassen niet_iedereen_antwoordde niets_getoond "
            "stellingen_getoond "
        )
    }

    @cached_property
    def antwoorden(self) -> list[Outcome]:
        """The answers with how many gave each, in the form's order; empty for statements."""
        table = question.answers(self.study, self.niveau, [self.study.total])
        found = []
        for row in table.itertuples():
            ref = f"{self.niveau.key}-antwoorden-{row.item}"
            cell = Cell(ref, int(row.aantal), int(row.n), row.laag, row.hoog) if row.toon else Withheld(ref, 0)
            found.append(Outcome(Item(row.item, "", str(row.opbrengst), f"‘{row.opbrengst}’"), {"totaal": cell}))
        return found

    @property
    def antwoordcijfers(self) -> list[Cell]:
        """How many gave each answer, in the form's order."""
        return [one.totaal for one in self.antwoorden]

    @property
    def antwoorden_getoond(self) -> bool:
        """There are answers to count, and how many gave each is shown."""
        return bool(self.antwoorden) and all(one.totaal.toon for one in self.antwoorden)

    @property
    def in_klassen(self) -> bool:
        """The answers are numbers, which the report divides into classes."""
        return self.niveau.soort == NUMBER

    @property
    def meest(self) -> list[Outcome]:
        """The answers that most gave: one, or those that are level."""
        most = max(one.totaal.aantal for one in self.antwoorden)
        return [one for one in self.antwoorden if one.totaal.aantal == most]

    @property
    def een_antwoord_meest(self) -> bool:
        """More gave one answer than any other, and they are shown."""
        return self.antwoorden_getoond and len(self.meest) == 1

    @property
    def gedeeld_meest(self) -> bool:
        """As many gave two or more answers, and fewer any other."""
        return self.antwoorden_getoond and 1 < len(self.meest) < len(self.antwoorden)

    @cached_property
    def stellingen(self) -> list[Spread]:
        """The statements of which enough answers are shown to read, in the form's order; none for another question."""
        if self.niveau.soort != STATEMENTS:
            return []
        self._distributions[ANSWER] = question.statements(self.study, self.niveau)
        return [
            Spread(
                spread.item,
                {key: Cell(f"{self.niveau.key}-stellingen-{spread.item.key}", cell.aantal, cell.n)
                 for key, cell in spread.cells.items()},
                spread.n,
            )
            for spread in self._spreads(ANSWER)
        ]  # fmt: skip

    @property
    def stellingen_getoond(self) -> bool:
        """Of one or more statements there are enough answers to show."""
        return bool(self.stellingen)

    @property
    def eerste_antwoord(self) -> str:
        """The first answer to statements, as the form has it."""
        return self.niveau.schalen[ANSWER][0].label

    @property
    def eerste_antwoorden(self) -> list[Cell]:
        """How many gave the first answer, by statement."""
        return [spread[self.niveau.schalen[ANSWER][0].key] for spread in self.stellingen]

    @property
    def voorop(self) -> list[Spread]:
        """The statements with the largest share of the first answer."""
        key = self.niveau.schalen[ANSWER][0].key
        most = max((spread[key].aandeel for spread in self.stellingen), default=0)
        return [spread for spread in self.stellingen if spread[key].aandeel == most]

    @property
    def voorop_cijfer(self) -> Cell:
        """How many gave the first answer to the statement with the largest share of it."""
        return self.voorop[0][self.niveau.schalen[ANSWER][0].key]

    @property
    def een_stelling_voorop(self) -> bool:
        """All statements are shown, and one has a larger share of the first answer than any other."""
        return len(self.stellingen) == len(self.niveau.items) > 1 and len(self.voorop) == 1

    @property
    def gegeven(self) -> list[Cell]:
        """How many answered each item, of all who were asked; of what can be ticked there is no telling."""
        items = self.niveau.items if self.niveau.answered else ()
        return [self.ticked(item.key, f"{self.niveau.key}-gegeven-{item.key}") for item in items]

    @property
    def minst_gegeven(self) -> int:
        """How many answered the item that fewest answered."""
        return min(cell.aantal for cell in self.gegeven)

    @property
    def niet_iedereen_antwoordde(self) -> bool:
        """Some who were asked gave no answer to an item."""
        return any(cell.aantal < cell.n for cell in self.gegeven)

    @property
    def eigen_woorden_getoond(self) -> bool:
        """The question is answered in own words, and how many did so is shown."""
        return self.niveau.soort == OPEN and self.gegeven[0].toon

    @property
    def niets_getoond(self) -> bool:
        """Nothing of the answers is shown: they are too few, or would give somebody away."""
        shown = any(one.totaal.toon for one in self.antwoorden)
        return not (shown or self.stellingen or self.eigen_woorden_getoond)

"""Names for sentences about a follow-up of outcomes that has a name of its own: what is answered, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.claims.counts import Cell, Spread
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names
from impactmonitor.survey.parts import Niveau
from impactmonitor.text.dutch import count_word
from impactmonitor.text.strangers import escape


@dataclass(frozen=True)
class Answer:
    """One answer to a follow-up.

    Attributes
    ----------
    zin : str
        As it stands in a sentence: *‘Een team’*.
    totaal : Cell or None
        How often it is given, of all answers about outcomes that the form names; None where that is not shown.
    opbrengsten : tuple of Spread
        The outcomes of which more than half of those who answered gave it.
    """

    zin: str
    totaal: Cell | None
    opbrengsten: tuple[Spread, ...]


class FollowUpNames(Level, Names):
    """What claims on a follow-up beside status and nature may speak of, in its own words.

    Parameters
    ----------
    study : Study
    niveau : Niveau
        The level of its outcomes.
    schaal : str
        Its key among the scales.
    """

    over: ClassVar[Mapping[str, str]] = {
        "noemers": "vervolg_getoond vervolg_breed overal_hetzelfde meestal_hetzelfde ergens_hetzelfde",
        "antwoorden": (
            "vervolg_ontbreekt een_vervolg_meest gedeeld_vervolg_meest elk_even_vaak steeds_hetzelfde "
            "samen_verborgen samen_te_weinig iets_nooit_geantwoord deel_gevraagd deel_gevraagd_verborgen "
        ),
    }

    def __init__(self, study: Study, niveau: Niveau, schaal: str) -> None:
        super().__init__(study, niveau)
        self._scale = schaal

    @classmethod
    def of_all(cls, study: Study) -> list[FollowUpNames]:
        """Make the names of every such follow-up of every level."""
        return [cls(study, niveau, scale) for niveau in study.codebook.outcomes for scale in niveau.further]

    @property
    def schaal(self) -> str:
        """The key of the follow-up, which its figure and its rows are named after."""
        return self._scale

    @property
    def vervolg(self) -> str:
        """What the follow-up is called, after *de vraag naar*: *bereik*."""
        return escape(self.study.codebook.called(self._scale))

    @property
    def vervolgvraag(self) -> str:
        """The question of the follow-up, in the form's words."""
        return escape(self.study.codebook.follow_up(self._scale)[0].replace("{naam}", self.niveau.naam))

    # -- of each outcome ---------------------------------------------------------------------------------------------

    @property
    def vervolg_getoond(self) -> bool:
        """There is a figure of the follow-up: of an outcome there are enough answers to show."""
        return bool(self._distributions[self._scale]["toon"].any())

    @cached_property
    def verdelingen(self) -> list[Spread]:
        """The answers on each outcome with a base large enough to read, in the form's order."""
        return self._spreads(self._scale)

    @property
    def vervolgcijfers(self) -> list[Cell]:
        """How often each answer is given of each outcome."""
        return [cell for spread in self.verdelingen for cell in spread.cells.values()]

    @cached_property
    def deel_vervolg(self) -> str:
        """Of which outcomes the answers are known, after *de opbrengsten*; empty where they are of all."""
        return self.part(self._scale)

    @property
    def deel_vervolg_midden(self) -> str:
        """The same before a verb: with a comma where it is a clause."""
        return self.part(self._scale, middle=True)

    @property
    def en_vervolg(self) -> str:
        """After *degenen die de opbrengst noemen*: *en de vraag beantwoordden*, where somebody did not, or may have."""
        return self.unsaid(self._scale)

    @property
    def vervolg_breed(self) -> bool:
        """The answers are known of more than one outcome."""
        return len(self.verdelingen) > 1

    @property
    def meerderheden(self) -> list[Answer]:
        """The answers that more than half gave of one or more outcomes; of most outcomes first."""
        return sorted((one for one in self._answers if one.opbrengsten), key=lambda one: -len(one.opbrengsten))

    @property
    def bij_hoeveel(self) -> list[str]:
        """The answers that most gave, each with the number of outcomes, in words: *‘Een team’ bij twee*."""
        return [f"{one.zin} bij {count_word(len(one.opbrengsten), stress=True)}" for one in self.meerderheden]

    @property
    def overal_hetzelfde(self) -> bool:
        """Of every outcome whose answers are known more than half gave the same answer, one for all outcomes."""
        found = self.meerderheden
        return bool(found) and len(found[0].opbrengsten) == len(self.verdelingen)

    @property
    def meestal_hetzelfde(self) -> bool:
        """Of more than half of these outcomes more than half gave the same answer."""
        found = self.meerderheden
        return bool(found) and len(found[0].opbrengsten) * 2 > len(self.verdelingen)

    @property
    def ergens_hetzelfde(self) -> bool:
        """Of one or more outcomes more than half gave the same answer."""
        return bool(self.meerderheden)

    # -- of all outcomes together ------------------------------------------------------------------------------------

    @cached_property
    def zonder_vervolg(self) -> Cell | None:
        """Ticked outcomes of which the follow-up was not answered, of all; None where not all are shown."""
        return self.missing(self._scale)

    @property
    def vervolg_ontbreekt(self) -> bool:
        """The follow-up of a ticked outcome was not answered."""
        return self.zonder_vervolg is not None and self.zonder_vervolg.aantal > 0

    @cached_property
    def _answers(self) -> list[Answer]:
        """The answers, in the form's order."""
        found = []
        for one in self.niveau.schalen[self._scale]:
            mostly = tuple(spread for spread in self.verdelingen if spread[one.key].aantal * 2 > spread.n)
            found.append(Answer(f"‘{escape(one.label)}’", self._total(self._scale, one.key), mostly))
        return found

    @property
    def antwoorden_samen(self) -> list[Cell]:
        """How often each answer is given of all outcomes that the form names together; none where that is not shown."""
        return [one.totaal for one in self._answers if one.totaal]

    @property
    def vaakst(self) -> list[Answer]:
        """The answers that are given most of all outcomes together: one, or those that are level."""
        known = [(one, one.totaal.aantal) for one in self._answers if one.totaal]
        most = max((count for _, count in known), default=0)
        return [one for one, count in known if count == most]

    @property
    def nooit(self) -> list[Answer]:
        """The answers that nobody gave of an outcome that the form names."""
        return [one for one in self._answers if one.totaal and not one.totaal.aantal]

    @property
    def steeds_hetzelfde(self) -> bool:
        """All answers on all outcomes are the same, and there was more than one to choose from."""
        return len(self._answers) - len(self.nooit) == 1 < len(self._answers) and bool(self.antwoorden_samen)

    @property
    def een_vervolg_meest(self) -> bool:
        """One answer is given more than any other, of all outcomes together."""
        return len(self.vaakst) == 1

    @property
    def gedeeld_vervolg_meest(self) -> bool:
        """Two or more answers are given as often, and more than any other, of all outcomes together."""
        return len(self.vaakst) > 1

    @property
    def elk_even_vaak(self) -> bool:
        """All of two or more answers are given as often, of all outcomes together."""
        return 1 < len(self.vaakst) == len(self._answers)

    @property
    def iets_nooit_geantwoord(self) -> bool:
        """An answer is in `nooit`."""
        return bool(self.nooit)

    @cached_property
    def samen_verborgen(self) -> bool:
        """There is a figure, but of an outcome the answers are not shown, and so not of all together."""
        known = tabulation.scale_totals(self.study, self.niveau, self._scale) is not None
        return self.vervolg_getoond and not known

    @property
    def samen_te_weinig(self) -> bool:
        """There is a figure of all outcomes, with too few answers together to read."""
        return self.vervolg_getoond and not self.samen_verborgen and not self.antwoorden_samen

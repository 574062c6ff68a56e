"""Names for sentences about the status and nature of the outcomes of a level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar

from impactmonitor.analysis.comparisons import outcomes_compared
from impactmonitor.analysis.inference import LEAST_PERSONS, exceeds
from impactmonitor.claims.counts import Cell, Spread
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names
from impactmonitor.text.dutch import count_word
from impactmonitor.text.shares import MIN_PERCENTAGE_BASE


class FeatureNames(Level, Names):
    """Names for the section on the status and nature of the outcomes of a level."""

    over: ClassVar[Mapping[str, str]] = {
        "contactpersonen": "kwart_ziet_klaar",
        "noemers": (
            "status_getoond aard_getoond breed_status breed_aard meeste_deels_klaar meeste_verwacht "
            "iets_verwacht iets_nieuw iets_versterking meeste_nieuw meeste_versterking "
            "kwart_ziet_klaar_genoeg "
        ),
        "antwoorden": (
            "status_ontbreekt aard_ontbreekt antwoord_ontbreekt iets_relatief_nieuw iets_relatief_nieuw_hier "
        ),
    }

    # -- status ------------------------------------------------------------------------------------------------------

    @property
    def status_getoond(self) -> bool:
        """There is a figure of status: of an outcome there are enough answers to show."""
        return bool(self._distributions["status"]["toon"].any())

    @property
    def statuscijfers(self) -> list[Cell]:
        """How often each status is given of each outcome."""
        return _cells(self.status)

    @cached_property
    def deel_status(self) -> str:
        """Of which outcomes the status is known, after *de opbrengsten*; empty where it is of all."""
        return self.part("status", middle=True)

    @property
    def breed_status(self) -> bool:
        """The status is known of more than one outcome, or of all."""
        return len(self.status) > 1 or not self.deel_status

    @cached_property
    def zonder_status(self) -> Cell | None:
        """Ticked outcomes whose status was not given, of all ticked outcomes; None where not all are shown."""
        return self.missing("status")

    @property
    def status_ontbreekt(self) -> bool:
        """The status of a ticked outcome was not given."""
        return self.zonder_status is not None and self.zonder_status.aantal > 0

    @property
    def en_status(self) -> str:
        """After *degenen die de opbrengst noemen*: *en de vraag beantwoordden*, where somebody did not, or may have."""
        return self.unsaid("status")

    @property
    def antwoord_ontbreekt(self) -> bool:
        """The status or nature of a ticked outcome was not given."""
        return bool(self.en_status or self.en_aard)

    @cached_property
    def deels_klaar(self) -> list[Spread]:
        """Outcomes of which more than half say that they are at least partly realised."""
        return [spread for spread in self.status if spread.aandeel("gerealiseerd", "deels") > 0.5]

    @cached_property
    def vooral_verwacht(self) -> list[Spread]:
        """Outcomes of which more than half say that they are still expected."""
        return [spread for spread in self.status if spread.aandeel("verwacht") > 0.5]

    @property
    def meest_klaar(self) -> Spread | None:
        """The outcome that most say is realised; None where no status is known."""
        return max(self.status, key=lambda spread: spread["gerealiseerd"].aantal, default=None)

    @property
    def even_klaar(self) -> list[Spread]:
        """Other outcomes that as many say are realised as `meest_klaar`."""
        most = self.meest_klaar
        others = [spread for spread in self.status if spread is not most]
        return [one for one in others if most and one["gerealiseerd"].aantal == most["gerealiseerd"].aantal]

    @property
    def meest_klaar_cel(self) -> Cell | None:
        """How many of all respondents say that this outcome is realised."""
        done = self.meest_klaar
        return Cell(done["gerealiseerd"].ref, done["gerealiseerd"].aantal, self.n) if done else None

    @property
    def meest_klaar_deel(self) -> Cell | None:
        """How many of those who name this outcome and gave its status say that it is realised."""
        return self.meest_klaar["gerealiseerd"] if self.meest_klaar else None

    @property
    def kwart_ziet_klaar_genoeg(self) -> bool:
        """The same as `kwart_ziet_klaar` of one outcome only, of which at least 20 gave the status."""
        part = self.meest_klaar_deel
        return self.kwart_ziet_klaar and not self.even_klaar and part is not None and part.n >= MIN_PERCENTAGE_BASE

    @property
    def bij_deels_klaar(self) -> str:
        """How many outcomes are in `deels_klaar`, of those whose status is known: *alle*, *twee van de drie*."""
        return _of_those(self.deels_klaar, self.status, self.deel_status)

    @property
    def bij_verwacht(self) -> str:
        """How many outcomes are in `vooral_verwacht`, of those whose status is known."""
        return _of_those(self.vooral_verwacht, self.status, self.deel_status)

    @property
    def meeste_deels_klaar(self) -> bool:
        """More than half of the outcomes whose status is known are in `deels_klaar`."""
        return _most(self.deels_klaar, self.status)

    @property
    def meeste_verwacht(self) -> bool:
        """More than half of the outcomes whose status is known are in `vooral_verwacht`."""
        return _most(self.vooral_verwacht, self.status)

    @property
    def iets_verwacht(self) -> bool:
        """An outcome is in `vooral_verwacht`."""
        return bool(self.vooral_verwacht)

    @property
    def kwart_ziet_klaar(self) -> bool:
        """At least a quarter of all respondents say that an outcome is realised, and none not shown can beat that."""
        if not (most := self.meest_klaar_cel):
            return False
        known = {spread.item.key for spread in self.status}
        rest = [self.ticked(item.key, "") for item in self.niveau.named if item.key not in known]
        return most.aandeel >= 0.25 and all(cell.toon and cell.aantal < most.aantal for cell in rest)

    # -- nature ------------------------------------------------------------------------------------------------------

    @property
    def aard_getoond(self) -> bool:
        """There is a figure of nature: of an outcome there are enough answers to show."""
        return bool(self._distributions["aard"]["toon"].any())

    @property
    def aardcijfers(self) -> list[Cell]:
        """How often each nature is given of each outcome."""
        return _cells(self.aard)

    @cached_property
    def deel_aard(self) -> str:
        """Of which outcomes the nature is known, after *de opbrengsten*; empty where it is of all."""
        return self.part("aard", middle=True)

    @property
    def breed_aard(self) -> bool:
        """The nature is known of more than one outcome, or of all."""
        return len(self.aard) > 1 or not self.deel_aard

    @cached_property
    def zonder_aard(self) -> Cell | None:
        """Ticked outcomes whose nature was not given, of all ticked outcomes; None where not all are shown."""
        return self.missing("aard")

    @property
    def aard_ontbreekt(self) -> bool:
        """The nature of a ticked outcome was not given."""
        return self.zonder_aard is not None and self.zonder_aard.aantal > 0

    @property
    def en_aard(self) -> str:
        """The same as `en_status`, for the nature."""
        return self.unsaid("aard")

    @property
    def bij_nieuw(self) -> str:
        """How many outcomes are in `vooral_nieuw`, of those whose nature is known: *alle*, *twee van de drie*."""
        return _of_those(self.vooral_nieuw, self.aard, self.deel_aard)

    @property
    def bij_versterking(self) -> str:
        """How many outcomes are in `vooral_versterking`, of those whose nature is known."""
        return _of_those(self.vooral_versterking, self.aard, self.deel_aard)

    @cached_property
    def vooral_nieuw(self) -> list[Spread]:
        """Outcomes of which more than half say that they are new."""
        return [spread for spread in self.aard if spread.aandeel("nieuw") > 0.5]

    @property
    def aard_verdeeld(self) -> list[Spread]:
        """Outcomes of which neither answer on nature has more than half."""
        return [spread for spread in self.aard if spread not in [*self.vooral_nieuw, *self.vooral_versterking]]

    @cached_property
    def vooral_versterking(self) -> list[Spread]:
        """Outcomes of which more than half say that they strengthen what was there."""
        return [spread for spread in self.aard if spread.aandeel("versterking") > 0.5]

    @cached_property
    def _nieuwer(self) -> list[Spread]:
        whole = self.nieuw
        return [
            one
            for one in self.aard
            if whole
            and exceeds(one.aandeel("nieuw"), whole.aandeel)
            and (one.aandeel("nieuw") - whole.aandeel) * one.n >= LEAST_PERSONS
        ]

    @cached_property
    def _nieuwer_holds(self) -> dict[str, bool]:
        items = [one.item for one in self.aard]
        return outcomes_compared(self.study, self.niveau, items, "aard", "nieuw") if self._nieuwer else {}

    @cached_property
    def relatief_nieuw(self) -> list[Spread]:
        """Outcomes that are called new more often than all together, and the difference holds."""
        return [one for one in self._nieuwer if self._nieuwer_holds[one.item.key]]

    @cached_property
    def relatief_nieuw_hier(self) -> list[Spread]:
        """Outcomes that are called new more often in this response, and chance explains it as well."""
        return [one for one in self._nieuwer if not self._nieuwer_holds[one.item.key]]

    @property
    def iets_nieuw(self) -> bool:
        """An outcome is in `vooral_nieuw`."""
        return bool(self.vooral_nieuw)

    @property
    def iets_versterking(self) -> bool:
        """An outcome is in `vooral_versterking`."""
        return bool(self.vooral_versterking)

    @property
    def iets_relatief_nieuw(self) -> bool:
        """An outcome is in `relatief_nieuw`."""
        return bool(self.relatief_nieuw)

    @property
    def iets_relatief_nieuw_hier(self) -> bool:
        """An outcome is in `relatief_nieuw_hier`."""
        return bool(self.relatief_nieuw_hier)

    @property
    def meeste_nieuw(self) -> bool:
        """More than half of the outcomes whose nature is known are in `vooral_nieuw`."""
        return _most(self.vooral_nieuw, self.aard)

    @property
    def meeste_versterking(self) -> bool:
        """More than half of the outcomes whose nature is known are in `vooral_versterking`."""
        return _most(self.vooral_versterking, self.aard)


def _cells(spreads: Iterable[Spread]) -> list[Cell]:
    return [cell for spread in spreads for cell in spread.cells.values()]


def _of_those(some: list[Spread], among: list[Spread], part: str) -> str:
    """Say how many are among those that are known: in numbers where these are a part of all, as `part` says."""
    if not part:
        return "alle" if len(some) == len(among) else "de meeste"
    count = count_word(len(among))
    if len(some) == len(among):
        return "beide" if len(among) == 2 else f"alle {count} de"
    return f"{count_word(len(some), stress=True)} van de {count}"


def _most(some: list[Spread], among: list[Spread]) -> bool:
    return len(some) * 2 > len(among)

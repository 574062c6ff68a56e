"""Names for sentences about the status and nature of the outcomes of a level."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from impactmonitor.analysis.inference import exceeds
from impactmonitor.claims.evidence import Cell, Level, Spread
from impactmonitor.claims.names import Names


class FeatureNames(Level, Names):
    """Names for the section on the status and nature of the outcomes of a level."""

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
        return self.part("status")

    @property
    def breed_status(self) -> bool:
        """The status is known of more than one outcome, or of all."""
        return len(self.status) > 1 or not self.deel_status

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
    def meest_klaar_cel(self) -> Cell | None:
        """How many of all respondents say that this outcome is realised."""
        done = self.meest_klaar
        return Cell(done["gerealiseerd"].ref, done["gerealiseerd"].aantal, self.n) if done else None

    @property
    def alles_deels_klaar(self) -> bool:
        """Every outcome whose status is known is in `deels_klaar`."""
        return len(self.deels_klaar) == len(self.status)

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
        """At least a quarter of all respondents say that one outcome is realised."""
        return self.meest_klaar_cel is not None and self.meest_klaar_cel.aandeel >= 0.25

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
        return self.part("aard")

    @property
    def breed_aard(self) -> bool:
        """The nature is known of more than one outcome, or of all."""
        return len(self.aard) > 1 or not self.deel_aard

    @cached_property
    def vooral_nieuw(self) -> list[Spread]:
        """Outcomes of which more than half say that they are new."""
        return [spread for spread in self.aard if spread.aandeel("nieuw") > 0.5]

    @cached_property
    def vooral_versterking(self) -> list[Spread]:
        """Outcomes of which more than half say that they strengthen what was there."""
        return [spread for spread in self.aard if spread.aandeel("versterking") > 0.5]

    @cached_property
    def relatief_nieuw(self) -> list[Spread]:
        """Outcomes that are called new more often than all together, by the stated rule."""
        whole = self.nieuw
        return [one for one in self.aard if whole and exceeds(one.aandeel("nieuw"), whole.aandeel)]

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
    def meeste_nieuw(self) -> bool:
        """More than half of the outcomes whose nature is known are in `vooral_nieuw`."""
        return _most(self.vooral_nieuw, self.aard)

    @property
    def meeste_versterking(self) -> bool:
        """More than half of the outcomes whose nature is known are in `vooral_versterking`."""
        return _most(self.vooral_versterking, self.aard)


def _cells(spreads: Iterable[Spread]) -> list[Cell]:
    return [cell for spread in spreads for cell in spread.cells.values()]


def _most(some: list[Spread], among: list[Spread]) -> bool:
    return len(some) * 2 > len(among)

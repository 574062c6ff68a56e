"""The numbers that sentences speak of: a count on its base, withheld or not, by outcome, difference and spread."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import MARKS, exceeds
from impactmonitor.survey.parts import Item


@dataclass(frozen=True)
class Cell:
    """One number: a count on a base, with the row of the data table it stands in.

    Attributes
    ----------
    ref : str
    aantal, n : int
    laag, hoog : float
        The margin (shares); NaN where there is none.
    """

    ref: str
    aantal: int
    n: int
    laag: float = math.nan
    hoog: float = math.nan

    @property
    def toon(self) -> bool:
        """Whether it may be shown."""
        return True

    @property
    def aandeel(self) -> float:
        """The share, 0-1; 0 for an empty base."""
        return self.aantal / self.n if self.n else 0.0


class WithheldError(Exception):
    """A sentence rests on a number that is not shown, so that it cannot be said."""


class Withheld(Cell):
    """A number that is not shown: to look at it is an error."""

    def __init__(self, ref: str, n: int) -> None:
        super().__init__(ref, 0, n)

    @property
    def toon(self) -> bool:
        """Whether it may be shown."""
        return False

    def __getattribute__(self, name: str) -> Any:
        if name in {"aantal", "aandeel", "laag", "hoog"}:
            raise WithheldError(name)
        return super().__getattribute__(name)


@dataclass(frozen=True)
class Outcome:
    """One named outcome with its number in every group."""

    item: Item
    cells: dict[str, Cell] = field(repr=False)

    @property
    def key(self) -> str:
        """The item's name in the data."""
        return self.item.key

    @property
    def zin(self) -> str:
        """The item as a noun phrase."""
        return self.item.zin

    @property
    def totaal(self) -> Cell:
        """Its number among all respondents of the variant."""
        return self.cells["totaal"]


@dataclass(frozen=True)
class Difference:
    """Two groups set against each other on one outcome.

    Attributes
    ----------
    outcome : Outcome
    een, ander : Group
        The groups, in the order of the report.
    eerste, tweede : Cell
        Their numbers.
    p : float
    oordeel : str
        As `inference.verdict` says.
    """

    outcome: Outcome
    een: Group
    ander: Group
    eerste: Cell
    tweede: Cell
    p: float
    oordeel: str

    @property
    def _up(self) -> bool:
        return self.eerste.aandeel > self.tweede.aandeel

    @property
    def vaker(self) -> Group:
        """The group that names it more."""
        return self.een if self._up else self.ander

    @property
    def minder(self) -> Group:
        """The group that names it less."""
        return self.ander if self._up else self.een

    @property
    def hoog(self) -> Cell:
        """The number of the group that names it more."""
        return self.eerste if self._up else self.tweede

    @property
    def laag(self) -> Cell:
        """The number of the group that names it less."""
        return self.tweede if self._up else self.eerste

    @property
    def houdt(self) -> bool:
        """Whether the difference holds."""
        return self.oordeel in MARKS

    @property
    def groot(self) -> bool:
        """Whether it is as many percentage points as the rule asks, however few persons that may be."""
        return exceeds(self.hoog.aandeel, self.laag.aandeel)

    @property
    def samen(self) -> tuple[str, str]:
        """The groups compared, in the order of the report."""
        return self.een.key, self.ander.key

    @property
    def zin(self) -> str:
        """The outcome as a noun phrase."""
        return self.outcome.zin


@dataclass(frozen=True)
class Spread:
    """The status or nature of one outcome: a number per category, on those who ticked and answered."""

    item: Item
    cells: dict[str, Cell]
    n: int

    @property
    def zin(self) -> str:
        """The item as a noun phrase."""
        return self.item.zin

    def aandeel(self, *categories: str) -> float:
        """Share of the given categories together."""
        return sum(self.cells[category].aandeel for category in categories)

    def __getitem__(self, category: str) -> Cell:
        return self.cells[category]

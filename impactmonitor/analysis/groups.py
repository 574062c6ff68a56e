"""Sets of respondents that results may be shown of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from impactmonitor.survey.variant import Variant
from impactmonitor.text.dutch import number


@dataclass(frozen=True, eq=False)
class Group:
    """A set of respondents that results may be shown of.

    Attributes
    ----------
    key, label : str
        Name in tables of data, and for readers.
    naam : str
        Name inside a sentence: ``tranche 3``.
    zin : str
        Name inside a sentence, after *contactpersonen*, as Markdown: ``uit tranche 3``.
    mask : bool array, shape (respondents,)
    rival : bool array or None
        The respondents it is compared with.
    population : int or None
        Number of persons approached.
    variant : Variant or None
        What selects it; None for all outside a part.
    """

    key: str
    label: str
    naam: str
    zin: str
    mask: NDArray[np.bool_]
    rival: NDArray[np.bool_] | None = None
    population: int | None = None
    variant: Variant | None = None

    @property
    def n(self) -> int:
        """Number of respondents."""
        return int(self.mask.sum())

    @property
    def title(self) -> str:
        """Its label with the number of respondents, as legends and heads of tables show it."""
        return f"{self.label} (n={number(self.n)})"

    def among(self, asked: NDArray[np.bool_], population: bool = True) -> Group:
        """Return the part of it, and of its rival, that was asked a question.

        Parameters
        ----------
        asked : bool array, shape (respondents,)
        population : bool
            Whether all who were approached would have been asked, so that their number tells something of a margin.
        """
        if asked.all():
            return self
        rival = None if self.rival is None else self.rival & asked
        return replace(self, mask=self.mask & asked, rival=rival, population=self.population if population else None)


def against_each_other(groups: Sequence[Group], shown: Collection[str]) -> list[Group]:
    """Compare each group that is shown apart with the others that are, by key.

    Of two groups only the first is compared with the other: the second would tell the same again.
    """
    apart = [group for group in groups if group.key in shown]
    rivals = {
        group.key: np.logical_or.reduce([other.mask for other in apart if other is not group])
        for group in (apart if len(apart) > 2 else apart[: len(apart) - 1])
    }
    return [replace(group, rival=rivals.get(group.key)) for group in groups]

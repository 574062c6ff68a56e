"""Sets of respondents that results may be shown of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """

    key: str
    label: str
    naam: str
    zin: str
    mask: NDArray[np.bool_]
    rival: NDArray[np.bool_] | None = None
    population: int | None = None

    @property
    def n(self) -> int:
        """Number of respondents."""
        return int(self.mask.sum())

    @property
    def title(self) -> str:
        """Its label with the number of respondents, as legends and heads of tables show it."""
        return f"{self.label} (n={number(self.n)})"

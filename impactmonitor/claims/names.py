"""Names that conditions and texts of claims may use: each is a property, documented where it is made."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar

from impactmonitor.analysis.inference import DIFFERENCE_RULE, LEAST_PERSONS
from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import SECTOR, TRANCHE
from impactmonitor.text.dutch import count_word, number, uncapitalise


@dataclass(frozen=True)
class Name:
    """What a name stands for.

    Attributes
    ----------
    meaning : str
        First line of its docstring.
    condition : bool
        Whether it is true or false, so that ``als`` may take it.
    over : str
        Of whom a condition is about, as ``over`` of a claim says it; empty where that is left to the claim.
    """

    meaning: str
    condition: bool
    over: str = ""


class Names:
    """Names that every claim may use: each is a property, and its docstring says what it stands for."""

    study: Study
    over: ClassVar[Mapping[str, str]] = {}
    """By base, the conditions that are about it."""

    @classmethod
    @cache
    def documented(cls) -> dict[str, Name]:
        """List the names, in alphabetical order."""
        found = {}
        bases = {
            name: base
            for kind in cls.__mro__
            for base, names in vars(kind).get("over", {}).items()
            for name in names.split()
        }
        for name, member in inspect.getmembers(cls):
            made = member.func if isinstance(member, cached_property) else getattr(member, "fget", None)
            if made and not name.startswith("_"):
                meaning = (made.__doc__ or "").splitlines()[0]
                found[name] = Name(meaning, made.__annotations__["return"] == "bool", bases.get(name, ""))
        return found

    def values(self, words: Iterable[str]) -> dict[str, Any]:
        """Look names up."""
        return {word: getattr(self, word) for word in words}

    @property
    def n(self) -> int:
        """Respondents in the variant."""
        return self.study.n

    def _at_most(self, few: bool) -> str:
        """Say how small differences are that are not told: also where one is large, but of too `few` persons."""
        size = f"kleiner dan {number(self.verschilregel)} procentpunt"
        return f"{size}, of komt het neer op minder dan {count_word(LEAST_PERSONS)} {self.personen}" if few else size

    @property
    def zin(self) -> str:
        """Who the respondents of the variant are, after *contactpersonen*: *uit tranche 3*."""
        return self.study.variant.phrase(self.study.codebook)

    @property
    def personen(self) -> str:
        """What respondents are called."""
        return self.study.codebook.personen

    @property
    def persoon(self) -> str:
        """What one respondent is called."""
        return str(self.study.codebook.onderzoek["persoon"]["enkelvoud"])

    @property
    def heet(self) -> dict[str, str]:
        """What groupings are called: *heet.tranche, .tranches, .sector, .sectoren, .onderwijssector*."""
        tranche, sector = (self.study.codebook.first(one.rol) or one for one in (TRANCHE, SECTOR))
        named = {"tranche": tranche.naam, "tranches": tranche.meervoud, "sector": sector.naam}
        return named | {"sectoren": sector.meervoud, "onderwijssector": uncapitalise(sector.titel)}

    @property
    def reconstructie(self) -> bool:
        """The answers per person are a reconstruction."""
        return bool(self.study.responses.reconstruction)

    @property
    def een_deel(self) -> bool:
        """The report is about a part of the respondents."""
        return not self.study.variant.whole

    @property
    def min_groep(self) -> int:
        """Respondents, or answers, from which a number is told in words."""
        return self.study.min_groep

    @property
    def min_onthulling(self) -> int:
        """Respondents a group needs for any of its results to be revealed."""
        return self.study.min_onthulling

    @property
    def verschilregel(self) -> float:
        """Percentage points from which a difference is called one."""
        return DIFFERENCE_RULE * 100

"""Names for sentences that compare groups: which differences hold, and which are there in this response only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from impactmonitor.analysis.comparisons import falls
from impactmonitor.analysis.inference import HERE
from impactmonitor.claims.counts import Cell, Difference, Outcome
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names


class DifferenceNames(Level, Names):
    """Names for comparisons of sectors, of sets of tranches, and of a part with the rest."""

    over: ClassVar[Mapping[str, str]] = {
        "contactpersonen": (
            "groepen_vergeleken sectoren_vergeleken iets_houdt_stand "
            "rest_elders_klein rest_hier rest_houdt_stand rest_overal_klein "
            "sector_elders_klein sector_hier sector_houdt_stand sector_overal_klein topdrie_scheelt_een "
            "tranche_elders_klein tranche_hier tranche_houdt_stand tranche_overal_klein vervolgwerk_neemt_af "
            "zelfde_topdrie "
        )
    }

    @cached_property
    def sectorcijfers(self) -> list[Cell]:
        """How often each outcome is named in each sector that is shown apart."""
        return self.numbers(self.sectoren)

    @staticmethod
    def _without(differences: list[Difference]) -> list[str]:
        apart = {one.outcome.key for one in differences if one.oordeel}
        return list(dict.fromkeys(one.zin for one in differences if one.outcome.key not in apart))

    def _others(self, differences: list[Difference]) -> str:
        named = self._without(differences)
        return named[0] if len(named) == 1 else "de overige opbrengsten uit het formulier"

    def _all_small(self, differences: list[Difference], kind: str) -> bool:
        none = len(self._without(differences)) == len(self.niveau.named)
        return bool(differences) and self._in_full(differences, kind) and none

    def _small(self, differences: list[Difference]) -> str:
        told = {one.outcome.key for one in differences if one.oordeel}
        return self._at_most(any(one.groot for one in differences if one.outcome.key not in told))

    @property
    def sectoren_vergeleken(self) -> bool:
        """Two or more sectors that are shown apart are compared."""
        return bool(self._sectors_apart)

    @property
    def sectorverschillen(self) -> list[Difference]:
        """Outcomes on which sectors that are shown apart differ, and the difference holds; the largest first."""
        return [one for one in self._sectors_apart if one.houdt]

    @property
    def sectorverschillen_hier(self) -> list[Difference]:
        """Outcomes on which sectors that are shown apart differ in this response, and chance explains it as well."""
        return [one for one in self._sectors_apart if one.oordeel == HERE]

    @property
    def sector_overige(self) -> str:
        """The outcomes on which they do not differ in either way: by name where it is one."""
        return self._others(self._sectors_apart)

    @property
    def sector_houdt_stand(self) -> bool:
        """An outcome is in `sectorverschillen`."""
        return bool(self.sectorverschillen)

    @property
    def sector_hier(self) -> bool:
        """An outcome is in `sectorverschillen_hier`."""
        return bool(self.sectorverschillen_hier)

    @property
    def sector_overal_klein(self) -> bool:
        """There are sectors that are shown apart to compare, and they do not differ on any outcome in either way."""
        return self._all_small(self._sectors_apart, "sectoren")

    @property
    def sector_elders_klein(self) -> bool:
        """Sectors differ on some outcomes, in a way that holds or in this response, and on others little."""
        return 0 < len(self._without(self._sectors_apart)) < len(self.niveau.named) and self._in_full(
            self._sectors_apart, "sectoren"
        )

    @property
    def sector_klein(self) -> str:
        """How small the other differences are: *kleiner dan 10 procentpunt*."""
        return self._small(self._sectors_apart)

    @property
    def trancheverschillen(self) -> list[Difference]:
        """Outcomes on which longer and shorter active workplaces differ, in a way that holds; largest first."""
        return [one for one in self._tranches_apart if one.houdt]

    @property
    def trancheverschillen_hier(self) -> list[Difference]:
        """Outcomes on which longer and shorter active workplaces differ in this response, or by chance."""
        return [one for one in self._tranches_apart if one.oordeel == HERE]

    @property
    def tranche_overige(self) -> str:
        """The outcomes on which they do not differ in either way: by name where it is one."""
        return self._others(self._tranches_apart)

    @property
    def tranche_houdt_stand(self) -> bool:
        """An outcome is in `trancheverschillen`."""
        return bool(self.trancheverschillen)

    @property
    def tranche_hier(self) -> bool:
        """An outcome is in `trancheverschillen_hier`."""
        return bool(self.trancheverschillen_hier)

    @property
    def tranche_overal_klein(self) -> bool:
        """Longer and shorter active workplaces are compared, and differ on no outcome in either way."""
        return self._all_small(self._tranches_apart, "tranches")

    @property
    def tranche_elders_klein(self) -> bool:
        """Tranches differ on some outcomes, in a way that holds or in this response, and on others little."""
        return 0 < len(self._without(self._tranches_apart)) < len(self.niveau.named) and self._in_full(
            self._tranches_apart, "tranches"
        )

    @property
    def tranche_klein(self) -> str:
        """How small the other differences are: *kleiner dan 10 procentpunt*."""
        return self._small(self._tranches_apart)

    @property
    def restverschillen(self) -> list[Difference]:
        """Outcomes on which a part variant differs from all other respondents, in a way that holds."""
        return [one for one in self._rest_apart if one.houdt]

    @property
    def restverschillen_hier(self) -> list[Difference]:
        """Outcomes on which a part variant differs from all others in this response, or by chance."""
        return [one for one in self._rest_apart if one.oordeel == HERE]

    @property
    def rest_overige(self) -> str:
        """The outcomes on which they do not differ in either way: by name where it is one."""
        return self._others(self._rest_apart)

    @property
    def rest_houdt_stand(self) -> bool:
        """An outcome is in `restverschillen`."""
        return bool(self.restverschillen)

    @property
    def rest_hier(self) -> bool:
        """An outcome is in `restverschillen_hier`."""
        return bool(self.restverschillen_hier)

    @property
    def rest_overal_klein(self) -> bool:
        """A part variant is compared with all others, and differs on no outcome in either way."""
        return self._all_small(self._rest_apart, "geheel")

    @property
    def rest_elders_klein(self) -> bool:
        """The part and the rest differ on some outcomes, in a way that holds or in this response; little on others."""
        return 0 < len(self._without(self._rest_apart)) < len(self.niveau.named) and self._in_full(
            self._rest_apart, "geheel"
        )

    @property
    def rest_klein(self) -> str:
        """How small the other differences are: *kleiner dan 10 procentpunt*."""
        return self._small(self._rest_apart)

    @property
    def groepen_vergeleken(self) -> bool:
        """Groups of respondents are compared in the chapter, on every outcome."""
        apart = [*self._sectors_apart, *self._tranches_apart, *self._rest_apart]
        return bool(apart) and self._in_full(apart, *self._set_against)

    @property
    def iets_houdt_stand(self) -> bool:
        """A difference between groups holds."""
        return self.sector_houdt_stand or self.tranche_houdt_stand or self.rest_houdt_stand

    @cached_property
    def tops(self) -> list[list[Outcome]]:
        """The three outcomes that each sector names most; empty where a tie leaves them open."""
        return [self.top(group) for group in self.sectoren]

    @cached_property
    def wissel(self) -> list[list[Outcome]]:
        """What the top three of the first of two sectors has that of the second has not, and the other way round."""
        if not self._topdries:
            return []
        keys = [{outcome.key for outcome in found} for found in self.tops]
        return [[o for o in self.tops[0] if o.key not in keys[1]], [o for o in self.tops[1] if o.key not in keys[0]]]

    @property
    def _topdries(self) -> bool:
        return len(self.sectoren) == 2 and len(self.genoemd) > 4 and all(self.tops)

    @property
    def zelfde_topdrie(self) -> bool:
        """Two sectors are shown, and have the same top three of at least five outcomes."""
        return self._topdries and not self.wissel[0]

    @property
    def topdrie_scheelt_een(self) -> bool:
        """Two sectors are shown, and their top threes of at least five outcomes differ in one outcome."""
        return self._topdries and len(self.wissel[0]) == 1

    @cached_property
    def tranchecijfers(self) -> list[Cell]:
        """How often each outcome is named by contact persons of longer and of shorter active workplaces."""
        return self.numbers(self._compared_groups("tranches"), "tranches")

    @property
    def vervolgwerk_neemt_af(self) -> bool:
        """In the whole, the share that names *vervolgopdrachten* falls with every tranche, and this trend holds."""
        column = self.niveau.column("vervolgopdrachten")
        named = {item.key for item in self.niveau.named}
        return self.study.variant.whole and "vervolgopdrachten" in named and falls(self.study, self.niveau, column)

    @property
    def vervolgwerk(self) -> list[Cell]:
        """How often outcome *vervolgopdrachten* is named in each tranche that has respondents; none in a part."""
        tranches = self.study.tranches if self.study.variant.whole else []
        groups = [group for group in tranches if group.n >= self.study.min_onthulling]
        found = [one for one in self._outcomes(groups, "tranches") if one.key == "vervolgopdrachten"]
        return [outcome.cells[group.key] for outcome in found for group in groups]

    @cached_property
    def restcijfers(self) -> list[Cell]:
        """How often each outcome is named in a part variant and by all other respondents."""
        return self.numbers(self._compared_groups("geheel"), "geheel")

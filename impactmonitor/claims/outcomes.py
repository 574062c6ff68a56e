"""Names for sentences about the outcomes of a level: which are named most and least, and by which groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from impactmonitor.analysis import own_words
from impactmonitor.analysis.comparisons import falls
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import HERE, LEAST_PERSONS, exceeds
from impactmonitor.claims.evidence import Cell, Difference, Level, Outcome
from impactmonitor.claims.names import Names
from impactmonitor.text.dutch import number


class OutcomeNames(Level, Names):
    """Names for the section on the outcomes of a level."""

    over: ClassVar[Mapping[str, str]] = {
        "contactpersonen": (
            "allemaal_gelijk drie_bovenaan een_blijft_achter een_bovenaan een_noemt_iets_anders een_sector_getoond "
            "een_volger een_ziet_niets gedeeld_bovenaan groepen_vergeleken iemand_noemt_iets_anders iets_houdt_stand "
            "iets_noemt_niemand meer_groepen meer_noemen_iets_anders meer_volgers meer_zien_niets niemand_noemt "
            "rest_elders_klein rest_hier rest_houdt_stand rest_overal_klein sector_elders_klein sector_hier "
            "sector_houdt_stand sector_overal_klein sectoren_verborgen springt_eruit topdrie_scheelt_een "
            "tranche_elders_klein tranche_hier tranche_houdt_stand tranche_overal_klein verborgen_is_klein "
            "verborgen_om_onthulling vervolgwerk_neemt_af zelfde_topdrie "
        )
    }

    # -- which groups are shown ------------------------------------------------------------------------------------

    @property
    def groepen(self) -> list[Group]:
        """The groups in the figure of outcomes."""
        return self.study.groups

    @property
    def groepcijfers(self) -> list[Cell]:
        """Respondents in each of these groups, of all who answered."""
        return [Cell(f"respons-groep-{group.key}", group.n, len(self.study.frame)) for group in self.groepen]

    @property
    def meer_groepen(self) -> bool:
        """The figure of outcomes shows more than one group."""
        return len(self.groepen) > 1

    @cached_property
    def _verborgen(self) -> list[Group]:
        shown = {group.key for group in self.sectoren}
        return [group for group in self.study.sectors if group.n and group.key not in shown]

    @property
    def verborgen(self) -> Cell:
        """Respondents in the sectors that are not shown apart, of all who answered."""
        return Cell("respons-andere-sectoren", sum(group.n for group in self._verborgen), len(self.study.frame))

    @property
    def een_sector_getoond(self) -> bool:
        """At least one sector is shown apart."""
        return bool(self.sectoren)

    @property
    def sectoren_verborgen(self) -> bool:
        """A sector is not shown apart, and is not all there is."""
        return len(self._verborgen) > 1 or bool(self._verborgen and self.sectoren)

    @property
    def verborgen_om_onthulling(self) -> bool:
        """A sector that is not shown apart is large enough for it, but would give a small group away."""
        return any(group.n >= self.study.min_groep for group in self._verborgen)

    @property
    def verborgen_is_klein(self) -> bool:
        """The sectors that are not shown apart are too small together as well."""
        return self.verborgen.aantal < self.study.min_groep

    # -- what is named most and least --------------------------------------------------------------------------------

    @cached_property
    def genoemdcijfers(self) -> list[Cell]:
        """How often each outcome is named, most named first."""
        return [outcome.totaal for outcome in self.genoemd]

    @property
    def eerste(self) -> Cell:
        """How often the most named outcome is named."""
        return self.genoemd[0].totaal

    @property
    def laatste(self) -> Outcome:
        """The least named outcome."""
        return self.genoemd[-1]

    @property
    def laatstecijfers(self) -> list[Cell]:
        """How often the two least named outcomes are named."""
        return self.genoemdcijfers[-2:]

    @cached_property
    def gelijk(self) -> list[Outcome]:
        """The outcomes that are named as often as the most named one, itself included."""
        return [outcome for outcome in self.genoemd if outcome.totaal.aantal == self.eerste.aantal]

    @cached_property
    def top3(self) -> list[Outcome]:
        """The three most named outcomes; empty where one stands out, or a tie leaves them open."""
        return self.top(self.study.total) if len(self.genoemd) > 3 and not self.springt_eruit else []

    @cached_property
    def volgers(self) -> list[Outcome]:
        """The outcomes that at least half names, after those told as most named."""
        told = len(self.top3) or (1 if self.springt_eruit else len(self.gelijk))
        return [outcome for outcome in self.genoemd[told:] if outcome.totaal.aandeel >= 0.5]

    @property
    def niemand_noemt(self) -> bool:
        """Nobody names any outcome."""
        return self.eerste.aantal == 0

    @property
    def springt_eruit(self) -> bool:
        """The most named outcome is clearly ahead: by the stated rule, and by more than one respondent."""
        if len(self.genoemd) < 3:
            return False
        first, second = self.genoemdcijfers[:2]
        return exceeds(first.aandeel, second.aandeel) and first.aantal - second.aantal > 1

    @property
    def drie_bovenaan(self) -> bool:
        """Three outcomes are named more often than all others, and none of them stands out."""
        return bool(self.top3)

    @property
    def gedeeld_bovenaan(self) -> bool:
        """More than one outcome is named most."""
        return len(self.gelijk) > 1

    @property
    def een_bovenaan(self) -> bool:
        """One outcome is named most."""
        return len(self.gelijk) == 1

    @property
    def een_volger(self) -> bool:
        """One outcome is in `volgers`."""
        return len(self.volgers) == 1

    @property
    def meer_volgers(self) -> bool:
        """More than one outcome is in `volgers`."""
        return len(self.volgers) > 1

    @property
    def allemaal_gelijk(self) -> bool:
        """All of at least two outcomes are named equally often."""
        return len(self.gelijk) == len(self.genoemd) > 1

    @cached_property
    def nooit(self) -> list[Outcome]:
        """The outcomes that nobody names."""
        return [outcome for outcome in self.genoemd if not outcome.totaal.aantal]

    @property
    def iets_noemt_niemand(self) -> bool:
        """Nobody names some outcome, while another is named."""
        return bool(self.nooit) and not self.niemand_noemt

    @property
    def een_blijft_achter(self) -> bool:
        """One of more than two outcomes is named by at least two fewer than all others, and by fewer than half."""
        last = self.laatste.totaal
        behind = len(self.genoemd) > 2 and self.genoemd[-2].totaal.aantal - last.aantal >= LEAST_PERSONS
        return behind and last.aantal > 0 and last.aandeel < 0.5

    @cached_property
    def andere(self) -> Cell:
        """Respondents who ticked *another outcome*."""
        ticks = self.study.selection[self.niveau.column("andere")]
        return Cell(f"{self.niveau.key}-opbrengsten-andere", int(ticks.sum()), self.n)

    @property
    def iemand_noemt_iets_anders(self) -> bool:
        """Somebody ticked *another outcome*."""
        return self.andere.aantal > 0

    @property
    def een_ziet_niets(self) -> bool:
        """One respondent sees no outcome on this level."""
        return self.geen.aantal == 1

    @property
    def meer_zien_niets(self) -> bool:
        """More than one respondent sees no outcome on this level."""
        return self.geen.aantal > 1

    @property
    def anderen(self) -> Cell:
        """Respondents who wrote down another outcome."""
        ticked = self.ticked("andere", f"respons-andere-{self.niveau.key}")
        written = len(own_words.other_outcomes(self.study, self.niveau))
        return replace(ticked, aantal=written) if ticked.toon else ticked

    @property
    def een_noemt_iets_anders(self) -> bool:
        """One respondent wrote down another outcome."""
        return self.anderen.aantal == 1

    @property
    def meer_noemen_iets_anders(self) -> bool:
        """More than one respondent wrote down another outcome."""
        return self.anderen.aantal > 1

    # -- groups compared ---------------------------------------------------------------------------------------------

    @cached_property
    def sectorcijfers(self) -> list[Cell]:
        """How often each outcome is named in each sector that is shown apart."""
        return self.numbers(self.sectoren)

    @staticmethod
    def _without(differences: list[Difference]) -> int:
        keys = {one.outcome.key for one in differences}
        return len(keys - {one.outcome.key for one in differences if one.oordeel})

    def _all_small(self, differences: list[Difference], rest: int) -> bool:
        return bool(differences) and self._in_full(differences) and rest == len(self.niveau.named)

    def _small(self, differences: list[Difference]) -> str:
        told = {one.outcome.key for one in differences if one.oordeel}
        few = any(one.groot for one in differences if one.outcome.key not in told)
        size = f"kleiner dan {number(self.verschilregel)} procentpunt"
        return f"{size}, of scheelt het minder dan twee {self.personen}" if few else size

    @property
    def sectorverschillen(self) -> list[Difference]:
        """Outcomes on which sectors that are shown apart differ, and the difference holds; the largest first."""
        return [one for one in self._sectors_apart if one.houdt]

    @property
    def sectorverschillen_hier(self) -> list[Difference]:
        """Outcomes on which sectors that are shown apart differ in this response, and chance explains it as well."""
        return [one for one in self._sectors_apart if one.oordeel == HERE]

    @property
    def sectorrest(self) -> int:
        """Outcomes on which no two of sectors that are shown apart differ in either way."""
        return self._without(self._sectors_apart)

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
        return self._all_small(self._sectors_apart, self.sectorrest)

    @property
    def sector_elders_klein(self) -> bool:
        """They differ on some outcomes in one of these ways, and on others not."""
        return 0 < self.sectorrest < len(self.niveau.named) and self._in_full(self._sectors_apart)

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
    def trancherest(self) -> int:
        """Outcomes on which no two of longer and shorter active workplaces differ in either way."""
        return self._without(self._tranches_apart)

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
        return self._all_small(self._tranches_apart, self.trancherest)

    @property
    def tranche_elders_klein(self) -> bool:
        """They differ on some outcomes in one of these ways, and on others not."""
        return 0 < self.trancherest < len(self.niveau.named) and self._in_full(self._tranches_apart)

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
    def restrest(self) -> int:
        """Outcomes on which no two of a part variant and all other respondents differ in either way."""
        return self._without(self._rest_apart)

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
        return self._all_small(self._rest_apart, self.restrest)

    @property
    def rest_elders_klein(self) -> bool:
        """They differ on some outcomes in one of these ways, and on others not."""
        return 0 < self.restrest < len(self.niveau.named) and self._in_full(self._rest_apart)

    @property
    def rest_klein(self) -> str:
        """How small the other differences are: *kleiner dan 10 procentpunt*."""
        return self._small(self._rest_apart)

    @property
    def groepen_vergeleken(self) -> bool:
        """Groups of respondents are compared in the chapter."""
        apart = [*self._sectors_apart, *self._tranches_apart, *self._rest_apart]
        return bool(apart) and self._in_full(apart)

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
        return self.numbers(self.tranchegroepen, "tranches")

    @property
    def vervolgwerk_neemt_af(self) -> bool:
        """The share that names outcome *vervolgopdrachten* falls with every tranche, and this trend holds."""
        column = self.niveau.column("vervolgopdrachten")
        named = {item.key for item in self.niveau.named}
        return "vervolgopdrachten" in named and falls(self.study, column)

    @property
    def vervolgwerk(self) -> list[Cell]:
        """How often outcome *vervolgopdrachten* is named in each tranche that has respondents."""
        groups = [group for group in self.study.tranches if group.n >= self.study.min_onthulling]
        found = [one for one in self._outcomes(groups, "tranches") if one.key == "vervolgopdrachten"]
        return [outcome.cells[group.key] for outcome in found for group in groups]

    @cached_property
    def restcijfers(self) -> list[Cell]:
        """How often each outcome is named in a part variant and by all other respondents."""
        return self.numbers(self.study.compared("geheel"), "geheel")

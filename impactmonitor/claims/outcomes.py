"""Names for sentences about the outcomes of a level: which are named most and least, and by which groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from impactmonitor.analysis import own_words, tabulation
from impactmonitor.analysis.bases import among, base
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import LEAST_PERSONS, MARKS, exceeds
from impactmonitor.claims.counts import Cell, Outcome, Withheld
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names
from impactmonitor.survey.codebook import SIDE_BY_SIDE
from impactmonitor.text.dutch import enumerate_nl


class OutcomeNames(Level, Names):
    """Names for the section on the outcomes of a level."""

    over: ClassVar[Mapping[str, str]] = {
        "contactpersonen": (
            "alles_getoond allemaal_gelijk basis_verbergt_sectoren deel_gevraagd deel_gevraagd_verborgen drie_bovenaan "
            "een_blijft_achter een_bovenaan een_deel een_noemt_iets_anders "
            "een_sector_getoond een_volger een_ziet_niets gedeeld_bovenaan iemand_noemt_iets_anders "
            "iets_noemt_niemand meer_groepen meer_noemen_iets_anders meer_volgers meer_zien_niets niemand_noemt "
            "reconstructie sectoren_verborgen springt_eruit verborgen_is_klein verborgen_om_onthulling "
            "verschil_in_tabel vet_in_tabel "
        )
    }

    # -- which groups are shown ------------------------------------------------------------------------------------

    @property
    def groepen(self) -> list[Group]:
        """The groups in the figure of outcomes, as far as they were asked, and it may be told how many were."""
        told = [group for group in self._groups if base(self.study, self.niveau, group) is not None]
        return [among(self.study, self.niveau, group) for group in told]

    @property
    def groepcijfers(self) -> list[Cell]:
        """Respondents in each of these groups, of all who answered."""
        return [Cell(f"respons-groep-{group.key}", group.n, len(self.study.frame)) for group in self.groepen]

    @property
    def meer_groepen(self) -> bool:
        """The figure of outcomes shows more than one group."""
        return len(self.groepen) > 1

    @property
    def verschil_in_tabel(self) -> bool:
        """The table of the figure tells a difference between groups."""
        return bool(tabulation.outcomes(self.study, self.niveau)["p"].notna().any())

    @property
    def vet_in_tabel(self) -> bool:
        """A difference in that table is bold: it holds."""
        return bool(tabulation.outcomes(self.study, self.niveau)["oordeel"].isin([*MARKS]).any())

    @cached_property
    def _verborgen(self) -> list[Group]:
        shown = {group.key for group in self.sectoren}
        return [group for group in self.study.sectors if group.n and group.key not in shown]

    @property
    def verborgen(self) -> Cell:
        """Respondents in the sectors that are not shown apart, of all who answered."""
        return Cell("respons-andere-sectoren", sum(group.n for group in self._verborgen), len(self.study.frame))

    @property
    def verborgen_sectoren(self) -> str:
        """These sectors, after *uit*; by name only in the whole, whose response by sector is in the report as well."""
        hidden = {group.key for group in self._verborgen}
        first = self.study.codebook.first(SIDE_BY_SIDE)
        names = [one.zin for one in first.chosen([*hidden])] if first else []
        return enumerate_nl(names) if self.study.variant.whole else f"andere {self.heet['sectoren']}"

    @property
    def een_sector_getoond(self) -> bool:
        """At least one sector is shown apart."""
        return bool(self.sectoren)

    @property
    def sectoren_verborgen(self) -> bool:
        """A sector is not shown apart, and is not all there is, of a question that everybody was asked."""
        return self._some_hidden and not self.niveau.gevraagd_aan

    @property
    def basis_verbergt_sectoren(self) -> bool:
        """The same of a question that some were asked: how many that were in a sector may be what is not shown."""
        return self._some_hidden and bool(self.niveau.gevraagd_aan)

    @property
    def _some_hidden(self) -> bool:
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

    @property
    def alles_getoond(self) -> bool:
        """How often an outcome is named may be shown of every outcome that the form names."""
        return all(outcome.totaal.toon for outcome in self._outcomes([self.study.total]))

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
        return self.ticked("andere", f"{self.niveau.key}-opbrengsten-andere")

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
        part = not self.study.variant.whole
        if part and ticked.toon and ticked.aantal and not written:  # then it is not printed what they wrote
            return Withheld(ticked.ref, ticked.n)
        return replace(ticked, aantal=written) if ticked.toon else ticked

    @property
    def een_noemt_iets_anders(self) -> bool:
        """One respondent wrote down another outcome."""
        return self.anderen.aantal == 1

    @property
    def meer_noemen_iets_anders(self) -> bool:
        """More than one respondent wrote down another outcome."""
        return self.anderen.aantal > 1

"""Names for sentences about the response: who was asked, who answered, and whether they are alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from impactmonitor.analysis import turnout
from impactmonitor.analysis.inference import SIGNIFICANT, response_test, smallest_expected
from impactmonitor.analysis.sensitivity import design_effect, raked, step
from impactmonitor.claims.counts import Cell
from impactmonitor.claims.names import Names
from impactmonitor.survey.codebook import REPORTS, SIDE_BY_SIDE
from impactmonitor.survey.variant import Variant, slugify
from impactmonitor.text import dutch

ROUGH = 5  # expected responses below which a chi-square test is only rough (Cochran's rule of thumb)


@dataclass(frozen=True)
class Rate:
    """The response of one tranche or sector."""

    label: str
    naam: str
    cel: Cell


@dataclass(frozen=True)
class Rates:
    """The response of every tranche, or of every sector.

    Attributes
    ----------
    cellen : list of Cell
    laagste, hoogste : Rate
    p : float
        Chi-square test of whether all responded alike.
    ruw : bool
        Whether that test is rough, since few are expected to respond.
    """

    cellen: list[Cell]
    laagste: Rate
    hoogste: Rate
    p: float
    ruw: bool

    @property
    def gelijk(self) -> bool:
        """Whether the lowest and the highest are the same as percentages."""
        return dutch.percent(self.laagste.cel.aandeel) == dutch.percent(self.hoogste.cel.aandeel)

    @property
    def uiteen(self) -> bool:
        """Whether they differ more than chance explains."""
        return not self.gelijk and self.p < SIGNIFICANT

    @property
    def toeval(self) -> bool:
        """Whether they differ no more than chance explains."""
        return not (self.gelijk or self.uiteen)


class TurnoutNames(Names):
    """Names for the sections on the response."""

    # -- who was asked and who answered ------------------------------------------------------------------------------

    @property
    def formulieren(self) -> Cell:
        """Respondents in the variant, of all who answered."""
        return Cell("respons-formulieren", self.n, len(self.study.frame))

    @property
    def ontvangen(self) -> Cell:
        """Answers that are analysed, of all that were received."""
        intake = self.study.responses.intake
        return Cell("respons-ontvangen", len(self.study.frame), intake.received or len(self.study.frame))

    @property
    def iets_weggelaten(self) -> bool:
        """Some of the answers received do not count."""
        return bool(self.study.responses.intake.counts)

    @property
    def weggelaten(self) -> list[str]:
        """Why answers do not count, each reason with how many."""
        return self.study.responses.intake.told

    @property
    def afgebroken(self) -> Cell:
        """Answers that count although they were not completed, of all that are analysed."""
        return Cell("respons-afgebroken", len(self.study.responses.intake.kept), len(self.study.frame))

    @property
    def iets_afgebroken(self) -> bool:
        """Some of the answers that count were not completed."""
        return bool(self.study.responses.intake.kept)

    @property
    def iets_ongebruikt(self) -> bool:
        """Some answered a question that they were not asked, which is not used."""
        return bool(self.study.responses.intake.unused)

    @property
    def ongebruikt(self) -> list[str]:
        """The questions that were answered by who was not asked them, each with how many did."""
        unused = self.study.responses.intake.unused
        return [f"‘{one.vraag}’ ({len(unused[one.key])})" for one in self.study.codebook.niveaus if one.key in unused]

    def _response(self, variant: Variant, ref: str) -> Cell | None:
        asked = self.study.approached_in(variant)
        return Cell(ref, int(variant.mask(self.study.frame).sum()), asked) if asked else None

    @cached_property
    def respons(self) -> Cell | None:
        """All who answered, of those approached; None where that is not known, or is less than who answered."""
        return self._response(Variant(), "respons-totaal")

    @cached_property
    def eigen_respons(self) -> Cell | None:
        """Who answered of the variant, of those approached; None where that is not known."""
        return self._response(self.study.variant, "respons-selectie")

    @property
    def benaderd_bekend(self) -> bool:
        """It is known how many persons were approached in all, and not less than who answered."""
        return self.respons is not None

    @property
    def eigen_benaderd_bekend(self) -> bool:
        """It is known how many persons of the variant were approached, and not less than who answered."""
        return self.eigen_respons is not None

    @property
    def werkplaatsen_met_respons(self) -> Cell:
        """Workplaces from which anyone answered, of all."""
        return Cell("respons-werkplaatsen", int(self.study.frame["werkplaats"].nunique()), len(self.study.workplaces))

    @property
    def werkplaatsen_zonder_respons(self) -> int:
        """Workplaces from which nobody answered."""
        return self.werkplaatsen_met_respons.n - self.werkplaatsen_met_respons.aantal

    @property
    def elke_werkplaats_antwoordde(self) -> bool:
        """Someone answered from every workplace."""
        return self.werkplaatsen_zonder_respons == 0

    @property
    def een_werkplaats_zweeg(self) -> bool:
        """There is one workplace from which nobody answered."""
        return self.werkplaatsen_zonder_respons == 1

    @property
    def meer_werkplaatsen_zwegen(self) -> bool:
        """There is more than one workplace from which nobody answered."""
        return self.werkplaatsen_zonder_respons > 1

    @property
    def eigen_werkplaatsen(self) -> Cell:
        """Workplaces of the respondents in the variant, of all."""
        places = self.study.selection["werkplaats"].nunique()
        return Cell("respons-werkplaatsen-selectie", int(places), len(self.study.workplaces))

    @property
    def meer_werkplaatsen(self) -> bool:
        """The respondents in the variant are of more than one workplace."""
        return self.eigen_werkplaatsen.aantal > 1

    @property
    def meer_tranches(self) -> bool:
        """The respondents in the variant are of more than one tranche."""
        return self._several(REPORTS)

    @property
    def meer_sectoren(self) -> bool:
        """The respondents in the variant are of more than one sector."""
        return self._several(SIDE_BY_SIDE)

    def _several(self, role: str) -> bool:
        """Tell whether the respondents in the variant are of several groups of the first grouping of a role."""
        return self.study.codebook.first(role) in turnout.divided_by(self.study, role)

    # -- whether those who answered resemble those approached ----------------------------------------------------------

    def _rates(self, role: str) -> Rates | None:
        if not (first := self.study.codebook.first(role)):
            return None
        table = turnout.response(self.study, first.key)
        if table["aandeel"].isna().any() or len(table) < 3:
            return None
        called = {one.label: one.naam for one in first.groepen}
        rates = [
            Rate(one, called[one], Cell(f"respons-{slugify(one)}", int(received), int(asked)))
            for one, received, asked in table.iloc[:-1][["categorie", "respons", "benaderd"]].itertuples(index=False)
        ]
        cells = [rate.cel for rate in rates]
        counts = [cell.aantal for cell in cells], [cell.n for cell in cells]
        low, high = (choose(rates, key=lambda rate: rate.cel.aandeel) for choose in (min, max))
        return Rates(cells, low, high, response_test(*counts), smallest_expected(*counts) < ROUGH)

    @cached_property
    def respons_tranches(self) -> Rates | None:
        """The response by tranche; None where there are no two to compare, or not all approached are known."""
        return self._rates(REPORTS)

    @cached_property
    def respons_sectoren(self) -> Rates | None:
        """The response by sector; None where there are no two to compare, or not all approached are known."""
        return self._rates(SIDE_BY_SIDE)

    @property
    def responscijfers_tranches(self) -> list[Cell]:
        """The respondents of each tranche, of those approached."""
        return self.respons_tranches.cellen if self.respons_tranches else []

    @property
    def responscijfers_sectoren(self) -> list[Cell]:
        """The respondents of each sector, of those approached."""
        return self.respons_sectoren.cellen if self.respons_sectoren else []

    @property
    def respons_vergelijkbaar(self) -> bool:
        """The response of tranches or of sectors can be compared."""
        return bool(self.respons_tranches or self.respons_sectoren)

    @property
    def tranches_even_hoog(self) -> bool:
        """The response is the same percentage in every tranche."""
        return bool(self.respons_tranches and self.respons_tranches.gelijk)

    @property
    def tranches_lopen_uiteen(self) -> bool:
        """The response differs between tranches more than chance explains."""
        return bool(self.respons_tranches and self.respons_tranches.uiteen)

    @property
    def tranches_door_toeval(self) -> bool:
        """The response differs between tranches no more than chance explains."""
        return bool(self.respons_tranches and self.respons_tranches.toeval)

    @property
    def tranches_ruw(self) -> bool:
        """The test of the response of tranches is rough."""
        return bool(self.respons_tranches and self.respons_tranches.ruw)

    @property
    def sectoren_even_hoog(self) -> bool:
        """The response is the same percentage in every sector."""
        return bool(self.respons_sectoren and self.respons_sectoren.gelijk)

    @property
    def sectoren_lopen_uiteen(self) -> bool:
        """The response differs between sectors more than chance explains."""
        return bool(self.respons_sectoren and self.respons_sectoren.uiteen)

    @property
    def sectoren_door_toeval(self) -> bool:
        """The response differs between sectors no more than chance explains."""
        return bool(self.respons_sectoren and self.respons_sectoren.toeval)

    @property
    def sectoren_ruw(self) -> bool:
        """The test of the response of sectors is rough."""
        return bool(self.respons_sectoren and self.respons_sectoren.ruw)

    # -- how much nonresponse may matter -------------------------------------------------------------------------------

    @cached_property
    def ontwerpeffect(self) -> float:
        """Kish's design effect of the weights by tranche and sector; 0 where there are none."""
        weights = raked(self.study)
        return 0.0 if weights is None else design_effect(weights)

    @property
    def wegingsstap(self) -> int:
        """Percentage points of the steps in which is told how far weights move a share; 0 where there are none."""
        weights = raked(self.study)
        return 0 if weights is None else step(self.study, weights)

    @property
    def gewogen(self) -> bool:
        """Those who answered can be weighed to the tranches and sectors of those approached."""
        return self.ontwerpeffect > 0

"""Names for sentences that set a wave beside an earlier one: what rose or fell, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

import pandas as pd

from impactmonitor.analysis.change import FALLEN, RISEN, changes
from impactmonitor.analysis.inference import HERE
from impactmonitor.analysis.study import Study
from impactmonitor.claims.counts import Cell, Difference, Outcome, Withheld
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names
from impactmonitor.survey.comparability import NEW, SAME, SPLIT, WITH_MARK, Counterpart
from impactmonitor.survey.parts import Item
from impactmonitor.text.strangers import escape


class WaveNames(Names):
    """Names of the earlier wave, for both levels and the study."""

    @property
    def _then(self) -> Study | None:
        return self.study.earlier.study if self.study.earlier else None

    @property
    def meting(self) -> str:
        """What this wave is called: *2024*."""
        return escape(self.study.codebook.meting)

    @property
    def vorige_meting(self) -> str:
        """What the earlier wave is called: *2022*; empty where the report has none."""
        return escape(self.study.earlier.by.meting) if self.study.earlier else ""

    @property
    def oudere_metingen(self) -> list[str]:
        """What the waves before the last one are called that this part is shown of, the oldest first."""
        return [escape(one.by.meting) for one in self.study.older if one.study]

    @property
    def vorige_n(self) -> int:
        """Respondents of the variant in the earlier wave; 0 where it had no such part that may be told of."""
        return self._then.n if self._then else 0

    @property
    def vorige_te_vergelijken(self) -> bool:
        """The earlier wave has the same part, and its own reports tell of it."""
        return self._then is not None


class ChangeNames(Level, WaveNames):
    """Names for the section that sets a level beside the earlier wave."""

    over: ClassVar[Mapping[str, str]] = {
        "contactpersonen": (
            "geen_verandering_houdt iets_anders_gevraagd iets_gedaald iets_gestegen iets_nieuw_gevraagd "
            "iets_veranderd_hier iets_vervallen nieuw_in_topdrie verandering_elders_klein verandering_overal_klein "
            "vorige_getoond vorige_te_vergelijken"
        )
    }

    @cached_property
    def _changes(self) -> pd.DataFrame:
        """The changes of the named outcomes among all respondents of the variant."""
        table = changes(self.study, self.niveau)
        return table[(table["groep_key"] == "totaal") & (table["soort"] == "named")]

    @property
    def _of_some(self) -> bool:
        """Whether one of the waves did not ask the level of everybody, so that nothing is compared."""
        then = self.study.earlier.codebook.outcomes if self.study.earlier else []
        return any(one.gevraagd_aan for one in (self.niveau, *then) if one.key == self.niveau.key)

    @property
    def niet_aan_iedereen(self) -> str:
        """Why nothing is compared, after *is geen opbrengst te vergelijken*: who was asked; empty where all were."""
        return ": in een van de metingen is dit niet aan iedereen gevraagd" if self._of_some else ""

    def _answers(self, *kinds: str) -> dict[str, Counterpart]:
        """List the named outcomes whose answer to the earlier questionnaire is of some kinds."""
        if self.study.earlier is None or self._then is None or self._of_some:
            return {}
        known = self.study.earlier.by.counterparts[self.niveau.key]
        return {item.key: known[item.key] for item in self.niveau.named if known[item.key].kind in kinds}

    def _items(self, *kinds: str) -> list[Item]:
        keys = self._answers(*kinds)
        return [item for item in self.niveau.named if item.key in keys]

    @property
    def vorige_getoond(self) -> bool:
        """The share of an outcome in the earlier wave is shown beside that of now."""
        return bool(self._changes["vorige_aandeel"].notna().any())

    @cached_property
    def _pairs(self) -> dict[str, tuple[Cell, Cell]]:
        """The numbers of now and then, by outcome."""
        found = {}
        for row in self._changes.to_dict("records"):
            ref = f"{self.niveau.key}-vergeleken-{row['item']}"
            found[row["item"]] = (_cell(ref, row, ""), _cell(ref, row, "vorige_"))
        return found

    @property
    def veranderingscijfers(self) -> list[Cell]:
        """How often each outcome is named that both waves asked for, now and then."""
        return [cell for pair in self._pairs.values() for cell in pair]

    @cached_property
    def _compared(self) -> list[Difference]:
        """The changes that a verdict is given on: asked alike, shown of both, groups large enough; largest first."""
        if self._then is None or self._of_some or min(self.n, self.vorige_n) < self.study.min_groep:
            return []
        named = {item.key: item for item in self.niveau.named}
        groups = self.study.total, replace(self._then.total, key="vorige")
        found = []
        for row in self._changes[self._changes["vergelijking"] == SAME].itertuples():
            now, then = self._pairs[row.item]
            if now.toon and then.toon:
                found.append(Difference(Outcome(named[row.item], {}), *groups, now, then, row.p, row.oordeel))
        return sorted(found, key=lambda one: one.laag.aandeel - one.hoog.aandeel)

    @property
    def _all_compared(self) -> bool:
        return 0 < len(self._compared) == len(self._answers(SAME))

    @property
    def gestegen(self) -> list[Difference]:
        """Outcomes that are named more than in the earlier wave, in a way that holds; the largest change first."""
        return [one for one in self._compared if one.oordeel == RISEN]

    @property
    def gedaald(self) -> list[Difference]:
        """Outcomes that are named less than in the earlier wave, in a way that holds; the largest change first."""
        return [one for one in self._compared if one.oordeel == FALLEN]

    @property
    def veranderd_hier(self) -> list[Difference]:
        """Outcomes that differ from the earlier wave in this response, and chance explains it as well."""
        return [one for one in self._compared if one.oordeel == HERE]

    @property
    def onveranderd(self) -> int:
        """Outcomes asked alike that do not differ from the earlier wave in either way."""
        return sum(not one.oordeel for one in self._compared)

    @property
    def verandering_klein(self) -> str:
        """How small the other changes are: *kleiner dan 10 procentpunt*."""
        return self._at_most(any(one.groot for one in self._compared if not one.oordeel))

    @property
    def iets_gestegen(self) -> bool:
        """An outcome is in `gestegen`."""
        return bool(self.gestegen)

    @property
    def iets_gedaald(self) -> bool:
        """An outcome is in `gedaald`."""
        return bool(self.gedaald)

    @property
    def iets_veranderd_hier(self) -> bool:
        """An outcome is in `veranderd_hier`."""
        return bool(self.veranderd_hier)

    @property
    def geen_verandering_houdt(self) -> bool:
        """Every outcome that was asked alike is compared with the earlier wave, and no change holds."""
        return self._all_compared and not self.iets_gestegen and not self.iets_gedaald

    @property
    def verandering_overal_klein(self) -> bool:
        """Every outcome that was asked alike is compared with the earlier wave, and none differs in either way."""
        return self._all_compared and self.onveranderd == len(self._compared)

    @property
    def verandering_elders_klein(self) -> bool:
        """They differ from the earlier wave on some outcomes in one of these ways, and on others not."""
        return self._all_compared and 0 < self.onveranderd < len(self._compared)

    @cached_property
    def nieuwkomers(self) -> list[Outcome]:
        """What the top three has that was not in that of the earlier wave, where all in both were asked alike."""
        if self._then is None or self._of_some or len(self.genoemd) < 5:
            return []
        if min(self.n, self.vorige_n) < self.study.min_groep:
            return []
        before = next((one for one in self._then.codebook.outcomes if one.key == self.niveau.key), None)
        if before is None:
            return []
        now = self.top(self.study.total)
        then = [one.key for one in Level(self._then, before).top(self._then.total)]
        was = {key: one.sources[0] for key, one in self._answers(SAME).items()}
        if not now or not then or not {one.key for one in now} <= set(was) or not set(then) <= set(was.values()):
            return []
        return [one for one in now if was[one.key] not in then]

    @property
    def nieuw_in_topdrie(self) -> bool:
        """An outcome is in `nieuwkomers`."""
        return bool(self.nieuwkomers)

    @property
    def anders_gevraagd(self) -> list[Item]:
        """Outcomes that the earlier wave asked for otherwise: their shares stand side by side, with a mark."""
        return self._items(*WITH_MARK)

    @property
    def iets_anders_gevraagd(self) -> bool:
        """An outcome is in `anders_gevraagd`."""
        return bool(self.anders_gevraagd)

    @property
    def nieuw_gevraagd(self) -> list[Item]:
        """Outcomes that the earlier wave did not ask for, or not by themselves."""
        return self._items(NEW, SPLIT)

    @property
    def iets_nieuw_gevraagd(self) -> bool:
        """An outcome is in `nieuw_gevraagd`."""
        return bool(self.nieuw_gevraagd)

    @property
    def vervallen(self) -> list[Item]:
        """Outcomes of the earlier questionnaire that are asked no more."""
        if self.study.earlier is None or self._then is None or self._of_some:
            return []
        dropped = self.study.earlier.by.dropped.get(self.niveau.key, ())
        levels = [one for one in self.study.earlier.codebook.outcomes if one.key == self.niveau.key]
        return [item for one in levels for item in one.named if item.key in dropped]

    @property
    def iets_vervallen(self) -> bool:
        """An outcome is in `vervallen`."""
        return bool(self.vervallen)


def _cell(ref: str, row: dict[str, object], before: str) -> Cell:
    """Make a number of one wave of a row of `changes`."""
    n, count = int(str(row[f"{before}n"])), row[f"{before}aantal"]
    return Withheld(ref, n) if pd.isna(count) else Cell(ref, int(str(count)), n)


class EarlierNames(WaveNames):
    """Names for the appendix that says whom the two waves asked."""

    @property
    def meting_respons(self) -> Cell | None:
        """Who answered of the variant, of those approached; None where that is not known."""
        return _response(self.study, "meting-respons")

    @property
    def vorige_respons(self) -> Cell | None:
        """Who answered in the earlier wave, of those approached; None where that is not known."""
        return _response(self._then, "vorige-respons") if self._then else None

    @property
    def beide_benaderd_bekend(self) -> bool:
        """Of both waves it is known how many persons of the variant were approached."""
        return self.meting_respons is not None and self.vorige_respons is not None

    @property
    def beide_antwoordden(self) -> list[Cell]:
        """Respondents of the variant in each wave, the earlier one first."""
        then = self._then
        own = Cell("meting-n", self.n, len(self.study.frame))
        return [Cell("vorige-n", then.n, len(then.frame)), own] if then else [own]

    @property
    def vorige_verschil(self) -> str:
        """What differs between the waves, as `vergelijking.yml` says it."""
        return escape(self.study.earlier.by.note) if self.study.earlier else ""

    @property
    def verschil_beschreven(self) -> bool:
        """The file that tells how the waves compare says in words what differs between them."""
        return bool(self.vorige_verschil)


def _response(study: Study, ref: str) -> Cell | None:
    asked = study.approached_in(study.variant)
    return Cell(ref, study.n, asked) if asked else None

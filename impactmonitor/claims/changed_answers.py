"""Names for sentences that set status and nature beside those of an earlier wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

import pandas as pd

from impactmonitor.analysis.change import FALLEN, RISEN
from impactmonitor.analysis.changed_answers import NOW, THEN, changed_answers, two_bars
from impactmonitor.analysis.inference import HERE
from impactmonitor.claims.change import WaveNames
from impactmonitor.claims.counts import Cell, Difference, Outcome, Withheld
from impactmonitor.claims.evidence import Level
from impactmonitor.survey.comparability import SAME
from impactmonitor.text.dutch import enumerate_nl


class ChangedAnswerNames(Level, WaveNames):
    """Names for the part of that section on status and nature: of each, its first answer is compared."""

    over: ClassVar[Mapping[str, str]] = {
        "noemers": (
            "status_naast_vorige aard_naast_vorige iets_meer_gerealiseerd iets_minder_gerealiseerd iets_meer_nieuw "
            "iets_minder_nieuw iets_status_veranderd_hier iets_aard_veranderd_hier geen_status_verandering_houdt "
            "geen_aard_verandering_houdt "
        )
    }

    @cached_property
    def _answers_of_waves(self) -> pd.DataFrame:
        """The answers of both waves, outcome by outcome."""
        return changed_answers(self.study, self.niveau)

    def _beside(self, scale: str) -> list[tuple[str, Cell, Cell, float, str]]:
        """List what both waves show of the named outcomes: its key, the first answer of now and then, p and verdict."""
        table = two_bars(self._answers_of_waves, scale)
        if table.empty:
            return []
        first = table[(table["antwoord"] == table["antwoord"].min()) & (table["soort"] == "named")]
        found = []
        for item, waves in first.groupby("item", sort=False):
            rows = waves.set_index("groep_key").to_dict("index")
            ref = f"{self.niveau.key}-vergeleken-{scale}-{item}"
            cells = [_cell(ref, rows[NOW]), _cell(f"{ref}-{THEN}", rows[THEN])]
            found.append((str(item), *cells, rows[NOW]["p"], rows[NOW]["oordeel"]))
        return found

    def _numbers(self, scale: str) -> list[Cell]:
        return [cell for _, now, then, *_ in self._beside(scale) for cell in (now, then)]

    def _answer_changes(self, scale: str) -> list[Difference]:
        """List the changes of the first answer that a verdict is given on; the largest first."""
        if self.study.earlier is None or self._then is None:
            return []
        named = {item.key: item for item in self.niveau.named}
        kinds = {key: one.kind for key, one in self.study.earlier.by.counterparts[self.niveau.key].items()}
        groups, least = (self.study.total, replace(self._then.total, key=THEN)), self.study.min_groep
        found = [
            Difference(Outcome(named[item], {}), *groups, now, then, p, verdict)
            for item, now, then, p, verdict in self._beside(scale)
            if kinds[item] == SAME and min(now.n, then.n) >= least
        ]
        return sorted(found, key=lambda one: one.laag.aandeel - one.hoog.aandeel)

    @cached_property
    def _status_changes(self) -> list[Difference]:
        return self._answer_changes("status")

    @cached_property
    def _nature_changes(self) -> list[Difference]:
        return self._answer_changes("aard")

    @property
    def status_naast_vorige(self) -> bool:
        """There is a figure of status in both waves."""
        return bool(self._numbers("status"))

    @property
    def aard_naast_vorige(self) -> bool:
        """There is a figure of nature in both waves."""
        return bool(self._numbers("aard"))

    @property
    def kenmerken_vergeleken(self) -> str:
        """What of status and nature is set beside the earlier wave: *status en aard*."""
        return enumerate_nl(dict.fromkeys(self._answers_of_waves["schaal"]))

    @property
    def statuscijfers_van_metingen(self) -> list[Cell]:
        """How often those who name an outcome say that it is realised, now and then."""
        return self._numbers("status")

    @property
    def aardcijfers_van_metingen(self) -> list[Cell]:
        """How often those who name an outcome say that it is new, now and then."""
        return self._numbers("aard")

    @property
    def meer_gerealiseerd(self) -> list[Difference]:
        """Outcomes of which more of who name them say *gerealiseerd* than in the earlier wave, and it holds."""
        return [one for one in self._status_changes if one.oordeel == RISEN]

    @property
    def minder_gerealiseerd(self) -> list[Difference]:
        """Outcomes of which fewer of who name them say *gerealiseerd* than in the earlier wave, and it holds."""
        return [one for one in self._status_changes if one.oordeel == FALLEN]

    @property
    def status_veranderd_hier(self) -> list[Difference]:
        """Outcomes of which another part says *gerealiseerd* than in the earlier wave, and chance may explain it."""
        return [one for one in self._status_changes if one.oordeel == HERE]

    @property
    def meer_nieuw(self) -> list[Difference]:
        """Outcomes of which more of who name them say *nieuw* than in the earlier wave, and it holds."""
        return [one for one in self._nature_changes if one.oordeel == RISEN]

    @property
    def minder_nieuw(self) -> list[Difference]:
        """Outcomes of which fewer of who name them say *nieuw* than in the earlier wave, and it holds."""
        return [one for one in self._nature_changes if one.oordeel == FALLEN]

    @property
    def aard_veranderd_hier(self) -> list[Difference]:
        """Outcomes of which another part says *nieuw* than in the earlier wave, and chance may explain it."""
        return [one for one in self._nature_changes if one.oordeel == HERE]

    @property
    def iets_meer_gerealiseerd(self) -> bool:
        """An outcome is in `meer_gerealiseerd`."""
        return bool(self.meer_gerealiseerd)

    @property
    def iets_minder_gerealiseerd(self) -> bool:
        """An outcome is in `minder_gerealiseerd`."""
        return bool(self.minder_gerealiseerd)

    @property
    def iets_status_veranderd_hier(self) -> bool:
        """An outcome is in `status_veranderd_hier`."""
        return bool(self.status_veranderd_hier)

    @property
    def geen_status_verandering_houdt(self) -> bool:
        """The status of an outcome can be compared with the earlier wave, and no change of *gerealiseerd* holds."""
        return bool(self._status_changes) and not (self.meer_gerealiseerd or self.minder_gerealiseerd)

    @property
    def iets_meer_nieuw(self) -> bool:
        """An outcome is in `meer_nieuw`."""
        return bool(self.meer_nieuw)

    @property
    def iets_minder_nieuw(self) -> bool:
        """An outcome is in `minder_nieuw`."""
        return bool(self.minder_nieuw)

    @property
    def iets_aard_veranderd_hier(self) -> bool:
        """An outcome is in `aard_veranderd_hier`."""
        return bool(self.aard_veranderd_hier)

    @property
    def geen_aard_verandering_houdt(self) -> bool:
        """The nature of an outcome can be compared with the earlier wave, and no change of *nieuw* holds."""
        return bool(self._nature_changes) and not (self.meer_nieuw or self.minder_nieuw)


def _cell(ref: str, row: dict[str, object]) -> Cell:
    n, count = row["n"], row["aantal"]
    return Withheld(ref, 0) if pd.isna(count) else Cell(ref, int(str(count)), int(str(n)))

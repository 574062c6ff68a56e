"""The names of a level, beside those of the other levels, and the names of the study as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from impactmonitor.analysis import own_words
from impactmonitor.analysis.agreement import of_coding
from impactmonitor.analysis.comparisons import levels_compared
from impactmonitor.analysis.study import Study
from impactmonitor.claims.change import ChangeNames, EarlierNames
from impactmonitor.claims.changed_answers import ChangedAnswerNames
from impactmonitor.claims.counts import Cell
from impactmonitor.claims.differences import DifferenceNames
from impactmonitor.claims.evidence import Level, leads
from impactmonitor.claims.features import FeatureNames
from impactmonitor.claims.handwritten import supported, texts_for
from impactmonitor.claims.outcomes import OutcomeNames
from impactmonitor.claims.themes import RemarkThemeNames, ThemeNames
from impactmonitor.claims.turnout import TurnoutNames
from impactmonitor.survey.parts import LEVEL, Niveau
from impactmonitor.survey.workplaces import KINDS
from impactmonitor.text.dutch import number


class LevelNames(OutcomeNames, DifferenceNames, FeatureNames, ThemeNames, ChangeNames, ChangedAnswerNames):
    """What claims that are evaluated on each level may speak of.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    levels : sequence of LevelNames
        All levels, this one among them.
    """

    over: ClassVar[Mapping[str, str]] = {
        "antwoorden": "hoger_gerealiseerd hoger_nieuw vaker_gerealiseerd vaker_nieuw",
    }

    def __init__(self, study: Study, niveau: Niveau, levels: Sequence[LevelNames]) -> None:
        super().__init__(study, niveau)
        self._levels = levels

    @classmethod
    def of_all(cls, study: Study) -> list[LevelNames]:
        """Make the names of every level, each knowing the others."""
        levels: list[LevelNames] = []
        levels += [cls(study, niveau, levels) for niveau in study.codebook.niveaus if niveau.template == LEVEL]
        return levels

    @property
    def andere_niveaus(self) -> list[LevelNames]:
        """The other levels."""
        return [level for level in self._levels if level is not self]

    @property
    def gerealiseerd_elders(self) -> list[Cell | None]:
        """The `gerealiseerd` of every other level."""
        return [level.gerealiseerd for level in self.andere_niveaus]

    @property
    def nieuw_elders(self) -> list[Cell | None]:
        """The `nieuw` of every other level."""
        return [level.nieuw for level in self.andere_niveaus]

    @property
    def _asked_alike(self) -> bool:
        """Tell whether all levels were asked of the same respondents, so that they can be compared."""
        return len({level.niveau.gevraagd_aan for level in self._levels}) == 1

    def _ahead(self, scale: str, category: str) -> bool:
        """Tell whether the difference with every other level holds."""
        _, held = levels_compared(self.study, scale, category)
        return all(frozenset([self.niveau.key, other.niveau.key]) in held for other in self.andere_niveaus)

    @cached_property
    def hoger_gerealiseerd(self) -> bool:
        """The share of realised outcomes is above that of every other level, by the stated rule, all asked alike."""
        return self._asked_alike and leads(self.gerealiseerd, self.gerealiseerd_elders)

    @cached_property
    def hoger_nieuw(self) -> bool:
        """The share of new outcomes is above that of every other level, by the stated rule, all asked alike."""
        return self._asked_alike and leads(self.nieuw, self.nieuw_elders)

    @cached_property
    def vaker_gerealiseerd(self) -> bool:
        """The same as `hoger_gerealiseerd`, and the difference with every other level holds."""
        return self.hoger_gerealiseerd and self._ahead("status", "gerealiseerd")

    @cached_property
    def vaker_nieuw(self) -> bool:
        """The same as `hoger_nieuw`, and the difference with every other level holds."""
        return self.hoger_nieuw and self._ahead("aard", "nieuw")


class StudyNames(TurnoutNames, EarlierNames, RemarkThemeNames):
    """What claims about the study as a whole may speak of.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    # -- the workplaces ----------------------------------------------------------------------------------------------

    @property
    def samenwerkend(self) -> Cell:
        """Workplaces of which more than one institution is known, of all."""
        places = self.study.workplaces[[*KINDS]]
        return Cell("werkplaatsen-samen", int((places.sum(axis=1) > 1).sum()), len(places))

    @property
    def alleen(self) -> int:
        """Workplaces at which no two institutions work together, as far as is known."""
        return self.samenwerkend.n - self.samenwerkend.aantal

    @property
    def met_wo(self) -> Cell:
        """Workplaces in which a university takes part, of all."""
        places = self.study.workplaces
        return Cell("werkplaatsen-wo", int((places["wo"] > 0).sum()), len(places))

    @property
    def alle_werken_samen(self) -> bool:
        """Every workplace has more than one institution."""
        return self.alleen == 0

    @property
    def meeste_werken_samen(self) -> bool:
        """More than half of the workplaces have more than one institution."""
        return self.alleen < self.samenwerkend.aantal

    @property
    def sommige_werken_samen(self) -> bool:
        """A workplace has more than one institution."""
        return self.samenwerkend.aantal > 0

    @property
    def wo_doet_mee(self) -> bool:
        """A university takes part in a workplace."""
        return self.met_wo.aantal > 0

    # -- answers in the respondents' own words, and what was written by hand -----------------------------------------

    @property
    def open_vraag(self) -> str:
        """The open question of the form."""
        return str(self.study.codebook.formulier.get("open_vraag", ""))

    @cached_property
    def open_antwoorden(self) -> Cell:
        """Respondents whose answers to the open question are printed here: in the report on all, all who gave any."""
        return Cell("respons-open-vraag", len(self._printed), self.n)

    @cached_property
    def _printed(self) -> pd.DataFrame:
        return own_words.open_answers(self.study)

    @property
    def antwoorden_afgedrukt(self) -> bool:
        """Answers to the open question are printed here."""
        return len(self._printed) > 0

    @property
    def antwoorden_onder_kopjes(self) -> bool:
        """The answers to the open question stand under more than one heading."""
        return bool(self._printed["groep"].nunique() > 1)

    @property
    def antwoorden_gegeven(self) -> bool:
        """Somebody answered the open question, in this part or another."""
        return self._anybody(*(niveau.words for niveau in self.study.codebook.open))

    def _anybody(self, *columns: str) -> bool:
        return any(bool((self.study.frame[column] != "").any()) for column in columns)

    @cached_property
    def opmerkingen(self) -> Cell:
        """Respondents whose remark is printed here: in the report on all, all who left one."""
        return Cell("respons-opmerkingen", len(own_words.remarks(self.study)), self.n)

    @property
    def opmerkingen_afgedrukt(self) -> bool:
        """Remarks are printed here."""
        return self.opmerkingen.aantal > 0

    @property
    def opmerkingen_gemaakt(self) -> bool:
        """Somebody left a remark, in this part or another."""
        return self._anybody(*(["opmerking"] if self.study.codebook.remarks else []))

    @property
    def lezers_bekend(self) -> bool:
        """Two readers chose the themes of the answers, and these differ enough to tell how far the two agree."""
        return self._readers["alpha"] == self._readers["alpha"]

    @cached_property
    def _readers(self) -> dict[str, float]:
        return of_coding(self.study.coding) if self.study.coding else {"alpha": float("nan")}

    @property
    def anders_gelezen(self) -> Cell | None:
        """Texts of which the two readers chose other themes, of all that they read; None where there are none."""
        if not self.study.coding:
            return None
        return Cell("respons-anders-gelezen", int(self._readers["anders"]), int(self._readers["antwoorden"]))

    @property
    def alfa(self) -> str:
        """How far the two readers agree: Krippendorff's alpha over all themes with its interval."""
        low, high = (number(self._readers[end], 3) for end in ("laag", "hoog"))
        return f"{number(self._readers['alpha'], 3)} (95%-interval {low} tot {high})"

    @property
    def een_open_antwoord(self) -> bool:
        """One answer to the open question is printed here."""
        return self.open_antwoorden.aantal == 1

    @property
    def meer_open_antwoorden(self) -> bool:
        """More than one answer to the open question is printed here."""
        return self.open_antwoorden.aantal > 1

    @property
    def een_opmerking(self) -> bool:
        """One remark is printed here."""
        return self.opmerkingen.aantal == 1

    @property
    def meer_opmerkingen(self) -> bool:
        """More than one remark is printed here."""
        return self.opmerkingen.aantal > 1

    @cached_property
    def _written(self) -> dict[str, Any]:
        return texts_for(self.study)

    @property
    def hoofdcijfers(self) -> list[Cell]:
        """How often the outcomes are named that the hand-written main outcomes are about."""
        paths = [path for one in self._written.get("hoofdopbrengsten", []) for path in one.get("veel", [])]
        levels = {niveau.key: Level(self.study, niveau) for niveau in self.study.codebook.ticked}
        named = {path: path.split(".", 1) for path in paths}
        return [
            levels[level].ticked(item, f"{level}-opbrengsten-{item}")
            for level, item in named.values()
            if level in levels and item in {one.key for one in levels[level].niveau.items}
        ]

    @property
    def zonder_hoofdopbrengst(self) -> bool:
        """The hand-written texts belong to these answers, which support none of the main outcomes in them."""
        parts = self._written.get("hoofdopbrengsten", [])
        return bool(self._written) and not any(supported(part, self.study) for part in parts)

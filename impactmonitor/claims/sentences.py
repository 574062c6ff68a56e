"""The sentences of one level, or of the study as a whole, by the place where they are printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import pandas as pd

from impactmonitor.analysis import own_words
from impactmonitor.analysis.study import Study
from impactmonitor.claims import handwritten, published, quantifiers
from impactmonitor.claims.context import LevelNames
from impactmonitor.claims.register import register
from impactmonitor.claims.rules import Claim, as_rows, claims_of, conclusion, evaluate, paragraph, summary, unmarked
from impactmonitor.claims.themes import quoted
from impactmonitor.files.checked_yaml import choices
from impactmonitor.paths import DATA
from impactmonitor.problems import nearest
from impactmonitor.survey.parts import FEATURES, LEVEL, Niveau
from impactmonitor.survey.wave import companion
from impactmonitor.text.dutch import capitalise


class Sentences:
    """What may be said: ``sentences["beeld"]`` is the Markdown of all sentences printed at that place.

    Parameters
    ----------
    study : Study
    niveau : Niveau, optional
        The level they are about; without one they are about the study as a whole.
    """

    def __init__(self, study: Study, niveau: Niveau | None = None) -> None:
        self.study = study
        self.niveau = niveau
        self._level = niveau.key if niveau else ""

    @cached_property
    def claims(self) -> list[Claim]:
        """Every claim, evaluated."""
        return evaluate(self.study)

    @cached_property
    def _marked(self) -> list[Claim]:
        """The same, each sentence marked with the name of its claim."""
        return [one.marked for one in self.claims]

    @cached_property
    def synthese(self) -> dict[str, Any]:
        """The texts written by hand that belong to these answers."""
        return handwritten.read_synthesis(self.study)

    @cached_property
    def _beside(self) -> dict[str, Callable[[], str]]:
        """What stands beside the sentences of some places: texts written by hand, or typed by respondents."""
        if niveau := self.niveau:
            return {
                "gepubliceerd": lambda: published.note(self.study, niveau, "opbrengsten"),
                **{
                    f"gepubliceerd-{one}": partial(published.note, self.study, niveau, one)
                    for one in dict.fromkeys((*FEATURES, *niveau.schalen))
                },
                "andere": lambda: handwritten.other_outcomes(self.study, niveau),
                "citaten": lambda: quoted(LevelNames(self.study, niveau, [])),
                "toelichtingen": lambda: handwritten.explanations(self.synthese, niveau, self.study),
            }
        return {
            "kaarten": self._cards,
            "antwoorden-inleiding": lambda: handwritten.abbreviations(self.study, own_words.open_answers(self.study)),
            "opmerkingen-inleiding": lambda: handwritten.abbreviations(self.study, own_words.remarks(self.study)),
            "samenvatting": self._summary,
            "hoofdlijnen": lambda: handwritten.main_lines(self.synthese),
            "niveaus": self._conclusions,
            "hoofdopbrengsten": lambda: handwritten.main_outcomes(self.synthese, self.study),
            "verantwoording": lambda: register(self.claims, self.study.codebook),
        }

    def _cards(self) -> str:
        """List the headline numbers: first of the study, then of each level."""
        own = [one.kaart for one in self.claims if one.kaart and not one.niveau]
        levels = [one.kaart for one in self.claims if one.kaart and one.niveau]
        return "::: {.kaarten}\n" + "\n".join(f"- {card}" for card in own + levels) + "\n:::"

    def _summary(self) -> str:
        """Sum up every level, in what the claims marked for it say."""
        parts = [summary(self._marked, niveau.key) for niveau in self.study.codebook.niveaus]
        return "\n\n".join(filter(None, parts))

    def _conclusions(self) -> str:
        """Sum up every level: its claims once more, then its synthesis."""
        parts = [quantifiers.note({"conclusies": self.synthese.get("conclusies", {})}, self.study)]
        for niveau in self.study.codebook.niveaus:
            title = f"Opbrengsten op {niveau.naam}" if niveau.template == LEVEL else capitalise(niveau.naam)
            parts.append(f"## {title} {{#sec-conclusie-{niveau.key}}}")
            parts.append(conclusion(self._marked, niveau.key))
            parts += handwritten.conclusions(self.synthese, niveau, self.study)
        return "\n\n".join(filter(None, parts))

    def __getitem__(self, plek: str | tuple[str, ...]) -> str:
        """Return the sentences that are printed at a place, or at several; empty where none holds.

        Raises
        ------
        KeyError
            There is no such place; the known ones are named.
        """
        if isinstance(plek, tuple):
            return " ".join(filter(None, (self[one] for one in plek)))
        kinds = ("level_place", "question_place") if self.niveau else ("study_place",)
        further = self.niveau.further if self.niveau else ()
        of_these = [f"{place}-{scale}" for scale in further for place in choices("follow_up_place")]
        known = sorted({*self._beside, *of_these}.union(*map(choices, kinds)))
        if plek not in known:
            raise KeyError(f"no sentences at {plek!r}{nearest(plek, known)}; places: {', '.join(known)}")
        said = paragraph(self._marked, self._level, plek)
        return "\n\n".join(filter(None, [said, self._beside.get(plek, str)()]))

    def with_published(self, table: pd.DataFrame) -> pd.DataFrame:
        """Tell of each row of a tidy table of the level which of its numbers was published, in ``gepubliceerd``."""
        return published.with_published(self.study, self.niveau, table) if self.niveau else table

    def frame(self) -> pd.DataFrame:
        """List every claim but the notes, printed or not, as ``claims.csv`` has them."""
        return pd.DataFrame(as_rows(self.claims))

    def headline(self, claim: str) -> str:
        """Return the headline that a claim gives a figure; empty where it gives none.

        Raises
        ------
        KeyError
            No survey has a claim of this name.
        """
        mine = [one.kop for one in self.claims if (one.claim, one.niveau) == (claim, self._level)]
        if not mine:  # it is about what this survey or wave has not, or there is no such claim
            files = companion(self.study.data, "claims.yml"), DATA / "claims.yml"
            known = {one["id"] for file in files for one in claims_of(file)}
            if (name := claim.partition("-")[0]) not in known:
                raise KeyError(f"no claim is called {name!r}{nearest(name, known)}")
        return next(map(unmarked, filter(None, mine)), "")

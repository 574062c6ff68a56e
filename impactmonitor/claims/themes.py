"""Names about what respondents wrote in their own words: which themes their answers have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import pandas as pd

from impactmonitor.analysis import coded_answers
from impactmonitor.claims.counts import Cell, Outcome
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.names import Names
from impactmonitor.survey.parts import Item
from impactmonitor.text.dutch import uncapitalise
from impactmonitor.text.strangers import escape

MOST, LEAST = 3, 3
"""More themes in one place are no longer a finding; neither is what one or two wrote."""


class ThemeNames(Level, Names):
    """Names for the section on answers in respondents' own words."""

    over: ClassVar[Mapping[str, str]] = {
        "schrijvers": "themas_geteld een_thema_voorop meer_themas_voorop themas_volgen"
    }

    @cached_property
    def _themas(self) -> pd.DataFrame:
        table = coded_answers.themes(self.study, self.niveau)
        return table[table["groep_key"] == self.study.total.key]

    @property
    def schrijvers(self) -> int:
        """Answers to the open question on this level that are printed here, each of one respondent."""
        return int(self._themas["n"].max()) if len(self._themas) else 0

    @cached_property
    def themas(self) -> list[Outcome]:
        """The themes of these answers, without those that say nothing of them, most frequent first."""
        rows = self._themas.sort_values("aantal", ascending=False, kind="stable")
        return _counted(rows, f"{self.niveau.key}-themas")

    @property
    def themacijfers(self) -> list[Cell]:
        """How many of these answers have each theme."""
        return [theme.totaal for theme in self.themas]

    @cached_property
    def themas_voorop(self) -> list[Outcome]:
        """The themes that most of these answers have, at least three; none where more than three are level."""
        return _level(self.themas)

    @cached_property
    def themas_daarna(self) -> list[Outcome]:
        """Themes after those of `themas_voorop`, as far as three at most are level, of three answers or more."""
        return _level(self.themas[len(self.themas_voorop) :]) if self.themas_voorop else []

    @property
    def themas_geteld(self) -> bool:
        """The printed answers on this level are coded, and enough to count their themes."""
        return self.schrijvers > 0

    @property
    def een_thema_voorop(self) -> bool:
        """More answers have one theme than any other."""
        return len(self.themas_voorop) == 1

    @property
    def meer_themas_voorop(self) -> bool:
        """As many answers have two or three themes, and fewer any other."""
        return len(self.themas_voorop) > 1

    @property
    def themas_volgen(self) -> bool:
        """There are themes in `themas_daarna`."""
        return len(self.themas_daarna) > 0


class RemarkThemeNames(Names):
    """Names for the remarks at the end of the form."""

    over: ClassVar[Mapping[str, str]] = {"schrijvers": "opmerkingthemas_lopen_voorop"}

    @cached_property
    def opmerkingthemas(self) -> list[Outcome]:
        """The themes of the remarks that are printed, without those that say nothing of them, most frequent first."""
        return _counted(coded_answers.remark_counts(self.study), "respons-opmerkingen")

    @property
    def opmerkingthemacijfers(self) -> list[Cell]:
        """How many of these remarks have each theme."""
        return [theme.totaal for theme in self.opmerkingthemas]

    @cached_property
    def opmerkingthemas_voorop(self) -> list[Outcome]:
        """The themes that most of these remarks have, at least three; none where more than three are level."""
        return _level(self.opmerkingthemas)

    @property
    def opmerkingthemas_lopen_voorop(self) -> bool:
        """There are themes in `opmerkingthemas_voorop`."""
        return len(self.opmerkingthemas_voorop) > 0


def _counted(rows: pd.DataFrame, ref: str) -> list[Outcome]:
    """Make an outcome of each theme of a table that says something of a text."""
    return [
        Outcome(
            Item(row.item, "", str(row.opbrengst), f"‘{uncapitalise(str(row.opbrengst))}’"),
            {"totaal": Cell(f"{ref}-{row.item}", int(row.aantal), row.n)},
        )
        for row in rows[rows["soort"] == "named"].itertuples()
    ]


def _level(themas: list[Outcome]) -> list[Outcome]:
    """Return the first themes of a list, as far as they are level."""
    found = [theme for theme in themas if theme.totaal.aantal == themas[0].totaal.aantal >= LEAST]
    return found if len(found) <= MOST else []


def quoted(level: ThemeNames) -> str:
    """List the first themes of a level with what may be quoted of them, as Markdown; empty where nothing is."""
    given = coded_answers.quotations(level.study, level.niveau)
    lines = []
    for theme in [*level.themas_voorop, *level.themas_daarna]:
        texts = given.loc[given["item"] == theme.key, "citaat"]
        if len(texts):
            lines.append(f"- **{theme.item.label}.** {'; '.join(f'‘{escape(text)}’' for text in texts)}")
    return "\n".join(["Zo staat het in de antwoorden:", "", *lines]) if lines else ""

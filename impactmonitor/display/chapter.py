"""What the cells of the notebooks show: one study's results, as Markdown."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Markdown

from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences
from impactmonitor.display import shown, tables, turnout
from impactmonitor.display.form import form_markdown
from impactmonitor.display.niveau import NiveauChapter


class Chapter:
    """The results of one study, ready to be shown.

    Parameters
    ----------
    study : Study
    uitvoer : path
        Folder of the report; figures land in its ``figures/``.
    """

    def __init__(self, study: Study, uitvoer: str | Path = "") -> None:
        self.study = study
        self.folder = Path(uitvoer or "../_build/notebooks").resolve() / "figures"

    @classmethod
    def load(cls, uitvoer: str | Path = "", **parameters: Any) -> Chapter:
        """Read the data of a variant; `parameters` are those of `Study.load`."""
        return cls(Study.load(**parameters), uitvoer)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences about the study as a whole."""
        return Sentences(self.study)

    def _said(self, plek: str) -> Markdown:
        return Markdown(self.sentences[plek])

    # -- chapter 1 and appendix 2 ---------------------------------------------------------------------------------

    def werkplaatsen(self) -> Markdown:
        """Show the workplaces and the institutions behind them (table 1.1)."""
        html = tables.to_html(tables.workplaces_table(self.study.workplaces, "werkplaatsen"))
        caption = "De Digitale Werkplaatsen en het aantal betrokken onderwijsinstellingen"
        return Markdown(shown.table(html, "tbl-werkplaatsen", caption))

    def bereik(self) -> Markdown:
        """Say how many workplaces have more than one institution, and in how many wo takes part."""
        return self._said("bereik")

    def aanpak_respons(self) -> Markdown:
        """Say how many were asked and how many answered."""
        return self._said("aanpak-respons")

    def respons_inleiding(self) -> Markdown:
        """Open appendix 2: how many answered, and from how many workplaces."""
        return self._said("respons-inleiding")

    def respons(self, dimension: str) -> Markdown:
        """Show responses beside those approached, by tranche or sector."""
        return Markdown(turnout.by_dimension(self.study, dimension))

    def respons_werkplaats(self) -> Markdown:
        """Show the number of respondents per workplace."""
        return Markdown(turnout.by_workplace(self.study))

    def vertekening(self) -> Markdown:
        """Say whether those who answered resemble those approached."""
        return self._said("vertekening")

    # -- a level ---------------------------------------------------------------------------------------------------

    def niveau(self, key: str) -> NiveauChapter:
        """Return the results of one level."""
        return NiveauChapter(self.study, self.study.codebook.niveau(key), self.folder)

    # -- conclusions -----------------------------------------------------------------------------------------------

    def conclusies(self) -> Markdown:
        """Sum up every level: its claims once more, then its synthesis."""
        return self._said("niveaus")

    def hoofdopbrengsten(self) -> Markdown:
        """Show the main outcomes over all levels."""
        return self._said("hoofdopbrengsten")

    def verantwoording(self) -> Markdown:
        """List every claim with its condition and figures."""
        return self._said("verantwoording")

    def formulier(self) -> Markdown:
        """Draw the questionnaire."""
        return Markdown(form_markdown(self.study.codebook))

    # -- answers in the respondents' own words ---------------------------------------------------------------------

    @cached_property
    def _answered(self) -> pd.DataFrame:
        columns = [f"open_{niveau.key}" for niveau in self.study.codebook.niveaus]
        return self.study.selection[(self.study.selection[columns] != "").any(axis=1)]

    def antwoorden_inleiding(self) -> Markdown:
        """Say what was asked, and how many answered in their own words."""
        return self._said("antwoorden-inleiding")

    def opmerkingen_inleiding(self) -> Markdown:
        """Say how many left a remark."""
        return self._said("opmerkingen-inleiding")

    def antwoorden(self) -> Markdown:
        """Show the open answers by sector, as typed."""
        columns = [f"open_{niveau.key}" for niveau in self.study.codebook.niveaus]
        headers = [niveau.open_kop for niveau in self.study.codebook.niveaus]
        frame = self._answered
        parts = []
        heads: dict[str, list[str]] = {}
        for sector in self.study.codebook.sectoren:
            heads.setdefault(sector.kop or sector.label, []).append(sector.key)
        for number, (head, keys) in enumerate(heads.items(), 1):
            rows = frame[frame["sector"].isin(keys)]
            if len(rows):
                parts.append(f"## {head} (n={len(rows)}) {{#sec-antwoorden-{number}}}")
                html = tables.to_html(tables.answers_table(rows, columns, headers, f"antwoorden-{number}"))
                parts.append(f"::: {{.antwoorden}}\n{shown.raw_html(html)}\n:::")
        return Markdown("\n\n".join(parts))

    def opmerkingen(self) -> Markdown:
        """Show the remarks, as typed."""
        rows = self.study.selection[self.study.selection["opmerking"] != ""]
        if rows.empty:
            return Markdown("")
        html = tables.to_html(tables.answers_table(rows, ["opmerking"], ["Aanvullende opmerkingen"], "opmerkingen"))
        return Markdown(f"::: {{.antwoorden}}\n{shown.raw_html(html)}\n:::")

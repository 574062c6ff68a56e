"""What the cells of the notebooks show: one study's results, as Markdown."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Markdown

from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.claims.handwritten import read_synthesis
from impactmonitor.claims.register import register
from impactmonitor.display import shown, tables, turnout
from impactmonitor.display.form import form_markdown
from impactmonitor.display.niveau import NiveauChapter
from impactmonitor.survey.workplaces import KINDS
from impactmonitor.text import dutch


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
        self.personen = study.codebook.personen
        self.folder = Path(uitvoer or "../_build/notebooks").resolve() / "figures"

    @classmethod
    def load(cls, uitvoer: str | Path = "", **parameters: Any) -> Chapter:
        """Read the data of a variant; `parameters` are those of `Study.load`."""
        return cls(Study.load(**parameters), uitvoer)

    @cached_property
    def claims(self) -> list[rules.Claim]:
        """Every claim, evaluated."""
        return rules.evaluate(self.study)

    # -- chapter 1 and appendix 2 ---------------------------------------------------------------------------------

    def werkplaatsen(self) -> Markdown:
        """Show the workplaces and the institutions behind them (table 1.1)."""
        html = tables.to_html(tables.workplaces_table(self.study.workplaces, "werkplaatsen"))
        caption = "De Digitale Werkplaatsen en het aantal betrokken onderwijsinstellingen"
        return Markdown(shown.table(html, "tbl-werkplaatsen", caption))

    def bereik(self) -> Markdown:
        """Say how many workplaces have more than one institution, and in how many wo takes part.

        A workplace whose institutions are not known counts as one that is not said to have several.
        """
        places = self.study.workplaces[[*KINDS]]
        several, university = int((places.sum(axis=1) > 1).sum()), int((places["wo"] > 0).sum())
        few, told = len(places) - several, []
        if not few:
            told.append("Bij alle werkplaatsen werken meerdere onderwijsinstellingen samen.")
        elif few < several:
            told.append(f"Op {_places(few)} na werken bij elke werkplaats meerdere instellingen samen.")
        elif several:
            told.append(f"Bij {_places(several)} werken meerdere onderwijsinstellingen samen.")
        if university:
            told.append(f"Bij {_places(university)} doet ook het wo mee.")
        return Markdown(" ".join(told))

    def aanpak_respons(self) -> Markdown:
        """Say how many were asked and how many answered."""
        return Markdown(turnout.approach(self.study))

    def respons_inleiding(self) -> Markdown:
        """Open appendix 2: how many answered, and from how many workplaces."""
        return Markdown(turnout.introduction(self.study))

    def respons(self, dimension: str) -> Markdown:
        """Show responses beside those approached, by tranche or sector."""
        return Markdown(turnout.by_dimension(self.study, dimension))

    def respons_werkplaats(self) -> Markdown:
        """Show the number of respondents per workplace."""
        return Markdown(turnout.by_workplace(self.study))

    def vertekening(self) -> Markdown:
        """Say whether those who answered resemble those approached."""
        return Markdown(turnout.bias(self.study))

    # -- a level ---------------------------------------------------------------------------------------------------

    def niveau(self, key: str) -> NiveauChapter:
        """Return the results of one level."""
        return NiveauChapter(self.study, self.study.codebook.niveau(key), self.claims, self.synthese, self.folder)

    # -- conclusions -----------------------------------------------------------------------------------------------

    @cached_property
    def synthese(self) -> dict[str, Any]:
        """The hand-written syntheses; empty where they do not belong to these answers."""
        return read_synthesis(self.study)

    def conclusies(self) -> Markdown:
        """Sum up every level: its claims once more, then its synthesis."""
        parts = []
        for niveau in self.study.codebook.niveaus:
            parts.append(f"## Opbrengsten op {niveau.naam} {{#sec-conclusie-{niveau.key}}}")
            parts.append(rules.conclusion(self.claims, niveau.key))
            parts += [part["tekst"] for part in self.synthese.get("conclusies", {}).get(niveau.key, [])]
        return Markdown("\n\n".join(part for part in parts if part))

    def hoofdopbrengsten(self) -> Markdown:
        """Show the main outcomes over all levels."""
        found = self.synthese.get("hoofdopbrengsten", [])
        if not found:
            return Markdown("De antwoorden wijzen geen opbrengsten aan die er over alle niveaus heen uit springen.")
        listed = "\n".join(f"{number}. **{one['kop']}.** {one['tekst']}" for number, one in enumerate(found, 1))
        return Markdown(listed)

    def verantwoording(self) -> Markdown:
        """List every claim with its condition and figures."""
        return Markdown(register(self.claims, self.study.codebook.niveaus))

    def formulier(self) -> Markdown:
        """Draw the questionnaire."""
        return Markdown(form_markdown(self.study.codebook))

    # -- answers in the respondents' own words ---------------------------------------------------------------------

    @cached_property
    def _answered(self) -> pd.DataFrame:
        columns = [f"open_{niveau.key}" for niveau in self.study.codebook.niveaus]
        return self.study.selection[(self.study.selection[columns] != "").any(axis=1)]

    def _persons(self, count: int) -> str:
        """Count respondents: *geen enkele contactpersoon*, *één contactpersoon*, *acht contactpersonen*."""
        one = str(self.study.codebook.onderzoek["persoon"]["enkelvoud"])
        word = dutch.count_word(count, stress=True) if count else "geen enkele"
        return f"{word} {self.personen if count > 1 else one}"

    def antwoorden_inleiding(self) -> Markdown:
        """Say what was asked, and how many answered in their own words."""
        question, rows = self.study.codebook.formulier["open_vraag"], self._answered
        order = " per onderwijssector" if rows["sector"].nunique() > 1 else ""
        text = (
            f"Het formulier opent met een open vraag: ‘{question}’ Deze vraag is door {self._persons(len(rows))} "
            "beantwoord."
        )
        if len(rows):
            text += f" De antwoorden staan hieronder{order}, zoals ze zijn getypt."
        return Markdown(text)

    def opmerkingen_inleiding(self) -> Markdown:
        """Say how many left a remark."""
        count = int((self.study.selection["opmerking"] != "").sum())
        text = f"Het formulier sluit af met ruimte voor opmerkingen. Die is door {self._persons(count)} gebruikt."
        return Markdown(text)

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


def _places(count: int) -> str:
    """Count workplaces: *één werkplaats*, *acht werkplaatsen*."""
    return f"{dutch.count_word(count, stress=True)} {dutch.plural(count, 'werkplaats', 'werkplaatsen')}"

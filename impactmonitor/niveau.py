"""What the cells of ``notebooks/niveau.ipynb`` show: the results of one level, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from IPython.display import Markdown

from impactmonitor import claims, figures, markup, tables, tabulation, wording
from impactmonitor.codebook import Niveau
from impactmonitor.study import Study

MARGIN_NOTE = (
    "Marge: 95%-betrouwbaarheidsinterval (Wilson), gecorrigeerd voor het aantal benaderde personen. Bij deze aantallen "
    "zijn de marges ruim: lees een percentage als een schatting. Een verschil van ten minste 10 procentpunt heet in de "
    "tekst *vaker* of *minder vaak*; p is de overschrijdingskans van Fishers exacte toets."
)
BASE_NOTE = "Basis: contactpersonen die de opbrengst hebben aangevinkt en de vraag hebben beantwoord."


class NiveauChapter:
    """The results of one level: outcomes, status, nature, explanations.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    records : sequence of Record
        Every claim, evaluated.
    synthese : mapping
        The syntheses that belong to these answers, as `read_synthesis` gives them.
    folder : Path
        Where drawings are saved.
    """

    def __init__(
        self,
        study: Study,
        niveau: Niveau,
        records: Sequence[claims.Record],
        synthese: Mapping[str, Any],
        folder: Path,
    ) -> None:
        self.study = study
        self.personen = study.codebook.personen
        self.niveau = niveau
        self.records = records
        self.synthese = synthese
        self.folder = folder

    def zinnen(self, plek: str, kop: str = "") -> Markdown:
        """Show the sentences that hold at one place, under a heading where there are any."""
        text = claims.paragraph(self.records, self.niveau.key, plek)
        return Markdown(f"{kop}\n\n{text}" if kop and text else text)

    def _headline(self, claim: str, fallback: str) -> str:
        """Return the headline that a claim gives a figure."""
        koppen = [claims.plain(r.kop) for r in self.records if r.niveau == self.niveau.key and r.claim == claim]
        return next(filter(None, koppen), fallback)

    def inleiding(self) -> Markdown:
        """Say which groups the first figure shows, with their bases, and which are too small."""
        groups = self.study.groups
        first = f"@Fig-{self.niveau.key}-opbrengsten laat zien hoe vaak elke opbrengst is genoemd"
        named = [f"{group.naam} (n={wording.number(group.n)})" for group in groups]
        text = f"{first}: {wording.enumerate_nl(named)}." if len(groups) > 1 else f"{first} (n={groups[0].n})."
        keys = {group.key for group in groups}
        sectors = [group.n for group in self.study.sectors if group.key in keys]
        rest = self.study.n - sum(sectors)
        if sectors and rest:
            text += f" De overige {self.personen} (n={rest}) vormen een te kleine groep om apart te laten zien."
        return Markdown(text)

    def opbrengsten(self) -> Markdown:
        """Draw how often each outcome is named, per group (figure x.1)."""
        table = tabulation.outcomes(self.study, self.niveau)
        title = f"Opbrengsten op {self.niveau.naam}"
        headline = self._headline("koploper", title)
        bases = "; ".join(f"{group.naam} n={group.n}" for group in self.study.groups)
        drawing = figures.outcomes(table, headline, f"Aandeel contactpersonen dat de opbrengst noemt ({bases})")
        html = tables.to_html(tables.outcomes_table(table, f"cijfers-{self.niveau.key}-opbrengsten"))
        return self._figure("opbrengsten", drawing, title, figures.alt_outcomes(table, title), html, MARGIN_NOTE)

    def verdeling(self, scale: str) -> Markdown:
        """Draw the status or nature of the outcomes (figures x.2 and x.3)."""
        table = tabulation.distribution(self.study, self.niveau, scale)
        title = f"{scale.capitalize()} van de opbrengsten op {self.niveau.naam}"
        headline = self._headline(f"{scale}_meest", title)
        subtitle = f"Aandeel van wie de opbrengst noemt (n={self.study.n} formulieren)"
        drawing = figures.distribution(table, headline, subtitle, self.study.min_onthulling)
        alt = figures.alt_distribution(table, title, self.study.min_onthulling)
        html = tables.to_html(tables.distribution_table(table, f"cijfers-{self.niveau.key}-{scale}"))
        return self._figure(scale, drawing, title, alt, html, BASE_NOTE)

    def _figure(self, part: str, drawing: Any, title: str, alt: str, html: str, note: str) -> Markdown:
        stem = f"{self.niveau.key}-{part}"
        figures.save(drawing, self.folder, stem)
        caption = f"{title} (n={wording.number(self.study.n)})"
        blocks = [markup.figure(stem, caption, alt, f"fig-{stem}"), markup.data_table(html, f"fig-{stem}", note)]
        return Markdown("\n\n".join(blocks))

    def andere(self) -> Markdown:
        """List the other outcomes that respondents named, as typed."""
        texts = self.study.selection[self.niveau.column("andere", "tekst")]
        given: Sequence[str] = [text for text in texts if text]
        if not given:
            return Markdown("")
        listed = "\n".join(f"- {markup.escape(text)}" for text in given)
        intro = (
            f"Eén van de {self.personen} noemt een andere opbrengst op dit niveau:"
            if len(given) == 1
            else f"{wording.capitalise(wording.count_word(len(given)))} {self.personen} noemen een andere "
            "opbrengst op dit niveau:"
        )
        return Markdown(f"{intro}\n\n{listed}")

    def toelichtingen(self) -> Markdown:
        """Show the syntheses of the explanations, per outcome that the questionnaire still holds."""
        known = {item.key for item in self.niveau.named}
        found = self.synthese.get("niveaus", {}).get(self.niveau.key, {})
        parts = [self.synthese["inleiding"]] if found else []
        parts += [f"### {one['kop']}\n\n{one['tekst']}" for key, one in found.items() if key in known]
        return Markdown("\n\n".join(parts))

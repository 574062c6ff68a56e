"""What the cells of ``notebooks/niveau.ipynb`` show: the results of one level, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from IPython.display import Markdown
from matplotlib.figure import Figure

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.claims.evidence import Level
from impactmonitor.display import charts, shown, tables
from impactmonitor.survey.codebook import Niveau
from impactmonitor.text import dutch, strangers

MARGIN_NOTE = (
    "Marge: 95%-betrouwbaarheidsinterval (Wilson), gecorrigeerd voor het aantal benaderde personen waar dat bekend is. "
    "Verschil: in procentpunten, vóór afronding, van een sector met de andere getoonde sectoren en van een tranche of "
    "selectie met alle andere {personen}; vet vanaf {regel} procentpunt. p: Fishers exacte toets."
)
QUESTIONS = {
    "status": "of de opbrengsten volgens de {personen} al zijn gerealiseerd",
    "aard": "of de {personen} de opbrengsten nieuw vinden of een versterking van wat er al was",
}
BASE_NOTE = "Basis: {personen} die de opbrengst hebben aangekruist en de vraag hebben beantwoord."


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
        records: Sequence[rules.Claim],
        synthese: Mapping[str, Any],
        folder: Path,
    ) -> None:
        self.study = study
        self.personen = study.codebook.personen
        self.niveau = niveau
        self.records = records
        self.synthese = synthese
        self.folder = folder

    def _told(self, text: str) -> str:
        """Fill in what respondents are called, and the rule for a difference."""
        return text.format(personen=self.personen, regel=dutch.number(DIFFERENCE_RULE * 100))

    def zinnen(self, plek: str, kop: str = "") -> Markdown:
        """Show the sentences that hold at one place, under a heading where there are any."""
        text = rules.paragraph(self.records, self.niveau.key, plek)
        return Markdown(f"{kop}\n\n{text}" if kop and text else text)

    def vergelijking(self, plek: str, kop: str, titel: str) -> Markdown:
        """Show the sentences that compare two groups, under a heading, and the numbers they rest on."""
        groups = Level(self.study, self.niveau).compared(plek)
        if not groups:
            return Markdown("")
        text = rules.paragraph(self.records, self.niveau.key, plek)
        first, second = groups
        table = tabulation.outcomes(self.study, self.niveau, [first, replace(second, rival=None)])  # told once
        html = tables.to_html(tables.outcomes_table(table, f"cijfers-{self.niveau.key}-{plek}"))
        data = shown.data_table(html, f"Cijfers bij {titel} op {self.niveau.naam}", self._told(MARGIN_NOTE))
        return Markdown("\n\n".join([kop, text, data]))

    def _headline(self, claim: str, fallback: str) -> str:
        """Return the headline that a claim gives a figure."""
        koppen = [rules.unmarked(r.kop) for r in self.records if r.niveau == self.niveau.key and r.claim == claim]
        return next(filter(None, koppen), fallback)

    def inleiding(self) -> Markdown:
        """Say which groups the first figure shows, with their bases, and why others are not shown apart."""
        groups = self.study.groups
        first = f"@Fig-{self.niveau.key}-opbrengsten laat zien hoe vaak elke opbrengst is genoemd"
        named = [f"{strangers.escape(group.naam)} (n={dutch.number(group.n)})" for group in groups]
        text = f"{first}: {dutch.enumerate_nl(named)}." if len(groups) > 1 else f"{first} (n={groups[0].n})."
        return Markdown(" ".join(filter(None, [text, self._apart()])))

    def _apart(self) -> str:
        """Say why some sectors are not shown apart."""
        study, persons = self.study, self.personen
        shown = [group for group in study.sectors if group in study.groups]
        hidden = [group for group in study.sectors if group.n and group not in shown]
        count = sum(group.n for group in hidden)
        if not hidden or (not shown and len(hidden) == 1):
            return ""
        if any(group.n >= study.min_groep for group in hidden):
            others = f"De {persons} uit andere sectoren (n={count})" if shown else "De sectoren"
            few = dutch.count_word(study.min_onthulling)
            return (
                f"{others} staan er niet apart in: dan zou ook te zien zijn wat een groep van minder dan {few} "
                f"{persons} heeft geantwoord."
            )
        if not shown:
            return "De sectoren zijn te klein om apart te laten zien."
        if count < study.min_groep:
            return f"De {persons} uit andere sectoren (n={count}) vormen een te kleine groep om apart te laten zien."
        return (
            f"De {persons} uit andere sectoren (n={count}) staan er niet apart in: hun sectoren zijn daarvoor te klein."
        )

    def opbrengsten(self) -> Markdown:
        """Draw how often each outcome is named, per group (figure x.1)."""
        table = tabulation.outcomes(self.study, self.niveau)
        title = f"Opbrengsten op {self.niveau.naam}"
        headline = self._headline("koploper", title)
        bases = "; ".join(f"{group.naam} n={group.n}" for group in self.study.groups)
        subtitle = f"Aandeel {self.personen} dat de opbrengst noemt ({bases})"
        draw = partial(charts.outcomes, table, headline, subtitle)
        html = tables.to_html(tables.outcomes_table(table, f"cijfers-{self.niveau.key}-opbrengsten"))
        beside = "" if self.study.variant.whole else f", naast {self.study.whole.naam} (n={self.study.whole.n})"
        caption = self._caption(title) + beside
        return self._figure(
            "opbrengsten", draw, caption, charts.alt_outcomes(table, title), html, self._told(MARGIN_NOTE)
        )

    def verdeling_beeld(self, scale: str) -> Markdown:
        """Lead in the figure of status or nature and say what it shows, or why there is none."""
        question = self._told(QUESTIONS[scale])
        if tabulation.distribution(self.study, self.niveau, scale)["toon"].any():
            told = rules.paragraph(self.records, self.niveau.key, scale)
            told = told or "Voor een uitspraak daarover zijn de aantallen te klein."
            return Markdown(f"@Fig-{self.niveau.key}-{scale} laat zien {question}. {told}")
        few = dutch.count_word(self.study.min_onthulling)
        return Markdown(
            f"Dit rapport kan niet laten zien {question}: bij elke opbrengst zijn er minder dan {few} antwoorden, of "
            "zou te zien zijn wat een zo kleine groep heeft geantwoord."
        )

    def verdeling(self, scale: str) -> Markdown:
        """Draw the status or nature of the outcomes (figures x.2 and x.3), where any may be shown."""
        table = tabulation.distribution(self.study, self.niveau, scale)
        if not table["toon"].any():
            return Markdown("")
        title = f"{scale.capitalize()} van de opbrengsten op {self.niveau.naam}"
        headline = self._headline(f"{scale}_meest", title)
        subtitle = "Aandeel van wie de opbrengst noemt (n: achter elke balk)"
        draw = partial(charts.distribution, table, headline, subtitle, self.study.min_onthulling)
        alt = charts.alt_distribution(table, title, self.study.min_onthulling)
        totals = tabulation.scale_totals(self.study, self.niveau, scale)
        html = tables.to_html(tables.distribution_table(table, f"cijfers-{self.niveau.key}-{scale}", totals))
        return self._figure(scale, draw, self._caption(title), alt, html, self._told(BASE_NOTE))

    def _caption(self, title: str) -> str:
        """Add what the figure is about to its title: the variant, and the number of respondents."""
        name = "" if self.study.variant.whole else f": {self.study.total.naam}"
        return f"{title}{name} (n={dutch.number(self.study.n)})"

    def _figure(self, part: str, draw: Callable[..., Figure], caption: str, alt: str, html: str, note: str) -> Markdown:
        """Place a drawing and its numbers; the web page takes a narrow one on a phone."""
        stem = f"{self.niveau.key}-{part}"
        charts.save(draw(), self.folder, stem)
        charts.save(draw(wide=charts.NARROW), self.folder, f"{stem}-smal", extensions=["svg"])
        blocks = [shown.figure(stem, caption, alt, f"fig-{stem}"), shown.data_table(html, f"fig-{stem}", note)]
        return Markdown("\n\n".join(blocks))

    def andere(self) -> Markdown:
        """List the other outcomes that respondents named, as typed."""
        texts = self.study.selection[self.niveau.column("andere", "tekst")]
        given: Sequence[str] = [text for text in texts if text]
        if not given:
            return Markdown("")
        listed = "\n".join(f"- {strangers.escape(text)}" for text in given)
        intro = (
            f"Eén van de {self.personen} noemt een andere opbrengst op dit niveau:"
            if len(given) == 1
            else f"{dutch.capitalise(dutch.count_word(len(given)))} {self.personen} noemen een andere "
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

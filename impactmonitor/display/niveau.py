"""What the cells of ``notebooks/niveau.ipynb`` show: the results of one level, as Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from IPython.display import Markdown
from matplotlib.figure import Figure

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences
from impactmonitor.claims.evidence import Level
from impactmonitor.display import charts, shown, tables
from impactmonitor.survey.codebook import Niveau
from impactmonitor.text import dutch


class NiveauChapter:
    """The results of one level: outcomes, status, nature, explanations.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    folder : Path
        Where drawings are saved.
    """

    def __init__(self, study: Study, niveau: Niveau, folder: Path) -> None:
        self.study = study
        self.personen = study.codebook.personen
        self.niveau = niveau
        self.sentences = Sentences(study, niveau)
        self.folder = folder

    def zinnen(self, plek: str) -> Markdown:
        """Show the sentences that hold at one place."""
        return Markdown(self.sentences[plek])

    def vergelijking(self, plek: str, kop: str, titel: str) -> Markdown:
        """Show the sentences that compare two groups, under a heading, and the numbers they rest on."""
        groups = Level(self.study, self.niveau).compared(plek)
        if not groups:
            return Markdown("")
        text = self.sentences[plek]
        first, second = groups
        table = tabulation.outcomes(self.study, self.niveau, [first, replace(second, rival=None)])  # told once
        html = tables.to_html(tables.outcomes_table(table, f"cijfers-{self.niveau.key}-{plek}"))
        data = shown.data_table(html, f"Cijfers bij {titel} op {self.niveau.naam}", self.sentences["marges"])
        return Markdown("\n\n".join([kop, text, data]))

    def inleiding(self) -> Markdown:
        """Say which groups the first figure shows, with their bases, and why others are not shown apart."""
        return self.zinnen("inleiding")

    def opbrengsten(self) -> Markdown:
        """Draw how often each outcome is named, per group (figure x.1)."""
        table = tabulation.outcomes(self.study, self.niveau)
        title = f"Opbrengsten op {self.niveau.naam}"
        headline = self.sentences.headline("koploper", title)
        bases = "; ".join(f"{group.naam} n={group.n}" for group in self.study.groups)
        subtitle = f"Aandeel {self.personen} dat de opbrengst noemt ({bases})"
        draw = partial(charts.outcomes, table, headline, subtitle)
        html = tables.to_html(tables.outcomes_table(table, f"cijfers-{self.niveau.key}-opbrengsten"))
        beside = "" if self.study.variant.whole else f", naast {self.study.whole.naam} (n={self.study.whole.n})"
        caption = self._caption(title) + beside
        return self._figure(
            "opbrengsten", draw, caption, charts.alt_outcomes(table, title), html, self.sentences["marges"]
        )

    def verdeling_beeld(self, scale: str) -> Markdown:
        """Lead in the figure of status or nature and say what it shows, or why there is none."""
        return self.zinnen(f"{scale}-beeld")

    def verdeling(self, scale: str) -> Markdown:
        """Draw the status or nature of the outcomes (figures x.2 and x.3), where any may be shown."""
        table = tabulation.distribution(self.study, self.niveau, scale)
        if not table["toon"].any():
            return Markdown("")
        title = f"{scale.capitalize()} van de opbrengsten op {self.niveau.naam}"
        headline = self.sentences.headline(f"{scale}_meest", title)
        subtitle = "Aandeel van wie de opbrengst noemt (n: achter elke balk)"
        draw = partial(charts.distribution, table, headline, subtitle, self.study.min_onthulling)
        alt = charts.alt_distribution(table, title, self.study.min_onthulling)
        totals = tabulation.scale_totals(self.study, self.niveau, scale)
        html = tables.to_html(tables.distribution_table(table, f"cijfers-{self.niveau.key}-{scale}", totals))
        return self._figure(scale, draw, self._caption(title), alt, html, self.sentences["basis"])

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
        return self.zinnen("andere")

    def toelichtingen(self) -> Markdown:
        """Show the syntheses of the explanations, per outcome that the questionnaire still holds."""
        return self.zinnen("toelichtingen")

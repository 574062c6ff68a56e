"""What the cells of the notebooks show: Markdown made of one study's results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Markdown

from impactmonitor import claims, evidence, figures, markup, numbers, tables, tabulation, wording
from impactmonitor.codebook import Niveau
from impactmonitor.form import form_markdown
from impactmonitor.inference import response_test
from impactmonitor.study import Study
from impactmonitor.synthesis import read_synthesis
from impactmonitor.variant import Variant

MARGIN_NOTE = (
    "Marge: 95%-betrouwbaarheidsinterval (Wilson), gecorrigeerd voor het aantal benaderde personen. Bij deze aantallen "
    "zijn de marges ruim: lees een percentage als een schatting. Een verschil van ten minste 10 procentpunt heet in de "
    "tekst *vaker* of *minder vaak*; p is de overschrijdingskans van Fishers exacte toets."
)
BASE_NOTE = "Basis: contactpersonen die de opbrengst hebben aangevinkt en de vraag hebben beantwoord."


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
    def claims(self) -> list[claims.Record]:
        """Every claim, evaluated."""
        return claims.evaluate(self.study)

    @cached_property
    def persoon(self) -> str:
        """What respondents are called, in the plural."""
        return str(self.study.codebook.onderzoek["persoon"]["meervoud"])

    # -- chapter 1 and appendix 2 ---------------------------------------------------------------------------------

    def werkplaatsen(self) -> Markdown:
        """Show the workplaces and the institutions behind them (table 1.1)."""
        html = tables.to_html(tables.workplaces_table(self.study.workplaces, "werkplaatsen"))
        caption = "De Digitale Werkplaatsen en het aantal betrokken onderwijsinstellingen"
        return Markdown(markup.table(html, "tbl-werkplaatsen", caption))

    def bereik(self) -> Markdown:
        """Say how many workplaces have more than one institution, and in how many wo takes part."""
        places = self.study.workplaces[["mbo", "hbo", "wo"]].fillna(0).astype(int)
        single, university = int((places.sum(axis=1) == 1).sum()), int((places["wo"] > 0).sum())
        first = "Bij alle werkplaatsen werken meerdere onderwijsinstellingen samen."
        if single:
            noun = wording.plural(single, "werkplaats", "werkplaatsen")
            first = f"Op {wording.count_word(single)} {noun} na werken bij elke werkplaats meerdere instellingen samen."
        noun = wording.plural(university, "werkplaats", "werkplaatsen")
        return Markdown(f"{first} Bij {wording.count_word(university)} {noun} doet ook het wo mee.")

    def aanpak_respons(self) -> Markdown:
        """Say how many were asked and how many answered."""
        study = self.study
        everyone = wording.number(study.approached_in(Variant()) or 0)
        whole = len(study.frame)
        share = wording.share(whole / int(everyone.replace(".", ""))).text
        text = (
            f"In totaal zijn {everyone} {self.persoon} benaderd. {wording.capitalise(share)} van hen vulde het "
            f"formulier in (n={wording.number(whole)}). {numbers.silent_sentence(study)}"
        )
        if not study.variant.whole:
            name = study.variant.name(study.codebook)
            text += f" Dit rapport gaat over {wording.number(study.n)} van die formulieren: {name}."
        return Markdown(text)

    def respons_inleiding(self) -> Markdown:
        """Open appendix 2: how many answered, and from how many workplaces."""
        study = self.study
        places, known = study.selection["werkplaats"].nunique(), len(study.workplaces)
        text = f"Het formulier is door {wording.number(study.n)} {self.persoon} ingevuld."
        if study.variant.whole:
            text += f" Zij horen bij {wording.count_word(places)} van de {wording.count_word(known)} werkplaatsen."
        elif places > 1:
            text += f" Zij horen bij {wording.count_word(places)} werkplaatsen."
        return Markdown(text)

    def respons(self, dimension: str) -> Markdown:
        """Show responses beside those approached, by tranche or sector."""
        table = tabulation.response(self.study, dimension)
        html = tables.to_html(tables.response_table(table, f"respons-{dimension}", dimension.capitalize()))
        return Markdown(markup.table(html, f"tbl-respons-{dimension}", f"Respons per {dimension}"))

    def respons_werkplaats(self) -> Markdown:
        """Show the number of respondents per workplace."""
        counts = tabulation.workplace_counts(self.study)
        html = tables.to_html(tables.counts_table(counts, "respons-werkplaats"))
        return Markdown(markup.table(html, "tbl-respons-werkplaats", "Respons per Digitale Werkplaats"))

    def vertekening(self) -> Markdown:
        """Say whether those who answered resemble those approached."""
        sentences = [self._bias(dimension) for dimension in ("tranche", "sector") if self._comparable(dimension)]
        if not sentences:
            return Markdown("")
        closing = (
            f"Of de {self.persoon} die antwoordden ook anders over de opbrengsten denken dan wie niet antwoordde, "
            "is niet bekend: lees de uitkomsten als het beeld van wie meedeed."
        )
        return Markdown(" ".join([*sentences, closing]))

    def _comparable(self, dimension: str) -> bool:
        table = tabulation.response(self.study, dimension)
        return bool(table["benaderd"].notna().all()) and len(table) > 2

    def _bias(self, dimension: str) -> str:
        table = tabulation.response(self.study, dimension).iloc[:-1]
        p = response_test(table["respons"].tolist(), table["benaderd"].tolist())
        low, high = table.loc[table["aandeel"].idxmin()], table.loc[table["aandeel"].idxmax()]
        span = (
            f"De respons loopt van {wording.percent(low['aandeel'])} ({low['categorie'].lower()}) tot "
            f"{wording.percent(high['aandeel'])} ({high['categorie'].lower()})"
        )
        shown = "<0,001" if p < 0.001 else f"={wording.number(p, 2)}"
        if p < 0.05:
            verdict = "die verschillen zijn groter dan toeval doet verwachten, zodat sommige groepen zwaarder meetellen"
        else:
            verdict = "zulke verschillen kunnen op toeval berusten"
        return f"{span} naar {dimension}; {verdict} (chi-kwadraattoets, p{shown})."

    # -- a level ---------------------------------------------------------------------------------------------------

    def niveau(self, key: str) -> NiveauChapter:
        """Return the results of one level."""
        return NiveauChapter(self, self.study.codebook.niveau(key))

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
            parts.append(claims.conclusion(self.claims, niveau.key))
            parts += self.synthese.get("conclusies", {}).get(niveau.key, [])
        return Markdown("\n\n".join(part for part in parts if part))

    def hoofdopbrengsten(self) -> Markdown:
        """Show the main outcomes over all levels."""
        found = self.synthese.get("hoofdopbrengsten", [])
        if not found:
            return Markdown("")
        listed = "\n".join(f"{number}. **{one['kop']}.** {one['tekst']}" for number, one in enumerate(found, 1))
        return Markdown(listed)

    def verantwoording(self) -> Markdown:
        """List every claim with its condition and figures."""
        rows = pd.DataFrame(claims.as_rows(self.claims))
        return Markdown(
            f"::: {{.verantwoording}}\n{markup.raw_html(tables.to_html(tables.claims_table(rows, 'claims')))}\n:::"
        )

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
        question = self.study.codebook.formulier["open_vraag"]
        count = len(self._answered)
        who = (
            f"{wording.number(count)} {self.persoon} beantwoordden" if count != 1 else "Eén contactpersoon beantwoordde"
        )
        text = (
            f"Het formulier opent met een open vraag: ‘{question}’ {who} deze vraag. De antwoorden staan hieronder per "
            "onderwijssector, zoals ze zijn getypt."
        )
        return Markdown(text)

    def opmerkingen_inleiding(self) -> Markdown:
        """Say how many left a remark."""
        count = int((self.study.selection["opmerking"] != "").sum())
        if not count:
            return Markdown(
                f"Het formulier sluit af met ruimte voor opmerkingen. Geen van de {self.persoon} gebruikte die."
            )
        who = f"{wording.number(count)} {self.persoon} gebruikten" if count != 1 else "Eén contactpersoon gebruikte"
        return Markdown(f"Het formulier sluit af met ruimte voor opmerkingen. {who} die.")

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
                parts.append(f"::: {{.antwoorden}}\n{markup.raw_html(html)}\n:::")
        return Markdown("\n\n".join(parts))

    def opmerkingen(self) -> Markdown:
        """Show the remarks, as typed."""
        rows = self.study.selection[self.study.selection["opmerking"] != ""]
        if rows.empty:
            return Markdown("")
        html = tables.to_html(tables.answers_table(rows, ["opmerking"], ["Aanvullende opmerkingen"], "opmerkingen"))
        return Markdown(f"::: {{.antwoorden}}\n{markup.raw_html(html)}\n:::")


class NiveauChapter:
    """The results of one level: outcomes, status, nature, explanations."""

    def __init__(self, chapter: Chapter, niveau: Niveau) -> None:
        self.chapter = chapter
        self.study = chapter.study
        self.def_ = niveau
        self.level = evidence.Level(chapter.study, niveau)

    def zinnen(self, plek: str, kop: str = "") -> Markdown:
        """Show the sentences that hold at one place, under a heading where there are any."""
        text = claims.paragraph(self.chapter.claims, self.def_.key, plek)
        return Markdown(f"{kop}\n\n{text}" if kop and text else text)

    def _headline(self, claim: str, fallback: str) -> str:
        """Return the headline that a claim gives a figure."""
        koppen = [claims.plain(r.kop) for r in self.chapter.claims if r.niveau == self.def_.key and r.claim == claim]
        return next(filter(None, koppen), fallback)

    def inleiding(self) -> Markdown:
        """Say which groups the first figure shows, with their bases, and which are too small."""
        groups = self.study.groups
        first = f"@Fig-{self.def_.key}-opbrengsten laat zien hoe vaak elke opbrengst is genoemd"
        named = [f"{group.naam} (n={wording.number(group.n)})" for group in groups]
        text = f"{first}: {wording.enumerate_nl(named)}." if len(groups) > 1 else f"{first} (n={groups[0].n})."
        rest = self.study.n - sum(group.n for group in self.study.sectors if group in groups)
        if self.level.sectoren and rest:
            text += f" De overige {self.chapter.persoon} (n={rest}) vormen een te kleine groep om apart te laten zien."
        return Markdown(text)

    def opbrengsten(self) -> Markdown:
        """Draw how often each outcome is named, per group (figure x.1)."""
        table = tabulation.outcomes(self.study, self.def_)
        title = f"Opbrengsten op {self.def_.naam}"
        headline = self._headline("koploper", title)
        bases = "; ".join(f"{group.naam} n={group.n}" for group in self.study.groups)
        drawing = figures.outcomes(table, headline, f"Aandeel contactpersonen dat de opbrengst noemt ({bases})")
        html = tables.to_html(tables.outcomes_table(table, f"cijfers-{self.def_.key}-opbrengsten"))
        return self._figure("opbrengsten", drawing, title, figures.alt_outcomes(table, title), html, MARGIN_NOTE)

    def verdeling(self, scale: str) -> Markdown:
        """Draw the status or nature of the outcomes (figures x.2 and x.3)."""
        table = tabulation.distribution(self.study, self.def_, scale)
        title = f"{scale.capitalize()} van de opbrengsten op {self.def_.naam}"
        headline = self._headline(f"{scale}_meest", title)
        subtitle = f"Aandeel van wie de opbrengst noemt (n={self.study.n} formulieren)"
        drawing = figures.distribution(table, headline, subtitle, self.study.min_onthulling)
        alt = figures.alt_distribution(table, title, self.study.min_onthulling)
        html = tables.to_html(tables.distribution_table(table, f"cijfers-{self.def_.key}-{scale}"))
        return self._figure(scale, drawing, title, alt, html, BASE_NOTE)

    def _figure(self, part: str, drawing: Any, title: str, alt: str, html: str, note: str) -> Markdown:
        stem = f"{self.def_.key}-{part}"
        figures.save(drawing, self.chapter.folder, stem)
        caption = f"{title} (n={wording.number(self.study.n)})"
        blocks = [markup.figure(stem, caption, alt, f"fig-{stem}"), markup.data_table(html, f"fig-{stem}", note)]
        return Markdown("\n\n".join(blocks))

    def andere(self) -> Markdown:
        """List the other outcomes that respondents named, as typed."""
        texts = self.study.selection[self.def_.column("andere", "tekst")]
        given: Sequence[str] = [text for text in texts if text]
        if not given:
            return Markdown("")
        listed = "\n".join(f"- {markup.escape(text)}" for text in given)
        intro = (
            f"Eén van de {self.chapter.persoon} noemt een andere opbrengst op dit niveau:"
            if len(given) == 1
            else f"{wording.capitalise(wording.count_word(len(given)))} {self.chapter.persoon} noemen een andere "
            "opbrengst op dit niveau:"
        )
        return Markdown(f"{intro}\n\n{listed}")

    def toelichtingen(self) -> Markdown:
        """Show the syntheses of the explanations, per outcome that the questionnaire still holds."""
        known = {item.key for item in self.def_.named}
        found = self.chapter.synthese.get("niveaus", {}).get(self.def_.key, {})
        parts = [self.chapter.synthese["inleiding"]] if found else []
        parts += [f"### {one['kop']}\n\n{one['tekst']}" for key, one in found.items() if key in known]
        return Markdown("\n\n".join(parts))

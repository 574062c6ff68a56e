"""The page that a notebook's results go on: one study's, or those of one of its levels."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from great_tables import GT

from impactmonitor.analysis.bases import base
from impactmonitor.analysis.changed_answers import THEN
from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import HIDDEN, WITHHELD
from impactmonitor.analysis.turnout import divided_by
from impactmonitor.display.drawing import Drawing
from impactmonitor.display.form import form_markdown
from impactmonitor.display.rows import on_pages
from impactmonitor.display.shown import Shown, data_table, figure, numbered_table, raw_html, shown_text, shown_together
from impactmonitor.display.tables import DESCRIBES, frame_of, in_dutch, spared, to_html
from impactmonitor.paths import ROOT
from impactmonitor.survey.codebook import REPORTS, SECTOR, SIDE_BY_SIDE, TRANCHE, Codebook
from impactmonitor.survey.origin import origin
from impactmonitor.survey.parts import Niveau
from impactmonitor.text.dutch import capitalise, enumerate_nl, number

DASH = f"{HIDDEN}: niet getoond {WITHHELD}"
"""What a dash means, where there is one."""


class Page:
    """Takes a notebook's results, and shows them to people and to the report.

    Parameters
    ----------
    study : Study
    level : Niveau, optional
        The level that the results are about; of the whole study by default.
    uitvoer : path
        Folder of the report; figures land in its ``figures/``.
    """

    def __init__(self, study: Study, level: Niveau | None = None, uitvoer: str | Path = "") -> None:
        self.study = study
        self.level = level
        self.for_report = bool(uitvoer)  # which keeps nothing of what is for people
        self.folder = Path(uitvoer or ROOT / "_build" / "notebooks").resolve() / "figures"

    def _stem(self, name: str) -> str:
        return f"{self.level.key}-{name}" if self.level else name

    def told(self, text: str) -> str:
        """Fill in what the study calls things.

        They are ``{personen}, {niveau}, {Niveau}, {regel}``; ``{tranche}`` and ``{sector}``, the first groupings of
        either role, whatever their names; and ``{rapporten}`` and ``{kolommen}``, all that divide the respondents.
        """
        level = self.level.naam if self.level else ""
        rule = number(DIFFERENCE_RULE * 100)
        called = {one.key: getattr(self.study.codebook.first(one.rol), "naam", one.naam) for one in (TRANCHE, SECTOR)}
        for role in (REPORTS, SIDE_BY_SIDE):
            called[role] = enumerate_nl([one.naam for one in divided_by(self.study, role)])
        called |= {"niveau": level, "Niveau": capitalise(level)}
        called |= {"personen": self.study.codebook.personen, "regel": rule}
        # Other braces are left alone: they may be in words of the questionnaire.
        return re.sub(r"\{(\w+)\}", lambda name: called.get(name[1], name[0]), text)

    def text(self, markdown: str, heading: str = "") -> Shown:
        """Show sentences.

        Parameters
        ----------
        markdown : str
            From `Sentences`; nothing is shown where it is empty.
        heading : str
            Above them.
        """
        return shown_text(f"### {heading}\n\n{markdown}" if heading and markdown else markdown)

    def follow_up(self, scale: str) -> str:
        """Return what a follow-up of outcomes is called, as a title: *Bereik*."""
        return capitalise(self.study.codebook.called(scale))

    def together(self, parts: Iterable[Shown]) -> Shown:
        """Show several results of one cell one under the other; nothing where none of them shows anything."""
        return shown_together([one for one in parts if one.report], people=not self.for_report)

    def figure(
        self,
        name: str,
        draw: Callable[..., Any],
        table: pd.DataFrame,
        *,
        headline: str,
        measure: str,
        caption: str,
        n: int | None = None,
        written: bool = False,
        **how: Any,
    ) -> Shown:
        """Have seaborn draw a tidy table on the report's sheet.

        Parameters
        ----------
        name : str
            Of the figure on this page; it is also the cell's label.
        draw : callable
            A function of seaborn, such as `seaborn.barplot`.
        table : DataFrame
            Tidy, as `charts.chart` takes it; nothing is shown where it has no values.
        headline, measure, caption : str
            The finding (the caption's title where it is empty), what is measured, and what the figure is of.
        n : int, optional
            Whom it is about; by default those of the variant that the table counts.
        written : bool
            It counts what respondents wrote to the open question, which everybody was asked, and whose texts are
            real where their other answers are a reconstruction.
        **how
            As `draw` takes it.
        """
        if table["aandeel"].isna().all():
            return shown_text("")
        title, stem = self.told(caption), self._stem(name)
        table = table.assign(**{how[part]: table[how[part]].cat.remove_unused_categories() for part in ("y", "hue")})
        parts = on_pages(table, **how)
        subtitle = self._measured(measure, table, parts, written)
        drawn = [Drawing(draw, part, headline or title, subtitle, how, number) for number, part in enumerate(parts, 1)]
        spread = "antwoord" in table  # each row of which tells its own number of answers
        beside = not spread and self.study.whole.key in set(table["groep_key"])
        for one in drawn:
            one.save(self.folder, stem)
        people = {} if self.for_report else {"image/png": base64.b64encode(drawn[0].small_png).decode()}
        asked = "" if written else self._asked
        own = table.loc[table["groep_key"] == self.study.total.key, "n"].dropna()
        n = int(own.iloc[0]) if n is None and len(own) and not spread else n
        alts = [f"{one.alt_text(title)}{asked and f' {asked}.'}" for one in drawn]
        report = figure(stem, self._caption(title, beside, spread, n), alts[0], f"fig-{stem}", alts[1:])
        return Shown({**people, "text/plain": "\n".join(alts)}, report)

    def _measured(self, measure: str, table: pd.DataFrame, parts: Sequence[pd.DataFrame], written: bool) -> str:
        """Say what a figure measures, of whom, and how to read it; `parts` is what of the table it shows."""
        shown = parts[0]
        subtitle = f"{self.told(measure)} ({self._base(shown)})"
        if "laag" in shown and shown["laag"].notna().any():
            subtitle += ". Dunne lijn: marge"
        if self._asked and not written:
            subtitle += f". {self._asked}"
        # The texts of a reconstruction are real; who wrote which, and so which a part has, is not.
        real = written and self.study.variant.whole and self.study.responses.reconstruction
        if (said := self._made_up(shown)) and not real:
            subtitle += f". {said}"
        if "antwoord" not in shown and not all(part["toon"].all() for part in parts):
            subtitle += f". {DASH}"
        if "groep_key" in table and shown["groep_key"].nunique() < table["groep_key"].nunique():
            subtitle += ". De groepen staan in de tabel"
        return subtitle

    def _made_up(self, table: pd.DataFrame) -> str:
        """Say of which answers in a table nobody gave them; empty where all are real."""
        now, earlier = origin(self.study.responses), self.study.earlier
        then = origin(earlier.study.responses) if earlier and earlier.study else {}
        if then == now or not table["groep_key"].astype(str).str.startswith(THEN).any():
            return now.get("voet", "")
        waves = ((self.study.codebook.meting, now), (earlier.by.meting if earlier else "", then))
        return "Antwoorden " + "; ".join(f"van {wave}: {made['soort']}" for wave, made in waves if made)

    @property
    def _asked(self) -> str:
        """Say whom the question of this page was asked of; empty where everybody was."""
        whom = self.study.codebook.asked_of(self.level) if self.level else ""
        return whom and f"Alleen gevraagd aan {whom}"

    def _base(self, table: pd.DataFrame) -> str:
        """Say on how many the shares rest."""
        if "antwoord" in table:
            return "n: achter elke balk"
        groups = table.sort_values("groep", kind="stable").drop_duplicates("groep_key")
        return "; ".join(f"{row.groep_naam} n={HIDDEN if pd.isna(row.n) else row.n}" for row in groups.itertuples())

    def _caption(self, title: str, beside: bool, spread: bool, n: int | None) -> str:
        """Add to a title whom a figure is about: the variant, the number of respondents, and whom it stands beside."""
        study = self.study
        counted = [base(study, self.level, one) if self.level else one.n for one in (study.total, study.whole)]
        own, every = (HIDDEN if one is None else number(one) for one in counted)
        name = "" if study.variant.whole else f": {study.total.naam}"
        whole = f", naast {study.whole.naam} (n={every})" if beside and not study.variant.whole else ""
        return f"{title}{name}{'' if spread else f' (n={own if n is None else number(n)})'}{whole}"

    def table(
        self,
        name: str,
        table: GT,
        *,
        note: str = "",
        caption: str = "",
        title: str = "",
        when: bool = True,
        written: bool = False,
    ) -> Shown:
        """Show a table of great-tables.

        Parameters
        ----------
        name : str
            Of the table on this page. With neither caption nor title it holds the numbers behind the figure of that
            name.
        table : GT
            Nothing is shown where it has no rows.
        note : str
            Markdown below it.
        caption : str
            Makes it a numbered table.
        title : str
            Of numbers that belong to a text, and to no figure.
        when : bool
            Whether to show it at all.
        written : bool
            As `figure` has it.
        """
        if not when or frame_of(table).empty:
            return shown_text("")
        frame = frame_of(table)
        counted = [name for name in map(str, frame) if "|" in name and not name.endswith(DESCRIBES)]
        if frame[counted].isna().any(axis=None):
            note = " ".join(filter(None, [note, f"{DASH}."]))
        if left := spared(table):
            note = " ".join(filter(None, [note, f"{capitalise(enumerate_nl(left[::-1]))} staan in het tabellenboek."]))
        asked = "" if written else self._asked
        note = " ".join(filter(None, [note, asked and f"{asked}."]))
        stem = self._stem(name)
        identifier = stem if caption else f"cijfers-{stem}"
        html = to_html(table, identifier)
        if caption:
            report = numbered_table(html, f"tbl-{stem}", self.told(caption))
        else:
            report = data_table(html, self.told(title) if title else f"fig-{stem}", self.told(note))
        people = {} if self.for_report else {"text/html": table.with_id(identifier).as_raw_html()}
        return Shown({**people, "text/plain": ""}, report)

    def answers(self, name: str, table: pd.DataFrame, by: str = "", themes: pd.DataFrame | None = None) -> Shown:
        """Show texts of respondents as typed, under a heading for each group of them.

        Parameters
        ----------
        name : str
            Of the table on this page.
        table : DataFrame
            A column for each question; columns ``data-…`` describe the rows.
        by : str
            Column with the groups; of one without a name no heading is shown.
        themes : DataFrame, optional
            The themes of each text, row by row, from `coded_answers.answer_themes`.
        """
        parts = []
        for place, (label, rows) in enumerate(table.groupby(by, sort=False, observed=True) if by else [("", table)], 1):
            if rows.empty:
                continue
            identifier = f"{name}-{place}" if by else name
            beneath = None if themes is None or themes.empty else themes.loc[rows.index]
            html = to_html(GT(rows.drop(columns=by or [])).pipe(in_dutch), identifier, beneath)
            heading = f"## {label} (n={len(rows)}) {{#sec-{identifier}}}\n\n" if label else ""
            parts.append(f"{heading}::: {{.antwoorden}}\n{raw_html(html)}\n:::")
        shown = table.drop(columns=[column for column in table if str(column).startswith("data-")])
        people = {"text/html": shown.to_html(index=False)} if parts and not self.for_report else {}
        return Shown({**people, "text/plain": ""}, "\n\n".join(parts))

    def form(self, codebook: Codebook) -> Shown:
        """Show the questionnaire as it was put to respondents."""
        drawn, people = form_markdown(codebook), {}
        if not self.for_report:
            import pypandoc

            people = {"text/html": pypandoc.convert_text(drawn, "html", "markdown")}
        return Shown({**people, "text/plain": ""}, drawn)

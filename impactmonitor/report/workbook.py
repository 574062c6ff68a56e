"""The tabellenboek: every count behind every figure, by sector and tranche, as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from impactmonitor.analysis import own_words, tabulation
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.study import Study
from impactmonitor.report.provenance import provenance, report_date
from impactmonitor.survey.codebook import Niveau

SUPPRESSED = "–"
CONTENTS = "Inhoud"
MOST = 32_000
"""Characters of a text that are written; a cell of a workbook holds 32,767."""
RECONSTRUCTION = (
    "De antwoorden per persoon zijn een reconstructie: de gegevens achter het gepubliceerde rapport zijn niet openbaar."
)
FOLLOW_UP = "Basis: {personen} die de opbrengst hebben aangekruist en de vraag hebben beantwoord."
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#555555"},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
    "head of numbers": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "align": "right"},
    "text": {"text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0", "align": "right", "valign": "top"},
    "percent": {"num_format": "0%", "align": "right", "valign": "top"},
}


@dataclass(frozen=True)
class Tab:
    """One sheet: a question's table, and what a reader needs to know to use it.

    Attributes
    ----------
    name, title, base : str
        Of the sheet, and whom the numbers are about.
    table : DataFrame
        Labels first, then numbers; a column whose name ends in ``%`` holds shares (0-1). Suppressed values are missing.
    labels : int
        Number of columns of labels.
    question : str
        The form's own words; empty for the response.
    words : bool
        Whether the table holds answers as typed, and no numbers.
    """

    name: str
    title: str
    base: str
    table: pd.DataFrame
    labels: int = 1
    question: str = ""
    words: bool = False


def _columns(study: Study) -> list[Group]:
    """Choose the groups of the columns: total, then sectors, then tranches, as far as they may be revealed."""
    totals = [study.total] if study.variant.whole else [study.total, study.whole]
    tranches = study.tranches if study.variant.whole else []
    return study.publishable([*totals, *study.sectors, *tranches])


def _outcomes(study: Study, niveau: Niveau, groups: Sequence[Group]) -> pd.DataFrame:
    table = tabulation.outcomes(study, niveau, groups)
    wide = {"Opbrengst": table.drop_duplicates("item")["opbrengst"].astype(str).to_numpy()}
    for group in groups:
        rows = table[table["groep_key"] == group.key]
        wide[f"{group.label}: aantal (n={group.n})"] = rows["aantal"].to_numpy()
        wide[f"{group.label}: %"] = rows["aandeel"].to_numpy()
    return pd.DataFrame(wide)


def _distribution(study: Study, niveau: Niveau, scale: str, groups: Sequence[Group]) -> pd.DataFrame:
    table = tabulation.distribution(study, niveau, scale, groups)
    first = table[table["groep_key"] == groups[0].key]
    wide = {
        "Opbrengst": first["opbrengst"].astype(str).to_numpy(),
        scale.capitalize(): first["antwoord"].astype(str).to_numpy(),
    }
    for group in groups:
        rows = table[table["groep_key"] == group.key]
        wide[f"{group.label}: n"] = rows["n"].to_numpy()
        wide[f"{group.label}: aantal"] = rows["aantal"].to_numpy()
        wide[f"{group.label}: %"] = rows["aandeel"].to_numpy()
    return pd.DataFrame(wide)


def tabs(study: Study) -> list[Tab]:
    """Make every sheet but the contents: per level the outcomes, status and nature; the response; the own words."""
    groups = _columns(study)
    return [*_questions(study, groups), *_response(study), *_words(study)]


def _questions(study: Study, groups: Sequence[Group]) -> Iterator[Tab]:
    form, persons = study.codebook.formulier, study.codebook.personen
    everyone = f"Basis: alle {persons} in de selectie (n={study.n}); meer antwoorden mogelijk."
    for niveau in study.codebook.niveaus:
        title = f"Opbrengsten op {niveau.naam}"
        table = _outcomes(study, niveau, groups)
        yield Tab(f"{niveau.key} opbrengsten"[:31], title, everyone, table, question=niveau.vraag)
        for scale in study.codebook.schalen:
            question = form[f"{scale}_vraag"].replace("{naam}", niveau.naam)
            title = f"{scale.capitalize()} van de opbrengsten op {niveau.naam}"
            table = _distribution(study, niveau, scale, groups)
            yield Tab(f"{niveau.key} {scale}"[:31], title, FOLLOW_UP.format(personen=persons), table, 2, question)


def _response(study: Study) -> Iterator[Tab]:
    for dimension in ("tranche", "sector"):
        table = tabulation.response(study, dimension)
        table.columns = [dimension.capitalize(), "Benaderd", "Respons", "Respons %"]
        yield Tab(f"respons {dimension}", f"Respons per {dimension}", "Basis: benaderde personen.", table)
    table = tabulation.workplace_counts(study)
    table.columns = ["Digitale Werkplaats", f"Aantal {study.codebook.personen}"]
    yield Tab("respons werkplaats", "Respons per Digitale Werkplaats", "Basis: ingevulde formulieren.", table)


def _words(study: Study) -> Iterator[Tab]:
    """List what respondents wrote, as far as the report prints it."""
    form, niveaus, persons = study.codebook.formulier, study.codebook.niveaus, study.codebook.personen
    texts = {f"Andere opbrengst op {n.naam}": own_words.other_outcomes(study, n) for n in niveaus}
    others = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in texts.items()})
    if len(others):
        yield Tab(
            "andere opbrengsten",
            "Andere opbrengsten",
            f"Basis: {persons} die een andere opbrengst noemden.",
            others.fillna(""),
            words=True,
        )
    answers = own_words.open_answers(study).rename(columns={"groep": "Onder het kopje"})
    if (answers["Onder het kopje"] == "").all():
        answers = answers.drop(columns="Onder het kopje")
    for name, title, question, table in (
        ("open antwoorden", "De opbrengsten in eigen woorden", form["open_vraag"], answers),
        ("opmerkingen", "Opmerkingen bij het formulier", "", own_words.remarks(study)),
    ):
        table = table.drop(columns="data-lang").astype(str)
        if len(table):
            base = f"Basis: {persons} die iets invulden (n={len(table)})."
            yield Tab(name, title, base, table, question=question, words=True)


def _notes(study: Study) -> list[str]:
    """Say where the numbers come from."""
    made = provenance(study, "")
    data = made["gegevens"]
    source = (
        f"Bron: {study.codebook.onderzoek['titel']}, {study.variant.name(study.codebook)}; gegevens "
        f"{study.responses.name} (sha256 {data['sha256'][:12]}), impactmonitor {made['impactmonitor']}, "
        f"{made['datum']}."
    )
    return [source, RECONSTRUCTION] if study.responses.reconstruction else [source]


def _reading(tables: Sequence[pd.DataFrame]) -> list[str]:
    """Say what a dash means, where there is one."""
    return (
        [f"{SUPPRESSED} = niet getoond {tabulation.WITHHELD}."]
        if any(one.isna().any(axis=None) for one in tables)
        else []
    )


def _cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if pd.isna(value):
        sheet.write_string(row, column, SUPPRESSED, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value if len(value) <= MOST else f"{value[:MOST]} […]", style)
    else:
        sheet.write_number(row, column, float(value), style)


def _table(sheet: Worksheet, content: Tab, name: str, styles: dict[str, Format], top: int) -> None:
    """Write a real table, that formulas and filters can refer to by name."""
    table = content.table
    labels = len(table.columns) if content.words else content.labels
    heads = ["head" if position < labels else "head of numbers" for position in range(len(table.columns))]
    columns = [
        {"header": str(column), "header_format": styles[head]} for column, head in zip(table, heads, strict=True)
    ]
    options = {"name": name, "columns": columns, "style": "Table Style Light 1", "autofilter": False}
    sheet.add_table(top, 0, top + max(len(table), 1), len(columns) - 1, options)
    for position, column in enumerate(table):
        label = position < labels
        style = styles["text" if label else "percent" if str(column).endswith("%") else "count"]
        for row, value in enumerate(table[column], start=top + 1):
            _cell(sheet, row, position, value, style)
        longest = max(map(len, str(column).split()))
        wide = 12 if content.words else 46
        narrow = 46 if content.words else 20
        sheet.set_column(position, position, (narrow if position else wide) if label else max(10, longest + 2))
    sheet.set_row(top, 45)


def _fill(sheet: Worksheet, content: Tab, place: int, styles: dict[str, Format], notes: Sequence[str]) -> None:
    """Write one sheet: title, notes, a link back, the table, and how it prints."""
    sheet.write_string(0, 0, content.title, styles["title"])
    asked = [f"Vraag: {content.question}"] if content.question else []
    lines = [*asked, content.base, *notes, *_reading([content.table])]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, styles["note"])
    sheet.write_url(len(lines) + 1, 0, f"internal:'{CONTENTS}'!A1", string=f"Naar {CONTENTS.lower()}")
    top = len(lines) + 3
    _table(sheet, content, f"tabel_{place}", styles, top)
    sheet.freeze_panes(top + 1, content.labels)
    _print_on_a_page(sheet)
    sheet.repeat_rows(top)


def _print_on_a_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def write_workbook(study: Study, path: Path) -> None:
    """Write the tabellenboek of a variant.

    Parameters
    ----------
    study : Study
    path : Path
        An ``.xlsx`` file: a contents sheet, then one sheet per question. Texts are never read as formulas or links.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        title = f"Tabellenboek {study.codebook.onderzoek['titel']}"
        book.set_properties({"title": title, "created": pd.Timestamp(report_date()).to_pydatetime()})
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        contents = book.add_worksheet(CONTENTS)
        contents.set_column(0, 0, 28)
        contents.set_column(1, 2, 60)
        contents.write_string(0, 0, f"{title} – {study.variant.name(study.codebook)}", styles["title"])
        notes, made = _notes(study), tabs(study)
        remarks = [*notes, *_reading([content.table for content in made])]
        for row, note in enumerate(remarks, start=1):
            contents.write_string(row, 0, note, styles["note"])
        top = len(remarks) + 2
        for column, head in enumerate(("Blad", "Tabel", "Basis")):
            contents.write_string(top, column, head, styles["head"])
        for place, content in enumerate(made, start=1):
            contents.write_url(top + place, 0, f"internal:'{content.name}'!A1", string=content.name)
            contents.write_string(top + place, 1, content.title)
            contents.write_string(top + place, 2, content.base)
            _fill(book.add_worksheet(content.name), content, place, styles, notes)
        contents.freeze_panes(top + 1, 0)
        _print_on_a_page(contents)

"""The tabellenboek: every count behind every figure, by sector and tranche, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from impactmonitor import tabulation
from impactmonitor.codebook import Niveau
from impactmonitor.provenance import provenance, report_date
from impactmonitor.study import Group, Study

SUPPRESSED = "–"
RULE = (
    "– = niet getoond: de groep is kleiner dan {minimum}, of een kleinere groep zou eruit af te leiden zijn. "
    "Groepen zonder kolom zijn om dezelfde reden weggelaten."
)
RECONSTRUCTION = (
    "De antwoorden per persoon zijn een reconstructie: de gegevens achter het gepubliceerde rapport zijn niet openbaar."
)


def _columns(study: Study) -> list[Group]:
    """Choose the groups of the columns: total, then sectors, then tranches, as far as they may be revealed."""
    totals = [study.total] if study.variant.whole else [study.total, study.whole]
    tranches = study.tranches if study.variant.whole else []
    return study.publishable([*totals, *study.sectors, *tranches])


def _outcomes(study: Study, niveau: Niveau, groups: Sequence[Group]) -> pd.DataFrame:
    table = tabulation.outcomes(study, niveau, groups)
    wide = pd.DataFrame({"Opbrengst": table.drop_duplicates("item")["label"].to_numpy()})
    for group in groups:
        rows = table[table["groep"] == group.key]
        wide[f"{group.label} aantal (n={group.n})"] = rows["aantal"].to_numpy()
        wide[f"{group.label} %"] = rows["aandeel"].to_numpy()
    return wide


def _distribution(study: Study, niveau: Niveau, scale: str, groups: Sequence[Group]) -> pd.DataFrame:
    table = tabulation.distribution(study, niveau, scale, groups)
    first = table[table["groep"] == groups[0].key]
    wide = pd.DataFrame(
        {"Opbrengst": first["label"].to_numpy(), scale.capitalize(): first["categorie_label"].to_numpy()}
    )
    for group in groups:
        rows = table[table["groep"] == group.key]
        wide[f"{group.label} n"] = rows["n"].where(rows["toon"]).astype("Int64").to_numpy()
        wide[f"{group.label} aantal"] = rows["aantal"].to_numpy()
        wide[f"{group.label} %"] = rows["aandeel"].to_numpy()
    return wide


def sheets(study: Study) -> dict[str, tuple[str, str, pd.DataFrame]]:
    """Make every sheet's title, base and table.

    Returns
    -------
    dict
        Sheet name to (title, base, table); shares are 0-1, suppressed values are missing.
    """
    groups = _columns(study)
    found = {}
    for niveau in study.codebook.niveaus:
        base = f"Basis: alle contactpersonen in de selectie (n={study.n}); meer antwoorden mogelijk."
        title = f"Opbrengsten op {niveau.naam}"
        found[f"{niveau.key} opbrengsten"[:31]] = (title, base, _outcomes(study, niveau, groups))
        for scale in study.codebook.schalen:
            base = "Basis: contactpersonen die de opbrengst hebben aangevinkt en de vraag hebben beantwoord."
            title = f"{scale.capitalize()} van de opbrengsten op {niveau.naam}"
            found[f"{niveau.key} {scale}"[:31]] = (title, base, _distribution(study, niveau, scale, groups))
    for dimension in ("tranche", "sector"):
        table = tabulation.response(study, dimension)
        table.columns = [dimension.capitalize(), "Benaderd", "Respons", "Respons %"]
        found[f"respons {dimension}"] = (f"Respons per {dimension}", "Basis: benaderde personen.", table)
    counts = tabulation.workplace_counts(study)
    counts.columns = ["Digitale Werkplaats", "Aantal respondenten"]
    found["respons werkplaats"] = ("Respons per Digitale Werkplaats", "", counts)
    return found


def _cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if pd.isna(value):
        sheet.write_string(row, column, SUPPRESSED, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, float(value), style)


def _table(sheet: Worksheet, table: pd.DataFrame, name: str, styles: dict[str, Format], top: int) -> None:
    sheet.add_table(
        top,
        0,
        top + len(table),
        len(table.columns) - 1,
        {
            "name": name,
            "columns": [{"header": str(column)} for column in table.columns],
            "style": "Table Style Light 1",
            "autofilter": False,
        },
    )
    for position, column in enumerate(table.columns):
        words = position == 0 or table[column].map(lambda value: isinstance(value, str)).all()
        style = styles["text"] if words else styles["percent"] if str(column).endswith("%") else styles["count"]
        for row, value in enumerate(table[column], start=top + 1):
            _cell(sheet, row, position, value, style)
        sheet.set_column(position, position, 46 if position == 0 else max(10, min(24, len(str(column)) * 0.9)))


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
        day = pd.Timestamp(report_date()).to_pydatetime()
        book.set_properties({"title": f"Tabellenboek {study.codebook.onderzoek['titel']}", "created": day})
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "note": book.add_format({"font_color": "#555555"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "count": book.add_format({"num_format": "#,##0", "align": "right", "valign": "top"}),
            "percent": book.add_format({"num_format": "0%", "align": "right", "valign": "top"}),
        }
        contents = book.add_worksheet("Inhoud")
        contents.set_column(0, 0, 28)
        contents.set_column(1, 1, 70)
        contents.write_string(0, 0, f"Tabellenboek – {study.variant.name(study.codebook)}", styles["title"])
        made = provenance(study, "")
        source = f"Gegevens: {made['gegevens']['naam']}, sha256 {made['gegevens']['sha256'][:12]}; {made['datum']}"
        notes = [source, RULE.format(minimum=study.min_onthulling)]
        notes += [RECONSTRUCTION] if study.responses.reconstruction else []
        for row, note in enumerate(notes, start=1):
            contents.write_string(row, 0, note, styles["note"])
        start = len(notes) + 2
        for row, (name, (title, base, table)) in enumerate(sheets(study).items()):
            contents.write_url(start + row, 0, f"internal:'{name}'!A1", string=name)
            contents.write_string(start + row, 1, title)
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, title, styles["title"])
            sheet.write_string(1, 0, " ".join([base, *notes[1:]]).strip(), styles["note"])
            _table(sheet, table, f"tabel_{row + 1}", styles, top=3)
            sheet.freeze_panes(4, 1)

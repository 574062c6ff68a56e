"""The tabellenboek as a workbook: how its sheets look, work and print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, repeat
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.report import banner
from impactmonitor.report.provenance import counted, provenance, report_date
from impactmonitor.report.tabs import Tab, tabs
from impactmonitor.survey.origin import origin

CONTENTS = "Inhoud"
MOST = 32_000
"""Characters of a text that are written; a cell of a workbook holds 32,767."""
LINE, HIGHEST = 13.5, 409
"""Points: the height of a line of text, and the most that a row can be."""
PAGE, TEXTS, COLUMN = 130, 150, 9
"""Characters: the width of lines of text, of all columns of texts, and of a column that is not set."""
FULL, PAPER, ROWS = 110, 150, 50
"""Characters that fit on a printed page at full size, and at the least at which they can be read; rows then."""
DENSE, BOLD = 1.05, 1.2
"""Characters of text to a digit, in which widths are told; and digits to a character in bold."""
WIDTHS = {banner.COUNT: 6, banner.SHARE: 5, banner.LOW: 5, banner.HIGH: 5, banner.HOLDS: 4.5}
"""Characters, of the columns under a group."""
FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": False}
"""On every machine, or one as wide."""
RULE, HEAD = {"bottom": 1, "bottom_color": "#17365d"}, {"bold": True, "text_wrap": True, "valign": "bottom"}
TOP = {"text_wrap": True, "valign": "top"}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#17365d"},
    "note": {"font_color": "#55606b", **TOP},
    "head": HEAD | RULE,
    "head of numbers": HEAD | RULE | {"align": "right"},
    "block": {"bold": True, "align": "center", "font_color": "#ffffff", "bg_color": "#17365d", "border": 1}
    | {"border_color": "#ffffff"},
    "group": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#e6f0f2", **RULE, "left": 1}
    | {"left_color": "#ffffff"},
    "text": TOP,
    "count": {"num_format": "#,##0", "align": "right", "valign": "top"},
    "count of a group": {"num_format": "#,##0", "align": "right", "valign": "top", "left": 1, "left_color": "#d5dadf"},
    "percent": {"num_format": "0%", "align": "right", "valign": "top"},
    "head of letters": HEAD | RULE | {"indent": 1},
    "letters": {"bold": True, "align": "left", "indent": 1, "valign": "top", "font_color": "#1a6a78"},
}
STYLES |= {f"published {name}": STYLES[name] | {"underline": 1} for name in ("percent", "count of a group")}
BASES = {f"base of {name}": style | {"bold": True} | RULE for name, style in STYLES.items()}


def _kind(head: str, label: bool, banner_over: bool) -> str:
    """Choose the style of a column by its head."""
    if label:
        return "text"
    if head == banner.HOLDS:
        return "letters"
    return "percent" if head in banner.SHARES or head.endswith("%") else "count of a group" if banner_over else "count"


def _notes(study: Study) -> list[str]:
    """Say where the numbers come from."""
    source = f"Bron: {study.codebook.onderzoek['titel']}, {study.variant.name(study.codebook)}."
    then = study.earlier.study if study.earlier else None
    said = origin(study.responses)
    notes = [said["tabellenboek"]] if said else []
    if then and then.responses.reconstruction:
        notes.append(f"De antwoorden per persoon van {then.codebook.meting} zijn een reconstructie.")
    return [source, *notes]


def _made_of(study: Study) -> str:
    """Say, once in the workbook, of which data and with what it was made."""
    made = provenance(study, "")
    return (
        f"Gegevens {study.responses.name} (sha256 {made['gegevens']['sha256']}), impactmonitor "
        f"{made['impactmonitor']}, {made['datum']}.{counted(study)}"
    )


def _reading(tables: Sequence[pd.DataFrame]) -> list[str]:
    """Say what a dash means, where there is one."""
    return (
        [f"{tabulation.HIDDEN} = niet getoond {tabulation.WITHHELD}."]
        if any(one.isna().any(axis=None) for one in tables)
        else []
    )


def _cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if pd.isna(value):
        sheet.write_string(row, column, tabulation.HIDDEN, style)
    elif not isinstance(value, str):
        sheet.write_number(row, column, float(value), style)
    elif value:
        sheet.write_string(row, column, value if len(value) <= MOST else f"{value[:MOST]} […]", style)
    else:
        sheet.write_blank(row, column, None, style)


def _height(texts: Iterable[tuple[Any, float]]) -> float:
    """Estimate the height of a row, in points, of its texts and the widths of their columns in characters.

    LibreOffice and Excel fit rows to wrapped text only when it is typed, not when a file is opened.
    """
    lines = (sum(max(1, ceil(len(part) / width / DENSE)) for part in str(text).split("\n")) for text, width in texts)
    return min(HIGHEST, LINE * max(lines, default=1))


class _Sheet:
    """A sheet that is being filled from the top."""

    def __init__(self, sheet: Worksheet, content: Tab, place: int, styles: dict[str, Format]) -> None:
        self.sheet, self.content, self.place, self.styles = sheet, content, place, styles
        self.columns = [str(column) for column in content.table]
        self.heads = [column.rpartition("|")[2] for column in self.columns]
        self.label = [content.words or at < content.labels for at in range(len(self.columns))]
        self.widths = [self._width(at) for at in range(len(self.columns))]
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, width)

    def _width(self, at: int) -> float:
        if self.content.blocks and not self.label[at]:
            return max(WIDTHS[self.heads[at]], self._needed(at))
        if self.content.words:
            longest = max(self.content.table.iloc[:, at].astype(str).str.split("\n").explode().str.len(), default=1)
            return max(14, min(100, TEXTS // len(self.columns), longest + 2))
        if not self.label[at]:
            return max(12, max(map(len, self.heads[at].split())) + 2)
        longest = max(12, *map(len, [self.heads[at], *self.content.table.iloc[:, at].astype(str)]))
        return min(34 if self.content.blocks and self.content.labels == 1 else 46, longest + 2)

    def _needed(self, at: int) -> float:
        """Tell how wide a column must be for the heads over it, which it shares with others, to be read."""
        for block in self.content.blocks:
            for column in block.columns:
                names = [name for name in self.columns if name.startswith(column.name(""))]
                if self.columns[at] in names:
                    longest = max(len(column.head), len(block.title) / len(block.columns))
                    return ceil(longest * BOLD / len(names))
        raise ValueError(self.columns[at])  # untested: every number stands under a group

    @property
    def page_ends(self) -> list[int]:
        """Tell before which columns, each a block's first, a printed page ends, so that its type can be read."""
        ends, at = list[int](), self.content.labels
        used = room = sum(self.widths[:at])
        for block in self.content.blocks:
            columns = sum(name.startswith(tuple(one.name("") for one in block.columns)) for name in self.columns)
            wide = sum(self.widths[at : at + columns])
            if used + wide > PAPER and used > room:
                ends, used = [*ends, at], room
            used, at = used + wide, at + columns
        return ends

    @property
    def scale(self) -> int:
        """Percent of its size at which the widest of its pages fits."""
        labels = self.content.labels
        pages = pairwise([labels, *self.page_ends, len(self.columns)])
        return min(100, int(100 * FULL / max(sum(self.widths[:labels] + self.widths[one:end]) for one, end in pages)))

    def texts(self, top: int, lines: Sequence[str]) -> int:
        """Write lines over the width of a table or page, beside labels that printing repeats; return the next row."""
        room = list(accumulate([*self.widths, *repeat(COLUMN, ceil(PAGE / COLUMN))]))
        last = next(at for at, width in enumerate(room) if width >= PAGE)
        ends = self.page_ends
        first, last = (self.content.labels, min(last, ends[0] - 1)) if ends else (0, last)
        wide = room[last] - sum(self.widths[:first])
        for row, line in enumerate(lines, start=top):
            self.sheet.merge_range(row, first, row, last, line, self.styles["note"])
            self.sheet.set_row(row, _height([(line, wide)]))
        return top + len(lines)

    def rows(self, top: int) -> None:
        """Write the cells of the table."""
        table = self.content.table
        kinds = [
            _kind(head, label, bool(self.content.blocks)) for head, label in zip(self.heads, self.label, strict=True)
        ]
        for row, values in enumerate(table.itertuples(index=False), start=top):
            base = "base of " if banner.BASE in values[: self.content.labels] else ""
            for at, value in enumerate(values):
                told = "published " if (row - top, self.columns[at]) in self.content.published else base
                _cell(self.sheet, row, at, value, self.styles[told + kinds[at]])
            labels = zip(values, self.widths, self.label, strict=True)
            self.sheet.set_row(row, _height((text, width) for text, width, label in labels if label))

    def banner(self, top: int) -> int:
        """Write the heads of blocks, groups and columns; returns the row after them."""
        at = self.content.labels
        for block in self.content.blocks:
            first = at
            for column in block.columns:
                last = at + sum(name.startswith(column.name("")) for name in self.columns) - 1
                self.sheet.merge_range(top + 1, at, top + 1, last, column.head, self.styles["group"])
                at = last + 1
            self.sheet.merge_range(top, first, top, at - 1, block.title, self.styles["block"])
        for place, head in enumerate(self.heads):
            style = "head" if self.label[place] else "head of letters" if head == banner.HOLDS else "head of numbers"
            self.sheet.write_string(top + 2, place, head, self.styles[style])
        return top + 3

    def real_table(self, top: int) -> int:
        """Make what follows a table that formulas and filters can refer to by name; returns the row after its heads."""
        heads = ["head" if label else "head of numbers" for label in self.label]
        columns = [
            {"header": name, "header_format": self.styles[head]} for name, head in zip(self.columns, heads, strict=True)
        ]
        options = {"name": f"tabel_{self.place}", "columns": columns, "style": "Table Style Light 1"}
        last = top + max(len(self.content.table), 1)
        self.sheet.add_table(top, 0, last, len(columns) - 1, options | {"autofilter": False})
        self.sheet.set_row(top, _height(zip(self.columns, self.widths, strict=True)))
        return top + 1


def _fill(sheet: _Sheet, notes: Sequence[str]) -> tuple[int, int]:
    """Write one sheet: title, question, base, a link back, the table, how to read it, and how it prints.

    Returns
    -------
    tuple of int
        The rows of the table: its last heads, and its last.
    """
    content, paper = sheet.content, sheet.sheet
    paper.write_string(0, 0, content.title, sheet.styles["title"])
    paper.set_row(0, 21)
    asked = [f"Vraag: {content.question}"] if content.question else []
    row = sheet.texts(1, [*asked, content.base])
    paper.write_url(row, 0, f"internal:'{CONTENTS}'!A1", string=f"Naar {CONTENTS.lower()}")
    top = row + 2
    first = sheet.banner(top) if content.blocks else sheet.real_table(top)
    sheet.rows(first)
    end = first + max(len(content.table), 1)
    sheet.texts(end + 1, [*_reading([content.table]), *content.reading, *notes])
    kept = first + int(content.table.iloc[:1, 0].eq(banner.BASE).any())  # the bases stay in sight, under their heads
    paper.freeze_panes(kept, content.labels)
    _print_on_a_page(paper, whole=bool(content.blocks) and paper.dim_rowmax < ROWS)
    if sheet.page_ends:  # programs fit a sheet to a page, or break it where they are told
        paper.set_v_pagebreaks(sheet.page_ends)
        paper.set_print_scale(sheet.scale)
        paper.repeat_columns(0, content.labels - 1)
    paper.repeat_rows(top, kept - 1)
    return first - 1, end - 1


def _print_on_a_page(sheet: Worksheet, whole: bool = False) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, int(whole))
    sheet.set_footer("&L&A&R&P / &N")


def write_workbook(study: Study, path: Path) -> None:
    """Write the tabellenboek of a variant.

    Parameters
    ----------
    study : Study
    path : Path
        An ``.xlsx`` file: a contents sheet, then one sheet per question. Texts are never read as formulas or links.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "default_format_properties": dict(FONT),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        title = f"Tabellenboek {study.codebook.onderzoek['titel']}"
        book.set_properties({"title": title, "created": pd.Timestamp(report_date()).to_pydatetime()})
        styles = {name: book.add_format(style) for name, style in (STYLES | BASES).items()}
        contents = book.add_worksheet(CONTENTS)
        for column, width in enumerate((24, 58, 84)):
            contents.set_column(column, column, width)
        contents.write_string(0, 0, f"{title} – {study.variant.name(study.codebook)}", styles["title"])
        notes, made = _notes(study), tabs(study)
        remarks = [*notes, _made_of(study), *_reading([content.table for content in made])]
        for row, note in enumerate(remarks, start=1):
            contents.merge_range(row, 0, row, 2, note, styles["note"])
        top = len(remarks) + 2
        for column, head in enumerate(("Blad", "Tabel", "Basis")):
            contents.write_string(top, column, head, styles["head"])
        for place, content in enumerate(made, start=1):
            contents.write_url(top + place, 0, f"internal:'{content.name}'!A1", string=content.name)
            contents.write_string(top + place, 1, content.title, styles["text"])
            contents.write_string(top + place, 2, content.base, styles["text"])
            sheet = _Sheet(book.add_worksheet(content.name), content, place, styles)
            heads, last = _fill(sheet, notes)
            if content.blocks:  # a range with heads of more than one row is no table, but has a name all the same
                cells = xl_range_abs(heads, 0, last, len(sheet.columns) - 1)
                book.define_name(f"tabel_{place}", f"='{content.name}'!{cells}")
        contents.freeze_panes(top + 1, 0)
        _print_on_a_page(contents)

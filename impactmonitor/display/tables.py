"""Tables of great-tables: their numbers in Dutch, and the bare HTML that the report takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from great_tables import GT, html, loc, style
from lxml import etree
from lxml import html as dom

from impactmonitor.analysis.change import FALLEN, RISEN
from impactmonitor.analysis.inference import MARKS
from impactmonitor.analysis.tabulation import ALL_NAMED
from impactmonitor.analysis.turnout import TOTAL
from impactmonitor.display.cells import WRITERS, count_cell, share_cell, text_cell
from impactmonitor.text.strangers import escape

KEEP = {"class", "scope", "rowspan", "colspan"}
HEADS = {
    "opbrengst": "Opbrengst",
    "werkplaats": "Digitale Werkplaats",
    "categorie": "",
    "tranche": "Tranche",
    "bereik": "Sectoren",
    "benaderd": "Benaderd",
    "respons": "Respons",
    "aandeel": "Aandeel",
    "ongewogen": "Aandeel",
    "na_weging": "Na weging (procentpunt)",
    "laagst": "Laagst mogelijk",
    "hoogst": "Hoogst mogelijk",
    "niveau": "Niveau",
    "meting": "Meting",
    "veldwerk": "Veldwerk",
}
"""What columns are called in a table, where that is not their own name."""
OF_APPROACHED = {"aandeel": "Respons %"}
"""The same, in a table of who was approached."""
THEMES_APART = " · "
DESCRIBES = ("|oordeel", "|gepubliceerd")
"""How columns end that say something of the numbers beside them."""
HOLDS = {*MARKS, RISEN, FALLEN}
"""Verdicts on a difference that holds, which is bold."""
SPARED = {"Verschil": "verschillen", "Marge": "marges", "Aantal": "aantallen"}
"""What a table that is too wide for a page leaves to the tabellenboek, in this order, by the end of a column's name."""
LINE, AROUND = 90.0, 2.0  # letters on a line of a page, beside the names of rows; and beside those of a column


def frame_of(table: GT) -> pd.DataFrame:
    """Return the data that a table was made of."""
    frame: pd.DataFrame = table._tbl_data
    return frame


def _writer(frame: pd.DataFrame, column: str) -> Callable[[Any], str] | None:
    """Choose how a column is written: by the end of its name, else by its kind: counts, shares, numbers as text."""
    end = column.rpartition("|")[2]
    if end in WRITERS:
        return WRITERS[end]
    if pd.api.types.is_float_dtype(frame[column]):
        return share_cell
    if pd.api.types.is_integer_dtype(frame[column]):
        return count_cell
    return text_cell if "|" in column else None


def in_dutch(table: GT, /, line: float = LINE, **heads: str) -> GT:
    """Write a table as the report does: numbers in Dutch, heads over the columns that belong together.

    Parameters
    ----------
    table : GT
        The columns ``<label>|<number>`` of one label get it as a head over them; one that sets rows apart
        under heads (``groupname_col``) is none of its columns. Columns that only describe a row
        (``item``, ``<label>|oordeel``, ``<label>|gepubliceerd``, ``data-…``) are hidden; a difference that holds is
        bold, so is a last row of totals; a number that was published is underlined.
    line : float
        How many letters a line has room for, beside the names of rows: a page by default. Differences, then margins,
        then counts are hidden where it has none.
    **heads : str
        Heads of columns, by their names.

    Returns
    -------
    GT
        Any verb of great-tables may follow.
    """
    frame = frame_of(table)
    stub = next((column.var for column in table._boxhead if column.type.name == "stub"), None)
    apart = [column.var for column in table._boxhead if column.type.name == "row_group"]
    hidden = [name for name in frame if name == "item" or name.startswith("data-") or name.endswith(DESCRIBES)]
    hidden += _spared(frame, [name for name in frame if name not in hidden and name != stub], line)
    shown = [str(name) for name in frame if name not in {*hidden, *apart}]
    known = {**HEADS, **(OF_APPROACHED if "benaderd" in frame else {}), **heads}
    names = {name: known.get(name, name.rpartition("|")[2]) for name in shown}
    table = table.cols_hide(hidden) if hidden else table
    if stub:
        table = table.tab_stubhead(html(escape(names.pop(stub))))
    table = table.cols_label({name: html(escape(head)) for name, head in names.items()})
    for name in shown:
        writer = _writer(frame, name)
        if writer and name != stub:
            table = table.fmt(writer, columns=name)
        table = table.cols_align("right" if writer and name != stub else "left", name)
    for place, label in enumerate(dict.fromkeys(name.rpartition("|")[0] for name in names if "|" in name)):
        columns = [name for name in names if name.rpartition("|")[0] == label]
        table = table.tab_spanner(html(escape(label)), columns, id=f"groep-{place}")
        if f"{label}|oordeel" in frame:
            marked = [row for row, word in enumerate(frame[f"{label}|oordeel"]) if word in HOLDS]
            table = _bold(table, marked, f"{label}|Verschil")
        for row, number in enumerate(frame.get(f"{label}|gepubliceerd", [])):
            if isinstance(number, str) and number:
                where = loc.body(columns=f"{label}|{number}", rows=[row])
                table = table.tab_style(style.text(decorate="underline"), where)
    table = table.tab_style(style.text(weight="bold"), loc.row_groups()) if apart else table
    ends = _ends(frame, apart) if stub else []
    if totals := [row for row in ends if frame[stub].iloc[row] in {TOTAL, ALL_NAMED}]:
        table = _bold(table.tab_style(style.text(weight="bold"), loc.stub(rows=totals)), totals, list(names))
    return table


def _ends(frame: pd.DataFrame, apart: Sequence[str]) -> list[int]:
    """List the last row of a table, or of each part of it where a column sets rows apart under heads."""
    parts = frame[apart[0]].tolist() if apart else [""] * len(frame)
    return [row for row, part in enumerate(parts) if row + 1 == len(parts) or parts[row + 1] != part]


def _spared(frame: pd.DataFrame, shown: Sequence[str], line: float) -> list[str]:
    """List the columns that a line of so many letters has no room for."""
    heads = {name: name.rpartition("|")[2] for name in shown}
    wide = {name: max([len(head), *(len(_written(frame, name, cell)) for cell in frame[name])]) + AROUND
            for name, head in heads.items()}  # fmt: skip
    spared: list[str] = []
    for kind in SPARED:
        if sum(wide.values()) <= line:
            break
        spared += [name for name in wide if name.endswith(f"|{kind}")]
        wide = {name: width for name, width in wide.items() if name not in spared}
    return spared if any("|" in name for name in wide) else []


def _written(frame: pd.DataFrame, column: str, cell: Any) -> str:
    writer = _writer(frame, column)
    return writer(cell) if writer else ""


def spared(table: GT) -> list[str]:
    """List what a table of `in_dutch` leaves to the tabellenboek, in words."""
    hidden = [column.var for column in table._boxhead if not column.visible]
    return [word for kind, word in SPARED.items() if any(name.endswith(f"|{kind}") for name in hidden)]


def _bold(table: GT, rows: list[int], columns: str | list[str]) -> GT:
    return table.tab_style(style.text(weight="bold"), loc.body(columns=columns, rows=rows)) if rows else table


def to_html(table: GT, identifier: str, themes: pd.DataFrame | None = None) -> str:
    """Return only the ``<table>`` element of a table, unstyled, with ids and scopes for screen readers.

    Every text is escaped by `strangers.escape`, so that none can act as markup of any kind. Alignment stays as
    ``text-align`` on the cells and bold as ``<strong>``, which the PDF and Word take over; the rest is up to the theme,
    by class. A row about an outcome (hidden column ``item``) has the id ``<identifier>-<item>``; hidden columns
    ``data-…`` become attributes of their rows, ``data-lang`` as ``lang``.

    Parameters
    ----------
    table : GT
    identifier : str
        The table's ``id``, unique in the document.
    themes : DataFrame, optional
        Row by row, by column of the table: (identifier, name) of what stands in small type under a cell.
    """
    root = dom.fragment_fromstring(table.as_raw_html(), create_parent="div").find(".//table")
    frame = frame_of(table)
    for place, row in enumerate(root.xpath("./tbody/tr[not(contains(@class, 'gt_group_heading'))]")):
        if "item" in frame:
            row.set("id", f"{identifier}-{frame['item'].iloc[place]}")
        for name in (name for name in frame if str(name).startswith("data-")):
            if value := str(frame[name].iloc[place]):
                row.set("lang" if name == "data-lang" else name, value)
        if themes is not None:
            for cell, name in zip(row, (name for name in frame if not str(name).startswith("data-")), strict=True):
                _under(cell, themes[name].iloc[place] if name in themes else [])
    return bare(root, identifier)


def _under(cell: etree._Element, themes: Sequence[tuple[str, str]]) -> None:
    """Write themes under a text, each with its identifier."""
    if themes:
        etree.SubElement(cell, "br")
        beneath = etree.SubElement(cell, "span", {"class": "themas", "lang": "nl"})
        for name, text in themes:
            one = etree.SubElement(beneath, "span", {"data-thema": name})
            one.text = text
            one.tail = THEMES_APART
        one.tail = None


def bare(root: etree._Element, identifier: str) -> str:
    """Write a ``<table>`` element without styles, as `to_html` says."""
    _release(root)
    root.set("id", identifier)
    _connect(root, identifier)
    texts: list[str] = []
    for element in root.iter(etree.Element):
        if element.text and element.text.strip():
            texts.append("<br>".join(map(escape, element.text.strip().split("\n"))))
            element.text = f"\ue000{len(texts) - 1}\ue001"
    page = str(etree.tostring(root, encoding="unicode", method="html"))
    return re.sub("\ue000(\\d+)\ue001", lambda found: texts[int(found[1])], page)


def _release(root: etree._Element) -> None:
    """Clear a table of styles and of attributes that say nothing."""
    for element in root.iter(etree.Element):
        looks, classes = element.get("style", ""), element.get("class", "").split()
        for name, value in element.attrib.items():
            described = element.tag in {"tr", "span"} and (name in {"id", "lang"} or name.startswith("data-"))
            if (name not in KEEP and not described) or (name.endswith("span") and value == "1"):
                del element.attrib[name]
        for side in {"left", "right", "center"} & {name.removeprefix("gt_") for name in classes}:
            element.set("style", f"text-align: {side}")
        for look, tag in (("bold", "strong"), ("underline", "u")):
            if look in looks and element.text:
                inner = etree.SubElement(element, tag)
                inner.text, element.text = element.text, None
        if "bold" in looks and element.tag == "th":
            element.getparent().set("class", "totaal")
    root.tail = None


def _connect(root: etree._Element, identifier: str) -> None:
    """Give every head an id of its own, and every cell those of the heads it belongs to."""
    above: dict[int, list[str]] = {}  # by column
    taken: dict[int, set[int]] = {}  # columns of a row of heads that a head of an earlier row reaches into
    for number, row in enumerate(root.xpath("./thead/tr")):
        column = 0
        for cell in row:
            while column in taken.get(number, set()):
                column += 1
            cell.set("id", f"{identifier}-kop-{number}-{column}")
            _head(cell, "col")
            for one in range(column, column + int(cell.get("colspan", 1))):
                above.setdefault(one, []).append(cell.get("id"))
                for later in range(1, int(cell.get("rowspan", 1))):
                    taken.setdefault(number + later, set()).add(one)
            column += int(cell.get("colspan", 1))
    part: list[str] = []  # the head that a row stands under
    for number, row in enumerate(root.xpath("./tbody/tr")):
        heads = [*part]
        for column, cell in enumerate(row):
            if cell.tag == "th":
                cell.set("id", f"{identifier}-rij-{number}")
                _head(cell, "row")
                heads = [*part, cell.get("id")]
                part = [cell.get("id")] if "gt_group_heading" in cell.get("class", "") else part
            else:
                cell.set("headers", " ".join([*heads, *above.get(column, [])]))


def _head(cell: etree._Element, scope: str) -> None:
    """Say what a head is of; one without text is no head."""
    if "".join(cell.itertext()).strip():
        cell.set("scope", cell.get("scope", scope))
    else:
        cell.tag = "td"

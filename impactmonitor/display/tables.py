"""Tables: outcomes, distributions, response, workplaces and open answers, as bare HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from great_tables import GT
from lxml import etree
from lxml import html as dom

from impactmonitor.analysis.inference import MARKS
from impactmonitor.analysis.tabulation import TOGETHER, by_item, ranked
from impactmonitor.display.cells import (
    bold,
    count_cell,
    margin_cell,
    p_cell,
    points_cell,
    set_out,
    share_cell,
    shield,
    shielded,
    unshield,
)
from impactmonitor.survey.codebook import LANGUAGE
from impactmonitor.survey.workplaces import KINDS
from impactmonitor.text.strangers import escape

KEEP = {"id", "class", "scope", "headers", "rowspan", "colspan"}
TOTAL = "Totaal"


def _release(table: GT) -> etree._Element:
    """Return the ``<table>`` element of a table, cleared of styles and of attributes that say nothing."""
    root = dom.fragment_fromstring(table.as_raw_html(), create_parent="div").find(".//table")
    for element in root.iter(etree.Element):
        bold, classes = "bold" in element.get("style", ""), element.get("class", "").split()
        for name, value in element.attrib.items():
            if name not in KEEP or (name.endswith("span") and value == "1"):
                del element.attrib[name]
        for side in {"left", "right", "center"} & {name.removeprefix("gt_") for name in classes}:
            element.set("style", f"text-align: {side}")
        if bold and element.text:
            strong = etree.SubElement(element, "strong")
            strong.text, element.text = element.text, None
            if element.tag == "th":
                element.getparent().set("class", "totaal")
    root.tail = None
    return root


def _lift_data(root: etree._Element, identifier: str) -> None:
    """Turn the columns named ``data-…`` into attributes of their rows: ``id`` and ``lang`` by those names."""
    for cell in root.xpath(f".//th[starts-with(@id, '{identifier}-data-')]"):
        cell.getparent().remove(cell)
    for cell in root.xpath(f".//td[contains(@headers, '{identifier}-data-')]"):
        name = cell.get("headers").split()[-1].removeprefix(f"{identifier}-")
        value = unshield("".join(cell.itertext()))
        if value and name == "data-id":
            cell.getparent().set("id", f"{identifier}-{value}")
        elif value:
            cell.getparent().set("lang" if name == "data-lang" else name, value)
        cell.getparent().remove(cell)


def to_html(table: GT) -> str:
    """Return only the ``<table>`` element, unstyled, with ids and scopes for screen readers.

    Every text is escaped by `markup.escape`, so that none can act as markup of any kind. Alignment stays as
    ``text-align`` on the cells and bold as ``<strong>``, which the PDF and Word take over; the rest is up to
    the theme, by class. A row about an outcome has the id ``<identifier>-<item>``.
    """
    root = _release(table)
    identifier = str(table._options.table_id.value)
    root.set("id", identifier)
    _lift_data(root, identifier)
    texts: list[str] = []
    for element in root.iter(etree.Element):
        if element.text and element.text.strip():
            texts.append("<br>".join(map(escape, unshield(element.text.strip()).split("\n"))))
            element.text = f"\ue000{len(texts) - 1}\ue001"
    page = str(etree.tostring(root, encoding="unicode", method="html"))
    return re.sub("\ue000(\\d+)\ue001", lambda found: texts[int(found[1])], page)


def outcomes_table(table: pd.DataFrame, identifier: str) -> GT:
    """Set out the counts, shares, margins and comparisons behind a figure of outcomes, in the figure's order.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`.
    identifier : str
        The table's ``id``, unique in the document.
    """
    items = ranked(table)
    frame = items[["item", "label"]].set_index("item")
    headers, spanners, marked = {"label": "Opbrengst"}, {}, []
    for key, rows in by_item(table, "groep", frame.index):
        cells = {
            "aantal": ("Aantal", rows["aantal"].map(count_cell)),
            "aandeel": ("%", rows["aandeel"].map(share_cell)),
            "marge": ("Marge", pd.Series(map(margin_cell, rows["laag"], rows["hoog"]), rows.index)),
        }
        if rows["p"].notna().any():
            cells["verschil"] = ("Verschil", rows["verschil"].map(points_cell))
            cells["p"] = ("p", rows["p"].map(p_cell))
            marked.append((f"{key}_verschil", [i for i, word in enumerate(rows["oordeel"]) if word]))
        low, high = rows["n"].min(), rows["n"].max()
        base = count_cell(low) if low == high else f"{count_cell(low)}–{count_cell(high)}"
        label = f"{rows['groep_label'].iloc[0]} (n={base})"
        spanners[key] = (label, [f"{key}_{name}" for name in cells])
        for name, (header, values) in cells.items():
            headers[f"{key}_{name}"] = header
            frame[f"{key}_{name}"] = values
    result = set_out(frame.assign(**{"data-id": frame.index}), identifier, headers)
    for key, (label, columns) in spanners.items():
        result = result.tab_spanner(shield(label), columns, id=f"groep-{key}")
    for column, positions in marked:
        result = bold(result, positions, [column])
    return result


def distribution_table(table: pd.DataFrame, identifier: str, totals: pd.Series | None = None) -> GT:
    """Set out the status or nature of each outcome; what is not shown is a dash.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.distribution`.
    identifier : str
        The table's ``id``.
    totals : Series, optional
        From `tabulation.scale_totals`: printed in a last row.
    """
    items = ranked(table).set_index("item")
    frame = pd.DataFrame({"label": items["label"], "n": items["n"].where(items["toon"]).map(count_cell)})
    headers, spanners = {"label": "Opbrengst", "n": "n"}, {}
    for key, rows in by_item(table, "categorie", frame.index):
        names = [f"{key}_aantal", f"{key}_aandeel"]
        frame[names[0]] = rows["aantal"].where(rows["toon"]).map(count_cell)
        frame[names[1]] = rows["aandeel"].where(rows["toon"]).map(share_cell)
        headers |= {names[0]: "Aantal", names[1]: "%"}
        spanners[key] = (str(rows["categorie_label"].iloc[0]), names)
    if totals is not None and totals.sum():
        n = totals.sum()
        shares = {f"{key}_aantal": count_cell(count) for key, count in totals.items()}
        shares |= {f"{key}_aandeel": share_cell(count / n) for key, count in totals.items()}
        frame.loc[TOGETHER] = {"label": "Samen, zonder andere opbrengsten", "n": count_cell(n), **shares}
    result = set_out(frame.assign(**{"data-id": frame.index}), identifier, headers)
    for key, (label, columns) in spanners.items():
        result = result.tab_spanner(shield(label), columns, id=f"categorie-{key}")
    return bold(result, [len(frame) - 1] if frame.index[-1] == TOGETHER else [])


def response_table(frame: pd.DataFrame, identifier: str, first_header: str) -> GT:
    """Set the responses beside those approached, where these are known.

    Parameters
    ----------
    frame : DataFrame
        From `tabulation.response`, with its total.
    identifier, first_header : str
        The table's ``id``, and the head of its first column.
    """
    headers = {"categorie": first_header, "benaderd": "Benaderd", "respons": "Respons", "aandeel": "Respons %"}
    shown = list(headers) if frame["benaderd"].notna().any() else ["categorie", "respons"]
    cells = frame[shown].astype(object)
    for column in {"benaderd", "respons"} & set(shown):
        cells[column] = frame[column].map(count_cell)
    if "aandeel" in shown:
        cells["aandeel"] = frame["aandeel"].map(share_cell)
    return _with_total(cells, identifier, headers)


def _with_total(cells: pd.DataFrame, identifier: str, headers: Mapping[str, str], text: Iterable[str] = ()) -> GT:
    """Set out a frame of strings whose last row, if so named, is the total."""
    last = len(cells) - 1
    total = [last] if last >= 0 and cells.iloc[last, 0] == TOTAL else []
    return bold(set_out(cells, identifier, headers, text), total)


def counts_table(frame: pd.DataFrame, identifier: str, persons: str) -> GT:
    """Set out the respondents per workplace and their total.

    Parameters
    ----------
    frame : DataFrame
        From `tabulation.workplace_counts`.
    identifier : str
        The table's ``id``.
    persons : str
        What respondents are called.
    """
    total = pd.DataFrame({"werkplaats": [TOTAL], "respons": [frame["respons"].sum()]})
    cells = pd.concat([frame[["werkplaats", "respons"]], total], ignore_index=True)
    cells = cells.assign(respons=cells["respons"].map(count_cell))
    return _with_total(cells, identifier, {"werkplaats": "Digitale Werkplaats", "respons": f"Aantal {persons}"})


def workplaces_table(frame: pd.DataFrame, identifier: str) -> GT:
    """Set out the workplaces with the number of institutions behind them, by kind, and the total.

    Parameters
    ----------
    frame : DataFrame
        From `workplaces.read_workplaces`.
    identifier : str
        The table's ``id``.
    """
    numbers = frame[[*KINDS]]
    reach = [", ".join(kind for kind in KINDS if row[kind]) for row in numbers.to_dict("records")]
    cells = numbers.assign(werkplaats=frame["werkplaats"], tranche=frame["tranche"].astype(str), bereik=reach)
    total = {"werkplaats": TOTAL, "tranche": "", "bereik": "", **numbers.sum()}
    cells = pd.concat([cells, pd.DataFrame([total])], ignore_index=True)
    cells = cells[["werkplaats", "tranche", "bereik", *KINDS]]
    cells = cells.assign(**{kind: cells[kind].map(count_cell) for kind in KINDS})
    headers = {"werkplaats": "Digitale Werkplaats", "tranche": "Tranche", "bereik": "Bereik"}
    headers |= {kind: f"Aantal {kind}" for kind in KINDS}
    return _with_total(cells, identifier, headers, text=("tranche", "bereik"))


def answers_table(frame: pd.DataFrame, columns: Sequence[str], headers: Sequence[str], identifier: str) -> GT:
    """Set out open answers as typed; every row carries its sector, tranche and language.

    Parameters
    ----------
    frame : DataFrame
        Responses, with ``sector``, ``tranche`` and ``taal``.
    columns, headers : sequence of str
        Columns of answers, and their heads.
    identifier : str
        The table's ``id``.
    """
    cells = frame[[*columns]].fillna("").astype(str)
    attributes = {"sector": "sector", "tranche": "tranche", "lang": LANGUAGE}
    cells = cells.assign(**{f"data-{name}": frame[column].astype(str) for name, column in attributes.items()})
    table = GT(shielded(cells), id=identifier).cols_align("left")
    return table.cols_label(dict(zip(columns, map(shield, headers), strict=True)))


def comparison_table(table: pd.DataFrame, identifier: str) -> GT:
    """Set out each outcome's number and share in every group, with a mark where a group differs by the stated rule.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`.
    identifier : str
        The table's ``id``.
    """
    items = ranked(table)
    frame = items[["item", "label"]].set_index("item")
    headers, marked = {"label": "Opbrengst"}, []
    for key, rows in by_item(table, "groep", frame.index):
        frame[key] = [
            f"{count_cell(row.aantal)} ({share_cell(row.aandeel)}) {MARKS.get(row.oordeel, '')}".strip()
            for row in rows.itertuples()
        ]
        headers[key] = f"{rows['groep_label'].iloc[0]} (n={count_cell(rows['n'].iloc[0])})"
        marked.append((key, [i for i, word in enumerate(rows["oordeel"]) if word]))
    result = set_out(frame, identifier, headers)
    for key, positions in marked:
        result = bold(result, positions, [key])
    return result

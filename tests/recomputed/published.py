"""What a reader finds in the built reports: every count with its base and the group it is of, read from the files."""

import csv
import re
import zipfile
from dataclasses import dataclass

import numpy as np
import openpyxl
from lxml import html
from paper import page_texts
from scipy.optimize import Bounds, LinearConstraint, milp

PAIR = re.compile(r"(\d+) van (?:de )?(\d+)")
HIDDEN = "–"
SCALES = ("status", "aard")


@dataclass(frozen=True)
class Cell:
    """A published count: of which group's answers to what, and how many of the group that was asked."""

    source: str
    groep: str
    niveau: str
    maat: str
    label: str
    categorie: str
    n: int
    aantal: int


def members(groep, variant, frame):
    """Tell who is in a group, by what its label says: bool, aligned with `frame`."""
    name = groep.lower()
    if name == "overige contactpersonen":
        return ~members("totaal", variant, frame)
    if name == "totaal" and variant != "alle":
        name = variant.replace("-", " ")
    name = {"de eerste twee tranches": "tranches 1, 2", "de laatste twee tranches": "tranches 3, 4"}.get(name, name)
    mask = np.ones(len(frame), bool)
    if sector := re.search(r"\b(mbo|hbo|wo|overig)\b", name):
        mask &= (frame["sector"] == sector[1]).to_numpy()
    if tranches := re.search(r"tranches? ([\d, en]+)", name):
        mask &= frame["tranche"].isin(re.findall(r"\d", tranches[1])).to_numpy()
    if not sector and not tranches and name not in {"totaal", "alle tranches"}:
        raise ValueError(f"{groep!r} in {variant}: who is that?")
    return mask


def _number(text):
    return None if text in {HIDDEN, "", None} else int(str(text).replace(".", ""))


def of_page(path):
    """Read the tables of numbers of a report's or the overview's HTML."""
    page = html.parse(str(path)).getroot()
    for table in page.xpath("//table[starts-with(@id, 'cijfers-') or starts-with(@id, 'vergelijking-')]"):
        _, niveau, *rest = table.get("id").split("-")
        if rest[:1] == ["themas"]:  # of texts, not of answers to what was asked: see `themes_of_page`
            continue
        maat = rest[0] if rest and rest[0] in SCALES else "opbrengsten"
        yield from (_scale if maat in SCALES else _outcomes)(table, path.name, niveau, maat)


def themes_of_page(path):
    """Read the tables of themes: each count as a cell, and the same as a reader counts it in the answers below."""
    page = html.parse(str(path)).getroot()
    for table in page.xpath("//table[starts-with(@id, 'cijfers-') and contains(@id, '-themas')]"):
        niveau = table.get("id").split("-")[1]
        for cell in _outcomes(table, path.name, niveau, "themas"):
            answers = _answers(page, niveau, cell.groep)
            yield cell, (sum(cell.label in themes for themes in answers), len(answers))


def _answers(page, niveau, groep):
    """List the themes of every printed answer on a level, of all or under the heading of a sector."""
    found = []
    for table in page.xpath("//div[@class='antwoorden']//table"):
        head = page.get_element_by_id(table.get("aria-labelledby")).text_content()
        if groep.startswith(("Totaal", "Tranche")) or re.search(rf"\b{re.escape(groep.lower())}\b", head):
            cells = table.xpath(f".//td[contains(@data-kop, 'Opbrengsten {niveau}')]")
            found += [cell.xpath(".//span[@data-thema]/text()") for cell in cells if cell.text_content().strip()]
    return found


def _rows(table):
    """Yield each row's label with its texts by the heads of their columns: what stands over it and its own."""
    heads = {one.get("id"): " ".join(one.text_content().split()) for one in table.xpath("./thead//th")}
    for row in table.xpath("./tbody/tr"):
        label, *_ = (" ".join(one.text_content().split()) for one in row.xpath("./th"))
        cells = {}
        for one in row.xpath("./td"):
            name = tuple(heads[part] for part in one.get("headers").split() if part in heads)
            cells[name] = " ".join(one.text_content().split())
        assert len(cells) == len(row.xpath("./td")), f"{table.get('id')}: two columns of one name"
        yield label, cells


def _outcomes(table, source, niveau, maat):
    for label, cells in _rows(table):
        counts = {name[0]: _number(text) for name, text in cells.items() if name[-1] == "Aantal"}
        assert counts
        for head, count in counts.items():
            groep, n = re.fullmatch(r"(.*) \(n=([\d.]+)\)", head).groups()
            if count is not None:
                yield Cell(source, groep, niveau, maat, label, "", _number(n), count)


def _scale(table, source, niveau, maat):
    for label, cells in _rows(table):
        counts = {name[0]: _number(text) for name, text in cells.items() if name[-1] == "Aantal"}
        assert counts
        for category, count in counts.items():
            if count is not None:
                yield Cell(source, "Totaal", niveau, maat, label, category, _number(cells["n",]), count)


TITLE = re.compile(
    r"(?:Figuur [\d.]+  )?(Opbrengsten|Status van de opbrengsten|Aard van de opbrengsten) op (\w+?)s?niveau"
)
BASE = "n (basis)"


def of_workbook(path):
    """Read the sheets of numbers of a tabellenboek."""
    for sheet in openpyxl.load_workbook(path):
        rows = list(sheet.iter_rows(values_only=True))
        if title := TITLE.fullmatch(str(rows[0][0])):
            maat = title[1].split()[0].lower()
            yield from _banner(rows, path.name, title[2], maat)


def _banner(rows, source, niveau, maat):
    """Read what stands under a banner: the groups in the row above the heads, a count of each in every row."""
    top = next(index for index, row in enumerate(rows) if row[0] == "Opbrengst")
    counted, groep = [], None
    for place, (over, head) in enumerate(zip(rows[top - 1], rows[top], strict=True)):
        groep = re.sub(r" \([a-z]\)$", "", over) if over else groep
        if head == "aantal":
            counted.append((place, groep))
    bases = {}
    for values in rows[top + 1 :]:
        if values[0] is None:
            break
        answer = values[0] if maat == "opbrengsten" else values[1]
        for place, groep in counted:
            if answer == BASE:
                bases[groep] = values[place]
            elif values[place] not in {None, HIDDEN}:
                category = "" if maat == "opbrengsten" else answer
                yield Cell(source, groep, niveau, maat, values[0], category, int(bases[groep]), int(values[place]))


def of_register(path):
    """Read the numbers that sentences rest on: level, measure, item, count and base."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for ref, count, n in re.findall(r"([\w-]+): (\d+)/(\d+)", row["cijfers"]):
                niveau, maat, *item = ref.split("-")
                yield niveau, maat, item[0] if item else "", int(count), int(n)


def text_of(path):
    """Return all that a file says, attributes and drawings included, as one line."""
    if path.suffix == ".pdf":
        text = " ".join(page_texts(path)).replace("\u00ad", "")
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            text = html.fromstring(archive.read("word/document.xml")).text_content()
    else:
        page = html.parse(str(path)).getroot()
        for element in page.xpath("//style|//script"):
            element.drop_tree()
        text = " ".join([*page.itertext(), *(str(value) for value in page.xpath("//@title|//@aria-label|//@alt"))])
    return " ".join(text.split())


def given_away(groups, minimum, among):
    """Find a group of which fewer than `minimum` were asked, whose count follows from those of `groups`.

    By integer programming. A reader knows who is in a group, not who of them were asked.

    Parameters
    ----------
    groups : bool array, shape (groups, persons)
    among : bool array, shape (persons,)
        Who were asked: all, or who named the outcome and answered.

    Returns
    -------
    bool array, shape (persons,), or None
    """
    classes, member = np.unique(groups, axis=1, return_inverse=True)
    sizes = np.bincount(member.ravel(), weights=among, minlength=classes.shape[1])
    count, width = classes.shape
    # A union x of classes (0 or 1 each) is a sum of published groups, each times some number y: x - classes' y = 0.
    equal = LinearConstraint(np.hstack([np.eye(width), -classes.T.astype(float)]), 0, 0)
    small = LinearConstraint(np.concatenate([sizes, np.zeros(count)])[None, :], 1, minimum - 1)
    bounds = Bounds(np.r_[np.zeros(width), np.full(count, -np.inf)], np.r_[np.ones(width), np.full(count, np.inf)])
    found = milp(np.zeros(width + count), constraints=[equal, small], bounds=bounds,
                 integrality=np.r_[np.ones(width), np.zeros(count)])  # fmt: skip
    return None if found.x is None else found.x[:width].round().astype(bool)[member.ravel()]

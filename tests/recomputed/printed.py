"""A built report read back: the figures its tables and sentences print, as `statements.Figures`."""

import re
from fractions import Fraction
from functools import cached_property

import yaml
from lxml import html
from statements import Figures

from impactmonitor.paths import DATA

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WRAPPERS = ("div", "header")
COUNT = re.compile(r"(\d+) van de (\d+)")
BASE = re.compile(r"\(n=(\d+)\)$")


def words(element):
    """Give the text of an element, without the anchors beside headings."""
    texts = element.xpath(".//text()[not(ancestor::a[contains(@class, 'anker')])]")
    return " ".join("".join(texts).split())


def whole(text):
    """Read a whole number or percentage; a dash is None."""
    digits = text.replace(".", "").rstrip("%")
    return None if digits == "–" else int(digits)


class PrintedFigures(Figures):
    """Figures read from ``report.html``."""

    def __init__(self, source):
        self._root = html.document_fromstring(source)

    # -- the document --------------------------------------------------------------------------------------------------

    def _one(self, identifier):
        found = self._root.xpath("//*[@id=$identifier]", identifier=identifier)
        if len(found) != 1:
            raise KeyError(f"{len(found)} elements have the id {identifier}")
        return found[0]

    @staticmethod
    def _heading(element):
        """Find the heading that an element is, or that it wraps; None where it is none."""
        if element.tag in HEADINGS:
            return element
        return next((part for part in element if part.tag in HEADINGS), None) if element.tag in WRAPPERS else None

    def _section(self, heading):
        """List what follows a heading (or its id) up to the next one of its rank."""
        heading = self._one(heading) if isinstance(heading, str) else heading
        ends = HEADINGS[: HEADINGS.index(heading.tag) + 1]
        start = heading.getparent() if self._heading(heading.getparent()) is heading else heading
        parts = []
        for element in start.itersiblings():
            other = self._heading(element)
            if other is not None and other.tag in ends:
                break
            parts.append(element)
        return parts

    def _below(self, identifier, title):
        """List what follows the sub-heading with a title."""
        for element in self._section(identifier):
            heading = self._heading(element)
            if heading is not None and words(heading) == title:
                return self._section(heading)
        raise KeyError(f"no heading {title!r} in {identifier}")

    def _text(self, elements):
        return " ".join(words(element) for element in elements)

    def rows(self, table):
        """Read a table by id: per row its id or first cell, a dict of column name to text."""
        found = {}
        for row in self._one(table).xpath(".//tbody/tr"):
            cells = {}
            for cell in row.xpath("./td"):
                cells[cell.get("headers").split()[-1].removeprefix(f"{table}-")] = words(cell)
            found[row.get("id", "").removeprefix(f"{table}-") or words(row[0])] = cells
        return found

    @cached_property
    def links(self):
        """The numbers in sentences: per link its target, its words, and the count and base in its title."""
        found = []
        for link in self._root.xpath("//a[contains(@class, 'getal')]"):
            count, base = map(int, COUNT.search(link.get("title")).groups())
            found.append((link, link.get("href").lstrip("#"), words(link), count, base))
        return found

    @cached_property
    def bases(self):
        """The base of every group in the tables of outcomes, per table."""
        found = {}
        for table in self._root.xpath("//table[contains(@id, '-opbrengsten') or contains(@id, '-tranches')]/@id"):
            heads = self._one(table).xpath(".//th[@scope='colgroup']")
            counts = [name for name in next(iter(self.rows(table).values())) if name.endswith("_aantal")]
            for name, head in zip(counts, heads, strict=True):
                found.setdefault(table, {})[name.removesuffix("_aantal")] = int(BASE.search(words(head))[1])
        return found

    # -- the words -----------------------------------------------------------------------------------------------------

    def _count(self, niveau, item, groep):
        table = f"cijfers-{niveau}-{'tranches' if groep in {'langer', 'korter'} else 'opbrengsten'}"
        return whole(self.rows(table)[item][f"{groep}_aantal"]), self.bases[table][groep]

    def _difference(self, niveau, item, a, b):
        return Fraction(*self._count(niveau, item, a)) - Fraction(*self._count(niveau, item, b))

    def in_respons(self, pad, a, b):
        niveau, item = pad.split(".")
        tranches = a in {"langer", "korter"}
        row = f"cijfers-{niveau}-{'tranches' if tranches else 'opbrengsten'}-{item}"
        links = [link for link, target, *_ in self.links if target == row]
        texts = [words(link.getparent()) for link in links]
        return any("In deze respons verschillen" in text and "toeval" in text for text in texts)

    def _answers(self, niveau, item, scale):
        cells = self.rows(f"cijfers-{niveau}-{scale}")[item]
        return {name.removesuffix("_aantal"): whole(text) for name, text in cells.items() if name.endswith("_aantal")}

    def _items(self, niveau):
        return [item for item in self.rows(f"cijfers-{niveau}-opbrengsten") if item not in {"andere", "geen"}]

    def _response(self, groep):
        table = "respons-tranche" if groep == "totaal" or groep.startswith("tranche-") else "respons-sector"
        return self.rows(table)[groep.replace("-", " ").capitalize()]

    def _people(self, groep):
        row = self._response(groep)
        return whole(row["respons"]), whole(row["benaderd"])

    def procent(self, pad, groep="totaal"):
        niveau, item = pad.split(".")
        return whole(self.rows(f"cijfers-{niveau}-opbrengsten")[item][f"{groep}_aandeel"])

    def respons(self, groep="totaal"):
        return whole(self._response(groep)["aandeel"])

    def getoond(self, niveau):
        return list(self.bases[f"cijfers-{niveau}-opbrengsten"])

    def werkplaatsen(self):
        counts = self.rows("respons-werkplaats")
        found = []
        for name, row in self.rows("werkplaatsen").items():
            if name != "Totaal":
                kinds = {kind: whole(row[kind]) for kind in ("mbo", "hbo", "wo")}
                place = {"naam": name, "tranche": row["tranche"], "bereik": row["bereik"], **kinds}
                answered = whole(counts[name]["respons"]) if name in counts else 0
                found.append(place | {"instellingen": sum(kinds.values()), "respondenten": answered})
        return found

    def andere_naam(self, naam):
        raise LookupError("the report does not print other spellings")

    def andere(self, niveau):
        lists = [element for element in self._section(f"sec-{niveau}-opbrengsten") if element.tag == "ul"]
        return [words(item) for part in lists for item in part]

    def toelichting(self, pad):
        niveau, item = pad.split(".")
        known = yaml.safe_load((DATA / "synthese.yml").read_text(encoding="utf-8"))
        return self._text(self._below(f"sec-{niveau}-nader", known["niveaus"][niveau][item]["kop"]))

    def toelichtingen(self, niveau):
        return words(self._section(f"sec-{niveau}-nader")[0])

    def conclusie(self, niveau):
        return self._text(self._section(f"sec-conclusie-{niveau}"))

    def hoofdopbrengsten(self):
        lists = [element for element in self._section("sec-hoofdopbrengsten") if element.tag == "ol"]
        return [words(item) for part in lists for item in part]

    def niveaus(self):
        titles = [words(head) for head in self._root.xpath("//h2[@id]")]
        return [title.split()[-1] for title in titles if " Opbrengsten op " in title]

    def _form(self, path):
        return [found for element in self._section("sec-formulier") for found in element.xpath(path)]

    def formulier(self, niveau):
        blocks = [words(block) for block in self._form("self::*[contains(@class, 'keuzes')]") if "□" in words(block)]
        place = ["instelling", "opleiding", "student"].index(niveau)
        return [line.strip(" _\u00a0") for line in blocks[place].split("□")[1:]]

    def schaal(self, naam):
        tables = self._form("descendant-or-self::table")
        return [words(head) for head in tables[1 + ["status", "aard"].index(naam)].xpath(".//thead//th")]

    def open_vraag(self):
        return re.search("‘(.+?)’", words(self._section("sec-antwoorden")[0]))[1]

    def antwoorden(self, sector):
        for place in range(1, 4):
            title = words(self._one(f"sec-antwoorden-{place}"))
            if re.search(rf"\b{sector}", title):
                assert title.endswith(f"(n={len(self.texts(f'antwoorden-{place}'))})")
                return len(self.texts(f"antwoorden-{place}"))
        raise KeyError(sector)

    def opmerkingen(self):
        return len(self.texts("opmerkingen"))

    def texts(self, table):
        """Read a table of answers: a list of rows of texts."""
        return [tuple(words(cell) for cell in row.xpath("./td")) for row in self._one(table).xpath(".//tbody/tr")]

    def bron(self, naam):
        fact = yaml.safe_load((DATA / "bron.yml").read_text(encoding="utf-8"))[naam]["waarde"]
        return fact if re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", self._text(self._section("sec-inleiding"))) else ""

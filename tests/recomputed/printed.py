"""A built report read back: the figures its tables and sentences print, as `statements.Figures`."""

import re
from copy import deepcopy
from fractions import Fraction
from functools import cached_property

import yaml
from lxml import html
from statements import Figures

from impactmonitor.paths import DATA
from impactmonitor.text.dutch import percent

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WRAPPERS = ("div", "header")
COUNT = re.compile(r"(\d+) van de (\d+)")
BASE = re.compile(r" \(n=(\d+)\)$")
BOOK = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
GROUPS = {
    "totaal": "Totaal",
    "langer": "De eerste twee tranches",
    "korter": "De laatste twee tranches",
    **{sector["key"]: sector["label"] for sector in BOOK["sectoren"]},
}
"""The heads of groups in tables."""
ANSWERS = {
    scale: {one["key"]: one.get("kort", one["label"]) for one in BOOK["schalen"][scale]} for scale in ("status", "aard")
}
"""The heads of answers in tables."""


def words(element):
    """Give the text of an element, without the anchors beside headings."""
    texts = element.xpath(".//text()[not(ancestor::a[contains(@class, 'anker')])]")
    return " ".join("".join(texts).split())


def whole(text):
    """Read a whole number or percentage; a dash is None."""
    digits = text.replace(".", "").rstrip("%")
    return None if digits == "–" else int(digits)


def columns(table):
    """Name the columns of a table, by the ids of their heads: what stands over them and their own head; no bases."""
    names = {head.get("id"): BASE.sub("", words(head)) for head in table.xpath("./thead//th")}
    found = []
    for cell in table.xpath("./tbody/tr[1]/td"):
        found.append("|".join(names[part] for part in cell.get("headers").split() if part in names))
    return found


class PrintedFigures(Figures):
    """Figures read from ``report.html``."""

    def __init__(self, source):
        self._root = html.document_fromstring(source)
        self._rows = {}

    # -- the document --------------------------------------------------------------------------------------------------

    @cached_property
    def _named(self):
        found = {}
        for element in self._root.xpath("//*[@id]"):
            found.setdefault(element.get("id"), []).append(element)
        return found

    def _one(self, identifier):
        found = self._named.get(identifier, [])
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
        """Read a table by id: per row its id or first cell, a dict of column (``Mbo|Aantal``) to text."""
        if table not in self._rows:
            found = self._rows[table] = {}
            names = columns(self._one(table))
            for row in self._one(table).xpath("./tbody/tr"):
                cells = [words(cell) for cell in row.xpath("./td")]
                own = row.get("id", "").removeprefix(f"{table}-") or words(row[0])
                found[own] = dict(zip(names, cells, strict=True))
        return self._rows[table]

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
        keys = {label: key for key, label in GROUPS.items()}
        for table in self._root.xpath("//table[contains(@id, '-opbrengsten') or contains(@id, '-tranches')]/@id"):
            for head in self._one(table).xpath(".//th[@scope='colgroup']"):
                label = words(head)
                found.setdefault(table, {})[keys[BASE.sub("", label)]] = int(BASE.search(label)[1])
        return found

    # -- the words -----------------------------------------------------------------------------------------------------

    def _count(self, niveau, item, groep):
        table = f"cijfers-{niveau}-{'tranches' if groep in {'langer', 'korter'} else 'opbrengsten'}"
        return whole(self.rows(table)[item][f"{GROUPS[groep]}|Aantal"]), self.bases[table][groep]

    def _difference(self, niveau, item, a, b):
        return Fraction(*self._count(niveau, item, a)) - Fraction(*self._count(niveau, item, b))

    def in_respons(self, pad, a, b):
        niveau, item = pad.split(".")
        tranches = a in {"langer", "korter"}
        row = f"cijfers-{niveau}-{'tranches' if tranches else 'opbrengsten'}-{item}"
        links = [link for link, target, *_ in self.links if target == row]
        told = [re.search(r"In deze respons verschillen .*? toeval zijn\.", words(link.getparent())) for link in links]
        shares = " tegen ".join(percent(Fraction(*self._count(niveau, item, groep))) for groep in (a, b))
        turned = " tegen ".join(reversed(shares.split(" tegen ")))
        said = any(text and re.search(rf"\((?:{shares}|{turned})[;)]", text[0]) for text in told)
        return said and self._difference(niveau, item, a, b) > 0

    def _answers(self, niveau, item, scale):
        cells = self.rows(f"cijfers-{niveau}-{scale}")[item]
        return {key: whole(cells[f"{label}|Aantal"]) for key, label in ANSWERS[scale].items()}

    def _items(self, niveau):
        return [item for item in self.rows(f"cijfers-{niveau}-opbrengsten") if item not in {"andere", "geen"}]

    def _response(self, groep):
        table = "respons-tranche" if groep == "totaal" or groep.startswith("tranche-") else "respons-sector"
        return self.rows(table)[groep.replace("-", " ").capitalize()]

    def _people(self, groep):
        row = self._response(groep)
        return whole(row["Respons"]), whole(row["Benaderd"])

    def procent(self, pad, groep="totaal"):
        niveau, item = pad.split(".")
        return whole(self.rows(f"cijfers-{niveau}-opbrengsten")[item][f"{GROUPS[groep]}|%"])

    def respons(self, groep="totaal"):
        return whole(self._response(groep)["Respons %"])

    def getoond(self, niveau):
        return list(self.bases[f"cijfers-{niveau}-opbrengsten"])

    def werkplaatsen(self):
        counts = self.rows("respons-werkplaats")
        found = []
        for name, row in self.rows("werkplaatsen").items():
            if name != "Totaal":
                kinds = {kind: whole(row[f"Aantal {kind}"]) for kind in ("mbo", "hbo", "wo")}
                place = {"naam": name, "tranche": row["Tranche"], "bereik": row["Sectoren"], **kinds}
                answered = whole(counts[name]["Aantal contactpersonen"]) if name in counts else 0
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
        bare = deepcopy(self._one(table))
        for themes in bare.xpath(".//span[@class='themas']"):
            themes.getparent().remove(themes)
        return [tuple(words(cell) for cell in row.xpath("./td")) for row in bare.xpath(".//tbody/tr")]

    def bron(self, naam):
        fact = yaml.safe_load((DATA / "bron.yml").read_text(encoding="utf-8"))[naam]["waarde"]
        return fact if re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", self._text(self._section("sec-inleiding"))) else ""

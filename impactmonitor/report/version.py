"""One version of a report, read back from its output folder: its numbers, its sentences and its built text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from lxml import etree, html

from impactmonitor.problems import InputError, Problem, UsageError
from impactmonitor.report.ledger import HEAD, NUMBERS
from impactmonitor.survey.codebook import PLACE, SIDE_BY_SIDE
from impactmonitor.survey.ledgers import LEDGER, RECORD, Group, group_of

CLAIMS, PAGE = "claims.csv", "report.html"
Key = tuple[str, str, str, str, str, Group]
"""What a row of a ledger is about: the columns of `ledger.HEAD`, and who is in the group."""
SENTENCE = ["claim", "niveau", "plek", "sectie", "vraag", "voorwaarde", "wanneer", "cijfers", "afgedrukt"]
SENTENCE += ["tekst", "conclusie", "kop", "kaart", "samenvatting"]

OF_TEXTS = ("-eigen-woorden", "-themas")
"""How sections, figures and tables end that follow from answers in somebody's own words, and are in no ledger."""

INLINE = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
"""What stands within a line; anything else holds a passage of its own."""
_IS_INLINE = " or ".join(f"self::{tag}" for tag in sorted(INLINE))
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTED = ("anker", "footnote-back", "footnote-ref", "nummer", "terug", "themas", "verantwoording", "waarom", "zin")
"""Classes of what is no prose: links, numbers of headings, and the sentences that ``claims.csv`` holds."""
_NO_PASSAGE = f"ancestor-or-self::*[self::table or self::svg or self::script or self::style] or {_IS_INLINE}"
_COUNT = re.compile(r"\s*\(n=[\d.]+\)")


@dataclass(frozen=True)
class Passage:
    """A piece of the built text.

    Attributes
    ----------
    kind : {'tekst', 'lijst', 'tabel'}
    place : str
        The heading it stands under.
    text : str
    """

    kind: str
    place: str
    text: str


@dataclass(frozen=True)
class Built:
    """What the page of a report holds beside its numbers and claims.

    Attributes
    ----------
    passages : list of Passage
        In the order of the page.
    texts : Counter
        By list and text, how often an answer in somebody's own words stands there.
    labels : dict
        By level and item, what an outcome is called.
    figures : dict
        By identifier, the title of a figure and its drawing.
    """

    passages: list[Passage] = field(default_factory=list)
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    figures: dict[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """One output folder.

    Attributes
    ----------
    folder : Path
    made : dict
        What the report says of itself.
    filters : tuple of str
        The ledger's columns that tell groups apart.
    numbers : dict
        The rows of the ledger, by what each is about.
    claims : dict
        The rows of the list of claims, by level and claim.
    built : Built or None
        None where there is no web page.
    """

    folder: Path
    made: dict[str, Any]
    filters: tuple[str, ...]
    numbers: dict[Key, dict[str, str]]
    claims: dict[tuple[str, str], dict[str, str]]
    built: Built | None

    @property
    def checksum(self) -> str:
        """Which answers it was made of."""
        return self.made["gegevens"]["sha256"]  # type: ignore[no-any-return]

    @property
    def title(self) -> str:
        """What the report is called."""
        headings = (one.place for one in self.built.passages if one.place) if self.built else iter(())
        return next(headings, "Rapport")

    @property
    def heads(self) -> list[str]:
        """The grouping by which answers in somebody's own words stand under headings, where there is one."""
        return list(self.made.get("indelingen", {}).get(SIDE_BY_SIDE, []))[:1]

    @property
    def minimum(self) -> int:
        """The ``min_onthulling`` it was made with."""
        return self.made["parameters"]["min_onthulling"]  # type: ignore[no-any-return]


def read_version(folder: Path) -> Version:
    """Read an output folder.

    Raises
    ------
    UsageError
        It is none.
    InputError
        A file in it is not as a report writes it; every problem is listed.
    """
    if missing := [name for name in (LEDGER, CLAIMS, RECORD) if not (folder / name).is_file()]:
        raise UsageError(f"{folder} holds no report: {', '.join(missing)} missing")
    problems: list[Problem] = []
    made = _made(folder / RECORD, problems)
    numbers = _rows(folder / LEDGER, [*HEAD, PLACE, *NUMBERS], problems)
    claims = _rows(folder / CLAIMS, SENTENCE, problems)
    page = folder / PAGE
    if page.is_file() and not page.stat().st_size:
        problems.append(Problem(str(page), "is empty"))
    if problems:
        raise InputError(problems)
    return Version(
        folder,
        made,
        tuple(name for name in (numbers or [{}])[0] if name not in {*HEAD, *NUMBERS}),
        {(*(row[name] for name in HEAD), group_of(row)): {name: row[name] for name in NUMBERS} for row in numbers},  # type: ignore[misc]
        {(row["niveau"], row["claim"]): row for row in claims},
        read_page(page.read_bytes()) if page.is_file() else None,
    )


def _made(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """Read what a report says of itself."""
    try:
        made = yaml.safe_load(path.read_text(encoding="utf-8"))
        parameters = {**made["parameters"], "min_onthulling": int(made["parameters"]["min_onthulling"])}
        answers = {**made["gegevens"], "sha256": str(made["gegevens"]["sha256"])}
        return {**made, "variant": made["variant"], "gegevens": answers, "parameters": parameters}
    except (ValueError, yaml.YAMLError, KeyError, TypeError) as error:
        problems.append(Problem(str(path), f"is not as a report writes it: {' '.join(str(error).split())}"))
    return {}


def _rows(path: Path, columns: list[str], problems: list[Problem]) -> list[dict[str, str]]:
    """Read a table that a report wrote."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, restval="", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(str(path), f"cannot be read: {error}"))
        return []
    lacking = [name for name in columns if rows and name not in rows[0]]
    if lacking:
        problems.append(Problem(f"{path}, header", f"lacks {', '.join(lacking)}; make the report anew"))
        return []
    return rows


def read_page(content: bytes) -> Built:
    """Read the built text of a report's web page.

    Parameters
    ----------
    content : bytes
        ``report.html``.
    """
    root = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    for name in LISTED:
        for one in root.find_class(name):
            one.drop_tree()
    for one in root.xpath("//*[contains(@class, 'kaarten')]//li[.//a]"):  # a claim's headline number
        one.drop_tree()
    found, place = Built(), ""
    for element in root.xpath("//header[contains(@class, 'omslag')]//* | //main | //main//*"):
        if element.tag in HEADINGS:
            place = _line(element)
        if element.tag == "figure" and (drawing := element.find(".//svg")) is not None:
            title = _line(element.find("figcaption")) if element.find("figcaption") is not None else place
            found.figures[element.get("id", title)] = title, etree.tostring(drawing, with_tail=False)
        if element.tag == "table":
            _of_table(element, place, found)
        if not element.xpath(_NO_PASSAGE) and (text := " ".join("".join(_own(element)).split())):
            kind = "lijst" if element.xpath("ancestor-or-self::li") else "tekst"
            found.passages.append(Passage(kind, place, text))
    return found


def _own(element: Any) -> Iterator[str]:
    """Yield the text of an element that is in no passage of its own."""
    yield element.text or ""
    for child in element:
        if child.tag in INLINE:
            yield " " if child.tag == "br" else ""
            yield from _own(child)
        yield child.tail or ""


def _of_table(table: Any, place: str, found: Built) -> None:
    """Read a table: names of outcomes where the ledger has its numbers, answers one by one, and others by row."""
    if table.xpath("ancestor::*[contains(@class, 'antwoorden')]"):
        for cell in table.iterfind(".//td"):
            if text := _line(cell):
                found.texts[f"{_COUNT.sub('', place)} – {cell.get('data-kop', '')}", text] += 1
    elif (table.get("id") or "").startswith("cijfers-") and not table.get("id").endswith(OF_TEXTS):
        for head in table.iterfind(".//tbody/tr[@id]/th"):
            niveau, _, item = head.getparent().get("id").removeprefix("cijfers-").split("-", 2)
            found.labels[niveau, item] = _line(head)
    else:
        for row in table.iterfind(".//tr"):
            found.passages.append(Passage("tabel", place, " | ".join(filter(None, map(_line, row)))))


def _line(element: Any) -> str:
    return " ".join(element.text_content().split())

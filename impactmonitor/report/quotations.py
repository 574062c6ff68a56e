"""Where a quotation stands in a built page: its words as the page's own script reads them, found again when changed.

``_extensions/monitor/review/quotes.js`` does the same in the browser.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html
from rapidfuzz import fuzz

from impactmonitor.report.remarks import Remark
from impactmonitor.report.version import HEADINGS, INLINE

BESIDE = {"anker", "waarom", "terug", "footnote-ref", "footnote-back"}
"""Classes of what is put in a page for reading only."""
TOGETHER, SAME, LIKE, HALF = 75, 85, 60, 50
"""From which likeness, of 100, words with those around them are the ones quoted; words by themselves, anywhere in the
page or in the row or sentence they stood in; and words where those around them are."""
TELLING = 20
"""Characters that tell a place from any other."""


@dataclass(frozen=True)
class Spot:
    """Where a quotation stands.

    Attributes
    ----------
    start, end : int
        In the page's text.
    changed : bool
        Whether other words stand there now.
    """

    start: int
    end: int
    changed: bool = False


@dataclass
class Page:
    """The words of a page.

    Attributes
    ----------
    text : str
        White space as one space, and one between blocks.
    blocks : list of (int, int)
        From where to where each paragraph, cell or heading goes.
    claims : dict
        By claim, from where to where its sentences go.
    elements : dict
        By identifier, the same of rows, figures, tables, and entries of the list of claims.
    heads : list of (int, str)
        Where each heading stands, and its words.
    """

    text: str = ""
    blocks: list[tuple[int, int]] = field(default_factory=list)
    claims: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    elements: dict[str, tuple[int, int]] = field(default_factory=dict)
    heads: list[tuple[int, str]] = field(default_factory=list)

    def block(self, at: int) -> tuple[int, int]:
        """Return from where to where the block at a place goes."""
        return self.blocks[max(0, bisect_right(self.blocks, (at, len(self.text))) - 1)]

    def claims_at(self, start: int, end: int) -> list[str]:
        """Name the claims whose sentences a stretch of text touches."""
        return [name for name, spans in self.claims.items() if any(a < end and start < b for a, b in spans)]

    def elements_at(self, at: int) -> list[str]:
        """Name the elements that hold a place, the smallest first."""
        around = [(b - a, name) for name, (a, b) in self.elements.items() if a <= at < b]
        return [name for _, name in sorted(around)]

    def heading(self, at: int) -> str:
        """Return the words of the last heading before a place."""
        return next((words for place, words in reversed(self.heads) if place <= at), "")


def read_words(path: Path) -> Page:
    """Read the words of a report's page.

    Parameters
    ----------
    path : Path
        ``report.html``.
    """
    root = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    page, signs = Page(), _Signs()
    for main in root.iter("main"):
        _walk(main, main, page, signs)
    page.text = "".join(signs.signs)
    page.blocks = signs.blocks(len(page.text))
    return page


class _Signs:
    """The characters of a text as they come, with the blocks that they stand in."""

    def __init__(self) -> None:
        self.signs: list[str] = []
        self.block: Any = None
        self.starts: list[int] = []

    def add(self, text: str | None, block: Any) -> None:
        if not text:
            return
        if block is not self.block:
            self._space()
            self.block = block
            self.starts.append(len(self.signs))
        for sign in text:
            if sign.isspace():
                self._space()
            else:
                self.signs.append(sign)

    def _space(self) -> None:
        if self.signs and self.signs[-1] != " ":
            self.signs.append(" ")

    def blocks(self, end: int) -> list[tuple[int, int]]:
        ends = [*self.starts[1:], end]
        return [(a, b) for a, b in zip(self.starts, ends, strict=True) if b > a]


def _walk(element: Any, block: Any, page: Page, signs: _Signs) -> None:
    classes = set((element.get("class") or "").split())
    if not isinstance(element.tag, str) or element.tag in {"svg", "script", "style"} or classes & BESIDE:
        return
    if element.tag not in INLINE:
        block = element
    start = len(signs.signs)
    signs.add(element.text, block)
    for child in element:
        _walk(child, block, page, signs)
        signs.add(child.tail, block)
    end = len(signs.signs)
    if "zin" in classes:
        page.claims.setdefault(element.get("data-claim"), []).append((start, end))
    if element.get("id") and element.tag in {"tr", "figure", "table"} and end > start:
        page.elements[element.get("id")] = (start, end)
    if element.tag in HEADINGS:
        page.heads.append((start, "".join(signs.signs[start:end]).strip()))
    if (
        element.tag == "li"
        and (first := element.find(".//*[@id]")) is not None
        and first.get("id").startswith("claim-")
    ):
        page.elements[first.get("id")] = (start, end)


def find(remark: Remark, page: Page) -> Spot | None:
    """Find what a comment is about: in its claim's sentence or its row, else word for word, else much like it.

    Returns
    -------
    Spot or None
        None where it is not in this page: an orphan.
    """
    spots = _all(remark.quote.strip(), page.text)
    own = page.claims.get(remark.claim, [])
    if not own and remark.element in page.elements:
        own = [page.elements[remark.element]]
    if own:
        within = [spot for spot in spots if any(a <= spot.start and spot.end <= b for a, b in own)]
        return (
            _best(within, remark, page.text)
            or _by_itself(remark, page.text, own[0], LIKE)
            or Spot(*own[0], changed=True)
        )
    best = _best(spots, remark, page.text)
    known = len(remark.prefix + remark.quote + remark.suffix)
    if best and len(remark.quote) + _fit(best, remark, page.text) >= min(TELLING, known):
        return best
    return _much_like(remark, page.text)


def _all(exact: str, text: str) -> list[Spot]:
    found, at = [], text.find(exact) if exact else -1
    while at >= 0:
        found.append(Spot(at, at + len(exact)))
        at = text.find(exact, at + 1)
    return found


def _best(spots: list[Spot], remark: Remark, text: str) -> Spot | None:
    return max(spots, key=lambda spot: _fit(spot, remark, text), default=None)


def _fit(spot: Spot, remark: Remark, text: str) -> int:
    """Count how many characters before and after are those that the comment has."""
    before = text[max(0, spot.start - len(remark.prefix)) : spot.start]
    after = text[spot.end : spot.end + len(remark.suffix)]
    return _common(before[::-1], remark.prefix[::-1]) + _common(after, remark.suffix)


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _much_like(remark: Remark, text: str) -> Spot | None:
    """Look for the words with those around them, for short words say little by themselves; else for these."""
    exact, everywhere = remark.quote.strip(), (0, len(text))
    around = _nearest(remark.prefix + exact + remark.suffix, text, everywhere, TOGETHER)
    if around and (inner := _nearest(exact, text, around, HALF)):
        return _words(text, *inner)
    if around and len(exact) < TELLING:
        return _words(text, around[0] + len(remark.prefix), around[1] - len(remark.suffix))
    return _by_itself(remark, text, everywhere, SAME)


def _by_itself(remark: Remark, text: str, within: tuple[int, int], alike: int) -> Spot | None:
    found = _nearest(exact, text, within, alike) if len(exact := remark.quote.strip()) >= TELLING else None
    return _words(text, *found) if found else None


def _nearest(sought: str, text: str, within: tuple[int, int], alike: int) -> tuple[int, int] | None:
    low, high = within
    found = fuzz.partial_ratio_alignment(sought, text[low:high], score_cutoff=alike)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return low + found.dest_start, low + found.dest_end


def _words(text: str, start: int, end: int) -> Spot:
    """Return whole words: those that a stretch of text touches."""
    start = min(max(start, 0), len(text) - 1)
    end = max(end, start + 1)
    while start and text[start - 1] != " " and text[start] != " ":
        start -= 1
    while end < len(text) and text[end] != " " and text[end - 1] != " ":
        end += 1
    return Spot(start + (text[start] == " "), end - (text[end - 1] == " "), changed=True)

"""What a cell shows: one face for people, another for the report.

A result carries both in its MIME bundle. For people it is a picture, HTML or clean Markdown; for the report it is
Pandoc's Markdown, under a type of its own that viewers of notebooks ignore.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as attribute
from typing import Any

from impactmonitor.text.dutch import capitalise
from impactmonitor.text.marks import NUMBER, SENTENCE
from impactmonitor.text.strangers import escape, visible

REPORT = "text/x-report+markdown"
"""MIME type of the report's face of a result."""
REFERENCE = re.compile(r"@(fig|tbl|sec)-[\w-]+", re.IGNORECASE)
WORDS = {"fig": "de figuur", "tbl": "de tabel", "sec": "het hoofdstuk"}
ATTRIBUTES = re.compile(r"^(#+ .*?) \{[^}]*\}$|^:::.*\n?", re.MULTILINE)
VARIABLE = re.compile(r"\{\{<\s*var\s+(\S+)\s*>\}\}")
INNER_LINK = re.compile(r"\[([^\]]*)\]\(#[^)]*\)")


@dataclass(frozen=True)
class Shown:
    """A result with its two faces.

    Attributes
    ----------
    people : dict
        By MIME type, as IPython takes it.
    report : str
        Pandoc's Markdown; empty where the report shows nothing.
    """

    people: dict[str, Any]
    report: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {**self.people, REPORT: self.report}


def for_people(markdown: str) -> str:
    """Clean the report's Markdown for viewers of notebooks.

    A number keeps what it rests on as a tooltip; a reference that only the report can resolve becomes words, and a
    number that only the report has its name.
    """
    text = SENTENCE.sub(r"\1", NUMBER.sub(r'<abbr title="\2">\1</abbr>', markdown))
    text = REFERENCE.sub(_in_words, text)
    text = VARIABLE.sub(r"`\1`", text)
    return INNER_LINK.sub(r"\1", ATTRIBUTES.sub(r"\1", text)).strip()


def _in_words(found: re.Match[str]) -> str:
    words = WORDS[found[1].lower()]
    return capitalise(words) if found[1][0].isupper() else words


def shown_text(markdown: str) -> Shown:
    """Show text; nothing at all where there is none."""
    clean = for_people(markdown)
    return Shown({"text/markdown": clean, "text/plain": clean}, markdown)


def shown_together(parts: Sequence[Shown], people: bool = True) -> Shown:
    """Put results one under the other; `people` says whether anybody looks at them but in the report."""
    if not parts:
        return shown_text("")
    report = "\n\n".join(one.report for one in parts)
    plain = "\n\n".join(filter(None, (str(one.people.get("text/plain", "")) for one in parts)))
    return Shown({"text/plain": plain} | ({"text/html": "\n".join(map(_as_html, parts))} if people else {}), report)


def _as_html(one: Shown) -> str:
    """Return what people see of a result as HTML."""
    import pypandoc

    if picture := one.people.get("image/png"):
        return f'<img src="data:image/png;base64,{picture}" alt="{attribute(str(one.people["text/plain"]))}">'
    if table := one.people.get("text/html"):
        return str(table)
    return str(pypandoc.convert_text(one.people["text/markdown"], "html", "markdown"))


FENCE = re.compile("`{3,}")


def raw_html(html: str) -> str:
    """Fence HTML so that Markdown passes it on as it is; a shortcode in it stays text."""
    inert = html.replace("{{<", "&#123;&#123;&lt;").replace("{{%", "&#123;&#123;%").strip("\n")
    longest = max((len(run) for run in FENCE.findall(inert)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{{=html}}\n{inert}\n{fence}"


def part_of(stem: str, number: int) -> str:
    """Name the drawing of a part of a figure: the first as the figure itself."""
    return stem if number == 1 else f"{stem}-deel-{number}"


def figure(stem: str, caption: str, alt: str, identifier: str, more: Sequence[str] = ()) -> str:
    """Place a drawing of ``figures/`` with its caption, or the parts that it is drawn in, one under the other.

    Parameters
    ----------
    stem : str
        File name without extension: each format takes its own.
    caption : str
        Plain text.
    alt : str
        What the drawing shows, for those who cannot see it. Plain text.
    identifier : str
        ``fig-…``, for references.
    more : sequence of str
        The same of the parts after the first.

    Returns
    -------
    str
        One paragraph of Markdown; of parts a block.

    Raises
    ------
    ValueError
        The identifier does not start with ``fig-``, or caption or an alternative text is empty.
    """
    _check(identifier, "fig-")
    alts = [alt, *more]
    if not visible(caption) or not all(map(visible, alts)):
        raise ValueError(f"{identifier}: a figure needs a caption and an alternative text")
    if not more:
        return f'![{escape(caption)}](figures/{stem}){{#{identifier} fig-alt="{escape(alt)}"}}'
    said = [f"deel {number} van {len(alts)}" for number in range(1, len(alts) + 1)]
    parts = [
        f'![{text}](figures/{part_of(stem, number)}){{fig-alt="{escape(alt)}"}}'
        for number, (text, alt) in enumerate(zip(said, alts, strict=True), 1)
    ]
    return "\n\n".join([f"::: {{#{identifier}}}", *parts, escape(caption), ":::"])


def numbered_table(html: str, identifier: str, caption: str) -> str:
    """Place an HTML table with its caption.

    Parameters
    ----------
    html : str
        A ``<table>`` element.
    identifier : str
        ``tbl-…``, for references.
    caption : str
        Plain text.

    Returns
    -------
    str
        Markdown.

    Raises
    ------
    ValueError
        The identifier does not start with ``tbl-``, or the caption is empty.
    """
    _check(identifier, "tbl-")
    if not visible(caption):
        raise ValueError(f"{identifier}: a table needs a caption")
    return f"::: {{#{identifier}}}\n{raw_html(html)}\n\n{escape(caption)}\n:::"


def data_table(html: str, about: str, notes: str = "") -> str:
    """Place the numbers behind a figure under it, or those behind a text.

    Parameters
    ----------
    html : str
        A ``<table>`` element.
    about : str
        Identifier of the figure, ``fig-…``; a title where there is no figure.
    notes : str
        Markdown below the table.

    Returns
    -------
    str
        Markdown.
    """
    attribute = "fig" if about.startswith("fig-") else "titel"
    parts = [f'::: {{.cijfers {attribute}="{escape(about)}"}}', raw_html(html)]
    if notes.strip():
        parts += ["", notes.strip()]
    return "\n".join([*parts, ":::"])


def _check(identifier: str, prefix: str) -> None:
    if not re.fullmatch(rf"{prefix}[a-z0-9][a-z0-9_-]*", identifier, re.IGNORECASE):
        raise ValueError(f"{identifier!r} is not an identifier that starts with {prefix}")

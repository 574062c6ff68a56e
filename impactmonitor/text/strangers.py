"""Text of strangers: which of its characters are kept, and how it is made inert, so that none of it is markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Control characters, marks that reverse or isolate the direction of what follows and would change the text around an
# answer, halves of surrogate pairs, and what Unicode says is no character.
_NONCHARACTERS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef"
    f"{_NONCHARACTERS}]"
)
LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


def printable(text: str) -> str:
    r"""Remove what cannot be printed, and write every line end as ``\n``.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        Without control characters, direction marks, lone surrogates and noncharacters; without space at either end.

    Examples
    --------
    >>> printable("een\x00 \x1b[1mtwee\r\ndrie ")
    'een [1mtwee\ndrie'
    """
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", text)).strip()


SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")


def visible(text: str) -> str:
    """Write text on one line: `printable`, with every run of white space as one space."""
    return " ".join(printable(text).split())


def escape(text: str) -> str:
    """Make text of a stranger inert: it prints as typed, and is markup nowhere.

    Every special ASCII character becomes a numeric HTML entity. What is left cannot open a tag, a list, a heading,
    a citation, a formula or a shortcode, whether it stands in Markdown, in an attribute or in raw HTML.

    Parameters
    ----------
    text : str
        Text as typed.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> escape("{{< include x >}}")
    '&#123;&#123;&#60; include x &#62;&#125;&#125;'
    """
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};", visible(text))


def inert(values: Mapping[str, Any]) -> dict[str, Any]:
    """Make every text inert in nested values that are read as Markdown: metadata."""
    return {
        name: inert(value) if isinstance(value, Mapping) else escape(value) if isinstance(value, str) else value
        for name, value in values.items()
    }

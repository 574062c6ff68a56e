"""Which characters of a stranger's text are kept: all that can be printed, and line ends of one kind."""

from __future__ import annotations

import re

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

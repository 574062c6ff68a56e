"""Shares, counts, differences and lists in plain Dutch; a phrase carries the interval in which it holds.

Shares are compared as exact fractions, so 29/200 is 14,5% and not 14,4999...%. Rounding is half up throughout
(0.125 -> 13%), away from zero for negative numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from babel.numbers import format_decimal
from num2words import num2words  # type: ignore[import-untyped]

LOCALE = "nl"
MIN_PERCENTAGE_BASE = 20
"""Below this number of respondents counts are shown, from it on shares."""
BAND = 0.015
"""Half the width of the band around a simple fraction within which a share is called that fraction."""

Number = float | Fraction


def _exact(x: Number) -> Fraction:
    """Recover the quotient of two whole numbers up to a million that a float stands for."""
    return Fraction(x if isinstance(x, Fraction) else float(x)).limit_denominator(10**6)


def _share(x: Number) -> Fraction:
    if not 0 <= (share := _exact(x)) <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {float(x)}")
    return share


def number(x: Number, decimals: int = 0) -> str:
    """Format a number: ``1.234,5``."""
    exact = _exact(x)
    size = Decimal(floor(abs(exact) * 10**decimals + Fraction(1, 2))).scaleb(-decimals)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(-size if size and exact < 0 else size, format=pattern, locale=LOCALE)


def percent(share: Number, decimals: int = 0, *, compact: bool = False) -> str:
    """Format a share: ``36%``. Only nothing at all is 0%, only all is 100%.

    Parameters
    ----------
    share : float or Fraction
        Between 0 and 1.
    decimals : int
        Number of decimals.
    compact : bool
        For labels: ``<1%`` and ``>99%`` instead of *minder dan 1%* and *meer dan 99%*.
    """
    exact, unit = _share(share) * 100, Fraction(1, 10**decimals)
    if 0 < exact < unit / 2:
        return ("<" if compact else "minder dan ") + number(unit, decimals) + "%"
    if 100 - unit / 2 <= exact < 100:
        return (">" if compact else "meer dan ") + number(100 - unit, decimals) + "%"
    return number(exact, decimals) + "%"


def points(difference: Number) -> str:
    """Format the size of a difference between two shares: ``12 procentpunt``."""
    size = abs(_exact(difference)) * 100
    return "minder dan 1 procentpunt" if 0 < size < Fraction(1, 2) else f"{number(size)} procentpunt"


def margin(low: Number, high: Number) -> str:
    """Format an interval of shares, its ends rounded: ``71–84%``."""
    first, last = number(_share(low) * 100), number(_share(high) * 100)
    return f"{last}%" if first == last else f"{first}–{last}%"


def base(n: int) -> str:
    """Format the number of respondents asked: ``n=64``."""
    return f"n={number(n)}"


@dataclass(frozen=True)
class Phrase:
    """Words for a share, with the interval in which they hold.

    Attributes
    ----------
    text : str
        The words.
    low, high : float
        Ends of the interval.
    closed : str
        Which ends belong to it: ``[)``, ``[]``, ``()`` or ``(]``.
    plural : bool
        Whether the words take a plural verb.
    form, form_plural : str, bool
        The words with a noun, and whether these take a plural verb.
    """

    text: str
    low: float
    high: float
    closed: str = "[)"
    plural: bool = False
    form: str = "{text} van de {nouns}"
    form_plural: bool = False

    @property
    def capitalised(self) -> str:
        """The words at the start of a sentence, counts written out: *Zeven van de negen contactpersonen*."""
        counts = r"^\d+ (?:(?:tot|of) \d+ )?van de \d+"
        return capitalise(re.sub(counts, lambda m: re.sub(r"\d+", lambda d: count_word(int(d[0])), m[0]), self.text))

    @property
    def interval(self) -> str:
        """The interval in words: ``ten minste 34,8% en minder dan 38,5%``."""
        low, high = (percent(end, 0 if _exact(end) * 100 % 1 == 0 else 1) for end in (self.low, self.high))
        if low == high:
            return low
        start = "" if (self.low, self.closed[0]) == (0, "[") else "ten minste " if self.closed[0] == "[" else "meer dan "
        end = "" if (self.high, self.closed[1]) == (1, "]") else "ten hoogste " if self.closed[1] == "]" else "minder dan "
        return " en ".join(word + value for word, value in ((start, low), (end, high)) if word) or "0–100%"

    def holds(self, value: Number) -> bool:
        """Tell whether the words may be used for a share."""
        exact, low, high = _exact(value), _exact(self.low), _exact(self.high)
        after = low < exact or (low == exact and self.closed[0] == "[")
        return after and (exact < high or (exact == high and self.closed[1] == "]"))

    def conjugate(self, singular: str, plural: str) -> str:
        """Choose the verb: ``noemt`` or ``noemen``."""
        return plural if self.plural else singular

    def of(self, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon") -> Phrase:
        """Say of whom: *de helft* becomes *de helft van de contactpersonen*."""
        text = self.form.format(text=self.text, nouns=noun_plural, noun=noun_singular)
        return replace(self, text=text, plural=self.form_plural, form="{text}")


_OF = ("{text} van de {nouns}", False)
_ONE_IN = ("{text} {nouns}", False)
_MANY_IN = ("{text} {nouns}", True)
# Each phrase runs from where the one above it ends up to (not including) the share before it.
_TABLE: tuple[tuple[float, str, tuple[str, bool]], ...] = (
    (0.050, "vrijwel niemand", ("vrijwel geen {noun}", False)),
    (0.085, "minder dan een op de tien", _ONE_IN),
    (0.115, "een op de tien", _ONE_IN),
    (0.150, "ruim een op de tien", _ONE_IN),
    (0.185, "een op de zes", _ONE_IN),
    (0.215, "een op de vijf", _ONE_IN),
    (0.235, "bijna een kwart", _OF),
    (0.265, "een kwart", _OF),
    (0.290, "ruim een kwart", _OF),
    (0.318, "bijna een derde", _OF),
    (0.348, "een derde", _OF),
    (0.385, "ruim een derde", _OF),
    (0.415, "twee op de vijf", _MANY_IN),
    (0.445, "ruim twee op de vijf", _MANY_IN),
    (0.485, "bijna de helft", _OF),
    (0.515, "de helft", _OF),
    (0.555, "ruim de helft", _OF),
    (0.585, "bijna drie op de vijf", _MANY_IN),
    (0.615, "drie op de vijf", _MANY_IN),
    (0.652, "bijna twee derde", _OF),
    (0.682, "twee derde", _OF),
    (0.710, "ruim twee derde", _OF),
    (0.735, "bijna driekwart", _OF),
    (0.765, "driekwart", _OF),
    (0.785, "ruim driekwart", _OF),
    (0.815, "vier op de vijf", _MANY_IN),
    (0.850, "meer dan tachtig procent", _OF),
    (0.885, "bijna negen op de tien", _MANY_IN),
    (0.915, "negen op de tien", _MANY_IN),
    (0.950, "ruim negen op de tien", _MANY_IN),
    (1.000, "vrijwel iedereen", ("vrijwel alle {nouns}", True)),
)


def _phrases() -> Iterable[Phrase]:
    yield Phrase("niemand", 0, 0, "[]", form="geen van de {nouns}")
    low = 0.0
    for high, text, (form, plural) in _TABLE:
        yield Phrase(text, low, high, "[)" if low else "()", plural and "{text}" in form, form, plural)
        low = high
    yield Phrase("iedereen", 1, 1, "[]", form="alle {nouns}", form_plural=True)


PHRASES = tuple(_phrases())
"""The words for a single share, in order; their intervals divide [0, 1] without gap or overlap."""

_ANCHORS = {
    Fraction(1, 10): "tien procent",
    Fraction(1, 4): "een kwart",
    Fraction(1, 3): "een derde",
    Fraction(1, 2): "de helft",
    Fraction(2, 3): "twee derde",
    Fraction(3, 4): "driekwart",
    Fraction(9, 10): "negentig procent",
}
_MAX_SPAN = Fraction(1, 3)


def _bands() -> Iterable[Phrase]:
    yield from (phrase for phrase in PHRASES if phrase.form == _OF[0])
    for share, text in ((0, "geen"), (1, "honderd procent")):
        yield Phrase(text, share, share, "[]")
    for tens in (10, 20, 40, 60, 80, 90):
        text = f"ongeveer {num2words(tens, lang=LOCALE)} procent"
        yield Phrase(text, round(tens / 100 - BAND, 3), round(tens / 100 + BAND, 3))
    for low, text in _ANCHORS.items():
        if low <= Fraction(1, 2):
            yield Phrase(f"minder dan {text}", 0, float(low))
        if low >= Fraction(1, 2):
            yield Phrase(f"meer dan {text}", float(low), 1, "(]")
        for high, last in _ANCHORS.items():
            if 0 < high - low <= _MAX_SPAN:
                ends = round(float(low), 3) - BAND, round(float(high), 3) + BAND
                yield Phrase(f"{text} tot {last}", round(ends[0], 3), round(ends[1], 3))


BANDS = tuple(_bands())
"""The words for several shares at once; each can be followed by *van de ...* and a singular verb."""


def share(value: Number) -> Phrase:
    """Put a share into words: 0.36 -> *ruim een derde*; say of whom with ``share(...).of(...)``."""
    exact = _share(value)
    if exact in (0, 1):
        return PHRASES[-int(exact)]
    return PHRASES[1 + bisect_right([_exact(high) for high, *_ in _TABLE], exact)]


def _fraction(count: int, n: int) -> Fraction:
    if not 0 <= count <= n or n == 0:
        raise ValueError(f"{count} of {n} is not a share")
    return Fraction(int(count), int(n))


def subject(count: int, n: int, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon") -> Phrase:
    """Name those who did, as a sentence's subject: in shares from 20 respondents on, below that in counts.

    Parameters
    ----------
    count, n : int
        Those who named it, and those asked.
    noun_plural, noun_singular : str
        What they are called; a *de*-word.
    """
    return subject_band([count], n, noun_plural, noun_singular)


def subject_band(
    counts: Sequence[int], n: int, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon"
) -> Phrase:
    """Name the range of several counts on one base, in the same way: *4 tot 7 van de 9 contactpersonen*."""
    k, top = min(counts), max(counts)
    low, high = _fraction(k, n), _fraction(top, n)
    if n >= MIN_PERCENTAGE_BASE:
        phrase = share(low) if k == top else band(_fraction(count, n) for count in counts)
        return phrase.of(noun_plural, noun_singular)
    group, some = f"van de {n} {noun_plural}", "één" if k == 1 else str(k)
    if k == top:
        ends = {0: f"geen {group}", n: f"alle {n} {noun_plural}"}
        if n == 1:
            ends = {0: f"geen enkele {noun_singular}", 1: f"de enige {noun_singular}"}
        text, plural = ends.get(k, f"{some} {group}"), k > 1
    elif k == 0 and top == n:
        text, plural = f"een wisselend aantal {group}", False
    elif k == 0:
        text, plural = f"hoogstens {'één' if top == 1 else top} {group}", top > 1
    elif top == n:
        text, plural = f"ten minste {some} {group}", k > 1
    else:
        text, plural = f"{k} {'of' if top == k + 1 else 'tot'} {top} {group}", True
    return Phrase(text, float(low), float(high), "[]", plural, "{text}", plural)


def band(shares: Iterable[Number]) -> Phrase:
    """Name the narrowest range in words that holds all shares: *de helft tot twee derde*.

    Words span a third at most; wider ranges are told as *meer dan de helft*, or in whole percents. The text can
    always be followed by *van de ...* and a singular verb.
    """
    exact = [_share(value) for value in shares]
    fitting = [phrase for phrase in BANDS if all(map(phrase.holds, (min(exact), max(exact))))]
    if fitting:
        return min(fitting, key=lambda phrase: phrase.high - phrase.low)
    low, high = floor(min(exact) * 100), ceil(max(exact) * 100)
    if low == 0:
        text = f"hoogstens {high} procent" if high < 100 else "een wisselend deel"
    else:
        text = f"tussen {low} en {high} procent" if high < 100 else f"ten minste {low} procent"
    return Phrase(text, low / 100, high / 100, "[]")


def count_or_percent(count: int, n: int) -> str:
    """Show a result in few characters: ``83%``, or ``7 van de 9`` below 20 respondents."""
    share = _fraction(count, n)
    return percent(share, compact=True) if n >= MIN_PERCENTAGE_BASE else f"{count} van de {n}"


def more_often(verdict: str, other: str) -> str:
    """Compare with another group, by a verdict ``vaker``, ``minder vaak`` or empty: *vaker dan hun collega's*."""
    if verdict not in ("vaker", "minder vaak", ""):
        raise ValueError(f"unknown verdict {verdict!r}: vaker, minder vaak or empty")
    return f"{verdict} dan {other}" if verdict else f"ongeveer even vaak als {other}"


def enumerate_nl(items: Iterable[str]) -> str:
    """List items: *a, b en c*; with semicolons where an item holds a comma of its own."""
    *first, last = list(items) or [""]
    if first and any(", " in item for item in (*first, last)):
        return f"{'; '.join(first)}; en {last}"
    return f"{', '.join(first)} en {last}" if first else last


def count_word(n: int, *, stress: bool = False) -> str:
    """Write a count out up to twenty; `stress` tells *één* from the article *een*."""
    if not 0 <= n <= 20:
        return number(n)
    return "een" if n == 1 and not stress else str(num2words(int(n), lang=LOCALE))


def plural(n: int, singular: str, plural: str) -> str:
    """Choose the form of a noun: 1 *werkplaats*, 3 *werkplaatsen*."""
    return singular if n == 1 else plural


def ordinal(n: int) -> str:
    """Write a rank: *eerste*, *twintigste*, *21e*."""
    return str(num2words(int(n), lang=LOCALE, to="ordinal")) if 1 <= n <= 20 else f"{number(n)}e"


_START = re.compile(r"([\W_]*?(?:['’‘][stkn]\b[\s-]*)?[\W_]*?)(ij|éé|[^\W_])", re.IGNORECASE)


def capitalise(text: str) -> str:
    """Begin a sentence: *(Meer)*, *IJs*, *Eén*, *’s Ochtends*; a number stays as it is."""
    match = _START.match(text)
    if not match:
        return text
    letters = match[2]
    special = {"ij": "IJ", "éé": "Eé"}
    return match[1] + special.get(letters.lower(), letters[0].upper() + letters[1:]) + text[match.end() :]

"""Shares, counts, differences and lists in plain Dutch; each phrase carries the interval in which it may be used.

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
    share = _exact(x)
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {float(x)}")
    return share


def _rounded(x: Fraction, decimals: int = 0) -> Fraction:
    size = Fraction(floor(abs(x) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return size if x >= 0 else -size


def number(x: Number, decimals: int = 0) -> str:
    """Format a number: ``1.234,5``."""
    value = _rounded(_exact(x), decimals)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(Decimal(value.numerator) / Decimal(value.denominator), format=pattern, locale=LOCALE)


def percent(share: Number, decimals: int = 0, *, compact: bool = False) -> str:
    """Format a share: ``36%``. Only nothing is 0% and only all is 100%.

    Parameters
    ----------
    share : float or Fraction
        Between 0 and 1.
    decimals : int
        Number of decimals.
    compact : bool
        For labels: ``<1%`` and ``>99%`` instead of *minder dan 1%* and *meer dan 99%*.
    """
    exact, unit = _share(share), Fraction(1, 10**decimals)
    value = _rounded(exact * 100, decimals)
    if value == 0 < exact:
        return ("<" if compact else "minder dan ") + number(unit, decimals) + "%"
    if value == 100 and exact < 1:
        return (">" if compact else "meer dan ") + number(100 - unit, decimals) + "%"
    return number(value, decimals) + "%"


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
    """Words for a share (or a difference), with the interval in which they are true.

    Attributes
    ----------
    text : str
        The words.
    low, high : float
        Ends of the interval.
    plural : bool
        Whether the words take a plural verb.
    closed : str
        Which ends belong to the interval: ``[)``, ``[]``, ``()`` or ``(]``.
    form, form_plural
        The words with a noun, and whether these take a plural verb.
    unit : str
        What a hundredth of the interval is called.
    """

    text: str
    low: float
    high: float
    plural: bool = False
    closed: str = "[)"
    form: str = "{text} van de {nouns}"
    form_plural: bool = False
    unit: str = "%"

    def __str__(self) -> str:
        return self.text

    @property
    def capitalised(self) -> str:
        """The words at the start of a sentence."""
        return capitalise(self.text)

    @property
    def interval(self) -> str:
        """The interval in words: ``ten minste 34,8% en minder dan 38,5%``."""
        if self.low == self.high:
            return self._state(self.low)
        start = "ten minste" if self.closed[0] == "[" else "meer dan"
        end = "ten hoogste" if self.closed[1] == "]" else "minder dan"
        parts = []
        if self.low > 0 or self.closed[0] == "(":
            parts.append(f"{start} {self._state(self.low)}")
        if self.high < 1 or self.closed[1] == ")":
            parts.append(f"{end} {self._state(self.high)}")
        return " en ".join(parts) or "0% tot en met 100%"

    def _state(self, end: float) -> str:
        return number(_exact(end) * 100, 0 if _exact(end) * 100 % 1 == 0 else 1) + self.unit

    def holds(self, value: Number) -> bool:
        """Tell whether the words may be used for a share."""
        exact, low, high = _exact(value), _exact(self.low), _exact(self.high)
        return low < exact < high or (exact == low and self.closed[0] == "[") or (exact == high and self.closed[1] == "]")

    def conjugate(self, singular: str, plural: str) -> str:
        """Choose the verb: ``noemt`` or ``noemen``."""
        return plural if self.plural else singular

    def clause(self, singular: str, plural: str) -> str:
        """Join the words and their verb: *de helft van de contactpersonen noemt*."""
        return f"{self.text} {self.conjugate(singular, plural)}"

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


def _phrases() -> tuple[Phrase, ...]:
    found = [Phrase("niemand", 0, 0, closed="[]", form="geen van de {nouns}")]
    for high, text, (form, plural) in _TABLE:
        low, closed = found[-1].high, "[)" if found[-1].high else "()"
        found.append(Phrase(text, low, high, plural and "{text}" in form, closed, form, plural))
    return (*found, Phrase("iedereen", 1, 1, closed="[]", form="alle {nouns}", form_plural=True))


PHRASES = _phrases()
"""The words for a single share, in order; their intervals divide [0, 1] without gap or overlap."""

_ANCHORS = (
    (0.1, "tien procent"), (0.25, "een kwart"), (1 / 3, "een derde"), (0.5, "de helft"),
    (2 / 3, "twee derde"), (0.75, "driekwart"), (0.9, "negentig procent"),
)  # fmt: skip
_MAX_SPAN = 0.334  # a wider range reads better as numbers


def _bands() -> Iterable[Phrase]:
    yield from (phrase for phrase in PHRASES if phrase.form == _OF[0])
    yield Phrase("geen", 0, 0, closed="[]")
    yield Phrase("honderd procent", 1, 1, closed="[]")
    for tens in (10, 20, 40, 60, 80, 90):
        low, high = round(tens / 100 - BAND, 3), round(tens / 100 + BAND, 3)
        yield Phrase(f"ongeveer {num2words(tens, lang=LOCALE)} procent", low, high)
    for i, (low, first) in enumerate(_ANCHORS):
        for high, last in _ANCHORS[i + 1 :]:
            if high - low < _MAX_SPAN:
                yield Phrase(f"{first} tot {last}", round(round(low, 3) - BAND, 3), round(round(high, 3) + BAND, 3))
    for anchor, text in _ANCHORS:
        if anchor <= 0.5:
            yield Phrase(f"minder dan {text}", 0, anchor)
        if anchor >= 0.5:
            yield Phrase(f"meer dan {text}", anchor, 1, closed="(]")


BANDS = tuple(_bands())
"""The words for several shares at once; all can be followed by *van de contactpersonen* and a singular verb."""

OTHERS = (
    Phrase("een minderheid", 0, 0.5, closed="()"),
    Phrase("een meerderheid", 0.5, 1, closed="()"),
    Phrase("het merendeel", 0.5, 1, closed="()"),
    Phrase("de meesten", 0.5, 1, plural=True, closed="()", form="de meeste {nouns}", form_plural=True),
)
"""Words for a share that are never chosen here, but that a written sentence may use."""


def stated(text: str) -> Phrase:
    """Look up words that a written sentence uses, to hold its share against their interval."""
    for phrase in (*PHRASES, *BANDS, *OTHERS):
        if phrase.text == text.strip().lower():
            return phrase
    raise ValueError(f"no interval is stated for {text!r}")


def share(value: Number) -> Phrase:
    """Put a share into words: 0.36 -> *ruim een derde*; say of whom with ``share(...).of(...)``."""
    exact = _share(value)
    if exact in (0, 1):
        return PHRASES[-int(exact)]
    return PHRASES[1 + bisect_right([_exact(high) for high, *_ in _TABLE], exact)]


def _check(count: int, n: int) -> None:
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"cannot say {count} of {n}")


def _told(text: str, low: Fraction, high: Fraction, plural: bool) -> Phrase:
    return Phrase(text, float(low), float(high), plural, "[]", "{text}", plural)


def subject(
    count: int, n: int, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon"
) -> Phrase:
    """Name those who did, as the subject of a sentence: shares from 20 respondents on, below that counts.

    Parameters
    ----------
    count, n : int
        Those who named it, and those asked.
    noun_plural, noun_singular : str
        What they are called; a *de*-word.
    """
    _check(count, n)
    if n >= MIN_PERCENTAGE_BASE:
        return share(Fraction(int(count), int(n))).of(noun_plural, noun_singular)
    both = f"beide {noun_plural}" if n == 2 else f"de {n} {noun_plural}"
    if count == 0:
        text = f"geen van {both}" if n > 1 else f"geen enkele {noun_singular}"
    elif count == n:
        text = f"de enige {noun_singular}" if n == 1 else both if n == 2 else f"alle {n} {noun_plural}"
    else:
        text = f"{'één' if count == 1 else count} van {both}"
    exact = Fraction(int(count), int(n))
    return _told(text, exact, exact, count > 1)


def count_or_percent(count: int, n: int) -> str:
    """Show a result in few characters: ``83%``, or ``7 van de 9`` below 20 respondents."""
    _check(count, n)
    return percent(Fraction(int(count), int(n))) if n >= MIN_PERCENTAGE_BASE else f"{count} van de {n}"


def band(shares: Iterable[Number]) -> Phrase:
    """Name the narrowest range in words that holds all shares: *de helft tot twee derde*.

    Words serve up to a range of a third; wider ones are told as *meer dan de helft* or in whole percents. The text is
    always followed by *van de ...* and a singular verb.
    """
    exact = sorted(map(_share, shares))
    if not exact:
        raise ValueError("no shares to name the range of")
    lowest, highest = exact[0], exact[-1]
    fitting = [phrase for phrase in BANDS if phrase.holds(lowest) and phrase.holds(highest)]
    if fitting:
        return min(fitting, key=lambda phrase: phrase.high - phrase.low)
    low, high = floor(lowest * 100), ceil(highest * 100)
    if low == 0:
        text = f"hoogstens {high} procent" if high < 100 else "een wisselend deel"
    else:
        text = f"tussen {low} en {high} procent" if high < 100 else f"ten minste {low} procent"
    return Phrase(text, low / 100, high / 100, closed="[]")


def subject_band(
    counts: Sequence[int], n: int, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon"
) -> Phrase:
    """Name the range of several counts on one base, as the subject of a sentence; below 20 respondents in counts."""
    low, high = min(counts), max(counts)
    _check(low, n)
    _check(high, n)
    if n >= MIN_PERCENTAGE_BASE:
        return band(Fraction(int(count), int(n)) for count in counts).of(noun_plural, noun_singular)
    if low == high:
        return subject(low, n, noun_plural, noun_singular)
    group = f"van beide {noun_plural}" if n == 2 else f"van de {n} {noun_plural}"
    if low == 0:
        some = "één" if high == 1 else str(high)
        text = f"hoogstens {some} {group}" if 1 < n else f"hoogstens één {noun_singular}"
        if high == n > 1:
            text = f"een wisselend aantal {group}"
    elif high == n:
        text = f"ten minste {'één' if low == 1 else low} {group}"
    else:
        text = f"{low} {'of' if high == low + 1 else 'tot'} {high} {group}"
    plural = low > 1 or (low == 1 and high < n) or (low == 0 and 1 < high < n)
    return _told(text, Fraction(int(low), int(n)), Fraction(int(high), int(n)), plural)


def more_often(verdict: str, other: str, rule: float) -> Phrase:
    """Compare two groups: *vaker dan contactpersonen uit het mbo*.

    Parameters
    ----------
    verdict : str
        ``vaker``, ``minder vaak`` or empty, by the stated rule.
    other : str
        Those compared with.
    rule : float
        The smallest difference in shares that is called one; the phrase's interval is one of differences.
    """
    ends = {"vaker": (rule, 1.0, "[]"), "minder vaak": (-1.0, -rule, "[]"), "": (-rule, rule, "()")}
    if verdict not in ends:
        raise ValueError(f"unknown verdict {verdict!r}: vaker, minder vaak or empty")
    low, high, closed = ends[verdict]
    text = f"{verdict} dan {other}" if verdict else f"ongeveer even vaak als {other}"
    return Phrase(text, low, high, closed=closed, form="{text}", unit=" procentpunt")


def enumerate_nl(items: Iterable[str], conjunction: str = "en") -> str:
    """List items: *a, b en c*; with semicolons where an item holds a comma of its own."""
    found = list(items)
    if any(", " in item for item in found) and len(found) > 1:
        return "; ".join(found[:-1]) + f"; {conjunction} {found[-1]}"
    return f" {conjunction} ".join(part for part in (", ".join(found[:-1]), *found[-1:]) if part)


def count_word(n: int, *, stress: bool = False) -> str:
    """Write a count out up to twenty; `stress` tells *één* from the article *een*."""
    if not 0 <= n <= 20:
        return number(n)
    return "een" if n == 1 and not stress else str(num2words(int(n), lang=LOCALE))


def plural(n: int, singular: str, plural: str) -> str:
    """Choose the form of a noun: 1 *werkplaats*, 3 *werkplaatsen*."""
    return singular if n == 1 else plural


def counted(n: int, singular: str, plural: str) -> str:
    """Count things: *geen werkplaatsen*, *één werkplaats*, *drie werkplaatsen*."""
    return f"geen {plural}" if n == 0 else f"{count_word(n, stress=True)} {singular if n == 1 else plural}"


def ordinal(n: int) -> str:
    """Write a rank: *eerste*, *twintigste*, *21e*."""
    if n < 1:
        raise ValueError(f"no rank {n}")
    return str(num2words(int(n), lang=LOCALE, to="ordinal")) if n <= 20 else f"{number(n)}e"


def ranked(position: int, superlative: str = "meest genoemde") -> str:
    """Name a place in an order: *meest genoemde*, *op één na meest genoemde*."""
    if position < 1:
        raise ValueError(f"no place {position}")
    return superlative if position == 1 else f"op {count_word(position - 1, stress=True)} na {superlative}"


_START = re.compile(r"([\W_]*?(?:['’‘][stkn]\b[\s-]*)?[\W_]*?)(ij|éé|[^\W_])", re.IGNORECASE)


def capitalise(text: str) -> str:
    """Begin a sentence: *(Meer)*, *IJs*, *Eén*, *’s Ochtends*; a number stays as it is."""
    match = _START.match(text)
    if not match:
        return text
    letter = match[2]
    first = letter.upper() if letter.lower() == "ij" else letter[0].upper() + letter[1:]
    if letter.lower() == "éé":
        first = "E" + letter[1:]
    return match[1] + first + text[match.end() :]

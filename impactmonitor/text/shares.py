"""Shares in words: each phrase carries the interval in which it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor

from num2words import num2words

from impactmonitor.text.dutch import LOCALE, Number, as_fraction, as_share, capitalise, count_word

MIN_PERCENTAGE_BASE = 20  # below this number of respondents counts are told, from it on shares
BAND = 0.015  # half the width of the band within which a share is called *een kwart*, *de helft* and so on


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
        Which ends belong to the interval: ``[)``, ``[]``, ``()`` or ``(]``.
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
        text = _COUNTS.sub(lambda counts: re.sub(r"\d+", lambda n: count_word(int(n[0])), counts[0]), self.text)
        return capitalise(text)

    def holds(self, value: Number) -> bool:
        """Tell whether the words may be used for a share."""
        exact, low, high = as_fraction(value), as_fraction(self.low), as_fraction(self.high)
        after = low < exact or (low == exact and self.closed[0] == "[")
        return after and (exact < high or (exact == high and self.closed[1] == "]"))

    def conjugate(self, singular: str, plural: str) -> str:
        """Choose the verb: ``noemt`` or ``noemen``."""
        return plural if self.plural else singular

    def clause(self, singular: str, plural: str, start: bool = False) -> str:
        """Add the verb: *de helft noemt*; `start` begins a sentence."""
        return f"{self.capitalised if start else self.text} {self.conjugate(singular, plural)}"

    def of(self, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon") -> Phrase:
        """Say of whom: *de helft* becomes *de helft van de contactpersonen*."""
        text = self.form.format(text=self.text, nouns=noun_plural, noun=noun_singular)
        return replace(self, text=text, plural=self.form_plural, form="{text}")


# Each phrase runs from where the one before it ends up to, not including, the share beside it.
# fmt: off
_TABLE = (
    (0.050, "vrijwel niemand"), (0.085, "minder dan een op de tien"),
    (0.115, "een op de tien"), (0.150, "ruim een op de tien"),
    (0.185, "een op de zes"),
    (0.215, "een op de vijf"),
    (0.235, "bijna een kwart"), (0.265, "een kwart"), (0.290, "ruim een kwart"),
    (0.318, "bijna een derde"), (0.348, "een derde"), (0.385, "ruim een derde"),
    (0.415, "twee op de vijf"), (0.445, "ruim twee op de vijf"),
    (0.485, "bijna de helft"), (0.515, "de helft"), (0.555, "ruim de helft"),
    (0.585, "bijna drie op de vijf"), (0.615, "drie op de vijf"),
    (0.652, "bijna twee derde"), (0.682, "twee derde"), (0.710, "ruim twee derde"),
    (0.735, "bijna driekwart"), (0.765, "driekwart"), (0.785, "ruim driekwart"),
    (0.815, "vier op de vijf"), (0.850, "meer dan tachtig procent"),
    (0.885, "bijna negen op de tien"), (0.915, "negen op de tien"), (0.950, "ruim negen op de tien"),
    (1.000, "vrijwel iedereen"),
)
_OWN_FORM = {
    "niemand": "geen van de {nouns}", "vrijwel niemand": "vrijwel geen {noun}",
    "vrijwel iedereen": "vrijwel alle {nouns}", "iedereen": "alle {nouns}",
}


def _phrase(text: str, low: float, high: float, closed: str) -> Phrase:
    """Add the grammar: *een op de vijf contactpersonen noemt*, *vier op de vijf contactpersonen noemen*."""
    if text in _OWN_FORM:
        return Phrase(text, low, high, closed, False, _OWN_FORM[text], "iedereen" in text)
    if " op de " not in text:
        return Phrase(text, low, high, closed)
    plural = "een op de" not in text
    return Phrase(text, low, high, closed, plural, "{text} {nouns}", plural)


PHRASES = (
    _phrase("niemand", 0, 0, "[]"),
    _phrase(_TABLE[0][1], 0, _TABLE[0][0], "()"),
    *(_phrase(text, low, high, "[)") for (low, _), (high, text) in pairwise(_TABLE)),
    _phrase("iedereen", 1, 1, "[]"),
)
"""The words for a single share, in order; their intervals divide [0, 1] without gap or overlap."""
_ANCHORS = {
    0.1: "tien procent", 0.25: "een kwart", 1 / 3: "een derde", 0.5: "de helft",
    2 / 3: "twee derde", 0.75: "driekwart", 0.9: "negentig procent",
}  # fmt: skip
_MAX_SPAN = 0.34  # a wider range says too little in words


def _bands() -> Iterable[Phrase]:
    yield from (phrase for phrase in PHRASES if phrase.form == Phrase.form)
    yield from (Phrase("geen", 0, 0, "[]"), Phrase("honderd procent", 1, 1, "[]"))
    for share in (0.1, 0.2, 0.4, 0.6, 0.8, 0.9):
        text = f"ongeveer {num2words(round(share * 100), lang=LOCALE)} procent"
        yield Phrase(text, round(share - BAND, 3), round(share + BAND, 3))
    for (low, first), (high, last) in combinations(_ANCHORS.items(), 2):
        if high - low <= _MAX_SPAN:
            yield Phrase(f"{first} tot {last}", round(low - BAND, 3), round(high + BAND, 3))
    for anchor, text in _ANCHORS.items():
        if anchor <= 0.5:
            yield Phrase(f"minder dan {text}", 0, anchor)
        if anchor >= 0.5:
            yield Phrase(f"meer dan {text}", anchor, 1, "(]")


BANDS = tuple(_bands())
"""The words for several shares at once; each can be followed by *van de ...* and a singular verb."""


def share(value: Number) -> Phrase:
    """Put a share into words: 0.36 -> *ruim een derde*; say of whom with ``share(...).of(...)``."""
    exact = as_share(value)
    return next(phrase for phrase in PHRASES if phrase.holds(exact))


def _fraction(count: int, n: int) -> Fraction:
    if not 0 <= count <= n or n == 0:
        raise ValueError(f"{count} of {n} is not a share")
    return Fraction(count, n)


def subject(count: int, n: int, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon") -> Phrase:
    """Name those who did, as a sentence's subject: by share from 20 respondents on, below that by count.

    The nouns are *de*-words.
    """
    return subject_band([count], n, noun_plural, noun_singular)


def subject_band(
    counts: Sequence[int], n: int, noun_plural: str = "contactpersonen", noun_singular: str = "contactpersoon"
) -> Phrase:
    """Name the range of several counts on one base in the same way: *4 tot 7 van de 9 contactpersonen*."""
    k, top, n = int(min(counts)), int(max(counts)), int(n)
    low, high = _fraction(k, n), _fraction(top, n)
    if n >= MIN_PERCENTAGE_BASE:
        phrase = share(low) if k == top else band([low, high])
        return phrase.of(noun_plural, noun_singular)
    group, some = f"van de {n} {noun_plural}", "één" if k == 1 else str(k)
    plural = k > 1 or (top > 1 and not (k == 1 and top == n))
    if n == 1:
        text = ("de enige " if k else "hoogstens één " if top else "geen enkele ") + noun_singular
    elif k == top:
        every = "beide" if n == 2 else f"alle {n}"
        text = {0: f"geen {group}", n: f"{every} {noun_plural}"}.get(k, f"{some} {group}")
    elif k == 0 and top < n:
        text = f"hoogstens {'één' if top == 1 else top} {group}"
    elif top == n and k > 0:
        text = f"ten minste {some} {group}"
    else:
        text = f"{k} {'of' if top == k + 1 else 'tot'} {top} {group}"
    return Phrase(text, float(low), float(high), "[]", plural, "{text}", plural)


def band(shares: Iterable[Number]) -> Phrase:
    """Name the narrowest range in words that holds all shares: *de helft tot twee derde*.

    A range wider than a third becomes *meer dan de helft*, or is told in whole percents.
    """
    exact = [as_share(value) for value in shares]
    fitting = [phrase for phrase in BANDS if all(map(phrase.holds, (min(exact), max(exact))))]
    if fitting:
        return min(fitting, key=lambda phrase: phrase.high - phrase.low)
    low, high = floor(min(exact) * 100), ceil(max(exact) * 100)
    text = f"tussen {low} en {high} procent" if (low, high) != (0, 100) else "een wisselend deel"
    return Phrase(text, low / 100, high / 100, "[]")


_COUNTS = re.compile(r"\A(alle \d+|\d+ ((tot|of) \d+ )?van de \d+)")


@dataclass(frozen=True)
class Quantifier:
    """Words for how many persons, with what they stand for: a count and a share, each from the least to the most.

    Attributes
    ----------
    text : str
        Before the noun: ``enkele`` (*contactpersonen*).
    least, most : int
        Persons.
    low, high : Fraction
        Parts of the base.
    """

    text: str
    least: int = 0
    most: int = 1_000_000
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)

    def holds(self, count: int, n: int) -> bool:
        """Tell whether the words may be used for a count on a base."""
        return n > 0 and self.least <= count <= self.most and self.low <= Fraction(count, n) <= self.high


HALF = Fraction(1, 2)
QUANTIFIERS = (
    Quantifier("een", 1, 1),
    Quantifier("een paar", 2, 3, high=Fraction(1, 4)),
    Quantifier("enkele", 2, 5, high=Fraction(1, 4)),
    Quantifier("sommige", 2, high=HALF),
    Quantifier("meerdere", 2, high=HALF),
    Quantifier("verschillende", 3, high=HALF),
    Quantifier("een aantal", 3, high=HALF),
    Quantifier("veel", 3, low=HALF),
    Quantifier("de meeste", 3, low=HALF + Fraction(1, 1_000_000)),
    Quantifier("bijna alle", 3, low=Fraction(9, 10)),
    Quantifier("alle", 2, low=Fraction(1)),
)
"""The words that syntheses use for how many; they overlap, since they say how it was meant as well."""

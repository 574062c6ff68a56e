"""Numbers, lists and capitals in plain Dutch.

Rounding is half up throughout (0.125 -> 13%), away from zero for negative numbers. Numbers are taken as exact
fractions, so 29/200 is 14,5% and not 14,4999...%.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from babel.numbers import format_decimal
from num2words import num2words

LOCALE = "nl"
MANY = 10_000  # numbers of a report, of which most stand in several places
Number = float | Fraction


def as_fraction(x: Number) -> Fraction:
    """Recover the quotient of two whole numbers up to a million that a float stands for."""
    return Fraction(x if isinstance(x, Fraction) else float(x)).limit_denominator(10**6)


def as_share(x: Number) -> Fraction:
    """Do the same of a share; raises `ValueError` outside 0-1."""
    if not 0 <= (share := as_fraction(x)) <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {float(x)}")
    return share


@lru_cache(MANY)
def number(x: Number, decimals: int = 0) -> str:
    """Format a number: ``1.234,5``."""
    exact = as_fraction(x)
    size = Decimal(floor(abs(exact) * 10**decimals + Fraction(1, 2))).scaleb(-decimals)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(-size if size and exact < 0 else size, format=pattern, locale=LOCALE)


def day(date: dt.date | str) -> str:
    """Write a day, as a date or as ISO writes it: *24 november 2026*."""
    from babel.dates import format_date

    given = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return str(format_date(given, "d MMMM y", locale="nl"))


@lru_cache(MANY)
def percent(share: Number, *, compact: bool = False) -> str:
    """Format a share: ``36%``. Only nothing at all is 0%, only all is 100%.

    `compact` is for labels: ``<1%`` and ``>99%`` instead of *minder dan 1%* and *meer dan 99%*.
    """
    exact, half = as_share(share) * 100, Fraction(1, 2)
    if 0 < exact < half:
        return ("<" if compact else "minder dan ") + "1%"
    if 100 - half <= exact < 100:
        return (">" if compact else "meer dan ") + "99%"
    return number(exact) + "%"


def margin(low: Number, high: Number) -> str:
    """Format an interval of shares, its ends rounded: ``71–84%``."""
    first, last = number(as_share(low) * 100), number(as_share(high) * 100)
    return f"{last}%" if first == last else f"{first}–{last}%"


def p_value(p: float, name: str = "") -> str:
    """Write a p value as Dutch reports do: ``0,03``, ``<0,001``; with a name ``p=0,03``, ``p<0,001``."""
    if p < 0.001:
        return f"{name}<0,001"
    told = number(p, 3 if p < 0.01 else 2)
    if told == "0,05":  # on which side of 5% it lies is what readers look for
        told = number(p, 3)
        if told == "0,050":
            return f"{name}{'<' if p < 0.05 else '>'}0,05"
    return f"{name}={told}".lstrip("=")


P_STEPS = (0.001, 0.01, 0.05, 0.1)
"""How finely the p of a test on groups is told."""


def p_step(step: float) -> str:
    """Write which of `P_STEPS` a p value lies under, as *p<0,05*; of one under none of them, nothing."""
    return f"p<{format_decimal(step, locale=LOCALE)}" if step in P_STEPS else ""


def with_p(told: str, step: float) -> str:
    """Add to a difference what `p_step` tells of it: *80% tegen 60%; p<0,05*."""
    return "; ".join(filter(None, [told, p_step(step)]))


def enumerate_nl(items: Iterable[str], word: str = "en") -> str:
    """List items: *a, b en c*; with semicolons where an item holds a comma of its own."""
    *first, last = list(items) or [""]
    if not first:
        return last
    if any(", " in item for item in (*first, last)):
        return f"{'; '.join(first)}; {word} {last}"
    return f"{', '.join(first)} {word} {last}"


def count_word(n: int, *, stress: bool = False) -> str:
    """Write a count out up to twenty; `stress` tells *één* from the article *een*."""
    if n == 1 and not stress:
        return "een"
    return str(num2words(int(n), lang=LOCALE)) if 0 <= n <= 20 else number(n)


def ordinal(n: int) -> str:
    """Write the place of something in an order out: *eerste*, *tweede*."""
    return str(num2words(n, lang=LOCALE, to="ordinal"))


def plural(n: int, singular: str, plural: str) -> str:
    """Choose the form of a noun: 1 *werkplaats*, 3 *werkplaatsen*."""
    return singular if n == 1 else plural


_START = re.compile(r"\A([\W_]*(?:(?<=['’‘])[stkn][\s-]+)?)(ij|éé|[^\W_])", re.IGNORECASE)


def capitalise(text: str) -> str:
    """Begin a sentence: *(Meer)*, *IJs*, *Eén*, *’s Ochtends*; a number stays as it is."""
    special = {"ij": "IJ", "éé": "Eé"}
    return _START.sub(lambda m: m[1] + special.get(m[2].lower(), m[2].upper()), text, count=1)


def uncapitalise(text: str) -> str:
    """Put a label inside a sentence: *Tranche 3* becomes *tranche 3*; an abbreviation stays as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text

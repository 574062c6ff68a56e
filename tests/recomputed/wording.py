"""How sentences write a number, told anew."""

from fractions import Fraction
from math import floor

from num2words import num2words

RULE = 0.1 - 1e-9
HALF = 0.5 + 1e-9
SMALL = 20  # below this base counts are told, not percentages


def in_words(number):
    return num2words(number, lang="nl") if number <= 20 else str(number)


def as_share(count, base, small=SMALL):
    """Write a share as sentences do: nothing but all is 100%, and on a small base it is a count."""
    if base < small:
        return f"{count} van de {base}"
    whole = floor(Fraction(100 * count, base) + Fraction(1, 2))
    if whole == 100 and count < base:
        return "meer dan 99%"
    return "minder dan 1%" if whole == 0 and count else f"{whole}%"

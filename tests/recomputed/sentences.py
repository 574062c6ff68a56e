"""Hold a printed sentence against the numbers in it, and against how Dutch is written."""

import re
from dataclasses import dataclass
from fractions import Fraction

from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.text.dutch import percent
from impactmonitor.text.shares import BANDS, PHRASES

LINK = re.compile(r'\[([^\]]*)\]\{\.getal bron="[^"]*" title="(\d+) van de (\d+)[^"]*"\}')
END = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-Þ0-9‘’\[])")
LEAST = Fraction(DIFFERENCE_RULE).limit_denominator(100)
NOUNS = ("contactpersonen", "contactpersoon")
WORDS = {phrase.of(*NOUNS).text: phrase for phrase in (*BANDS, *PHRASES)}
PHRASE = re.compile("|".join(rf"\b{re.escape(words)}\b" for words in sorted(WORDS, key=len, reverse=True)))
WHOLE = {phrase.text for phrase in BANDS} - {phrase.text for phrase in PHRASES}
CLUMSY = {
    "double space": r"  ",
    "space before punctuation": r" [.,;:)]",
    "doubled punctuation": r"[.,;:]{2}",
    "doubled word": r"(?i)\b(\w+) \1\b(?! nieuw)",
    "the most ... the most": r"(?i)\bde meeste\b.*\bde meeste\b",
    "placeholder": r"\{|\}|\bnan\b|\bNone\b|\bundefined\b",
    "empty list": r"\( ?\)|(?i:\b(zijn|volgen|noemen) en\b(?! de vraag beantwoordden))|: \.",
}


@dataclass(frozen=True)
class Printed:
    """A number in a sentence: where it stands, and the count and base behind it."""

    place: int
    shown: str
    count: int
    base: int

    @property
    def share(self):
        return Fraction(self.count, self.base)


def sentences(text):
    """Split text as claims make it into sentences: plain text and the numbers in it."""
    for part in END.split(text):
        plain, numbers, last = "", [], 0
        for link in LINK.finditer(part):
            plain += part[last : link.start()]
            numbers.append(Printed(len(plain), link[1], int(link[2]), int(link[3])))
            plain += link[1]
            last = link.end()
        yield plain + part[last:], numbers


def contradictions(text):
    """List what is wrong with a paragraph: numbers against words, and style."""
    found = []
    told = [plain for plain, _ in sentences(text)]
    found += [f"said twice: {one}" for one in set(told) if told.count(one) > 1]
    for plain, numbers in sentences(text):
        problems = [*_numbers(numbers), *_phrases(plain, numbers), *_comparisons(plain, numbers), *_style(plain)]
        found += [f"{problem}: {plain}" for problem in problems]
    return found


def _numbers(numbers):
    """Digits are those of the count, the base and the percentage; words are looked at in `_phrases`."""
    for one in numbers:
        told = [*re.findall(r"\d+", percent(one.share)), str(one.count), str(one.base)]
        if not set(re.findall(r"\d+", one.shown)) <= set(told):
            yield f"{one.shown} is not {one.count} of {one.base}"


def _phrases(plain, numbers):
    """Words for a share hold the number that follows, or all numbers before them."""
    lower = plain[:1].lower() + plain[1:]
    for found in PHRASE.finditer(lower):
        phrase, before = WORDS[found[0]], [one for one in numbers if one.place < found.start()]
        after = [one for one in numbers if one.place >= found.start()]
        if lower[: found.start()].endswith("ten minste "):
            wrong = [one for one in after if one.share < Fraction(1, 2)]  # only *de helft* is told so
        elif phrase.text in WHOLE or not after:
            wrong = [one for one in before or after[:1] if not phrase.holds(one.share)]
        else:
            wrong = [one for one in after[:1] if not phrase.holds(one.share)]
        yield from (f"{found[0]!r} does not hold {one.count} of {one.base}" for one in wrong)


def _comparisons(plain, numbers):
    """Pairs told as *a tegen b* differ in the direction that is told, and by enough."""
    for place in (found.start() for found in re.finditer(r"\btegen\b", plain)):
        before = [one for one in numbers if one.place < place]
        after = [one for one in numbers if one.place > place]
        if re.search(r"ofwel (meer dan |minder dan )?\d+% $", plain[:place]):
            continue  # the same two shares once more
        if plain[:place].rstrip().endswith(","):
            pairs = [(one, other) for one in before for other in after]
        else:
            pairs = [(before[-1], after[0])]
        fewer, either = (
            re.search("minder vaak|kleiner deel", plain.lower()),
            re.search("verschil(t|len)", plain) and "vaker" not in plain,
        )
        for one, other in pairs:
            difference = other.share - one.share if fewer else one.share - other.share
            difference = abs(difference) if either else difference
            if difference < LEAST:
                yield f"{one.shown} against {other.shown} is no such difference"


FORBIDDEN = {
    "most, of a part": r"\bnoem(t|en) vooral\b",
    "named least by nobody": r"minst genoemd \(0 van",
    "as often, without a test": r"even vaak als|ongeveer even vaak|weinig verschil",
    "chance at p below 5%": r"\bop toeval berusten\b",
    "persons for namers": r"volgens de (meeste )?contactpersonen\b",
}


def _style(plain):
    yield from (name for name, pattern in FORBIDDEN.items() if re.search(pattern, plain))
    percentages = re.search(r"\d+%", plain)
    if (
        percentages
        and re.search(r"\d+ van de \d+(?! ofwel)", plain)
        and not re.search(r"ofwel|\(n=|^Dit|respons", plain)
    ):
        yield "percentages beside counts"
    yield from (name for name, pattern in CLUMSY.items() if re.search(pattern, plain))
    if not re.match(r"[A-ZÀ-Þ0-9‘’(]|@Fig-", plain):
        yield "no capital"
    if not plain.endswith((".", "!", "?", "niveau:")):
        yield "no full stop"

"""How many: words in texts written by hand, held against what they count.

``telt`` of a text says what each such word counts: a theme (``thema.<niveau>.<sleutel>``), an outcome
(``opbrengst.<niveau>.<item>``), the quotation in its sentence (``citaat``), or that the word was taken over from the
published report and cannot be counted here (``gepubliceerd``): then its sentence gets a mark. A number of persons, a
share of them or a percentage is refused: it would stay when the data change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from impactmonitor.analysis.coded_answers import coded
from impactmonitor.analysis.study import Study
from impactmonitor.problems import Problem
from impactmonitor.survey.asked import asked
from impactmonitor.text.dutch import count_word
from impactmonitor.text.shares import QUANTIFIERS, Quantifier

PUBLISHED, QUOTED = "gepubliceerd", "citaat"
MARK = "°"
NOTE = (
    f"Bij een zin met {MARK} is het woord voor hoeveel {{personen}} dit zeggen, zoals ‘enkele’, overgenomen uit het "
    "gepubliceerde rapport; de toelichtingen zelf zijn niet openbaar, dus dat is hier niet na te tellen."
)
SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?!\s|$|”|\^)[^.!?]*)*[.!?]?”?[.]?")
KNOWN = {one.text: one for one in QUANTIFIERS}
QUOTATION = re.compile("“([^”]+)”")
NUMBER = "|".join([r"\d[\d.]*", *(count_word(one) for one in range(2, 21))])
SHARE = "helft|derde|kwart|driekwart|vijfde|tiende|procent|%|meerderheid|minderheid"


def _nouns(study: Study) -> str:
    return f"{study.codebook.personen}|{study.codebook.onderzoek['persoon']['enkelvoud']}"


def _pattern(study: Study) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, KNOWN), key=len, reverse=True))
    return re.compile(rf"\b({words}|[eé]én) ({_nouns(study)})\b", re.IGNORECASE)


def _typed(text: str, study: Study) -> list[str]:
    """List the numbers in a text that the data decide; what somebody else said is not the author's."""
    of = rf"\s+van\s+(?:de|alle|onze)\s+(?:{_nouns(study)})\b"
    persons = rf"\b(?:{NUMBER})(?:{of}|\s+(?:{_nouns(study)})\b)"
    found = rf"{persons}|(?:\b\w+\s)?\b(?:{SHARE}){of}|\d[\d.,]*\s?(?:%|procent\b)"
    return [one[0] for one in re.finditer(found, QUOTATION.sub("", text), re.IGNORECASE)]


def _found(text: str, study: Study) -> Iterator[tuple[str, Quantifier, str]]:
    """Yield every quantity of persons in a text: as it stands under ``telt``, what it means, and its sentence."""
    for sentence in SENTENCE.findall(text):
        for found in _pattern(study).finditer(sentence):
            word = found[1].lower().replace("é", "e")
            yield f"{word} {found[2].lower()}", KNOWN[word], sentence


def parts_of(texts: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the texts of a synthesis with their places."""
    for level, outcomes in texts.get("niveaus", {}).items():
        yield from ((f"niveaus, {level}, {item}", part) for item, part in outcomes.items())
    for level, listed in texts.get("conclusies", {}).items():
        yield from ((f"conclusies, {level} {place}", part) for place, part in enumerate(listed, 1))
    yield from ((f"hoofdopbrengsten {place}", part) for place, part in enumerate(texts.get("hoofdopbrengsten", []), 1))


def problems(texts: Mapping[str, Any], study: Study, file: str) -> Iterator[Problem]:
    """Find words for how many that do not hold, or do not say what they count."""
    for place, part in parts_of(texts):
        listed = {str(phrase).lower(): str(what) for phrase, what in part.get("telt", {}).items()}
        found = list(_found(part["tekst"], study))
        where = f"{file}, {place}"
        for number in _typed(part["tekst"], study):
            instead = "write the sentence in claims.yml, or take a fact by name: {{< var bron.… >}}"
            yield Problem(where, f"{number!r} is typed, and would stay when the data change; {instead}")
        for phrase in listed.keys() - {phrase for phrase, *_ in found}:
            yield Problem(f"{where}, telt", f"{phrase!r} is not in the text")
        for phrase, means, sentence in found:
            if phrase not in listed:
                allowed = f"thema.<niveau>.<thema>, opbrengst.<niveau>.<item>, {QUOTED} or {PUBLISHED}"
                yield Problem(where, f"{phrase!r} does not say what it counts; put it under telt, as one of: {allowed}")
            elif told := _wrong(phrase, means, listed[phrase], sentence, study):
                yield Problem(f"{where}, telt", told)


def _wrong(phrase: str, means: Quantifier, what: str, sentence: str, study: Study) -> str:
    """Say why a quantity does not hold; empty where it does, or cannot be counted."""
    if what == PUBLISHED:
        return ""
    if what == QUOTED:
        one = means.text == "een" and "“" in sentence
        return "" if one else f"{phrase!r}: {QUOTED} is for one person who is quoted in the same sentence"
    counted = _count(what, study)
    if isinstance(counted, str):
        return f"{phrase!r}: {counted}"
    if means.holds(*counted):
        return ""
    allowed = ", ".join(one.text for one in QUANTIFIERS if one.holds(*counted)) or "none: leave the sentence out"
    return f"{phrase!r} does not hold: {what} is {counted[0]} of {counted[1]}; allowed: {allowed}"


def _count(what: str, study: Study) -> tuple[int, int] | str:
    """Count what a word stands for, on its base; else say why that is not possible."""
    kind, level, key = what.split(".")
    niveau = next((one for one in study.codebook.niveaus if one.key == level), None)
    if niveau is None:
        return f"{what!r}: there is no level {level!r}"
    if kind == "opbrengst":
        if key not in {item.key for item in niveau.items}:
            return f"{what!r}: the questionnaire has no such outcome"
        if not study.may_show(niveau, key, "genoemd", np.ones(len(study.frame), bool)):
            return f"{what!r} may not be shown, so that nothing can be said of it"
        return int(study.frame[niveau.column(key)].sum()), int(asked(study.frame, niveau).sum())
    answers = coded(study, niveau)
    if study.coding is None or answers.empty:
        return f"{what!r}: the answers on {level} have no codes"
    if key not in study.coding.frame.keys(level):
        return f"{what!r}: codeframe.yml has no such theme"
    return int(answers["themas"].map(lambda themes: key in themes).sum()), len(answers)


def told(part: Mapping[str, Any], study: Study) -> str:
    """Return a text, each sentence marked of which a quantity was taken over from the published report."""
    taken = {str(phrase).lower() for phrase, what in part.get("telt", {}).items() if what == PUBLISHED}

    def marked(sentence: re.Match[str]) -> str:
        quantities = {phrase for phrase, *_ in _found(sentence[0], study)}
        return f"{sentence[0]}{MARK}" if quantities & taken else sentence[0]

    return SENTENCE.sub(marked, part["tekst"]) if taken else str(part["tekst"])


def note(texts: Mapping[str, Any], study: Study) -> str:
    """Say what the mark means; empty where there is none."""
    taken = any(PUBLISHED in part.get("telt", {}).values() for _, part in parts_of(texts))
    return NOTE.format(personen=study.codebook.personen) if taken else ""

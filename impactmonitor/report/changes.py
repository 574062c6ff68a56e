"""What changed between two versions of a report: every difference, its cause, and whether readers may be told.

What may not be told follows from `analysis.pair`: where the changes of few respondents would follow from an older
number, nothing that depends on that number is told, not even whether it is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from impactmonitor.analysis import pair
from impactmonitor.analysis.release import NAMED, NONE
from impactmonitor.analysis.tabulation import TOGETHER
from impactmonitor.problems import UsageError
from impactmonitor.report import causes
from impactmonitor.report.difference import KINDS, Changes, Difference
from impactmonitor.report.version import OF_TEXTS, Built, Key, Passage, Version
from impactmonitor.text.dutch import percent

PRINTED = {"tekst": "tekst", "conclusie": "conclusie", "kop": "kop van de figuur", "kaart": "kerncijfer"}
"""Where a sentence of a claim is printed."""
BLIND = (
    "De antwoorden achter een van beide versies zijn hier niet bewaard. Of er van een enkele respondent iets uit zou "
    "blijken, is dus niet na te gaan. Daarom staat er niet bij wat er anders is."
)
DEPENDENT = (
    "Zinnen, tekst, tabellen en figuren die daarvan kunnen afhangen, staan er ook niet bij, anders of niet anders."
)
SAME_CAUSES = "niet vast te stellen: beide versies zijn van hetzelfde gemaakt"
FEW_TEXTS = "Antwoorden in eigen woorden zijn anders bij te weinig respondenten om te laten zien welke."
NO_PAGE = "Een van beide versies heeft geen webversie. Lopende tekst, antwoorden en figuren zijn niet vergeleken."
ALIKE = 0.4
"""From which likeness two passages are one that was edited."""
_FIGURES = re.compile(r"\d[\d.,]*%?")


def compare(old: Version, new: Version, answers: pair.Answers | None) -> Changes:
    """Find every difference between two versions of a report.

    Parameters
    ----------
    old, new : Version
    answers : Answers or None
        The answers behind both; None where they are not kept: then nothing is told that depends on them.

    Raises
    ------
    UsageError
        They are not about the same respondents.
    """
    if old.made["variant"] != new.made["variant"]:
        raise UsageError(
            f"{old.folder} is about {old.made['variant']!r} and {new.folder} about {new.made['variant']!r}: "
            "only two versions of one report are compared"
        )
    return _Comparison(old, new, answers).made()


class _Comparison:
    """Compares two versions.

    Parameters
    ----------
    old, new : Version
    answers : Answers or None
    """

    def __init__(self, old: Version, new: Version, answers: pair.Answers | None) -> None:
        self.old, self.new, self.answers = old, new, answers
        self.causes = causes.changed(old, new)
        self.blind = causes.ANSWERS in self.causes and answers is None
        self.labels = {**(old.built or Built()).labels, **(new.built or Built()).labels}
        self.hidden = self._hidden()
        gone = self._cells(old) - self._cells(new)  # what is no longer shown is told of, though not its number
        self.items = {cell[:2] for cell in self.hidden - gone}
        self.levels = {niveau for niveau, *_ in self.hidden | gone}
        self.few_texts = self._few_texts()
        self.closed = self.blind or bool(self.levels)

    def _cells(self, version: Version) -> set[pair.PairCell]:
        shown = ((key, row) for key, row in version.numbers.items() if row["aantal"] and key[1] != TOGETHER)
        return {(key[0], key[1], key[2], key[5]) for key, _ in shown}

    def _hidden(self) -> set[pair.PairCell]:
        """Find the older counts that are not told: all of them where nobody knows whose answers changed."""
        old, new = self._cells(self.old), self._cells(self.new)
        minimum = max(self.old.minimum, self.new.minimum)
        if causes.ANSWERS not in self.causes:
            return set()
        return pair.withheld(self.answers, old, new, minimum) if self.answers else old

    def _few_texts(self) -> bool:
        """Tell whether the texts of so few changed that these would point to them."""
        if causes.ANSWERS not in self.causes or self.answers is None:
            return self.blind
        minimum = max(self.old.minimum, self.new.minimum)
        return any(0 < count < minimum for count in pair.text_changes(self.answers))

    def made(self) -> Changes:
        """Return all differences, in order."""
        found = [*self._numbers(), *self._sentences()]
        old, new = self.old.built, self.new.built
        if old and new:
            for differing in (self._passages, self._texts, self._names, self._figures):
                found += differing(old, new)
        order = list(KINDS)
        found.sort(key=lambda one: order.index(one.kind))
        known = self.answers
        corrected = known.corrected() if known and causes.ANSWERS in self.causes else {}
        return Changes(
            found,
            self.causes,
            [(niveau, self._item(niveau, item)) for niveau, item in sorted(self.items)],
            list(self._partly(bool(old and new))),
            known.dropped if known else None,
            known.added if known else None,
            corrected,
            len(corrected),
        )

    def _partly(self, built: bool) -> Iterator[str]:
        """Say what is not told, and what could not be compared."""
        if self.blind:
            yield BLIND
        if self.levels and not self.blind:
            yield DEPENDENT
        if self.few_texts:
            yield FEW_TEXTS
        if not built:
            yield NO_PAGE

    def _item(self, niveau: str, item: str) -> str:
        return self.labels.get((niveau, item), item.replace("_", " "))

    def _difference(
        self, kind: str, place: str, subject: str, old: str, new: str, told: bool, *less: str
    ) -> Difference:
        """Make a difference with its causes, some left out as they cannot be it."""
        may_be = causes.possible(kind, self.causes)
        left = [name for name in may_be if name not in less] or may_be
        words = [self.causes[name] for name in left] or [SAME_CAUSES]
        return Difference(kind, place, subject, old, new, tuple(words), told)

    # numbers

    def _numbers(self) -> Iterator[Difference]:
        for key in dict.fromkeys([*self.new.numbers, *self.old.numbers]):
            old, new = (version.numbers.get(key, {}) for version in (self.old, self.new))
            if old == new:
                continue
            before, now = old.get("aantal", ""), new.get("aantal", "")
            kind = "cijfer" if before and now else "verborgen" if before else "zichtbaar" if now else "toets"
            if kind == "cijfer" and (before, old["n"]) == (now, new["n"]):
                kind = "toets"
            niveau, item = key[:2]
            what = [self._item(niveau, item), *filter(None, [key[2] if key[2] != NAMED else "", key[3]]), key[4]]
            shown = ("", "") if kind == "toets" else (_count(old), _count(new))
            told = self._may_tell(key, kind == "cijfer")
            yield self._difference(kind, niveau, " · ".join(what), *shown, told, *self._not_by_answers(key))

    def _may_tell(self, key: Key, counted: bool) -> bool:
        """Tell whether a row's change may be known; a sum over outcomes only where none of these is hidden."""
        if self.blind or key[1] == TOGETHER:
            return not self.blind and key[0] not in self.levels
        cell = key[0], key[1], key[2], key[5]
        return key[:2] not in self.items or (counted and cell not in self.hidden)

    def _not_by_answers(self, key: Key) -> Sequence[str]:
        """Rule the answers out as a cause where nobody's answer to an item changed."""
        if self.answers is None or key[1] == TOGETHER:
            return ()
        scales = [name for name in {one[2] for one in self.new.numbers} if name not in {NAMED, NONE}]
        return () if pair.touched(self.answers, key[0], key[1], scales) else (causes.ANSWERS,)

    # sentences

    def _sentences(self) -> Iterator[Difference]:
        for key in dict.fromkeys([*self.new.claims, *self.old.claims]):
            old, new = self.old.claims.get(key), self.new.claims.get(key)
            if old == new:
                continue
            of_texts = not key[0] or {**(old or {}), **(new or {})}["sectie"].endswith(OF_TEXTS)
            told = not (self.blind or key[0] in self.levels or (of_texts and self.few_texts))
            told = told and not (not key[0] and self.closed)
            yield from self._of_claim(key, old or {}, new or {}, told)

    def _of_claim(
        self, key: tuple[str, str], old: Mapping[str, str], new: Mapping[str, str], told: bool
    ) -> Iterator[Difference]:
        niveau, claim = key
        texts = [(name, old.get(name, ""), new.get(name, "")) for name in PRINTED]
        turned = old.get("voorwaarde") != new.get("voorwaarde")
        for name, before, now in texts:
            if before == now:
                continue
            kind = "verschenen" if not before else "verdwenen" if not now else "gekeerd" if turned else "zin"
            subject = f"{claim}, {PRINTED[name]}"
            less = _less_likely(before, now, old, new)
            yield self._difference(kind, niveau or "onderzoek", subject, before, now, told, *less)
        for name in _of_register(old, new):
            before, now = old.get(name, ""), new.get(name, "")
            yield self._difference("verantwoording", niveau or "onderzoek", f"{claim}, {name}", before, now, told)

    # the page

    def _passages(self, old: Built, new: Built) -> Iterator[Difference]:
        told = not (self.closed or self.few_texts)
        for one, before, now in _aligned(old.passages, new.passages):
            kind = "tabel" if one.kind == "tabel" else "tekst"
            yield self._difference(kind, one.place, "", before, now, told)

    def _texts(self, old: Built, new: Built) -> Iterator[Difference]:
        told = not (self.blind or self.few_texts)
        for name, text in (old.texts - new.texts).elements():
            yield self._difference("antwoord", name, "", text, "", told)
        for name, text in (new.texts - old.texts).elements():
            yield self._difference("antwoord", name, "", "", text, told)

    def _names(self, old: Built, new: Built) -> Iterator[Difference]:
        for key in new.labels:
            if key in old.labels and old.labels[key] != new.labels[key]:
                yield self._difference("naam", key[0], key[1], old.labels[key], new.labels[key], True)

    def _figures(self, old: Built, new: Built) -> Iterator[Difference]:
        for name in dict.fromkeys([*new.figures, *old.figures]):
            before, now = old.figures.get(name, ("", b"")), new.figures.get(name, ("", b""))
            if before[1] != now[1]:
                told = not (self.closed or (name.endswith(OF_TEXTS) and self.few_texts))
                yield self._difference("figuur", (now[0] or before[0]), name, "", "", told)


def _of_register(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Name what the list of claims says otherwise; of a sentence that came or went, the condition follows from that."""
    names = ["vraag", "plek", "sectie", "samenvatting"] if old and new else []
    if names and old["afgedrukt"] == new["afgedrukt"]:
        names.append("voorwaarde" if old["wanneer"] == new["wanneer"] else "wanneer")
    return [name for name in names if old[name] != new[name]]


def _count(row: Mapping[str, str]) -> str:
    if not row.get("aantal"):
        return ""
    if not row["aandeel"]:
        return row["aantal"]
    return f"{row['aantal']} van {row['n']} ({percent(Fraction(int(row['aantal']), int(row['n'])), compact=True)})"


def _less_likely(before: str, now: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Rule out what a sentence's difference cannot come from, where both answers and claims changed.

    With the same numbers below it, it is not the answers; where only figures in it differ, it is not its wording.
    """
    if before and now and old.get("cijfers") == new.get("cijfers"):
        return [causes.ANSWERS]
    same = _FIGURES.sub("#", before) == _FIGURES.sub("#", now)
    return [causes.CLAIMS] if same and old.get("wanneer") == new.get("wanneer") else []


def _aligned(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[tuple[Passage, str, str]]:
    """Yield passages that differ with their old and new text, an edited one beside what became of it."""
    for action, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            continue
        rest = list(new[c:d])
        for before in old[a:b]:
            fits = [(_likeness(before, now), -place) for place, now in enumerate(rest) if now.kind == before.kind]
            best, place = max(fits, default=(0.0, 0))
            if best < ALIKE:
                yield before, before.text, ""
                continue
            if before.text != (now := rest.pop(-place)).text:
                yield now, before.text, now.text
        for now in rest:
            yield now, "", now.text


def _likeness(one: Passage, other: Passage) -> float:
    return SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio()

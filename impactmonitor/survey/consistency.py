"""What of a questionnaire does not fit together."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from impactmonitor.paths import NOTEBOOKS
from impactmonitor.problems import nearest
from impactmonitor.survey.parts import ANSWER, NUMBER, OPEN, POINTS, STATEMENTS, Category

if TYPE_CHECKING:
    from impactmonitor.survey.codebook import Codebook

TAKEN = {"antwoord", "genoemd", "geen", "toelichting", "tekst", "samen"}
"""What columns and numbers of an outcome are called beside its follow-ups."""
TABLES = {"opbrengsten", "tranches", "geheel", "vergeleken", "themas", "gevraagd"}
"""And what tables and figures of its chapter are."""


OBEYED = re.compile(
    r"""</?[a-zA-Z][^>]*> | &\#?\w{2,}; | \\[!-/:-@\[-`{-~]  # HTML, entities, what is escaped
    | (?<!\w)@\w+ | \{\{[<%] | \^\[ | \][({]  # references, shortcodes, notes, links
    | (?P<sign>\*{1,3}|~~|`+)(?=[^\s*~`])[^*~`]*(?<=[^\s*~`])(?P=sign)
    | (?<!\w)(?P<line>_{1,3})(?=[^\s_])[^_]*(?<=[^\s_])(?P=line)(?!\w)
    | (?P<small>[~^])[^\s~^]+(?P=small) | \$(?=\S)[^$]*(?<=\S)\$(?!\d)""",
    re.VERBOSE,
)
"""What sentences would take for markup, of what tools leave in questions and labels."""
AS_TYPED = {"kolommen", "deelname"}
"""Parts of the codebook that hold words of the export, which are in no sentence."""


def obeyed(raw: object, place: str = "") -> Iterator[str]:
    """Say where words of a codebook hold what would not be printed as it is written."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            if place or key not in AS_TYPED:
                yield from obeyed(value, f"{place}, {key}".removeprefix(", "))
    elif isinstance(raw, list):
        for number, value in enumerate(raw, 1):
            yield from obeyed(value, f"{place} {number}")
    elif isinstance(raw, str) and (found := OBEYED.search(raw)):
        yield f"{place}: {found[0]!r} would not be printed as it is written; leave it out"


def inconsistent(book: Codebook) -> Iterator[str]:
    """Say what does not fit together: keys that are there twice or cannot name anything, names that lead nowhere."""
    keys = {one.place: [two.key for two in one.groepen] for one in book.groepen.values()}
    labels = {
        f"niveau {niveau.key!r}": [
            *(item.label for item in niveau.items),
            *([book.geen["label"]] if niveau.geen else []),
        ]
        for niveau in book.niveaus
    }
    lists = lists_of(book)
    labels |= {place: [one.short for one in values] for place, values in lists.items()}
    labels["formulier, vervolg"] = [book.called(name) for name in book.schalen]
    labels["open vragen"] = [niveau.open_kop for niveau in book.in_own_words]
    labels |= {one.place: [two.label for two in one.groepen] for one in book.groepen.values()}
    labels["indelingen"] = [label for one in book.groepen.values() for label in {two.label for two in one.groepen}]
    keys |= {place: [one.key for one in values] for place, values in lists.items()}
    named = {"niveaus": [niveau.key for niveau in book.niveaus]}
    named |= {f"niveau {niveau.key!r}": [item.key for item in niveau.items] for niveau in book.niveaus}
    for place, names in {**keys, **named}.items():
        yield from (f"{place}: key {key!r} is there {n} times" for key, n in Counter(names).items() if n > 1)
    for place, names in labels.items():
        yield from (f"{place}: label {label!r} is there {n} times" for label, n in Counter(names).items() if n > 1)
    for place, names in named.items():
        wrong = [key for key in names if not re.fullmatch("[a-z0-9_]+", key)]
        yield from (f"{place}: key {key!r}; allowed: lower-case letters, digits and underscores" for key in wrong)
    yield from _follow_ups(book)
    for name in book.schalen:
        points = [key for key in POINTS.get(name, ()) if key not in keys[f"schalen, {name}"]]
        yield from (f"schalen, {name}: key {key!r} is missing" for key in points)
        if not book.follow_up(name)[0]:
            yield f"formulier, vervolg: the question of scale {name!r} is missing"
    yield from _misnamed(book, named)
    yield from _classes(book)
    yield from _misread(book)
    yield from _bases(book)
    yield from _fieldwork(book.deelname.get("veldwerk") or {})
    if "voortgang" in book.deelname and "gedeeltelijk" not in book.deelname:
        yield "deelname, voortgang: it counts only beside gedeeltelijk: houden"
    if "voortgang" not in book.deelname:
        told = "voortgang: deelname, voortgang, does not say which column tells it"
        yield from (f"niveau {one.key!r}, {told}" for one in book.niveaus if one.voortgang is not None)


def _fieldwork(said: Mapping[str, str]) -> Iterator[str]:
    """Say which day of the fieldwork is none, and that it ends before it begins."""
    days = {}
    for end, day in said.items():
        try:
            days[end] = dt.date.fromisoformat(day)
        except ValueError:
            yield f"deelname, veldwerk, {end}: {day!r} is no day of the calendar; allowed: a date such as 2024-03-01"
    if len(days) == 2 and days["van"] > days["tot"]:
        yield f"deelname, veldwerk: van {said['van']} is after tot {said['tot']}; allowed: the first day, then the last"


def _follow_ups(book: Codebook) -> Iterator[str]:
    """Say which follow-ups have a name that something else has, and which are described and not there."""
    for name in sorted({*book.schalen} & (TAKEN | TABLES)):
        yield f"schalen, {name}: is what something else of an outcome is called; allowed: another name"
    for name in book.formulier.get("vervolg", {}):
        if name not in book.schalen:
            yield f"formulier, vervolg: there is no scale {name!r}{nearest(name, list(book.schalen))}"


def _bases(book: Codebook) -> Iterator[str]:
    """Say which questions are asked of nobody that can be told: by a level or answer that is not there before them."""
    levels = {niveau.key: niveau for niveau in book.niveaus}
    order = [*levels]
    for niveau in book.niveaus:
        if not (base := niveau.gevraagd_aan):
            continue
        place, on = f"niveau {niveau.key!r}, gevraagd_aan", levels.get(base.vraag)
        if on is None:
            yield f"{place}: there is no level {base.vraag!r}{nearest(base.vraag, order)}"
        elif order.index(on.key) >= order.index(niveau.key):
            yield f"{place}: level {on.key!r} is not asked before it; allowed: an earlier level"
        elif on.soort == OPEN:
            yield f"{place}: level {on.key!r} holds answers in own words; allowed: a level of another kind"
        elif on.soort == STATEMENTS and base.stelling not in (stated := [item.key for item in on.items]):
            told = f"stelling {base.stelling!r} is none of level {on.key!r}" if base.stelling else "stelling is missing"
            yield f"{place}: {told}; there are: {', '.join(stated)}"
        elif base.stelling and on.soort != STATEMENTS:
            yield f"{place}: level {on.key!r} holds no statements; allowed: no stelling"
        else:
            keys = [one.key for one in (on.schalen[ANSWER] if on.answered else on.items)]
            keys += ["geen"] if on.geen else []
            wrong = [key for key in base.antwoorden if key not in keys]
            yield from (
                f"{place}: level {on.key!r} has no answer {key!r}; there are: {', '.join(keys)}" for key in wrong
            )
            most = len(keys) if on.answered else 1
            if len(base.antwoorden) > min(most, len(set(base.antwoorden))):
                told = ", ".join(base.antwoorden)
                yield f"{place}: {told}; allowed: each answer once, and of what is ticked one item"


def _misnamed(book: Codebook, named: Mapping[str, list[str]]) -> Iterator[str]:
    """Say which names are taken, or lead nowhere."""
    doubled = {name: n for name, n in Counter(book.columns).items() if n > 1 and name not in book.groepen}
    if all(len(set(names)) == len(names) for names in named.values()):  # else what is doubled has been named
        yield from (f"niveaus: keys of levels and items make column {name!r} {n} times" for name, n in doubled.items())
    taken = [key for key in book.groepen if key in book.questions or book.columns.count(key) > 1]
    yield from (f"indelingen: key {key!r} is a column of the data as well" for key in taken)
    for grouping in book.groepen.values():
        wrong = [one.key for one in grouping.groepen if re.search("[;,=]", one.key)]
        yield from (f"{grouping.place}: key {key!r}; allowed: no comma, semicolon or equals sign" for key in wrong)
    first = book.first("kolommen")
    called = [
        two.key if one == first else f"{one.key}-{two.key}" for one in book.groepen.values() for two in one.groepen
    ]
    called += ["totaal", "alle", "overige", *(str(group["key"]) for group in book.tranchegroepen)]
    if all(len(set(keys)) == len(keys) for keys in ([two.key for two in one.groepen] for one in book.groepen.values())):
        twice = (key for key, n in Counter(called).items() if n > 1)
        yield from (f"indelingen: {key!r} is what another group, or a total, is called in cijfers.csv" for key in twice)
    jobs = {path.stem for path in NOTEBOOKS.glob("*.ipynb")}
    for key in jobs.intersection(named["niveaus"]):
        yield f"niveaus: key {key!r} is the name of a notebook; those are {', '.join(sorted(jobs))}"
    reported = book.first("rapporten")
    known = {one.key for one in (reported.groepen if reported else ())}
    for group in book.tranchegroepen:
        unknown = sorted({str(key) for key in group["tranches"]} - known)
        yield from (f"tranchegroepen, {group['key']}: there is no tranche {key!r}" for key in unknown)


def lists_of(book: Codebook) -> dict[str, tuple[Category, ...]]:
    """Return the closed lists of answers by their place: the scales, and the answers of each level that has its own."""
    found = {f"schalen, {name}": values for name, values in book.schalen.items()}
    own = {niveau.key: niveau.schalen[ANSWER] for niveau in book.niveaus if ANSWER in niveau.schalen}
    return found | {f"niveau {key!r}, antwoorden": values for key, values in own.items()}


def _classes(book: Codebook) -> Iterator[str]:
    """Say which classes of numbers do not follow one another."""
    for niveau in (one for one in book.niveaus if one.soort == NUMBER):
        classes = niveau.schalen[ANSWER]
        for place, one in enumerate(classes):
            where = f"niveau {niveau.key!r}, klassen: class {one.key!r}"
            if one.van is not None and one.tot is not None and one.van > one.tot:
                yield f"{where} begins above its end"
            before = classes[place - 1].tot if place else None
            if place and (one.van is None or before is None or one.van <= before):
                yield f"{where} does not begin above the end of the one before"


def _misread(book: Codebook) -> Iterator[str]:
    """Say where an export could not be read by it: columns that feed nothing, codes that stand for two values."""
    targets = [*book.columns, *(niveau.key for niveau in book.niveaus), *book.short]
    for source, target in book.kolommen.items():
        if target not in targets:
            yield f"kolommen, {source}: there is no column {target!r}{nearest(str(target), book.columns)}"
    for place, values in ({one.place: one.groepen for one in book.groepen.values()} | lists_of(book)).items():
        yield from _ambiguous(place, values)


def _ambiguous(place: str, values: Sequence[Category]) -> Iterator[str]:
    """Say what stands for two values of a list: a code that is also the key of another."""
    from impactmonitor.survey.vocabulary import folded

    means: dict[str, str] = {}
    for one in values:
        names = {folded(str(name)): name for name in (*one.code, one.short, one.label, one.key) if name}
        for spelling, name in names.items():
            if (other := means.setdefault(spelling, one.key)) != one.key:
                yield f"{place}: {name!r} stands for {other!r} and for {one.key!r}; allowed: what stands for one"

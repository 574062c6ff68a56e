"""The questionnaire as data: levels, items, scales, sectors and tranches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.text.dutch import capitalise

LANGUAGE = "taal"
"""The column with the language of the open answers, which an export may lack."""
GROUPINGS = ("werkplaats", "tranche", "sector")
"""The columns that tell groups apart; a survey that has no such groups lacks them."""


@dataclass(frozen=True)
class Grouping:
    """What tells groups of respondents apart: what a filter asks for, and what stands beside each other in a figure.

    Attributes
    ----------
    key : str
        What filters and the columns of an export call it.
    naam, meervoud, titel : str
        What readers call one group, more of them, and the grouping itself.
    own : bool
        Whether its groups go by the grouping's name and a key, as tranches do, or by labels of their own.
    """

    key: str
    naam: str
    meervoud: str
    titel: str
    own: bool = True


TRANCHE = Grouping("tranche", "tranche", "tranches", "Tranche")
SECTOR = Grouping("sector", "sector", "sectoren", "Onderwijssector")
ROLES = {"rapporten": "tranche", "kolommen": "sector"}
"""What a grouping is for, a report for each group or a column for each in every figure, and where it is kept."""


@dataclass(frozen=True)
class Category:
    """A value of a closed list: a sector, a tranche, a point of a scale.

    Attributes
    ----------
    key, label, zin, kop, kort : str
    code : tuple of str
        How an export writes it, beside its key and labels.
    """

    key: str
    label: str
    zin: str = ""
    kop: str = ""
    kort: str = ""
    code: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The shortest label there is."""
        return self.kort or self.label


@dataclass(frozen=True)
class Item:
    """One outcome that could be ticked.

    Attributes
    ----------
    key : str
        Its name in column names.
    tekst, voorbeelden : str
        The form's own words, and the examples printed after them.
    label : str
        Short label for figures and tables.
    zin : str
        Noun phrase for use inside a sentence.
    kind : str
        ``"named"`` or ``"other"`` (*andere opbrengsten*).
    """

    key: str
    tekst: str
    label: str
    zin: str
    voorbeelden: str = ""
    vervolg: str = ""
    kind: str = "named"

    @property
    def follow_up(self) -> str:
        """The item's text in the questions on status, nature and explanation."""
        return self.vervolg or self.tekst


@dataclass(frozen=True)
class Niveau:
    """A level on which outcomes are asked: institution, programme, student."""

    key: str
    naam: str
    omschrijving: str
    open_rij: str
    open_kop: str
    inleiding: str
    vraag: str
    uitleg: str
    items: tuple[Item, ...]

    @property
    def named(self) -> tuple[Item, ...]:
        """The items the form names, without *andere*."""
        return tuple(item for item in self.items if item.kind == "named")

    def column(self, item: str, part: str = "") -> str:
        """Name the column of an item's tick, or of its status, aard or toelichting."""
        return f"{self.key}_{item}_{part}" if part else f"{self.key}_{item}"


@dataclass(frozen=True)
class Codebook:
    """The whole questionnaire (``data/codebook.yml``)."""

    meting: str
    onderzoek: Mapping[str, Any]
    tranches: tuple[Category, ...]
    tranchegroepen: tuple[Mapping[str, Any], ...]
    sectoren: tuple[Category, ...]
    schalen: Mapping[str, tuple[Category, ...]]
    formulier: Mapping[str, Any]
    niveaus: tuple[Niveau, ...]
    geen: Mapping[str, str]
    kolommen: Mapping[str, str] = field(default_factory=dict)
    deelname: Mapping[str, Any] = field(default_factory=dict)
    groepen: Mapping[str, Grouping] = field(default_factory=dict)

    def niveau(self, key: str) -> Niveau:
        """Return the level called `key`; raises `InputError` when there is none."""
        for niveau in self.niveaus:
            if niveau.key == key:
                return niveau
        allowed = ", ".join(niveau.key for niveau in self.niveaus)
        raise InputError([Problem("codebook.yml", f"no level {key!r}; there are: {allowed}")])

    @property
    def personen(self) -> str:
        """What respondents are called, in the plural."""
        return str(self.onderzoek["persoon"]["meervoud"])

    def categories(self, grouping: str) -> tuple[Category, ...]:
        """Return the groups of a grouping, by the column it is kept in: ``tranche`` or ``sector``."""
        return self.tranches if grouping == "tranche" else self.sectoren

    def grouping(self, column: str) -> str:
        """Return what readers call a grouping, by the column it is kept in."""
        return self.groepen[column].naam if column in self.groepen else column

    def called(self, column: str) -> str:
        """Return what an export calls a column: a grouping by its own key."""
        return self.groepen[column].key if column in self.groepen else column

    @property
    def by_workplace(self) -> bool:
        """Whether respondents are of workplaces, each of a tranche."""
        return self.groepen.get("tranche") == TRANCHE

    @property
    def everybody(self) -> str:
        """All respondents, in running text: *alle tranches*."""
        tranche = self.groepen.get("tranche")
        return f"alle {tranche.meervoud if tranche else self.personen}"

    @cached_property
    def columns(self) -> list[str]:
        """Every column of the data contract, in its order."""
        names = ["respondent", "werkplaats", "sector"]
        for niveau in self.niveaus:
            for item in niveau.items:
                names += [niveau.column(item.key, part) for part in ("", "status", "aard", "toelichting")]
            names += [niveau.column("andere", "tekst"), niveau.column("geen")]
        return [*names, *(f"open_{niveau.key}" for niveau in self.niveaus), "opmerking", LANGUAGE]


POINTS = {"status": ("gerealiseerd", "deels", "verwacht"), "aard": ("nieuw", "versterking")}
"""The points of the scales that sentences speak of; there may be more."""


def _category(raw: Mapping[str, Any]) -> Category:
    codes = raw.get("code", ())
    codes = tuple(map(str, codes)) if isinstance(codes, list | tuple) else (str(codes),)
    return Category(**{**raw, "key": str(raw["key"]), "code": codes})


def _groupings(raw: dict[str, Any], name: str) -> dict[str, Grouping]:
    """Put the groups of `indelingen` where those of tranches and sectors are, and say what they are called.

    Raises
    ------
    InputError
        Two groupings are for the same.
    """
    found = {own.key: own for own, field in ((TRANCHE, "tranches"), (SECTOR, "sectoren")) if raw.get(field)}
    for one in raw.pop("indelingen", None) or ():
        column = ROLES[one["rol"]]
        if column in found:
            told = f"indelingen, {one['key']}: there is another grouping for {one['rol']}: {found[column].key}"
            raise InputError([Problem(name, told)])
        found[column] = Grouping(str(one["key"]), one["naam"], one["meervoud"], capitalise(one["naam"]), own=False)
        raw["tranches" if column == "tranche" else "sectoren"] = one["groepen"]
    return found


def _niveau(raw: Mapping[str, Any], andere: Mapping[str, str]) -> Niveau:
    items = [Item(**item) for item in raw["items"]]
    items.append(Item(key="andere", kind="other", **andere))
    return Niveau(**{**raw, "items": tuple(items)})


def _inconsistent(book: Codebook) -> Iterator[str]:
    """Say what does not fit together: keys that are there twice or cannot name anything, names that lead nowhere."""
    keys = {"tranches": [one.key for one in book.tranches], "sectoren": [one.key for one in book.sectoren]}
    labels = {
        f"niveau {niveau.key!r}": [item.label for item in niveau.items] + [book.geen["label"]]
        for niveau in book.niveaus
    }
    labels |= {f"schalen, {name}": [one.short for one in values] for name, values in book.schalen.items()}
    labels["sectoren"] = [one.label for one in book.sectoren]
    keys |= {f"schalen, {name}": [one.key for one in values] for name, values in book.schalen.items()}
    named = {"niveaus": [niveau.key for niveau in book.niveaus]}
    named |= {f"niveau {niveau.key!r}": [item.key for item in niveau.items] for niveau in book.niveaus}
    for place, names in {**keys, **named}.items():
        yield from (f"{place}: key {key!r} is there {n} times" for key, n in Counter(names).items() if n > 1)
    for place, names in labels.items():
        yield from (f"{place}: label {label!r} is there {n} times" for label, n in Counter(names).items() if n > 1)
    for place, names in named.items():
        wrong = [key for key in names if not re.fullmatch("[a-z0-9_]+", key)]
        yield from (f"{place}: key {key!r}; allowed: lower-case letters, digits and underscores" for key in wrong)
    for name, points in POINTS.items():
        yield from (f"schalen, {name}: key {key!r} is missing" for key in points if key not in keys[f"schalen, {name}"])
    doubled = {name: n for name, n in Counter(book.columns).items() if n > 1}
    if all(len(set(names)) == len(names) for names in named.values()):  # else what is doubled has been named
        yield from (f"niveaus: keys of levels and items make column {name!r} {n} times" for name, n in doubled.items())
    for key, n in Counter(one.key for one in book.groepen.values()).items():
        if n > 1 or key in {*book.columns} - {*GROUPINGS}:
            yield f"indelingen: key {key!r} is there {n} times, or is a column of the data as well"
    jobs = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    for key in jobs.intersection(named["niveaus"]):
        yield f"niveaus: key {key!r} is the name of a notebook; those are {', '.join(sorted(jobs))}"
    known = {one.key for one in book.tranches}
    for group in book.tranchegroepen:
        unknown = sorted({str(key) for key in group["tranches"]} - known)
        yield from (f"tranchegroepen, {group['key']}: there is no tranche {key!r}" for key in unknown)
    yield from _misread(book)


def _misread(book: Codebook) -> Iterator[str]:
    """Say where an export could not be read by it: columns that feed nothing, codes that stand for two values."""
    targets = [*book.columns, *(niveau.key for niveau in book.niveaus)]
    for source, target in book.kolommen.items():
        if target not in targets:
            yield f"kolommen, {source}: there is no column {target!r}{nearest(str(target), book.columns)}"
    for place, values in {"sectoren": book.sectoren, **{f"schalen, {n}": v for n, v in book.schalen.items()}}.items():
        codes = Counter(code for one in values for code in one.code)
        yield from (f"{place}: code {code!r} is there {n} times" for code, n in codes.items() if n > 1)


def read_codebook(path: Path = DATA / "codebook.yml") -> Codebook:
    """Read the questionnaire.

    Parameters
    ----------
    path : Path
        A YAML file laid out as ``data/codebook.yml``.

    Raises
    ------
    InputError
        The file is missing, is not YAML, lacks or misspells a field, or has keys that do not fit together.
    """
    raw = read_yaml(path, "codebook")
    andere, groepen = raw.pop("andere"), _groupings(raw, path.name)
    book = Codebook(
        **{
            **raw,
            "meting": str(raw["meting"]),
            "groepen": groepen,
            "tranches": tuple(map(_category, raw.get("tranches") or ())),
            "tranchegroepen": tuple(raw.get("tranchegroepen") or ()),
            "sectoren": tuple(map(_category, raw.get("sectoren") or ())),
            "schalen": {name: tuple(map(_category, values)) for name, values in raw["schalen"].items()},
            "niveaus": tuple(_niveau(niveau, andere) for niveau in raw["niveaus"]),
            "kolommen": raw.get("kolommen") or {},
            "deelname": raw.get("deelname") or {},
        }
    )
    if problems := [Problem(path.name, message) for message in _inconsistent(book)]:
        raise InputError(problems)
    return book

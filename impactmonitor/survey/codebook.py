"""The questionnaire as data: its questions, groupings and texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, Problem
from impactmonitor.survey.consistency import inconsistent, obeyed
from impactmonitor.survey.parts import ANSWER, ANSWERED, NUMBER, OPEN, OUTCOMES, Base, Category, Item, Niveau
from impactmonitor.text.dutch import capitalise, enumerate_nl

LANGUAGE = "taal"
"""The column with the language of the open answers, which an export may lack."""
PLACE = "werkplaats"
"""The column with the workplace, which is empty in a survey that has none."""
REPORTS, SIDE_BY_SIDE = "rapporten", "kolommen"
"""What a grouping is for: a report for each group, or a column for each beside the others."""


@dataclass(frozen=True)
class Grouping:
    """What tells groups of respondents apart: what a filter asks for, and what stands beside each other in a table.

    Attributes
    ----------
    key : str
        Its column, and what filters call it.
    naam, meervoud, titel : str
        What readers call one group, more of them, and the grouping itself.
    rol : {'rapporten', 'kolommen'}
    groepen : tuple of Category
        In the order of the codebook.
    place : str
        Where the codebook lists them.
    """

    key: str
    naam: str
    meervoud: str
    titel: str
    rol: str
    groepen: tuple[Category, ...] = ()
    place: str = ""

    def chosen(self, keys: Sequence[str]) -> list[Category]:
        """Return the groups of some keys, in the codebook's order."""
        return [one for one in self.groepen if one.key in keys]


TRANCHE = Grouping("tranche", "tranche", "tranches", "Tranche", REPORTS, place="tranches")
SECTOR = Grouping("sector", "sector", "sectoren", "Onderwijssector", SIDE_BY_SIDE, place="sectoren")
GIVEN = "Gaf antwoord"
"""What is counted of who answered in own words."""


Scales = Mapping[str, tuple[Category, ...]]


@dataclass(frozen=True)
class Codebook:
    """The whole questionnaire (``data/codebook.yml``)."""

    meting: str
    onderzoek: Mapping[str, Any]
    tranchegroepen: tuple[Mapping[str, Any], ...]
    schalen: Scales
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

    def groupings(self, role: str) -> list[Grouping]:
        """Return the groupings of one role, in order; the first is what sentences and figures speak of."""
        return [one for one in self.groepen.values() if one.rol == role]

    def first(self, role: str) -> Grouping | None:
        """Return the first grouping of one role; None where there is none."""
        return next(iter(self.groupings(role)), None)

    def categories(self, grouping: str) -> tuple[Category, ...]:
        """Return the groups of a grouping, by its key; none where there is no such grouping."""
        return self.groepen[grouping].groepen if grouping in self.groepen else ()

    @property
    def questions(self) -> list[str]:
        """Every column of the data contract but those that tell who answered, and of which group."""
        found = [name for niveau in self.niveaus for name in niveau.columns]
        return [*found, *(niveau.words for niveau in self.open), *(["opmerking"] if self.remarks else [])]

    @property
    def ticked(self) -> list[Niveau]:
        """The levels with items to tick."""
        return [niveau for niveau in self.niveaus if not niveau.answered]

    @property
    def outcomes(self) -> list[Niveau]:
        """The levels with outcomes, of which the overview tells."""
        return [niveau for niveau in self.niveaus if niveau.soort == OUTCOMES]

    @property
    def short(self) -> dict[str, str]:
        """What columns with answers by category may be called as well."""
        return {name: column for niveau in self.niveaus for name, column in niveau.short.items()}

    @property
    def open(self) -> list[Niveau]:
        """The levels that have a part in the open question."""
        return [niveau for niveau in self.niveaus if niveau.open_rij]

    @property
    def in_own_words(self) -> list[Niveau]:
        """The open questions that stand by themselves."""
        return [niveau for niveau in self.niveaus if niveau.soort == OPEN]

    @property
    def remarks(self) -> bool:
        """Whether the form closes with room for a remark."""
        return any(one.get("kolom") == "opmerking" for one in self.formulier.get("afsluiting", ()))

    def with_scales(self, schalen: Scales) -> Codebook:
        """Return the same questionnaire with other follow-ups of what is ticked."""
        levels = (one if one.answered else replace(one, schalen=schalen) for one in self.niveaus)
        return replace(self, schalen=schalen, niveaus=tuple(levels))

    def follow_up(self, scale: str) -> tuple[str, str]:
        """Return the question of a scale about what was ticked, and what explains it; empty where there is none."""
        told = self.formulier.get("vervolg", {}).get(scale, {})
        named = (told.get(part) or self.formulier.get(f"{scale}_{part}", "") for part in ("vraag", "uitleg"))
        return next(named), next(named)

    def called(self, scale: str) -> str:
        """Return what sentences and titles call a follow-up: *bereik*."""
        return str(self.formulier.get("vervolg", {}).get(scale, {}).get("naam") or scale.replace("_", " "))

    def asked_of(self, niveau: Niveau) -> str:
        """Say in the form's words whom a level is asked of; empty for everybody."""
        if not (base := niveau.gevraagd_aan):
            return ""
        on = self.niveau(base.vraag)
        own = on.schalen[ANSWER] if on.answered else on.items
        labels = {one.key: one.label for one in own} | ({"geen": self.geen["label"]} if on.geen else {})
        given = enumerate_nl([f"‘{labels[key]}’" for key in base.antwoorden], "of")
        if base.stelling:
            stated = next(item.tekst for item in on.items if item.key == base.stelling)
            return f"wie op de stelling ‘{stated.removesuffix('.')}’ {given} antwoordde"
        if on.soort == OUTCOMES:  # of which levels may share a question
            return f"wie op {on.naam} {given} aankruiste"
        return f"wie bij ‘{on.vraag}’ {given} {'antwoordde' if on.answered else 'aankruiste'}"

    @property
    def by_workplace(self) -> bool:
        """Whether respondents are of workplaces, each of a tranche."""
        return any(one.place == TRANCHE.place for one in self.groepen.values())

    @property
    def everybody(self) -> str:
        """All respondents, in running text: *alle tranches*, where one grouping has reports."""
        reports = self.groupings(REPORTS)
        return f"alle {reports[0].meervoud if len(reports) == 1 else self.personen}"

    @cached_property
    def columns(self) -> list[str]:
        """Every column of the data contract, in its order; the tranche is that of the workplace."""
        groups = [one for one in self.groepen if not (self.by_workplace and one == TRANCHE.key)]
        return ["respondent", PLACE, *groups, *self.questions, LANGUAGE]


def _category(raw: Mapping[str, Any]) -> Category:
    codes = raw.get("code", ())
    codes = tuple(map(str, codes)) if isinstance(codes, list | tuple) else (str(codes),)
    return Category(**{**raw, "key": str(raw["key"]), "code": codes})


def _groupings(raw: dict[str, Any], name: str) -> dict[str, Grouping]:
    """Take the groupings out: those with a report for each group first, and of each role tranches and sectors first.

    Raises
    ------
    InputError
        Two groupings have the same key.
    """
    own = [(one, raw.pop(one.place, None)) for one in (TRANCHE, SECTOR)]
    listed = [replace(one, groepen=tuple(map(_category, groups))) for one, groups in own if groups]
    for entry in raw.pop("indelingen", None) or ():
        named = str(entry["key"]), entry["naam"], entry["meervoud"], capitalise(entry["naam"]), entry["rol"]
        listed.append(Grouping(*named, tuple(map(_category, entry["groepen"])), f"indelingen, {entry['key']}"))
    doubled = [key for key, n in Counter(one.key for one in listed).items() if n > 1]
    if doubled:
        raise InputError([Problem(name, f"indelingen: key {key!r} is that of another grouping") for key in doubled])
    return {one.key: one for role in (REPORTS, SIDE_BY_SIDE) for one in listed if one.rol == role}


def _niveau(raw: dict[str, Any], schalen: Scales, andere: Mapping[str, str] | None, geen: bool, told: bool) -> Niveau:
    """Make a level; `told` says whether the form asks for explanations."""
    own, items = [raw.pop(name, None) for name in ("antwoorden", "klassen")], raw.pop("items", None)
    andere, geen = raw.pop("andere", True) and andere, raw.pop("geen", True) and geen
    if base := raw.pop("gevraagd_aan", None):
        raw["gevraagd_aan"] = Base(str(base["vraag"]), tuple(map(str, base["antwoorden"])), base.get("stelling", ""))
    soort = raw.get("soort", OUTCOMES)
    if soort in ANSWERED:
        name = capitalise(raw["naam"])
        if soort == OPEN:
            raw.setdefault("open_kop", name)
        label = GIVEN if soort == OPEN else name
        listed = items or [{"key": "vraag", "tekst": raw["vraag"], "label": label, "zin": raw["naam"]}]
        answers = {} if soort == OPEN else {ANSWER: tuple(map(_category, own[soort == NUMBER] or ()))}
        made = tuple(Item(**item) for item in listed)
        return Niveau(**raw, items=made, schalen=answers, geen=False, toelichting=False)
    made = tuple(Item(**item) for item in items or ())
    if andere:
        made += (Item(key="andere", kind="other", **andere),)
    return Niveau(**raw, items=made, schalen=schalen, geen=geen, toelichting=told)


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
    if problems := [Problem(path.name, message) for message in obeyed(raw)]:
        raise InputError(problems)
    book = codebook_of(raw, path.name)
    if problems := [Problem(path.name, message) for message in inconsistent(book)]:
        raise InputError(problems)
    return book


def codebook_of(raw: dict[str, Any], name: str = "codebook.yml") -> Codebook:
    """Make a questionnaire of what its file holds, which is used up.

    Raises
    ------
    InputError
        Two groupings have the same key.
    """
    andere, groepen = raw.pop("andere", None), _groupings(raw, name)
    schalen = {name: tuple(map(_category, values)) for name, values in (raw.get("schalen") or {}).items()}
    geen, told = "geen" in raw, "toelichting_vraag" in raw["formulier"]
    return Codebook(
        **{
            **raw,
            "meting": str(raw["meting"]),
            "groepen": groepen,
            "tranchegroepen": tuple(raw.get("tranchegroepen") or ()),
            "schalen": schalen,
            "niveaus": tuple(_niveau(niveau, schalen, andere, geen, told) for niveau in raw["niveaus"]),
            "geen": raw.get("geen") or {},
            "kolommen": raw.get("kolommen") or {},
            "deelname": raw.get("deelname") or {},
        }
    )

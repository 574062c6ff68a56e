"""The questionnaire as data: its questions, groupings and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, Problem
from impactmonitor.survey.consistency import inconsistent
from impactmonitor.survey.parts import ANSWER, ANSWERED, NUMBER, OPEN, OUTCOMES, Base, Category, Item, Niveau
from impactmonitor.text.dutch import capitalise, enumerate_nl

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
GIVEN = "Gaf antwoord"
"""What is counted of who answered in own words."""
ROLES = {"rapporten": "tranche", "kolommen": "sector"}
"""What a grouping is for, a report for each group or a column for each in every figure, and where it is kept."""


Scales = Mapping[str, tuple[Category, ...]]


@dataclass(frozen=True)
class Codebook:
    """The whole questionnaire (``data/codebook.yml``)."""

    meting: str
    onderzoek: Mapping[str, Any]
    tranches: tuple[Category, ...]
    tranchegroepen: tuple[Mapping[str, Any], ...]
    sectoren: tuple[Category, ...]
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
        return self.groepen.get("tranche") == TRANCHE

    @property
    def everybody(self) -> str:
        """All respondents, in running text: *alle tranches*."""
        tranche = self.groepen.get("tranche")
        return f"alle {tranche.meervoud if tranche else self.personen}"

    @cached_property
    def columns(self) -> list[str]:
        """Every column of the data contract, in its order."""
        return ["respondent", "werkplaats", "sector", *self.questions, LANGUAGE]


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


def _niveau(raw: dict[str, Any], schalen: Scales, andere: Mapping[str, str] | None, geen: bool, told: bool) -> Niveau:
    """Make a level; `told` says whether the form asks for explanations."""
    own, items = [raw.pop(name, None) for name in ("antwoorden", "klassen")], raw.pop("items", None)
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
    andere, groepen = raw.pop("andere", None), _groupings(raw, path.name)
    schalen = {name: tuple(map(_category, values)) for name, values in (raw.get("schalen") or {}).items()}
    geen, told = "geen" in raw, "toelichting_vraag" in raw["formulier"]
    book = Codebook(
        **{
            **raw,
            "meting": str(raw["meting"]),
            "groepen": groepen,
            "tranches": tuple(map(_category, raw.get("tranches") or ())),
            "tranchegroepen": tuple(raw.get("tranchegroepen") or ()),
            "sectoren": tuple(map(_category, raw.get("sectoren") or ())),
            "schalen": schalen,
            "niveaus": tuple(_niveau(niveau, schalen, andere, geen, told) for niveau in raw["niveaus"]),
            "geen": raw.get("geen") or {},
            "kolommen": raw.get("kolommen") or {},
            "deelname": raw.get("deelname") or {},
        }
    )
    if problems := [Problem(path.name, message) for message in inconsistent(book)]:
        raise InputError(problems)
    return book

"""What a questionnaire is made of: categories, items, and levels, which are questions of one kind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from impactmonitor.text.dutch import uncapitalise

OUTCOMES, SEVERAL, ONE, STATEMENTS, NUMBER = "opbrengsten", "meer antwoorden", "een antwoord", "stellingen", "getal"
OPEN = "open"
"""The kinds of questions: outcomes are ticked, with follow-ups; of several answers the chapter is another."""
ANSWERED = (ONE, STATEMENTS, NUMBER, OPEN)
"""The kinds of which each item is answered: by one of the level's own categories, or in own words."""
LEVEL, QUESTION = "niveau", "vraag"
"""The notebook and chapter of a level with outcomes, and of a question of another kind."""
ANSWER = "antwoord"
"""The scale of such an item, as status is one of an outcome; what counts as its tick is that it was answered."""
POINTS = {"status": ("gerealiseerd", "deels", "verwacht"), "aard": ("nieuw", "versterking")}
"""The points of the scales that sentences speak of by what they mean; there may be more."""
FEATURES = tuple(POINTS)
"""These follow-ups of outcomes; of any others answers are told by name."""


@dataclass(frozen=True)
class Category:
    """A value of a closed list: a sector, a tranche, a point of a scale, an answer, a class of numbers.

    Attributes
    ----------
    key, label, zin, kop, kort : str
    code : tuple of str
        How an export writes it, beside its key and labels.
    van, tot : float or None
        The least and the largest number of a class; None where it is open.
    """

    key: str
    label: str
    zin: str = ""
    kop: str = ""
    kort: str = ""
    code: tuple[str, ...] = ()
    van: float | None = None
    tot: float | None = None

    @property
    def short(self) -> str:
        """The shortest label there is."""
        return self.kort or self.label

    @property
    def naam(self) -> str:
        """Its label inside a sentence, with a capital where `zin` writes it with one: *Amsterdam*, but *tranche 3*."""
        return self.label if self.label in self.zin else uncapitalise(self.label)


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
class Base:
    """Whom a question is asked of: who gave one of some answers to an earlier question.

    Attributes
    ----------
    vraag : str
        Key of the earlier level.
    antwoorden : tuple of str
        Keys of its answers or classes; of what is ticked the key of one item, or ``geen``.
    stelling : str
        Key of the statement that they were given to; empty where the level holds none.
    """

    vraag: str
    antwoorden: tuple[str, ...]
    stelling: str = ""

    def item(self, on: Niveau) -> str:
        """Return the item of the earlier level that tells who was asked, or ``geen``."""
        return self.stelling or (on.items[0].key if on.answered else self.antwoorden[0])


def words_of(niveau: str) -> str:
    """Name the column of what is answered on a level in own words, by the level's key."""
    return f"open_{niveau}"


@dataclass(frozen=True)
class Niveau:
    """A level on which outcomes are asked (institution, programme, student), or a question of another kind.

    Attributes
    ----------
    key, naam, vraag : str
        Its name in columns, what it is called after *op* or as a title, and the question.
    items : tuple of Item
        What can be ticked, or is answered: the statements, or the question itself.
    soort : str
        One of the kinds.
    schalen : mapping of str to tuple of Category
        What is asked of each item: the follow-ups of a tick, or `ANSWER` with the level's own categories; nothing of
        what is answered in own words.
    geen : bool
        Whether there is a box for *none of these*.
    toelichting : bool
        Whether each item has room for an explanation.
    omschrijving, open_rij, open_kop, inleiding, uitleg : str
        Texts of the form; without `open_rij` the level has no part in the open question about all levels.
    gevraagd_aan : Base or None
        Whom it is asked of; None for everybody.
    voortgang : float or None
        How far somebody who broke off must have come to have been asked it, as the tool counts.
    """

    key: str
    naam: str
    vraag: str
    items: tuple[Item, ...]
    soort: str = OUTCOMES
    schalen: Mapping[str, tuple[Category, ...]] = field(default_factory=dict, hash=False)
    geen: bool = True
    toelichting: bool = True
    omschrijving: str = ""
    open_rij: str = ""
    open_kop: str = ""
    inleiding: str = ""
    uitleg: str = ""
    gevraagd_aan: Base | None = None
    voortgang: float | None = None

    @property
    def named(self) -> tuple[Item, ...]:
        """The items the form names, without *andere*."""
        return tuple(item for item in self.items if item.kind == "named")

    @property
    def andere(self) -> bool:
        """Whether there is a box for something else, with room to say what."""
        return len(self.named) < len(self.items)

    @property
    def answered(self) -> bool:
        """Whether its items are answered, by categories or in own words, and not ticked."""
        return self.soort in ANSWERED

    @property
    def template(self) -> str:
        """The notebook and the chapter that it gets."""
        return LEVEL if self.soort == OUTCOMES else QUESTION

    @property
    def asked(self) -> str:
        """The column that tells who was asked it; there is none where everybody was. No key holds a space."""
        return f"{self.key} gevraagd"

    @property
    def further(self) -> list[str]:
        """The follow-ups of its outcomes beside status and aard, in the form's order."""
        return [scale for scale in self.schalen if scale not in FEATURES] if self.soort == OUTCOMES else []

    @property
    def in_order(self) -> list[str]:
        """The scales in the order in which its chapter has them: status and aard first."""
        return sorted(self.schalen, key=lambda scale: FEATURES.index(scale) if scale in FEATURES else len(FEATURES))

    def column(self, item: str, part: str = "") -> str:
        """Name the column of an item's tick, or of a follow-up of it, of toelichting or answer."""
        return f"{self.key}_{item}_{part}" if part else f"{self.key}_{item}"

    @property
    def words(self) -> str:
        """The column of what is answered in own words: on its part of the open question, or to the level itself."""
        return words_of(self.key)

    @property
    def short(self) -> dict[str, str]:
        """What an export may call its answers: by the statement, or by the level where that is one question."""
        if not self.answered:
            return {}
        if self.soort == OPEN:
            return {self.key: self.words}
        alone = self.soort != STATEMENTS
        names = {item.key: self.key if alone else self.column(item.key) for item in self.items}
        return {names[item.key]: self.column(item.key, ANSWER) for item in self.items}

    @property
    def columns(self) -> list[str]:
        """Its columns of the data contract, in their order."""
        if self.soort == OPEN:
            return [self.words]
        if self.answered:
            return [self.column(item.key, ANSWER) for item in self.items]
        parts = ["", *self.schalen, *(["toelichting"] if self.toelichting else [])]
        found = [self.column(item.key, part) for item in self.items for part in parts]
        found += [self.column("andere", "tekst")] if self.andere else []
        return found + ([self.column("geen")] if self.geen else [])

"""How values may be written: every spelling of a closed answer, and what stands for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import pandas as pd

from impactmonitor.survey.codebook import PLACE, Codebook
from impactmonitor.survey.parts import NUMBER, Category

MISSING = ("", "n/a", "na", "n.v.t.", "nvt", "#null!")
YES = ("1", "ja", "yes", "y", "true", "waar", "x", "aangevinkt", "aangekruist", "genoemd", "checked", "selected")
NO = (
    *("0", "nee", "no", "n", "false", "onwaar", "niet aangevinkt", "niet aangekruist", "niet genoemd"),
    *("unchecked", "not selected"),
)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Reduce a value to what tells it from others: no case, no doubled spaces, one kind of hyphen and quote."""
    return whole_number(_plain(text))


def _plain(text: str) -> str:
    alike = unicodedata.normalize("NFKC", text).translate(str.maketrans("‐‑–—’‘", "----''"))
    return " ".join(alike.casefold().split())


def by_value(column: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """Apply a function once to every different value of a column, however many cells hold it."""
    codes, values = pd.factorize(column)
    results = np.empty(len(values), dtype=object)
    results[:] = [function(value) for value in values]
    return pd.Series(results[codes], index=column.index)


@dataclass(frozen=True)
class Vocabulary:
    """The values a column may hold, by every way of writing them.

    Attributes
    ----------
    values : mapping of str to object
        Plain text to the value it stands for.
    shown : tuple of str
        The spellings named in messages.
    """

    values: Mapping[str, object]
    shown: tuple[str, ...]

    def read(self, column: pd.Series) -> pd.Series:
        """Return the values that the cells stand for; unknown ones as None."""
        return by_value(column, lambda text: self.values.get(folded(text)))

    def knows(self, column: pd.Series) -> pd.Series:
        """Tell which cells can be read: bool, aligned with `column`."""
        return by_value(column, lambda text: folded(text) in self.values).astype(bool)


def _categories(categories: Iterable[Category], empty: bool) -> Vocabulary:
    """Read a closed list by key, label or code; never by its place on the form, which tools number as they like."""
    values: dict[str, object] = dict.fromkeys(MISSING, pd.NA) if empty else {}
    shown = []
    for category in categories:
        names = [category.key, category.label, category.short, *category.code]
        values |= {folded(name): category.key for name in names}
        shown.append(category.key)
    return Vocabulary(values, tuple(shown))


@dataclass(frozen=True)
class Classes(Vocabulary):
    """Numbers, by the class that each belongs to; whatever else stands for nothing is in `values`."""

    classes: tuple[Category, ...] = ()

    def _of(self, text: str) -> object:
        if (known := folded(text)) in self.values:
            return self.values[known]
        if (number := as_number(_plain(text))) is None:
            return None
        within = (
            one.key
            for one in self.classes
            if (one.van is None or one.van <= number) and (one.tot is None or number <= one.tot)
        )
        return next(within, None)

    def read(self, column: pd.Series) -> pd.Series:
        """Return the classes of the numbers; what is no number of one as None."""
        return by_value(column, self._of)

    def knows(self, column: pd.Series) -> pd.Series:
        """Tell which cells can be read: bool, aligned with `column`."""
        return by_value(column, lambda text: self._of(text) is not None).astype(bool)


def _classes(categories: Iterable[Category]) -> Classes:
    """Read numbers by their class; a class may be given by its key or label as well, as by the data contract."""
    known = list(categories)
    values: dict[str, object] = {**dict.fromkeys(MISSING, pd.NA)}
    values |= {folded(name): one.key for one in known for name in (one.key, one.label) if not _is_number(name)}
    ends = (f"{one.label} ({_end(one.van)} to {_end(one.tot)})" for one in known)
    return Classes(values, (*ends, "a number such as 1500 or 1,5, without a mark for thousands"), tuple(known))


def _end(number: float | None) -> str:
    return "…" if number is None else f"{number:g}"


def _is_number(text: str) -> bool:
    return folded(text).replace(",", ".").replace(".", "", 1).isdigit()


def _ticks(*texts: str) -> Vocabulary:
    values: dict[str, object] = {**dict.fromkeys([*MISSING, *NO], False), **dict.fromkeys(YES, True)}
    values |= {folded(text): True for text in texts if text}
    return Vocabulary(values, ("1", "empty", "Ja", "Nee", "the item's own text"))


def known_places(workplaces: pd.DataFrame) -> dict[str, str]:
    """Return the names of workplaces by every spelling, folded."""
    pairs = zip(workplaces["werkplaats"], workplaces["andere_naam"], strict=True)
    return {folded(spelling): name for name, other in pairs for spelling in (name, other) if spelling}


def vocabularies(codebook: Codebook, workplaces: pd.DataFrame) -> dict[str, Vocabulary]:
    """Make the vocabulary of every column with closed answers.

    Returns
    -------
    dict
        By column name; columns of open text are not in it.
    """
    found = {}
    if len(workplaces):
        found[PLACE] = Vocabulary(known_places(workplaces), tuple(workplaces[PLACE]))
    for key, grouping in codebook.groepen.items():
        if not (len(workplaces) and key in workplaces):  # those are of the workplace
            found[key] = _categories(grouping.groepen, empty=False)
    for niveau in codebook.niveaus:
        of = _classes if niveau.soort == NUMBER else partial(_categories, empty=True)
        for item in niveau.items:
            for scale, categories in niveau.schalen.items():
                found[niveau.column(item.key, scale)] = of(categories)
            if not niveau.answered:
                texts = (item.key, item.label, item.tekst, f"{item.tekst} {item.voorbeelden}")
                found[niveau.column(item.key)] = _ticks(*texts)
        if niveau.geen:
            found[niveau.column("geen")] = _ticks(codebook.geen["tekst"], codebook.geen["label"])
    return found


NUMERIC = re.compile(r"[+-]?\d+([.,]\d+)?")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
WHOLE = re.compile(r"([+-]?\d+)[.,]0+")


def as_number(text: str) -> float | None:
    """Read ``12``, ``1.5`` or ``1,5``; None for other text, and for ``1.000``, which may be a thousand or one."""
    if NUMERIC.fullmatch(text) and not THOUSANDS.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def whole_number(text: str) -> str:
    """Write ``1,0`` and ``1.00`` as ``1``; leave other text alone."""
    found = WHOLE.fullmatch(text)
    return found[1] if found else text

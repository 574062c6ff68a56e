"""Which questions of an export are levels with outcomes, and what was asked further of these outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.columns import Cells
from impactmonitor.survey.faults import CODE
from impactmonitor.survey.parts import POINTS, Item, Niveau
from impactmonitor.survey.questions import CHOICE, SEVERAL, TEXT, TICKS, Asked, values
from impactmonitor.survey.vocabulary import NO, folded

OTHER = re.compile(r"(andere?|anders|overige?|other)\b")
SPECIFY = re.compile(r"ander|\bother|namelijk|specify")
NONE = re.compile(r"(geen|ik zie geen|none|no outcomes?|niets)\b")
BOXES = {"andere": "something else", "geen": "none of these"}
"""What there may be to tick beside what is named."""


@dataclass
class Level:
    """A question on outcomes of which several could be ticked, and its follow-ups.

    Attributes
    ----------
    asked : Asked
        One of its columns, for what the question says.
    items : list of Asked
        The outcomes that are named, in order.
    andere, geen : Asked or None
        The ticks of another outcome and of none.
    kolommen : dict
        Column of the export to the part that it feeds: an item's place in `items` or ``"andere"``, and ``""``, a scale
        such as ``"status"``, or ``"toelichting"``; ``("geen", "")``, ``("andere", "tekst")``.
    schalen : mapping of str to list of Asked
        The columns of each scale.
    known : Niveau or None
        The level of the project's own questionnaire that it is.
    guessed : bool
        Whether *geen* was told by the answers alone.
    """

    asked: Asked
    items: list[Asked] = field(default_factory=list)
    andere: Asked | None = None
    geen: Asked | None = None
    kolommen: dict[str, tuple[int | str, str]] = field(default_factory=dict)
    schalen: dict[str, list[Asked]] = field(default_factory=dict)
    known: Niveau | None = None
    guessed: bool = False

    @property
    def boxes(self) -> set[str]:
        """Which of `BOXES` it has; the project's own levels have them all."""
        fed = {place for place, _ in self.kolommen.values()}
        return {name for name in BOXES if self.known or name in fed or getattr(self, name)}

    def _names(self, one: Asked) -> set[str]:
        """List what an outcome may be called: also with its examples, and without."""
        known = [set(texts(item)) for item in self.known.named] if self.known else []
        return set(one.names).union(*(names for names in known if names & set(one.names)))

    def place(self, one: Asked) -> int | str | None:
        """Say which outcome a column of another question is about: its place, ``"andere"``, or None."""
        named = self._names(one)
        for place, item in enumerate(self.items):
            if named & self._names(item):
                return place
        other = set(self.andere.names) if self.andere else set()
        open_ended = self.andere or self.asked.kind == SEVERAL
        if open_ended and (other & set(one.names) or any(map(OTHER.match, one.names))):
            return "andere"
        return None


def texts(item: Item) -> tuple[str, ...]:
    """List how an outcome may be written, folded."""
    return tuple(map(folded, (item.tekst, f"{item.tekst} {item.voorbeelden}", item.label, item.key)))


def find_levels(asked: list[Asked], frame: pd.DataFrame, own: Codebook) -> tuple[list[Level], list[Asked]]:
    """Find the levels of an export.

    Parameters
    ----------
    asked : list of Asked
        From `questions.questions_in`.
    frame : DataFrame
        The answers as text.
    own : Codebook
        The project's questionnaire: a level that asks of the same outcomes is the same one.

    Returns
    -------
    levels : list of Level
        Of questions that could be levels, those with follow-ups where any has them.
    rest : list of Asked
        Columns that belong to none.
    """
    by_question: dict[str, list[Asked]] = {}
    for one in asked:
        by_question.setdefault(one.question, []).append(one)
    levels: list[Level] = []
    rest: dict[str, list[Asked]] = {}
    further: dict[str, set[str]] = {}
    for question, columns in by_question.items():
        if sum(one.kind == TICKS for one in columns) > 1 or columns[0].kind == SEVERAL:
            levels.append(level_of(columns, frame, own))
        elif not (levels and _follows(columns, levels, own, further)):
            rest[question] = columns
    followed = [level for level in levels if level.schalen] or levels
    rest = {question: [one for one in columns if not _other_text(one, followed)] for question, columns in rest.items()}
    for level in (level for level in levels if level not in followed):
        rest[level.asked.question] = by_question[level.asked.question]
    return followed, [one for question in by_question for one in rest.get(question, [])]


def level_of(columns: list[Asked], frame: pd.DataFrame, own: Codebook, outcomes: bool = True) -> Level:
    """Tell what could be ticked in the columns of one question, and what feeds what.

    Of outcomes the answers alone may tell which tick is that of none.
    """
    level, (first, *_) = Level(columns[0]), columns
    if first.kind == SEVERAL:
        options = _options(first, frame, own)
        _share_out(
            level, [Asked(first.column, first.column, words=text, kind=SEVERAL) for text in options], columns, own
        )
        level.kolommen[first.column] = ("", "")
        cells = Cells(frame[first.column], {folded(text): text for text in options})
        if any(cells.apart(cell)[1] for cell in values(frame[first.column])):
            level.andere = level.andere or first
    else:
        _share_out(level, [one for one in columns if one.kind == TICKS], columns, own)
        if outcomes and not (level.geen or any(one.words for one in columns)):
            level.geen = _alone(level.items, frame)
            level.guessed = level.geen is not None
            level.items = [one for one in level.items if one is not level.geen]
        level.kolommen |= {one.column: (place, "") for place, one in enumerate(level.items)}
        level.kolommen |= {one.column: ("geen", "") for one in [level.geen] if one}
        level.kolommen |= {one.column: ("andere", "") for one in [level.andere] if one}
        _add_texts(level, [one for one in columns if one.kind == TEXT])
    level.known = _known(level, own)
    if level.known and first.kind == SEVERAL:  # a cell tells no order
        order = [set(texts(item)) for item in level.known.named]
        places = {
            one.words: next((n for n, names in enumerate(order) if names & set(one.names)), 99) for one in level.items
        }
        level.items.sort(key=lambda one: places[one.words])
    return level


def _share_out(level: Level, ticks: list[Asked], columns: list[Asked], own: Codebook) -> None:
    """Tell ticks of outcomes from that of another and that of none; where such are several, they are outcomes."""
    none = {folded(text) for text in own.geen.values()}
    opened = {one.part.removesuffix("_TEXT") for one in columns if one.part.endswith("_TEXT")}
    level.geen = _only(one for one in ticks if none & set(one.names) or any(map(NONE.match, one.names)))
    others = [one for one in ticks if one is not level.geen]
    level.andere = _only(one for one in others if one.part in opened) or _only(
        one for one in others if any(map(OTHER.match, one.names))
    )
    level.items = [one for one in others if one is not level.andere]
    if not level.items:
        level.items, level.geen, level.andere = ticks, None, None


def _only(found: Iterable[Asked]) -> Asked | None:
    one, more = (*found, None, None)[:2]
    return None if more else one


def _add_texts(level: Level, written: list[Asked]) -> None:
    """Add the texts among the ticks: comments on outcomes, and what other outcome there is."""
    comments = {f"{item.part}comment".casefold(): place for place, item in enumerate(level.items)}
    for one in written:
        if one.part.casefold() in comments:
            level.kolommen[one.column] = (comments[one.part.casefold()], "toelichting")
        elif ("andere", "tekst") not in level.kolommen.values():
            level.kolommen[one.column] = ("andere", "tekst")
            level.andere = level.andere or one


def _options(one: Asked, frame: pd.DataFrame, own: Codebook) -> list[str]:
    """List what could be ticked in a cell: what is said often, and the outcomes that go with it and are said at all."""
    options = list(one.options.values())
    said = {folded(text) for text in options}
    cells = [folded(cell) for cell in values(frame[one.column])]
    for niveau in own.niveaus:
        if any(said & set(texts(item)) for item in niveau.named):
            for item in (item for item in niveau.named if not said & set(texts(item))):
                options += [item.tekst] if any(folded(item.tekst) in cell for cell in cells) else []
    return options


def _ticked(frame: pd.DataFrame, one: Asked) -> pd.Series:
    return ~frame[one.column].map(folded).isin(["", *NO])


def _alone(items: list[Asked], frame: pd.DataFrame) -> Asked | None:
    """Find the tick that never stands beside another: it says that there is none."""
    ticks = pd.DataFrame({one.column: _ticked(frame, one) for one in items})
    beside = {one.column: ticks.loc[ticks[one.column]].sum(axis=1).max() for one in items}
    alone = {column: int(ticks[column].sum()) for column, most in beside.items() if most == 1}
    best = max(alone, key=lambda column: alone[column], default="")
    return next((one for one in items if one.column == best and alone[best] > 1), None)


def _known(level: Level, own: Codebook) -> Niveau | None:
    """Return the project's level that most of the outcomes are of, if half of them are."""
    written = [{folded(item.words), folded(item.part)} for item in level.items]
    shared = {
        niveau.key: sum(bool(names & set(texts(item))) for names in written for item in niveau.named)
        for niveau in own.niveaus
    }
    best = max(shared, key=lambda key: shared[key])
    return own.niveau(best) if 2 * shared[best] >= len(level.items) > 0 else None


def _follows(columns: list[Asked], levels: Iterable[Level], own: Codebook, further: dict[str, set[str]]) -> bool:
    """Add a question to the last level whose outcomes it is about, and say whether there is one."""
    for level in reversed(list(levels)):
        about = {one.column: place for one in columns if (place := level.place(one)) is not None}
        if 2 * len(about) < len(columns) or not any(isinstance(place, int) for place in about.values()):
            continue
        part = "toelichting"
        if sum(one.kind == CHOICE for one in columns) > len(columns) / 2:
            part = scale_of(columns, own, level.schalen, further)
            level.schalen[part] = [one for one in columns if one.column in about]
        elif any(part == "toelichting" and place != "andere" for place, part in level.kolommen.values()):
            continue
        level.kolommen |= {column: (place, part) for column, place in about.items()}
        return True
    return False


def _other_text(one: Asked, levels: Iterable[Level]) -> bool:
    """Add a column that holds another outcome in own words to the level that it names, and say whether there is one."""
    if one.kind != TEXT or one.part or not any(SPECIFY.search(text) for text in (folded(one.text), folded(one.column))):
        return False
    for level in levels:
        named = folded(f"{one.column} {one.text}")
        own = folded(level.asked.question) in named or (level.known and folded(level.known.naam) in named)
        if own and ("andere", "tekst") not in level.kolommen.values():
            level.kolommen[one.column] = ("andere", "tekst")
            return True
    return False


def scale_of(columns: list[Asked], own: Codebook, taken: Mapping[str, object], further: dict[str, set[str]]) -> str:
    """Name the scale that columns are on: by its labels, or, where these are codes, by how many points it has.

    Parameters
    ----------
    columns : list of Asked
    own : Codebook
        Its scales have the labels.
    taken : mapping
        Scales that another question of the level is on.
    further : dict
        The labels of other scales that were found, by what they are called; a new one is added.
    """
    said = {folded(text) for one in columns for text in (*one.options, *one.options.values())}
    for name, points in own.schalen.items():
        if name not in taken and said & {folded(text) for one in points for text in (one.key, one.label, one.short)}:
            return name
    words = {text for text in said if not re.fullmatch(CODE, text)}
    count = max((len(one.options) for one in columns), default=0)
    free = [name for name in POINTS if name not in taken] if not words else []
    if free:
        return next((name for name in free if len(POINTS[name]) == count), free[0])
    known = [name for name, labels in further.items() if name not in taken and (labels & words or not words)]
    name = known[0] if known else f"vervolg{len(further) + 1}"
    further.setdefault(name, set()).update(words)
    return name


def codes_of(columns: Iterable[Asked], frame: pd.DataFrame) -> tuple[dict[str, set[str]], list[str]]:
    """Gather what closed answers are written as.

    Returns
    -------
    labels : dict
        Value to all labels that it has in one of the columns.
    present : list of str
        The values in the cells.
    """
    labels: dict[str, set[str]] = {}
    present: dict[str, None] = {}
    for one in columns:
        for code, label in one.options.items():
            labels.setdefault(code, set()).add(label)
        present |= dict.fromkeys(values(frame[one.column]))
    return labels, sorted(present, key=lambda text: (len(text), text))

"""What of a questionnaire can be compared with that of an earlier wave (``vergelijking.yml``): its outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.parts import FEATURES, Niveau

FILE = "vergelijking.yml"
SAME, REWORDED, RECODED, MERGED, SPLIT, NEW = (
    "zelfde",
    "herverwoord",
    "gehercodeerd",
    "samengevoegd",
    "gesplitst",
    "nieuw",
)
WITH_MARK = frozenset({REWORDED, RECODED, MERGED})
"""Kinds of which both numbers are shown, with a mark, and no change is claimed."""


@dataclass(frozen=True)
class Counterpart:
    """What an outcome was in the earlier wave.

    Attributes
    ----------
    kind : str
        ``zelfde, herverwoord, gehercodeerd, samengevoegd, gesplitst`` or ``nieuw``.
    sources : tuple of str
        Keys of the earlier outcomes; of those that were merged, whoever ticked one of them counts.
    """

    kind: str
    sources: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether the earlier number stands beside the newer one."""
        return self.kind == SAME or self.kind in WITH_MARK


@dataclass(frozen=True)
class Comparability:
    """How one questionnaire answers to an earlier one.

    Attributes
    ----------
    meting : str
        The earlier measurement.
    counterparts : dict of dict of Counterpart
        By level and outcome, in the order of the newer questionnaire; *andere opbrengsten* is one of them.
    dropped : dict of tuple of str
        By level, keys of earlier outcomes that are asked no more.
    scales : frozenset of str
        Those that can be compared.
    panel : bool
        Whether a respondent key is the same person in both.
    note : str
        What differs between the waves, in words.
    """

    meting: str
    counterparts: Mapping[str, Mapping[str, Counterpart]]
    dropped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scales: frozenset[str] = frozenset()
    panel: bool = False
    note: str = ""


def read_comparability(path: Path, now: Codebook, then: Codebook) -> Comparability:
    """Read how a wave answers to an earlier one.

    Parameters
    ----------
    path : Path
        A ``vergelijking.yml``.
    now, then : Codebook
        The questionnaires of the wave and of the earlier one.

    Raises
    ------
    InputError
        The file is missing or laid out otherwise, belongs to another wave, says nothing of the earlier one, names what
        there is not, or leaves an outcome of either questionnaire unmapped: each by name, with what it probably is.
    """
    for book in (now, then):
        if not book.outcomes:
            told = f"measurement {book.meting} asks of no outcomes, and only those are compared between waves"
            raise InputError([Problem("previous", told)])
    waves = _waves(path, now)
    if then.meting not in waves:
        known = ", ".join(sorted(waves))
        raise InputError([Problem(f"{path.name}, met", f"there is no measurement {then.meting!r}; allowed: {known}")])
    found = waves[then.meting]
    mapped, dropped = _mapped(found), _dropped(found)
    problems = [*_problems(f"{path.name}, met {then.meting}", found, now, then)]
    if problems:
        raise InputError(problems)
    ordered = {niveau.key: {one.key: mapped[niveau.key][one.key] for one in niveau.items} for niveau in now.outcomes}
    scales = frozenset(name for name, said in found.get("schalen", {}).items() if said == SAME)
    return Comparability(then.meting, ordered, dropped, scales, found.get("panel", False), found.get("verschil", ""))


def check_comparability(path: Path, now: Codebook) -> None:
    """Hold what a file says of every earlier wave against the newer questionnaire, the earlier ones not being at hand.

    Raises
    ------
    InputError
        What `read_comparability` raises, but of what is in the earlier questionnaires.
    """
    waves = _waves(path, now)
    problems = [
        one for meting, found in waves.items() for one in _problems(f"{path.name}, met {meting}", found, now, None)
    ]
    if problems:
        raise InputError(problems)


def _waves(path: Path, now: Codebook) -> dict[str, Mapping[str, Any]]:
    """Read what a file says of each earlier measurement; raises `InputError` where it is of another wave."""
    raw = read_yaml(path, "vergelijking")
    if str(raw["meting"]) != now.meting:
        raise InputError([Problem(path.name, f"belongs to measurement {raw['meting']}, the codebook to {now.meting}")])
    return {str(meting): found for meting, found in raw["met"].items()}


def _problems(where: str, found: Mapping[str, Any], now: Codebook, then: Codebook | None) -> Iterator[Problem]:
    """Find all that is wrong with what is said of an earlier wave; of its questionnaire only where that is known."""
    mapped, dropped = _mapped(found), _dropped(found)
    yield from _unknown_levels(where, now, mapped, dropped)
    yield from _wrong_outcomes(where, now, then, mapped)
    yield from _wrongly_dropped(where, then, mapped, dropped)
    yield from _unmapped(where, now, then, mapped, dropped)
    yield from _unknown_scales(where, found.get("schalen", {}), now, then or now)


def _mapped(found: Mapping[str, Any]) -> dict[str, dict[str, Counterpart]]:
    return {
        str(niveau): {item: _counterpart(item, said) for item, said in items.items()}
        for niveau, items in found["opbrengsten"].items()
    }


def _dropped(found: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {str(niveau): tuple(items) for niveau, items in found.get("vervallen", {}).items()}


def _counterpart(item: str, said: str | Mapping[str, Any]) -> Counterpart:
    kind = said if isinstance(said, str) else said["soort"]
    sources = () if isinstance(said, str) else said.get("uit", ())
    sources = (sources,) if isinstance(sources, str) else tuple(sources)
    return Counterpart(kind, () if kind == NEW else sources or (item,))


def _keys(book: Codebook | None, niveau: str) -> list[str]:
    levels = book.outcomes if book else ()
    return next(([item.key for item in one.items] for one in levels if one.key == niveau), [])


Mapped = Mapping[str, Mapping[str, Counterpart]]
Dropped = Mapping[str, tuple[str, ...]]


def _unknown_levels(where: str, now: Codebook, mapped: Mapped, dropped: Dropped) -> Iterator[Problem]:
    levels = [one.key for one in now.outcomes]
    for place, niveau in [("opbrengsten", one) for one in mapped] + [("vervallen", one) for one in dropped]:
        if niveau not in levels:
            yield Problem(f"{where}, {place}", f"there is no level {niveau!r}{nearest(niveau, levels)}")


def _wrong_outcomes(where: str, now: Codebook, then: Codebook | None, mapped: Mapped) -> Iterator[Problem]:
    """Find outcomes that are in neither questionnaire, or in the wrong one, and those made of too many."""
    for niveau, items in mapped.items():
        here, earlier = _keys(now, niveau), _keys(then, niveau)
        for item, one in items.items():
            place = f"{where}, opbrengsten, {niveau}, {item}"
            if here and item not in here:
                yield Problem(place, f"there is no such outcome in {now.meting}{nearest(item, here)}")
            for source in one.sources:
                if then and source not in earlier:
                    yield Problem(place, f"there is no outcome {source!r} in {then.meting}{nearest(source, earlier)}")
            if len(one.sources) > 1 and one.kind != MERGED:
                yield Problem(place, f"{one.kind} has one outcome behind it, not {len(one.sources)}; allowed: {MERGED}")


def _wrongly_dropped(where: str, then: Codebook | None, mapped: Mapped, dropped: Dropped) -> Iterator[Problem]:
    for niveau, keys in dropped.items():
        earlier, used = _keys(then, niveau), {key for one in mapped.get(niveau, {}).values() for key in one.sources}
        for key in keys:
            if then and key not in earlier:
                yield Problem(f"{where}, vervallen, {niveau}", f"there is no outcome {key!r}{nearest(key, earlier)}")
            elif key in used:
                yield Problem(f"{where}, vervallen, {niveau}", f"{key!r} is dropped, and an outcome is made of it")


def _unmapped(where: str, now: Codebook, then: Codebook | None, mapped: Mapped, dropped: Dropped) -> Iterator[Problem]:
    """Find outcomes of either questionnaire that the file says nothing of, with a proposal."""
    earlier = {one.key: one for one in then.outcomes} if then else {}
    for niveau in now.outcomes:
        found = mapped.get(niveau.key, {})
        for item in niveau.items:
            if item.key not in found:
                proposal = f"; perhaps {_proposal(item.key, item.label, earlier.get(niveau.key))}" if then else ""
                yield Problem(f"{where}, opbrengsten, {niveau.key}", f"{item.key!r} is not there{proposal}")
        used = {key for one in found.values() for key in one.sources} | set(dropped.get(niveau.key, ()))
        for key in _keys(then, niveau.key):
            if then and key not in used:
                message = f"{key!r} of {then.meting} is behind no outcome; if it is asked no more, list it here"
                yield Problem(f"{where}, vervallen, {niveau.key}", message)


def _proposal(key: str, label: str, earlier: Niveau | None) -> str:
    """Propose what an outcome was: the same key, else the nearest label, else nothing."""
    items = earlier.items if earlier else ()
    same = next((item for item in items if item.key == key), None)
    if same is not None:
        return f"{key}: {SAME if same.label == label else f'{{soort: {REWORDED}}}'}"
    labels = {item.label.lower(): item.key for item in items}
    close = get_close_matches(label.lower(), labels, n=1)
    return f"{key}: {{soort: {REWORDED}, uit: {labels[close[0]]}}}" if close else f"{key}: {NEW}"


def _unknown_scales(where: str, said: Mapping[str, str], now: Codebook, then: Codebook) -> Iterator[Problem]:
    for name, word in said.items():
        allowed = sorted({*now.schalen} & {*then.schalen} & {*FEATURES})
        if name not in allowed:
            told = f"there is no scale {name!r} in both"
            told = f"{name!r}: only status and aard are compared" if name in {*now.schalen} - {*FEATURES} else told
            yield Problem(f"{where}, schalen", f"{told}; allowed: {', '.join(allowed) or 'none'}")
        elif word == SAME and {one.key for one in now.schalen[name]} != {one.key for one in then.schalen[name]}:
            yield Problem(f"{where}, schalen, {name}", "has other answers than in the earlier wave; allowed: anders")

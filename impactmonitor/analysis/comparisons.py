"""Groups compared: the differences on a level, and which of them hold among all comparisons of its chapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.bases import among
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import SIGNIFICANT, hold
from impactmonitor.analysis.resampling import Comparison, compare, compare_parts, trend
from impactmonitor.analysis.study import Study
from impactmonitor.survey.asked import asked
from impactmonitor.survey.codebook import REPORTS
from impactmonitor.survey.parts import Item, Niveau


def chapter(study: Study) -> list[Group]:
    """List the groups that the chapter of a level compares, each with its rival; a pair may be there both ways."""
    keys = {group.key for group in study.groups}
    sectors = [group for group in study.sectors if group.key in keys]
    return [*study.groups, *pairs(sectors), *pairs(study.compared("tranches")), *pairs(study.compared("geheel"))]


def places(study: Study) -> NDArray[np.int64]:
    """Give the workplace of each respondent as a number; where there are none, everybody has a number."""
    return as_places(study.frame["werkplaats"])


def as_places(names: pd.Series) -> NDArray[np.int64]:
    """Give every workplace a number by its name, and every respondent without one, too."""
    alone = pd.Series(np.arange(len(names)).astype(str), names.index).radd("\0")
    return np.asarray(pd.factorize(names.astype(str).where(names != "", alone))[0], dtype=np.int64)


def rival(study: Study, group: Group) -> NDArray[np.bool_] | None:
    """Return the respondents that a group is compared with; None where there are none, or too few to reveal."""
    return group.rival if group.rival is not None and group.rival.sum() >= study.min_onthulling else None


def _pair(group: NDArray[np.bool_], other: NDArray[np.bool_]) -> frozenset[bytes]:
    return frozenset([group.tobytes(), other.tobytes()])


def _compare(
    ticks: NDArray[np.bool_], group: NDArray[np.bool_], other: NDArray[np.bool_], at: NDArray[np.int64]
) -> Comparison:
    first, second = group.tobytes(), other.tobytes()
    if first <= second:
        return _compared_once(ticks.tobytes(), ticks.shape[1], first, second, at.tobytes())
    one = _compared_once(ticks.tobytes(), ticks.shape[1], second, first, at.tobytes())
    return Comparison(-one.verschil, -one.hoog, -one.laag, one.p)


@lru_cache(maxsize=256)
def _compared_once(ticks: bytes, items: int, group: bytes, other: bytes, at: bytes) -> Comparison:
    """Compare two groups, once for the tables, sentences and overview that need it."""
    table = np.frombuffer(ticks, bool).reshape(-1, items)
    return compare(table, np.frombuffer(group, bool), np.frombuffer(other, bool), np.frombuffer(at, np.int64))


def compared(
    study: Study, niveau: Niveau, ticks: NDArray[np.bool_], groups: Sequence[Group]
) -> list[tuple[Comparison, NDArray[np.bool_]] | None]:
    """Compare each group with its rival, on every item of a level.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    ticks : bool array, shape (respondents, items)
    groups : sequence of Group
        Those of a table, as far as they were asked. With those that the chapter of the level compares they are the
        family of comparisons.

    Returns
    -------
    list
        For each group the comparison and which of its differences hold: their interval excludes zero, and they do so
        after the procedure of Benjamini and Hochberg over the family. None where it is compared with nobody. A group
        that is too small to read, or whose rival is, has no difference that holds and is not in the family.
    """
    at = places(study)
    made: dict[frozenset[bytes], tuple[Comparison, int]] = {}
    for group in [*groups, *(among(study, niveau, one) for one in chapter(study))]:
        other = rival(study, group)
        if other is None or not group.n or _pair(group.mask, other) in made:
            continue
        if min(group.n, other.sum()) >= study.min_groep:
            made[_pair(group.mask, other)] = _compare(ticks, group.mask, other, at), len(made)
    part = SIGNIFICANT / len(study.codebook.ticked)  # so that 5% is for the report, not for each of its chapters
    held = hold([p for one, _ in made.values() for p in one.p], part).reshape(len(made), ticks.shape[1])
    answers: list[tuple[Comparison, NDArray[np.bool_]] | None] = []
    for group in groups:
        other = rival(study, group)
        if other is None or not group.n:
            answers.append(None)
            continue
        one = _compare(ticks, group.mask, other, at)
        apart = (one.laag > 0) | (one.hoog < 0)
        pair = made.get(_pair(group.mask, other))
        answers.append((one, held[pair[1]] & apart if pair else np.zeros(ticks.shape[1], bool)))
    return answers


def pairs(groups: Sequence[Group]) -> Iterator[Group]:
    """Set every group against every other: the first of two, with the second as its rival."""
    for one, other in combinations(groups, 2):
        yield replace(one, key=f"{one.key}:{other.key}", rival=other.mask)


def levels_compared(
    study: Study, scale: str, category: str
) -> tuple[dict[tuple[str, str], float], set[frozenset[str]]]:
    """Compare levels by how often their outcomes have an answer, with persons resampled.

    Returns
    -------
    dict, set
        The p of each pair of levels, both ways; and the pairs whose difference holds, among all pairs.
    """
    selected = study.selection
    counts, bases = [], []
    levels = [niveau for niveau in study.codebook.niveaus if scale in niveau.schalen]
    for niveau in levels:
        answers = selected[[niveau.column(item.key, scale) for item in niveau.named]]
        counts.append((answers == category).sum(axis=1))
        bases.append(answers.notna().sum(axis=1))
    keys = [niveau.key for niveau in levels]
    order = list(combinations(range(len(keys)), 2))
    one = compare_parts(np.array(counts).T, np.array(bases).T, order)
    held = hold(one.p) & ((one.laag > 0) | (one.hoog < 0))
    p = {}
    for (first, second), value in zip(order, one.p, strict=True):
        p[keys[first], keys[second]] = p[keys[second], keys[first]] = float(value)
    return p, {frozenset((keys[a], keys[b])) for (a, b), holds in zip(order, held, strict=True) if holds}


def outcomes_compared(
    study: Study, niveau: Niveau, items: Sequence[Item], scale: str, category: str
) -> dict[str, bool]:
    """Tell of which outcomes an answer is given more or less often than of all together, with persons resampled.

    Returns
    -------
    dict of bool
        By outcome, whether its difference from the whole holds, among the outcomes given.
    """
    selected = study.selection
    every = selected[[niveau.column(item.key, scale) for item in niveau.named]]
    mine = selected[[niveau.column(item.key, scale) for item in items]]
    counts = np.column_stack([(mine == category).to_numpy(), (every == category).sum(axis=1)]).astype(np.int64)
    bases = np.column_stack([mine.notna().to_numpy(), every.notna().sum(axis=1)]).astype(np.int64)
    one = compare_parts(counts, bases, [(place, len(items)) for place in range(len(items))])
    held = hold(one.p) & ((one.laag > 0) | (one.hoog < 0))
    return {item.key: bool(holds) for item, holds in zip(items, held, strict=True)}


def falls(study: Study, niveau: Niveau, column: str) -> bool:
    """Tell whether a share falls with every tranche, and does so beyond chance: a trend that holds.

    False in a part variant, with fewer than three tranches, where a tranche is too small to reveal, and of a question
    that was not asked of everybody: of whom, may change with the tranche as well.
    """
    present = [group for group in study.tranches if group.n]
    first = study.codebook.first(REPORTS)
    if niveau.gevraagd_aan or not first or not (study.variant.whole and present):
        return False
    if len(study.publishable(present)) < len(present):
        return False
    who = asked(study.frame, niveau)
    order = {one.key: place for place, one in enumerate(first.groepen)}
    steps = study.frame[first.key].astype(str).map(order).to_numpy(np.int64)
    shares, p = trend(study.frame[column].to_numpy(bool)[who], steps[who], places(study)[who])
    return bool((np.diff(shares) <= 0).all() and p <= SIGNIFICANT)

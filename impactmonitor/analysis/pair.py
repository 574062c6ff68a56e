"""Two versions of one report are two publications: what may be told of the older one beside the newer.

Who has both subtracts, and what is left is about the respondents who were dropped, added or corrected in between. So a
count of the older version is repeated beside the newer only where these are enough, and no fewer follow:

- the differences of one item are sums over those whose answer to it changed, and a group is accepted only where with
  all accepted before it no sum over fewer than `minimum` of them is derivable (`disclosure.publishable`); that depends
  on whose answers changed and never on what they are, so that what is withheld says nothing of them either;
- a changed respondent then stands in the audit by bounds twice, as before and as now, and cells of the older version
  that pin down a small union are left out, until none do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from impactmonitor.analysis.bounds import Audit
from impactmonitor.analysis.classes import Bools, Level
from impactmonitor.analysis.disclosure import publishable
from impactmonitor.analysis.release import NAMED, NONE
from impactmonitor.survey.codebook import LANGUAGE
from impactmonitor.survey.ledgers import OTHERS, Group
from impactmonitor.survey.parts import ANSWER

PairCell = tuple[str, str, str, Group]
"""Level, item, measure and group of a published count."""


@dataclass(frozen=True)
class Answers:
    """The answers behind both versions, row by row.

    Attributes
    ----------
    old, new : DataFrame
        The responses of each version, by respondent.
    filters : tuple of str
        The columns that tell groups apart, in either version.
    heads : tuple of str
        Of these, the one by which answers in somebody's own words stand under headings, where there is one.
    """

    old: pd.DataFrame
    new: pd.DataFrame
    filters: tuple[str, ...]
    heads: tuple[str, ...] = ()

    @classmethod
    def of(cls, old: pd.DataFrame, new: pd.DataFrame, filters: Iterable[str], heads: Iterable[str] = ()) -> Answers:
        """Lay two frames of responses beside one another."""
        return cls(old.set_index("respondent"), new.set_index("respondent"), tuple(filters), tuple(heads))

    @property
    def dropped(self) -> list[str]:
        """Respondents of the older version only."""
        return sorted(map(str, self.old.index.difference(self.new.index)))

    @property
    def added(self) -> list[str]:
        """Respondents of the newer version only."""
        return sorted(map(str, self.new.index.difference(self.old.index)))

    @cached_property
    def moved(self) -> pd.Series:
        """Tell of every respondent of either version whether the groups differ that they are in."""
        return self.differ(self.shared)

    @property
    def shared(self) -> list[str]:
        """The columns that tell groups apart in both versions: by another nobody moved, for the older one lacks it."""
        return [name for name in self.filters if name in self.old and name in self.new]

    def corrected(self) -> dict[str, list[str]]:
        """Name the respondents whose answers differ, each with the columns; what they answered is not told."""
        columns = [*dict.fromkeys([*self.old, *self.new])]
        both = self.old.index.intersection(self.new.index)
        differs = pd.DataFrame({name: self.differ([name]).reindex(both) for name in columns}, index=both)
        return {str(key): [*row.index[row]] for key, row in differs[differs.any(axis=1)].iterrows()}

    def differ(self, columns: Iterable[str]) -> pd.Series:
        """Tell of every respondent of either version whether any of some columns differs, or stands in one only."""
        every, names = self.old.index.union(self.new.index), list(columns)
        old, new = (_text(frame, names).reindex(every) for frame in (self.old, self.new))
        differs: pd.Series = (old != new).any(axis=1)
        return differs


def _text(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return columns as text that compares: empty where nothing was given, or there is no such column."""
    there = {name: frame[name].astype(object) if name in frame else "" for name in columns}
    found = pd.DataFrame(there, index=frame.index)
    return found.where(found.notna(), "").astype(str)


def mask(frame: pd.DataFrame, group: Group) -> Bools:
    """Tell who of a frame is in a group of a ledger."""
    chosen = np.ones(len(frame), bool)
    for name, keys in group:
        given = _text(frame, [name])[name]  # nobody is of a group of a grouping that this version does not have
        chosen &= given.isin([key.removeprefix(OTHERS) for key in keys.split(";")]).to_numpy(bool)
    return ~chosen if any(keys.startswith(OTHERS) for _, keys in group) else chosen


def withheld(answers: Answers, old: Iterable[PairCell], new: Iterable[PairCell], minimum: int) -> set[PairCell]:
    """Find the counts of the older version that may not be told beside the newer.

    Parameters
    ----------
    answers : Answers
    old, new : iterable of PairCell
        What each version shows.
    minimum : int
        ``min_onthulling``.

    Returns
    -------
    set of PairCell
        Of `old`.
    """
    old, new = set(old), set(new)
    hidden: set[PairCell] = set()
    scales = sorted({measure for *_, measure, _ in old | new} - {NAMED, NONE})
    for niveau, item in sorted({cell[:2] for cell in old}):
        mine, theirs = ({cell for cell in cells if cell[:2] == (niveau, item)} for cells in (old, new))
        asked = [scale for scale in scales if f"{niveau}_{item}_{scale}" in answers.new]
        columns = _columns(niveau, item, asked)
        changed, base = _changed(answers, columns), f"{niveau} gevraagd"
        some = any(one.any() for one in changed.values()) or bool(answers.differ([base]).any())
        if some and (base in answers.old or base in answers.new):
            hidden |= mine  # the audit takes all for asked
        elif some:
            kept = mine & theirs & _accepted(answers, mine, changed, minimum)
            hidden |= mine - _audited(answers, (niveau, item), columns, kept, theirs, minimum)
        else:
            hidden |= mine - theirs  # what is no longer shown is not told here either
    return hidden


def _columns(niveau: str, item: str, scales: Iterable[str]) -> dict[str, str]:
    """Return the column of each measure of an item."""
    head = f"{niveau}_{item}"
    return {NONE: head} if item == NONE else {NAMED: head, **{scale: f"{head}_{scale}" for scale in scales}}


def touched(answers: Answers, niveau: str, item: str, scales: Iterable[str]) -> bool:
    """Tell whether anybody's answer to an item counts otherwise in the newer version."""
    changed = _changed(answers, _columns(niveau, item, scales)).values()
    return any(one.any() for one in changed) or bool(answers.differ([f"{niveau} gevraagd"]).any())


def text_changes(answers: Answers) -> list[int]:
    """Count, for every list of texts that reports print, the respondents who have another text in it or none any more.

    The answers to the open question stand under headings, such as of sectors: each of these is counted as a list.
    """
    names = [name for name in answers.new if name.startswith("open_") or name.endswith("_tekst")]
    found: list[int] = []
    for name in [*names, *(one for one in ("opmerking",) if one in answers.new)]:
        old, new = (_text(frame, [name])[name] for frame in (answers.old, answers.new))
        given = {*old.index[old != ""], *new.index[new != ""]}
        who = answers.differ([name, *answers.shared, LANGUAGE] if name.startswith("open_") else [name, LANGUAGE])
        who = who[who & who.index.isin(given)].index
        if not (name.startswith("open_") and answers.heads):
            found.append(len(who))
            continue
        heads = [_text(frame, [*answers.heads]).agg("\x1f".join, axis=1) for frame in (answers.old, answers.new)]
        lists = pd.concat([one.reindex(who).dropna() for one in heads])
        found += lists.groupby(level=0).agg(lambda one: sorted(set(one))).explode().value_counts().tolist()
    return found


def _changed(answers: Answers, columns: Mapping[str, str]) -> dict[str, pd.Series]:
    """Tell, by measure, whose answer to an item counts otherwise in the newer version: who moved, too."""
    found = {}
    for measure, column in columns.items():
        old, new = (_text(frame, [column])[column] for frame in (answers.old, answers.new))
        given = sorted({*old.index[old != ""], *new.index[new != ""]})  # who moved and said nothing changes nothing
        answered = answers.moved.index.isin(given) if measure not in {NAMED, NONE} else True
        found[measure] = answers.differ([column]) & ~answers.moved | (answers.moved & answered)
    return found


def _accepted(answers: Answers, cells: set[PairCell], changed: Mapping[str, pd.Series], minimum: int) -> set[PairCell]:
    """Return the cells of one item in groups of which a difference may be told.

    That of a scale also tells how many ticks came or went, so that it needs a group whose ticks may be told, too.
    """
    groups = sorted({cell[3] for cell in cells}, key=lambda one: (-int(mask(answers.old, one).sum()), one))
    fits = {measure: _fitting(answers, groups, who, minimum) for measure, who in changed.items()}
    asked = {cell for cell in cells if cell[2] in fits}  # the newer version may ask less
    return {cell for cell in asked if cell[3] in fits[cell[2]] & fits.get(NAMED, fits[cell[2]])}


def _fitting(answers: Answers, groups: Sequence[Group], who: pd.Series, minimum: int) -> set[Group]:
    """Choose the groups of which the changes of some respondents may be told together, the largest first.

    Whoever moved to another group counts in the old ones and in the new ones apart: as two halves.
    """
    keys = who.index[who]
    moved = answers.moved[keys]
    still = keys[~moved]
    before, after = (keys[moved & keys.isin(frame.index)] for frame in (answers.old, answers.new))
    sizes = [2] * len(still) + [1 if key in after else 2 for key in before]
    sizes += [1 if key in before else 2 for key in after]
    rows = []
    for group in groups:
        old, new = (pd.Series(mask(frame, group), frame.index) for frame in (answers.old, answers.new))
        rows.append([*old[still], *old[before], *new[after]])
    touched = np.array(rows, bool).reshape(len(groups), len(sizes))
    some = np.array(touched.any(axis=1))  # of a group in which nothing changed the older count is the newer one
    fits: Bools = np.logical_not(some)
    fits[some] = publishable(touched[some], np.array(sizes, np.int64), 2 * minimum)
    return {group for group, fit in zip(groups, fits, strict=True) if fit}


def _audited(
    answers: Answers,
    name: tuple[str, str],
    columns: Mapping[str, str],
    old: set[PairCell],
    new: set[PairCell],
    minimum: int,
) -> set[PairCell]:
    """Leave out cells of the older version until with the newer ones they pin down nothing of a small union."""
    while old:
        order = [("old", one) for one in sorted({cell[3] for cell in old})]
        order += [("new", one) for one in sorted({cell[3] for cell in new})]
        level = _level(answers, name, columns, order)
        leaks = Audit(level, minimum).revealed(_shown(columns, old, new, order), [-1 if NONE in columns else 0])
        proofs = [{order[group][1] for *_, group in leak.proof if order[group][0] == "old"} for leak in leaks]
        gone = {min(proof, key=lambda one: (mask(answers.old, one).sum(), one)) for proof in proofs if proof}
        if not gone:  # what the newer version reveals by itself is not for this one to mend
            break
        old = {cell for cell in old if cell[3] not in gone}
    return old


def _shown(columns: Mapping[str, str], old: set[PairCell], new: set[PairCell], order: list[tuple[str, Group]]) -> Bools:
    """Tell which cells of both versions are published, shape (item and geen, measures, groups)."""
    measures = [NAMED, *(measure for measure in columns if measure not in {NAMED, NONE})]
    shown = np.zeros((2, len(measures), len(order)), bool)
    for version, cells in (("old", old), ("new", new)):
        for *_, measure, group in cells:
            place = (1, 0) if measure == NONE else (0, measures.index(measure))
            shown[(*place, order.index((version, group)))] = True
    return shown


def _level(
    answers: Answers, name: tuple[str, str], columns: Mapping[str, str], order: list[tuple[str, Group]]
) -> Level:
    """Make one table of an item in both versions: who changed stands in it twice, as before and as now."""
    niveau, item = name
    geen, scales = f"{niveau}_{NONE}", [column for measure, column in columns.items() if measure not in {NAMED, NONE}]
    who = answers.differ([*answers.shared, *columns.values(), geen])
    parts = [(answers.new[~who[answers.new.index]], True, True), (answers.old[who[answers.old.index]], True, False)]
    parts.append((answers.new[who[answers.new.index]], False, True))
    member = [
        [mask(frame, group) & (before if version == "old" else now) for version, group in order]
        for frame, before, now in parts
    ]
    units = pd.concat([frame.assign(versie=place) for place, (frame, *_) in enumerate(parts)])
    groups, place = np.unique(np.hstack(member), axis=1, return_inverse=True)
    place, width = place.ravel(), groups.shape[1]
    apart = [pd.Series(_text(units, [name])[name].to_numpy(), units.index, name=name) for name in answers.filters]
    atoms = units["versie"].groupby([units["versie"], *apart]).transform("size").to_numpy()
    categories = [[*answers.new[name].cat.categories] for name in scales]
    nobody = pd.Series(False, units.index)
    given = [units.get(geen, nobody), units[columns[NAMED]] if NAMED in columns else nobody]
    given += [units[name] == one for name, keys in zip(scales, categories, strict=True) for one in keys]
    return Level(
        niveau,
        (item,),
        tuple(tuple(map(str, keys)) for keys in categories),
        np.bincount(place, minlength=width).astype(np.int64),
        np.array([atoms[place == one].min() for one in range(width)], np.int64),
        groups,
        np.array([np.bincount(place[one.to_numpy(bool)], minlength=width) for one in given], np.int64),
        alone=geen in units,
        exact=ANSWER in columns,
    )

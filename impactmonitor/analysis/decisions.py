"""What is released is decided once for the standard family of reports, the same in every one of them.

What another report asks for is decided after and beside that, and beside the earlier reports that lie in the same
folder; it changes nothing of either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.bases import asked_by_class, bases_told
from impactmonitor.analysis.classes import Bools, Ints, Level
from impactmonitor.analysis.disclosure import publishable
from impactmonitor.analysis.release import (
    NONE,
    SETS,
    Asked,
    Atoms,
    Release,
    beside_the_standard,
    in_order,
    released,
    standard,
    standard_reports,
)
from impactmonitor.files import kept
from impactmonitor.problems import UsageError
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.ledgers import Earlier, Number, reports
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.variant import Variant

KINDS = {"whole": 100.0, "report": 30.0, "column": 12.0, SETS: 8.0, "cell": 3.0, "own": 10.0, "later": 1.0}
"""What readers lose with a cell, by the kind of its group."""
TICKS, SCALE, OTHER = 4.0, 1.0, 0.5
"""What they lose with a count of an item, of its status or nature, and with *other* against the named ones."""


@dataclass(frozen=True)
class Answers:
    """All responses, and what they are kept by.

    Attributes
    ----------
    frame : DataFrame
    checksum : str
    codebook : Codebook
    files : list of Path
        What goes with the data.
    """

    frame: pd.DataFrame
    checksum: str
    codebook: Codebook
    files: list[Path]


def release_for(answers: Answers, variant: Variant, minimum: int) -> Release:
    """Decide, once for all processes, what a report shows.

    Parameters
    ----------
    answers : Answers
    variant : Variant
        What it is about.
    minimum : int
        ``min_onthulling``.

    Raises
    ------
    UsageError
        Earlier reports in the same folder give a small group away: by themselves, or, where they were made with another
        ``min_onthulling``, with this one.
    """
    frame, codebook, given = answers.frame, answers.codebook, [answers.checksum, minimum]
    base = kept.once(f"onthulling-{minimum}", lambda: decide(frame, codebook, minimum), given, answers.files)
    own, before = beside_the_standard(codebook, variant), _before(answers, variant, minimum)
    if not own and all(report.minimum == minimum for report in before):
        return base
    from impactmonitor.analysis.suppression import InsolubleError

    content = [variant.filters, *(report.content for report in before)]
    make = partial(extend, frame, codebook, minimum, base, own or [Asked(variant, "own")], before)
    try:
        beside = kept.once(f"onthulling-{variant.slug}", make, [given, content], answers.files)
    except InsolubleError as error:
        names = ", ".join(f"{report.slug} (min_onthulling {report.minimum})" for report in before)
        raise UsageError(
            f"{variant.name(codebook)}: with the earlier reports in the same folder, {names}, a group of fewer "
            f"than {minimum} is given away: make them again, remove them, or write elsewhere (disclosure)"
        ) from error
    return beside if own else base


def _before(answers: Answers, variant: Variant, minimum: int) -> list[Earlier]:
    """Read the earlier reports to be held against this one: but what it replaces, and what is decided already."""
    codebook = answers.codebook
    family = {one.slug for one in standard_reports(codebook)}
    return [
        report
        for report in reports(answers.checksum)
        if not (report.slug in family and report.minimum == minimum)
        and not (report.slug == variant.slug and report.minimum != minimum)
    ]


def level_of(atoms: Atoms, niveau: Niveau, release: Release) -> Level:
    """Count one level by class; of respondents only those who were asked."""
    frame, classes = atoms.frame, len(release.sizes)
    sizes, parts = asked_by_class(atoms, niveau, release)

    def count(column: str, answers: int = 0) -> Ints:
        given = frame[column]
        code = given.cat.codes.to_numpy() if answers else given.to_numpy(bool).astype(np.int8) - 1
        answers = answers or 1
        places = release.member * (answers + 1) + code + 1
        found = np.bincount(places, minlength=classes * (answers + 1)).reshape(classes, answers + 1)
        return found[:, 1:].T.astype(np.int64)

    scales = {scale: [one.key for one in categories] for scale, categories in niveau.schalen.items()}
    rows = [count(niveau.column(NONE)) if niveau.geen else np.zeros((1, classes), np.int64)]
    for item in niveau.items:
        rows.append(count(niveau.column(item.key)))
        rows += [count(niveau.column(item.key, scale), len(keys)) for scale, keys in scales.items()]
    keys = tuple(tuple(one) for one in scales.values())
    return Level(
        niveau.key,
        release.items[niveau.key],
        keys,
        sizes,
        parts,
        release.groups,
        np.vstack(rows),
        np.array([one.kind != SETS for one in release.asked], dtype=bool),
        niveau.geen,
        niveau.answered,
    )


def loss_of(niveau: Niveau, release: Release) -> NDArray[np.float64]:
    """Weigh what readers lose when a cell is withheld: by kind of group, measure and item; larger groups more."""
    share = release.groups @ release.sizes / max(len(release.member), 1)
    kinds = np.array([KINDS[one.kind] for one in release.asked])
    loss = np.tile(kinds * (1 + 0.1 * share), (len(niveau.items) + 1, len(release.measures[niveau.key]), 1))
    loss[:, 0] *= TICKS
    loss[:, 1:] *= SCALE
    loss[[place for place, item in enumerate(niveau.items) if item.kind == "other"]] *= OTHER
    return loss


def _wanted(release: Release, niveau: Niveau) -> Bools:
    """Tell which cells of a level the standard reports would show, shape (measures, groups); of tranche sets ticks."""
    cells = np.ones((len(release.measures[niveau.key]), len(release.asked)), bool)
    cells[1:, [one.kind == SETS for one in release.asked]] = False
    cells[:, [one.kind in {"own", "later"} for one in release.asked]] = False
    return cells


def _told(niveau: Niveau, codebook: Codebook, release: Release, level: Level, minimum: int) -> Bools:
    """Decide, and note, of which groups may be told how many were asked a question with a base; of all without one."""
    if not (base := niveau.gevraagd_aan):
        return np.ones(len(release.asked), bool)
    told = bases_told(niveau, codebook.niveau(base.vraag), release, level.sizes, minimum)
    release.bases[niveau.key] = told
    return told.copy()


def decide(frame: pd.DataFrame, codebook: Codebook, minimum: int) -> Release:
    """Decide what the standard reports show.

    Parameters
    ----------
    frame : DataFrame
        All responses.
    codebook : Codebook
    minimum : int
        ``min_onthulling``.
    """
    from impactmonitor.analysis.suppression import suppress

    atoms = Atoms(frame, codebook)
    groups = atoms.of(standard(codebook))
    order = in_order(atoms, groups)
    fits = publishable(np.array([groups[one] for one in order]), atoms.sizes, minimum)
    kept = [one for one, fit in zip(order, fits, strict=True) if fit]
    masks = np.array([groups[one] for one in kept]).reshape(-1, len(atoms.sizes))
    release = released(atoms, codebook, kept, masks, ())
    for niveau in codebook.niveaus:
        among = np.tile(_wanted(release, niveau), (len(niveau.items) + 1, 1, 1))
        among[-1, 1:] = False
        level = level_of(atoms, niveau, release)
        among &= _told(niveau, codebook, release, level, minimum)
        verdict = suppress(level, minimum, loss_of(niveau, release), among)
        release.shown[niveau.key], release.eligible[niveau.key] = verdict.shown, verdict.eligible
    return release


def extend(
    frame: pd.DataFrame,
    codebook: Codebook,
    minimum: int,
    base: Release,
    own: Sequence[Asked],
    earlier: Sequence[Earlier],
) -> Release:
    """Decide what a report beside the standard ones shows: what the latter and earlier reports show stays as it is.

    No cell is decided where the report is not to be made: where its total would give a small group away.

    Parameters
    ----------
    frame, codebook, minimum
        Those of `decide`.
    base : Release
        From `decide`.
    own : sequence of Asked
        The groups of this report, its total first.
    earlier : sequence of Earlier
        Other reports in the same folder, and this one as it was made before.

    Raises
    ------
    InsolubleError
        Earlier reports reveal a small group by themselves.
    """
    from impactmonitor.analysis.suppression import suppress

    atoms = Atoms(frame, codebook)
    before = [Asked(variant, "later") for report in earlier for variant in report.cells]
    groups = atoms.of([*base.asked, *before, *own])
    later = [one for one in groups if one not in base.asked and one in before]
    there = [*base.asked, *later]
    new = in_order(atoms, {one: mask for one, mask in groups.items() if one not in there})
    shown = np.array([groups[one] for one in there]).reshape(-1, len(atoms.sizes))
    candidates = np.array([groups[one] for one in new]).reshape(-1, len(atoms.sizes))
    fits = publishable(candidates, atoms.sizes, minimum, shown)
    kept = [*there, *(one for one, fit in zip(new, fits, strict=True) if fit)]
    unfit = own[0] in set(new) - set(kept)
    refused = _culprits(atoms, groups, base, own[0], earlier, minimum) if unfit else []
    masks = np.array([groups[one] for one in kept]).reshape(-1, len(atoms.sizes))
    release = released(atoms, codebook, kept, masks, refused)
    if unfit:
        return release
    fixed = _fixed(atoms, release, base, earlier)
    mine = [release.place(one.variant.mask(frame).to_numpy(bool)) for one in own]
    for niveau in codebook.niveaus:
        among = np.zeros(fixed[niveau.key].shape, bool)
        among[:, :, [place for place in mine if place is not None]] = True
        among[:, :, : len(base.asked)] &= ~_wanted(base, niveau)
        among[-1, 1:] = False
        level = level_of(atoms, niveau, release)
        among &= _told(niveau, codebook, release, level, minimum)
        if niveau.key in base.bases:
            release.bases[niveau.key][: len(base.asked)] |= base.bases[niveau.key]
        verdict = suppress(level, minimum, loss_of(niveau, release), among | fixed[niveau.key], fixed[niveau.key])
        release.shown[niveau.key], release.eligible[niveau.key] = verdict.shown, verdict.eligible
    return release


def _culprits(
    atoms: Atoms, groups: Mapping[Asked, Bools], base: Release, own: Asked, earlier: Sequence[Earlier], minimum: int
) -> list[str]:
    """Name the earlier reports beside which a group gives a smaller one away; none where the standard ones suffice."""

    def fits(reports: Sequence[Earlier]) -> bool:
        before = atoms.of(Asked(variant, "later") for report in reports for variant in report.cells).values()
        shown = np.array([*(groups[one] for one in base.asked), *before]).reshape(-1, len(atoms.sizes))
        return bool(publishable(groups[own][None, :], atoms.sizes, minimum, shown)[0])

    if not fits([]):
        return []
    alone = [report.slug for report in earlier if not fits([report])]
    return alone or [report.slug for report in earlier]


def _fixed(atoms: Atoms, release: Release, base: Release, earlier: Sequence[Earlier]) -> dict[str, Bools]:
    """Collect what is published already: the standard reports' cells, and those of earlier reports."""
    fixed = {}
    for niveau, shown in base.shown.items():
        fixed[niveau] = np.zeros((*shown.shape[:2], len(release.asked)), bool)
        fixed[niveau][:, :, : len(base.asked)] = shown
    for variant, cells in ((variant, cells) for report in earlier for variant, cells in report.cells.items()):
        place = release.place(variant.mask(atoms.frame).to_numpy(bool))
        for niveau, row, column in (_index(release, cell) for cell in cells):
            if place is not None and niveau in fixed:
                fixed[niveau][row, column, place] = True
    return fixed


def _index(release: Release, cell: Number) -> tuple[str, int, int]:
    """Return where a cell of a ledger is; an empty level where this questionnaire does not know it."""
    niveau, item, measure = cell
    if item == NONE:
        return niveau, -1, 0
    known = niveau in release.items and item in release.items[niveau] and measure in release.measures[niveau]
    return (niveau, release.items[niveau].index(item), release.measures[niveau].index(measure)) if known else ("", 0, 0)

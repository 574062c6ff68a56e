"""Of whom a question was asked: how many in which groups, and where that may be told.

How many were asked a question that hangs on an answer is a count of that answer. So it is told only where those counts
are shown, and the question's own answers only where everybody knows the base: by group where the counts that are shown
tell it of every class of respondents, and so of every group, else of all together. Then no table of the earlier
question that fits what is shown of it is ruled out by what is shown of the later one, for within a class, or among all,
its answers fit any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from impactmonitor.analysis.classes import Bools, Ints
from impactmonitor.analysis.release import NAMED, NONE, Atoms, Release
from impactmonitor.survey.asked import asked
from impactmonitor.survey.parts import ANSWER, Niveau

if TYPE_CHECKING:
    from impactmonitor.analysis.groups import Group
    from impactmonitor.analysis.study import Study


def asked_by_class(atoms: Atoms, niveau: Niveau, release: Release) -> tuple[Ints, Ints]:
    """Count those who were asked a question: in each class, and in the smallest atom of it that holds any."""
    who = asked(atoms.frame, niveau)
    if who.all():
        return release.sizes, release.parts
    width = len(release.sizes)
    sizes = np.bincount(release.member[who], minlength=width).astype(np.int64)
    parts = np.zeros(width, np.int64)
    for atom, count in enumerate(np.bincount(atoms.codes[who], minlength=len(atoms.sizes))):
        place = release.member[atoms.codes == atom][0]
        if count and (not parts[place] or count < parts[place]):
            parts[place] = count
    return sizes, parts


def bases_told(niveau: Niveau, condition: Niveau, release: Release, sizes: Ints, minimum: int) -> Bools:
    """Tell of which groups may be said how many were asked a question with a base, and so what they answered.

    Parameters
    ----------
    niveau, condition : Niveau
        The question, and the one that it hangs on, of which is decided what is shown.
    release : Release
    sizes : int array, shape (classes,)
        From `asked_by_class`.
    minimum : int
        ``min_onthulling``.
    """
    item = niveau.gevraagd_aan.item(condition)  # type: ignore[union-attr]
    measure = ANSWER if condition.answered else NONE if item == NONE else NAMED
    shown = np.array([release.shows(condition.key, item, measure, (one,)) for one in range(len(release.groups))], bool)
    known = shown.any() and np.linalg.matrix_rank(release.groups[shown].astype(float)) == len(sizes)
    large: Bools = release.groups @ sizes >= minimum
    return large if known else large & shown & release.groups.all(axis=1)


def base(study: Study, niveau: Niveau, group: Group) -> int | None:
    """Count those of a group who were asked a question; None where that may not be told."""
    told = not niveau.gevraagd_aan or study.release.tells(niveau.key, study.made_of(group.mask))
    return int((group.mask & asked(study.frame, niveau)).sum()) if told else None


def among(study: Study, niveau: Niveau, group: Group) -> Group:
    """Return the part of a group that was asked a question."""
    return group.among(asked(study.frame, niveau), population=not niveau.gevraagd_aan)


def groups_asked(study: Study, niveau: Niveau) -> list[Group]:
    """Choose the groups for the figures of a question: without those of whom too few were asked it to read apart."""
    totals = {study.total.key, study.whole.key}
    return [one for one in study.groups if one.key in totals or (base(study, niveau, one) or 0) >= study.min_groep]


def groups_compared(study: Study, niveau: Niveau, what: str) -> list[Group]:
    """Return the two groups of a comparison as `Study.compared` does; none where too few of one were asked to read."""
    groups = study.compared(what)
    return groups if all((base(study, niveau, one) or 0) >= study.min_groep for one in groups) else []

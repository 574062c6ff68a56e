"""Who was asked which question: not those whose earlier answer led past it, nor those who broke off before it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.parts import ANSWER, Base, Niveau


def asked(frame: pd.DataFrame, niveau: Niveau) -> NDArray[np.bool_]:
    """Tell who was asked a question: bool, shape (respondents,)."""
    known = niveau.asked in frame
    found: NDArray[np.bool_] = frame[niveau.asked].to_numpy(bool) if known else np.ones(len(frame), bool)
    return found


def given(frame: pd.DataFrame, niveau: Niveau) -> pd.Series:
    """Tell who gave any answer to a question: bool, aligned with `frame`."""
    found = pd.Series(False, frame.index)
    for name in (one for one in niveau.columns if one in frame):
        found |= frame[name].notna() & ~frame[name].isin(["", False])
    return found


def _in(frame: pd.DataFrame, codebook: Codebook, base: Base) -> pd.Series:
    """Tell who gave one of the answers that a question hangs on."""
    on = codebook.niveau(base.vraag)
    if not on.answered:
        return frame[on.column(base.item(on))]
    return frame[on.column(base.item(on), ANSWER)].isin(base.antwoorden)


def by_question(
    frame: pd.DataFrame, codebook: Codebook, missed: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, list[int]]]:
    """Tell of each question who was asked it, and leave out what others answered.

    Parameters
    ----------
    frame : DataFrame
        The columns of the data contract, with their types; the index is the row.
    codebook : Codebook
    missed : DataFrame
        From `broken_off.unreached`.

    Returns
    -------
    frame : DataFrame
        With a column for each question that not everybody was asked.
    unused : dict of list of int
        By level, the rows of those who answered it without being asked.
    """
    unused: dict[str, list[int]] = {}
    for niveau in codebook.niveaus:
        who = ~missed[niveau.key]
        if niveau.gevraagd_aan:
            who &= _in(frame, codebook, niveau.gevraagd_aan)
        elif who.all():
            continue
        if (wrong := given(frame, niveau) & ~who).any():
            unused[niveau.key] = [int(row) for row in frame.index[wrong]]
            nothing = {name: _nothing(frame[name]) for name in niveau.columns}
            frame = frame.assign(**{name: frame[name].where(~wrong, none) for name, none in nothing.items()})
        frame = frame.assign(**{niveau.asked: who.to_numpy(bool)})
    return frame, unused


def _nothing(column: pd.Series) -> object:
    """Return what stands for no answer in a column."""
    if column.dtype == bool:
        return False
    return None if isinstance(column.dtype, pd.CategoricalDtype) else ""

"""Who broke off and counts all the same: how far they came, so that what they were not asked is no answer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.problems import Problem
from impactmonitor.survey.asked import given
from impactmonitor.survey.codebook import PLACE, Codebook
from impactmonitor.survey.survey_tools import matching
from impactmonitor.text.privacy import shown


def progress(received: Tabular, column: str, kept: Sequence[int]) -> tuple[pd.Series | None, list[Problem]]:
    """Read how far each respondent came, as the tool counts.

    Parameters
    ----------
    received : Tabular
        Columns named as in the file.
    column : str
        ``voortgang`` of the codebook's ``deelname``; empty where no column tells.
    kept : sequence of int
        Rows of those who broke off.

    Returns
    -------
    Series or None
        Numbers; missing where there is none.
    list of Problem
        There is no such column, or something else than a number in a row of `kept`.
    """
    if not column:
        return None, []
    names = matching([column], received.frame)
    if not names:
        message = f"lacks column {column!r}, which codebook.yml, deelname, asks for"
        return None, [Problem(received.name, message)]
    text = received.frame[names[0]].str.strip()
    found = pd.to_numeric(text, errors="coerce")
    wrong = [row for row in kept if text[row] and pd.isna(found[row])]
    return found, [
        Problem(
            f"{received.name}, row {row}, {names[0]}", f"{shown(text[row])} is no number; allowed: a number, or empty"
        )
        for row in wrong
    ]


def too_early(frame: pd.DataFrame, typed: pd.DataFrame, codebook: Codebook, kept: Sequence[int]) -> list[int]:
    """List the rows of those who broke off before they answered a question, or told which groups they are of.

    Parameters
    ----------
    frame : DataFrame
        Values as read, as far as they could be; missing columns left out. The index is the row.
    typed : DataFrame
        The same as typed.
    codebook : Codebook
    kept : sequence of int
        Rows of those who broke off.
    """
    if not kept:
        return []
    some = pd.Series(False, frame.index)
    for niveau in codebook.niveaus:
        some |= given(frame, niveau)
    for name in (one for one in (PLACE, *codebook.groepen) if one in frame):
        some &= typed[name].str.strip() != ""
    return [row for row in kept if not some[row]]


def unreached(frame: pd.DataFrame, codebook: Codebook, far: pd.Series | None, kept: Sequence[int]) -> pd.DataFrame:
    """Tell which questions those who broke off did not come to.

    Parameters
    ----------
    frame : DataFrame
        The columns of the data contract, with their types; the index is the row.
    codebook : Codebook
    far : Series or None
        From `progress`.
    kept : sequence of int
        Rows of those who broke off; all others came to the end.

    Returns
    -------
    DataFrame
        Bool, a column for each level. One that says how far somebody must have come was not reached by who came less
        far and answered neither it nor a later one; any other by who answered neither it nor a later one.
    """
    if not kept:
        return pd.DataFrame(False, frame.index, [niveau.key for niveau in codebook.niveaus])
    found, reached, partial = {}, pd.Series(False, frame.index), pd.Series(frame.index.isin(kept), frame.index)
    for niveau in reversed(codebook.niveaus):
        reached = reached | given(frame, niveau)
        if far is not None and niveau.voortgang is not None:
            reached = reached | far.reindex(frame.index).ge(niveau.voortgang)
        found[niveau.key] = partial & ~reached
    return pd.DataFrame(found, frame.index)

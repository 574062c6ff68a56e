"""The blanking of personal details in responses, before anything is computed of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import InputError, Problem
from impactmonitor.text.privacy import redact
from impactmonitor.text.strangers import printable


@dataclass(frozen=True)
class Redaction:
    """What was blanked where; never the text itself."""

    row: int
    column: str
    kind: str


def read_names(path: Path) -> list[str]:
    """Read the texts that a researcher wants blanked everywhere: column ``tekst`` of ``redactie.csv``.

    Raises
    ------
    InputError
        The file is there, but cannot be read or has no column ``tekst``.
    """
    if not path.exists():
        return []
    frame = read_tabular(path).whole()
    if "tekst" not in frame:
        raise InputError([Problem(path.name, "lacks column 'tekst'")])
    names = {printable(text) for text in frame["tekst"]} - {""}
    return sorted(names, key=lambda text: (-len(text), text))


def blank(frame: pd.DataFrame, columns: Iterable[str], names: Sequence[str]) -> list[Redaction]:
    """Blank personal details in columns of open text, in place, and remove what cannot be printed.

    Parameters
    ----------
    frame : DataFrame
        The index is the row.
    columns : iterable of str
    names : sequence of str
        From `read_names`.

    Returns
    -------
    list of Redaction
    """
    log = []
    for column in columns:
        places, texts = pd.factorize(frame[column])
        found = [redact(printable(text), names) for text in texts]
        for place, (_, kinds) in enumerate(found):
            if kinds:
                log += [Redaction(int(row), column, kind) for row in frame.index[places == place] for kind in kinds]
        frame[column] = np.array([text for text, _ in found], dtype=object)[places]
    return log


def as_notes(redactions: Iterable[Redaction]) -> list[str]:
    """Say what was blanked where, a line for each cell."""
    cells: dict[tuple[int, str], Counter[str]] = {}
    for one in redactions:
        cells.setdefault((one.row, one.column), Counter())[one.kind] += 1
    return [
        f"blanked in row {row}, {column}: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}"
        for (row, column), kinds in cells.items()
    ]

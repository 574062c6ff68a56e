"""The answers behind each report, kept beside the builds so that two versions can be compared person by person.

They are of single persons: they stay in `_build/`, which git ignores and no report holds, until `make clean`. A report
says only which answers it was made of, by their checksum: of all of them together, which tells nothing of one.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from impactmonitor.files.whole import write_whole

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "antwoorden"


def _place(checksum: str, work: Path) -> Path:
    return work / FOLDER / f"{checksum[:32]}.pickle"


def keep(frame: pd.DataFrame, checksum: str, work: Path) -> None:
    """Keep the responses of a report.

    Parameters
    ----------
    frame : DataFrame
        Checked, personal details blanked.
    checksum : str
        What a report calls them in ``params.yml``.
    work : Path
        Folder of the build directories.
    """
    write_whole(_place(checksum, work), pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL))


def kept(checksum: str, work: Path) -> pd.DataFrame | None:
    """Return the responses that a report was made of; None where they are not kept here."""
    try:
        frame: pd.DataFrame = pickle.loads(_place(checksum, work).read_bytes())
    except Exception:  # whatever reading what another version of pandas wrote ends in
        return None
    return frame

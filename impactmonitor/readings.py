"""What has been read and checked once, kept for the kernels of a build that need it again."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from impactmonitor.companions import companions
from impactmonitor.staleness import code, digest, installed

FILE = "readings.pickle"
PLACE = "IMPACTMONITOR_READINGS"
Reading = TypeVar("Reading")


@contextmanager
def kept_in(folder: Path, anew: bool = False) -> Iterator[None]:
    """Keep readings in a folder while the block runs, for this process and those it starts; forget earlier ones."""
    before = os.environ.get(PLACE)
    if anew:
        (folder / FILE).unlink(missing_ok=True)
    os.environ[PLACE] = str(folder / FILE)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(PLACE, None)
        else:
            os.environ[PLACE] = before


def once(data: Path, read: Callable[[Path], Reading]) -> Reading:
    """Return what `read` gives for a data file: what was kept, when it is of the same bytes by the same code.

    Parameters
    ----------
    data : Path
    read : callable
        Reads the file and what goes with it.
    """
    if PLACE not in os.environ:
        return read(data)
    place = Path(os.environ[PLACE])
    key = digest(installed(), [data, *companions(data), *code()]).encode()
    with suppress(OSError, EOFError, pickle.UnpicklingError), place.open("rb") as file:
        if file.readline().strip() == key:
            kept: Reading = pickle.load(file)
            return kept
    found = read(data)
    with suppress(OSError):  # then the kernels read for themselves
        _keep(place, key, found)
    return found


def _keep(place: Path, key: bytes, found: object) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{FILE}-", delete=False) as file:
        file.write(key + b"\n")
        pickle.dump(found, file, protocol=pickle.HIGHEST_PROTOCOL)
    Path(file.name).replace(place)

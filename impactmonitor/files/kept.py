"""What has been read or evaluated once, kept for the processes of a build that need it again."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from impactmonitor.paths import BRAND, ROOT

FOLDER = "readings"
PLACE = "IMPACTMONITOR_READINGS"
Reading = TypeVar("Reading")


@contextmanager
def kept_in(work: Path, anew: bool = False) -> Iterator[None]:
    """Keep readings made while the block runs, in this process and those it starts; later runs find them there.

    A build of a batch keeps what the batch keeps: inside another such block this one changes nothing.

    Parameters
    ----------
    work : Path
        Folder of the build directories.
    anew : bool
        Forget earlier readings.
    """
    if PLACE in os.environ:
        yield
        return
    folder = work / FOLDER
    if anew:
        for path in folder.glob("*.pickle"):
            path.unlink(missing_ok=True)
    os.environ[PLACE] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(PLACE, None)


def once(name: str, make: Callable[[], Reading], values: Any, files: Iterable[Path]) -> Reading:
    """Return what `make` gives: what was kept, when it was made of the same by the same code.

    Of processes that need it at the same time the first makes it, and the others wait for that.

    Parameters
    ----------
    name : str
        What it is; a later reading of this name takes its place.
    make : callable
    values, files
        All that it depends on beside the code, as `digest` takes them.
    """
    if PLACE not in os.environ:
        return make()
    from filelock import FileLock

    place = Path(os.environ[PLACE]) / f"{name}.pickle"
    key = digest([values, installed()], [*files, *code()]).encode()
    with ExitStack() as stack:
        with suppress(OSError):  # no place to keep anything: then each makes it for itself
            place.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(place.with_suffix(".lock")))
        with suppress(OSError, EOFError, pickle.UnpicklingError), place.open("rb") as file:
            if file.readline().strip() == key:
                kept: Reading = pickle.load(file)
                return kept
        found = make()
        with suppress(OSError):
            _keep(place, key, found)
        return found


def _keep(place: Path, key: bytes, found: object) -> None:
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(key + b"\n")
            pickle.dump(found, file, protocol=pickle.HIGHEST_PROTOCOL)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def digest(values: Any, files: Iterable[Path] = ()) -> str:
    """Digest values that JSON can hold, and the names and bytes of files; a missing file counts, too."""
    found = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode())
    for path in files:
        content = path.read_bytes() if path.is_file() else b"missing"
        found.update(f"\0{path.name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def code() -> list[Path]:
    """List what decides the results beside data and notebooks: the package, the brand file, the locked versions."""
    package = sorted(path for kind in ("*.py", "*.yml") for path in (ROOT / "impactmonitor").rglob(kind))
    return [*package, BRAND, ROOT / "requirements.lock"]


def installed() -> list[str]:
    """Name Python and every locked package with its version; what only an editor of notebooks needs is not locked."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {*map(_normal, re.findall(r"^[\w.-]+(?===)", lock, re.MULTILINE))}
    there = (path.stem for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return [sys.version, *sorted(one for one in there if _normal(one.rpartition("-")[0]) in locked)]


def _normal(name: str) -> str:
    """Write the name of a package as all tools do."""
    return re.sub(r"[-_.]+", "-", name).lower()

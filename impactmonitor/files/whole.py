"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import errno
import os
import re
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place, then rename it there; one that holds the same already is left alone."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_yaml(path: Path, values: Any) -> None:
    """Write values as YAML, in their order."""
    write_whole(path, yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1000))


def replace_folder(files: dict[str, Path], target: Path) -> None:
    """Put a report's files in place together: written beside, then swapped by renaming.

    What a run that was killed left behind is cleared away first; the earlier report comes back where the run was killed
    between the two renames. Two runs at once each put their whole folder in place, the last one staying.
    """
    _recover(target)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    old = target.with_name(f"{fresh.name}.old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for name, path in files.items():
            if path.is_dir():
                shutil.copytree(path, fresh / name)
            else:
                shutil.copy2(path, fresh / name)
        while fresh.exists():
            with suppress(FileNotFoundError):
                target.replace(old)
            _place(fresh, target, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _place(fresh: Path, target: Path, old: Path) -> None:
    """Rename a folder to its place, unless another run filled the place meanwhile; the old one is no longer needed."""
    try:
        fresh.replace(target)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            with suppress(OSError):
                old.replace(target)
            raise
    shutil.rmtree(old, ignore_errors=True)


def _recover(target: Path) -> None:
    """Clear away what runs that no longer exist left beside `target`, and bring back what one had moved aside."""
    for left in target.parent.glob(f".{target.name}.*"):
        found = re.fullmatch(rf"\.{re.escape(target.name)}\.(\d+)(\.old)?", left.name)
        if not found or _runs(int(found[1])):
            continue
        if found[2] and not target.exists():
            left.replace(target)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name == "nt":  # untested: another system, where asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

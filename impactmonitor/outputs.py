"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import yaml


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place, then rename it there; one that holds the text already is left alone."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def write_yaml(path: Path, values: Any) -> None:
    """Write values as YAML, in their order."""
    write_whole(path, yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1000))


def replace_folder(files: dict[str, Path], target: Path) -> None:
    """Put a report's files in place together: written beside, then swapped by renaming."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for name, path in files.items():
            if path.is_dir():
                shutil.copytree(path, fresh / name)
            else:
                shutil.copy2(path, fresh / name)
        if target.exists():
            target.replace(old)
        fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)

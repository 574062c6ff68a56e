"""Files that come from outside: which are taken as an export at all, and what goes with them in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from impactmonitor import schemas
from impactmonitor.problems import InputError, Problem

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".sav")
MAX_BYTES = 500_000_000
SIGNATURES = {b"PK\x03\x04": ".xlsx", b"$FL2": ".sav", b"$FL3": ".sav", b"\xd0\xcf\x11\xe0": ".xls"}


def refuse(path: Path, message: str) -> InputError:
    """Make the error that a file as a whole is refused with."""
    return InputError([Problem(path.name or str(path), message)])


def check_file(path: Path) -> None:
    """Check that a file is there, may be read, and is of a supported kind and size.

    Raises
    ------
    InputError
        It is not.
    """
    try:
        if path.is_dir():
            raise refuse(path, "is a folder; give a file")
        size = path.stat().st_size
        if not path.is_file():
            raise refuse(path, "is not a file")
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise refuse(path, f"is {size // 1_000_000} MB; files over {limit} MB are refused: they are read whole")
        if size == 0:
            raise refuse(path, "is empty")
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise refuse(path, f"has the extension {suffix!r}; allowed: {', '.join(SUFFIXES)}")
        with path.open("rb") as file:
            kind = SIGNATURES.get(file.read(4), suffix)
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL character in the name
        raise refuse(path, f"cannot be read: {error}") from error
    if kind != suffix:
        raise refuse(path, f"has the extension {suffix!r} and is a {kind} file; allowed: {', '.join(SUFFIXES)}")


class _Loader(yaml.SafeLoader):
    """Refuses a key that is there twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise ConstructorError(problem=f"key {key.value!r} is there twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, kind: str) -> Any:
    """Read what goes with an export in YAML.

    Parameters
    ----------
    path : Path
    kind : str
        Which schema it must follow, as `schemas.problems` takes it.

    Raises
    ------
    InputError
        The file cannot be read, is not YAML, is empty, or is laid out otherwise; every problem of layout is listed.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), _Loader)
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refuse(path, f"is not text in UTF-8: byte {error.start}") from error
    except (yaml.YAMLError, ValueError) as error:  # a date that does not exist is a ValueError
        raise refuse(path, f"is not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise refuse(path, "is not YAML of this kind: it is nested too deeply") from error
    if not found:
        raise refuse(path, "is empty")
    if problems := schemas.problems(found, kind, path.name):
        raise InputError(problems)
    return found

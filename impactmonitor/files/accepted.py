"""Which files are taken as an export at all."""

from __future__ import annotations

from pathlib import Path

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

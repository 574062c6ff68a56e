"""Files as survey tools deliver them (CSV, XLSX, SPSS), read as text: every cell a string, nothing interpreted."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from impactmonitor.problems import InputError, Problem

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".sav")
MAX_BYTES = 100_000_000
WHOLE = re.compile(r"([+-]?\d+)[.,]0+")


@dataclass(frozen=True)
class Export:
    """A file's cells as text.

    Attributes
    ----------
    frame : DataFrame
        Columns as named in the file; the index is the row as a spreadsheet numbers it (the header is row 1).
    name : str
        File name.
    """

    frame: pd.DataFrame
    name: str


def _fail(path: Path, message: str) -> InputError:
    return InputError([Problem(path.name, message)])


def read_export(path: Path) -> Export:
    """Read a file of any supported kind.

    Parameters
    ----------
    path : Path
        ``.csv`` (also ``.txt``, ``.tsv``; comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), ``.xlsx`` (its
        first sheet) or ``.sav`` (value labels take the place of codes).

    Raises
    ------
    InputError
        The file does not exist, is a folder, is too large, is damaged or empty, or its rows or header are wrong.
    """
    try:
        if path.is_dir():
            raise _fail(path, "is a folder; give a file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise _fail(
                path, f"is {size // 1_000_000} MB; files over {limit} MB are refused, since they are read whole"
            )
        if size == 0:
            raise _fail(path, "is empty")
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise _fail(path, f"has the extension {suffix!r}; allowed: {', '.join(SUFFIXES)}")
        rows = {".xlsx": _xlsx, ".sav": _sav}.get(suffix, _csv)(path)
    except OSError as error:
        raise _fail(path, f"cannot be read: {error.strerror}") from error
    return Export(_frame(path, rows), path.name)


def _frame(path: Path, rows: Sequence[tuple[int, list[str]]]) -> pd.DataFrame:
    """Check the header and the length of every row."""
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        raise _fail(path, "is empty")
    header = [name.strip() for name in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    problems = [
        Problem(f"{path.name}, header, column {place}", "has no name")
        for place, name in enumerate(header, 1)
        if not name
    ]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    problems += [
        Problem(f"{path.name}, header", f"column {name!r} occurs {header.count(name)} times") for name in doubled
    ]
    for number, cells in rows[1:]:
        if len(cells) < len(header) or any(cells[len(header) :]):
            problems.append(
                Problem(f"{path.name}, row {number}", f"has {len(cells)} cells; the header has {len(header)}")
            )
    if problems:
        raise InputError(problems)
    numbers, data = [number for number, _ in rows[1:]], [cells[: len(header)] for _, cells in rows[1:]]
    return pd.DataFrame(data, columns=header, index=pd.Index(numbers, name="row"), dtype=object).astype(object)


def _decode(path: Path, raw: bytes) -> str:
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _fail(path, f"is not text in {' or '.join(encodings)}")


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    text = _decode(path, path.read_bytes())
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    head = text.lstrip().split("\n", 1)[0]
    counts = {mark: len(next(csv.reader([head], delimiter=mark), [])) for mark in DELIMITERS}
    delimiter = max(counts, key=lambda mark: counts[mark])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, 1):
            rows.append((number, cells))
    except csv.Error as error:
        where = f"{path.name}, row {len(rows) + 1}"
        raise InputError([Problem(where, f"is not {DELIMITERS[delimiter]}-separated text: {error}")]) from error
    return rows


def _cell(value: Any) -> str:
    """Write a spreadsheet's or SPSS's value as text: whole numbers without decimals, nothing for missing."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _xlsx(path: Path) -> list[tuple[int, list[str]]]:
    import zipfile
    from xml.etree.ElementTree import ParseError

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, EOFError, ParseError, IndexError)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > 10 * MAX_BYTES:
            raise _fail(path, f"unpacks to {unpacked // 1_000_000} MB; refused")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some tools write a wrong size
        rows = [
            (number, [_cell(value) for value in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
        book.close()
    except damaged as error:
        raise _fail(path, f"is not a whole xlsx workbook ({error})") from error
    width = max((len(cells) for _, cells in rows), default=0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in rows]


def _sav(path: Path) -> list[tuple[int, list[str]]]:
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(str(path), apply_value_formats=False)
    except (pyreadstat.ReadstatError, ValueError, UnicodeDecodeError) as error:
        raise _fail(path, f"is not a whole SPSS file ({error})") from error
    columns = []
    for name in frame.columns:
        labels = meta.variable_value_labels.get(name, {})
        columns.append([_cell(labels.get(value, value)) for value in frame[name].astype(object)])
    rows = [list(row) for row in zip(*columns, strict=True)]
    return list(enumerate([list(frame.columns), *rows], 1))


def whole_number(text: str) -> str:
    """Write ``1,0`` and ``1.00`` as ``1``; leave other text alone."""
    found = WHOLE.fullmatch(text)
    return found[1] if found else text

"""Files as survey tools deliver them (CSV, XLSX, SPSS), read as text: every cell a string, nothing interpreted."""

from __future__ import annotations

import csv
import io
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from impactmonitor import spss
from impactmonitor.cells import as_text
from impactmonitor.files import MAX_BYTES, check_file, refuse
from impactmonitor.markup import visible
from impactmonitor.privacy import shown
from impactmonitor.problems import InputError, Problem

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
CARRIAGE_RETURN = "_x000D_"  # as Excel writes it, and openpyxl leaves it
MAX_CELLS = 20_000_000
MAX_COLUMNS = 16_384  # as many as a spreadsheet has

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Export:
    """A file's cells as text.

    Attributes
    ----------
    frame : DataFrame
        Columns as named in the file; the index is the row as a spreadsheet numbers it (the header is row 1). Columns
        and rows that are a problem are left out.
    name : str
        File name.
    problems : list of Problem
        What is wrong with header and rows.
    """

    frame: pd.DataFrame
    name: str
    problems: list[Problem] = field(default_factory=list)

    def whole(self) -> pd.DataFrame:
        """Return the frame; raises `InputError` when header or rows are wrong."""
        if self.problems:
            raise InputError(self.problems)
        return self.frame


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
        The file does not exist, is a folder, is too large, is damaged or empty.
    """
    check_file(path)
    reader = {".xlsx": _xlsx, ".sav": _sav}.get(path.suffix.lower(), _csv)
    try:
        rows = _bounded(path, reader(path))
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error
    return _export(path, rows)


def _bounded(path: Path, rows: Iterable[Row]) -> list[Row]:
    """Keep the rows that hold anything, as long as they are no more than memory takes."""
    kept, cells = [], 0
    for number, row in rows:
        if any(cell and not cell.isspace() for cell in row):
            kept.append((number, row))
            cells += len(row)
        if cells > MAX_CELLS or len(row) > MAX_COLUMNS:
            limits = f"{MAX_COLUMNS:,} columns or {MAX_CELLS:,} cells"
            raise refuse(path, f"holds over {limits}; such files are refused: they are read whole")
    return kept


def _export(path: Path, rows: list[Row]) -> Export:
    """Check the header and the length of every row."""
    if not rows:
        raise refuse(path, "is empty")
    header = [visible(name) for name in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    problems = [
        Problem(f"{path.name}, header, column {place}", "has no name")
        for place, name in enumerate(header, 1)
        if not name
    ]
    for name, times in Counter(header).items():
        if name and times > 1:
            problems.append(Problem(f"{path.name}, header", f"column {shown(name)} occurs {times} times"))
    numbers, data, width = [], [], len(header)
    for number, cells in rows[1:]:
        if len(cells) < width or any(cells[width:]):
            noun = "cell" if len(cells) == 1 else "cells"
            message = f"has {len(cells)} {noun}; the header has {width}"
            problems.append(Problem(f"{path.name}, row {number}", message))
        else:
            numbers.append(number)
            data.append(cells[:width])
    frame = pd.DataFrame(data, columns=header, index=pd.Index(numbers, name="row", dtype=int), dtype=object)
    kept = frame.columns.astype(str).str.len().to_numpy() > 0
    return Export(frame.loc[:, kept & ~frame.columns.duplicated()].astype(object), path.name, problems)


def _decode(path: Path, raw: bytes) -> str:
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse(path, f"is not text in {' or '.join(encodings)}")


def _delimiter(head: str) -> str:
    """Choose the delimiter that cuts the first record into most cells."""
    counts = {mark: len(next(filter(any, csv.reader(io.StringIO(head), delimiter=mark)), [])) for mark in DELIMITERS}
    return max(counts, key=lambda mark: counts[mark])


def _csv(path: Path) -> Iterator[Row]:
    text = _decode(path, path.read_bytes())
    if "\0" in text.lstrip().split("\n", 1)[0]:
        raise refuse(path, "is not text: its header holds NUL characters")
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    delimiter, number = _delimiter(text[:1_000_000]), 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        message = f"is not {DELIMITERS[delimiter]}-separated text: {error}"
        raise InputError([Problem(f"{path.name}, row {number + 1}", message)]) from error


def _xlsx(path: Path) -> Iterator[Row]:
    import zipfile

    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > 10 * MAX_BYTES:
            raise refuse(path, f"unpacks to {unpacked // 1_000_000} MB; refused")
        with warnings.catch_warnings(action="ignore"):  # of styles and such, which are of no matter here
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some tools write a wrong size
        # A sheet leaves out the empty cells at the end of a row, so the header says how many there are.
        width = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [as_text(value).replace(CARRIAGE_RETURN, "\r") for value in row]
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))
        book.close()
    except (InputError, OSError, MemoryError):
        raise
    except Exception as error:  # a damaged workbook fails anywhere in zip, XML and openpyxl
        raise refuse(path, f"is not a whole xlsx workbook ({type(error).__name__})") from error


def _sav(path: Path) -> Iterator[Row]:
    try:
        yield from enumerate(spss.rows(path), 1)
    except spss.SpssError as error:
        raise refuse(path, "is not a whole SPSS file") from error

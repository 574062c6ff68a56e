"""Files as survey tools deliver them (CSV, XLSX, SPSS), read as text: every cell a string, nothing interpreted."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.files import spss
from impactmonitor.files.accepted import check_file, refuse
from impactmonitor.files.delimited import read_delimited
from impactmonitor.files.spss import as_text
from impactmonitor.problems import InputError, Problem
from impactmonitor.text.privacy import shown
from impactmonitor.text.strangers import visible

CARRIAGE_RETURN = "_x000D_"  # as Excel writes it, and openpyxl leaves it
MAX_CELLS = 20_000_000  # of rows read one by one
MAX_TABLE = 120_000_000  # of a table read as a whole, which takes a tenth of the memory
MAX_UNPACKED = 1_000_000_000
HEADER_ROWS = 2
MAX_COLUMNS = 16_384  # as many as a spreadsheet has
Row = tuple[int, list[str]]
UNWORKED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?![^>]*t="str")[^>]*><f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
"""A cell of a sheet with a formula that nothing has worked out: a program that only writes workbooks left it so."""
PIECE = 1 << 20  # bytes of a sheet at once
FAULTS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}


@dataclass(frozen=True)
class Tabular:
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
    sources : mapping of str to str
        Name of a column to that which it has in the file, where columns were given other names.
    notes : list of str
        What else the file holds that is not read.
    """

    frame: pd.DataFrame
    name: str
    problems: list[Problem] = field(default_factory=list)
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def whole(self) -> pd.DataFrame:
        """Return the frame; raises `InputError` when header or rows are wrong."""
        if self.problems:
            raise InputError(self.problems)
        return self.frame

    def without(self, rows: Sequence[int]) -> Tabular:
        """Return the same without some rows."""
        return replace(self, frame=self.frame.drop(index=rows)) if rows else self

    def place(self, row: int, column: str) -> str:
        """Say where a cell stands: its column as the file calls it, and as it is called here."""
        source = self.sources.get(column)
        return f"{self.name}, row {row}, {f'{shown(source)} ({column})' if source else column}"


def read_tabular(path: Path) -> Tabular:
    """Read a file of any supported kind.

    Parameters
    ----------
    path : Path
        ``.csv`` (also ``.txt``, ``.tsv``; comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), ``.xlsx`` (its
        first sheet that is not hidden) or ``.sav`` (value labels take the place of codes).

    Raises
    ------
    InputError
        The file does not exist, is a folder, is too large, is damaged or empty.
    """
    check_file(path)
    notes: list[str] = []
    readers: dict[str, Callable[[Path], pd.DataFrame | Iterator[Row]]] = {
        ".xlsx": partial(_xlsx, notes=notes),
        ".sav": _sav,
    }
    reader = readers.get(path.suffix.lower(), read_delimited)
    try:
        found = reader(path)
        read = _of_table(path, found) if isinstance(found, pd.DataFrame) else _of_rows(path, _bounded(path, found))
        return replace(read, notes=notes)
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error


def _too_large(path: Path, cells: int) -> InputError:
    return refuse(
        path, f"holds over {MAX_COLUMNS:,} columns or {cells:,} cells; such files are refused: they are read whole"
    )


def _bounded(path: Path, rows: Iterable[Row]) -> list[Row]:
    """Keep the rows that hold anything, as long as they are no more than memory takes."""
    kept, cells = [], 0
    for number, row in rows:
        if any(cell and not cell.isspace() for cell in row):
            kept.append((number, row))
            cells += len(row)
        if cells > MAX_CELLS or len(row) > MAX_COLUMNS:
            raise _too_large(path, MAX_CELLS)
    return kept


def _header(path: Path, names: Iterable[str]) -> tuple[list[str], list[Problem]]:
    """Return the names of the columns, without those at the end that are empty, and what is wrong with them."""
    header = [visible(name) for name in names]
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
    return header, problems


def _two_rows(first: list[str], second: list[str]) -> list[str]:
    """Make one header of two: a question above the first of its columns, and above each an answer or an item.

    It is one where columns between others have no name in the first row and one in the second, and the first column
    has none in the second.

    Parameters
    ----------
    first, second : list of str
        Rows as they stand in the file.

    Returns
    -------
    list of str
        ``question [item]`` for each column; empty where the second row is no header.
    """
    pairs = list(zip_longest(first, second, fillvalue=""))
    while pairs and not any(cell.strip() for cell in pairs[-1]):
        pairs.pop()
    bare = [below for name, below in pairs if not name.strip()]
    if not bare or second[0].strip() or not all(below.strip() for below in bare):
        return []
    names, question = [], ""
    for (name, below), (following, _) in zip(pairs, [*pairs[1:], ("-", "")], strict=True):
        question = name.strip() or question
        several = not (name.strip() and following.strip())
        names.append(f"{question} [{below.strip()}]" if several else question)
    return names


def _length(path: Path, row: int, cells: int, width: int) -> Problem:
    noun = "cell" if cells == 1 else "cells"
    return Problem(f"{path.name}, row {row}", f"has {cells} {noun}; the header has {width}")


def _of_rows(path: Path, rows: list[Row]) -> Tabular:
    """Check the header and the length of every row."""
    if not rows:
        raise refuse(path, "is empty")
    if len(rows) > 1 and (names := _two_rows(rows[0][1], rows[1][1])):
        rows = [(rows[0][0], names), *rows[2:]]
    header, problems = _header(path, rows[0][1])
    numbers, data, width = [], [], len(header)
    for number, cells in rows[1:]:
        if len(cells) < width or any(cells[width:]):
            problems.append(_length(path, number, len(cells), width))
        else:
            numbers.append(number)
            data.append(cells[:width])
    frame = pd.DataFrame(data, columns=header, index=pd.Index(numbers, dtype=int), dtype=object)
    return _export(path, frame, problems)


def _of_table(path: Path, table: pd.DataFrame) -> Tabular:
    """Check the header, and that no row holds anything beyond it."""
    if table.size > MAX_TABLE or table.shape[1] > MAX_COLUMNS:
        raise _too_large(path, MAX_TABLE)
    table = table[_filled(table)]
    if table.empty:
        raise refuse(path, "is empty")
    names = _two_rows(*table.iloc[:2].to_numpy().tolist()) if len(table) > 1 else []
    header, problems = _header(path, names or table.iloc[0])
    table = table.iloc[1:] if names else table
    frame, beyond = table.iloc[1:, : len(header)], table.iloc[1:, len(header) :]
    longer = (beyond != "").any(axis=1)
    problems += [_length(path, row, table.shape[1], len(header)) for row in frame.index[longer]]
    return _export(path, frame[~longer].set_axis(header, axis=1), problems)


def _filled(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows hold anything: bool, one for each row."""
    blank = np.ones(len(table), dtype=bool)
    for column in table:
        blank[blank] = table.loc[blank, column].str.strip() == ""
        if not blank.any():
            break
    return ~blank


def _export(path: Path, frame: pd.DataFrame, problems: list[Problem]) -> Tabular:
    """Leave out the columns that have no name, or that of another."""
    kept = frame.columns.astype(str).str.len().to_numpy() > 0
    kept &= ~frame.columns.duplicated()
    frame = frame if kept.all() else frame.loc[:, kept]
    return Tabular(frame.rename_axis(index="row").astype(object), path.name, problems)


def _unworked(path: Path, sheet: str) -> list[bytes]:
    """List the cells of a sheet that hold a formula and no result."""
    import zipfile

    found, rest = [], b""
    with zipfile.ZipFile(path) as archive, archive.open(sheet) as file:
        while part := file.read(PIECE):
            rest += part
            whole = rest.rfind(b"</c>") + 4
            found += UNWORKED.findall(rest, 0, whole)
            rest = rest[max(whole, 0) if whole > 3 else 0 :]
    return found


def _unread(path: Path, sheet: Any, others: Iterable[Any]) -> list[str]:
    """Say which other sheets a workbook shows, of those that hold more than a line."""
    filled = [shown(one.title) for one in others if sum(any(row) for row in islice(one.values, 100)) > 1]
    told = f"of {path.name} the sheet {shown(sheet.title)} is read; not read: {', '.join(filled)}"
    return [told] if filled else []


def _xlsx(path: Path, notes: list[str]) -> Iterator[Row]:
    import zipfile

    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise refuse(path, f"unpacks to {unpacked // 1_000_000} MB; refused")
        with warnings.catch_warnings(action="ignore"):  # of styles and such, which are of no matter here
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        with closing(book):
            seen = [one for one in book.worksheets if one.sheet_state == "visible"]
            sheet, *others = seen or book.worksheets
            notes += _unread(path, sheet, others)
            if unworked := _unworked(path, sheet._worksheet_path.lstrip("/")):
                told = f"cell {unworked[0].decode()} holds a formula without its result"
                more = f", and so do {len(unworked) - 1} others" if unworked[1:] else ""
                raise refuse(path, f"{told}{more}; open it in a spreadsheet program, and save it again")
            sheet.reset_dimensions()  # some tools write a wrong size
            # A sheet leaves out the empty cells at the end of a row, so the header says how many there are.
            width, faults = 0, []
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [as_text(value).replace(CARRIAGE_RETURN, "\r") for value in row]
                width = max(width, len(cells)) if number <= HEADER_ROWS else width
                faults += [
                    Problem(f"{path.name}, row {number}, column {place}", f"{cell!r} is a fault of the spreadsheet")
                    for place, cell in enumerate(cells, 1)
                    if cell in FAULTS
                ]
                yield number, cells + [""] * (width - len(cells))
            if faults:
                raise InputError(faults)
    except (InputError, OSError, MemoryError):
        raise
    except Exception as error:  # a damaged workbook fails anywhere in zip, XML and openpyxl
        raise refuse(path, f"is not a whole xlsx workbook ({type(error).__name__})") from error


def _sav(path: Path) -> Iterator[Row]:
    try:
        yield from enumerate(spss.rows(path), 1)
    except spss.SpssError as error:
        raise refuse(path, "is not a whole SPSS file") from error

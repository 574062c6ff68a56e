"""Delimited text (CSV): read as a whole where every record has its cells, row by row where one has not."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pandas as pd

from impactmonitor.files.accepted import refuse
from impactmonitor.problems import InputError, Problem

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
DECLARED = re.compile(rf"sep=([{''.join(DELIMITERS)}])[\r\n]", re.IGNORECASE)
"""First line of a file that was saved for Excel."""
RECORDS = 100
"""Records that tell which of them it is."""
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def read_delimited(path: Path) -> pd.DataFrame | Iterator[tuple[int, list[str]]]:
    """Read a file of delimited text.

    Parameters
    ----------
    path : Path
        Comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252.

    Returns
    -------
    DataFrame or iterator of (int, list of str)
        Cells as text, the header among them. A table, its index the number of the record from 1, when every record
        is as long as the header; else one record after the other, with its number.

    Raises
    ------
    InputError
        The file is not text, or (while iterating) a quotation is not closed.
    """
    raw = path.read_bytes()
    text, encoding = _decode(path, raw)
    if "\0" in text.lstrip().split("\n", 1)[0]:
        raise refuse(path, "is not text: its header holds NUL characters")
    if declared := DECLARED.match(text):
        return islice(_row_by_row(path, text, declared[1]), 1, None)
    delimiter = _delimiter(text[:1_000_000])
    if "\0" in text or _stray_quotation(text, delimiter):
        return _row_by_row(path, text, delimiter)
    marks = text.count(delimiter)
    del text  # as large as the table
    table = _whole(raw, encoding, delimiter, marks)
    return _row_by_row(path, raw.decode(encoding), delimiter) if table is None else table


def _decode(path: Path, raw: bytes) -> tuple[str, str]:
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _mostly_utf8(raw):
                row = raw.count(b"\n", 0, error.start) + 1
                byte = f"byte 0x{raw[error.start]:02x} in line {row} is none"
                raise refuse(path, f"is text in UTF-8, but {byte}; save it again as UTF-8") from error
    raise refuse(path, f"is not text in {' or '.join(encodings)}")


def _mostly_utf8(raw: bytes) -> bool:
    """Tell whether as many letters beyond ASCII are good UTF-8 as are not: in Windows-1252 hardly any is."""
    text = raw.decode("utf-8-sig", "replace")
    wrong = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - wrong >= wrong


def _delimiter(head: str) -> str:
    """Choose the delimiter that cuts most records into as many cells as the first, and of those the one of most cells.

    Headings may hold commas, where cells are separated by semicolons.
    """

    def fits(mark: str) -> tuple[bool, int]:
        records = filter(any, csv.reader(io.StringIO(head, newline=None), delimiter=mark))
        first, *others = [len(record) for record in islice(records, RECORDS)] or [0]
        return first > 1 and 2 * others.count(first) >= len(others), first

    return max(DELIMITERS, key=fits)


def _stray_quotation(text: str, delimiter: str) -> bool:
    """Tell whether a quotation mark is left when every whole quoted cell is taken out, from the first to the last."""
    border = rf"[^{delimiter}\r\n]"
    quoted = rf'"(?<!{border}")(?:[^"]++|"")*+"(?!{border})'
    return '"' in text and '"' in re.sub(quoted, "", text)


def _whole(raw: bytes, encoding: str, delimiter: str, marks: int) -> pd.DataFrame | None:
    """Read all records at once; None when one of them has more or fewer cells than the header.

    The parser fills up short records in silence. They show in the count of delimiters: of a whole table each stands
    either between two cells or within one.
    """
    try:
        table = pd.read_csv(
            io.BytesIO(raw), sep=delimiter, encoding=encoding, header=None, dtype=object, na_filter=False,
            skip_blank_lines=False,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    within = sum("".join(table[column].tolist()).count(delimiter) for column in table)
    if marks != len(table) * (table.shape[1] - 1) + within:
        return None
    table.index += 1
    return table


def _row_by_row(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        message = f"is not {DELIMITERS[delimiter]}-separated text: {error}"
        raise InputError([Problem(f"{path.name}, row {number + 1}", message)]) from error

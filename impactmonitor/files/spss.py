"""SPSS files, read by a process of its own: the library that reads them can crash on a damaged one."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from impactmonitor.paths import ROOT


class SpssError(Exception):
    """The file is damaged."""


def rows(path: Path) -> Iterator[list[str]]:
    """Read a ``.sav`` file, in another process.

    Returns
    -------
    iterator of list of str
        The names of the variables, then the cells of every case; value labels take the place of codes, and of a
        multiple-response set 1 and 0 that of the value that counts and of others.

    Raises
    ------
    SpssError
        The file is damaged.
    """
    yield from _told(path, "rows")


def labels(path: Path) -> dict[str, Any]:
    """Read what a ``.sav`` file says of its variables, in another process.

    Returns
    -------
    dict
        ``label`` of the file; ``columns``, a label by name; ``values``, by name a label by code; ``sets``, of each
        multiple-response set its ``name``, ``label`` and ``variables``.

    Raises
    ------
    SpssError
        The file is damaged.
    """
    found: dict[str, Any]
    (found,) = _told(path, "labels")
    return found


def missing(path: Path) -> dict[str, dict[str, int]]:
    """Count what a ``.sav`` file holds and declares missing, so that `rows` leaves it out, in another process.

    Returns
    -------
    dict
        By name of the variable, by label or else the value itself.

    Raises
    ------
    SpssError
        The file is damaged.
    """
    found: dict[str, dict[str, int]]
    (found,) = _told(path, "missing")
    return found


def _told(path: Path, what: str) -> Iterator[Any]:
    """Have another process read a file, and yield each line that it writes; raises `SpssError`."""
    command = [sys.executable, "-m", "impactmonitor.files.spss", str(path.resolve()), what]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield json.loads(line)
        except json.JSONDecodeError as error:  # it crashed in the middle of a line
            process.kill()
            raise SpssError from error
        except GeneratorExit:  # the reader has had enough
            process.kill()
            raise
    if process.returncode:
        raise SpssError


def as_text(value: Any) -> str:
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


def main(path: str, what: str = "rows") -> None:
    """Write a file's rows to standard output, a list in JSON on each line; or what it says of its variables."""
    import pyreadstat

    if what != "rows":
        _, meta = pyreadstat.read_sav(path, metadataonly=True, user_missing=True)
        print(json.dumps(_labels(meta) if what == "labels" else _missing(path, meta)))
        return
    cells, meta = pyreadstat.read_sav(path, output_format="dict")
    labels = [meta.variable_value_labels.get(name, {}) for name in cells]
    sets = [one for one in meta.mr_sets.values() if one["is_dichotomy"]]
    counted = {name.casefold(): as_text(one["counted_value"]) for one in sets for name in one["variable_list"]}
    ticked = [counted.get(name.casefold()) for name in cells]
    print(json.dumps(list(cells)))
    for row in zip(*cells.values(), strict=True):
        print(json.dumps(list(map(_cell, row, labels, ticked))))


def _cell(value: Any, labels: Mapping[Any, str], counted: str | None) -> str:
    """Write a value by its label; of a multiple-response set, whether it is the value that counts as a tick."""
    text = as_text(value)
    if counted is None:
        return as_text(labels.get(value, value))
    return text and str(int(text == counted))


def _missing(path: str, meta: Any) -> dict[str, dict[str, int]]:
    import pyreadstat

    named = [*meta.missing_ranges]  # of other variables nothing need be read
    if not named:
        return {}
    cells, meta = pyreadstat.read_sav(path, output_format="dict", usecols=named, user_missing=True)
    labels, ranges = meta.variable_value_labels, meta.missing_ranges
    counts = {
        name: Counter(as_text(labels.get(name, {}).get(one, one)) for one in cells[name] if _within(one, ranges[name]))
        for name in named
    }
    return {name: dict(count) for name, count in counts.items() if count}


def _labels(meta: Any) -> dict[str, Any]:
    left_out = meta.missing_ranges
    values = {
        name: {code: label for code, label in known.items() if not _within(code, left_out.get(name, []))}
        for name, known in meta.variable_value_labels.items()
    }
    return {
        "label": meta.file_label or "",
        "columns": {name: label or "" for name, label in meta.column_names_to_labels.items()},
        "values": {name: {as_text(code): label for code, label in values[name].items()} for name in values},
        "sets": [
            {"name": name, "label": one["label"] or "", "variables": one["variable_list"]}
            for name, one in meta.mr_sets.items()
            if one["is_dichotomy"]
        ],
    }


def _within(code: Any, ranges: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a code is declared missing."""
    alike = (one for one in ranges if code is not None and isinstance(code, str) == isinstance(one["lo"], str))
    return any(one["lo"] <= code <= one["hi"] for one in alike)


if __name__ == "__main__":
    main(*sys.argv[1:])

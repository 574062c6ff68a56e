"""What earlier reports in the same folder publish of the same answers: their ledgers, read back."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.files.kept import digest
from impactmonitor.problems import InputError, Problem
from impactmonitor.survey.variant import Variant

FOLDER = "IMPACTMONITOR_BESIDE"
LEDGER, RECORD = "cijfers.csv", "params.yml"
OTHERS = "!"
"""Before the keys of a filter in a ledger: all but the respondents whom all filters together select."""

Number = tuple[str, str, str]
"""What a published cell is about: level, item (``geen`` too) and measure."""
Group = tuple[tuple[str, str], ...]
"""Who is in a group, as a ledger says it: the keys of each filter, joined by semicolons."""


@dataclass(frozen=True)
class Earlier:
    """One earlier report.

    Attributes
    ----------
    slug : str
        Its folder.
    minimum : int
        The ``min_onthulling`` it was made with.
    cells : dict
        By group, as the variant that selects it, the cells that are published.
    """

    slug: str
    minimum: int
    cells: dict[Variant, frozenset[Number]]

    @property
    def content(self) -> list[Any]:
        """What it holds, for a digest."""
        return [
            self.slug,
            self.minimum,
            sorted([str(variant), *sorted(cells)] for variant, cells in self.cells.items()),
        ]


@contextmanager
def beside(output: Path) -> Iterator[None]:
    """Hold reports that are decided while the block runs, here or in processes it starts, against those in a folder."""
    before = os.environ.get(FOLDER)
    os.environ[FOLDER] = str(output)
    try:
        yield
    finally:
        os.environ.pop(FOLDER)
        if before is not None:
            os.environ[FOLDER] = before


def reports(checksum: str) -> Iterator[Earlier]:
    """Read the reports on the same answers that lie in the folder that `beside` names, by their folders' names.

    Raises
    ------
    InputError
        One is not as it was written: what it publishes cannot be held against.
    """
    if not (folder := os.environ.get(FOLDER)):
        return
    for place in placed(Path(folder)):
        try:
            made = yaml.safe_load((place.parent / RECORD).read_text(encoding="utf-8"))
            same = made["gegevens"]["sha256"] == checksum
            found = Earlier(place.parent.name, int(made["parameters"]["min_onthulling"]), _cells(place) if same else {})
        except (OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError) as error:
            told = f"{RECORD} or {LEDGER} is not as the report wrote it, so what it gives away is not known"
            problem = Problem(f"{Path(folder).name}/{place.parent.name}", f"{told}; make it again, or write elsewhere")
            raise InputError([problem]) from error
        if same:
            yield found


def placed(folder: Path) -> list[Path]:
    """List the ledgers of the reports in a folder; what is being put there, or was left half done, is hidden."""
    return sorted(path for path in folder.glob(f"*/{LEDGER}") if not path.parent.name.startswith("."))


def ledgers(folder: Path) -> str:
    """Digest the ledgers in a folder of reports; empty where there are none."""
    found = placed(folder)
    return digest([place.parent.name for place in found], found) if found else ""


def group_of(row: Mapping[str, str]) -> Group:
    """Read who is in the group of a ledger's row: the columns of a wave's groupings are those before ``n``."""
    names = [*row]
    return tuple((name, row[name]) for name in names[names.index("groep") + 1 : names.index("n")] if row[name])


def _cells(path: Path) -> dict[Variant, frozenset[Number]]:
    """Return the cells of a ledger, by group; what is about all others follows from the rest of it."""
    found: dict[Variant, set[Number]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = group_of(row)
            if row["aantal"] and not any(keys.startswith(OTHERS) for _, keys in group):
                variant = Variant({name: tuple(keys.split(";")) for name, keys in group})
                found.setdefault(variant, set()).add((row["niveau"], row["item"], row["maat"]))
    return {variant: frozenset(cells) for variant, cells in found.items()}

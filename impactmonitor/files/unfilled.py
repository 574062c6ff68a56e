"""Places in a wave's files that a person has to fill in: marked by who proposes them, refused by who reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml

from impactmonitor.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

MARK = "INVULLEN"


def unfilled(wanted: str) -> str:
    """Return the mark of a place, which says what is wanted there."""
    return f"{MARK} ({wanted})"


def _told(where: str, value: str) -> Problem:
    return Problem(where, f"is to be filled in: {value.removeprefix(MARK).strip().removeprefix('(').removesuffix(')')}")


def in_yaml(text: str, name: str) -> list[Problem]:
    """List the marks in a YAML file, each with its line and key."""
    return list(_in_node(yaml.compose(text), name, "")) if MARK in text else []


def _in_node(node: yaml.Node | None, name: str, key: str) -> Iterator[Problem]:
    match node:
        case yaml.ScalarNode() if node.value.startswith(MARK):
            yield _told(", ".join(filter(None, (f"{name}, line {node.start_mark.line + 1}", key))), node.value)
        case yaml.SequenceNode():
            for one in node.value:
                yield from _in_node(one, name, key)
        case yaml.MappingNode():
            for one, value in node.value:
                yield from _in_node(value, name, str(one.value))


def in_cells(frame: pd.DataFrame, name: str) -> list[Problem]:
    """List the marks in a table, each with its row and column; the index of the table is the row."""
    return [
        _told(f"{name}, row {row}, {column}", value)
        for row, cells in frame.iterrows()
        for column, value in cells.items()
        if value.startswith(MARK)
    ]

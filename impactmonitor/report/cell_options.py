"""The options of a notebook's cell: its lines ``#| name: value``."""

from __future__ import annotations

from typing import Any

import yaml


def options_of(source: str) -> dict[str, Any]:
    """Read the options of a cell; raises `ValueError` where they are none."""
    lines = [line[2:] for line in source.splitlines() if line.startswith("#|")]
    try:
        found = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"its lines '#| …' are not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise ValueError(f"its lines '#| …' are no names with values, such as '#| label: x':{''.join(lines)}")
    return found


def label_of(source: str) -> str:
    """Return the label of a cell; empty where it has none, or its options cannot be read."""
    try:
        return str(options_of(source).get("label") or "") if "#|" in source else ""
    except ValueError:
        return ""

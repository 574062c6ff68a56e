"""The settings in ``_quarto.yml`` that the built-in engine follows. What it does not know is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.problems import BuildError

FILE = "_quarto.yml"
FOLLOWED = {
    "lang",
    "from",
    "filters",
    "format.html.template",
    "format.typst.template",
    "format.typst.pdf-standard",
    "format.typst.font-paths",
    "format.docx.template",
    "format.docx.reference-doc",
}
# These keep Quarto from doing what the built-in engine does not do anyway.
FOR_QUARTO = {
    "project.render",
    "project.pre-render",
    "project.output-dir",
    "execute.enabled",
    "html-table-processing",
    "format.html.minimal",
    "format.html.theme",
    "format.html.embed-resources",
    "format.html.output-file",
    "format.typst.output-file",
    "format.docx.output-file",
}


@dataclass(frozen=True)
class Settings:
    """What the built-in engine is told.

    Attributes
    ----------
    values : dict
        Each setting by its dotted name.
    """

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise BuildError(f"{FILE}: {name} is missing") from None

    @property
    def filters(self) -> list[str]:
        """Paths of the Lua filters, in order."""
        return [one["path"] if isinstance(one, Mapping) else one for one in self["filters"]]


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def read_settings(build: Path) -> Settings:
    """Read the settings of a build directory.

    Raises
    ------
    BuildError
        The file holds a setting that the built-in engine does not follow, or is no YAML.
    """
    try:
        values = dict(_flat(yaml.safe_load((build / FILE).read_text(encoding="utf-8"))))
    except (yaml.YAMLError, AttributeError) as error:
        raise BuildError(f"{FILE}: {error}") from error
    if unknown := sorted(set(values) - FOLLOWED - FOR_QUARTO):
        raise BuildError(f"{FILE}: the built-in engine does not know {', '.join(unknown)}")
    return Settings(values)

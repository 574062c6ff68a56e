"""The settings of a report: those that both engines follow, and what to do instead of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.paths import THEME
from impactmonitor.problems import BuildError
from impactmonitor.report.profiles import active, profile_file

SETTINGS, EXTENSION = "_quarto.yml", THEME / "_extension.yml"
FORMAT = "format.monitor-"
"""Before the name of a format of the theme, as Quarto gives it to those of an extension; others are Quarto's own."""
BARE = [(f"{FORMAT}{name}", "default") for name in ("html", "typst", "docx")]
"""A format without settings of its own."""
LOOK = {
    f"{FORMAT}html.template",
    f"{FORMAT}typst.template",
    f"{FORMAT}typst.pdf-standard",
    f"{FORMAT}typst.font-paths",
    f"{FORMAT}docx.template",
    f"{FORMAT}docx.reference-doc",
}
FOLLOWED = LOOK | {"lang", "project.render", "project.pre-render", "project.post-render", "editor"}
FIXED: Mapping[str, Any] = {
    "bibliography": "references.bib",
    "csl": "references.csl",
    "execute.enabled": False,
    "html-table-processing": "none",
    "brand": False,
    f"{FORMAT}html.comments": False,
    f"{FORMAT}html.minimal": True,
    f"{FORMAT}html.theme": "none",
    f"{FORMAT}html.embed-resources": False,
    f"{FORMAT}html.html-math-method": "mathml",
}
"""Settings with the one value that they may have: most keep Quarto from what the built-in engine does not do anyway."""
INSTEAD = {
    **dict.fromkeys(
        ("title", "subtitle", "author", "date", "abstract", "toc", "css", "include-in-header", "number-sections"),
        "write it in the front matter of report.qmd",
    ),
    "include-before-body": "write it in _extensions/monitor/template.html or template.typ",
    "include-after-body": "write it in _extensions/monitor/template.html or template.typ",
    "output-file": "a page is named after its source",
    "output-dir": "it stands in the file of a profile, such as _quarto-tranche-3.yml",
    "params": "they stand in the file of a profile, such as _quarto-tranche-3.yml",
    "html": "the format is monitor-html",
    "pdf": "the format is monitor-typst",
    "typst": "the format is monitor-typst",
    "docx": "the format is monitor-docx",
    "format": "formats stand in _quarto.yml",
    "from": "it stands in _extensions/monitor/_extension.yml",
    "filters": "they stand in _extensions/monitor/_extension.yml",
    "bibliography": "name it in _quarto.yml",
    "csl": "name it in _quarto.yml",
}
"""By the last part of a setting's name: where what it is for is done."""


@dataclass(frozen=True)
class Settings:
    """What an engine is told.

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
            raise BuildError(f"{SETTINGS}: {name} is missing") from None

    @property
    def literature(self) -> dict[str, str]:
        """The files with sources and with their style, where there are such."""
        return {name: self.values[name] for name in ("bibliography", "csl") if name in self.values}


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield settings within settings by their dotted names."""
    for name, value in values.items():
        if isinstance(value, Mapping) and name != "editor":
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def refused(name: str) -> str:
    """Say that a setting is not supported, and what to do instead where there is something."""
    instead = next((INSTEAD[part] for part in reversed(name.split(".")) if part in INSTEAD), "")
    return f"{name} is not supported" + (f"; {instead}" if instead else "")


def read_settings(build: Path) -> Settings:
    """Read the settings of the theme, then of the folder, then of the active profiles that have a file there.

    Raises
    ------
    BuildError
        A file is no YAML, or holds settings that are not followed: all are named, with what to do instead.
    """
    values = _read(build / SETTINGS, FOLLOWED)
    for name in active():
        if (path := profile_file(build, name)).exists():
            values |= _read(path, FOLLOWED | {"project.output-dir"})
    return Settings(_read_extension(build / EXTENSION) | values)


def _loaded(path: Path) -> dict[str, Any]:
    try:
        return dict(flat(yaml.safe_load(path.read_text(encoding="utf-8"))))
    except (OSError, yaml.YAMLError, AttributeError) as error:
        raise BuildError(f"{path.name}: {error}") from error


def _read_extension(path: Path) -> dict[str, Any]:
    """Read what the extension says of its formats, under the names that a project would set the same by."""
    values = {}
    for name, value in _loaded(path).items():
        of = name.removeprefix("contributes.formats.")
        if of == "common.filters":
            value = [(THEME / one["path"]).as_posix() for one in value]
        if of.endswith((".template", ".reference-doc")):
            value = (THEME / value).as_posix()
        if of.endswith(".font-paths"):
            value = [(THEME / one).as_posix() for one in value]
        if of != name:
            values[of.removeprefix("common.") if of.startswith("common.") else FORMAT + of] = value
    return _checked(path.name, values, LOOK | {"from", "filters"})


def _read(path: Path, followed: set[str]) -> dict[str, Any]:
    values = {name: value for name, value in _loaded(path).items() if (name, value) not in BARE}
    return _checked(path.name, values, followed)


def _checked(file: str, values: dict[str, Any], followed: set[str]) -> dict[str, Any]:
    wrong = [refused(name) for name in sorted(set(values) - followed - set(FIXED))]
    wrong += [
        f"{name} is {values[name]!r}; it can only be {only!r}"
        for name, only in FIXED.items()
        if name in values and values[name] != only
    ]
    if wrong:
        raise BuildError("\n".join(f"{file}: {one}" for one in wrong))
    return values

"""The settings of a report: those that both engines follow, and what to do instead of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.problems import BuildError
from impactmonitor.report.profiles import active, profile_file

SETTINGS = "_quarto.yml"
FOLLOWED = {
    "lang",
    "from",
    "filters",
    "project.render",
    "project.pre-render",
    "project.post-render",
    "format.html.template",
    "format.typst.template",
    "format.typst.pdf-standard",
    "format.typst.font-paths",
    "format.docx.template",
    "format.docx.reference-doc",
    "editor",
}
FIXED: Mapping[str, Any] = {
    "bibliography": "references.bib",
    "csl": "references.csl",
    "execute.enabled": False,
    "html-table-processing": "none",
    "format.html.minimal": True,
    "format.html.theme": "none",
    "format.html.embed-resources": False,
    "format.html.html-math-method": "mathml",
}
"""Settings with the one value that they may have: most keep Quarto from what the built-in engine does not do anyway."""
INSTEAD = {
    "title": "it is in data/codebook.yml, under onderzoek",
    "subtitle": "it is in data/codebook.yml, under onderzoek",
    "author": "it is in theme/template.html, template.typ and template.openxml",
    "date": "give it to the command: --date 2026-12-15",
    "abstract": "write it under the heading Samenvatting",
    "toc": "the report has its contents already",
    "number-sections": "headings have numbers already; write {.unnumbered} after one that should not",
    "css": "write it in theme/report.css",
    "include-in-header": "write it in theme/template.html or template.typ",
    "include-before-body": "write it in theme/template.html or template.typ",
    "include-after-body": "write it in theme/template.html or template.typ",
    "output-file": "a page is named after its source",
    "output-dir": "it stands in the file of a profile, such as _quarto-tranche-3.yml",
    "params": "they stand in the file of a profile, such as _quarto-tranche-3.yml",
    "pdf": "the PDF is made by format typst",
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
    def filters(self) -> list[str]:
        """Paths of the Lua filters, in order."""
        return [one["path"] if isinstance(one, Mapping) else one for one in self["filters"]]

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
    """Read the settings of a folder, and those of the active profiles that have a file there.

    Raises
    ------
    BuildError
        A file is no YAML, or holds settings that are not followed: all are named, with what to do instead.
    """
    values = _read(build / SETTINGS, FOLLOWED)
    for name in active():
        if (path := profile_file(build, name)).exists():
            values |= _read(path, FOLLOWED | {"project.output-dir"})
    return Settings(values)


def _read(path: Path, followed: set[str]) -> dict[str, Any]:
    try:
        values = dict(flat(yaml.safe_load(path.read_text(encoding="utf-8"))))
    except (yaml.YAMLError, AttributeError) as error:
        raise BuildError(f"{path.name}: {error}") from error
    wrong = [refused(name) for name in sorted(set(values) - followed - set(FIXED))]
    wrong += [
        f"{name} is {values[name]!r}; it can only be {only!r}"
        for name, only in FIXED.items()
        if name in values and values[name] != only
    ]
    if wrong:
        raise BuildError("\n".join(f"{path.name}: {one}" for one in wrong))
    return values

"""The built-in engine: pandoc with the report's filter, and Typst, both from wheels."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.problems import BuildError
from impactmonitor.report.expand import EXPANDED


def render(build: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Render a prepared build directory.

    Parameters
    ----------
    build : Path
        As `build.prepare` leaves it, with the source expanded.
    formats : sequence of {'html', 'pdf', 'docx'}

    Returns
    -------
    dict of str to Path
        The file of each format.

    Raises
    ------
    BuildError
        Something in the source is not supported or does not exist, or a program complained.
    """
    settings = read_settings(build)
    makers = {"html": _html, "pdf": _pdf, "docx": _docx}
    with ThreadPoolExecutor(len(formats)) as pool:
        made = pool.map(lambda name: makers[name](build, settings), formats)
        return dict(zip(formats, made, strict=True))


def _pandoc(build: Path, settings: Settings, to: str, output: str, *options: str) -> Path:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), str(EXPANDED), "--from", settings["from"], "--to", to, "--standalone"]
    command += ["--metadata", f"lang={settings['lang']}", "--metadata-file", "_metadata.yml", "--fail-if-warnings"]
    command += [part for path in settings.filters for part in ("--lua-filter", path)]
    command += ["--template", settings[f"format.{to}.template"], "--output", output, *options]
    done = subprocess.run(command, cwd=build, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"pandoc, {output}: {done.stderr.strip() or done.stdout.strip()}")
    return build / output


def _html(build: Path, settings: Settings) -> Path:
    return _pandoc(build, settings, "html", "report.html", "--wrap", "none")


def _docx(build: Path, settings: Settings) -> Path:
    return _pandoc(build, settings, "docx", "report.docx", "--reference-doc", settings["format.docx.reference-doc"])


def _pdf(build: Path, settings: Settings) -> Path:
    import typst

    source = _pandoc(build, settings, "typst", "report.typ", "--wrap", "none")
    stamp = dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(source),
            root=str(build),
            font_paths=[str(build / folder) for folder in settings["format.typst.font-paths"]],
            ignore_system_fonts=True,
            pdf_standards=[settings["format.typst.pdf-standard"]],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise BuildError(f"Typst, report.typ: {error}") from error
    if warnings:
        raise BuildError(f"Typst, report.typ: {'; '.join(str(warning.message) for warning in warnings)}")
    target = build / "report.pdf"
    target.write_bytes(pdf)
    return target


SETTINGS = "_quarto.yml"
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
            raise BuildError(f"{SETTINGS}: {name} is missing") from None

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
        values = dict(_flat(yaml.safe_load((build / SETTINGS).read_text(encoding="utf-8"))))
    except (yaml.YAMLError, AttributeError) as error:
        raise BuildError(f"{SETTINGS}: {error}") from error
    if unknown := sorted(set(values) - FOLLOWED - FOR_QUARTO):
        raise BuildError(f"{SETTINGS}: the built-in engine does not know {', '.join(unknown)}")
    return Settings(values)

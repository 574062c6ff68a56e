"""The built-in engine: pandoc with the report's filter, and Typst, both from wheels."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from impactmonitor.problems import BuildError
from impactmonitor.report.expand import EXPANDED
from impactmonitor.report.profiles import environment
from impactmonitor.report.settings import FORMAT, Settings, read_settings


def render(build: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Render a prepared build directory.

    Parameters
    ----------
    build : Path
        As `evidence.prepare` leaves it, with the source expanded.
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
    command += [part for path in settings["filters"] for part in ("--lua-filter", path)]
    command += [part for name, file in settings.literature.items() for part in ("--metadata", f"{name}={file}")]
    command += ["--template", settings[f"{FORMAT}{to}.template"], "--output", output, *options]
    done = subprocess.run(command, cwd=build, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"pandoc, {output}: {done.stderr.strip() or done.stdout.strip()}")
    return build / output


def _html(build: Path, settings: Settings) -> Path:
    without = ["--metadata", "comments=false"] if f"{FORMAT}html.comments" in settings.values else []
    return _pandoc(build, settings, "html", "report.html", "--wrap", "none", "--mathml", *without)


def _docx(build: Path, settings: Settings) -> Path:
    return _pandoc(build, settings, "docx", "report.docx", "--reference-doc", settings[f"{FORMAT}docx.reference-doc"])


def _pdf(build: Path, settings: Settings) -> Path:
    import typst

    source = _pandoc(build, settings, "typst", "report.typ", "--wrap", "none")
    stamp = dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(source),
            root=str(build),
            font_paths=[str(build / folder) for folder in settings[f"{FORMAT}typst.font-paths"]],
            ignore_system_fonts=True,
            pdf_standards=[settings[f"{FORMAT}typst.pdf-standard"]],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise BuildError(f"Typst, report.typ: {error}") from error
    if warnings:
        raise BuildError(f"Typst, report.typ: {'; '.join(str(warning.message) for warning in warnings)}")
    target = build / "report.pdf"
    target.write_bytes(pdf)
    return target

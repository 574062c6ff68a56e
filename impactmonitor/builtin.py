"""The built-in engine: pandoc with the report's filter, and Typst, both from wheels."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from impactmonitor.problems import BuildError
from impactmonitor.shortcodes import Expander

MARKDOWN = "markdown-tex_math_dollars-tex_math_single_backslash-raw_tex-latex_macros"


def render(build: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Render a prepared build directory.

    Parameters
    ----------
    build : Path
        As `build.prepare` leaves it.
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
    (build / "_generated" / "report.md").write_text(Expander(build).file("report.qmd"), encoding="utf-8")
    makers = {"html": _html, "pdf": _pdf, "docx": _docx}
    with ThreadPoolExecutor(len(formats)) as pool:
        made = pool.map(lambda name: makers[name](build), formats)
        return dict(zip(formats, made, strict=True))


def _pandoc(build: Path, to: str, output: str, *options: str) -> Path:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "_generated/report.md", "--from", MARKDOWN, "--to", to, "--standalone"]
    command += ["--metadata-file", "_metadata.yml", "--lua-filter", "theme/filter.lua", "--fail-if-warnings"]
    command += ["--output", output, *options]
    done = subprocess.run(command, cwd=build, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"pandoc, {output}: {done.stderr.strip() or done.stdout.strip()}")
    return build / output


def _html(build: Path) -> Path:
    return _pandoc(build, "html", "report.html", "--template", "theme/template.html", "--wrap", "none")


def _docx(build: Path) -> Path:
    return _pandoc(build, "docx", "report.docx", "--toc", "--toc-depth", "2")


def _pdf(build: Path) -> Path:
    import typst

    source = _pandoc(build, "typst", "report.typ", "--template", "theme/template.typ", "--wrap", "none")
    stamp = dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(source),
            root=str(build),
            font_paths=[str(build / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise BuildError(f"Typst, report.typ: {error}") from error
    if warnings:
        raise BuildError(f"Typst, report.typ: {'; '.join(str(warning.message) for warning in warnings)}")
    target = build / "report.pdf"
    target.write_bytes(pdf)
    return target

"""The commands on answers in own words: sheets for coders, and what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from impactmonitor.cli.options import Command, only_data
from impactmonitor.problems import UsageError
from impactmonitor.run.request import Request

coding = typer.Typer(no_args_is_help=True, help="Code answers in own words: export, import, codebook, codeframe.")


def _new(file: Path, suffix: str) -> None:
    """Refuse to write over what is there, or under a name that says something else."""
    if file.suffix != suffix:
        raise UsageError(f"{file.name}: the name of what is written here ends in {suffix}")
    if file.exists():
        raise UsageError(f"{file} is there already; choose another name")


@coding.command("export", cls=Command)
@only_data
def export_sheets(
    request: Request,
    folder: Path,
    coders: Annotated[int, typer.Option(min=1, help="how many sheets, each in an order of its own")] = 2,
) -> None:
    """Write an Excel sheet for each coder: the answers without who wrote them, and the themes to choose from."""
    from impactmonitor.run import coding_sheets

    for path in coding_sheets.export_sheets(request.path, folder, coders):
        typer.echo(f"{path}: to be filled in by one coder, who sees no other sheet")


@coding.command("import", cls=Command)
@only_data
def import_sheets(
    request: Request,
    sheet1: Path,
    sheet2: Path,
    settled: Annotated[Path | None, typer.Option(help="the sheet of differences, filled in")] = None,
) -> None:
    """Read two coders' sheets, tell how far they agree, and write what is left to settle, or the settled codes."""
    from impactmonitor.run import coding_settled

    found = coding_settled.import_sheets(request.path, sheet1, sheet2, settled)
    typer.echo("Krippendorff's alpha, with 95% interval (bootstrap over answers):")
    for row in found.agreement.itertuples():
        name = f"{row.niveau}, {row.thema}" if row.niveau else row.thema
        known = row.alpha == row.alpha
        told = f"{row.alpha:.2f} [{row.laag:.2f}, {row.hoog:.2f}]" if known else "chosen never, or always"
        typer.echo(f"  {name}: {told}; {row.antwoorden} answers, chosen {row.keer} times")
    if found.written.suffix == ".xlsx":
        typer.echo(f"{found.differ} answers to settle: {found.written}; fill it in and give it as --settled")
    else:
        typer.echo(f"{found.written}: settled, {found.differ} of the answers in consultation")
    if found.kept:
        typer.echo(f"{found.kept}: the codes that were there before, for these are others")


@coding.command("codebook", cls=Command)
@only_data
def write_codebook(request: Request, file: Path) -> None:
    """Write the themes as a REFI-QDA codebook (.qdc)."""
    from impactmonitor.run import theme_books

    _new(file, ".qdc")
    theme_books.write_codebook(request.path, file)
    typer.echo(str(file))


@coding.command("codeframe", cls=Command)
@only_data
def read_codebook(request: Request, codebook: Path, file: Path) -> None:
    """Write a REFI-QDA codebook (.qdc) as a codeframe.yml."""
    from impactmonitor.run import theme_books

    _new(file, ".yml")
    theme_books.read_codebook_file(request.path, codebook, file)
    typer.echo(str(file))

"""The command that proposes a wave from an export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(help="to make; one that is there already is left alone")],
    source: Annotated[Path, typer.Option("--from", help="an export, as the survey tool gives it")],
    definition: Annotated[
        Path | None, typer.Option(help="the questionnaire: .lss, .qsf, an XLSForm .xlsx, or .sav for its labels")
    ] = None,
    grouping: Annotated[
        list[str] | None, typer.Option(help="a column that tells groups apart; give it again for another")
    ] = None,
) -> None:
    """Propose a new wave from an export: codebook, column map and the files that go with it, to fill in and check."""
    from impactmonitor.survey.new_wave import new_wave

    asked_in = definition.resolve() if definition else None
    made = new_wave(folder.resolve(), source.resolve(), asked_in, grouping or ())
    for line in made.told:
        typer.echo(line)
    for mark in made.marks:
        typer.echo(f"to fill in: {mark}")
    count = len(made.marks)
    typer.echo(
        f"{folder}: {count} place{'' if count == 1 else 's'} to fill in; then: impactmonitor check {made.export}"
    )

"""The command line: report, variants, check, execute."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from impactmonitor.problems import BuildError, InputError, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from impactmonitor.run.batch import Made, Task

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

Tranche = Annotated[str, typer.Option(help="tranches, comma-separated: 3 or 1,2")]
Sector = Annotated[str, typer.Option(help="sectors, comma-separated: mbo,hbo,wo,overig")]
Werkplaats = Annotated[str, typer.Option(help="workplaces by name, comma-separated")]
Data = Annotated[Path | None, typer.Option(help="an export; the project's own data by default")]
Format = Annotated[str, typer.Option(help="html, pdf, docx, comma-separated")]
Engine = Annotated[str, typer.Option(help="auto, quarto or builtin")]
Output = Annotated[Path, typer.Option(help="folder; the report lands in OUTPUT/<variant>/")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="execute everything anew")]
AtOnce = Annotated[int | None, typer.Option("--workers", min=1, help="variants at once; one per core by default")]
MinGroep = Annotated[int, typer.Option(min=1, help="respondents a group needs to be shown apart")]
MinOnthulling = Annotated[int, typer.Option(min=1, help="respondents a group needs to be revealed at all")]


class Command(TyperCommand):
    """A command that answers an unknown option with the nearest one and all there are."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Check the names of the options before their values."""
        known = [option for parameter in self.get_params(ctx) for option in parameter.opts if option.startswith("--")]
        for name in (argument.partition("=")[0] for argument in args):
            if name.startswith("--") and name not in known:
                hint = nearest(name, known) or "."
                raise UsageError(f"{self.name} has no option {name}{hint} Allowed: {', '.join(known)}")
        return super().parse_args(ctx, args)


FORMATS = ("html", "pdf", "docx")
ENGINES = ("auto", "quarto", "builtin")


def _formats(text: str) -> list[str]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    if wrong := [part for part in given if part not in FORMATS]:
        raise UsageError(f"format {wrong[0]!r} does not exist; allowed: {', '.join(FORMATS)}")
    return given or ["html", "pdf"]


def _engine(name: str) -> str:
    if name not in ENGINES:
        raise UsageError(f"engine {name!r} does not exist; allowed: {', '.join(ENGINES)}")
    return name


def _parameters(
    data: Path | None, tranche: str, sector: str, werkplaats: str, min_groep: int, min_onthulling: int
) -> dict[str, Any]:
    """Name what was typed as `Study.load` does."""
    filters = {"tranche": tranche, "sector": sector, "werkplaats": werkplaats}
    return {"data": data or "", **filters, "min_groep": min_groep, "min_onthulling": min_onthulling}


def _say(line: str) -> None:
    typer.echo(line, err=True)


@app.command(cls=Command)
def report(
    tranche: Tranche = "",
    sector: Sector = "",
    werkplaats: Werkplaats = "",
    data: Data = None,
    format: Format = "html,pdf",
    engine: Engine = "auto",
    output: Output = Path("_output"),
    no_cache: NoCache = False,
    min_groep: MinGroep = 10,
    min_onthulling: MinOnthulling = 5,
) -> None:
    """Make one report."""
    formats, chosen, started = _formats(format), _engine(engine), time.monotonic()
    from impactmonitor.run.build import make_report

    parameters = _parameters(data, tranche, sector, werkplaats, min_groep, min_onthulling)
    target = make_report(parameters, formats, chosen, output.resolve(), not no_cache, _say)
    made = ", ".join(sorted(path.name for path in target.iterdir()))
    typer.echo(f"Done in {time.monotonic() - started:.0f} s: {target} ({made})")


@app.command(cls=Command)
def variants(
    data: Data = None,
    format: Format = "html,pdf",
    engine: Engine = "auto",
    output: Output = Path("_output"),
    no_cache: NoCache = False,
    min_groep: MinGroep = 10,
    min_onthulling: MinOnthulling = 5,
    scheduler: Annotated[str, typer.Option(help="a Dask scheduler, tcp://host:port; local processes by default")] = "",
    at_once: AtOnce = None,
) -> None:
    """Make the whole and every tranche, and an index that leads to them."""
    formats, chosen, started = _formats(format), _engine(engine), time.monotonic()
    from impactmonitor.run import workers

    if not scheduler:
        workers.start_method()
    from impactmonitor.analysis.study import Study
    from impactmonitor.files.kept import kept_in
    from impactmonitor.files.whole import write_whole
    from impactmonitor.paths import ROOT
    from impactmonitor.report.overview import overview
    from impactmonitor.run.batch import plan

    output = output.resolve()
    with kept_in(ROOT / "_build", anew=no_cache):
        study = Study.load(data or "", min_groep=min_groep, min_onthulling=min_onthulling)
        tasks = plan(study, formats, chosen, not no_cache, None if scheduler else output)
        outcomes = _watched(tasks, output, scheduler, at_once)
    write_whole(output / "index.html", overview(study, {one.slug: one.files for one in outcomes}))
    failed = [outcome for outcome in outcomes if outcome.error]
    for outcome in failed:
        typer.echo(f"{outcome.slug}: {outcome.error}", err=True)
    took = f"{time.monotonic() - started:.0f} s"
    typer.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} reports in {took}: {output / 'index.html'}")
    if failed:
        raise BuildError(f"failed: {', '.join(outcome.slug for outcome in failed)}")


def _watched(tasks: Sequence[Task], output: Path, scheduler: str, at_once: int | None) -> list[Made]:
    """Run tasks, with a bar that tells how far they are; each report is in place as soon as it is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from impactmonitor.run.batch import publish, run

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task("reports", total=len(tasks))

        def done(outcome: Made) -> None:
            if outcome.files and not outcome.placed:
                publish(outcome, output)
            progress.console.print(f"{outcome.slug}: {'failed' if outcome.error else 'done'}", highlight=False)
            progress.advance(bar)

        return run(tasks, done, scheduler, at_once)


@app.command(cls=Command)
def check(file: Path) -> None:
    """Validate an export and what goes with it, and list every problem."""
    from impactmonitor.run.check import check_inputs

    responses = check_inputs(file.resolve())
    for note in responses.notes:
        typer.echo(f"note: {note}")
    typer.echo(f"{file}: {len(responses.frame)} respondents, no problems; {len(responses.notes)} notes")


@app.command(cls=Command)
def execute(
    tranche: Tranche = "",
    sector: Sector = "",
    werkplaats: Werkplaats = "",
    data: Data = None,
    no_cache: NoCache = False,
    min_groep: MinGroep = 10,
    min_onthulling: MinOnthulling = 5,
) -> None:
    """Only run the notebooks."""
    from impactmonitor.run.build import execute_notebooks

    parameters = _parameters(data, tranche, sector, werkplaats, min_groep, min_onthulling)
    folder, ran = execute_notebooks(parameters, not no_cache)
    typer.echo(f"{folder}: {', '.join(ran) or 'nothing was stale'}")


def main() -> None:
    """Run the command line: status 0 done, 1 data or build wrong, 2 wrong usage."""
    try:
        app()
    except UsageError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except InputError as error:
        typer.echo(str(error), err=True)
        count = len(error.problems)
        typer.echo(f"{count} problem{'s' if count != 1 else ''}; nothing was made", err=True)
        sys.exit(1)
    except BuildError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # a full or read-only disk
        typer.echo(f"error: {error.filename or 'writing'}: {error.strerror or error}", err=True)
        sys.exit(1)

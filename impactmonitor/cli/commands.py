"""Make, compare and check survey reports; README.md tells how."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impactmonitor.cli.coding import coding
from impactmonitor.cli.new import new
from impactmonitor.cli.options import Command, asks, only_data
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.run import garbage
from impactmonitor.run.interrupts import interruptible
from impactmonitor.run.request import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from impactmonitor.run.batch import Made, Task

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(coding, name="coding")
app.command(cls=Command)(new)

Format = Annotated[str, typer.Option(help="html, pdf, docx, comma-separated")]
Engine = Annotated[str, typer.Option(help="auto, quarto or builtin")]
Output = Annotated[
    Path | None,
    typer.Option(
        help="folder; reports land in OUTPUT/<variant>/; _output by default, of other data _output/<measurement>"
    ),
]
Date = Annotated[str, typer.Option(help="of publication, such as 2026-11-24; else that of report.qmd, else today")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="execute everything anew")]
Scheduler = Annotated[str, typer.Option(help="a Dask scheduler, tcp://host:port; local processes by default")]
AtOnce = Annotated[int | None, typer.Option("--workers", min=1, help="variants at once; one per core by default")]


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


def _dated(date: str, request: Request) -> None:
    """Take the date that is asked for as the report's, or else the one that a wave's own text has."""
    from impactmonitor.report.provenance import publish_on, written_on

    if date := date or written_on(request.path):
        publish_on(date)


def _folder(given: Path | None, request: Request) -> Path:
    """Return where reports land: measurements keep apart, so that none takes the place of another."""
    from impactmonitor.survey.wave import shelf

    return (given or Path("_output") / shelf(request.path)).resolve()


def _say(line: str) -> None:
    typer.echo(line, err=True)


@app.command(cls=Command)
@asks()
def report(
    request: Request,
    format: Format = "html,pdf",
    engine: Engine = "auto",
    output: Output = None,
    date: Date = "",
    no_cache: NoCache = False,
    diff: Annotated[bool, typer.Option("--diff", help="compare with the report that it replaces")] = False,
) -> None:
    """Make one report."""
    formats, chosen, started = _formats(format), _engine(engine), time.monotonic()
    _dated(date, request)
    from impactmonitor.run.build import make_report

    target = make_report(request, formats, chosen, _folder(output, request), not no_cache, _say, aside=diff)
    if diff:
        from impactmonitor.paths import builds_of
        from impactmonitor.run.compare import ASIDE

        earlier = builds_of(target.parent) / target.name / ASIDE
        _compared(earlier, target) if earlier.exists() else _say("note: there was no earlier report to compare with")
    made = ", ".join(sorted(path.name for path in target.iterdir()))
    typer.echo(f"Done in {time.monotonic() - started:.0f} s: {target} ({made})")


@app.command(cls=Command)
@asks()
def preview(
    request: Request,
    port: Annotated[int, typer.Option(min=0, max=65535, help="to serve on; 0 takes one that is free")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="only say where it is")] = False,
) -> None:
    """Show the report in the browser, and anew when something it is made of is saved."""
    from impactmonitor.paths import builds_of
    from impactmonitor.report.provenance import dated_as_written
    from impactmonitor.run.build import make_report
    from impactmonitor.run.preview import preview as shown
    from impactmonitor.survey.wave import prose_of, reports_of

    work = builds_of(reports_of(request.path))

    def made() -> Path:
        with dated_as_written(request.path):
            return make_report(request, ["html"], "builtin", work / "preview", say=_say, work=work)

    shown(
        made,
        prose_of(request.path),
        sorted({path.parent for path in (request.path, *request.files)}),
        port,
        not no_browser,
        _say,
    )


@app.command(cls=Command)
@asks("tranche", "sector", "werkplaats", "filter")
def variants(
    request: Request,
    format: Format = "html,pdf",
    engine: Engine = "auto",
    output: Output = None,
    date: Date = "",
    no_cache: NoCache = False,
    scheduler: Scheduler = "",
    at_once: AtOnce = None,
) -> None:
    """Make the whole and every group with reports of its own (tranches), and an index that leads to them."""
    formats, chosen, started = _formats(format), _engine(engine), time.monotonic()
    _dated(date, request)
    from impactmonitor.run.batch import make_variants

    output = _folder(output, request)
    made = make_variants(request, formats, chosen, output, not no_cache, _watched, scheduler, at_once)
    failed = [one for one in made if one.error]
    for one in failed:
        typer.echo(f"{one.slug}: {one.error}", err=True)
    took = f"{time.monotonic() - started:.0f} s"
    typer.echo(f"{len(made) - len(failed)} of {len(made)} reports in {took}: {output / 'index.html'}")
    if failed:
        raise BuildError(f"failed: {', '.join(one.slug for one in failed)}")


def _watched(tasks: Sequence[Task], running: Callable[[Callable[[Made], None]], list[Made]]) -> list[Made]:
    """Run tasks, with a bar that tells how far they are."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task("reports", total=len(tasks))

        def told(one: Made) -> None:
            progress.console.print(f"{one.slug}: {'failed' if one.error else 'done'}", highlight=False)
            progress.advance(bar)

        return running(told)


@app.command("diff", cls=Command)
def compare(old: Path, new: Path) -> None:
    """Tell what changed between two output folders: verschil.html and verschil.csv, in NEW."""
    _compared(old.resolve(), new.resolve())


def _compared(old: Path, new: Path) -> None:
    """Compare two output folders and say what was found, respondents by name: the terminal is the bureau's."""
    from impactmonitor.run.compare import compare_outputs

    found = compare_outputs(old, new)
    every = found.every
    for what, names in (("dropped", every.dropped), ("added", every.added)):
        if names:
            typer.echo(f"{what}: {', '.join(names)}")
    for name, columns in every.corrected.items():
        typer.echo(f"corrected: {name} ({', '.join(columns)})")
    withheld = len(every.differences) - len(found.told.differences)
    if withheld and every.dropped is None:
        typer.echo(
            f"note: {withheld} of these differences are not told to readers: the answers behind one of the versions "
            "are not kept here, so that nobody knows whom they would give away"
        )
    elif withheld:
        typer.echo(
            f"note: {withheld} of these differences are not told to readers, for they may give respondents away; "
            "who has both reports can work them out: publish only one"
        )
    if not all((folder / "report.html").is_file() for folder in (old, new)):
        typer.echo("note: one of the versions has no report.html: running text, answers and figures are not compared")
    count = len(every.differences)
    typer.echo(f"{count or 'no'} difference{'' if count == 1 else 's'}: {found.page}")
    typer.echo(f"all of them, for the bureau only: {found.inside}")


@app.command(cls=Command)
def comments(
    files: Annotated[list[Path], typer.Argument(help="saved from the web page (JSON), or Word files that came back")],
    on: Annotated[Path | None, typer.Option(help="folder of the report; that of all its data by default")] = None,
    data: Annotated[Path | None, typer.Option(help="its data; the project's own by default")] = None,
    patch: Annotated[Path | None, typer.Option(help="gets the changes; _build/comments.patch by default")] = None,
) -> None:
    """List what reviewers say by place in the source, and make a patch of their changes to the prose."""
    from impactmonitor.paths import DATA, ROOT
    from impactmonitor.run.comments import comments as read
    from impactmonitor.run.comments import lines
    from impactmonitor.survey.wave import reports_of

    output = (on or reports_of(data or DATA / "respons.csv") / "alle").resolve()
    target = (patch or ROOT / "_build" / "comments.patch").resolve()
    if target.suffix not in {".patch", ".diff"}:
        raise UsageError(f"{target.name}: a patch has a name that ends in .patch or .diff")
    placed, orphans, made = read(files, output, target, data.resolve() if data else None)
    for line in lines(files, placed, orphans, output):
        typer.echo(line)
    typer.echo(f"git apply {target}" if made else "no changes of what is written by hand")


@app.command(cls=Command)
def check(
    file: Annotated[Path, typer.Argument(help="an export, with its companions beside it")],
    previous: Annotated[list[Path] | None, typer.Option(help="an earlier wave: its folder, or its data")] = None,
) -> None:
    """Validate an export and what goes with it, and list every problem."""
    from impactmonitor.run.check import check_inputs
    from impactmonitor.survey.wave import companion

    responses, recognisable = check_inputs(file.resolve(), previous or [])
    for note in responses.notes:
        typer.echo(f"note: {note}")
    for line in recognisable:
        typer.echo(f"look at: {line}")
    if not companion(file.resolve(), "codering.csv").exists():
        typer.echo("no codering.csv beside it: the report tells no themes of open answers")
    typer.echo(f"{file}: {len(responses.frame)} respondents, no problems; {len(responses.notes)} notes")


@app.command(cls=Command)
@asks()
def execute(request: Request, no_cache: NoCache = False) -> None:
    """Only run the notebooks."""
    from impactmonitor.run.build import execute_notebooks

    folder, ran = execute_notebooks(request, not no_cache)
    typer.echo(f"{folder}: {', '.join(ran) or 'nothing was stale'}")


@app.command(cls=Command)
@only_data
def export(
    request: Request,
    file: Annotated[Path, typer.Argument(help="where to write; not among reports")],
    to: Annotated[str, typer.Option(help="sav (SPSS)")] = "sav",
) -> None:
    """Write the checked answers per person, for use within the bureau."""
    if to != "sav":
        raise UsageError(f"--to {to!r} does not exist; allowed: sav")
    from impactmonitor.run.export import REACH, export_sav

    responses = export_sav(request.path, file)
    typer.echo(f"{file}: {len(responses.frame)} respondents; {REACH}")


def main() -> None:
    """Run the command line: status 0 done, 1 data or build wrong, 2 wrong usage."""
    interruptible()
    garbage.seldom()
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
    except KeyboardInterrupt:
        sys.exit(130)
    except RuntimeError as error:
        if not str(error).startswith("Symlink loop"):
            raise
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # a full or read-only disk
        typer.echo(f"error: {error.filename or 'writing'}: {error.strerror or error}", err=True)
        sys.exit(1)

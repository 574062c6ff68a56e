"""Build one variant: evidence where it is stale, rendering, and outputs that appear whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from impactmonitor.files.kept import digest, kept_in
from impactmonitor.files.whole import replace_folder, write_yaml
from impactmonitor.paths import MADE, ROOT, builds_of, figures_of
from impactmonitor.problems import BuildError
from impactmonitor.report.chapters import write_chapters
from impactmonitor.report.downloads import write_bar
from impactmonitor.report.engines import choose_engine
from impactmonitor.report.provenance import report_date
from impactmonitor.run.evidence import Say, evidence_digest, gather, private
from impactmonitor.run.record import AUTHORS, Record, as_asked, find, prose, quarto, source_paths, sources
from impactmonitor.run.request import Request
from impactmonitor.survey.ledgers import LEDGER, beside, ledgers
from impactmonitor.survey.wave import prose_of, reports_of

if TYPE_CHECKING:
    from impactmonitor.analysis.study import Study

Made = TypeVar("Made")


def _copy_sources(build: Path, texts: Path) -> None:
    for name in AUTHORS:
        if not (texts / name).exists():
            shutil.rmtree(build / name, ignore_errors=True)
    for source in source_paths(texts):
        target = build / source.name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, ignore=_made)  # that is put there when it is whole, by `write_theme`
        else:
            shutil.copy2(source, target)


def _made(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(folder, name) == ROOT / MADE}


def _publish(
    record: Record, build: Path, texts: Path, formats: Sequence[str], output: Path, cache: bool, say: Say, aside: bool
) -> Path:
    """Render what a build directory holds and put the files in place, unless that has been done."""
    from impactmonitor.report.engines import render

    slug, target = build.name, output / build.name
    if aside:
        from impactmonitor.run.compare import set_aside

        set_aside(target, build)
    tool = quarto() if record.engine == "quarto" else []
    rendered_of = digest([record.evidence, sorted(formats), tool], sources(texts))
    origins = {**record.inputs, **prose(texts)}
    names = ["params.yml", "claims.csv", LEDGER, "tabellenboek.xlsx"]
    wanted = [target / name for name in [*names, *(f"report.{name}" for name in formats)]]
    drawings = figures_of(output)
    if drawings:
        wanted += [drawings / slug / path.name for path in (build / "figures").iterdir()]
    there = all(path.exists() for path in wanted)
    if cache and there and f"inputs: {rendered_of}" in (target / "params.yml").read_text(encoding="utf-8"):
        say(f"{slug}: nothing changed")
        return target
    _copy_sources(build, texts)
    write_chapters(record.niveaus, build, texts)
    write_bar(build, {*names, *(f"report.{name}" for name in formats)})
    say(f"{slug}: rendering {', '.join(formats)} with {record.engine}")
    rendered = render(build, formats, record.engine, say)
    write_yaml(build / "params.yml", {**record.provenance, "inputs": rendered_of, "bronnen": origins})
    if drawings:
        replace_folder({path.name: path for path in (build / "figures").iterdir()}, drawings / slug)
    replace_folder({path.name: path for path in rendered.values()} | {name: build / name for name in names}, target)
    return target


def _made_of(
    study: Study,
    engine: str,
    output: Path,
    cache: bool,
    say: Say,
    work: Path,
    workers: int | None,
    asked: str,
    finish: Callable[[Record, Path], Made],
) -> Made:
    """Make the evidence of a study where it is stale, and finish what is made of it while nobody else changes it."""
    there, build = ledgers(output), work / study.variant.slug
    with private(build, output):
        record = Record.read(build) if cache else None
        if not record or record.evidence != evidence_digest(study, engine):
            record = gather(study, build, engine, cache, workers, say)
        record = replace(record, asked=asked)
        record.write(build)
        if ledgers(output) != there and study.release.asked[-1].kind in {"own", "later"}:
            raise BuildError(f"{build.name}: another report was put beside it meanwhile: run again")
        return finish(record, build)


def make_report(
    request: Request,
    formats: Sequence[str] = ("html", "pdf"),
    engine: str = "auto",
    output: Path = ROOT / "_output",
    cache: bool = True,
    say: Say = print,
    work: Path | None = None,
    workers: int | None = None,
    aside: bool = False,
) -> Path:
    """Build one variant's report, reading the data only where something that depends on them is stale.

    Parameters
    ----------
    request : Request
    formats : sequence of {'html', 'pdf', 'docx'}
    engine : {'auto', 'quarto', 'builtin'}
    output : Path
        The report lands in ``output/<variant>/``, which is replaced as a whole.
    cache : bool
        Leave out steps whose inputs have not changed.
    say : callable
        Told in one line what is being done.
    work : Path, optional
        Folder of the private build directories; `paths.builds_of` by default.
    workers : int, optional
        Notebooks at once; `kernels.AT_ONCE` by default.
    aside : bool
        Keep what is replaced, to compare with (`compare.set_aside`).

    Returns
    -------
    Path
        The folder with the report.

    Raises
    ------
    InputError
        The data, or what goes with them, are wrong.
    UsageError
        A parameter is wrong, or the variant may not be published.
    BuildError
        A step failed; earlier outputs are untouched.
    """
    texts = prose_of(request.path)  # before notebooks run, which for a while is in their own folder

    def publish(record: Record, build: Path) -> Path:
        return _publish(record, build, texts, formats, output, cache, say, aside)

    return with_evidence(request, engine, publish, output, cache, say, work, workers)


def with_evidence(
    request: Request,
    engine: str,
    finish: Callable[[Record, Path], Made],
    output: Path = ROOT / "_output",
    cache: bool = True,
    say: Say = print,
    work: Path | None = None,
    workers: int | None = None,
) -> Made:
    """Make all that rendering needs, unless it is there, and return what `finish` makes of it.

    Parameters
    ----------
    request : Request
    engine : {'auto', 'quarto', 'builtin'}
        What it will be rendered with.
    finish : callable
        Called while nobody else changes the directory. The other parameters are those of `make_report`.

    Raises
    ------
    InputError, UsageError
        As `make_report` does.
    BuildError
        The data changed meanwhile, or `finish` failed.
    """
    request, work = request.in_full, work or builds_of(output)
    there = _beside(request, output)
    asked = as_asked(request, engine, report_date().isoformat(), there)
    known = find(work, asked) if cache else None
    if known:
        with private(known, output):
            record = Record.read(known)
            if record and record.asked == asked and engine in {"auto", record.engine}:
                _tell_of(record.received, record.notes, request.path, say)
                return finish(record, known)
    request.refuse()
    from impactmonitor.display.theme import font_files
    from impactmonitor.run import kernels

    font_files()  # what is wrong with the brand file is told before anything is made
    kernels.start(workers)  # they import while the data are read
    with kept_in(work, anew=not cache), beside(output):
        study = request.load()
        if as_asked(request, engine, report_date().isoformat(), there) != asked:
            raise BuildError(f"{study.data.name}, or what goes with it, changed while it was read: run again")
        _tell_of(study.responses.intake.notes, study.responses.notes, study.data, say)
        return _made_of(study, choose_engine(engine), output, cache, say, work, workers, asked, finish)


def _tell_of(received: Sequence[str], notes: Sequence[str], data: Path, say: Say) -> None:
    """Say who counts, and in a line how much else is odd about the data: `check` lists it."""
    for line in received:
        say(f"note: {line}")
    if more := len(notes) - len(received):
        say(f"note: {more} thing{'s' if more > 1 else ''} to look at; impactmonitor check {data} lists them")


def _beside(request: Request, output: Path) -> str:
    """Digest the ledgers that a report is held against; empty for the standard family, which is decided apart."""
    return "" if request.standard else ledgers(output)


def execute_notebooks(request: Request, cache: bool = True) -> tuple[Path, list[str]]:
    """Only execute the notebooks of a variant; returns their folder, and the names of those that were stale.

    Parameters
    ----------
    request, cache
        Those of `make_report`, which raises the same.
    """
    from impactmonitor.run.notebooks import execute

    work = builds_of(reports_of(request.path))
    with kept_in(work, anew=not cache):
        study = request.load()
        build = work / study.variant.slug
        with private(build, build):
            return build / "executed", execute(study, build, cache)

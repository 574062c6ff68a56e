"""Many variants at once, each a task for a worker."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path

from impactmonitor.analysis.study import Study, family
from impactmonitor.paths import builds_of, figures_of
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.run.record import sources
from impactmonitor.run.request import Request
from impactmonitor.run.workers import at_work, executor, start_method
from impactmonitor.survey.variant import Variant
from impactmonitor.survey.wave import companions, prose_of

_alone = threading.Lock()  # a worker of a cluster may have threads, and a build sets environment variables


@dataclass(frozen=True)
class Task:
    """One variant to build, with everything that goes in: a worker needs no disk in common with the caller.

    Attributes
    ----------
    slug : str
        Name of the variant's folder.
    request : Request
        Of its data a worker knows the file name only.
    inputs : dict of str to bytes
        The data and what lies beside them and goes with them, by where each is put, from `ship`.
    work, output : str
        Where a worker on this machine builds, and where it puts the report; empty where no disk is shared.
    workers : int
        Notebooks at once: there is a worker for each core, and every kernel imports anew.
    """

    slug: str
    request: Request
    inputs: dict[str, bytes]
    formats: tuple[str, ...] = ("html", "pdf")
    engine: str = "auto"
    epoch: str = ""
    work: str = ""
    output: str = ""
    workers: int = 1
    cache: bool = True


@dataclass(frozen=True)
class Made:
    """What became of a task: the report's files, or what went wrong.

    Attributes
    ----------
    slug : str
        Name of the variant's folder.
    files : dict of str to bytes
        The report's files, and its drawings in ``figures/``; without their content where they are in place.
    error : str
        What went wrong; empty where nothing did.
    placed : bool
        Whether the files are in place already.
    """

    slug: str
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""
    placed: bool = False


def ship(wave: int, data: Path) -> dict[str, bytes]:
    """Read a data file, and beside it what goes with it and the text of its report; a worker has the project's own."""
    with_it = [path for path in (data, *companions(data), *sources(prose_of(data))) if path.is_relative_to(data.parent)]
    place = _place(wave, data).parent
    return {(place / path.relative_to(data.parent)).as_posix(): path.read_bytes() for path in with_it}


def _place(wave: int, data: Path) -> Path:
    """Say where a wave is put: in a folder of the name that its own has, for that tells it in what is published."""
    return Path(str(wave), data.parent.name or "data", data.name)


def build_task(task: Task) -> Made:
    """Build one variant from its shipped inputs and return its files; problems are returned, not raised."""
    try:
        at_work.set()
        return _built(task)
    except KeyboardInterrupt:  # untested: ends the process, unmeasured
        os._exit(130)  # else the pool would give this worker the next task
    finally:
        at_work.clear()


def _built(task: Task) -> Made:
    from impactmonitor.run.build import make_report

    with _alone, tempfile.TemporaryDirectory(prefix="impactmonitor-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ["SOURCE_DATE_EPOCH"] = task.epoch
        try:
            for file, content in task.inputs.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(content)
            work = Path(task.work) if task.work else folder / "work"
            output = Path(task.output) if task.output else folder / "out"
            own, *earlier = (folder / _place(wave, data) for wave, data in enumerate(_waves(task.request)))
            asked = replace(task.request, data=own, previous=tuple(earlier))
            target = make_report(
                asked, task.formats, task.engine, output, task.cache, lambda line: None, work, task.workers
            )
            found = {path.name: path for path in target.iterdir()}
            if task.output:
                return Made(task.slug, dict.fromkeys(found, b""), placed=True)
            found |= {f"figures/{path.name}": path for path in (work / task.slug / "figures").iterdir()}
            return Made(task.slug, {name: path.read_bytes() for name, path in found.items()})
        except (InputError, UsageError, BuildError) as error:
            return Made(task.slug, error=str(error))
        except Exception as error:  # one broken variant must not stop the others
            return Made(task.slug, error=f"{type(error).__name__}: {error}")


def _waves(request: Request) -> tuple[Path, ...]:
    """List the data that a report is made of: its own, and those of earlier waves."""
    return request.path, *request.previous


def plan(
    study: Study,
    formats: Sequence[str],
    engine: str = "auto",
    cache: bool = True,
    output: Path | None = None,
    work: Path | None = None,
    variants: Sequence[Variant] | None = None,
) -> list[Task]:
    """Make the tasks of a batch.

    Parameters
    ----------
    study : Study
        The whole; gives data and thresholds.
    formats, engine, cache
        Those of `make_report`.
    output, work : Path, optional
        Where reports land and where they are built, for workers on this machine: what is not stale is kept. Without
        an `output` the workers share no disk, and the reports come back as bytes.
    variants : sequence of Variant, optional
        The standard family by default.
    """
    from impactmonitor.report.provenance import epoch

    requests = {one.slug: Request.of(replace(study, variant=one)) for one in variants or family(study)}
    inputs: dict[str, bytes] = {}
    for wave, data in enumerate(_waves(Request.of(study))):
        inputs |= ship(wave, data)
    return [
        Task(
            slug,
            request,
            inputs,
            tuple(formats),
            engine,
            epoch(),
            str(work or builds_of(output)) if output else "",
            str(output) if output else "",
            cache=cache,
        )
        for slug, request in requests.items()
    ]


def run(
    tasks: Sequence[Task], done: Callable[[Made], None], scheduler: str = "", workers: int | None = None
) -> list[Made]:
    """Run tasks side by side, telling `done` of each as it ends.

    A process that dies takes the pool and all that waits for it along. What was lost is run again, one task at a time,
    each in a pool of its own: then only the task that killed its process fails.

    Parameters
    ----------
    tasks : sequence of Task
    done : callable
    scheduler, workers
        Those of `executor`.

    Returns
    -------
    list of Made
        In the order of the tasks.
    """
    outcomes: dict[str, Made] = {}
    rounds = [list(tasks)]
    for wanted in rounds:
        lost = []
        with executor(scheduler, workers) as pool:
            futures = {}
            for task in wanted:
                try:
                    futures[pool.submit(build_task, task)] = task
                except BrokenExecutor:  # a process died before all were handed out
                    lost.append(task)
            for future in as_completed(futures):
                task = futures[future]
                try:
                    outcome = future.result()
                except Exception as error:  # the process or the connection, not the task
                    if isinstance(error, BrokenExecutor) and len(wanted) > 1:
                        lost.append(task)
                        continue
                    outcome = Made(task.slug, error=f"the process that built it died ({type(error).__name__})")
                outcomes[task.slug] = outcome
                done(outcome)
        rounds += [[task] for task in lost]
    return [outcomes[task.slug] for task in tasks]


def publish(outcome: Made, output: Path) -> None:
    """Put the files of a variant that was built elsewhere in place, whole or not at all."""
    from impactmonitor.files.whole import replace_folder

    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as beside:
        for name, content in outcome.files.items():
            path = Path(beside) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        files = {path.name: path for path in Path(beside).iterdir()}
        drawings = files.pop("figures", None)
        replace_folder(files, output / outcome.slug)
        if shown := figures_of(output):
            drawn = {path.name: path for path in drawings.iterdir()} if drawings else {}
            replace_folder(drawn, shown / outcome.slug)


def make_variants(
    request: Request,
    formats: Sequence[str],
    engine: str,
    output: Path,
    cache: bool,
    watched: Callable[[Sequence[Task], Callable[[Callable[[Made], None]], list[Made]]], list[Made]],
    scheduler: str = "",
    workers: int | None = None,
) -> list[Made]:
    """Make the whole and every tranche, and the index that leads to them; each is in place as soon as it is done.

    Parameters
    ----------
    request : Request
        Without filters.
    formats, engine, output, cache
        Those of `make_report`.
    watched : callable
        Given the tasks and what runs them, which takes a function to be told of each that has ended.
    scheduler, workers
        Those of `executor`.
    """
    if not scheduler:
        start_method()  # imports while the data are read
    from impactmonitor.files.kept import kept_in
    from impactmonitor.files.whole import write_whole
    from impactmonitor.report.downloads import link_siblings

    with kept_in(builds_of(output), anew=not cache):
        study = request.load()
        tasks = plan(study, formats, engine, cache, None if scheduler else output)
        left, pages = {task.slug for task in tasks}, []

        def running(told: Callable[[Made], None]) -> list[Made]:
            def done(one: Made) -> None:
                if one.files and not one.placed:
                    publish(one, output)
                told(one)
                left.discard(one.slug)
                if len(left) == 1:  # and a core is idle
                    pages.append(_overview(study))

            return run(tasks, done, scheduler, workers)

        made = watched(tasks, running)
    page = pages[0] if pages else _overview(study)
    write_whole(output / "index.html", page({one.slug: one.files for one in made}))
    names = {one.slug: one.name(study.codebook) for one in family(study)}
    link_siblings(output, {one.slug: names[one.slug] for one in made if not one.error})
    return made


def _overview(study: Study) -> Callable[[Mapping[str, Collection[str]]], str]:
    from impactmonitor.report.overview import overview  # draws, which reports do in their own processes

    return overview(study)

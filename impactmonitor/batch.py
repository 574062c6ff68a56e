"""Many variants at once: local processes or a Dask cluster, through the interface of ``concurrent.futures``."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from impactmonitor.codebook import ROOT
from impactmonitor.companions import companions
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.study import Study


@dataclass(frozen=True)
class Task:
    """One variant to build, with everything that goes in: a worker needs no disk in common with the caller.

    Attributes
    ----------
    parameters : dict
        Those of `Study.load`, without ``data``.
    name : str
        File name of the data.
    inputs : dict of str to bytes
        The data and the files that go with them, by file name.
    """

    parameters: dict[str, Any]
    name: str
    inputs: dict[str, bytes]
    formats: tuple[str, ...] = ("html", "pdf")
    engine: str = "auto"
    epoch: str = ""
    work: str = ""
    workers: int = 1
    cache: bool = True


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the report's files, or what went wrong."""

    slug: str
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""


def ship(data: Path) -> dict[str, bytes]:
    """Read a data file and all that goes with it."""
    return {data.name: data.read_bytes(), **{path.name: path.read_bytes() for path in companions(data)}}


def build_task(task: Task) -> Outcome:
    """Build one variant from its shipped inputs and return its files; problems are returned, not raised."""
    from impactmonitor.build import make_report

    os.environ["SOURCE_DATE_EPOCH"] = task.epoch
    label = ", ".join(f"{k} {v}" for k, v in task.parameters.items() if v and not k.startswith("min_")) or "alle"
    folder = Path(tempfile.mkdtemp(prefix="impactmonitor-"))
    try:
        for name, content in task.inputs.items():
            (folder / name).write_bytes(content)
        work = Path(task.work) if task.work else folder / "work"
        asked, quiet = {**task.parameters, "data": folder / task.name}, lambda line: None
        target = make_report(asked, task.formats, task.engine, folder / "out", task.cache, quiet, work, task.workers)
        label = target.name
        files = [path for path in target.rglob("*") if path.is_file()]
        return Outcome(label, {str(path.relative_to(target)): path.read_bytes() for path in files})
    except (InputError, UsageError, BuildError) as error:
        return Outcome(label, error=str(error))
    except Exception as error:  # one broken variant must not stop the others
        return Outcome(label, error=f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def executor(scheduler: str = "", workers: int | None = None) -> Iterator[Executor]:
    """Open the place where tasks run.

    Parameters
    ----------
    scheduler : str
        Address of a Dask scheduler (``tcp://host:port``); empty for local processes.
    workers : int, optional
        Number of local processes; the number of cores by default.

    Raises
    ------
    UsageError
        A scheduler is named, and `distributed` is not installed or nothing answers there.
    """
    if scheduler:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError(
                "--scheduler needs the package 'distributed' (pip install 'impactmonitor[dask]')"
            ) from error
        try:
            client = Client(scheduler, timeout="15s")
        except OSError as error:
            raise UsageError(f"no scheduler answers at {scheduler}") from error
        with client, client.get_executor(pure=False) as pool:
            yield pool
    else:
        with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=get_context("spawn")) as pool:
            yield pool


def variants_of(study: Study) -> list[dict[str, Any]]:
    """List the parameters of the standard family: the whole, and every tranche that has respondents."""
    present = set(study.frame["tranche"])
    tranches = [category.key for category in study.codebook.tranches if category.key in present]
    return [{}, *({"tranche": [key]} for key in tranches)]


def plan(study: Study, formats: tuple[str, ...], engine: str, cache: bool = True, local: bool = True) -> list[Task]:
    """Make the tasks of the standard family.

    Parameters
    ----------
    study : Study
        The whole; gives data and thresholds.
    local : bool
        Whether the workers share this disk, so that what is not stale can be kept between runs.
    """
    from impactmonitor.provenance import epoch

    shared = {"min_groep": study.min_groep, "min_onthulling": study.min_onthulling}
    inputs = ship(study.data)
    work = str(ROOT / "_build") if local else ""
    return [
        Task({**shared, **chosen}, study.data.name, inputs, formats, engine, epoch(), work, 1, cache)
        for chosen in variants_of(study)
    ]


def run(tasks: Sequence[Task], pool: Executor, done: Callable[[Outcome], None]) -> list[Outcome]:
    """Run tasks side by side, telling `done` of each as it ends; the outcomes come in the order of the tasks."""
    futures = {pool.submit(build_task, task): index for index, task in enumerate(tasks)}
    outcomes: dict[int, Outcome] = {}
    for future in as_completed(futures):
        index = futures[future]
        try:
            outcome = future.result()
        except Exception as error:  # the worker itself died
            outcome = Outcome(str(tasks[index].parameters), error=f"{type(error).__name__}: {error}")
        outcomes[index] = outcome
        done(outcome)
    return [outcomes[index] for index in range(len(tasks))]


def publish(outcome: Outcome, output: Path) -> Path:
    """Put a variant's files in place, whole or not at all."""
    from impactmonitor.outputs import replace_folder

    with tempfile.TemporaryDirectory(dir=output) as beside:
        for name, content in outcome.files.items():
            path = Path(beside) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        replace_folder({path.name: path for path in Path(beside).iterdir()}, output / outcome.slug)
    return output / outcome.slug

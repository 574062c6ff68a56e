"""The notebooks of one variant, executed with papermill."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from papermill.exceptions import PapermillExecutionError

from impactmonitor.analysis.study import Study
from impactmonitor.files.kept import code, digest, installed
from impactmonitor.paths import NOTEBOOKS
from impactmonitor.problems import BuildError
from impactmonitor.report.cell_options import label_of
from impactmonitor.run import kernels
from impactmonitor.run.record import RECORD
from impactmonitor.run.request import Request
from impactmonitor.run.tidied import cells_of, normalised, promote, source

FIGURE = re.compile(r"\]\((figures/[^)\s]+)\)")
FORMS = (".svg", "-smal.svg")
"""The files of one figure: a drawing, and one for a phone."""
PNG = ".png"
"""A drawing as Word takes it; rendering makes it where it is not there."""
NOT_READ = {"redactie.csv"}
"""What goes with the data and no notebook reads: names already blanked in the responses."""


@dataclass(frozen=True)
class Job:
    """One notebook to execute: its source, the name of the executed copy and its parameters."""

    notebook: Path
    name: str
    parameters: dict[str, Any]


def accepted(notebook: Path) -> set[str]:
    """Name the parameters of a notebook; raises `BuildError` when it has no parameters cell, or is no notebook."""
    tagged = [source for _, source, tags in cells_of(notebook) if "parameters" in tags]
    if not tagged:
        raise BuildError(f"{notebook.name}: no cell is tagged 'parameters'")
    return set(re.findall(r"^(\w+)\s*(?::[^=]+)?=", tagged[0], flags=re.MULTILINE))


def jobs(study: Study, build: Path) -> list[Job]:
    """List the notebooks to execute: those with a parameter ``niveau`` once for each level of theirs.

    Raises
    ------
    BuildError
        A notebook has no parameters cell, or does not know a parameter it is given.
    """
    found = []
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        known = accepted(notebook)
        given = {"data": str(study.data), **Request.of(study).asked, "uitvoer": str(build)}
        if unknown := set(given) - known:
            raise BuildError(f"{notebook.name}: unknown parameter {', '.join(sorted(unknown))}; it has {sorted(known)}")
        if "niveau" in known:
            keys = [niveau.key for niveau in study.codebook.niveaus if niveau.template == notebook.stem]
            found += [Job(notebook, key, {**given, "niveau": key}) for key in keys]
        else:
            found.append(Job(notebook, notebook.stem, given))
    return found


def fingerprint(job: Job, study: Study) -> str:
    """Digest everything a notebook's results depend on."""
    given = {name: value for name, value in job.parameters.items() if name not in {"uitvoer", "data", "previous"}}
    read = [path for path in study.files if path.name not in NOT_READ]
    return digest(
        [given, study.responses.fingerprint, study.release.fingerprint, source(job.notebook), installed()],
        [*read, *code()],
    )


def _figures(executed: Path) -> set[str]:
    """Name the files of the figures that an executed notebook shows."""
    stems = FIGURE.findall(executed.read_text(encoding="utf-8"))
    return {f"{stem}{form}" for stem in stems for form in FORMS}


def _current(target: Path, key: str, build: Path) -> bool:
    kept = target.with_suffix(".key")
    if not (target.exists() and kept.exists() and kept.read_text() == key):
        return False
    return all((build / name).exists() for name in _figures(target))


def _prune(build: Path, targets: Sequence[Path]) -> None:
    """Remove what earlier runs left and this one did not make: the report's folder holds one run's results."""
    for path in (build / "executed").iterdir():
        if path.name.split(".")[0] not in {target.stem for target in targets}:
            path.unlink()
    shown = {Path(name).name for target in targets for name in _figures(target)}
    shown |= {f"{Path(name).stem}{PNG}" for name in shown}
    for path in (build / "figures").iterdir():
        if path.name.endswith((*FORMS, PNG)) and path.name not in shown:  # the project's own folder holds more
            path.unlink()


def run_notebook(notebook: Path, target: Path, parameters: dict[str, Any], promoted: bool = True) -> None:
    """Execute one notebook; the copy appears at `target` when it is whole.

    Parameters
    ----------
    notebook, target : Path
    parameters : dict
    promoted : bool
        Keep only what goes into the report, as `promote` does.

    Raises
    ------
    BuildError
        A cell raised: the notebook, cell and message are named and the unfinished copy is kept. Or the kernel died.
    """
    unfinished = target.with_name(f"{target.stem}.unfinished.ipynb")
    try:
        with kernels.lent() as kernel:
            executed = papermill.execute_notebook(
                str(notebook),
                str(unfinished),
                parameters,
                progress_bar=False,
                request_save_on_cell_execute=False,  # it is written whole at the end, also when a cell raised
                cwd=str(NOTEBOOKS),
                kernel_name=kernels.KERNEL,
                start_timeout=kernels.PATIENCE,
                km=kernel,
            )
    except PapermillExecutionError as error:
        label = label_of(error.source or "")
        counted = error.exec_count - bool(parameters)  # papermill puts a cell of its own before it
        cell = f"cell {counted}" + (f" ({label})" if label else "")
        raise BuildError(
            f"notebook {notebook.name}, chapter {target.stem}, {cell}: {error.ename}: {error.evalue}\n"
            f"  the executed copy is kept: {unfinished}"
        ) from error
    except RuntimeError as error:  # the kernel died, or never answered
        raise BuildError(f"notebook {notebook.name} ({target.stem}): {error}") from error
    if promoted:
        promote(executed, target)
    unfinished.write_text(normalised(executed), encoding="utf-8")
    unfinished.replace(target)


@contextmanager
def executing(study: Study, build: Path, cache: bool = True, workers: int | None = None) -> Iterator[list[str]]:
    """Execute what is stale while the block runs; gives the names of the notebooks, which are done when it ends.

    Parameters
    ----------
    study : Study
    build : Path
        The variant's build directory; executed notebooks land in ``executed/``, figures in ``figures/``.
    cache : bool
        Skip notebooks whose inputs have not changed.
    workers : int, optional
        Notebooks at once; `kernels.AT_ONCE` by default.

    Raises
    ------
    BuildError
        A notebook raised; its cell and message are named and the executed copy is kept.
    """
    folder = build / "executed"
    for made in (folder, build / "figures"):  # a survey may have nothing to draw
        made.mkdir(parents=True, exist_ok=True)
    wanted = [(job, folder / f"{job.name}.ipynb", fingerprint(job, study)) for job in jobs(study, build)]
    stale = [one for one in wanted if not (cache and _current(one[1], one[2], build))]
    if stale:
        (build / RECORD).unlink(missing_ok=True)  # what was made of the earlier ones no longer fits
    for _, target, _ in stale:
        target.with_suffix(".key").unlink(missing_ok=True)

    def run(one: tuple[Job, Path, str]) -> None:
        job, target, key = one
        run_notebook(job.notebook, target, job.parameters)
        target.with_suffix(".key").write_text(key)

    with ThreadPoolExecutor(workers or kernels.AT_ONCE) as pool:
        running = [pool.submit(run, one) for one in stale]
        try:
            yield [job.name for job, *_ in stale]
            for future in as_completed(running):
                future.result()
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if not isinstance(error, Exception):  # Ctrl-C: nobody waits for notebooks that run
                kernels.close()
            raise
    _prune(build, [target for _, target, _ in wanted])


def execute(study: Study, build: Path, cache: bool = True, workers: int | None = None) -> list[str]:
    """Execute what is stale, as `executing` does, and return the names of the notebooks that ran."""
    with executing(study, build, cache, workers) as names:
        pass
    return names

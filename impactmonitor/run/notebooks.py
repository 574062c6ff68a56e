"""The notebooks: executed with papermill for one variant, or committed with their defaults."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from impactmonitor.analysis.study import Study
from impactmonitor.display.ordinary import Cell, NotShownError
from impactmonitor.files.kept import code, digest, installed
from impactmonitor.paths import NOTEBOOKS, ROOT
from impactmonitor.problems import BuildError
from impactmonitor.run.kernels import KERNEL
from impactmonitor.run.record import RECORD
from impactmonitor.survey.wave import companions

LABEL = re.compile(r"^#\|\s*label:\s*(\S+)", re.MULTILINE)
FIGURE = re.compile(r"\]\((figures/[^)\s]+)\)")
FORMS = (".svg", "-smal.svg", ".png")
"""The files of one figure: a drawing, one for a phone and one for Word."""
NOT_READ = {"bron.yml", "redactie.csv"}
"""What goes with the data and no notebook reads: facts for the prose, and names already blanked in the responses."""
AT_ONCE = (os.cpu_count() or 1) + 1
"""Notebooks at once: a kernel that starts has nothing to do for a fifth of a second."""


@dataclass(frozen=True)
class Job:
    """One notebook to execute: its source, the name of the executed copy and its parameters."""

    notebook: Path
    name: str
    parameters: dict[str, Any]


def parameters_of(study: Study) -> dict[str, Any]:
    """Return what every notebook is given."""
    return {
        "data": str(study.data),
        "tranche": list(study.variant.tranche),
        "sector": list(study.variant.sector),
        "werkplaats": list(study.variant.werkplaats),
        "min_groep": study.min_groep,
        "min_onthulling": study.min_onthulling,
    }


def accepted(notebook: Path) -> set[str]:
    """Name the parameters of a notebook; raises `BuildError` when it has no parameters cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    if not tagged:
        raise BuildError(f"{notebook.name}: no cell is tagged 'parameters'")
    return set(re.findall(r"^(\w+)\s*(?::[^=]+)?=", "".join(tagged[0]["source"]), flags=re.MULTILINE))


def jobs(study: Study, build: Path) -> list[Job]:
    """List the notebooks to execute: those with a parameter ``niveau`` once for each level.

    Raises
    ------
    BuildError
        A notebook has no parameters cell, or does not know a parameter it is given.
    """
    found = []
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        known = accepted(notebook)
        given = {**parameters_of(study), "uitvoer": str(build)}
        if unknown := set(given) - known:
            raise BuildError(f"{notebook.name}: unknown parameter {', '.join(sorted(unknown))}; it has {sorted(known)}")
        if "niveau" in known:
            keys = [niveau.key for niveau in study.codebook.niveaus]
            found += [Job(notebook, key, {**given, "niveau": key}) for key in keys]
        else:
            found.append(Job(notebook, notebook.stem, given))
    return found


def fingerprint(job: Job, study: Study) -> str:
    """Digest everything a notebook's results depend on."""
    given = {name: value for name, value in job.parameters.items() if name not in {"uitvoer", "data"}}
    read = [path for path in companions(study.data) if path.name not in NOT_READ]
    return digest(
        [given, study.responses.checksum, study.release.fingerprint, source(job.notebook), installed()],
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
    for path in (build / "figures").glob("*"):
        if path.name.endswith(FORMS) and path.name not in shown:  # the project's own folder holds more
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
        A cell raised: the notebook, cell and message are named and the unfinished copy is kept. Or there is no kernel.
    """
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from papermill.exceptions import PapermillExecutionError

    unfinished = target.with_name(f"{target.stem}.unfinished.ipynb")
    try:
        executed = papermill.execute_notebook(
            str(notebook),
            str(unfinished),
            parameters,
            progress_bar=False,
            cwd=str(NOTEBOOKS),
            kernel_name=KERNEL,
        )
    except PapermillExecutionError as error:
        label = LABEL.search(error.source or "")
        cell = f"cell {error.exec_count}" + (f" ({label[1]})" if label else "")
        raise BuildError(
            f"notebook {notebook.name}, chapter {target.stem}, {cell}: {error.ename}: {error.evalue}\n"
            f"  the executed copy is kept: {unfinished}"
        ) from error
    except NoSuchKernel as error:
        raise BuildError(
            f"the kernelspec {KERNEL} is not installed; install the package impactmonitor again"
        ) from error
    except RuntimeError as error:  # the kernel died, or never answered
        raise BuildError(f"notebook {notebook.name} ({target.stem}): {error}") from error
    if promoted:
        promote(executed, target)
    unfinished.write_text(normalised(executed), encoding="utf-8")
    unfinished.replace(target)


def options_of(source: str) -> dict[str, Any]:
    """Read the options of a cell: its lines ``#| name: value``."""
    lines = [line[2:] for line in source.splitlines() if line.startswith("#|")]
    found: dict[str, Any] = yaml.safe_load("\n".join(lines)) or {}
    return found


def promote(notebook: NotebookNode, target: Path) -> None:
    """Keep of an executed notebook what goes into the report: of each cell with a label its results, as Markdown.

    Quarto prefers HTML to Markdown where a result has both, and viewers of notebooks know neither of the report's own.

    Raises
    ------
    BuildError
        A result cannot stand in the report; the cell is named, and what to add.
    """
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        outputs, cell.outputs = cell.outputs, []
        if not LABEL.search(cell.source):
            continue
        where = f"{target.name}#{cell.id}"
        try:
            options = options_of(cell.source)
            made = Cell(f"{target.stem}-{options['label']}", options, target.parents[1] / "figures").markdown(outputs)
        except NotShownError as error:
            raise BuildError(f"{where}: {error}") from error
        except yaml.YAMLError as error:
            raise BuildError(f"{where}: its lines '#| …' are not YAML: {' '.join(str(error).split())}") from error
        for output in outputs:
            if output.output_type == "stream" and output.name == "stderr":
                print(f"note: {where} says: {output.text.strip().splitlines()[-1].strip()}", file=sys.stderr)
        cell.outputs = [nbformat.v4.new_output("display_data", {"text/markdown": made})]


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
        Notebooks at once; `AT_ONCE` by default.

    Raises
    ------
    BuildError
        A notebook raised; its cell and message are named and the executed copy is kept.
    """
    folder = build / "executed"
    folder.mkdir(parents=True, exist_ok=True)
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

    with ThreadPoolExecutor(workers or AT_ONCE) as pool:
        running = [pool.submit(run, one) for one in stale]
        try:
            yield [job.name for job, *_ in stale]
            for future in as_completed(running):
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    _prune(build, [target for _, target, _ in wanted])


def execute(study: Study, build: Path, cache: bool = True, workers: int | None = None) -> list[str]:
    """Execute what is stale, as `executing` does, and return the names of the notebooks that ran."""
    with executing(study, build, cache, workers) as names:
        pass
    return names


KEPT = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def normalised(notebook: NotebookNode) -> str:
    """Write a notebook without times, random names and tool settings: equal results give equal bytes.

    Outputs are kept; cells are counted as when they run in order.
    """
    count = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
    notebook.metadata = NotebookNode(KEPT)
    return str(nbformat.writes(notebook)) + "\n"


def source(path: Path) -> str:
    """Return what a notebook computes, without its outputs."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return json.dumps([[cell["cell_type"], cell["source"], cell["metadata"].get("tags")] for cell in cells])


def refresh() -> None:
    """Execute every committed notebook with its own defaults, in place, and write the chapters of the levels anew."""
    from impactmonitor.report.prose import write_chapters
    from impactmonitor.survey.codebook import read_codebook

    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        run_notebook(path, path, {}, promoted=False)
        print(f"{path.relative_to(ROOT)}: executed")
    write_chapters([[niveau.key, niveau.naam] for niveau in read_codebook().niveaus], ROOT)


def normalise(paths: Iterable[Path]) -> None:
    """Rewrite notebooks as `normalised` says, keeping their outputs: what an editor added goes."""
    for path in paths:
        path.write_text(normalised(nbformat.read(path, as_version=4)), encoding="utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["normalise", *names]:
            normalise(map(Path, names))
        case []:
            refresh()
        case _:
            sys.exit(f"usage: python -m {__spec__.name} [normalise FILE...]")

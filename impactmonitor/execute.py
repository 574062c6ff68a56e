"""Execute the notebooks of one variant with papermill."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impactmonitor.codebook import ROOT
from impactmonitor.notebooks import NOTEBOOKS, normalised, source
from impactmonitor.problems import BuildError
from impactmonitor.study import COMPANIONS, Study, companion
from impactmonitor.zygote import KERNEL, preloaded

FIGURE = re.compile(r"\]\((figures/[^)\s]+)\)")


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


def _fingerprint(job: Job, study: Study) -> str:
    """Digest everything a notebook's results depend on."""
    digest = hashlib.sha256()
    shown = {name: value for name, value in job.parameters.items() if name not in {"uitvoer", "data"}}
    digest.update(json.dumps(shown, sort_keys=True).encode())
    digest.update(study.responses.checksum.encode())
    package = sorted((ROOT / "impactmonitor").rglob("*.py"))
    digest.update(source(job.notebook).encode())
    inputs = [*(companion(study.data, name) for name in COMPANIONS), *package]
    inputs += [ROOT / "theme" / "tokens.yml", ROOT / "requirements.lock"]
    for path in inputs:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def _current(target: Path, fingerprint: str, build: Path) -> bool:
    key = target.with_suffix(".key")
    if not (target.exists() and key.exists() and key.read_text() == fingerprint):
        return False
    return all((build / f"{stem}.svg").exists() for stem in FIGURE.findall(target.read_text(encoding="utf-8")))


def run_notebook(notebook: Path, target: Path, parameters: dict[str, Any]) -> None:
    """Execute one notebook; the copy appears at `target` when it is whole.

    Raises
    ------
    BuildError
        A cell raised: the notebook, cell and message are named and the unfinished copy is kept.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from impactmonitor.kernels import LocalKernelManager

    unfinished = target.with_name(f"{target.stem}.unfinished.ipynb")
    try:
        executed = papermill.execute_notebook(
            str(notebook),
            str(unfinished),
            parameters,
            progress_bar=False,
            cwd=str(NOTEBOOKS),
            kernel_name=KERNEL,
            kernel_manager_class=LocalKernelManager,
        )
    except PapermillExecutionError as error:
        raise BuildError(
            f"notebook {notebook.name} ({target.stem}), cell {error.exec_count}: {error.ename}: {error.evalue}\n"
            f"  the executed copy is kept: {unfinished}"
        ) from error
    unfinished.write_text(normalised(executed), encoding="utf-8")
    unfinished.replace(target)


def execute(study: Study, build: Path, cache: bool = True, workers: int | None = None) -> Sequence[str]:
    """Execute what is stale and return the names of the notebooks that ran.

    Parameters
    ----------
    study : Study
    build : Path
        The variant's build directory; executed notebooks land in ``executed/``, figures in ``figures/``.
    cache : bool
        Skip notebooks whose inputs have not changed.
    workers : int, optional
        Notebooks at once; the number of cores by default.

    Raises
    ------
    BuildError
        A notebook raised; its cell and message are named and the executed copy is kept.
    """
    folder = build / "executed"
    folder.mkdir(parents=True, exist_ok=True)
    stale = []
    for job in jobs(study, build):
        fingerprint = _fingerprint(job, study)
        target = folder / f"{job.name}.ipynb"
        if not (cache and _current(target, fingerprint, build)):
            target.with_suffix(".key").unlink(missing_ok=True)
            stale.append((job, target, fingerprint))
    if stale:
        with preloaded(), ThreadPoolExecutor(workers or os.cpu_count()) as pool:
            list(pool.map(lambda one: run_notebook(one[0].notebook, one[1], one[0].parameters), stale))
    for _, target, fingerprint in stale:
        target.with_suffix(".key").write_text(fingerprint)
    return [job.name for job, *_ in stale]

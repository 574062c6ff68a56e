"""The committed notebooks: executed with their defaults, and free of what differs from run to run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from impactmonitor.paths import NOTEBOOKS, ROOT

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
    from impactmonitor.execute import run_notebook
    from impactmonitor.report.prose import write_chapters
    from impactmonitor.survey.codebook import read_codebook

    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        run_notebook(path, path, {})
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

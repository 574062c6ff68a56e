"""Executed notebooks, tidied: free of what differs from run to run, and of what is not for the report."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from impactmonitor.display.ordinary import Cell
from impactmonitor.problems import BuildError
from impactmonitor.report.cell_options import options_of

WARNING = re.compile(r"\w*Warning: .*")
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


def cells_of(path: Path) -> list[tuple[str, str, list[str]]]:
    """Read the kind, the source and the tags of each cell of a notebook.

    Raises
    ------
    BuildError
        It is none: it is being saved, or was merged by hand.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])) for cell in cells]
    except (OSError, ValueError) as error:
        raise BuildError(f"notebook {path.name} cannot be read: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise BuildError(f"notebook {path.name} cannot be read: it is JSON, and no notebook") from error


def source(path: Path) -> str:
    """Return what a notebook computes, without its outputs; raises `BuildError` as `cells_of` does."""
    return json.dumps(cells_of(path))


def promote(notebook: NotebookNode, target: Path) -> None:
    """Keep of an executed notebook what goes into the report: of each cell with a label its results, as Markdown.

    Quarto prefers HTML to Markdown where a result has both, and viewers of notebooks know neither of the report's own.

    Raises
    ------
    BuildError
        A result cannot stand in the report; the cell is named, and what to add.
    """
    there: set[str] = set()
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        outputs, cell.outputs = cell.outputs, []
        where = f"{target.name}#{cell.id}"
        try:
            options = options_of(cell.source)
            if not (label := options.get("label")):
                continue
            if label in there:
                raise ValueError(f"label {label!r} stands on an earlier cell as well: each names one")
            there.add(label)
            made = Cell(f"{target.stem}-{options['label']}", options, target.parents[1] / "figures").markdown(outputs)
        except ValueError as error:
            raise BuildError(f"{where}: {error}") from error
        for output in outputs:
            if output.output_type == "stream" and output.name == "stderr":
                lines = output.text.strip().splitlines()
                warned = next(filter(None, map(WARNING.search, lines)), None)
                print(f"note: {where} says: {warned[0] if warned else lines[-1].strip()}", file=sys.stderr)
        cell.outputs = [nbformat.v4.new_output("display_data", {"text/markdown": made})]

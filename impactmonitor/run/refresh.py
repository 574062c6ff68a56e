"""The committed notebooks: executed anew with their defaults, or rid of what an editor added."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat

from impactmonitor.paths import NOTEBOOKS, ROOT
from impactmonitor.problems import BuildError
from impactmonitor.report.chapters import chapter_of, write_chapters
from impactmonitor.run.notebooks import accepted, run_notebook
from impactmonitor.run.tidied import normalised
from impactmonitor.survey.codebook import read_codebook


def refresh() -> None:
    """Execute every committed notebook with its own defaults, in place, and write the chapters of the levels anew.

    Raises
    ------
    BuildError
        A notebook cannot be read, or a cell of it raised.
    """
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        accepted(path)
        run_notebook(path, path, {}, promoted=False)
        print(f"{path.relative_to(ROOT)}: executed")
    write_chapters([chapter_of(niveau) for niveau in read_codebook().niveaus], ROOT)


def normalise(paths: Iterable[Path]) -> None:
    """Rewrite notebooks as `normalised` says, keeping their outputs: what an editor added goes."""
    for path in paths:
        path.write_text(normalised(nbformat.read(path, as_version=4)), encoding="utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["normalise", *names]:
            normalise(map(Path, names))
        case []:
            try:
                refresh()
            except BuildError as error:
                sys.exit(str(error))
        case _:
            sys.exit(f"usage: python -m {__spec__.name} [normalise FILE...]")

"""The floor: all cells of a report in one plain process, one pandoc for each format and one Typst."""

import json
import os
import sys
from pathlib import Path

from impactmonitor.paths import NOTEBOOKS
from impactmonitor.report.engines import render
from impactmonitor.survey.codebook import read_codebook

figures, prepared = map(Path, sys.argv[1:])
os.chdir(NOTEBOOKS)
levels = [niveau.key for niveau in read_codebook().niveaus]
for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
    for level in levels if notebook.stem == "niveau" else [""]:
        names = {}
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
                if "parameters" in cell["metadata"].get("tags", []):
                    names |= {"uitvoer": str(figures), "niveau": level}
render(prepared, ["html", "pdf"], "builtin")

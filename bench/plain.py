"""The floor: all cells of a report in one plain process, one pandoc for each format and one Typst."""

import json
import os
import sys
from pathlib import Path

from impactmonitor.analysis.study import Study
from impactmonitor.files.kept import kept_in
from impactmonitor.paths import NOTEBOOKS
from impactmonitor.report.engines import render
from impactmonitor.run.notebooks import jobs

figures, prepared = map(Path, sys.argv[1:])
os.chdir(NOTEBOOKS)
with kept_in(figures / "plain", anew=True):  # what is read and decided serves all of them, as in a report
    for job in jobs(Study.load(), figures):
        names = {}
        for cell in json.loads(job.notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
                if "parameters" in cell["metadata"].get("tags", []):
                    names |= job.parameters
render(prepared, ["html", "pdf"], "builtin")

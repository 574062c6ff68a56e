"""A project whose report is made by steps that only say that they were taken, so that a test can count them."""

import sys
from pathlib import Path

from copied import copy_project

from impactmonitor.paths import ROOT
from impactmonitor.problems import BuildError
from impactmonitor.report import engines, ledger, workbook
from impactmonitor.run import build, evidence, kernels, notebooks
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request

LEVELS = {"instelling", "opleiding", "student"}
ALL = LEVELS | {"inleiding", "conclusies", "formulier", "respons", "open_antwoorden"}


def stage(folder, monkeypatch):
    """Copy the project, and let every module work there, with steps that are only counted."""
    copy_project(folder)
    (folder / "data" / "codering.csv").unlink()  # codes are of these answers alone, and tests change them
    for module in [module for name, module in sys.modules.items() if name.startswith("impactmonitor")]:
        for name, value in list(vars(module).items()):
            if isinstance(value, Path) and value.is_relative_to(ROOT):
                monkeypatch.setattr(module, name, folder / value.relative_to(ROOT))
    made = Project(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(kernels, "start", lambda number: None)
    monkeypatch.setattr(notebooks, "run_notebook", made.run_notebook)
    monkeypatch.setattr(evidence, "prepare", made.prepare)
    monkeypatch.setattr(workbook, "write_workbook", made.write_empty)
    monkeypatch.setattr(ledger, "write_ledger", made.write_empty)
    monkeypatch.setattr(engines, "render", made.render)
    monkeypatch.setattr(build, "choose_engine", lambda name: name)
    return made


class Project:
    """A copy of the project in which a report is made by steps that only say that they were taken."""

    def __init__(self, folder):
        self.folder = folder
        self.work, self.output = folder / "_build", folder / "uit"
        self.request, self.formats, self.engine = Request(folder / "data" / "respons.csv"), ["html"], "builtin"
        self.executed, self.steps, self.told = set(), [], []
        self.broken = ""

    def edit(self, name, old="", new=""):
        """Replace text in a file of the project, or add to its end."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text and old != new
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")

    def make(self, cache=True):
        """Make the report; tell which notebooks were executed and which other steps taken."""
        self.executed, self.steps, self.told = set(), [], []
        make_report(self.request, self.formats, self.engine, self.output, cache, self.told.append, self.work, workers=1)
        return self.executed, self.steps

    # -- the steps ---------------------------------------------------------------------------------------------------

    def run_notebook(self, notebook, target, parameters):
        if target.stem == self.broken:
            raise BuildError("broken")
        self.executed.add(target.stem)
        target.write_text(f"![](figures/{target.stem})")
        figures = target.parents[1] / "figures"
        figures.mkdir(exist_ok=True)
        for form in notebooks.FORMS:
            (figures / f"{target.stem}{form}").write_text("")

    def prepare(self, study, folder, engine):
        self.steps.append("prepared")
        (folder / "claims.csv").write_text("")

    def write_empty(self, study, path):
        path.write_text("")

    def render(self, folder, formats, engine, say):
        self.steps.append("rendered")
        for name in formats:
            (folder / f"report.{name}").write_text("")
        return {name: folder / f"report.{name}" for name in formats}

"""What is made again when something changes: exactly what depends on it. Steps are counted, not carried out."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from staged import ALL, LEVELS, stage

from impactmonitor.analysis.study import Study
from impactmonitor.files import kept
from impactmonitor.paths import DATA, NOTEBOOKS, ROOT
from impactmonitor.problems import BuildError
from impactmonitor.run import build, evidence, notebooks, record
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.survey.wave import COMPANIONS


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the project whose report has been made."""
    made = stage(tmp_path, monkeypatch)
    assert made.make() == (ALL, ["prepared", "rendered"])
    assert made.make() == (set(), [])
    return made


def test_a_change_of_prose_or_theme_renders_again_and_no_more(project):
    theme = ("_extension.yml", "report.css", "filter.lua", "template.typ", "template.html", "writers/typst.lua")
    for name in ("report.qmd", "chapters/_niveau.qmd", "_quarto.yml", *(f"_extensions/monitor/{one}" for one in theme)):
        project.edit(name, new="\n")
        assert project.make() == (set(), ["rendered"]), name
        assert project.make() == (set(), []), name


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/respons.csv", "gerealiseerd", "verwacht"),
        ("data/codebook.yml", "", "\n# note"),
        ("data/werkplaatsen.csv", "", "Werkplaats Nergens,4,,1,0,0,\n"),
        ("data/benaderd.csv", "\ntranche,1,", "\ntranche,1,0"),
        ("data/claims.yml", "", "\n# note"),
        ("data/synthese.yml", "", "\n# note"),
        ("impactmonitor/analysis/tabulation.py", "", "\n# note"),
        ("_brand.yml", "", "\n# note"),
        ("requirements.lock", "", "\n# note"),
    ],
)
def test_what_every_notebook_depends_on_executes_all(project, name, old, new):
    project.edit(name, old, new)
    assert project.make() == (ALL, ["prepared", "rendered"])
    assert project.make() == (set(), [])


def test_another_version_of_a_package_executes_all(project, monkeypatch):
    monkeypatch.setattr(record, "installed", lambda: ["pandas-99"])
    monkeypatch.setattr(notebooks, "installed", lambda: ["pandas-99"])
    monkeypatch.setattr(evidence, "installed", lambda: ["pandas-99"])
    assert project.make() == (ALL, ["prepared", "rendered"])


def test_a_notebook_is_executed_when_its_source_changes(project):
    project.edit("notebooks/formulier.ipynb", "# ", "## ")
    assert project.make() == ({"formulier"}, ["prepared", "rendered"])
    project.edit("notebooks/niveau.ipynb", "# ", "## ")
    assert project.make() == (LEVELS, ["prepared", "rendered"])


def test_outputs_of_a_committed_notebook_are_no_input(project):
    path = project.folder / "notebooks" / "respons.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert project.make() == (set(), [])


@pytest.mark.parametrize(
    ("text", "why"),
    [("<<<<<<< HEAD\n{}", "Expecting value: line 1"), ('{"cells": [{"id": "a"}]}', "it is JSON, and no notebook")],
)
def test_what_is_no_notebook_is_named_and_leaves_the_report_alone(text, why, project):
    (project.folder / "notebooks" / "respons.ipynb").write_text(text)
    with pytest.raises(BuildError, match=rf"^notebook respons\.ipynb cannot be read: {why}"):
        project.make()
    assert (project.output / "alle" / "report.html").exists()


def test_another_parameter_executes_all(project):
    project.request = replace(project.request, min_groep=12)
    assert project.make() == (ALL, ["prepared", "rendered"])


def test_variants_are_kept_apart(project):
    whole = project.request
    project.request = replace(whole, tranche="3")
    assert project.make() == (ALL, ["prepared", "rendered"])
    project.request = whole
    assert project.make() == (set(), [])
    project.request = replace(whole, tranche=" 3")  # the same, typed otherwise
    assert project.make() == (set(), [])


def test_facts_are_for_notes_as_well_and_the_date_for_the_prose_alone(project, monkeypatch):
    project.edit("data/bron.yml", new="\n# note")
    assert project.make() == (ALL, ["prepared", "rendered"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert project.make() == (set(), ["prepared", "rendered"])
    assert project.make() == (set(), [])


def test_a_name_to_blank_executes_what_holds_it(project):
    redactie = project.folder / "data" / "redactie.csv"
    redactie.write_text("tekst\nIemand Anders\n")
    assert project.make() == (set(), ["prepared", "rendered"])
    redactie.write_text("tekst\nstudenten\n")
    assert project.make() == (ALL, ["prepared", "rendered"])


def test_format_and_engine(project, monkeypatch, tmp_path):
    project.formats = ["html", "pdf"]
    assert project.make() == (set(), ["rendered"])
    project.formats = ["pdf", "html"]
    assert project.make() == (set(), [])
    project.engine = "quarto"
    assert project.make() == (set(), ["prepared", "rendered"])
    tool = tmp_path / "bin" / "quarto"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho 1.9.1\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent), prepend=os.pathsep)
    project.make()
    assert project.make() == (set(), [])
    tool.write_text("#!/bin/sh\necho 1.10.0\n")
    assert "rendered" in project.make()[1], "another Quarto may render otherwise"


def test_a_run_counts_what_is_odd_about_the_data(project):
    data = project.folder / "data" / "respons.csv"
    told = f"note: {len(Study.load(data).responses.notes)} things to look at; impactmonitor check {data} lists them"
    for cache in (True, False):  # without reading the data, and with
        project.make(cache)
        assert [line for line in project.told if not line.startswith("alle: ")] == [told]


def test_what_is_missing_is_made_again(project):
    (project.work / "alle" / "executed" / "respons.ipynb").unlink()
    assert project.make() == ({"respons"}, ["prepared"])
    (project.work / "alle" / "figures" / "student.svg").unlink()
    assert project.make() == ({"student"}, ["prepared"])
    (project.work / "alle" / "claims.csv").unlink()
    assert project.make() == (set(), ["prepared"])
    (project.output / "alle" / "report.html").unlink()
    assert project.make() == (set(), ["rendered"])
    shutil.rmtree(project.output)
    assert project.make() == (set(), ["rendered"])


def test_what_earlier_runs_left_is_removed(project):
    for name in ("executed/vervallen.ipynb", "figures/vervallen.svg"):
        (project.work / "alle" / name).write_text("")
    project.edit("data/claims.yml", new="\n# note")
    project.make()
    assert not list(project.work.rglob("vervallen*"))


def test_what_the_projects_own_folder_holds_is_left_alone(project):
    own = [project.folder / "figures" / name for name in ("README.md", "alle/student.svg")]
    left = project.folder / "figures" / "vervallen.png"
    for path in (*own, left):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kept")
    notebooks.execute(project.request.load(), project.folder)
    assert [path.read_text() for path in own] == ["kept", "kept"]
    assert not left.exists()


def test_notebooks_executed_by_themselves_make_the_report_stale(project):
    project.edit("data/synthese.yml", "meting: ", "meting: niet ")  # it belongs to every answer
    project.make()
    answers = project.folder / "data" / "respons.csv"
    given = answers.read_text()
    answers.write_text(given.replace("verwacht", "deels"))
    build.execute_notebooks(project.request)
    answers.write_text(given)
    project.edit("report.qmd", new="\n")
    assert project.make() == (ALL, ["prepared", "rendered"])


def test_figures_that_are_gone_come_back(project):
    project.output = project.folder / "_output"
    project.make()
    shown = project.folder / "figures" / "alle"
    assert (shown / "student.svg").exists()
    shutil.rmtree(shown)
    assert project.make() == (set(), ["rendered"])
    assert (shown / "student.svg").exists()
    assert project.make() == (set(), [])


def test_data_that_change_while_they_are_read_stop_the_run(project, monkeypatch):
    def load(*given, **parameters):
        study = Study.load(*given, **parameters)
        project.edit("data/claims.yml", new="\n# changed meanwhile")
        return study

    project.edit("data/claims.yml", new="\n# note")
    monkeypatch.setattr("impactmonitor.analysis.earlier_wave.Study", SimpleNamespace(load=load))
    with pytest.raises(BuildError, match=r"respons\.csv, or what goes with it, changed while it was read: run again"):
        project.make()
    monkeypatch.undo()


def test_no_cache_makes_everything(project):
    assert project.make(cache=False) == (ALL, ["prepared", "rendered"])


def test_after_a_failure_only_what_failed_is_done_again(project):
    project.edit("data/claims.yml", new="\n# note")
    project.broken = "student"
    with pytest.raises(BuildError, match="broken"):
        project.make()
    before, project.broken = project.executed, ""
    executed, steps = project.make()
    assert executed == ALL - before and "student" in executed
    assert "rendered" in steps


def test_a_file_changed_during_a_run_is_stale_after_it(project):
    project.edit("data/claims.yml", new="\n# note")
    prepare = project.prepare

    def slowly(*given):
        prepare(*given)
        project.edit("data/claims.yml", new="\n# changed meanwhile")

    evidence.prepare = slowly
    project.make()
    evidence.prepare = prepare
    assert project.make() == (ALL, ["prepared", "rendered"])


OPENED = """
import json, os, sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
os.chdir("notebooks")
for path in sorted(Path().glob("*.ipynb")):
    names = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names["uitvoer"] = sys.argv[1]
print(json.dumps(sorted(opened)))
"""


@pytest.mark.thorough
def test_notebooks_read_nothing_that_is_not_counted(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", OPENED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = {(ROOT / "notebooks" / name).resolve() for name in json.loads(done.stdout) if not name.isdigit()}
    opened = {path for path in paths if path.is_relative_to(ROOT) and not {".venv", "__pycache__"} & {*path.parts}}
    companion_files = {DATA / name for name in COMPANIONS if name not in notebooks.NOT_READ}
    counted = {*kept.code(), *companion_files, DATA / "respons.csv", *NOTEBOOKS.glob("*.ipynb")}
    assert DATA / "claims.yml" in opened
    assert opened - counted == set()


@pytest.mark.thorough
@pytest.mark.slow
def test_a_fact_and_a_sentence_reach_the_report(tmp_path):
    """The same with real kernels and a real rendering."""
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reconstructie"))
    executed = tmp_path / "werk" / "alle" / "executed" / "conclusies.ipynb"

    def made():
        given = Request(data / "respons.csv")
        made = make_report(given, ["html"], "builtin", tmp_path / "uit", True, lambda line: None, tmp_path / "werk")
        return (made / "report.html").read_text(encoding="utf-8"), executed.stat().st_mtime_ns

    def edit(name, old, new):
        text = (data / name).read_text(encoding="utf-8")
        assert re.search(old, text)
        (data / name).write_text(re.sub(old, new, text, count=1), encoding="utf-8")

    first, when = made()
    edit("bron.yml", r"(uitvoerder: {waarde: )\w+", r"\1Bureau Zeldzaam")
    second, again = made()
    assert "Bureau Zeldzaam" in second and "Bureau Zeldzaam" not in first
    assert again > when  # among the facts is what was published of outcomes, which notes under tables tell
    edit("synthese.yml", r"(hoofdopbrengsten:\n\s*- kop: ).*", r"\1Een zeldzame opbrengst")
    third, last = made()
    assert "Een zeldzame opbrengst" in third and "Een zeldzame opbrengst" not in second
    assert last > again

"""Outputs appear whole or not at all, whatever ends a run; real exports stay out of the repository."""

import csv
import os
import subprocess
import sys
import threading
from contextlib import nullcontext

import nbformat
import pytest

from impactmonitor.files.whole import replace_folder
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import BuildError
from impactmonitor.run.build import make_report
from impactmonitor.run.notebooks import run_notebook
from impactmonitor.run.request import Request


@pytest.fixture
def files(tmp_path):
    found = {}
    for name in ("report.html", "report.pdf"):
        found[name] = tmp_path / "werk" / name
        found[name].parent.mkdir(exist_ok=True)
        found[name].write_text("nieuw")
    return found


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "uit" / "alle"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("eerder")
    return folder


def contents(target):
    """Return what is in a folder, and what is beside it."""
    beside = {path.name for path in target.parent.iterdir()} - {target.name}
    return {path.name: path.read_text() for path in target.iterdir()}, beside


def test_a_folder_is_replaced_as_a_whole(files, target):
    replace_folder(files, target)
    assert contents(target) == ({"report.html": "nieuw", "report.pdf": "nieuw"}, set())


@pytest.mark.parametrize("step", ["shutil.copy2", "pathlib.Path.mkdir", "pathlib.Path.replace"])
def test_a_full_or_read_only_disk_leaves_the_earlier_report(files, target, step, monkeypatch):
    real = __import__("pathlib").Path.replace

    def refuse(path, *arguments, **options):
        if step.endswith("replace") and path == target:
            return real(path, *arguments)  # the second rename is the one that fails
        if step.endswith("replace") and path.name.endswith(".old"):
            return real(path, *arguments)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(step, refuse)
        with pytest.raises(OSError, match="No space left"):
            replace_folder(files, target)
    assert contents(target) == ({"report.html": "eerder"}, set())
    replace_folder(files, target)
    assert contents(target)[0]["report.html"] == "nieuw"


@pytest.mark.parametrize("moved", [False, True])
def test_a_killed_run_leaves_nothing_in_the_way(files, target, moved):
    """Killed while copying, or between the two renames."""
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    process = gone.stdout.decode().strip()
    (target.parent / f".alle.{process}").mkdir()
    (target.parent / f".alle.{process}" / "report.html").write_text("half")
    if moved:
        target.rename(target.parent / f".alle.{process}.old")
    with pytest.raises(FileNotFoundError):
        replace_folder({"x": target / "nergens"}, target)
    assert contents(target) == ({"report.html": "eerder"}, set())
    replace_folder(files, target)
    assert contents(target) == ({"report.html": "nieuw", "report.pdf": "nieuw"}, set())


def test_two_runs_at_once_put_one_whole_folder_in_place(files, target, monkeypatch):
    """The other run fills the place between this run's two renames."""
    real, other = __import__("pathlib").Path.replace, threading.Event()

    def slow(path, destination):
        made = real(path, destination)
        if path == target and not other.is_set():
            other.set()
            target.mkdir()
            (target / "report.html").write_text("van de ander")
        return made

    monkeypatch.setattr("pathlib.Path.replace", slow)
    replace_folder(files, target)
    assert other.is_set()
    assert contents(target) == ({"report.html": "nieuw", "report.pdf": "nieuw"}, set())


def test_real_exports_are_ignored_by_git():
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone of the repository")
    exports = [
        "data/export.csv",
        "data/respons.xlsx",
        "data/wave/export.sav",
        "data/redactie.csv",
        "data/codebook.xlsx",
    ]
    exports += [
        "export.csv",
        "wave-2025/export.sav",
        "wave-2025/redactie.csv",
        "docs/x.tsv",
        "data/reconstructie/x.sav",
    ]
    command = ["git", "-C", str(ROOT), "check-ignore", "--no-index", *exports]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout.split() == exports


def test_the_committed_responses_are_the_reconstruction():
    with (DATA / "respons.csv").open(encoding="utf-8") as file:
        assert {row["respondent"].partition("-")[0] for row in csv.DictReader(file)} == {"reconstructie"}


@pytest.mark.slow
def test_a_notebook_that_raises_is_named_and_its_copy_kept(tmp_path):
    cells = [
        nbformat.v4.new_code_cell("waarde = 0", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("#| label: opbrengsten\nraise ValueError('geen uitkomst')"),
    ]
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "niveau.ipynb")
    with pytest.raises(BuildError) as caught:
        run_notebook(tmp_path / "niveau.ipynb", tmp_path / "student.ipynb", {"waarde": 1})
    message, kept = str(caught.value).split("\n")
    assert message.startswith("notebook niveau.ipynb, chapter student, cell ")
    assert message.endswith(" (opbrengsten): ValueError: geen uitkomst")
    copy = tmp_path / "student.unfinished.ipynb"
    assert kept == f"  the executed copy is kept: {copy}" and "geen uitkomst" in copy.read_text(encoding="utf-8")
    assert not (tmp_path / "student.ipynb").exists()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["impactmonitor.report.workbook.write_workbook", "impactmonitor.run.evidence.prepare"])
def test_a_disk_that_is_full_while_building_is_said_in_a_line(step, tmp_path, monkeypatch):
    def refuse(*arguments):
        raise OSError(28, "No space left on device", "vol")

    monkeypatch.setattr("impactmonitor.run.notebooks.executing", lambda *arguments: nullcontext([]))
    monkeypatch.setattr("impactmonitor.run.kernels.start", lambda *arguments: None)  # none is asked for anything
    monkeypatch.setattr(step, refuse)
    earlier = tmp_path / "uit" / "alle" / "report.html"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("eerder")
    with pytest.raises(BuildError, match="alle: vol: No space left on device"):
        make_report(Request(), ["html"], "builtin", tmp_path / "uit", say=print, work=tmp_path / "werk")
    assert [path.name for path in earlier.parent.iterdir()] == ["report.html"]


def test_folders_are_put_in_place_too(files, target):
    drawings = files["report.html"].parent / "figures"
    drawings.mkdir()
    (drawings / "x.svg").write_text("<svg/>")
    replace_folder({**files, "figures": drawings}, target)
    assert {path.name for path in target.iterdir()} == {"figures", "report.html", "report.pdf"}
    assert (target / "figures" / "x.svg").read_text() == "<svg/>"


@pytest.mark.parametrize("other", [False, True])
def test_what_a_run_that_lives_left_is_let_alone(files, target, other, monkeypatch):
    """The other run may be another user's, which may not be asked."""

    def refuse(process, number):
        raise PermissionError(1, "Operation not permitted")

    if other:
        monkeypatch.setattr(os, "kill", refuse)
    beside = target.parent / f".alle.{os.getppid()}"
    beside.mkdir()
    replace_folder(files, target)
    assert contents(target) == ({"report.html": "nieuw", "report.pdf": "nieuw"}, {beside.name})

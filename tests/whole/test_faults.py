"""Real runs that are killed, collide, or find the disk read-only or full: no half report, and the next run works."""

import os
import shutil
import signal
import subprocess
import sys

import pytest
from copied import copy_project
from page import without_bar
from patience import PATIENCE

pytestmark = pytest.mark.thorough

VARIANT = "tranche-3"
RUN = """
import os, re, signal, sys, threading
from impactmonitor.cli import main

event, place, moment = sys.argv.pop(1), sys.argv.pop(1), float(sys.argv.pop(1))

def watch(happened, details):
    if happened == event and re.search(place, " -> ".join(map(str, details[:2]))):
        threading.Timer(moment, os.killpg, (0, signal.SIGKILL)).start() if moment else os.killpg(0, signal.SIGKILL)

if event:
    sys.addaudithook(watch)
main()
"""
"""The command line in a process group that is killed as soon as Python says that it is about to do something."""

PHASES = {
    "preparing": ("open", r"claims\.csv -> w", 0),
    "executing": ("os.rename", r"unfinished\.ipynb -> ", 0),
    "writing the workbook": ("open", r"tabellenboek\.xlsx -> w", 0),
    "rendering": ("subprocess.Popen", "pandoc", 0.1),
    "copying": ("shutil.copyfile", rf"/\.{VARIANT}\.\d+/params\.yml$", 0),
    "between the two renames": ("os.rename", rf"/\.{VARIANT}\.\d+ -> ", 0),
}


class Runs:
    """Runs in a copy of the project, whose output holds an earlier report."""

    earlier = dict.fromkeys(("report.html", "claims.csv", "tabellenboek.xlsx", "params.yml"), b"eerder")

    def __init__(self, folder):
        self.project = copy_project(folder / "project")
        self.output = folder / "uit"

    def leave_earlier(self):
        """Put an earlier report in the output."""
        (self.output / VARIANT).mkdir(parents=True, exist_ok=True)
        for name, content in self.earlier.items():
            (self.output / VARIANT / name).write_bytes(content)

    def start(self, event="", place="", moment=0, output=None):
        """Start a run, to be killed at an event whose details match."""
        told = {name: value for name, value in os.environ.items() if not name.startswith("IMPACTMONITOR")}
        words = ["report", "--tranche", "3", "--format", "html", "--engine", "builtin"]
        return subprocess.Popen(
            [sys.executable, "-c", RUN, event, place, str(moment), *words, "--output", str(output or self.output)],
            cwd=self.project,
            env=told | {"PYTHONPATH": str(self.project)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def end(self, run):
        """Wait for a run; returns its exit status and what it said."""
        said, _ = run.communicate(timeout=PATIENCE)
        return run.returncode, said

    def visible(self):
        """Return each folder that a reader sees in the output, with its files."""
        shown = [path for path in self.output.iterdir() if not path.name.startswith(".")]
        return {path.name: contents(path) for path in shown}


def contents(folder):
    """Return the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def runs(tmp_path, readings):
    """Runs that find the data read, as an earlier run leaves them."""
    found = Runs(tmp_path)
    shutil.copytree(readings, found.project / "_build" / readings.name)
    return found


@pytest.fixture
def prepared_runs(runs, built, shared):
    """Runs that find the notebooks executed."""
    built(tranche="3")
    shutil.copytree(shared / "builtin-work" / VARIANT, runs.project / "_build" / VARIANT)
    return runs


def evidence(files):
    """Leave out of a report's files what says in which formats it was asked for: a file, and a bar of the page."""
    return {
        "report.html": without_bar(files["report.html"]),
        **{name: files[name] for name in ("claims.csv", "tabellenboek.xlsx")},
    }


def test_a_run_killed_in_any_phase_leaves_the_earlier_report_and_the_next_run_works(runs, built):
    runs.leave_earlier()
    for phase, moment in PHASES.items():
        status, said = runs.end(runs.start(*moment))
        assert status == -signal.SIGKILL, f"{phase}: not killed: {said}"
        if phase == "between the two renames":
            (aside,) = runs.output.glob(f".{VARIANT}.*.old")
            assert runs.visible() == {} and contents(aside) == runs.earlier
        else:
            assert runs.visible() == {VARIANT: runs.earlier}, phase
    status, said = runs.end(runs.start())
    assert status == 0, said
    assert [path.name for path in runs.output.iterdir()] == [VARIANT]
    assert evidence(runs.visible()[VARIANT]) == evidence(contents(built(tranche="3")))


def test_two_runs_of_a_variant_at_once_leave_one_whole_report(runs, built):
    both = [runs.start(), runs.start()]
    ended = [runs.end(run) for run in both]
    assert [status for status, _ in ended] == [0, 0], ended
    assert [path.name for path in runs.output.iterdir()] == [VARIANT]
    assert evidence(runs.visible()[VARIANT]) == evidence(contents(built(tranche="3")))


@pytest.fixture
def disk():
    """Mount a disk of two megabytes on a folder: ``disk(path)``; ``disk(path, "remount,ro")`` makes it read-only."""
    mounted = []

    def mount(path, options="size=2m"):
        if sys.platform != "linux" or os.geteuid() != 0:
            pytest.skip("only root on Linux may mount a small disk")
        path.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"this machine lets no disk be mounted: {done.stderr.strip()}")
        mounted.append(path)

    yield mount
    for path in set(mounted):
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def refused(runs, reason, **options):
    """Run, and check that it ends with one line that gives the reason."""
    status, said = runs.end(runs.start(**options))
    assert status == 1 and "Traceback" not in said, said
    assert said.splitlines()[-1].startswith(f"error: {VARIANT}: ") and reason in said.splitlines()[-1], said


def test_an_output_folder_that_cannot_be_made(prepared_runs, tmp_path):
    (tmp_path / "bestand").write_text("")
    refused(prepared_runs, "Not a directory", output=tmp_path / "bestand" / "uit")


def test_a_read_only_output(prepared_runs, disk):
    disk(prepared_runs.output)
    prepared_runs.leave_earlier()
    disk(prepared_runs.output, "remount,ro")
    refused(prepared_runs, "Read-only file system")
    assert prepared_runs.visible() == {VARIANT: prepared_runs.earlier}


def test_a_full_disk(prepared_runs, disk):
    disk(prepared_runs.output)
    prepared_runs.leave_earlier()
    filler = prepared_runs.output / ".vol"
    filler.write_bytes(bytes(1_950_000))
    refused(prepared_runs, "No space left on device")
    assert prepared_runs.visible() == {VARIANT: prepared_runs.earlier}
    filler.unlink()
    status, said = prepared_runs.end(prepared_runs.start())
    assert status == 0, said


def test_a_full_disk_while_working(runs, disk):
    disk(runs.project / "_build")
    runs.leave_earlier()
    status, said = runs.end(runs.start())
    assert status == 1 and "Traceback" not in said and "No space left on device" in said, said
    assert runs.visible() == {VARIANT: runs.earlier}

"""A batch in local processes: one that dies takes no other report along."""

import os
import shutil
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

import pytest

from impactmonitor import paths
from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.paths import ROOT
from impactmonitor.problems import BuildError
from impactmonitor.run import batch
from impactmonitor.run.batch import Made, Task
from impactmonitor.run.request import Request
from impactmonitor.survey.wave import prose_of

EXPORT = ROOT / "examples" / "bibliotheek" / "export.csv"
DIED = "the process that built it died (BrokenProcessPool)"


def build(task):
    """Stand in for the building of a report: `deadly` kills its process, `unlucky` is in one that dies once."""
    trace = Path(task.work) / task.slug
    first = not trace.exists()
    trace.touch()
    while task.slug.startswith("deadly-") and not (trace.parent / "unlucky").exists():
        time.sleep(0.01)  # else it may die first, and then the other dies when it is run alone
    if task.slug.startswith("deadly") or (task.slug == "unlucky" and first):
        os._exit(1)
    return Made(task.slug, error="wrong" if task.slug == "wrong" else "", placed=True)


@pytest.mark.parametrize(
    "slugs",
    [
        ("alle", "deadly", "tranche-1", "wrong"),
        ("unlucky", "alle", "deadly-1", "deadly-2"),
        ("deadly",),
    ],
    ids=" ".join,
)
def test_a_process_that_dies_takes_no_other_report_along(slugs, monkeypatch, tmp_path):
    monkeypatch.setattr(batch, "build_task", build)
    tasks = [Task(slug, Request(), {}, work=str(tmp_path)) for slug in slugs]
    told = []
    outcomes = batch.run(tasks, told.append, workers=2)
    assert [outcome.slug for outcome in outcomes] == list(slugs)
    assert sorted(outcome.slug for outcome in told) == sorted(slugs)  # each once
    errors = {slug: DIED for slug in slugs if slug.startswith("deadly")} | {"wrong": "wrong"}
    assert [outcome.error for outcome in outcomes] == [errors.get(slug, "") for slug in slugs]


class Breaking:
    """A pool that breaks when it has been handed a task."""

    def __init__(self):
        self.handed = []

    def submit(self, function, task):
        if self.handed:
            raise BrokenProcessPool
        self.handed.append(task.slug)
        future = Future()
        future.set_result(Made(task.slug, placed=True))
        return future


def test_a_task_that_could_not_be_handed_out_is_run_again(monkeypatch):
    pools = []

    @contextmanager
    def executor(scheduler, workers):
        pools.append(Breaking())
        yield pools[-1]

    monkeypatch.setattr(batch, "executor", executor)
    tasks = [Task(slug, Request(), {}) for slug in ("alle", "tranche-1", "tranche-2")]
    outcomes = batch.run(tasks, lambda outcome: None)
    assert [(outcome.slug, outcome.error) for outcome in outcomes] == [(task.slug, "") for task in tasks]
    assert [pool.handed for pool in pools] == [["alle"], ["tranche-1"], ["tranche-2"]]


@pytest.fixture
def making(monkeypatch):
    """Replace the making of a report by a function of what it is asked, the work folder and the output."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")

    def become(make):
        monkeypatch.setattr(
            "impactmonitor.run.build.make_report",
            lambda asked, formats, engine, output, cache, say, work, workers: make(asked, work, output),
        )

    return become


def test_without_a_disk_in_common_the_files_come_back(making):
    def make(asked, work, output):
        assert asked.data.read_bytes() == b"a,b" and asked.tranche == ("3",)
        for path in (output / "tranche-3" / "report.html", work / "tranche-3" / "figures" / "x.svg"):
            path.parent.mkdir(parents=True)
            path.write_text(path.name)
        return output / "tranche-3"

    making(make)
    task = Task("tranche-3", Request(tranche=("3",)), {"0/data/respons.csv": b"a,b"}, epoch="0")
    outcome = batch.build_task(task)
    assert outcome == Made("tranche-3", {"report.html": b"report.html", "figures/x.svg": b"x.svg"})
    assert os.environ["SOURCE_DATE_EPOCH"] == "0"


@pytest.mark.parametrize(
    ("error", "told"), [(BuildError("cell 3: no"), "cell 3: no"), (KeyError("kolom"), "KeyError: 'kolom'")]
)
def test_whatever_goes_wrong_in_a_task_is_returned(error, told, making):
    def fail(asked, work, output):
        raise error

    making(fail)
    assert batch.build_task(Task("alle", Request(), {})) == Made("alle", error=told)


def test_drawings_of_the_projects_own_reports_are_published_too(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    outcome = Made("alle", {"report.html": b"<p>", "figures/x.svg": b"<svg/>"})
    for output in (tmp_path / "elders", tmp_path / "_output", tmp_path / "_output" / "2024"):
        batch.publish(outcome, output)
        assert [path.name for path in (output / "alle").iterdir()] == ["report.html"]
        assert (tmp_path / "figures").exists() == (output.name != "elders")
    drawn = [path.relative_to(tmp_path).as_posix() for path in sorted((tmp_path / "figures").rglob("*.svg"))]
    assert drawn == ["figures/2024/alle/x.svg", "figures/alle/x.svg"]


def test_a_worker_has_the_text_and_the_companions_of_the_wave_and_no_others(making, tmp_path):
    """A survey with a text of its own, and without the workplaces that the project's own has."""
    earlier = shutil.copytree(ROOT / "examples" / "bibliotheek", tmp_path / "wave-2023") / EXPORT.name
    seen = []

    def make(asked, work, output):
        seen.append((prose_of(asked.path), len(read_inputs(asked.path).workplaces)))
        seen.append([one.parent.name for one in asked.previous])
        raise BuildError("far enough")

    making(make)
    inputs = batch.ship(0, EXPORT) | batch.ship(1, earlier)
    made = batch.build_task(Task("alle", Request(EXPORT, previous=(earlier,)), inputs, epoch="1700000000"))
    assert made.error == "far enough"
    (text, workplaces), before = seen
    assert text.name == "bibliotheek" and text != EXPORT.parent and workplaces == 0
    assert before == ["wave-2023"]

"""A batch in local processes: one that dies takes no other report along."""

import os
from pathlib import Path

import pytest

from impactmonitor import batch
from impactmonitor.batch import Outcome, Task

DIED = "the process that built it died (BrokenProcessPool)"


def build(task):
    """Stand in for the building of a report: `deadly` kills its process, `unlucky` is in one that dies once."""
    trace = Path(task.work) / task.slug
    first = not trace.exists()
    trace.touch()
    if task.slug.startswith("deadly") or (task.slug == "unlucky" and first):
        os._exit(1)
    return Outcome(task.slug, error="wrong" if task.slug == "wrong" else "", placed=True)


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
    tasks = [Task(slug, {}, "respons.csv", {}, work=str(tmp_path)) for slug in slugs]
    told = []
    outcomes = batch.run(tasks, told.append, workers=2)
    assert [outcome.slug for outcome in outcomes] == list(slugs)
    assert sorted(outcome.slug for outcome in told) == sorted(slugs)  # each once
    errors = {slug: DIED for slug in slugs if slug.startswith("deadly")} | {"wrong": "wrong"}
    assert [outcome.error for outcome in outcomes] == [errors.get(slug, "") for slug in slugs]

"""Measurements keep apart: reports, builds and figures."""

import shutil

from staged import ALL, stage

from impactmonitor.run import build
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request


def test_another_measurement_leaves_the_report_and_what_it_is_made_of_alone(tmp_path, monkeypatch):
    project = stage(tmp_path, monkeypatch)
    assert project.make() == (ALL, ["prepared", "rendered"])
    wave = shutil.copytree(project.folder / "data", project.folder / "wave") / "respons.csv"
    codebook = wave.with_name("codebook.yml")
    codebook.write_text(codebook.read_text().replace('meting: "2022"', 'meting: "2024"'))
    before = {path: path.stat().st_mtime_ns for path in (project.work / "alle").rglob("*") if path.is_file()}
    assert before
    folder, ran = build.execute_notebooks(Request(wave))
    assert folder == project.work / "2024" / "alle" / "executed" and set(ran) == ALL
    make_report(Request(wave), ["html"], "builtin", project.folder / "_output" / "2024", say=project.told.append)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert (project.folder / "figures" / "2024" / "alle" / "student.svg").exists()
    assert not (project.folder / "figures" / "alle").exists()
    assert project.make() == (set(), [])

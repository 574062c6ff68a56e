"""Data that were read once: kept while they are the same, and no longer."""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from impactmonitor.analysis import inputs
from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.files import kept
from impactmonitor.paths import DATA
from impactmonitor.run import notebooks
from impactmonitor.survey.intake import Intake
from impactmonitor.survey.wave import companions

CHANGES = {"respons.csv": (",mbo,", ",hbo,"), "claims.yml": (" steekt boven", " dus steekt boven")}


def test_what_is_kept_is_the_same_as_long_as_its_inputs_are(tmp_path):
    file, made = tmp_path / "invoer", []

    def get(values="a", name="n"):
        return kept.once(name, lambda: made.append(None) or len(made), values, [file])

    file.write_text("1")
    assert [get(), get()] == [1, 2], "nothing is kept unless told"
    with kept.kept_in(tmp_path):
        assert [get(), get()] == [3, 3]
        assert [get("b"), get("b"), get("a"), get(name="m")] == [4, 4, 5, 6]
        file.write_text("2")
        assert [get(), get()] == [7, 7]
        (tmp_path / kept.FOLDER / "n.pickle").write_bytes(b"damaged")
        assert [get(), get()] == [8, 8]
        with kept.kept_in(tmp_path / "a build of this batch", anew=True):
            assert get() == 8
    with kept.kept_in(tmp_path, anew=True):
        assert [get(), get()] == [9, 9]
    with kept.kept_in(file / "no folder"):
        assert [get(), get()] == [10, 11]


def test_processes_that_need_it_together_make_it_once(tmp_path):
    count, script = tmp_path / "count", tmp_path / "script.py"
    script.write_text(f"""
import time
from pathlib import Path
from impactmonitor.files import kept

def make():
    with Path({str(count)!r}).open("a") as file:
        file.write("made\\n")
    time.sleep(1)

kept.once("n", make, [], [])
""")
    with kept.kept_in(tmp_path):
        processes = [subprocess.Popen([sys.executable, str(script)]) for _ in range(3)]
        assert [process.wait() for process in processes] == [0, 0, 0]
    assert count.read_text() == "made\n"


def test_what_an_editor_of_notebooks_needs_is_no_input(tmp_path, monkeypatch):
    for name in ("pandas-9", "great_tables-1", "jupyterlab-4"):
        (tmp_path / f"{name}.dist-info").mkdir()
    monkeypatch.setattr(kept.sysconfig, "get_path", lambda name: str(tmp_path))
    assert kept.installed()[1:] == ["great_tables-1", "pandas-9"]


def test_every_input_of_a_study_counts(tmp_path, monkeypatch):
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reconstructie")) / "respons.csv"
    read = []
    monkeypatch.setattr(inputs, "read_inputs", lambda path: read.append(path) or read_inputs(path))
    with kept.kept_in(tmp_path):
        Study.load(data)
        for changed in (data, *companions(data)):
            before = len(read)
            with changed.open("a") as file:
                file.write("\n")
            Study.load(data)
            Study.load(data)
            assert len(read) == before + 1, changed.name


@pytest.mark.thorough
def test_every_part_of_a_request_counts_for_the_claims(tmp_path, monkeypatch):
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reconstructie")) / "respons.csv"
    made, evaluated = [], rules._evaluated
    monkeypatch.setattr(rules, "_evaluated", lambda one: made.append(one) or evaluated(one))

    def get(**asked):
        before = len(made)
        records = rules.evaluate(Study.load(data, **asked))
        anew = len(made) > before
        assert anew or records == evaluated(Study.load(data, **asked))
        return anew

    with kept.kept_in(tmp_path):
        for asked in ({}, {"tranche": "3"}, {"min_groep": 12}, {"min_onthulling": 6}):
            assert [get(**asked), get(**asked)] == [True, False], asked
        for name, change in CHANGES.items():
            file = data.with_name(name)
            assert change[0] in file.read_text()
            file.write_text(file.read_text().replace(*change))
            assert [get(tranche="3"), get(tranche="3")] == [True, False], name
        assert any(" dus steekt boven" in claim.tekst for claim in rules.evaluate(Study.load(data)))


def test_a_kept_study_is_the_same(tmp_path):
    first = Study.load()
    with kept.kept_in(tmp_path):
        Study.load()
        again = Study.load()
    assert again.responses.frame.equals(first.responses.frame)
    assert (again.responses.frame.dtypes == first.responses.frame.dtypes).all()
    assert again.codebook == first.codebook and again.responses.notes == first.responses.notes


def test_answers_that_do_not_count_are_an_input_as_well(tmp_path):
    """Of how many were received and why not all count the report tells, though the answers that count are the same."""
    study = Study.load(tranche="3")
    received = Intake("Forms", received=80, left_out={"onvoltooid": [3, 4]})
    more = replace(study, responses=replace(study.responses, intake=received))
    with kept.kept_in(tmp_path):
        before, after = ({one.claim for one in rules.evaluate(each) if one.afgedrukt} for each in (study, more))
    assert after - before == {"ontvangen"}
    jobs = notebooks.jobs(study, tmp_path)
    assert all(notebooks.fingerprint(job, study) != notebooks.fingerprint(job, more) for job in jobs)

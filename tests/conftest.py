"""Fixtures: the project's data as text, copies of it to change, and reports that are built once for all tests."""

import shutil

import pandas as pd
import pytest
from filelock import FileLock

from impactmonitor.build import build_report
from impactmonitor.codebook import DATA, read_codebook
from impactmonitor.study import Study
from impactmonitor.workplaces import read_workplaces


@pytest.fixture(scope="session")
def codebook():
    return read_codebook()


@pytest.fixture(scope="session")
def workplaces(codebook):
    return read_workplaces(DATA / "werkplaatsen.csv", codebook)


@pytest.fixture
def cells():
    """The responses as text, to change a cell of."""
    return pd.read_csv(DATA / "respons.csv", dtype=str, keep_default_na=False)


@pytest.fixture
def project(tmp_path):
    """A copy of the data folder, to change a file of."""
    return shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reconstructie"))


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker_id):
    """Build a report of the project's own data once for all tests: ``built(tranche="3")`` returns its folder."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "built"
    shared.mkdir(exist_ok=True)

    def build(engine="builtin", **parameters):
        study = Study.load(**parameters)
        output, work = shared / engine, shared / f"{engine}-work"
        with FileLock(shared / f"{engine}-{study.variant.slug}.lock"):
            if (output / study.variant.slug / "params.yml").exists():
                return output / study.variant.slug
            return build_report(study, ("html", "pdf", "docx"), engine, output, say=lambda line: None, work=work)

    return build


@pytest.fixture(scope="session")
def report(built):
    """The folder of the whole report by the built-in engine: html, pdf and docx."""
    return built()

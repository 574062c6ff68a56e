"""Fixtures: the project's data as text, and copies of it to change."""

import shutil

import pandas as pd
import pytest

from impactmonitor.codebook import DATA, read_codebook
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

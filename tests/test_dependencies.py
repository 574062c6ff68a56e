"""The files that name dependencies agree; none is unused, none missing, and each is accounted for."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from impactmonitor.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED_EXTRAS = ("test", "check", "build", "bench")
IN_CONDA = {"brotli-python": "brotli", "matplotlib-base": "matplotlib"}  # its name on conda-forge, on PyPI
ONLY_CONDA = {"pip", "quarto"}


def bounds(lines):
    """Map canonical names to their bounds."""
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): str(one.specifier) for one in found}


def conda():
    """Return the bounds in `environment.yml`, by their names on PyPI."""
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = [line for line in lines if isinstance(line, str)]
    (by_pip,) = [line["pip"] for line in lines if isinstance(line, dict)]
    assert by_pip[-1] == "-e ."
    return {IN_CONDA.get(name, name): bound for name, bound in bounds([*plain, *by_pip[:-1]]).items()}


def test_conda_and_pip_get_the_same_packages_within_the_same_bounds():
    named = conda()
    assert named.pop("python") == PROJECT["requires-python"]
    assert {name: bound for name, bound in named.items() if name not in ONLY_CONDA} == {
        **bounds(PROJECT["dependencies"]),
        **bounds(EXTRAS["jupyter"]),
    }


def test_the_oldest_quarto_is_the_one_the_engine_takes():
    from impactmonitor.report.engines import OLDEST

    assert conda()["quarto"] == f">={'.'.join(map(str, OLDEST))}"


def test_lock_pins_every_direct_dependency_within_its_bounds():
    pinned = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    lines = [*PROJECT["dependencies"], *(line for extra in LOCKED_EXTRAS for line in EXTRAS[extra])]
    for requirement in map(Requirement, lines):
        versions = pinned[canonicalize_name(requirement.name)]
        assert versions and all(requirement.specifier.contains(version) for version in versions), requirement


def test_lock_has_hashes_and_no_addresses():
    packages = re.split(r"\n(?=\w)", LOCK.strip())
    assert packages and all("==" in package and "--hash=sha256:" in package for package in packages)
    assert "://" not in LOCK and "--index" not in LOCK and "--find-links" not in LOCK


def test_none_is_unused_and_none_missing():
    done = subprocess.run(
        [sys.executable, "-m", "deptry", ".", "--no-ansi"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def documented(table):
    """Return the rows of the first or second table of `docs/dependencies.md`, by their first cell."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.split("|---|---|---|\n")[table].split("\n\n")[0].split("\n")]
    return {row[0].strip("`"): row[1:] for row in rows if len(row) == 3}


def test_each_is_accounted_for_in_a_line():
    assert list(documented(1)) == sorted(bounds(PROJECT["dependencies"]))


@pytest.mark.parametrize("extra", EXTRAS)
def test_each_extra_is_accounted_for(extra):
    assert documented(2)[extra][0].split(", ") == sorted(bounds(EXTRAS[extra]))
    assert len(documented(2)) == len(EXTRAS)

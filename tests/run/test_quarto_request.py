"""Which variant Quarto is asked for, and that it makes no other in silence."""

import subprocess
import sys

import psutil
import pytest

from impactmonitor.paths import ROOT
from impactmonitor.problems import UsageError
from impactmonitor.report.profiles import PROFILE, profile_file
from impactmonitor.report.settings import read_settings
from impactmonitor.run.quarto_request import above, asked_of_quarto

SHELL = ["bash", "-c", "quarto render -P tranche:4"]
QUARTO = ["deno", "run", "lib/quarto.js", "render"]


@pytest.fixture
def profile(monkeypatch):
    """Set the profiles that Quarto is run with."""
    monkeypatch.delenv(PROFILE, raising=False)
    return lambda names: monkeypatch.setenv(PROFILE, names)


def test_every_tranche_has_a_profile_that_puts_it_apart(codebook, profile):
    slugs = [f"tranche-{one.key}" for one in codebook.categories("tranche")]
    assert {path.name for path in ROOT.glob("_quarto-*.yml")} == {profile_file(ROOT, name).name for name in slugs}
    for name in slugs:
        profile(name)
        assert read_settings(ROOT)["project.output-dir"] == f"_output/quarto/{name}"


@pytest.mark.parametrize(
    ("names", "words", "tranche"),
    [
        ("", [], ""),
        ("tranche-3", [], "3"),
        ("", ["-P", "tranche:2"], "2"),
        ("", ["--execute-param", "tranche:2", "--to", "monitor-html"], "2"),
        ("", ["--execute-param=tranche:2"], "2"),
        ("tranche-2", ["-P", "tranche:2"], "2"),
    ],
)
def test_a_profile_or_a_parameter_names_the_variant(names, words, tranche, profile):
    profile(names)
    assert asked_of_quarto(ROOT, [["python", "prerender.py"], [*QUARTO, *words], SHELL]).tranche == tranche


@pytest.mark.parametrize(
    ("names", "words", "told"),
    [
        ("tranche-9", [], "profile 'tranche-9' is not known: there is no _quarto-tranche-9.yml; variants: tranche-1, "),
        ("tranche-1,tranche-2", [], "quarto is asked for tranches 1, 2 at once"),
        ("tranche-1", ["-P", "tranche:2"], "quarto is asked for tranches 1, 2 at once"),
        ("", ["-P", "sector:mbo"], "quarto -P sector:mbo is not known; there is tranche:3"),
        (
            "",
            ["-P", "data:wave/export.csv"],
            "quarto -P data:wave/export.csv is not known; make report DATA=wave/export.csv ENGINE=quarto",
        ),
        (
            "",
            ["--to", "html"],
            "quarto --to html is not the report's; write --to monitor-html; there are ",
        ),
        ("", ["--to=pdf"], "quarto --to pdf is not the report's; write --to monitor-typst; there are "),
        ("", ["-t", "monitor-html,epub"], "quarto --to epub is not the report's; there are monitor-html, "),
        ("", ["--execute-params", "p.yml"], "quarto --execute-params is not known"),
    ],
)
def test_what_is_not_known_is_refused(names, words, told, profile):
    profile(names)
    with pytest.raises(UsageError) as caught:
        asked_of_quarto(ROOT, [[*QUARTO, *words]])
    assert str(caught.value).startswith(told)


def test_a_profile_of_ones_own_is_no_variant(profile, tmp_path):
    profile("concept")
    profile_file(tmp_path, "concept").write_text("lang: nl-NL\n", encoding="utf-8")
    assert not asked_of_quarto(tmp_path, []).tranche


def test_the_command_lines_above_are_those_of_the_processes_that_started_this_one():
    assert above()[0] == psutil.Process().parent().cmdline()


def test_without_an_environment_one_line_says_what_to_do(tmp_path):
    script = tmp_path / "prerender.py"
    script.write_bytes((ROOT / "prerender.py").read_bytes())
    done = subprocess.run([sys.executable, "-S", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "impactmonitor: there is no environment here yet. Run `make setup`, or `conda activate impactmonitor`"
    ]

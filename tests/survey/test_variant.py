"""Parameters as they are typed: on the command line, through make, and what is answered to those that do not exist."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from order import first

from impactmonitor import cli
from impactmonitor.paths import ROOT
from impactmonitor.problems import UsageError
from impactmonitor.run import batch
from impactmonitor.run.batch import Made
from impactmonitor.survey.parts import Category
from impactmonitor.survey.variant import Variant, make_variant

COMMAND = Path(sys.executable).with_name("impactmonitor")


def ran(*arguments, cwd=ROOT):
    return subprocess.run([str(one) for one in arguments], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    first(
        [
            (
                ["report", "--trance", "3"],
                ["no option --trance", "did you mean '--tranche'?", "Allowed: --data, --tranche,"],
            ),
            (["report", "--tranche", "9"], ["tranche '9' does not exist", "Allowed: 1, 2, 3, 4"]),
            (["report", "--werkplaats", "DigiLink Drente"], ["did you mean 'DigiLink Drenthe'?", "Allowed: Digitale"]),
            (["report", "--sector", "overig"], ["sector overig: 2 respondents; under 5 no report is made"]),
            (["variants", "--tranche", "3"], ["variants has no option --tranche", "Allowed: --data, --min-groep"]),
            (["variants", "--min-onthulling", "65"], ["64 respondents; under 65 no report is made"]),
            (
                ["execute", "--sector", "hbbo"],
                ["sector 'hbbo' does not exist; did you mean 'hbo'?", "Allowed: mbo,"],
            ),
            (["execute", "--min-groep", "0"], ["--min-groep"]),
            (["variants", "--workers", "0"], ["--workers"]),
        ],
        3,
        pytest.mark.slow,
    ),
)
def test_what_does_not_exist_is_answered_with_what_does(arguments, words, tmp_path):
    result = ran(COMMAND, *arguments, *([] if arguments[0] == "execute" else ["--output", tmp_path / "out"]))
    assert result.returncode == 2
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.stderr and not (tmp_path / "out").exists()


@pytest.fixture
def renamed(workplaces):
    """The workplaces, two of which have names that a shell, make or a list of names could trip over."""
    names = {
        "DigiLink Drenthe": "Werk & Co, $(regio) 'Noord' (NH-N)",
        "DigiLab Rivierenland": "Werk & Co",
    }
    return workplaces.assign(werkplaats=workplaces["werkplaats"].replace(names))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Werkplaats Digitaal Ondernemen (NH-N)", ["Werkplaats Digitaal Ondernemen (NH-N)"]),
        ("Digitale Werkplaats Midden- & Zuidoost Brabant", ["Digitale Werkplaats Midden- & Zuidoost Brabant"]),
        ("Werk & Co, $$(regio) 'Noord' (NH-N)", ["Werk & Co, $(regio) 'Noord' (NH-N)"]),
        ("werk & co , MKB Werkplaats Utrecht", ["Werk & Co", "MKB Werkplaats Utrecht"]),
        ("Digitale Werkplaats Twente - DWT", ["Digitale Werkplaats Twente"]),
    ],
)
def test_make_passes_a_workplace_on_as_typed(typed, meant, codebook, renamed):
    result = ran(
        "make", "--no-print-directory", "--dry-run", "report", f"WERKPLAATS={typed}", "TRANCHE=1,3", "MIN_GROEP=8"
    )
    assert result.returncode == 0, result.stderr
    options = shlex.split(result.stdout.splitlines()[-1])
    given = {name: options[options.index(f"--{name}") + 1] for name in ("werkplaats", "tranche", "min-groep")}
    assert given["min-groep"] == "8"
    variant = make_variant(codebook, renamed, tranche=given["tranche"], werkplaats=given["werkplaats"])
    assert variant == Variant({"tranche": ("1", "3"), "werkplaats": tuple(meant)})


def test_make_knows_no_other_parameters():
    result = ran("make", "--no-print-directory", "report", "TRANCE=3")
    assert result.returncode == 2 and "no option --trance; did you mean '--tranche'?" in result.stderr
    assert ran("make", "--dry-run", "variants", "PYTHON=python3", "FORMATS=html").returncode == 0


@pytest.mark.parametrize(
    ("parameters", "name", "phrase", "slug"),
    [
        ({}, "alle tranches", "uit alle tranches", "alle"),
        ({"tranche": "3,1"}, "tranches 1 en 3", "uit de tranches 1 en 3", "tranche-1-3"),
        ({"tranche": "Tranche 3"}, "tranche 3", "uit tranche 3", "tranche-3"),
        ({"sector": "mbo"}, "sector mbo", "uit het mbo", "sector-mbo"),
        (
            {"sector": "mbo", "tranche": ["3"]},
            "tranche 3, sector mbo",
            "uit het mbo in tranche 3",
            "tranche-3-sector-mbo",
        ),
        (
            {"werkplaats": "DigiLink Drenthe", "sector": "HBO"},
            "sector hbo, DigiLink Drenthe",
            "uit het hbo van DigiLink Drenthe",
            "sector-hbo-werkplaats-digilink-drenthe",
        ),
    ],
)
def test_a_variant_has_a_name_a_phrase_and_a_folder(parameters, name, phrase, slug, codebook, workplaces):
    variant = make_variant(codebook, workplaces, **parameters)
    assert (variant.name(codebook), variant.phrase(codebook), variant.slug) == (name, phrase, slug)


def test_many_workplaces_still_make_a_folder_name(codebook, workplaces):
    names = workplaces["werkplaats"].tolist()
    slugs = [make_variant(codebook, workplaces, werkplaats=names[:count]).slug for count in (10, 19, 20)]
    assert max(map(len, slugs)) <= 120 and len(set(slugs)) == 3


def test_a_failed_report_is_named_at_the_end(monkeypatch, capsys, tmp_path):
    files = {"report.html": b"<p>x</p>", "figures/x.svg": b"<svg/>"}
    outcomes = [Made("alle", files), Made("tranche-2", error="cell 3: ValueError"), Made("tranche-3", files)]

    def run(tasks, done, scheduler, workers):
        for outcome in outcomes:
            done(outcome)
        return outcomes

    monkeypatch.setattr(batch, "run", run)
    monkeypatch.setattr(sys, "argv", ["impactmonitor", "variants", "--output", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.err.splitlines() == ["tranche-2: cell 3: ValueError", "error: failed: tranche-2"]
    assert "2 of 3 reports" in said.out
    assert {path.name for path in tmp_path.iterdir()} == {"alle", "tranche-3", "index.html"}
    assert "niet gemaakt" in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("label", "zin", "naam"),
    [
        ("Amsterdam", "Amsterdam", "Amsterdam"),
        ("Den Haag", "de vestiging Den Haag", "Den Haag"),
        ("Mbo", "het mbo", "mbo"),
        ("Regio Noord", "regio Noord", "regio Noord"),
        ("Tranche 3", "", "tranche 3"),
        ("VWO", "het vwo", "VWO"),
    ],
)
def test_a_name_keeps_its_capital_where_the_phrase_has_it(label, zin, naam):
    assert Category("a", label, zin).naam == naam


def test_a_filter_that_names_nothing_is_not_one_on_everybody(codebook, workplaces):
    with pytest.raises(UsageError, match="sector ',' names nothing"):
        make_variant(codebook, workplaces, sector=",")

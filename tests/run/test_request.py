"""A request: one list of parameters, the same for the command line, notebooks and batches."""

import nbformat
import pytest
from typer.main import get_command

from impactmonitor.cli import app
from impactmonitor.paths import DATA, NOTEBOOKS, ROOT
from impactmonitor.run.notebooks import accepted
from impactmonitor.run.request import PARAMETERS, Request

NAMES = [parameter.name for parameter in PARAMETERS]


@pytest.mark.parametrize(
    ("command", "without"), [("report", set()), ("execute", set()), ("variants", {*NAMES[1:4], "filter"})]
)
def test_a_command_has_its_parameters_with_their_defaults(command, without):
    options = {option.name: option for option in get_command(app).commands[command].params}
    assert set(NAMES) & set(options) == set(NAMES) - without
    for parameter in PARAMETERS:
        if parameter.name not in without:
            assert options[parameter.name].default == parameter.default
            assert options[parameter.name].help == parameter.metadata["help"]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_takes_its_parameters_with_their_defaults(path):
    assert accepted(path) - {"niveau"} == {*NAMES, "uitvoer"}
    cells = nbformat.read(path, as_version=4).cells
    given = {}
    exec(next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])), given)
    assert [given["min_groep"], given["min_onthulling"]] == [Request().min_groep, Request().min_onthulling]
    assert not any(given[name] for name in ("data", "tranche", "sector", "werkplaats", "filter", "previous"))


def test_what_a_study_was_asked_by_gives_it_again():
    study = Request(tranche=" 3", sector="MBO").load()
    again = Request.of(study)
    assert again == Request(DATA / "respons.csv", ("3",), ("mbo",), ())
    assert again.load().variant == study.variant and again.load().n == study.n
    assert again.asked == {
        "tranche": ["3"], "sector": ["mbo"], "werkplaats": [], "min_groep": 10, "min_onthulling": 5,
        "filter": "", "previous": [],
    }  # fmt: skip


def test_a_request_carries_an_earlier_wave():
    asked = Request(ROOT / "examples" / "2024" / "respons.csv", tranche="1", previous=(DATA,))
    study = asked.load()
    assert (study.earlier.by.meting, study.earlier.study.variant.filters) == ("2022", {"tranche": ("1",)})
    again = Request.of(study)
    assert again.previous == (DATA / "respons.csv",) and again.load().earlier.study.n == study.earlier.study.n
    assert {DATA / "respons.csv", DATA / "benaderd.csv"} <= set(asked.files) == set(study.files)

"""What is done before Quarto renders in the project's own folder."""

import runpy

import pytest

from impactmonitor.problems import InputError, Problem
from impactmonitor.report.profiles import PROFILE
from impactmonitor.run import build, prerender
from impactmonitor.run.record import Record
from impactmonitor.run.request import Request


@pytest.fixture(autouse=True)
def _no_profile(monkeypatch):
    monkeypatch.delenv(PROFILE, raising=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in the place of the project's."""
    monkeypatch.setattr(prerender, "ROOT", tmp_path)
    return tmp_path


def test_the_evidence_of_a_report_is_put_where_the_source_names_it(folder):
    made = folder / "_build" / "alle"
    files = ["executed/student.ipynb", "figures/a.svg", "_variables.yml", "_quarto.yml", "_generated/bestanden.html"]
    for name in files:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(name, encoding="utf-8")
    for name in ("figures/of-before.svg", "figures/README.md", "figures/alle/a.svg", "_generated/bestanden.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("before", encoding="utf-8")
    prerender.place(Record("", "", "quarto", {}, [["student", "studentniveau", "niveau"]], [], [], files, {}), made)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and made not in path.parents}
    assert there == {"executed/student.ipynb", "figures/a.svg", "figures/README.md", "figures/alle/a.svg",
                     "_variables.yml", "chapters/_niveaus.qmd"}  # fmt: skip
    assert "# Opbrengsten op studentniveau" in (folder / "chapters" / "_niveaus.qmd").read_text(encoding="utf-8")


def test_the_source_is_checked_once_all_is_there(folder, monkeypatch):
    done = []
    monkeypatch.setattr(prerender, "with_evidence", lambda *given: done.append(given))
    monkeypatch.setattr(prerender, "ready", lambda *given: done.append(given))
    assert prerender.main() == 0
    assert done == [(Request(), "quarto", prerender.place), (folder, print)]


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_what_is_wrong_stops_quarto_too(monkeypatch, capsys):
    def refuse(*given):
        raise InputError([Problem("respons.csv", "is empty"), Problem("bron.yml", "is empty")])

    monkeypatch.setattr(build, "with_evidence", refuse)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("impactmonitor.run.prerender", run_name="__main__")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "respons.csv: is empty\nbron.yml: is empty\n"

"""The committed notebooks: a short story with one result a cell, and outputs that a run gives again."""

import ast
import re
import runpy
import subprocess
import sys

import nbformat
import pytest

from impactmonitor.display.shown import REPORT
from impactmonitor.paths import NOTEBOOKS, ROOT
from impactmonitor.problems import BuildError
from impactmonitor.run.kernels import KERNEL
from impactmonitor.run.refresh import normalise
from impactmonitor.run.tidied import normalised

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
LABEL = re.compile(r"#\| label: (\S+)\n")


@pytest.fixture(params=PATHS, ids=NAMES)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def results(notebook):
    """Return the cells that show something: those with a label."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.startswith("#| label:")]


def test_a_title_says_what_it_is_about(notebook):
    title = notebook.cells[0]
    assert title.cell_type == "markdown" and title.source.startswith("# ")
    assert len(title.source.split()) > 30, "an introduction says what is asked, of which data, and where it goes"


def test_parameters_come_first_and_are_only_that(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.metadata.get("tags") for cell in code] == [["parameters"]] + [None] * (len(code) - 1)
    for statement in ast.parse(code[0].source).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


def test_every_notebook_takes_the_same_parameters():
    given = []
    for path in PATHS:
        first = next(cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
        given.append([line for line in first.source.split("\n") if not line.startswith(("#", "niveau"))])
    assert all(lines == given[0] for lines in given)


def test_nothing_is_defined_in_it(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, DEFINITIONS)]
            assert not found, f"cell {cell.id}: what a notebook defines belongs in the package"


def test_a_cell_shows_one_result_under_its_own_name(notebook):
    shown = results(notebook)
    assert shown
    for cell in shown:
        assert LABEL.match(cell.source)[1] == cell.id
        *before, last = ast.parse(cell.source).body
        assert all(isinstance(statement, ast.Assign) for statement in before) and isinstance(last, ast.Expr)
        assert [output.output_type for output in cell.outputs] == ["execute_result"]
        faces = set(cell.outputs[0].data)
        assert REPORT in faces and faces & {"text/markdown", "text/html", "image/png", "text/plain"}


def test_what_people_see_is_no_pandoc(notebook):
    for cell in notebook.cells:
        for data in (output.data for output in cell.get("outputs", [])):
            seen = data.get("text/markdown", "") + data.get("text/plain", "") + data.get("text/html", "")
            assert not re.search(r"\{[.#]|^:::|\{=html\}|@(fig|tbl|sec)-", seen, re.MULTILINE), cell.id


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_a_notebook_stays_small(path):
    assert path.stat().st_size < 400_000


def test_cells_were_executed_in_order(notebook):
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_committed_as_normalised(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    assert text == normalised(nbformat.reads(text, as_version=4))
    edited = nbformat.reads(text, as_version=4)
    edited.metadata["widgets"] = {}
    edited.cells[1].metadata["execution"] = {"iopub.execute_input": "2022-01-01T00:00:00"}
    edited.cells[1].execution_count = 99
    nbformat.write(edited, tmp_path / path.name)
    normalise([tmp_path / path.name])
    assert (tmp_path / path.name).read_text(encoding="utf-8") == text


def test_every_result_is_in_the_report():
    chapters = [ROOT / "chapters" / f"_{kind}.qmd" for kind in ("niveau", "vraag")]
    text = (ROOT / "report.qmd").read_text(encoding="utf-8")
    text += "".join(path.read_text(encoding="utf-8").replace("@@key@@", path.stem[1:]) for path in chapters)
    embedded = re.findall(r"\{\{< embed executed/(\w+)\.ipynb#(\S+) >\}\}", text)
    labels = [(path.stem, cell.id) for path in PATHS for cell in results(nbformat.read(path, as_version=4))]
    assert sorted(embedded) == sorted(labels)


def test_outputs_say_what_the_report_prints(report):
    """The report executes them anew, with their defaults, and keeps what goes into it."""
    executed = report.parent.parent / "builtin-work" / report.name / "executed"
    made = {path.stem: nbformat.read(path, as_version=4) for path in executed.glob("*.ipynb")}
    compared = 0
    for path in PATHS:
        own = results(nbformat.read(path, as_version=4))
        other = made.get("instelling" if path.stem == "niveau" else path.stem)
        for cell, again in zip(own, results(other) if other else (), strict=bool(other)):
            assert cell.outputs[0].data[REPORT] == again.outputs[0].data["text/markdown"], (path.stem, cell.id)
            compared += 1
    assert compared > 50 and {path.stem for path in PATHS} - {*made} == {"niveau", "vraag"}


@pytest.mark.thorough
def test_outputs_are_those_of_a_run(readings):
    """Nbval executes the committed notebooks with their defaults; `make notebooks` renews them."""
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider", "--no-cov"]
    command += [f"--nbval-kernel-name={KERNEL}", *map(str, PATHS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


MODULE = "impactmonitor.run.refresh"


@pytest.fixture
def module(monkeypatch):
    """Run the module as a program: ``module("normalise", path)``."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", [MODULE, *map(str, arguments)])
        monkeypatch.delitem(sys.modules, MODULE)
        runpy.run_module(MODULE, run_name="__main__", alter_sys=False)

    return run


def test_every_notebook_is_refreshed_in_place_with_its_own_defaults(module, monkeypatch, capsys):
    ran, written = [], []
    monkeypatch.setattr("impactmonitor.run.notebooks.run_notebook", lambda *given, **more: ran.append((*given, more)))
    monkeypatch.setattr("impactmonitor.report.chapters.write_chapters", lambda *given: written.append(given))
    module()
    assert ran == [(path, path, {}, {"promoted": False}) for path in PATHS]
    assert capsys.readouterr().out.splitlines() == [f"notebooks/{path.name}: executed" for path in PATHS]
    ((levels, folder),) = written
    assert folder == ROOT and [key for key, *_ in levels] == ["instelling", "opleiding", "student"]


def test_a_notebook_that_fails_is_told_in_a_line(module, monkeypatch):
    def fails(*given, **more):
        raise BuildError("notebook inleiding.ipynb, cell 3: ValueError: kapot")

    monkeypatch.setattr("impactmonitor.run.notebooks.run_notebook", fails)
    with pytest.raises(SystemExit, match=r"^notebook inleiding\.ipynb, cell 3: ValueError: kapot$"):
        module()


def test_normalising_numbers_results_and_leaves_what_is_printed(module, tmp_path):
    printed = nbformat.v4.new_output("stream", text="regel")
    result = nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=7)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[printed, result], id="een")])
    nbformat.write(book, tmp_path / "los.ipynb")
    module("normalise", tmp_path / "los.ipynb")
    (cell,) = nbformat.read(tmp_path / "los.ipynb", as_version=4).cells
    assert cell.execution_count == 1
    assert cell.outputs == [printed, result | {"execution_count": 1}]


def test_a_wrong_word_is_answered_with_the_usage(module):
    with pytest.raises(SystemExit, match=r"^usage: python -m impactmonitor\.run\.refresh \[normalise FILE\.\.\.\]$"):
        module("normalize")

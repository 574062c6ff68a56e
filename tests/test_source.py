"""The source is laid out so that the next person finds things: small modules, short functions, errors told."""

import ast

import pytest

from impactmonitor.paths import ROOT

MODULES = sorted(
    path for folder in ("impactmonitor", "tests", "bench", "data", "examples") for path in (ROOT / folder).rglob("*.py")
)
LIBRARY = sorted((ROOT / "impactmonitor").rglob("*.py"))
LIBRARY.remove(ROOT / "impactmonitor" / "cli" / "commands.py")  # its docstrings are help
LONGEST_MODULE = 310
LONGEST_FUNCTION = 60  # lines, without its docstring
ROOMS = {"text", "files", "survey", "analysis", "claims", "display", "report", "run", "cli"}
VAGUE = {"common", "helper", "helpers", "lib", "misc", "shared", "tools", "util", "utils"}
ERRORS = {"InputError", "UsageError", "BuildError"}


def name(path):
    return str(path.relative_to(ROOT))


def functions(path):
    """Yield the functions and methods of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_modules_of_every_room_are_looked_at():
    rooms = {path.parent.name for path in LIBRARY}
    assert rooms == {"impactmonitor", *ROOMS} and len(LIBRARY) > 50


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_small_and_named_after_what_they_hold(path):
    assert path.stem not in VAGUE
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_fits_on_a_screen(path):
    for function in functions(path):
        first = function.body[1 if ast.get_docstring(function) else 0 :] or function.body
        lines = function.end_lineno - first[0].lineno + 1
        assert lines <= LONGEST_FUNCTION, f"{function.name}: {lines} lines"


@pytest.mark.parametrize("path", LIBRARY, ids=name)
def test_public_functions_tell_what_they_raise(path):
    for function in functions(path):
        if function.name.startswith("_"):
            continue
        raised = {
            node.exc.func.id
            for node in ast.walk(function)
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
        }
        told = ast.get_docstring(function) or ""
        missing = {error for error in raised & ERRORS if error not in told}
        assert not missing, f"{function.name} raises {missing}"

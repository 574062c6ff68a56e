"""The source is laid out so that the next person finds things: small modules, short functions, errors told."""

import ast
from functools import cache

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


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path):
    """Return the functions and methods of a module."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_modules_of_every_room_are_looked_at():
    rooms = {path.parent.name for path in LIBRARY}
    assert rooms == {"impactmonitor", *ROOMS} and len(LIBRARY) > 50


def test_modules_are_small_and_named_after_what_they_hold():
    assert [name(path) for path in MODULES if path.stem in VAGUE] == []
    assert [name(path) for path in MODULES if not ast.get_docstring(parsed(path))] == []
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_a_function_fits_on_a_screen():
    long = []
    for path in MODULES:
        for function in functions(path):
            first = function.body[1 if ast.get_docstring(function) else 0 :] or function.body
            lines = function.end_lineno - first[0].lineno + 1
            if lines > LONGEST_FUNCTION:
                long.append((name(path), function.name, lines))
    assert long == []


def test_public_functions_tell_what_they_raise():
    missing = []
    for path in LIBRARY:
        for function in functions(path):
            raised = {
                node.exc.func.id
                for node in ast.walk(function)
                if isinstance(node, ast.Raise)
                and isinstance(node.exc, ast.Call)
                and isinstance(node.exc.func, ast.Name)
            }
            told = ast.get_docstring(function) or ""
            if not function.name.startswith("_"):
                missing += [(name(path), function.name, error) for error in raised & ERRORS if error not in told]
    assert missing == []

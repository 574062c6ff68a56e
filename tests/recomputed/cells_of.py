"""The cells of a notebook, executed in this process: what each shows the report."""

import ast

import nbformat

from impactmonitor.paths import NOTEBOOKS


def executed(name, folder, **parameters):
    """Run a notebook with parameters; return the report's Markdown of every labelled cell, by label."""
    names, found = {}, {}
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        *statements, last = ast.parse(cell.source).body
        exec(compile(ast.Module(statements, []), name, "exec"), names)
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), name, "exec"), names)
        else:
            shown = eval(compile(ast.Expression(last.value), name, "eval"), names)
            if cell.source.startswith("#| label:"):
                found[cell.id] = shown.report
        if "parameters" in cell.metadata.get("tags", []):
            given = {key: str(value) if key == "data" else value for key, value in parameters.items()}
            names.update(given, uitvoer=str(folder))
    return found

"""The report's source with its shortcodes expanded. Whatever else Quarto knows is an error.

Both engines start here: the built-in one renders what this makes; for Quarto, which expands by itself and only warns of
what it does not find, it is the check that all is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.files.whole import write_whole
from impactmonitor.problems import BuildError
from impactmonitor.report.cell_options import label_of
from impactmonitor.report.front import FRONT_MATTER, SOURCE, front_of, read_front

EXPANDED = Path("_generated", "report.md")
SHORTCODE = re.compile(r"\{\{<\s*(\S+)\s*(.*?)\s*>\}\}")
CODE = re.compile(r"(`+).+?\1(?!`)")
NOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")
EXECUTABLE = re.compile(r"^\s*(?:```+|~~~+)\s*\{\s*(\w+)")
KNOWN = "include, embed, var, meta and pagebreak"
DRAWN = {"mermaid", "dot", "ojs"}
# Of the raw blocks, each format takes its own; as Quarto writes them.
PAGEBREAK = """
```{=html}
<div style="page-break-after: always;"></div>
```

```{=typst}
#pagebreak()
```

```{=openxml}
<w:p><w:r><w:br w:type="page"/></w:r></w:p>
```
"""


def expand(build: Path) -> list[str]:
    """Expand the source of a build directory into ``_generated/report.md``.

    Returns
    -------
    list of str
        The cells with a label that it embeds nowhere, as it would name them.

    Raises
    ------
    BuildError
        A file, cell, variable, shortcode or footnote does not exist, a file includes itself, or front matter sets
        what is not followed; names the place.
    """
    expander = Expander(build)
    text = expander.report()
    front = {key: value for key, value in expander.front.items() if key != "date"}  # which the metadata hold
    head = f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n" if front else ""
    write_whole(build / EXPANDED, head + text)
    return expander.left()


class Expander:
    """Expands the shortcodes of one build.

    Parameters
    ----------
    build : Path
        Folder that the paths in shortcodes are relative to; holds ``_variables.yml``.
    """

    def __init__(self, build: Path) -> None:
        self.build = build
        self.front = read_front(build)
        self.variables = _read(build / "_variables.yml")
        self.metadata = _read(build / "_metadata.yml") | self.front
        self._cells: dict[Path, dict[str, Any]] = {}
        self._placed: set[tuple[Path, str]] = set()
        self._notes: dict[str, str] = {}
        self._defined: set[str] = set()
        self._open: list[Path] = []

    def report(self) -> str:
        """Return the whole text; raises `BuildError` as `expand` does."""
        text = self.file(SOURCE, SOURCE)
        for name, where in self._notes.items():
            if name not in self._defined:
                raise BuildError(f"{where}: footnote [^{name}] is not written anywhere")
        return text

    def file(self, name: str, where: str) -> str:
        """Expand a file, without its front matter; raises `BuildError` as `expand` does."""
        path = (self.build / name).resolve()
        if path in self._open:
            raise BuildError(f"{where}: {name} includes itself")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise BuildError(f"{where}: {name} cannot be read: {error}") from error
        skipped = FRONT_MATTER.match(text)
        front_of(text, name)
        first = 1 + (skipped[0].count("\n") if skipped else 0)
        body = text[skipped.end() :] if skipped else text
        self._open.append(path)
        made = "\n".join(self.line(line, f"{name}, line {n}") for n, line in enumerate(body.split("\n"), first))
        self._open.pop()
        return made

    def line(self, line: str, where: str) -> str:
        """Expand one line; raises `BuildError` as `expand` does."""
        if cell := EXECUTABLE.match(line):
            instead = (
                "put the picture of it in images/" if cell[1] in DRAWN else "put it in a notebook and embed its cell"
            )
            raise BuildError(f"{where}: executable code is not supported; {instead}")
        if "{{{<" in line:
            raise BuildError(f"{where}: a shortcode cannot be shown as such")
        for name, colon in NOTE.findall(CODE.sub("", line)):
            if colon:
                self._defined.add(name)
            else:
                self._notes.setdefault(name, where)
        if "pagebreak" in line and (only := SHORTCODE.fullmatch(line.strip())) and only[1] == "pagebreak":
            return PAGEBREAK
        made = SHORTCODE.sub(lambda found: self._one(found[1], found[2], where), line)
        if "{{<" in made:
            raise BuildError(f"{where}: a shortcode is not closed on its line")
        return made

    def _one(self, name: str, argument: str, where: str) -> str:
        match name:
            case "var":
                return _named(self.variables, argument, "variable", where)
            case "meta":
                return _named(self.metadata, argument, "metadata", where)
            case "pagebreak":
                raise BuildError(f"{where}: shortcode 'pagebreak' stands on a line of its own")
            case "include":
                return self.file(argument, where)
            case "embed":
                return self._embedded(argument, where)
            case _:
                raise BuildError(f"{where}: shortcode {name!r} is not supported; there are {KNOWN}")

    def _embedded(self, argument: str, where: str) -> str:
        file, _, label = argument.partition("#")
        path = self.build / file
        cells = self._labelled(path, where)
        if label not in cells:
            labels = f"it has {', '.join(cells)}; a cell to embed begins with '#| label: {label}'"
            raise BuildError(f"{where}: {file} has no cell with the label {label!r}; {labels}")
        self._placed.add((path, label))
        made = _markdown(cells[label], f"{path.name}#{label}")
        return "\n".join(self.line(line, f"{file}#{label}") for line in made.split("\n"))

    def left(self) -> list[str]:
        """Name the cells with a label that were embedded nowhere, as a text would."""
        paths = sorted((self.build / "executed").glob("*.ipynb"))
        cells = [(path, label) for path in paths for label in self._labelled(path, SOURCE)]
        return [f"{path.relative_to(self.build)}#{label}" for path, label in cells if (path, label) not in self._placed]

    def _labelled(self, path: Path, where: str) -> dict[str, Any]:
        if path not in self._cells:
            try:
                notebook = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                place = "" if path.parent.name == "executed" else f"; executed ones are in executed/{path.name}"
                raise BuildError(f"{where}: {path.name} is not an executed notebook: {error}{place}") from error
            self._cells[path] = {
                label: cell
                for cell in notebook["cells"]
                if cell["cell_type"] == "code"
                if (label := label_of("".join(cell["source"])))
            }
        return self._cells[path]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) if path.exists() else {}


def _named(values: Any, name: str, kind: str, where: str) -> str:
    for part in name.split("."):
        if not isinstance(values, Mapping) or part not in values:
            raise BuildError(f"{where}: {kind} {name!r} does not exist")
        values = values[part]
    if isinstance(values, Mapping | bool):
        raise BuildError(f"{where}: {kind} {name!r} is no text")
    return str(values)


def _markdown(cell: Mapping[str, Any], where: str) -> str:
    parts = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/markdown" in data:
            parts.append("".join(data["text/markdown"]))
        elif output["output_type"] == "error" or "text/html" in data:
            raise BuildError(f"{where}: shows {output['output_type']}; a cell of the report displays Markdown")
    return "\n\n".join(parts)

"""The front matter of the text: what the report is called, by whom and of when, and how its page is set up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.problems import BuildError
from impactmonitor.report.settings import refused

SOURCE = "report.qmd"
FRONT_MATTER = re.compile(r"\A---\r?\n(.*?\n)---\r?\n", re.DOTALL)
PAGE_FILES = ("css", "include-in-header")
"""What names files, which go along into the HTML."""
OF_EDITORS = "editor"
"""Said to editors; no report is made of it."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "{{<" not in value


def _are_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))


def _is_day(value: Any) -> bool:
    return value == "today" or (isinstance(value, dt.date) and not isinstance(value, dt.datetime))


def _are_files(value: Any) -> bool:
    given = value if isinstance(value, list) else [value]
    return _are_texts(value) and all(Path(one).parts == (one,) and one != ".." for one in given)


TEXT, FILES = (_is_text, "a text without shortcodes"), (_are_files, "a file beside report.qmd, or a list of such files")
FOLLOWED: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "title": TEXT,
    "subtitle": TEXT,
    "author": (_are_texts, "a name, or a list of names"),
    "date": (_is_day, "a day such as 2026-11-24, or today"),
    "abstract": TEXT,
    "toc": (lambda value: isinstance(value, bool), "true or false"),
    "number-sections": (lambda value: value is True, "true; {.unnumbered} after a heading takes its number away"),
    **dict.fromkeys(PAGE_FILES, FILES),
}
"""What may be set, each with what it may be."""


def read_front(folder: Path) -> dict[str, Any]:
    """Read the front matter of the report's text; empty where there is none, or no text.

    Raises
    ------
    BuildError
        It is no YAML, or sets what is not followed, or to what is not allowed: all are named, with what to do instead.
    """
    try:
        text = (folder / SOURCE).read_text(encoding="utf-8")
    except (OSError, UnicodeError):  # said where the text is taken
        return {}
    return front_of(text, SOURCE)


def front_of(text: str, name: str) -> dict[str, Any]:
    """Read the front matter of a text; only the report's own may set anything. `BuildError` as `read_front` has it."""
    front = FRONT_MATTER.match(text)
    try:
        said = yaml.safe_load(front[1]) if front else {}
    except (yaml.YAMLError, ValueError) as error:
        raise BuildError(f"{name}, line 1: front matter is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(said or {}, dict):
        raise BuildError(
            f"{name}, line 1: front matter is {said!r}; allowed: names with values, such as title: Verslag"
        )
    found = {str(key): value for key, value in (said or {}).items() if key != OF_EDITORS}
    allowed = FOLLOWED if name == SOURCE else {}
    wrong = [refused(key) for key in found if key not in allowed]
    wrong += [
        f"{key} is {value!r}; allowed: {allowed[key][1]}"
        for key, value in found.items()
        if key in allowed and not allowed[key][0](value)
    ]
    if wrong:
        raise BuildError("\n".join(f"{name}, line 1: {one}" for one in wrong))
    return found


def page_files(folder: Path) -> list[str]:
    """Name the files that the front matter asks for; raises `BuildError` as `read_front` does."""
    front = read_front(folder)
    named = [front[key] for key in PAGE_FILES if key in front]
    return [file for one in named for file in (one if isinstance(one, list) else [one])]


def day(folder: Path) -> dt.date | None:
    """Return the date that the front matter gives the report; raises `BuildError` as `read_front` does."""
    given = read_front(folder).get("date")
    return given if isinstance(given, dt.date) else None

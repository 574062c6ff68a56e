"""YAML files that go with an export, read and held against their layout (``schemas.yml``)."""

from __future__ import annotations

import datetime as dt
import reprlib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import ConstructorError

from impactmonitor.files.accepted import refuse
from impactmonitor.files.unfilled import in_yaml
from impactmonitor.problems import InputError, Problem, nearest

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

FILE = Path(__file__).with_name("schemas.yml")
SHORT = reprlib.Repr()
SHORT.maxstring = 60
DEEPEST = 100
"""Collections within one another in a YAML file."""


@cache
def _definitions() -> dict[str, Any]:
    definitions: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)["$defs"]
    return definitions


@cache
def validator(kind: str) -> Draft202012Validator:
    """Return what checks one kind of file, by its name among the ``$defs`` of ``schemas.yml``."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": _definitions()})


def choices(name: str) -> list[str]:
    """List the values of one of the ``$defs`` that is a list of values."""
    return list(_definitions()[name]["enum"])


def deviations(found: Any, kind: str, name: str) -> list[Problem]:
    """List everything that is not laid out as it should be.

    Parameters
    ----------
    found : object
        What a YAML file holds.
    kind : str
        What it is, as the schemas call it: ``"codebook"``.
    name : str
        File name.

    Returns
    -------
    list of Problem
        Each with its place: ``codebook.yml, niveaus 1, items 2``, counted from one.
    """
    listed: dict[Problem, None] = {}  # a key that is missing is found once for each key that is
    for error in validator(kind).iter_errors(found):
        where = ", ".join([name, *_place(found, error.absolute_path)])
        listed |= dict.fromkeys(Problem(where, message) for message in _messages(error))
    return list(listed)


def _place(found: Any, path: Iterable[Any]) -> list[str]:
    """Name the way to a value: keys, each with the number of the entry where it holds a list."""
    words: list[str] = []
    for step in path:
        if isinstance(found, list):
            words[-1:] = [f"{words[-1] if words else 'claim'} {step + 1}"]
        else:
            words.append(str(step))
        found = found[step]
    return words


def _messages(error: ValidationError) -> Iterator[str]:
    """Say what is wrong at a place, and what is allowed there."""
    value, rule = error.instance, error.validator_value
    match error.validator:
        case "required" | "dependentRequired":
            wanted = rule if error.validator == "required" else [key for keys in rule.values() for key in keys]
            yield from (f"{key!r} is missing" for key in wanted if key not in value)
        case "additionalProperties":
            known = list(error.schema["properties"])
            for key in (key for key in value if key not in known):
                yield f"{SHORT.repr(key)} is unknown{nearest(str(key), known) or ';'} Allowed: {', '.join(known)}"
        case "enum":
            yield f"{SHORT.repr(value)} is unknown{nearest(str(value), rule) or ';'} Allowed: {', '.join(rule)}"
        case _ if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            yield f"is empty; allowed: {error.schema['description']}"
        case _:
            date = isinstance(value, dt.date)
            quotes = isinstance(value, int | float | dt.date) and "string" in error.schema.get("type", "")
            shown = str(value) if date else SHORT.repr(value)
            yield f"{shown} is not {error.schema['description']}{'; put it in quotes' if quotes else ''}"


class _Loader(yaml.CSafeLoader):
    """Refuses a key that is there twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise ConstructorError(problem=f"key {key.value!r} is there twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _load(text: str) -> Any:
    """Read YAML by libyaml, which crashes on what is nested very deeply: raises `RecursionError` before that."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError
    return yaml.load(text, _Loader)


def read_yaml(path: Path, kind: str) -> Any:
    """Read what goes with an export in YAML.

    Parameters
    ----------
    path : Path
    kind : str
        Which schema it must follow, as `deviations` takes it.

    Raises
    ------
    InputError
        The file cannot be read, is not YAML, is empty, is laid out otherwise, or has places that are to be filled in;
        every problem of layout is listed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return deepcopy(_checked(text, kind, path.name))
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refuse(path, f"is not text in UTF-8: byte {error.start}") from error
    except (yaml.YAMLError, ValueError) as error:  # a date that does not exist is a ValueError
        raise refuse(path, f"is not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise refuse(path, "is not YAML of this kind: it is nested too deeply") from error


@lru_cache(maxsize=64)
def _checked(text: str, kind: str, name: str) -> Any:
    """Read and check a text, once as long as it stays the same: the facts of a study are asked for in many places."""
    found = _load(text)
    if not found:
        raise refuse(Path(name), "is empty")
    if problems := [*in_yaml(text, name), *deviations(found, kind, name)]:
        raise InputError(problems)
    return found

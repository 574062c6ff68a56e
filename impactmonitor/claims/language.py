"""The language of claims: conditions made of names, and texts in Jinja; what is not in it is told with its place."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from types import CodeType
from typing import Any

import jinja2
from jinja2 import meta, nodes

from impactmonitor.claims.context import LevelNames, StudyNames
from impactmonitor.claims.counts import Cell
from impactmonitor.claims.follow_ups import FollowUpNames
from impactmonitor.claims.names import Name, Names
from impactmonitor.claims.question import QuestionNames
from impactmonitor.claims.trace import Trace
from impactmonitor.files.checked_yaml import choices
from impactmonitor.problems import Problem, nearest

ALWAYS = True  # the condition of a note
NO_CONDITION = "a condition is a name that is true or false, or such names joined by and, or, not"
JOINED = {"and", "or", "not", "(", ")"}
TEXTS = ("tekst", "conclusie", "kop", "kaart")


def tidy(text: str) -> str:
    """Put a text on one line."""
    return re.sub(r"\s+", " ", text).strip()


Spoken = LevelNames | FollowUpNames | QuestionNames | StudyNames
"""What claims may speak of."""


def spoken_of(claim: Mapping[str, Any]) -> type[Spoken]:
    """Return what a claim may speak of."""
    if claim["plek"] in choices("follow_up_place"):
        return FollowUpNames
    if claim["sectie"] in choices("question_section"):
        return QuestionNames
    return LevelNames if claim["sectie"] in choices("level_section") else StudyNames


class Language:
    """Reads conditions and texts, and evaluates them.

    Parameters
    ----------
    trace : Trace
        Formats the numbers in texts.
    """

    def __init__(self, trace: Trace) -> None:
        self._environment = _environment(trace)

    def holds(self, condition: str | bool, names: Names) -> bool:
        """Tell whether a condition holds."""
        return condition is ALWAYS or _holds(ast.parse(str(condition), mode="eval").body, names)

    def render(self, text: str, names: Names) -> str:
        """Write a text."""
        template = jinja2.Template.from_code(self._environment, _compiled(text), self._environment.globals)
        return tidy(template.render(names.values(_parsed(text)[1])))

    @staticmethod
    def numbers(claim: Mapping[str, Any], names: Names) -> Iterator[Cell | None]:
        """Yield the numbers that a claim's conditions look at, printed or not."""
        for value in names.values(_listed(claim.get("cijfers", []))).values():
            yield from value if isinstance(value, list) else [value]

    def faults(self, claim: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Find what is no condition, text or name, also in cases that no data reach: the case, and what is wrong."""
        known = spoken_of(claim).documented()
        yield from (("cijfers", told) for told in _unknown(_listed(claim.get("cijfers", [])), known))
        for case in claim["gevallen"]:
            condition = str(case["als"])
            if case["als"] is not ALWAYS:
                yield from ((condition, told) for told in _no_condition(condition, known))
            elif len(claim["gevallen"]) > 1:
                yield condition, "always holds, which is for a note: a claim of this one case"
            for text in (case[key] for key in TEXTS if key in case):
                yield from ((condition, told) for told in self._refused(text, known))

    @staticmethod
    def _refused(text: str, known: Mapping[str, Name]) -> list[str]:
        try:
            return _unknown(_parsed(text)[1], known)
        except jinja2.TemplateError as error:
            return [str(error)]


def _environment(trace: Trace) -> jinja2.Environment:
    made = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    made.filters |= trace.filters()
    return made


_reader = _environment(Trace({}))  # what it compiles looks filters up by their names, when it is run


@cache
def _parsed(text: str) -> tuple[nodes.Template, list[str]]:
    """Parse a text, and tell the names that it uses."""
    found = _reader.parse(text)
    return found, sorted(meta.find_undeclared_variables(found))


@cache
def _compiled(text: str) -> CodeType:
    """Compile a text that is printed, once for all reports of a process."""
    return _reader.compile(_parsed(text)[0])


def _holds(condition: ast.expr, names: Names) -> bool:
    match condition:
        case ast.BoolOp():
            join = all if isinstance(condition.op, ast.And) else any
            return join(_holds(part, names) for part in condition.values)
        case ast.UnaryOp():
            return not _holds(condition.operand, names)
        case ast.Name():
            return bool(getattr(names, condition.id))
    raise ValueError(NO_CONDITION)


def _no_condition(condition: str, known: Mapping[str, Name]) -> list[str]:
    """Say why a condition is none: it is not made of names, of names that there are, or of conditions."""
    tokens = re.findall(r"[^\W\d]\w*|\S", condition)
    words = [token for token in tokens if token not in JOINED]
    if odd := [word for word in words if not word.isidentifier()]:
        return [f"{odd[0]!r} is not allowed: {NO_CONDITION}"]
    if unknown := _unknown(words, known):
        return unknown
    if quantities := [word for word in words if not known[word].condition]:
        return [f"{quantities[0]!r} is a quantity: {NO_CONDITION}"]
    try:
        ast.parse(condition, mode="eval")
    except SyntaxError:
        return [NO_CONDITION]
    return []


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _unknown(words: list[str], known: Mapping[str, Name]) -> list[str]:
    """Say which words are no names, and which names were probably meant."""
    return [
        f"{word!r} is unknown{nearest(word, known) or '; docs/claims.md lists the names'}"
        for word in words
        if word not in known
    ]


def problems(claims: list[dict[str, Any]], source: str, language: Language) -> list[Problem]:
    """List what is wrong with the conditions, texts and names of claims, and claims of the same name."""
    names = Counter(claim["id"] for claim in claims)
    twice = [Problem(source, f"claim {name!r} is there {count} times") for name, count in names.items() if count > 1]
    return twice + [
        Problem(source, f"claim {claim['id']!r}, case {case!r}: {told}")
        for claim in claims
        for case, told in language.faults(claim)
    ]

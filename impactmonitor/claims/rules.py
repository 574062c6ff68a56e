"""Sentences that answer to the data: each is printed only where its condition holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from html import unescape
from pathlib import Path
from typing import Any

import jinja2

from impactmonitor.analysis.study import Study
from impactmonitor.claims.context import context
from impactmonitor.claims.evidence import Cell, Level
from impactmonitor.claims.trace import Trace
from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.files.kept import once
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, Problem, together
from impactmonitor.survey.codebook import Niveau
from impactmonitor.survey.wave import companion, companions

TEXTS = ("tekst", "conclusie", "kop")


@dataclass(frozen=True)
class Claim:
    """One claim's outcome on one level in one run: a row of ``claims.csv``.

    Attributes
    ----------
    claim, niveau, plek : str
        Which claim, of which level, in which place of its section.
    sectie : str
        Identifier of the section in the report.
    vraag : str
        The question that the claim answers.
    voorwaarde, wanneer : str
        The condition that held, as evaluated and in words; of all cases where none held.
    cijfers : str
        The numbers it rests on, printed or not: ``row: count/base``, separated by semicolons.
    afgedrukt : bool
    tekst, conclusie, kop : str
        What is printed in the chapter, in the conclusions and above the figure.
    """

    claim: str
    niveau: str
    plek: str
    sectie: str
    vraag: str
    voorwaarde: str
    wanneer: str
    cijfers: str
    afgedrukt: bool
    tekst: str = ""
    conclusie: str = ""
    kop: str = ""


def read_claims(path: Path = DATA / "claims.yml") -> list[dict[str, Any]]:
    """Read the claims, as the head of ``data/claims.yml`` describes them.

    Raises
    ------
    InputError
        The file is not a list of claims, or a claim or case is not laid out as it should be.
    """
    found: list[dict[str, Any]] = read_yaml(path, "claims")
    return found


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Writer:
    """Evaluates the claims of one file; each expression is compiled once."""

    def __init__(self, study: Study) -> None:
        path = companion(study.data, "claims.yml")
        self.claims, self.source = read_claims(path), path.name
        self.trace = Trace(study.codebook.onderzoek["persoon"])
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
        environment.filters |= self.trace.filters()
        self.expression = lru_cache(partial(environment.compile_expression, undefined_to_none=False))
        self.template = lru_cache(environment.from_string)

    def faults(self) -> Iterator[Problem]:
        """Find what does not compile, also in cases that these data do not reach."""
        for claim in self.claims:
            pieces: list[tuple[str, Callable[[str], Any], str]] = [("cijfers", self.expression, claim["cijfers"])]
            for case in claim["gevallen"]:
                condition = str(case["als"])
                pieces.append((condition, self.expression, condition))
                pieces += [(condition, self.template, case[key]) for key in TEXTS if key in case]
            for condition, compiled, text in pieces:
                try:
                    compiled(text)
                except jinja2.TemplateError as error:
                    yield self._problem(claim, condition, error)

    def _problem(self, claim: dict[str, Any], condition: str, error: Exception) -> Problem:
        return Problem(self.source, f"claim {claim['id']!r}, case {condition!r}: {error}")

    def write(self, claim: dict[str, Any], values: dict[str, Any]) -> Claim:
        """Write the sentence of the first case whose condition holds; raises `InputError` where one is not valid."""
        self.trace.used = []
        niveau: Niveau = values["niveau"]
        place = (claim["id"], niveau.key, claim["plek"], f"sec-{niveau.key}-{claim['sectie']}", claim["vraag"])
        condition = "cijfers"
        try:
            rest: list[Cell | None] = self.expression(claim["cijfers"])(**values) or []
            for case in claim["gevallen"]:
                condition = str(case["als"])
                if self.expression(condition)(**values):
                    texts = [_tidy(self.template(case.get(key, "")).render(values)) for key in TEXTS]
                    self.trace.note(*rest)
                    return Claim(*place, condition, case["wanneer"], "; ".join(self.trace.used), True, *texts)
            self.trace.note(*rest)
        except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise InputError([self._problem(claim, condition, error)]) from error
        conditions = " | ".join(str(case["als"]) for case in claim["gevallen"])
        words = "; of ".join(case["wanneer"] for case in claim["gevallen"])
        return Claim(*place, conditions, words, "; ".join(self.trace.used), False)


def evaluate(study: Study) -> list[Claim]:
    """Evaluate every claim on every level of a study, in the order of the file.

    Raises
    ------
    InputError
        A claim's condition or text is not valid Jinja, or names something that does not exist; every problem is listed.
    """
    given = [study.responses.checksum, study.variant.filters, study.min_groep, study.min_onthulling]
    return once(f"claims-{study.variant.slug}", lambda: _evaluated(study), given, companions(study.data))


def _evaluated(study: Study) -> list[Claim]:
    writer = _Writer(study)
    if faults := list(writer.faults()):
        raise InputError(faults)
    levels = [Level(study, niveau) for niveau in study.codebook.niveaus]
    contexts = [context(study, level, levels) for level in levels]
    return together(*(partial(writer.write, claim, values) for values in contexts for claim in writer.claims))


def paragraph(records: Iterable[Claim], niveau: str, plek: str) -> str:
    """Join the sentences printed at one place of one level; empty where none holds."""
    return " ".join(r.tekst for r in records if r.afgedrukt and r.niveau == niveau and r.plek == plek)


def conclusion(records: Iterable[Claim], niveau: str) -> str:
    """Join what one level's claims say in the conclusions."""
    return " ".join(r.conclusie for r in records if r.afgedrukt and r.niveau == niveau and r.conclusie)


def unmarked(text: str) -> str:
    """Return a claim's text without markup: the links of its numbers, and names made inert."""
    return unescape(re.sub(r"\[([^\]]*)\]\{\.getal[^}]*\}", r"\1", text))


def as_rows(records: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return the records as rows for ``claims.csv``, their texts without markup."""
    return [{k: unmarked(v) if isinstance(v, str) else v for k, v in asdict(r).items()} for r in records]

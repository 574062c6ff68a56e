"""Sentences that answer to the data: each is printed only where its condition holds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import jinja2

from impactmonitor.analysis.study import Study
from impactmonitor.claims.context import LevelNames, StudyNames
from impactmonitor.claims.counts import WithheldError
from impactmonitor.claims.evidence import Level
from impactmonitor.claims.follow_ups import FollowUpNames
from impactmonitor.claims.language import ALWAYS, TEXTS, Language, Spoken, problems, spoken_of
from impactmonitor.claims.published import Origins
from impactmonitor.claims.question import QuestionNames
from impactmonitor.claims.trace import Trace
from impactmonitor.files.checked_yaml import choices, read_yaml
from impactmonitor.files.kept import digest, once
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, Problem, together
from impactmonitor.survey.codebook import SECTOR, TRANCHE
from impactmonitor.survey.parts import FEATURES, QUESTION
from impactmonitor.survey.wave import companion
from impactmonitor.text.marks import NUMBER, SENTENCE

QUESTIONS = Path(__file__).with_name("questions.yml")
"""The claims that every survey gets: on questions of other kinds than outcomes, and on follow-ups of any name."""
_read: dict[Path, tuple[str, list[dict[str, Any]]]] = {}
"""What each file held when it was last read, and found in order, by a digest of its content."""


@dataclass(frozen=True)
class Claim:
    """One claim's outcome in one run, on one level or for the whole study: a row of ``claims.csv``.

    Attributes
    ----------
    claim, niveau, plek : str
        Which claim, of which level (empty for the study as a whole), in which place of its section; on a follow-up of
        any name claim and place end in a hyphen and that name.
    sectie : str
        Identifier of the section in the report.
    vraag : str
        The question that the claim answers.
    voorwaarde, wanneer : str
        The condition that held, as evaluated and in words; of all cases where none held.
    cijfers : str
        The numbers it rests on, printed or not: ``row: count/base``, separated by semicolons.
    afgedrukt : bool
    tekst, conclusie, kop, kaart : str
        What is printed in the chapter, in the conclusions, above the figure and among the headline numbers.
    samenvatting : bool
        Whether the summary repeats it.
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
    kaart: str = ""
    samenvatting: bool = False

    @property
    def key(self) -> str:
        """Its name in the list of claims."""
        return "-".join(filter(None, [self.niveau, self.claim]))

    @property
    def marked(self) -> Claim:
        """The same with its name at its sentences, which leads readers to why they are there; a note is not listed."""
        if self.noot:
            return self
        said = self.tekst and f"[{self.tekst}]{{.zin claim={self.key}}}"
        repeated = self.conclusie and f"[{self.conclusie}]{{.zin .nogmaals claim={self.key}}}"
        return replace(self, tekst=said, conclusie=repeated)

    @property
    def noot(self) -> bool:
        """Whether it is a note, which holds whatever the answers."""
        return self.voorwaarde == str(ALWAYS)


def read_claims(path: Path = DATA / "claims.yml", language: Language | None = None) -> list[dict[str, Any]]:
    """Read the claims, as the head of ``data/claims.yml`` describes them; anew where the file holds something else.

    Raises
    ------
    InputError
        The file is not a list of claims, a claim or case is not laid out as it should be, or a condition or text is not
        valid or uses a name that does not exist; every problem is listed.
    """
    content = ""
    with suppress(OSError):  # then `read_yaml` says why
        content = digest(None, [path])
    if not content or _read.get(path, ("", []))[0] != content:
        found: list[dict[str, Any]] = read_yaml(path, "claims")
        if wrong := problems(found, path.name, language or Language(Trace({}))):
            raise InputError(wrong)
        _read[path] = content, found
    return deepcopy(_read[path][1])


def claims_of(path: Path, language: Language | None = None) -> list[dict[str, Any]]:
    """Read a survey's own claims, and those that every survey gets; of one name its own.

    Raises
    ------
    InputError
        As `read_claims`.
    """
    own = read_claims(path, language)
    named = {claim["id"] for claim in own}
    return [*own, *(claim for claim in read_claims(QUESTIONS, language) if claim["id"] not in named)]


def evaluate(study: Study) -> list[Claim]:
    """Evaluate every claim: those of levels on each level, then those about the study, in the order of the file.

    Raises
    ------
    InputError
        The claims are wrong, or these data make one impossible to write; every problem is listed.
    """
    given = [study.responses.fingerprint, study.variant.filters, study.min_groep, study.min_onthulling]
    given.append(study.release.fingerprint)
    return once(f"claims-{study.variant.slug}", lambda: _evaluated(study), given, study.files)


def _evaluated(study: Study) -> list[Claim]:
    trace = Trace(study.codebook.onderzoek["persoon"], Origins(study).of)
    language = Language(trace)
    path = companion(study.data, "claims.yml")
    claims = claims_of(path, language)
    questions = [QuestionNames(study, niveau) for niveau in study.codebook.niveaus if niveau.template == QUESTION]
    places: list[Spoken] = [*LevelNames.of_all(study), *FollowUpNames.of_all(study), *questions, StudyNames(study)]
    return together(
        *(
            partial(_written, claim, names, trace, language, path.name)
            for names in places
            for claim in claims
            if isinstance(names, spoken_of(claim)) and _fits(claim, names)
        )
    )


def _fits(claim: dict[str, Any], names: Spoken) -> bool:
    """Tell whether there is what a claim is about: an earlier wave, a grouping, a follow-up, answers in own words."""
    study, niveau = names.study, names.niveau if isinstance(names, LevelNames) else None
    if niveau and claim["sectie"] in {"kenmerken", "vergeleken"}:
        asked = {scale for scale in FEATURES if scale in claim["plek"]}
        if not asked <= {*niveau.schalen} or (claim["sectie"] == "kenmerken" and not niveau.schalen):
            return False
    if not {"antwoorden": study.codebook.open, "opmerkingen": study.codebook.remarks}.get(claim["sectie"], True):
        return False
    if claim["plek"] == "gevoeligheid" and all(one.gevraagd_aan for one in study.codebook.ticked):
        return False
    groupings = {one.key for one in (TRANCHE, SECTOR) if study.codebook.first(one.rol)}
    groupings |= {"werkplaats"} if len(study.workplaces) else set()
    groupings |= {"basis"} if niveau and niveau.gevraagd_aan else set()
    groupings |= {"deelname"} if study.responses.intake.kept or study.responses.intake.unused else set()
    return (study.earlier is not None or claim["sectie"] not in choices("wave_section")) and (
        "bij" not in claim or claim["bij"] in groupings
    )


def _written(claim: dict[str, Any], names: Spoken, trace: Trace, language: Language, file: str) -> Claim:
    """Write the sentence of the first case whose condition holds; raises `InputError` where that is not possible."""
    level = names.niveau.key if isinstance(names, Level) else ""
    about = f"-{names.schaal}" if isinstance(names, FollowUpNames) else ""  # of which a level may have several
    section = "-".join(filter(None, ["sec", level, claim["sectie"]]))
    place = claim["id"] + about, level, claim["plek"] + about, section, claim.get("vraag", "")
    cases, condition = claim["gevallen"], "cijfers"
    texts: list[str] = []
    trace.begin(names.aan_wie if isinstance(names, Level) else "")
    try:
        rest = list(language.numbers(claim, names))
        for case in cases:
            condition = str(case["als"])
            if language.holds(case["als"], names):
                cases, texts = [case], [language.render(case.get(key, ""), names) for key in TEXTS]
                break
    except WithheldError:  # it would tell something of a number that is not shown
        cases, rest, trace.used = claim["gevallen"], [], []
    except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise InputError([Problem(file, f"claim {claim['id']!r}, case {condition!r}: {error}")]) from error
    trace.note(*rest)
    conditions = " | ".join(str(case["als"]) for case in cases)
    words = "; of ".join(case.get("wanneer", "") for case in cases)
    told = dict(zip(TEXTS, texts, strict=bool(texts)))
    summed = bool(claim.get("samenvatting"))
    return Claim(*place, conditions, words, "; ".join(trace.used), bool(texts), samenvatting=summed, **told)


def paragraph(claims: Iterable[Claim], niveau: str, plek: str) -> str:
    """Join the sentences printed at one place of one level; empty where none holds."""
    said = (claim.tekst for claim in claims if claim.afgedrukt and (claim.niveau, claim.plek) == (niveau, plek))
    return " ".join(filter(None, said))


def conclusion(claims: Iterable[Claim], niveau: str) -> str:
    """Join what one level's claims say in the conclusions, a paragraph for each section that they stand in."""
    said = [claim for claim in claims if claim.niveau == niveau and claim.conclusie]
    sections = dict.fromkeys(claim.sectie for claim in said)
    return "\n\n".join(" ".join(one.conclusie for one in said if one.sectie == section) for section in sections)


def summary(claims: Iterable[Claim], niveau: str) -> str:
    """Join what the summary repeats of one level's conclusions."""
    return " ".join(
        claim.conclusie for claim in claims if claim.niveau == niveau and claim.samenvatting and claim.conclusie
    )


def unlinked(text: str) -> str:
    """Return a claim's text without the links of its numbers, as Markdown."""
    return NUMBER.sub(r"\1", text)


def unmarked(text: str) -> str:
    """Return sentences without markup: the names of their claims, the links of their numbers, and names made inert."""
    return unescape(SENTENCE.sub(r"\1", unlinked(text)))


def as_rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return the claims as rows for ``claims.csv``, their texts without markup; notes are left out."""
    return [
        {key: unmarked(value) if isinstance(value, str) else value for key, value in asdict(claim).items()}
        for claim in claims
        if not claim.noot
    ]

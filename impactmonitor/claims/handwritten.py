"""Texts written by hand: syntheses of explanations, facts from outside the answers, and what respondents added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impactmonitor.analysis import own_words
from impactmonitor.analysis.study import Study
from impactmonitor.claims import quantifiers
from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.survey.asked import asked
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.wave import companion
from impactmonitor.text.dutch import enumerate_nl
from impactmonitor.text.strangers import escape

FILE = "synthese.yml"
OUTCOMES, ABBREVIATIONS = "uitkomsten", "afkortingen"
"""In the file with facts: what was published of outcomes, which `published` reads, and what abbreviations stand for."""
HALF = 0.5


def texts_of(data: Path) -> dict[str, Any]:
    """Read the ``synthese.yml`` of a data file as it is; empty where there is none, `InputError` where it is wrong."""
    path = companion(data, FILE)
    return dict(read_yaml(path, "synthese")) if path.exists() else {}


def texts_for(study: Study) -> dict[str, Any]:
    """Read the texts of `texts_of` where they belong to these answers: to all of them, of this measurement."""
    texts = texts_of(study.data)
    return texts if study.variant.whole and str(texts.get("meting")) == study.codebook.meting else {}


def read_synthesis(study: Study) -> dict[str, Any]:
    """Read the syntheses that belong to these answers.

    Returns
    -------
    dict
        ``inleiding, vervolg, niveaus, conclusies, hoofdopbrengsten``; empty for a part variant or another measurement,
        since the texts rest on all respondents of one measurement. A conclusion is left out where fewer than half name
        one of the outcomes listed as `veel`.

    Raises
    ------
    InputError
        The file cannot be read or is laid out otherwise, a quotation is not in the explanations it is taken from, or a
        word for how many does not hold.
    """
    texts = texts_for(study)
    if problems := _misquoted(texts, study, FILE):
        raise InputError(problems)
    for parts in (texts, texts.get("conclusies", {})):
        for key, found in parts.items():
            if isinstance(found, list):
                parts[key] = [part for part in found if supported(part, study)]
    if problems := list(quantifiers.problems(texts, study, FILE)):
        raise InputError(problems)
    return texts


def supported(part: dict[str, Any], study: Study) -> bool:
    """Tell whether at least half of the respondents name each outcome that a text is about, and that is shown."""
    return all(_half_names(study, *path.split(".", 1)) for path in part.get("veel", []))


def _half_names(study: Study, level: str, item: str) -> bool:
    niveau = next((one for one in study.codebook.ticked if one.key == level), None)
    if niveau is None or item not in {one.key for one in niveau.items}:
        return False
    everyone = np.ones(len(study.frame), bool)
    shown = study.may_show(niveau, item, "genoemd", everyone)
    return shown and bool(study.frame[niveau.column(item)][asked(study.frame, niveau)].mean() >= HALF)


def _misquoted(texts: dict[str, Any], study: Study, name: str) -> list[Problem]:
    """Find quotations that nobody wrote, and levels and outcomes that are misspelt; a text on what is gone may stay."""
    problems, levels = [], [niveau.key for niveau in study.codebook.niveaus]
    for part in ("niveaus", "conclusies"):
        for level in [one for one in texts.get(part, {}) if one not in levels]:
            if hint := nearest(level, [one for one in levels if one not in texts[part]]):
                problems.append(Problem(f"{name}, {part}", f"{level!r} is no level of the questionnaire{hint}"))
    for niveau in study.codebook.niveaus:
        known = {item.key for item in niveau.items}
        written = texts.get("niveaus", {}).get(niveau.key, {})
        for key, part in written.items():
            if key not in known:
                if hint := nearest(key, known - {*written}):  # those without a text
                    message = f"{key!r} is no outcome of the questionnaire{hint}"
                    problems.append(Problem(f"{name}, {niveau.key}", message))
                continue
            problems += _unwritten(part, _explained(study, niveau, [key]), f"{name}, {niveau.key}, {key}")
    for place, concluded in quantifiers.parts_of({**texts, "niveaus": {}}):
        if quantifiers.QUOTATION.search(concluded["tekst"]):
            problems += _unwritten(concluded, _quotable(study), f"{name}, {place}")
    return problems


def _unwritten(part: dict[str, Any], given: Sequence[str], place: str) -> list[Problem]:
    """Find quotations in a text that are no part of one of the texts they may be taken from."""
    quoted = quantifiers.QUOTATION.findall(part["tekst"])
    wrong = [quotation for quotation in quoted if not any(quotation in text for text in given)]
    return [Problem(place, f"no respondent wrote {quotation!r}") for quotation in wrong]


def _explained(study: Study, niveau: Niveau, keys: Iterable[str]) -> list[str]:
    """List the explanations of some outcomes."""
    columns = study.frame.columns.intersection([niveau.column(key, "toelichting") for key in keys])
    return [text for column in columns for text in study.frame[column] if text]


def _quotable(study: Study) -> list[str]:
    """List the explanations, and the texts that the report prints."""
    found = []
    for niveau in study.codebook.niveaus:
        found += [
            *_explained(study, niveau, [item.key for item in niveau.items]),
            *own_words.other_outcomes(study, niveau),
        ]
    printed = (own_words.open_answers(study), own_words.remarks(study), own_words.lone_answers(study))
    return found + [str(cell) for table in printed for cell in table.to_numpy().ravel()]


def explanations(texts: dict[str, Any], niveau: Niveau, study: Study) -> str:
    """Return the syntheses of the explanations, per outcome that the questionnaire still holds; each is led in."""
    known = {item.key for item in niveau.named}
    levels = texts.get("niveaus", {})
    found = levels.get(niveau.key, {})
    first = niveau.key == next(iter(levels), "")
    parts = [texts["inleiding"] if first else texts.get("vervolg", texts["inleiding"])] if found else []
    if parts and (note := quantifiers.note({"niveaus": {niveau.key: found}}, study)):
        parts[0] += f" {note}"
    parts += [f"### {one['kop']}\n\n{quantifiers.told(one, study)}" for key, one in found.items() if key in known]
    return "\n\n".join(parts)


def conclusions(texts: dict[str, Any], niveau: Niveau, study: Study) -> list[str]:
    """Return the synthesis of one level, in paragraphs."""
    return [quantifiers.told(part, study) for part in texts.get("conclusies", {}).get(niveau.key, [])]


def main_outcomes(texts: dict[str, Any], study: Study) -> str:
    """List the main outcomes over all levels."""
    found = texts.get("hoofdopbrengsten", [])
    return "\n\n".join(
        f"{number}. **{one['kop']}.** {quantifiers.told(one, study)}" for number, one in enumerate(found, 1)
    )


def main_lines(texts: dict[str, Any]) -> str:
    """Name the main outcomes over all levels, without their texts."""
    return "\n".join(f"- {one['kop']}" for one in texts.get("hoofdopbrengsten", []))


def other_outcomes(study: Study, niveau: Niveau) -> str:
    """List the other outcomes that respondents wrote down, as typed."""
    return "\n".join(f"- {escape(text)}" for text in own_words.other_outcomes(study, niveau))


def abbreviations(study: Study, texts: pd.DataFrame) -> str:
    """Say what abbreviations in texts of respondents stand for, of those that are known; empty where there are none."""
    typed = "\n".join(str(cell) for column in texts for cell in texts[column])
    known = facts_of(study.data).get(ABBREVIATIONS, {})
    found = [f"{short} ({long})" for short, long in known.items() if re.search(rf"\b{re.escape(short)}\b", typed)]
    return f"Afkortingen hieronder: {enumerate_nl(found)}." if found else ""


def facts_of(data: Path) -> dict[str, Any]:
    """Read the ``bron.yml`` of a data file as it is; empty where there is none, and `InputError` where it is wrong."""
    path = companion(data, "bron.yml")
    return dict(read_yaml(path, "bron")) if path.exists() else {}


def read_facts(study: Study) -> dict[str, str]:
    """Read the facts that prose takes by name.

    Returns
    -------
    dict
        The facts' texts. All are empty when the file is of another measurement than the codebook: prose that takes them
        stands where ``bron`` is set in the report's metadata, and is left out then.

    Raises
    ------
    InputError
        The file cannot be read, or is not laid out as `checked_yaml.read_yaml` asks.
    """
    found = facts_of(study.data)
    for listed in (OUTCOMES, ABBREVIATIONS):
        found.pop(listed, None)
    apply = str(found.pop("meting", "")) == study.codebook.meting
    return {name: str(fact["waarde"]) if apply else "" for name, fact in found.items()}

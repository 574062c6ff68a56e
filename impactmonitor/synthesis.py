"""The hand-written syntheses of respondents' explanations (``data/synthese.yml``)."""

from __future__ import annotations

import re
from typing import Any

from impactmonitor.companions import companion
from impactmonitor.files import read_yaml
from impactmonitor.problems import InputError, Problem
from impactmonitor.study import Study

HALF = 0.5
QUOTATION = re.compile("“([^”]+)”")


def read_synthesis(study: Study) -> dict[str, Any]:
    """Read the syntheses that belong to these answers.

    Returns
    -------
    dict
        ``inleiding, niveaus, conclusies, hoofdopbrengsten``; empty for a part variant or another measurement,
        since the texts rest on all respondents of one measurement. A conclusion is left out where fewer than half name
        one of the outcomes listed as `veel`.

    Raises
    ------
    InputError
        The file cannot be read, or a quotation is not in the explanations that it is quoted from.
    """
    path = companion(study.data, "synthese.yml")
    texts = read_yaml(path, dict) if path.exists() else {}
    if not study.variant.whole or str(texts.get("meting")) != study.codebook.meting:
        return {}
    if problems := _misquoted(texts, study, path.name):
        raise InputError(problems)
    for parts in (texts, texts.get("conclusies", {})):
        for key, found in parts.items():
            if isinstance(found, list):
                parts[key] = [part for part in found if _supported(part, study)]
    return texts


def _supported(part: dict[str, Any], study: Study) -> bool:
    """Tell whether at least half of the respondents name each outcome that a text is about."""
    columns = [path.replace(".", "_", 1) for path in part.get("veel", [])]
    return all(column in study.frame and study.frame[column].mean() >= HALF for column in columns)


def _misquoted(texts: dict[str, Any], study: Study, name: str) -> list[Problem]:
    """Find quotations that no respondent wrote."""
    problems = []
    for niveau in study.codebook.niveaus:
        known = {item.key for item in niveau.items}
        for key, part in texts.get("niveaus", {}).get(niveau.key, {}).items():
            if key not in known:
                continue
            given = set(study.frame[niveau.column(key, "toelichting")])
            for quotation in QUOTATION.findall(part["tekst"]):
                if quotation not in given:
                    problems.append(Problem(f"{name}, {niveau.key}, {key}", f"no respondent wrote {quotation!r}"))
    return problems

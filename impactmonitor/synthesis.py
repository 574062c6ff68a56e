"""The hand-written syntheses of respondents' explanations (``data/synthese.yml``)."""

from __future__ import annotations

from typing import Any

import yaml

from impactmonitor.problems import InputError, Problem
from impactmonitor.study import Study, companion


def read_synthesis(study: Study) -> dict[str, Any]:
    """Read the syntheses that belong to these answers.

    Returns
    -------
    dict
        ``inleiding, toelichtingen, conclusies, hoofdopbrengsten``; empty for a part variant or another measurement,
        since the texts rest on all respondents of one measurement.

    Raises
    ------
    InputError
        The file cannot be read, or a quotation is not in the answers it is quoted from.
    """
    path = companion(study.data, "synthese.yml")
    try:
        texts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    except yaml.YAMLError as error:
        raise InputError([Problem(path.name, f"is not YAML: {error}")]) from error
    fits = study.variant.whole and str(texts.get("meting")) == study.codebook.meting
    return texts if fits else {}

"""All that a report on a data file is made of, read and checked together."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from impactmonitor.analysis.study import Study, read_inputs
from impactmonitor.claims.handwritten import facts_of, read_synthesis, texts_of
from impactmonitor.claims.rules import evaluate, read_claims
from impactmonitor.problems import together
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.responses import Responses
from impactmonitor.survey.variant import Variant
from impactmonitor.survey.wave import companion


def check_inputs(data: Path) -> Responses:
    """Read a data file and every file that goes with it, also those that only a report needs.

    Parameters
    ----------
    data : Path
        An export.

    Returns
    -------
    Responses

    Raises
    ------
    InputError
        Something is wrong in one of the files. First every file is checked by itself; when all are in order, the
        quotations in the syntheses are held against the answers, and every claim is evaluated on the whole of them.
    """
    read: tuple[Codebook, pd.DataFrame, pd.DataFrame, Responses]
    read, *_ = together(
        partial(read_inputs, data),
        partial(read_claims, companion(data, "claims.yml")),
        partial(facts_of, data),
        partial(texts_of, data),
    )
    codebook, workplaces, approached, responses = read
    study = Study(codebook, responses, workplaces, approached, Variant(), data)
    if study.n >= study.min_onthulling:  # fewer give no report, and no group to speak of
        together(partial(read_synthesis, study), partial(evaluate, study))
    return responses

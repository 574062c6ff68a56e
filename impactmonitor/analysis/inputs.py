"""All that goes with a data file, as read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from impactmonitor.files import kept
from impactmonitor.problems import InputError, together
from impactmonitor.survey.codebook import Codebook, read_codebook
from impactmonitor.survey.coding import Coding, read_coding
from impactmonitor.survey.responses import Responses, read_responses
from impactmonitor.survey.wave import companion, companions, misnamed
from impactmonitor.survey.workplaces import approached_of, overrun, places_of, read_approached, read_workplaces


@dataclass(frozen=True)
class Inputs:
    """What a report is made of, as read: questionnaire, workplaces, persons approached, responses and codes."""

    codebook: Codebook
    workplaces: pd.DataFrame
    approached: pd.DataFrame
    responses: Responses
    coding: Coding | None


def read_inputs(data: Path) -> Inputs:
    """Read all that goes with a data file, with all its problems.

    Raises
    ------
    InputError
        Something is wrong in one of the files.
    """
    if wrong := misnamed(data):
        raise InputError(wrong)
    codebook = read_codebook(companion(data, "codebook.yml"))
    workplaces = read_workplaces(places_of(data, codebook), codebook)
    approached, responses = together(
        lambda: read_approached(approached_of(data, codebook), codebook),
        lambda: read_responses(data, codebook, workplaces),
    )
    coding = read_coding(companion(data, "codering.csv"), companion(data, "codeframe.yml"), codebook, responses.frame)
    odd = [*responses.warnings, *overrun(approached, responses.frame)]
    return Inputs(codebook, workplaces, approached, replace(responses, warnings=odd), coding)


def kept_inputs(data: Path, name: str = "inputs") -> Inputs:
    """Read the same, once for all processes of a build."""
    return kept.once(name, lambda: read_inputs(data), [], [data, *companions(data)])

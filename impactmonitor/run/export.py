"""The checked answers per person as an SPSS file: for the bureau that holds them, and never among the outputs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import wrap

import numpy as np
import pandas as pd

from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.files.whole import write_whole
from impactmonitor.problems import BuildError, UsageError
from impactmonitor.survey.dictionary import Variable, variables
from impactmonitor.survey.ledgers import LEDGER, placed
from impactmonitor.survey.origin import origin
from impactmonitor.survey.responses import Responses

NOT_ASKED, NO_ANSWER = 98, 99
"""Missing values of a question that follows a tick."""
MISSING = {NOT_ASKED: "Niet gevraagd: opbrengst niet aangekruist", NO_ANSWER: "Geen antwoord"}
ASKED_OF_SOME = {**MISSING, NOT_ASKED: "Niet gevraagd"}
LONGEST_LABEL, LONGEST_VALUE, LONGEST_TITLE, LONGEST_LINE = 256, 120, 64, 80
"""Bytes of the label of a variable, of a value and of a file, and of a line of its notes, in SPSS."""
REACH = "answers per person: only for those within the bureau who work on this study, not for clients or the public"
NOTE = "Antwoorden per persoon: alleen voor wie binnen het bureau aan dit onderzoek werkt."


def export_sav(data: Path, target: Path) -> Responses:
    """Write the checked answers with the labels of variables and values, and what is missing and why.

    Parameters
    ----------
    data : Path
        An export.
    target : Path
        An ``.sav`` file, outside the folders of reports.

    Returns
    -------
    Responses
        What was written: a row each.

    Raises
    ------
    InputError
        The data are wrong.
    UsageError
        The target is no ``.sav`` file, or would stand among reports.
    BuildError
        SPSS has no room for a name or text.
    """
    import pyreadstat

    _refuse(target.resolve(), data.resolve())
    read = read_inputs(data)
    codebook, responses = read.codebook, read.responses
    told = variables(codebook)
    frame = responses.frame
    coded = {one.name: _coded(one, frame) for one in told}
    title = f"{codebook.onderzoek['titel']} {codebook.meting}"
    try:
        with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
            beside = Path(folder) / "answers.sav"
            pyreadstat.write_sav(
                pd.DataFrame(coded),
                str(beside),
                file_label=_fitting(title, LONGEST_TITLE),
                note=wrap(f"{origin(responses).get('spss', '')} {NOTE}".strip(), LONGEST_LINE),
                column_labels={one.name: _fitting(one.label, LONGEST_LABEL) for one in told},
                variable_value_labels={one.name: _labels(one, frame) for one in told if one.values},
                missing_ranges={one.name: [*found] for one in told if (found := _missing(one, frame))},
                variable_measure={one.name: "nominal" for one in told},
            )
            write_whole(target, beside.read_bytes())
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise BuildError(f"{target}: {error}") from error
    return responses


def _refuse(target: Path, data: Path) -> None:
    if target.suffix != ".sav":
        raise UsageError(f"{target.name} is no SPSS file; its name ends in .sav")
    reports = any((folder / LEDGER).exists() for folder in target.parents) or bool(placed(target.parent))
    if reports or "_output" in target.parts:
        raise UsageError(f"{target}: reports stand there, and this holds answers per person; choose another folder")
    if target == data:
        raise UsageError(f"{target} is the export itself; choose another name")
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent} is no folder")


def _codes(variable: Variable) -> dict[str, int]:
    """Give every value of a closed question its code: the number that it is, or else its place."""
    keys = list(variable.values)
    numbers = all(key.isdecimal() and int(key) < NOT_ASKED for key in keys)
    return {key: int(key) if numbers else place for place, key in enumerate(keys, start=1)}


def _missing(variable: Variable, frame: pd.DataFrame) -> dict[int, str]:
    """Return the codes of what is missing: of a question that follows a tick, or that not everybody was asked."""
    if variable.values and variable.asked in frame:
        return ASKED_OF_SOME
    return MISSING if variable.follows else {}


def _labels(variable: Variable, frame: pd.DataFrame) -> dict[int | float, str]:
    labels = {code: variable.values[key] for key, code in _codes(variable).items()} | _missing(variable, frame)
    return {code: _fitting(label, LONGEST_VALUE) for code, label in labels.items()}


def _coded(variable: Variable, frame: pd.DataFrame) -> pd.Series:
    """Write a column of the data as SPSS holds it: numbers for closed questions, texts for the others."""
    answers, asked = frame[variable.name], frame.get(variable.asked, pd.Series(True, frame.index))
    if variable.ticks:
        return answers.astype(float).where(asked, NOT_ASKED)
    if not variable.values:
        return answers.astype(object)
    codes = answers.astype(object).map(_codes(variable)).astype(float)
    if not _missing(variable, frame):
        return codes
    if variable.follows:
        asked = asked & frame[variable.follows]
    return codes.fillna(pd.Series(np.where(asked, NO_ANSWER, NOT_ASKED), frame.index))


def _fitting(text: str, most: int) -> str:
    """Cut a label to the bytes that SPSS has for it."""
    return text.encode()[:most].decode(errors="ignore")

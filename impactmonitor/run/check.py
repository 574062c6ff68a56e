"""All that a report on a data file is made of, read and checked together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.analysis.study import Study
from impactmonitor.claims.handwritten import facts_of, read_synthesis, texts_of
from impactmonitor.claims.rules import evaluate, read_claims
from impactmonitor.problems import together
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.comparability import FILE, check_comparability, read_comparability
from impactmonitor.survey.recognisable import recognisable
from impactmonitor.survey.responses import Responses
from impactmonitor.survey.variant import Variant
from impactmonitor.survey.wave import companion, data_of


def _quoted(data: Path) -> Study:
    """Read what an export is made of, and hold the quotations in the syntheses against the answers."""
    study = Study.of(read_inputs(data), Variant(), data)
    if study.n >= study.min_onthulling:  # fewer give no report, and no group to speak of
        read_synthesis(study)
    return study


def _comparable(data: Path, previous: Sequence[Path]) -> None:
    """Read how a wave answers to earlier ones; where none is given, hold the file against its own questionnaire."""
    path = companion(data, FILE)
    if not previous and not path.exists():
        return
    now = read_codebook(companion(data, "codebook.yml"))
    for one in previous:
        read_comparability(path, now, read_inputs(data_of(one)).codebook)
    if not previous:
        check_comparability(path, now)


def check_inputs(data: Path, previous: Sequence[Path] = ()) -> tuple[Responses, list[str]]:
    """Read a data file and every file that goes with it, also those that only a report needs.

    Parameters
    ----------
    data : Path
        An export.
    previous : sequence of Path
        The earlier waves that a report is to compare it with.

    Returns
    -------
    responses : Responses
    recognisable : list of str
        Answers by which somebody may be recognised, for the researcher alone.

    Raises
    ------
    InputError
        Something is wrong in one of the files, or a quotation is not in the answers. When all are in order, every claim
        is evaluated on the whole of the answers.
    """
    study: Study
    study, *_ = together(
        partial(_quoted, data),
        partial(read_claims, companion(data, "claims.yml")),
        partial(facts_of, data),
        partial(texts_of, data),
        partial(_comparable, data, previous),
    )
    if study.n >= study.min_onthulling:
        evaluate(study)
    return study.responses, recognisable(study.responses, study.codebook, study.workplaces)

"""What respondents wrote in their own words, as tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import LANGUAGE

ATTRIBUTES = {"data-sector": "sector", "data-tranche": "tranche", "data-lang": LANGUAGE}


def _texts(study: Study, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows with any text in some columns, by their heads, with what is told of each row."""
    rows = study.selection[(study.selection[[*columns]] != "").any(axis=1)]
    table = rows[[*columns]].rename(columns=columns).astype(str)
    return table.assign(**{name: rows[column].astype(str) for name, column in ATTRIBUTES.items()})


def open_answers(study: Study) -> pd.DataFrame:
    """List the answers to the open question.

    Returns
    -------
    DataFrame
        One row per respondent who answered, as typed: ``groep`` (heading), a column for each level by its head, and
        ``data-sector, data-tranche, data-lang``; in the order of the sectors' headings.
    """
    table = _texts(study, {f"open_{niveau.key}": niveau.open_kop for niveau in study.codebook.niveaus})
    heads = {sector.key: sector.kop or sector.label for sector in study.codebook.sectoren}
    order = list(dict.fromkeys(heads.values()))
    table.insert(0, "groep", pd.Categorical(table["data-sector"].map(heads), order, ordered=True))
    return table.sort_values("groep", kind="stable").reset_index(drop=True)


def remarks(study: Study) -> pd.DataFrame:
    """List the remarks at the end of the form: ``Aanvullende opmerkingen``, and what is told of each row."""
    return _texts(study, {"opmerking": "Aanvullende opmerkingen"}).reset_index(drop=True)

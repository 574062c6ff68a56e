"""Shares of all waves, one after the other."""

from __future__ import annotations

import pandas as pd

from impactmonitor.analysis.change import TOTAL, changes, two_waves
from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import Niveau

COLUMNS = ["item", "opbrengst", "meting", "n", "aantal", "aandeel", "verschil", "verschil_laag", "verschil_hoog", "p"]
COLUMNS += ["oordeel", "vergelijking"]


def trend(study: Study, niveau: Niveau) -> pd.DataFrame:
    """Set the shares of all respondents in each wave one after the other.

    Parameters
    ----------
    study : Study
        With its `earlier` wave; without one, or where that has no such part, the table is empty.
    niveau : Niveau
        Of the newest questionnaire.

    Returns
    -------
    DataFrame
        One row per outcome that the last two waves asked for and wave, outcomes in the order of `two_waves` and waves
        in that of time: ``item, opbrengst`` (as there), ``meting, n, aantal, aandeel`` (missing where it is not shown),
        and of the newest wave ``verschil, verschil_laag, verschil_hoog, p, oordeel, vergelijking`` as in `changes`.
    """
    changed = changes(study, niveau)
    points = two_waves(changed)
    if points.empty:
        return pd.DataFrame(columns=COLUMNS)
    told = ["item", "verschil", "verschil_laag", "verschil_hoog", "p", "oordeel", "vergelijking"]
    newest = changed.loc[changed["groep_key"] == TOTAL, told].assign(groep_key="nu")
    found = points.rename(columns={"groep_naam": "meting"}).merge(newest, on=["item", "groep_key"], how="left")
    return found[COLUMNS].astype({"opbrengst": str})

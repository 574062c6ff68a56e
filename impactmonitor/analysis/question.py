"""Tidy tables of the answers to a question of any kind, in the words of that question alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impactmonitor.analysis.bases import among, groups_asked
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import margin
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import COLUMNS, distribution, outcomes, shown_shares
from impactmonitor.survey.parts import ANSWER, OPEN, STATEMENTS, Niveau


def answers(study: Study, niveau: Niveau, groups: Sequence[Group] | None = None) -> pd.DataFrame:
    """Count the answers to a question, per group.

    Parameters
    ----------
    study : Study
    niveau : Niveau
        Statements have no such table (see `statements`), nor has what is answered in own words.
    groups : sequence of Group, optional
        By default the groups that the variant's figures show.

    Returns
    -------
    DataFrame
        One row per answer and group, as `tabulation.outcomes` has them, in the form's order: ``item`` is the key of
        the answer, ``opbrengst`` its label, ``n`` the respondents who gave one, ``zonder`` those who gave none.
        Groups are not compared. Of what can be ticked it is the table of `outcomes`.
    """
    if not niveau.answered:
        return outcomes(study, niveau, groups)
    if niveau.soort in {STATEMENTS, OPEN}:
        return pd.DataFrame(columns=COLUMNS)
    groups = groups_asked(study, niveau) if groups is None else groups
    table = distribution(study, niveau, ANSWER, groups)
    known = {group.key: among(study, niveau, group) for group in groups}
    margins = [
        margin(int(row.aantal), int(row.n), known[row.groep_key].population) if row.toon else (np.nan, np.nan)
        for row in table.itertuples()
    ]
    bases = table.drop_duplicates("groep_key").set_index("groep_key")["n"]
    titles = {key: one.label if pd.isna(bases[key]) else f"{one.label} (n={bases[key]})" for key, one in known.items()}
    order = [one.label for one in niveau.schalen[ANSWER]]
    labels = {one.key: one.label for one in niveau.schalen[ANSWER]}
    made = table.assign(
        item=table["categorie"],
        opbrengst=pd.Categorical(table["categorie"].map(labels), order, ordered=True),
        groep=pd.Categorical(table["groep_key"].map(titles), list(dict.fromkeys(titles.values())), ordered=True),
        laag=[low for low, _ in margins],
        hoog=[high for _, high in margins],
        verschil=np.nan,
        p=np.nan,
        oordeel="",
        waarde=shown_shares(table),
    )
    return made.drop(columns=["categorie", "antwoord"]).sort_values(["opbrengst", "groep"], ignore_index=True)


def statements(study: Study, niveau: Niveau) -> pd.DataFrame:
    """Count the answers to each statement, as `tabulation.distribution` has them; empty for another kind."""
    scale = ANSWER if niveau.soort == STATEMENTS else ""
    return distribution(study, niveau, scale)

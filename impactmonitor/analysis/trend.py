"""Shares of all waves, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from impactmonitor.analysis.change import TOTAL, change_table, changes, head, two_waves
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import ordered
from impactmonitor.survey.comparability import SAME
from impactmonitor.survey.parts import Niveau

COLUMNS = ["item", "opbrengst", "meting", "n", "aantal", "aandeel", "verschil", "verschil_laag", "verschil_hoog", "p"]
COLUMNS += ["oordeel", "vergelijking"]


def older_changes(study: Study, niveau: Niveau) -> list[pd.DataFrame]:
    """Set the outcomes of a level beside those of each older wave, as `changes` does with the last one.

    Returns
    -------
    list of DataFrame
        One for each wave before the last that has this part, the oldest first, with only what was asked alike: verdicts
        are on the change since the last wave, and what was asked otherwise long ago is in no line.
    """
    found = [changes(study, niveau, one) for one in study.older if one.study]
    return [table[table["vergelijking"] == SAME] for table in found]


def all_waves(changed: pd.DataFrame, older: Sequence[pd.DataFrame] = ()) -> pd.DataFrame:
    """Set the waves of all respondents one under the other, for a figure.

    Parameters
    ----------
    changed : DataFrame
        From `changes`.
    older : sequence of DataFrame
        From `older_changes`.

    Returns
    -------
    DataFrame
        From `two_waves`, with rows of older waves, the oldest first.
    """
    points = two_waves(changed)
    found, waves = [], []
    for place, table in enumerate(older):
        mine = two_waves(table[table["item"].isin(set(points["item"]))])
        mine = mine[mine["groep_key"] == "vorige"].assign(groep_key=f"vorige-{place}")
        if len(mine):
            names = points.drop_duplicates("item").set_index("item")["opbrengst"].astype(str)
            found.append(mine.assign(opbrengst=mine["item"].map(names), groep=mine["groep"].astype(str)))
            waves.append(found[-1]["groep"].iloc[0])
    if not found:
        return points
    order = list(points["opbrengst"].cat.categories)
    rows = [points.astype({"opbrengst": str, "groep": str}), *found]
    table = ordered(pd.concat(rows, ignore_index=True), groep=[*waves, *points["groep"].cat.categories])
    table["opbrengst"] = pd.Categorical(table["opbrengst"].astype(str), order, ordered=True)
    return table.sort_values(["opbrengst", "groep"], ignore_index=True)


def wave_table(changed: pd.DataFrame, older: Sequence[pd.DataFrame] = ()) -> pd.DataFrame:
    """Set the waves of all respondents side by side: `change_table`, with columns of older waves before it.

    Returns
    -------
    DataFrame
        Besides, for each older wave ``<wave>|Aantal`` and ``<wave>|%``; empty text where it was not asked alike.
    """
    table = change_table(changed)
    for one in reversed(older):
        rows = one[one["groep_key"] == TOTAL].set_index("item")
        if table.empty or rows.empty:
            continue
        label = head(rows["vorige_meting"].iloc[0], rows["vorige_n"].iloc[0])
        for name, column in (("%", "vorige_aandeel"), ("Aantal", "vorige_aantal")):
            values = [rows[column].get(item, "") for item in table["item"]]
            table.insert(2, f"{label}|{name}", pd.Series(values, index=table.index, dtype=object))
    return table


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
    points = all_waves(changed, older_changes(study, niveau))
    if points.empty:
        return pd.DataFrame(columns=COLUMNS)
    told = ["item", "verschil", "verschil_laag", "verschil_hoog", "p", "oordeel", "vergelijking"]
    newest = changed.loc[changed["groep_key"] == TOTAL, told].assign(groep_key="nu")
    found = points.rename(columns={"groep_naam": "meting"}).merge(newest, on=["item", "groep_key"], how="left")
    return found[COLUMNS].astype({"opbrengst": str})

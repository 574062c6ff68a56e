"""What a figure shows, in words: for who does not see it."""

from __future__ import annotations

import pandas as pd

from impactmonitor.analysis.tabulation import HIDDEN, WITHHELD
from impactmonitor.text.dutch import uncapitalise

NOT_SHOWN = f"niet getoond {WITHHELD}"


def _name(name: str) -> str:
    """Name a group before its share; a colon keeps two numbers apart ("tranche 3: 9 van 9")."""
    return name + (":" if name[-1:].isdigit() else "")


def alt_text(table: pd.DataFrame, title: str, kind: str = "") -> str:
    """Say everything that a figure of a tidy table shows: every outcome with its shares.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes` or `tabulation.distribution`.
    title : str
    kind : str
        What kind of figure it is; by default a bar chart of groups, or a stacked one of answers.
    """
    answers = "antwoord" in table
    sentences = [f"{kind or ('Gestapeld staafdiagram' if answers else 'Staafdiagram')}: {title.rstrip('.')}"]
    if not answers:
        groups = table.sort_values("groep", kind="stable").drop_duplicates("groep_key")
        bases = (f"{row.groep_naam} n={HIDDEN if pd.isna(row.n) else row.n}" for row in groups.itertuples())
        sentences.append(f"Basis: {', '.join(bases)}")
    for label, rows in table.sort_values("opbrengst", kind="stable").groupby("opbrengst", observed=True, sort=False):
        if not answers:
            shares = (f"{_name(row.groep_naam)} {row.waarde.replace(HIDDEN, NOT_SHOWN)}" for row in rows.itertuples())
            sentences.append(f"{label}: {', '.join(shares)}")
        elif rows["toon"].iloc[0]:
            shares = (f"{uncapitalise(str(row.antwoord))} {row.waarde}" for row in rows.itertuples())
            sentences.append(f"{label} (n={rows['n'].iloc[0]}): {', '.join(shares)}")
        else:
            sentences.append(f"{label}: niet getoond, {rows['reden'].iloc[0]}")
    return ". ".join(sentences) + "."

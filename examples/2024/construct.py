"""Construct an invented second wave: who was asked, who answered and what they ticked.

Nothing of it is real but the names of the workplaces and the questionnaire. The shares are those of the reconstruction
of 2022, save for those that `CHANGED` says have risen or fallen. The same seed gives the same files. Run:
``python examples/2024/construct.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from impactmonitor.paths import DATA
from impactmonitor.survey.codebook import Codebook, read_codebook
from impactmonitor.survey.responses import EXAMPLE

HERE = Path(__file__).parent
SEED = 2024
NEW_WORKPLACE = {
    "werkplaats": "Digitale Werkplaats Zeeland",
    "tranche": "5",
    "bereik": "mbo, hbo",
    "mbo": "1",
    "hbo": "1",
    "wo": "0",
}
ASKED = {"tranche": {"5": 14}, "sector": {"mbo": 6, "hbo": 8}}
"""Persons asked beside those of 2022."""
MORE = 14
"""Respondents beside those of 2022, three of them of the new workplace's mbo and four of its hbo."""
CHANGED = {
    "instelling_relatie_mbo_hbo": 0.88,
    "instelling_ai_in_het_onderwijs": 0.55,
    "opleiding_vervolgopdrachten": 0.31,
    "student_kennis_vervolg_baan": 0.62,
}
"""Shares that were chosen; the others are those of 2022."""


def places() -> pd.DataFrame:
    """List the workplaces: those of 2022 and a new one."""
    known = pd.read_csv(DATA / "werkplaatsen.csv", dtype=str, keep_default_na=False)
    return pd.concat([known, pd.DataFrame([NEW_WORKPLACE])], ignore_index=True).fillna("")


def asked() -> pd.DataFrame:
    """Count who was asked, by tranche and by sector."""
    known = pd.read_csv(DATA / "benaderd.csv", dtype={"categorie": str}).set_index(["dimensie", "categorie"])[
        "benaderd"
    ]
    for dimension, more in ASKED.items():
        for key, count in more.items():
            known[dimension, key] = known.get((dimension, key), 0) + count
    order = {"tranche": 0, "sector": 1}
    return known.reset_index().sort_values("dimensie", key=lambda cells: cells.map(order), kind="stable")


def people(chance: np.random.Generator, before: pd.DataFrame) -> pd.DataFrame:
    """Choose who answered: as many of each workplace and sector as in 2022, and some more."""
    known = before[["werkplaats", "sector"]]
    new = pd.DataFrame({"werkplaats": NEW_WORKPLACE["werkplaats"], "sector": ["mbo"] * 3 + ["hbo"] * 4})
    drawn = known[known["sector"].isin(["mbo", "hbo"])].sample(MORE - len(new), random_state=chance)
    return pd.concat([known, drawn, new], ignore_index=True)


def answers(chance: np.random.Generator, codebook: Codebook, before: pd.DataFrame) -> pd.DataFrame:
    """Let them tick: each outcome with its share, status and nature; persons differ in how much they tick."""
    who = people(chance, before)
    frame = pd.DataFrame("", index=range(len(who)), columns=codebook.columns)
    frame[["werkplaats", "sector"]] = who
    frame["respondent"] = [f"{EXAMPLE}{place:02d}" for place in range(1, len(who) + 1)]
    inclination = chance.normal(0, 0.5, len(who))
    for niveau in codebook.niveaus:
        for item in niveau.named:
            column = niveau.column(item.key)
            share = CHANGED.get(column) or (before[column] == "1").mean()
            odds = np.log(share / (1 - share)) + inclination
            ticked = chance.uniform(size=len(who)) < 1 / (1 + np.exp(-odds))
            frame.loc[ticked, column] = "1"
            for scale, categories in codebook.schalen.items():
                keys = [category.key for category in categories]
                weights = chance.dirichlet(np.arange(len(keys) + 1, 1, -1) * 2)
                frame.loc[ticked, f"{column}_{scale}"] = chance.choice(keys, ticked.sum(), p=weights)
        named = frame[[niveau.column(item.key) for item in niveau.named]].eq("1").any(axis=1)
        frame.loc[~named, niveau.column("geen")] = "1"
    return frame


def construct(folder: Path) -> None:
    """Write the data files of the wave into a folder."""
    before = pd.read_csv(DATA / "respons.csv", dtype=str, keep_default_na=False)
    chance = np.random.default_rng(SEED)
    made = {
        "werkplaatsen.csv": places(),
        "benaderd.csv": asked(),
        "respons.csv": answers(chance, read_codebook(HERE / "codebook.yml"), before),
    }
    for name, table in made.items():
        table.to_csv(folder / name, index=False, lineterminator="\n")


if __name__ == "__main__":
    construct(HERE)

"""Random responses to any questionnaire, for tests and benchmarks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impactmonitor.survey.codebook import Codebook


def responses(codebook: Codebook, workplaces: pd.DataFrame, n: int, seed: int = 1, answers: int = 0) -> pd.DataFrame:
    """Draw responses by the data contract.

    Parameters
    ----------
    n : int
        Respondents.
    answers : int
        How many of them answer the open question and leave a remark.

    Returns
    -------
    DataFrame, shape (n, columns)
        Cells as text.
    """
    rng = np.random.default_rng(seed)
    columns: dict[str, np.ndarray] = {
        "respondent": np.char.add("r", np.arange(n).astype(str)).astype(object),
        "werkplaats": rng.choice(workplaces["werkplaats"].to_numpy(object), n),
        "sector": rng.choice(np.array([sector.key for sector in codebook.categories("sector")], object), n),
    }
    texts = np.array([f"Antwoord {number} over mkb, studenten en opdrachten." for number in range(answers)], object)
    for niveau in codebook.niveaus:
        for item in niveau.items:
            name = niveau.column(item.key)
            ticked = rng.random(n) < (0.05 if item.kind == "other" else rng.uniform(0.3, 0.8))
            columns[name] = np.where(ticked, "1", "")
            for scale, categories in codebook.schalen.items():
                keys = np.array([category.key for category in categories], object)
                columns[f"{name}_{scale}"] = np.where(ticked, rng.choice(keys, n), "")
        columns[f"open_{niveau.key}"] = np.concatenate([texts[:n], np.full(max(n - answers, 0), "", object)])
    columns["opmerking"] = columns[f"open_{codebook.niveaus[0].key}"]
    return pd.DataFrame(columns).reindex(columns=codebook.columns, fill_value="")

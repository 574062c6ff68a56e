"""Construct the answers to an invented survey among visitors of a library: nothing of it is real.

The same seed gives the same file. Run: ``python examples/bibliotheek/construct.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from impactmonitor.survey.responses import EXAMPLE

HERE = Path(__file__).parent
SEED, VISITORS = 2025, 140
BRANCHES = {"1": 0.5, "2": 0.3, "3": 0.2}
FREQUENCY = {"1": 0.42, "2": 0.33, "3": 0.2, "4": 0.05}
OPINIONS = {
    "opinion_opening_hours": (0.48, 0.22, 0.3),
    "opinion_collection": (0.63, 0.25, 0.12),
    "opinion_staff": (0.84, 0.12, 0.04),
    "opinion_quiet": (0.55, 0.2, 0.25),
}
"""Shares that were chosen: of agreeing, of neither, and of disagreeing."""
REASONS = {"1": 0.4, "2": 0.15, "3": 0.2, "4": 0.25}
"""Of who comes every month or less often, who alone were asked."""
MISSED = (
    "Een kopje koffie dat te betalen is.",
    "Meer stopcontacten bij de tafels op de eerste verdieping.",
    "Vaker open op zondag, want doordeweeks werk ik.",
    "Niets, ik kom hier graag.",
    "Een plek waar het echt stil is.",
    "Nieuwe stripboeken. De kast is al een jaar hetzelfde.",
    "Kranten uit het buitenland",
    "de fietsenstalling is te klein",
    "Boeken in het Turks en in het Arabisch.",
    "Een cursus omgaan met de computer voor mijn buurvrouw.",
    "Ik mis de leestafel van vroeger.",
    "Langer lenen: drie weken is kort.",
    "Meer luisterboeken, ook voor kinderen",
    "Een wc die het doet!",
    "Voorlezen op woensdagmiddag was altijd leuk, waarom is dat gestopt?",
    "Betere stoelen.",
    "Dat er iemand is aan wie ik iets kan vragen, ook na zes uur.",
    "Een printer waarmee je ook op A3 kunt afdrukken",
    "Wifi is traag.",
    "Meer bladmuziek.",
    "Een groter aanbod van studieboeken.",
    "Groepen scholieren mogen wel wat zachter praten.",
)
"""What some wrote that they miss, each of one visitor."""
SILENT = 0.04
"""The share that gives no answer to a question."""


def answers() -> pd.DataFrame:
    """Draw everybody's answers, coded as a survey tool does."""
    chance = np.random.default_rng(SEED)
    found = {
        "id": [f"{EXAMPLE}{number:03}" for number in range(1, VISITORS + 1)],
        "branch": chance.choice([*BRANCHES], VISITORS, p=[*BRANCHES.values()]),
        "visit_frequency": chance.choice([*FREQUENCY], VISITORS, p=[*FREQUENCY.values()]),
    }
    for name, shares in OPINIONS.items():
        found[name] = chance.choice(["1", "2", "3"], VISITORS, p=shares)
    minutes = np.round(chance.gamma(2.2, 18, VISITORS)).astype(int)
    frame = pd.DataFrame(found | {"minutes_per_visit": minutes.astype(str), "device": "kiosk"})
    for name in [*frame.columns[2:-1]]:
        frame.loc[chance.random(VISITORS) < SILENT, name] = ""
    asked = frame["visit_frequency"].isin(["2", "3"]) & (chance.random(VISITORS) >= SILENT)
    frame.insert(3, "reason_not_more_often", chance.choice([*REASONS], VISITORS, p=[*REASONS.values()]))
    frame["reason_not_more_often"] = frame["reason_not_more_often"].where(asked, "")
    wrote = chance.choice(VISITORS, len(MISSED), replace=False)
    frame.insert(9, "missed", "")
    frame.loc[wrote, "missed"] = MISSED
    return frame


if __name__ == "__main__":
    answers().to_csv(HERE / "export.csv", index=False)

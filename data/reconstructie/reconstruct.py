"""Construct ``data/respons.csv``: real answers in the respondents' words, linked to constructed respondents.

What is real (response counts, open answers, remarks, other outcomes, quotations) is read from the CSV files beside this
script; what the constructed ticks, status and nature add up to stands in ``doelen.yml``. The same inputs and seed give
the same file. Run: ``python data/reconstructie/reconstruct.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from impactmonitor.problems import InputError, Problem
from impactmonitor.survey.codebook import LANGUAGE, Codebook, read_codebook
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.responses import RECONSTRUCTED

HERE = Path(__file__).parent
SECTORS = ["mbo", "hbo", "wo", "overig"]
# The published appendix prints the answers of wo and other institutions together.
TOGETHER = {"mbo": ["mbo"], "hbo": ["hbo"], "overig": ["wo", "overig"], "wo": ["wo"], "": SECTORS}


def read(name: str) -> pd.DataFrame:
    """Read one of the inputs as text."""
    return pd.read_csv(HERE / name, dtype=str, keep_default_na=False)


class Reconstruction:
    """The respondents under construction: one row each, in the order of the file."""

    def __init__(self, codebook: Codebook, goals: dict[str, Any]) -> None:
        self.codebook = codebook
        self.goals = goals
        self.rng = np.random.default_rng(goals["seed"])
        counts = read("respondenten.csv").melt("werkplaats", var_name="sector", value_name="aantal")
        people = counts.loc[counts.index.repeat(counts["aantal"].astype(int)), ["werkplaats", "sector"]]
        self.frame = pd.DataFrame("", index=range(len(people)), columns=codebook.columns)
        self.frame[["werkplaats", "sector"]] = people.to_numpy()
        places = pd.read_csv(HERE.parent / "werkplaatsen.csv", dtype=str).set_index("werkplaats")["tranche"]
        first = {str(tranche) for tranche in codebook.tranchegroepen[0]["tranches"]}
        self.longer = self.frame["werkplaats"].map(places).isin(first).to_numpy()
        # Some people tick much and others little: the same inclination works in every outcome.
        self.inclination = self.rng.normal(0, 0.7, len(people))
        self.silent: dict[str, set[int]] = {}
        self.bound: set[tuple[int, str]] = set()

    def fitting(self, sector: str = "", werkplaats: str = "") -> np.ndarray:
        """Tell which respondents are of a sector and workplace; an empty one fits all."""
        fits = self.frame["sector"].isin(TOGETHER[sector])
        return np.asarray(fits & ((self.frame["werkplaats"] == werkplaats) | (werkplaats == "")))

    def draw(self, candidates: np.ndarray, what: str) -> int:
        """Draw one respondent."""
        chosen = np.flatnonzero(candidates)
        if not len(chosen):
            raise InputError([Problem("reconstruct.py", f"no respondent is left for {what}")])
        return int(self.rng.choice(chosen))

    def place_texts(self) -> None:
        """Link open answers and remarks to respondents; those that name a workplace choose first."""
        for name, columns in (
            ("open_antwoorden.csv", [*(f"open_{niveau.key}" for niveau in self.codebook.niveaus), LANGUAGE]),
            ("opmerkingen.csv", ["opmerking"]),
        ):
            free = np.ones(len(self.frame), bool)
            rows = read(name)
            for _, row in rows.sort_values(
                ["werkplaats", "sector"], key=lambda cells: cells == "", kind="stable"
            ).iterrows():
                person = self.draw(
                    free & self.fitting(row["sector"], row["werkplaats"]), f"{name}: {row[columns[0]][:40]!r}"
                )
                free[person] = False
                self.frame.loc[person, columns] = row[columns].to_numpy()

    def place_named(self) -> None:
        """Link other outcomes and quotations to respondents, who tick what they speak of."""
        for row in read("andere.csv").to_dict("records"):
            niveau = self.codebook.niveau(row["niveau"])
            column, text = niveau.column("andere"), niveau.column("andere", "tekst")
            person = self.draw(self.frame[text].eq("").to_numpy(), row["tekst"])
            self.frame.loc[person, [column, text]] = ["1", row["tekst"]]
            self.bound.add((person, niveau.key))
            for scale, categories in self.codebook.schalen.items():
                self.frame.loc[person, f"{column}_{scale}"] = self.rng.choice([c.key for c in categories])
        for row in read("citaten.csv").to_dict("records"):
            column = self.codebook.niveau(row["niveau"]).column(row["item"])
            free = self.frame[f"{column}_toelichting"].eq("").to_numpy()
            person = self.draw(free & self.fitting(row["sector"]), row["citaat"])
            self.frame.loc[person, f"{column}_toelichting"] = row["citaat"]
            self.bound.update({(person, row["niveau"]), (person, column)})

    def choose_silent(self) -> None:
        """Choose who sees no outcome on a level: those of little inclination who named none."""
        order = np.argsort(self.inclination)
        for niveau in self.codebook.niveaus:
            free = [int(person) for person in order if (int(person), niveau.key) not in self.bound]
            # In turn over the sectors, so that no sector stands out.
            chosen = [next(p for p in free if self.frame.at[p, "sector"] == sector) for sector in ("hbo", "mbo")]
            chosen += [p for p in free if p not in chosen and self.frame.at[p, "sector"] == "hbo"]
            self.silent[niveau.key] = set(chosen[: self.goals["geen"][niveau.key]])
            self.frame.loc[list(self.silent[niveau.key]), niveau.column("geen")] = "1"

    def tick(self, niveau: Niveau, item: str, goal: dict[str, Any]) -> None:
        """Tick an outcome as often per sector and duration as its goal says."""
        column = niveau.column(item)
        rest = goal["totaal"] - goal["mbo"] - goal["hbo"]
        able = np.ones(len(self.frame), bool)
        able[list(self.silent[niveau.key])] = False
        cells, room, wanted = [], [], []
        for sector, count in (("mbo", goal["mbo"]), ("hbo", goal["hbo"]), ("overig", rest)):
            members = self.fitting(sector)
            for longer in (True, False):
                cell = members & able & (self.longer == longer)
                cells.append(cell)
                room.append(int(cell.sum()))
                share = goal["langer"] / self.longer.sum() if longer else 1
                wanted.append(share * (members & self.longer).sum() if longer else count)
        counts = self._spread(wanted, room, [goal["mbo"], goal["hbo"], rest], goal["langer"], column)
        for cell, count in zip(cells, counts, strict=True):
            members = np.flatnonzero(cell)
            weights = np.exp(self.inclination[members])
            forced = np.array([(int(person), column) in self.bound for person in members], bool)
            weights[forced] = 1e9
            chosen = self.rng.choice(members, count, replace=False, p=weights / weights.sum()) if count else []
            self.frame.loc[list(chosen), column] = "1"

    @staticmethod
    def _spread(wanted: list[float], room: list[int], sectors: list[int], longer: int, what: str) -> list[int]:
        """Find the numbers per sector and duration that fit both totals and lie closest to an even spread."""
        best, distance = None, float("inf")
        for first in range(room[0] + 1):
            for second in range(room[2] + 1):
                third = longer - first - second
                rests = [sectors[0] - first, sectors[1] - second, sectors[2] - third]
                fits = 0 <= third <= room[4] and all(0 <= r <= room[2 * k + 1] for k, r in enumerate(rests))
                away = (first - wanted[0]) ** 2 + (second - wanted[2]) ** 2 + (third - wanted[4]) ** 2
                if fits and away < distance:
                    best, distance = [first, rests[0], second, rests[1], third, rests[2]], away
        if best is None:
            raise InputError([Problem("doelen.yml", f"{what}: the totals cannot be combined")])
        return best

    def give_everyone_one(self, niveau: Niveau) -> None:
        """Move ticks within sector and duration until no one is without any outcome on a level but says not so."""
        columns = [niveau.column(item.key) for item in niveau.items]
        for person in self.frame.index:
            ticks = self.frame[columns].eq("1").sum(axis=1)
            if ticks[person] or person in self.silent[niveau.key]:
                continue
            alike = self.fitting(self.frame.at[person, "sector"]) & (self.longer == self.longer[person]) & (ticks > 2)
            for column in columns[:-1]:
                giver = alike & self.frame[column].eq("1") & self.frame[f"{column}_toelichting"].eq("")
                if giver.any():
                    self.frame.at[self.draw(giver.to_numpy(), column), column] = ""
                    self.frame.at[person, column] = "1"
                    break

    def qualify(self, niveau: Niveau, item: str, goal: dict[str, Any]) -> None:
        """Give the ticks of an outcome their status and nature."""
        column = niveau.column(item)
        ticked = self.frame.index[self.frame[column] == "1"]
        for scale, categories in self.codebook.schalen.items():
            values = np.repeat([category.key for category in categories], goal[scale])
            self.frame.loc[ticked, f"{column}_{scale}"] = self.rng.permutation(values)

    def build(self) -> pd.DataFrame:
        """Take every step and name the respondents."""
        self.place_texts()
        self.place_named()
        self.choose_silent()
        for niveau in self.codebook.niveaus:
            for item in niveau.named:
                self.tick(niveau, item.key, self.goals[niveau.key][item.key])
            self.give_everyone_one(niveau)
            for item in niveau.named:
                self.qualify(niveau, item.key, self.goals[niveau.key][item.key])
        return self._in_published_order()

    def _in_published_order(self) -> pd.DataFrame:
        """Sort by sector and by the place of the open answer in the published appendix."""
        columns = [f"open_{niveau.key}" for niveau in self.codebook.niveaus]
        places = {
            tuple(row): place for place, row in enumerate(read("open_antwoorden.csv")[columns].itertuples(index=False))
        }
        order = [places.get(tuple(row), len(places)) for row in self.frame[columns].itertuples(index=False)]
        sector = self.frame["sector"].map({"mbo": 0, "hbo": 1, "wo": 2, "overig": 2})
        frame = self.frame.assign(_sector=sector, _order=order).sort_values(
            ["_sector", "_order", "werkplaats"], kind="stable"
        )
        frame = frame.drop(columns=["_sector", "_order"]).reset_index(drop=True)
        frame["respondent"] = [f"{RECONSTRUCTED}{number:02}" for number in range(1, len(frame) + 1)]
        return frame


def main() -> None:
    """Write ``data/respons.csv``."""
    goals = yaml.safe_load((HERE / "doelen.yml").read_text(encoding="utf-8"))
    frame = Reconstruction(read_codebook(HERE.parent / "codebook.yml"), goals).build()
    frame.to_csv(HERE.parent / "respons.csv", index=False, lineterminator="\n")
    print(f"data/respons.csv: {len(frame)} respondents")


if __name__ == "__main__":
    main()

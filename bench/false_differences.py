"""Measure how often a report prints "vaker" where groups do not differ: labels of groups dealt out anew."""

import sys
from dataclasses import replace

import numpy as np

from impactmonitor.analysis.study import Study
from impactmonitor.claims.context import LevelNames
from impactmonitor.problems import UsageError
from impactmonitor.survey.variant import Variant


def dealt(whole, seed, variant):
    """Deal out tranches to whole workplaces, and sectors to persons; the answers stay as they are."""
    chance, frame = np.random.default_rng(seed), whole.frame.copy()
    tranches = frame.groupby("werkplaats", observed=True)["tranche"].first()
    new = dict(zip(tranches.index, chance.permutation(tranches.to_numpy()), strict=True))
    frame["tranche"] = frame["werkplaats"].map(new).astype(frame["tranche"].dtype)
    frame["sector"] = chance.permutation(frame["sector"].to_numpy().astype(object))
    frame["sector"] = frame["sector"].astype(whole.frame["sector"].dtype)
    return replace(whole, responses=replace(whole.responses, frame=frame), variant=variant).checked()


def measure(studies, variant):
    """Count the reports made, and those with a difference that holds, on any level."""
    whole, made, said = Study.load(), 0, 0
    for seed in range(studies):
        try:
            levels = LevelNames.of_all(dealt(whole, seed, variant))
        except UsageError:  # too few persons to publish
            continue
        made += 1
        said += any(level.iets_houdt_stand for level in levels)
    return made, said


if __name__ == "__main__":
    for one in (Variant(), Variant({"tranche": ("3",)}), Variant({"sector": ("hbo",)})):
        made, said = measure(int(sys.argv[1]), one)
        print(f"{one.slug}: {said} of {made} reports", flush=True)

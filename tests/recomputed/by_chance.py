"""Studies with answers by chance: many sizes, levels and variants."""

from dataclasses import replace

import numpy as np
import pandas as pd

from impactmonitor.survey.variant import Variant

SIZES = [64, 64, 64, 48, 30, 22, 15, 10, 7, 5]
LEVELS = {
    "mixed": lambda chance: chance.uniform(),
    "all": lambda chance: 1.0,
    "none": lambda chance: 0.0,
    "even": lambda chance: 0.55,
    "high": lambda chance: chance.uniform(0.6, 1),
    "low": lambda chance: chance.uniform(0, 0.3),
}
VARIANTS = [Variant()] * 5 + [Variant({"tranche": (tranche,)}) for tranche in "1234"]
VARIANTS += [Variant({"sector": ("mbo",)}), Variant({"sector": ("hbo",)}), Variant({"tranche": ("1", "2")})]
VARIANTS += [Variant({"tranche": ("3",), "sector": ("hbo",)})]


def by_chance(whole, seed, kind="", size=0, variant=None):
    """Make a study with answers by chance: outcomes, differences between groups, status and nature, gaps."""
    chance = np.random.default_rng(seed)
    size = size or int(chance.choice(SIZES))
    rows = np.sort(chance.choice(len(whole.frame), size, replace=False))
    frame = whole.frame.iloc[rows].reset_index(drop=True)
    groups = [frame["sector"].eq("mbo").to_numpy(), frame["tranche"].isin(["1", "2"]).to_numpy()]
    for niveau in whole.codebook.niveaus:
        level = kind or str(chance.choice(list(LEVELS), p=[0.5, 0.05, 0.05, 0.15, 0.15, 0.1]))
        mixes = {scale: chance.dirichlet(np.full(len(c), 1.0)) for scale, c in whole.codebook.schalen.items()}
        for item in niveau.named:
            share = np.full(size, LEVELS[level](chance))
            for members in groups:
                if level not in {"all", "none"} and chance.uniform() < 0.3:
                    share = np.clip(share + members * chance.uniform(-0.4, 0.4), 0, 1)
            ticks = chance.uniform(size=size) < share
            frame[niveau.column(item.key)] = ticks
            for scale, categories in whole.codebook.schalen.items():
                mix = mixes[scale] if chance.uniform() < 0.5 else chance.dirichlet(np.full(len(categories), 0.5))
                keys = [category.key for category in categories]
                values = chance.choice(keys, size=size, p=mix).astype(object)
                values[~ticks | (chance.uniform(size=size) < chance.choice([0, 0, 0.3]))] = None
                frame[niveau.column(item.key, scale)] = pd.Categorical(values, keys, ordered=True)
        ticked = frame[[niveau.column(item.key) for item in niveau.named]].any(axis=1)
        frame[niveau.column("geen")] = ~ticked & (chance.uniform(size=size) < 0.7)
    variant = variant or VARIANTS[chance.integers(len(VARIANTS))]
    return replace(whole, responses=replace(whole.responses, frame=frame), variant=variant)

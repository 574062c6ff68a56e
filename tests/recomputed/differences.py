"""What sentences claim of differences between groups, held against the answers."""

import re

import numpy as np
from wording import RULE, as_share


def _top_three(text, truths):
    ((one, other),) = truths.groups("sectoren")
    first, second = truths.top(one), truths.top(other)
    if "in beide sectoren dezelfde" in text:
        return truths.named(text) == first == second
    own, swapped = text.split(". ")
    names = {sector.key: sector.zin for sector in truths.study.codebook.categories("sector")}
    if not (names[one["sector"].iloc[0]] in own and names[other["sector"].iloc[0]] in swapped):
        return False
    new, old = map(truths.named, swapped.split(" in plaats van "))
    return truths.named(own) == first and len(new) == len(old) == 1 and second == (first - old) | new != first


def _time(text, truths):
    frame, column = truths.frame, truths.niveau.column("vervolgopdrachten")
    if truths.niveau.gevraagd_aan:
        return False  # who was asked may differ with the tranche
    shares = frame.groupby("tranche", observed=True)[column].mean()
    order = frame["tranche"].astype(int)
    score = np.corrcoef(order, frame[column].astype(int))[0, 1]
    places = frame.groupby("werkplaats")["tranche"].first().astype(int)
    chance, below = np.random.default_rng(3), 0
    for _ in range(1000):
        dealt = frame["werkplaats"].map(dict(zip(places.index, chance.permutation(places), strict=True)))
        below += np.corrcoef(dealt, frame[column].astype(int))[0, 1] <= score + 1e-9
    falls = (np.diff(shares) <= 0).all() and below / 1000 <= 0.065
    counts = frame.groupby("tranche", observed=True)[column].agg(["sum", "size"])
    shares = [as_share(int(k), int(n)) for k, n in counts.itertuples(index=False)]
    if any("van de" in share for share in shares):  # then all are told in that form
        shares = [f"{k} van de {n}" for k, n in counts.itertuples(index=False)]
    return falls and all(share in text for share in shares)


def _differences(kind, verdict):
    """Hold a sentence about two groups against what may be said of them."""

    def check(text, truths):
        found = {key: value for key, value in truths.verdicts.items() if key[0] == kind}
        named = truths.named(text)
        large = {key[-1] for key, value in found.items() if value[1]}
        perhaps = {key[-1] for key, value in found.items() if value[3]}
        surely = {key[-1] for key, value in found.items() if value[2]}
        # an outcome on which several pairs differ may be there in both ways
        only = {key[-1] for key, value in found.items() if value[1] and not value[2]}
        if verdict == "houdt_stand":
            if not text:
                return not surely
            return surely <= named <= perhaps and re.search("vaker|minder vaak", text) is not None
        if verdict == "respons":
            here = {key[-1] for key, value in found.items() if value[1] and not value[3]}
            chance = re.search(r"kan (dat verschil|elk van deze verschillen) ook toeval zijn", text)
            return (
                here <= named <= only
                and text.startswith("In deze respons")
                and "vaker" not in text
                and chance is not None
            )
        small = set(truths.zin) - large
        if len(found) < len({key[:3] for key in found}) * len(truths.zin):
            return False  # of what is withheld nothing is known
        if "bij elke opbrengst" in text:
            told = not large
        else:
            one = truths.named(text) == small if len(small) == 1 else "de overige opbrengsten uit" in text
            told = bool(small and large) and one
        few = any(abs(value[0]) >= RULE for key, value in found.items() if key[-1] in small)
        return told and few == ("minder dan twee" in text) and "even vaak" not in text

    return check


def _stand(text, truths):
    return bool(truths.verdicts) and truths.in_full and not any(value[2] for value in truths.verdicts.values())


CHECKS = {
    **{
        f"{kind}_{verdict}": _differences(kind, verdict)
        for kind in ("sectoren", "tranches", "geheel")
        for verdict in ("houdt_stand", "respons", "klein")
    },
    "stand": _stand,
    "topdrie": _top_three,
    "tijd": _time,
}

"""What sentences claim, computed anew from the answers: none of it goes through the code that writes them."""

import re

from impactmonitor import tabulation
from impactmonitor.claims import plain

RULE = 0.1 - 1e-9
HALF = 0.5 + 1e-9


class Truths:
    """The answers of one level in one variant."""

    def __init__(self, study, niveau):
        self.study, self.niveau = study, niveau
        self.frame = study.frame
        self.own = study.frame[study.selected]
        self.zin = {item.key: item.zin for item in niveau.named}
        self.share = self.shares(self.own)
        self.order = sorted(self.share.values(), reverse=True)
        self.leaders = set()

    def shares(self, frame):
        return {key: float(frame[self.niveau.column(key)].mean()) for key in self.zin}

    def named(self, text):
        """List the outcomes that a text names."""
        return {key for key, zin in self.zin.items() if zin.lower() in text.lower()}

    def apart(self, *pairs):
        """List the outcomes on which groups differ by the rule."""
        found = set()
        for first, second in pairs:
            one, other = self.shares(first), self.shares(second)
            found |= {key for key in one if abs(one[key] - other[key]) >= RULE}
        return found

    def mostly(self, scale, *answers):
        """List the outcomes of which more than half have these answers, and those that have enough answers to tell."""
        table = tabulation.distribution(self.study, self.niveau, scale)
        shown = set(table.loc[table["toon"] & (table["n"] >= self.study.min_groep), "item"]) & set(self.zin)
        columns = {key: self.own[self.niveau.column(key, scale)].dropna() for key in shown}
        return {key for key, column in columns.items() if column.isin(answers).mean() > HALF}, shown

    def groups(self, claim):
        """Give the pairs of groups that a claim compares."""
        if claim == "geheel":
            return [(self.own, self.frame[~self.study.selected])]
        if claim == "tranchegroepen":
            early = self.frame["tranche"].isin(["1", "2"])
            return [(self.frame[early], self.frame[~early])]
        shown = [group.mask for group in self.study.sectors if group in self.study.groups]
        return [(self.frame[a], self.frame[b]) for i, a in enumerate(shown) for b in shown[i + 1 :]]


def false_claims(record, truths):
    """List what a record's sentence says that is not so."""
    check = CHECKS.get(record.claim)
    text = plain(record.tekst)
    if check is None or not (text or record.claim == "volgers"):
        return []
    return [f"{record.claim}: {text}"] if not check(text, truths) else []


def _leader(text, truths):
    named, order = truths.named(text), truths.order
    truths.leaders = named
    least = min((truths.share[key] for key in named), default=0)
    if "steekt boven" in text:
        return len(named) == 1 and least == order[0] and order[0] - order[1] >= RULE
    if "drie meest genoemde" in text:
        return len(named) == 3 and least > order[3]
    if "Het vaakst genoemd zijn" in text:
        return named == {key for key, share in truths.share.items() if share == order[0]}
    if "is de meest genoemde" in text:
        return len(named) == 1 and least == order[0] > order[1]
    return text.startswith("Geen van de opbrengsten") and order[0] == 0


def _followers(text, truths):
    return truths.named(text) == {key for key, share in truths.share.items() if share >= 0.5} - truths.leaders


def _least(text, truths):
    (key,) = truths.named(text)
    return truths.share[key] == truths.order[-1] < truths.order[-2]


def _differences(claim):
    def check(text, truths):
        told = " ".join(part for part in re.split(r"(?<=\.) ", text) if "ongeveer even vaak" not in part)
        apart = truths.apart(*truths.groups(claim))
        even = "ongeveer even vaak" not in text or len(apart) < len(truths.zin)
        return truths.named(told) == apart and even

    return check


def _part(text, shown, truths):
    """Tell whether a sentence about all or most outcomes says so when it leaves some out."""
    return shown == set(truths.zin) or "met ten minste" in text or "met genoeg" in text


def _status(text, truths):
    ready, shown = truths.mostly("status", "gerealiseerd", "deels")
    later, _ = truths.mostly("status", "verwacht")
    if text.startswith("Alle"):
        return ready == shown and _part(text, shown, truths)
    if text.startswith("De meeste"):
        return len(ready) * 2 > len(shown) and _part(text, shown, truths)
    if "nog niet gerealiseerd" in text:
        return len(later) * 2 > len(shown) and _part(text, shown, truths)
    words = ["geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven"]
    count, total = re.match(r"(\w+) van de (\w+)", text.replace("Eén", "één").lower()).groups()
    return (words.index(count), words.index(total)) == (len(ready), len(shown)) and _part(text, shown, truths)


def _expected(text, truths):
    return truths.named(text) == truths.mostly("status", "verwacht")[0]


def _nature(text, truths):
    (new, shown), (stronger, _) = truths.mostly("aard", "nieuw"), truths.mostly("aard", "versterking")
    if "verdeeld" in text:
        return not (new and stronger) and max(len(new), len(stronger)) * 2 <= len(shown)
    if "uiteen" not in text:
        mine, other = (stronger, new) if "voort op" in text else (new, stronger)
        return not other and len(mine) * 2 > len(shown) and _part(text, shown, truths)
    _, first, second = re.split(r"(?<=\.) ", text)
    return truths.named(first) == new and truths.named(second) == stronger


def _newer(text, truths):
    new, _ = truths.mostly("aard", "nieuw")
    column = {key: truths.own[truths.niveau.column(key, "aard")].dropna() for key in truths.zin}
    whole = sum((answers == "nieuw").sum() for answers in column.values()) / sum(map(len, column.values()))
    return not new and all((column[key] == "nieuw").mean() - whole >= RULE for key in truths.named(text))


CHECKS = {
    "koploper": _leader,
    "volgers": _followers,
    "minst": _least,
    "sectoren": _differences("sectoren"),
    "tranchegroepen": _differences("tranchegroepen"),
    "geheel": _differences("geheel"),
    "status_meest": _status,
    "status_verwacht": _expected,
    "aard_meest": _nature,
    "aard_nieuwer": _newer,
}

"""What sentences claim, computed anew from the answers: none of it goes through the code that writes them."""

import re
from fractions import Fraction
from math import floor

from num2words import num2words

from impactmonitor.analysis import tabulation
from impactmonitor.claims.rules import unmarked

RULE = 0.1 - 1e-9
HALF = 0.5 + 1e-9
SMALL = 20  # below this base counts are told, not percentages
SILENT = ("volgers", "geen")  # what is not said is a claim, too: that there are none


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

    def answered(self, key, scale, niveau=None):
        """Give the statuses or natures that respondents gave of an outcome."""
        return self.own[(niveau or self.niveau).column(key, scale)].dropna()

    def pooled(self, scale, answer, niveau=None):
        """Count an answer among all statuses or natures of a level's outcomes: the count and its base."""
        columns = [self.answered(item.key, scale, niveau) for item in (niveau or self.niveau).named]
        return sum(int((column == answer).sum()) for column in columns), sum(map(len, columns))

    def top(self, frame):
        """List the three outcomes that are named more often than all others; nothing where a tie leaves them open."""
        shares = self.shares(frame)
        order = sorted(shares, key=shares.get, reverse=True)
        return set(order[:3]) if shares[order[2]] > shares[order[3]] else set()

    def groups(self, claim):
        """Give the pairs of groups that a claim compares."""
        if claim == "geheel":
            return [(self.own, self.frame[~self.study.selected])]
        if claim == "tranchegroepen":
            early = self.frame["tranche"].isin(["1", "2"])
            return [(self.frame[early], self.frame[~early])]
        shown = [group.mask for group in self.study.sectors if group in self.study.groups]
        return [(self.frame[a], self.frame[b]) for i, a in enumerate(shown) for b in shown[i + 1 :]]


def false_claims(record, truths, checks=None):
    """List what a record's sentence says that is not so."""
    check, text = (checks or CHECKS)[record.claim], unmarked(record.tekst)
    if not (text or record.claim in SILENT):
        return []
    return [f"{record.claim}: {text}"] if not check(text, truths) else []


def _counted(number):
    return num2words(number, lang="nl") if number <= 20 else str(number)


def _shown(count, base):
    """Write a share as sentences do: nothing but all is 100%, and on a small base it is a count."""
    if base < SMALL:
        return f"{count} van de {base}"
    whole = floor(Fraction(100 * count, base) + Fraction(1, 2))
    if whole == 100 and count < base:
        return "meer dan 99%"
    return "minder dan 1%" if whole == 0 and count else f"{whole}%"


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


def _none(text, truths):
    count = int(truths.own[truths.niveau.column("geen")].sum())
    if count == 0:
        return not text
    subject = f"{_counted(count)} contactpersonen zien" if count > 1 else "één contactpersoon ziet"
    return text.replace("Eén", "één").lower().startswith(f"{subject} op dit niveau geen opbrengsten")


def _top_three(text, truths):
    ((one, other),) = truths.groups("sectoren")
    first, second = truths.top(one), truths.top(other)
    if "in beide sectoren dezelfde" in text:
        return truths.named(text) == first == second
    own, swapped = text.split(". ")
    names = {sector.key: sector.zin for sector in truths.study.codebook.sectoren}
    if not (names[one["sector"].iloc[0]] in own and names[other["sector"].iloc[0]] in swapped):
        return False
    new, old = map(truths.named, swapped.split(" in plaats van "))
    return truths.named(own) == first and len(new) == len(old) == 1 and second == (first - old) | new != first


def _time(text, truths):
    ((longer, shorter),) = truths.groups("tranchegroepen")
    shares = [truths.shares(frame).get("vervolgopdrachten", 0) for frame in (longer, shorter)]
    return "Langer lopende werkplaatsen" in text and shares[0] - shares[1] >= RULE


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


def _done(text, truths):
    (key,) = truths.named(text)
    counts = {one: int((truths.answered(one, "status") == "gerealiseerd").sum()) for one in truths.zin}
    _, shown = truths.mostly("status", "gerealiseerd")
    count, base, n = counts[key], len(truths.answered(key, "status")), len(truths.own)
    if n < SMALL:
        who = f"Alle {_counted(n)} " if count == n else f"{_counted(count).capitalize()} van de {_counted(n)} "
        told = text.startswith(who)
    else:
        told = f"({count} van de {n})" in text
    own = f"Dat is {_shown(count, base)} van wie" if base >= SMALL else "gerealiseerd"
    return told and own in text and count == max(counts[one] for one in shown) and count * 4 >= n


def _above(scale, answer):
    def check(text, truths):
        count, base = truths.pooled(scale, answer)
        told = f" {_shown(count, base)} ‘{answer}’, tegen " in text
        for niveau in truths.study.codebook.niveaus:
            if niveau is not truths.niveau:
                other = truths.pooled(scale, answer, niveau)
                told &= f"{_shown(*other)} op {niveau.naam}" in text
                told &= count / base - other[0] / other[1] >= RULE
        return told

    return check


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
    count, base = truths.pooled("aard", "nieuw")
    shares = [(truths.answered(key, "aard") == "nieuw").mean() for key in truths.named(text)]
    return not new and shares != [] and all(share - count / base >= RULE for share in shares)


def _figure_groups(text, truths):
    own, sizes = truths.own, [len(truths.own)] + ([len(truths.frame)] if truths.study.variant.filters else [])
    told = re.findall(r"(?:^|, | en |: )([^,(]*?) ?\(n=(\d+)\)", text.partition("genoemd")[2])
    sectors = {
        sector.label.lower(): int((own["sector"] == sector.key).sum()) for sector in truths.study.codebook.sectoren
    }
    named = [(sectors[name.split()[0].lower()], int(n)) for name, n in told[len(sizes) :]]
    large = all(size == n >= truths.study.min_groep for size, n in named)
    return [int(n) for _, n in told[: len(sizes)]] == sizes and large


def _kept_together(text, truths):
    study = truths.study
    shown = {group.key for group in study.sectors if group in study.groups}
    hidden = truths.own.loc[~truths.own["sector"].isin(shown), "sector"].value_counts()
    hidden, least = hidden[hidden > 0], study.min_groep
    told = re.search(r"\(n=(\d+)\)", text)
    if bool(shown) != bool(told) or (told and int(told[1]) != hidden.sum()):
        return False
    if "dan zou ook te zien zijn" in text:
        return hidden.max() >= least and f"minder dan {_counted(study.min_onthulling)} " in text
    if "vormen een te kleine groep" in text:
        return hidden.sum() < least
    return hidden.max() < least and (not shown or hidden.sum() >= least)


def _others(text, truths):
    count = sum(answer != "" for answer in truths.own[truths.niveau.column("andere", "tekst")])
    who = "Eén van de contactpersonen noemt" if count == 1 else f"{_counted(count).capitalize()} contactpersonen noemen"
    return text == f"{who} een andere opbrengst op dit niveau:"


def _figure(scale):
    def check(text, truths):
        shown = tabulation.distribution(truths.study, truths.niveau, scale)["toon"].any()
        return text.startswith(f"@Fig-{truths.niveau.key}-{scale} laat zien" if shown else "Dit rapport kan niet")

    return check


def _too_few(scale, answers):
    """Nothing else can be said: one outcome has enough answers, if any, and those are of no mind."""

    def check(text, truths):
        found = [truths.mostly(scale, answer) for answer in answers]
        shown = found[0][1]
        if scale == "status":
            done = [int((truths.answered(key, scale) == "gerealiseerd").sum()) for key in shown]
            silent = not found[0][0] and max(done, default=0) * 4 < len(truths.own)
        else:
            silent = not all(mostly for mostly, _ in found)
        return "te klein" in text and len(shown) <= 1 and shown != set(truths.zin) and silent

    return check


CHECKS = {
    "groepen": _figure_groups,
    "sectoren_apart": _kept_together,
    "andere": _others,
    "status_figuur": _figure("status"),
    "status_te_weinig": _too_few("status", ["verwacht"]),
    "aard_figuur": _figure("aard"),
    "aard_te_weinig": _too_few("aard", ["nieuw", "versterking"]),
    "koploper": _leader,
    "volgers": _followers,
    "minst": _least,
    "geen": _none,
    "sectoren": _differences("sectoren"),
    "topdrie": _top_three,
    "tranchegroepen": _differences("tranchegroepen"),
    "tijd": _time,
    "geheel": _differences("geheel"),
    "status_meest": _status,
    "status_verwacht": _expected,
    "status_koploper": _done,
    "status_niveaus": _above("status", "gerealiseerd"),
    "aard_meest": _nature,
    "aard_nieuwer": _newer,
    "aard_niveaus": _above("aard", "nieuw"),
}

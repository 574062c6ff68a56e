"""What sentences claim, computed anew from the answers: none of it goes through the code that writes them."""

import re
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import floor

import numpy as np
from num2words import num2words
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from impactmonitor.analysis import tabulation
from impactmonitor.claims.rules import unmarked

RULE = 0.1 - 1e-9
HALF = 0.5 + 1e-9
SMALL = 20  # below this base counts are told, not percentages
SILENT = ("volgers", "geen", "nooit")  # what is not said is a claim, too: that there are none


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

    def pairs(self, kind):
        """Give the pairs of groups that a chapter compares, as (which respondents, which others)."""
        study = self.study
        if kind == "geheel":
            return [(study.selected, ~study.selected)] if study.rest is not None else []
        if kind == "tranches":
            early = self.frame["tranche"].isin(["1", "2"]).to_numpy()
            return [(early, ~early)] if study.compared("tranches") else []
        shown = [group.mask for group in study.sectors if group in study.groups]
        return list(combinations(shown, 2))

    @cached_property
    def verdicts(self):
        """By pair of groups and outcome, what may be said: for certain, perhaps, or not; and how they differ."""
        columns = [self.niveau.column(key) for key in (*self.zin, "andere", "geen")]
        ticks = self.frame[columns].to_numpy(dtype=int)
        places = self.frame["werkplaats"].to_numpy()
        family, found = [], {}
        own = [(kind, pair) for kind in ("sectoren", "tranches", "geheel") for pair in self.pairs(kind)]
        for kind, (one, other) in own:
            family += [(kind, one, other, place, p) for place, p in enumerate(shuffled(ticks, one, other, places))]
        if not family:
            return {}
        p = [entry[-1] for entry in family]
        strict, loose = (multipletests(p, alpha=alpha, method="fdr_bh")[0] for alpha in (0.01, 0.07))
        for number, (kind, one, other, place, _) in enumerate(family):
            if place >= len(self.zin):
                continue
            counts, bases = (ticks[one, place].sum(), ticks[other, place].sum()), (one.sum(), other.sum())
            low, high = confint_proportions_2indep(counts[0], bases[0], counts[1], bases[1], method="newcomb")
            difference = counts[0] / bases[0] - counts[1] / bases[1]
            key = kind, one.tobytes(), other.tobytes(), list(self.zin)[place]
            large = abs(difference) >= RULE and abs(difference) * min(bases) >= 2 - 1e-9
            clear = low > 0 or high < 0
            found[key] = difference, large, large and clear and strict[number], large and clear and loose[number]
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
        shown = [group.mask for group in self.study.sectors if group in self.study.groups]
        return [(self.frame[a], self.frame[b]) for i, a in enumerate(shown) for b in shown[i + 1 :]]


def shuffled(ticks, one, other, places, draws=1500):
    """Test differences of shares by dealing out whole blocks: who is of one workplace and of one group."""
    members = np.flatnonzero(one | other)
    blocks = {}
    for row in members:
        blocks.setdefault((places[row], bool(one[row])), []).append(row)
    sums = np.array([ticks[rows].sum(axis=0) for rows in blocks.values()])
    sizes = np.array([len(rows) for rows in blocks.values()])
    inside = np.array([side for _, side in blocks])

    def apart(side):
        return sums[side].sum(axis=0) / sizes[side].sum() - sums[~side].sum(axis=0) / sizes[~side].sum()

    chance, here = np.random.default_rng(7), np.abs(apart(inside)) - 1e-9
    as_far = sum(np.abs(apart(chance.permutation(inside))) >= here for _ in range(draws))
    return (1 + as_far) / (draws + 1)


def resampled(counts, bases, draws=2000):
    """Test the difference of two shares of the same persons: a two-sided p of the bootstrap."""
    chance, n, found = np.random.default_rng(11), len(counts), []
    for _ in range(draws):
        rows = chance.integers(n, size=n)
        total = bases[rows].sum(axis=0)
        if total.all():
            share = counts[rows].sum(axis=0) / total
            found.append(share[0] - share[1])
    found = np.array(found)
    return 2 * (1 + min((found <= 1e-9).sum(), (found >= -1e-9).sum())) / (len(found) + 1)


def false_claims(record, truths, checks=None):
    """List what a record's sentence says that is not so."""
    check, text = (checks or CHECKS)[record.claim], unmarked(record.tekst)
    if not (text or record.claim in SILENT):
        return []
    return [f"{record.claim}: {text}"] if not check(text, truths) else []


def _counted(number):
    return num2words(number, lang="nl") if number <= 20 else str(number)


def _shown(count, base, small=SMALL):
    """Write a share as sentences do: nothing but all is 100%, and on a small base it is a count."""
    if base < small:
        return f"{count} van de {base}"
    whole = floor(Fraction(100 * count, base) + Fraction(1, 2))
    if whole == 100 and count < base:
        return "meer dan 99%"
    return "minder dan 1%" if whole == 0 and count else f"{whole}%"


def _leader(text, truths):
    named, order = truths.named(text), truths.order
    truths.leaders = named
    least = min((truths.share[key] for key in named), default=0)
    other = int(truths.own[truths.niveau.column("andere")].sum())
    if "steekt boven" in text:
        return len(named) == 1 and least == order[0] and order[0] - order[1] >= RULE
    if text.startswith("Alle opbrengsten"):
        truths.leaders = set(truths.zin)
        return order[0] == order[-1] > 0 and _shown(round(order[0] * len(truths.own)), len(truths.own)) in text
    if "drie meest genoemde" in text:
        return len(named) == 3 and least > order[3]
    if "Het vaakst genoemd zijn" in text:
        return named == {key for key, share in truths.share.items() if share == order[0]}
    if "is de meest genoemde" in text:
        return len(named) == 1 and least == order[0] > order[1]
    if "een andere opbrengst" in text:
        return order[0] == 0 and other > 0
    return text.startswith("Niemand kruiste op dit niveau een opbrengst aan.") and order[0] == 0 == other


def _followers(text, truths):
    return truths.named(text) == {key for key, share in truths.share.items() if share >= 0.5} - truths.leaders


def _least(text, truths):
    (key,) = truths.named(text)
    counts = sorted(round(share * len(truths.own)) for share in truths.share.values())
    return truths.share[key] == truths.order[-1] and 0 < counts[0] <= counts[1] - 2


def _never(text, truths):
    nobody = {key for key, share in truths.share.items() if not share}
    return (truths.named(text) == nobody != set()) if text else (not nobody or truths.order[0] == 0)


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
    frame, column = truths.frame, truths.niveau.column("vervolgopdrachten")
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
    return falls and all(_shown(int(k), int(n)) in text for k, n in counts.itertuples(index=False))


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
        if "bij elke opbrengst" in text:
            told = not large
        else:
            told = bool(small and large) and (len(small) == 1) == ("andere opbrengst " in text)
        few = any(abs(value[0]) >= RULE for key, value in found.items() if key[-1] in small)
        return told and few == ("minder dan twee" in text) and "even vaak" not in text

    return check


def _stand(text, truths):
    return bool(truths.verdicts) and not any(value[2] for value in truths.verdicts.values())


def _missing(scale):
    def check(text, truths):
        columns = [truths.niveau.column(key) for key in truths.zin]
        ticked = sum(int(truths.own[column].sum()) for column in columns)
        given = sum(int(truths.own[f"{column}_{scale}"].notna().sum()) for column in columns)
        return f"Bij {ticked - given} van de {ticked} aangekruiste" in text and ticked > given

    return check


def _part(text, shown, truths):
    """Tell whether a sentence about all or most outcomes says so when it leaves some out."""
    return shown == set(truths.zin) or "met ten minste" in text or "met genoeg" in text


WORDS = ["geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven"]


def _subject(text, scale, truths):
    """Tell whether a sentence names its base: who names the outcome and, where answers are missing, answered."""
    silent = any(
        truths.own[truths.niveau.column(item.key)].sum() > len(truths.answered(item.key, scale))
        for item in truths.niveau.items
    )
    return "wie de opbrengst noemt" in text and silent == ("noemt en de vraag beantwoordde" in text)


def _status(text, truths):
    ready, shown = truths.mostly("status", "gerealiseerd", "deels")
    later, _ = truths.mostly("status", "verwacht")
    mine = later if "nog niet is gerealiseerd" in text else ready
    told = _subject(text, "status", truths) and _part(text, shown, truths)
    if text.startswith("Bij alle"):
        return told and mine == shown
    if text.startswith("Bij de meeste"):
        return told and len(mine) * 2 > len(shown) > len(mine)
    count, total = re.match(r"Bij (\w+) van de (\w+)", text).groups()
    return told and (WORDS.index(count), WORDS.index(total)) == (len(ready), len(shown))


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
    truths.done = count, base
    return told and count == max(counts[one] for one in shown) and count * 4 >= n


def _done_part(text, truths):
    count, base = truths.done
    return base >= SMALL and f"Dat is {_shown(count, base)} van wie" in text and _subject(text, "status", truths)


def _persons(truths, scale, answer, niveaus):
    """Count an answer, and all answers, of each person on each of some levels."""
    columns = [[niveau.column(item.key, scale) for item in niveau.named] for niveau in niveaus]
    counts = [(truths.own[some] == answer).sum(axis=1) for some in columns]
    return np.array(counts).T, np.array([truths.own[some].notna().sum(axis=1) for some in columns]).T


def _above(scale, answer):
    def check(text, truths):
        count, base = truths.pooled(scale, answer)
        shown = (
            f"in {_shown(count, base)} van de antwoorden" in text or f" {_shown(count, base)} van de antwoorden" in text
        )
        others = [niveau for niveau in truths.study.codebook.niveaus if niveau is not truths.niveau]
        told, p = shown, []
        for niveau in others:
            other = truths.pooled(scale, answer, niveau)
            told &= f"{_shown(*other, 0)} op {niveau.naam}" in text
            told &= count / base - other[0] / other[1] >= RULE
            p.append(resampled(*_persons(truths, scale, answer, [truths.niveau, niveau])))
        if "In deze respons" in text:
            return told and "kan dat verschil ook toeval zijn" in text and max(p) > 0.01
        return told and "vaker" in text and max(p) <= 0.07

    return check


def _nature(text, truths):
    (new, shown), (stronger, _) = truths.mostly("aard", "nieuw"), truths.mostly("aard", "versterking")
    if not (_subject(text, "aard", truths) and ("uiteen" in text or _part(text, shown, truths))):
        return False
    if "gemengd" in text:
        first, total, second = re.search(r"bij (\w+) van de (\w+) .* en bij (\w+) als", text).groups()
        told = [WORDS.index(word) for word in (first, total, second)] == [len(new), len(shown), len(stronger)]
        return told and not (new and stronger) and max(len(new), len(stronger)) * 2 <= len(shown)
    if "uiteen" not in text:
        mine, other = (stronger, new) if "versterking" in text else (new, stronger)
        size = mine == shown if text.startswith("Bij alle") else len(mine) < len(shown)
        return size and not other and len(mine) * 2 > len(shown)
    _, first, second = re.split(r"(?<=\.) ", text)
    return truths.named(first) == new and truths.named(second) == stronger


def _newer(text, truths):
    new, _ = truths.mostly("aard", "nieuw")
    count, base = truths.pooled("aard", "nieuw")
    every, answered = _persons(truths, "aard", "nieuw", [truths.niveau])
    told = not new and "van de antwoorden over alle" in text and truths.named(text) != set()
    for key in truths.named(text):
        mine = truths.own[truths.niveau.column(key, "aard")]
        difference = (mine.dropna() == "nieuw").mean() - count / base
        told &= difference >= RULE and difference * mine.notna().sum() >= 2
        counts = np.column_stack([mine == "nieuw", every]), np.column_stack([mine.notna(), answered])
        p = resampled(*counts)
        told &= p <= 0.07 if "vaker" in text else "ook toeval zijn" in text
    return told


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
    "nooit": _never,
    "geen": _none,
    **{
        f"{kind}_{verdict}": _differences(kind, verdict)
        for kind in ("sectoren", "tranches", "geheel")
        for verdict in ("houdt_stand", "respons", "klein")
    },
    "stand": _stand,
    "topdrie": _top_three,
    "tijd": _time,
    "status_zonder": _missing("status"),
    "status_meest": _status,
    "status_verwacht": _expected,
    "status_koploper": _done,
    "status_deel": _done_part,
    "status_niveaus": _above("status", "gerealiseerd"),
    "aard_zonder": _missing("aard"),
    "aard_meest": _nature,
    "aard_nieuwer": _newer,
    "aard_nieuwer_respons": _newer,
    "aard_niveaus": _above("aard", "nieuw"),
}

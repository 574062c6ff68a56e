"""What sentences claim, computed anew from the answers: none of it goes through the code that writes them."""

import re
from functools import cached_property
from itertools import combinations

import differences
import features
import numpy as np
import themes
from chance import shuffled
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep
from wording import HALF, RULE, as_share, in_words

from impactmonitor.analysis import tabulation
from impactmonitor.claims.rules import unmarked

KINDS = ("sectoren", "overige", "tranches", "geheel")
RANKED = {"koploper", "volgers", "minst", "nooit"}  # speak of all outcomes
SILENT = (
    "zonder_koploper",
    "volgers",
    "geen",
    "nooit",
    "minst",
    *(f"{kind}_houdt_stand" for kind in ("sectoren", "tranches", "geheel")),
    *themes.SILENT,
    "opmerkingen_themas",
)  # what is not said is a claim, too: that there are none


class Truths:
    """The answers of one level in one variant."""

    def __init__(self, study, niveau):
        self.study, self.niveau = study, niveau
        self.frame = study.frame
        whom = niveau.asked in study.frame
        self.asked = study.frame[niveau.asked].to_numpy(bool) if whom else np.ones(len(study.frame), bool)
        self.own = study.frame[study.selected & self.asked]
        self.zin = {item.key: item.zin for item in niveau.named}
        self.share = self.shares(self.own)
        self.order = sorted(self.share.values(), reverse=True)
        self.leaders, self.in_full = set(), True  # in_full: whether groups are compared on every outcome

    def shares(self, frame):
        return {key: float(frame[self.niveau.column(key)].mean()) for key in self.zin}

    def named(self, text):
        """List the outcomes that a text names."""
        return {key for key, zin in self.zin.items() if zin.lower() in text.lower()}

    def told(self, mask):
        """Tell whether it is shown of a group how many of it were asked, and they are enough to read."""
        release, few = self.study.release, (mask & self.asked).sum() < self.study.min_groep
        base = not self.niveau.gevraagd_aan or release.tells(self.niveau.key, release.made_of(mask))
        return base and not few

    @property
    def sectors(self):
        """The sectors that are shown apart."""
        return [group for group in self.study.sectors if group in self.study.groups and self.told(group.mask)]

    def pairs(self, kind):
        """Give the pairs of groups that a chapter compares, as (which respondents, which others)."""
        study = self.study
        if kind in {"geheel", "tranches"}:
            early = self.frame["tranche"].isin(["1", "2"]).to_numpy()
            one = study.selected if kind == "geheel" else early
            some = study.rest is not None if kind == "geheel" else study.compared("tranches")
            return [(one, ~one)] if some and self.told(one) and self.told(~one) else []
        shown = [group.mask for group in self.sectors]
        if kind == "overige":  # a sector and all others that are shown, in the figure
            return [(one, sum(shown) > one) for one in shown] if len(shown) > 2 else []
        return list(combinations(shown, 2))

    @cached_property
    def verdicts(self):
        """By pair of groups and outcome, what may be said: for certain, perhaps, or not; and how they differ."""
        columns = [self.niveau.column(key) for key in (*self.zin, "andere", "geen")]
        ticks = self.frame[columns].to_numpy(dtype=int)
        places = self.frame["werkplaats"].to_numpy()
        family, found = [], {}
        own = [(kind, pair) for kind in KINDS for pair in self.pairs(kind)]
        for kind, (one, other) in own:
            tests = shuffled(ticks, one & self.asked, other & self.asked, places)
            family += [(kind, one, other, place, p) for place, p in enumerate(tests)]
        if not family:
            return {}
        p = [entry[-1] for entry in family]
        strict, loose = (multipletests(p, alpha=alpha, method="fdr_bh")[0] for alpha in (0.01, 0.03))
        for number, (kind, one, other, place, _) in enumerate(family):
            if place >= len(self.zin) or kind == "overige":
                continue
            if any(self.withheld(list(self.zin)[place], mask) for mask in (one, other)):
                self.in_full = False
                continue
            whole, one, other = (one, other), one & self.asked, other & self.asked
            counts, bases = (ticks[one, place].sum(), ticks[other, place].sum()), (one.sum(), other.sum())
            low, high = confint_proportions_2indep(counts[0], bases[0], counts[1], bases[1], method="newcomb")
            difference = counts[0] / bases[0] - counts[1] / bases[1]
            key = kind, *(mask.tobytes() for mask in whole), list(self.zin)[place]
            large = abs(difference) >= RULE and abs(difference) * min(bases) >= 2 - 1e-9
            clear = low > 0 or high < 0
            found[key] = difference, large, large and clear and strict[number], large and clear and loose[number]
        return found

    def withheld(self, key, mask=None, maat="genoemd"):
        """Tell whether how often a group, without one the variant, ticked something may not be shown."""
        return not self.study.may_show(self.niveau, key, maat, self.study.selected if mask is None else mask)

    @property
    def silenced(self):
        """Whether how often it is ticked may not be shown of some outcome, so that none can be called the first."""
        return any(map(self.withheld, self.zin))

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
        shown = [group.mask & self.asked for group in self.sectors]
        return [(self.frame[a], self.frame[b]) for i, a in enumerate(shown) for b in shown[i + 1 :]]


def false_claims(record, truths, checks=None):
    """List what a record's sentence says that is not so."""
    check, text = (checks or CHECKS)[record.claim], unmarked(record.tekst)
    if record.niveau and truths.niveau.gevraagd_aan:
        if wrong := [said for said in (record.tekst, record.conclusie) if not speaks_of_some(unmarked(said))]:
            return [f"{record.claim}, of everybody: {wrong}"]
        text = re.sub(f"{OF_SOME},?", "", text)
    if record.claim in RANKED and truths.silenced:
        return [f"{record.claim}, of withheld numbers: {text}"] if text else []
    if record.claim == "geen" and truths.withheld("geen", maat="geen"):
        return [f"{record.claim}, withheld: {text}"] if text else []
    if not (text or record.claim in SILENT):
        return []
    if concluded := _falsely_concluded(record, truths, check):
        return [f"{record.claim}, concluded: {concluded}"]
    return [f"{record.claim}: {text}"] if not check(text, truths) else []


COUNTED = {"status_meest", "aard_meest"}
"""Claims whose conclusion tells of how many outcomes something holds."""


def _falsely_concluded(record, truths, check):
    """Return a conclusion that speaks of other outcomes than its sentence does, or counts them wrong."""
    concluded = re.sub(f"{OF_SOME},?", "", unmarked(record.conclusie))
    if not (concluded and record.niveau):
        return ""
    if record.claim in COUNTED:
        return "" if check(concluded, truths) else concluded
    return "" if truths.named(concluded) == truths.named(unmarked(record.tekst)) else concluded


OF_SOME = " aan wie dit is gevraagd"
SAYS_WHOM = rf"{OF_SOME}|alleen gesteld aan|staa[nt] (er niet apart|niet in dit)|een andere opbrengst op dit niveau:"
OF_NOBODY = "minder dan twee contactpersonen|groepen van contactpersonen"


def speaks_of_some(text):
    """Tell whether every sentence that counts persons says that it counts those who were asked."""
    told = [re.sub(OF_NOBODY, "", one) for one in re.split(r"(?<=[.:]) (?=[A-Z])", text)]
    return all(re.search(SAYS_WHOM, one) for one in told if re.search(r"contactperso|\b[Nn]iemand", one))


def _of_some(text, truths):
    """The base is told where it is shown, and nothing of the outcomes where it is not."""
    count, known = len(truths.own), truths.study.release.bases[truths.niveau.key]
    shown = truths.study.release.tells(truths.niveau.key, truths.study.release.made_of(truths.study.selected))
    whom = truths.study.codebook.asked_of(truths.niveau)
    told = f"{truths.niveau.naam} is alleen gesteld aan {whom}" in text and (known.any() or not shown)
    if not shown:
        return told and "staat niet in dit rapport" in text and not re.search(r"\d van de", text)
    return told and f": {count} van de {int(truths.study.selected.sum())} contactpersonen" in text and count >= 5


def _sectors_of_some(text, truths):
    shown = {group.key for group in truths.sectors}
    hidden = set(truths.study.frame.loc[truths.study.selected, "sector"]) - shown
    told = "staan er niet apart in: dit is aan te weinig" in text and not re.search(r"\d", text)
    return told and bool(hidden) and text.startswith("De sectoren staan") == (not shown)


def _no_leader(text, truths):
    return text == "Welke opbrengst het vaakst is genoemd, staat niet in dit rapport, om herkenning te voorkomen." * (
        truths.silenced
    )


def _leader(text, truths):
    named, order = truths.named(text), truths.order
    truths.leaders = named
    least = min((truths.share[key] for key in named), default=0)
    other = int(truths.own[truths.niveau.column("andere")].sum())
    if "steekt boven" in text:
        return len(named) == 1 and least == order[0] and order[0] - order[1] >= RULE
    if text.startswith("Alle opbrengsten"):
        truths.leaders = set(truths.zin)
        return order[0] == order[-1] > 0 and as_share(round(order[0] * len(truths.own)), len(truths.own)) in text
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
    counts = sorted(round(share * len(truths.own)) for share in truths.share.values())
    if not text:
        return len(counts) < 3 or not 0 < counts[0] <= counts[1] - 2 or truths.order[-1] >= 0.5
    (key,) = truths.named(text)
    return truths.share[key] == truths.order[-1] and 0 < counts[0] <= counts[1] - 2


def _never(text, truths):
    nobody = {key for key, share in truths.share.items() if not share}
    return (truths.named(text) == nobody != set()) if text else (not nobody or truths.order[0] == 0)


def _none(text, truths):
    count = int(truths.own[truths.niveau.column("geen")].sum())
    if count == 0:
        return not text
    subject = f"{in_words(count)} contactpersonen zien" if count > 1 else "één contactpersoon ziet"
    return text.replace("Eén", "één").lower().startswith(f"{subject} op dit niveau geen opbrengsten")


def _figure_groups(text, truths):
    own, whole = truths.own, np.ones(len(truths.frame), bool)
    sizes = [len(own)] + ([truths.asked.sum()] if truths.study.variant.filters and truths.told(whole) else [])
    told = re.findall(r"(?:^|, | en |: )([^,(]*?) ?\(n=(\d+)\)", text.partition("genoemd")[2])
    sectors = {
        sector.label.lower(): int((own["sector"] == sector.key).sum())
        for sector in truths.study.codebook.categories("sector")
    }
    named = [(sectors[name.split()[0].lower()], int(n)) for name, n in told[len(sizes) :]]
    large = all(size == n >= truths.study.min_groep for size, n in named)
    return [int(n) for _, n in told[: len(sizes)]] == sizes and large


def _kept_together(text, truths):
    study = truths.study
    if truths.niveau.gevraagd_aan:
        return False  # how many of a sector were asked is not in the response
    shown = {group.key for group in truths.sectors}
    hidden = truths.own.loc[~truths.own["sector"].isin(shown), "sector"].value_counts()
    hidden, least = hidden[hidden > 0], study.min_groep
    told = re.search(r"\(n=(\d+)\)", text)
    if bool(shown) != bool(told) or (told and int(told[1]) != hidden.sum()):
        return False
    if "dan zou ook te zien zijn" in text:
        return hidden.max() >= least and f"minder dan {in_words(study.min_onthulling)} " in text
    if "vormen een te kleine groep" in text:
        return hidden.sum() < least
    return hidden.max() < least and (not shown or hidden.sum() >= least)


def _others(text, truths):
    count = sum(answer != "" for answer in truths.own[truths.niveau.column("andere", "tekst")])
    who = "Eén van de contactpersonen noemt" if count == 1 else f"{in_words(count).capitalize()} contactpersonen noemen"
    return text == f"{who} een andere opbrengst op dit niveau:"


CHECKS = {
    "alleen_gevraagd": _of_some,
    "basis_sectoren": _sectors_of_some,
    "groepen": _figure_groups,
    "sectoren_apart": _kept_together,
    "andere": _others,
    "zonder_koploper": _no_leader,
    "koploper": _leader,
    "volgers": _followers,
    "minst": _least,
    "nooit": _never,
    "geen": _none,
    **differences.CHECKS,
    **features.CHECKS,
    **themes.CHECKS,
}

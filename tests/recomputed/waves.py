"""Two waves made for tests, and what sentences claim of their changes, computed anew from both sets of answers."""

import re
from dataclasses import replace
from functools import cached_property

import numpy as np
from chance import shuffled, shuffled_among
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep
from wording import RULE, as_share

from impactmonitor.analysis.earlier_wave import EarlierWave
from impactmonitor.analysis.groups import Group
from impactmonitor.survey.comparability import Comparability, Counterpart

STRICT, LOOSE = 0.002, 0.02
"""Around the 0.05 of three levels, halved for totals and groups: draws of another seed give other p."""
FIRST = {"status": "gerealiseerd", "aard": "nieuw"}
"""The answer that is compared."""


def alike(study, meting="2020"):
    """Say that everything was asked in the same way."""
    levels = {n.key: {item.key: Counterpart("zelfde", (item.key,)) for item in n.items} for n in study.codebook.niveaus}
    return Comparability(meting, levels, scales=frozenset(FIRST))


def opened(study):
    """Show everything: what is to be withheld of answers by chance takes long to decide."""
    object.__setattr__(study, "may_show", lambda *cell: True)
    sectors = [
        (one.key, one.label, study.frame["sector"].eq(one.key)) for one in study.codebook.categories("sector")[:2]
    ]
    study.__dict__["groups"] = [
        study.total,
        *(Group(key, label, label, "", mask.to_numpy()) for key, label, mask in sectors),
    ]
    return study


def beside(now, then, by, shown=True):
    """Set a wave beside an earlier one, with all numbers shown unless that is to be decided."""
    one, two = (opened(replace(now)), opened(replace(then))) if shown else (now, then)
    object.__setattr__(one, "earlier", EarlierWave(two.data, by, two.codebook, two))
    return one


def asked_otherwise(study, by, niveau, **kinds):
    """Say of outcomes of a level how they answer to the earlier questionnaire: what is new is gone there."""
    known = dict(by.counterparts[niveau])
    for key, kind in kinds.items():
        known[key] = Counterpart(kind, () if kind == "nieuw" else known[key].sources)
    dropped = tuple(key for key, kind in kinds.items() if kind == "nieuw")
    return replace(
        by, counterparts={**by.counterparts, niveau: known}, dropped={**by.dropped, niveau: dropped}, note="Anders."
    )


class Changes:
    """The answers of one level in two waves."""

    def __init__(self, study, niveau):
        self.study, self.niveau, self.by = study, niveau, study.earlier.by
        self.zin = {item.key: item.zin for item in niveau.named}
        self.kind = {key: self.by.counterparts[niveau.key][key].kind for key in self.zin}
        self.now = study.frame[study.selected]
        self.then = study.earlier.study.frame[study.earlier.study.selected]
        self.large_enough = min(len(self.now), len(self.then)) >= study.min_groep
        self.same = [key for key, kind in self.kind.items() if kind == "zelfde"]

    def named(self, text):
        return {key for key, zin in self.zin.items() if zin.lower() in text.lower()}

    def counts(self, key):
        column = self.niveau.column(key)
        return (int(self.now[column].sum()), len(self.now)), (int(self.then[column].sum()), len(self.then))

    def verdicts(self):
        """By outcome: how much it changed, whether that is large, and whether it holds for certain or perhaps."""
        keys = [*self.same, "andere"]
        ticks = np.vstack(
            [one[[self.niveau.column(key) for key in keys]].to_numpy(int) for one in (self.now, self.then)]
        )
        newer = np.arange(len(ticks)) < len(self.now)
        places = np.concatenate([self.now["werkplaats"], self.then["werkplaats"]])
        p = shuffled(ticks, newer, ~newer, places)
        strict, loose = (multipletests(p, alpha=alpha, method="fdr_bh")[0] for alpha in (STRICT, LOOSE))
        found = {}
        for place, key in enumerate(self.same):
            (a, n), (b, m) = self.counts(key)
            low, high = confint_proportions_2indep(a, n, b, m, method="newcomb")
            difference = a / n - b / m
            large = abs(difference) >= RULE - 1e-9 and abs(difference) * min(n, m) >= 2 - 1e-9
            clear = large and (low > 0 or high < 0)
            found[key] = difference, large, clear and strict[place], clear and loose[place]
        return found

    def answered(self, key, scale):
        """Count who gave the first answer, of those who gave one: now, and then."""
        column = self.niveau.column(key, scale)
        given = self.now[column].dropna(), self.then[column].dropna()
        return [(int((one == FIRST[scale]).sum()), len(one)) for one in given]

    @cached_property
    def answer_verdicts(self):
        """By scale and outcome with answers enough: the same as `verdicts`, of the first answer."""
        cells = [(scale, key) for scale in FIRST for key in [*self.same, "andere"]]
        cells = [cell for cell in cells if all(n for _, n in self.answered(cell[1], cell[0]))]
        if not cells:
            return {scale: {} for scale in FIRST}
        columns = [self.niveau.column(key, scale) for scale, key in cells]
        said = np.vstack([one[columns].to_numpy(object) for one in (self.now, self.then)])
        first, given = (
            np.array([FIRST[scale] for scale, _ in cells]),
            np.vectorize(lambda one: isinstance(one, str))(said),
        )
        newer = np.arange(len(said)) < len(self.now)
        places = np.concatenate([self.now["werkplaats"], self.then["werkplaats"]])
        p = shuffled_among((said == first).astype(float), given.astype(float), newer, places)
        strict, loose = (multipletests(p, alpha=alpha, method="fdr_bh")[0] for alpha in (0.0025, 0.008))
        found = {scale: {} for scale in FIRST}
        for place, (scale, key) in enumerate(cells):
            (a, n), (b, m) = self.answered(key, scale)
            if key in self.same and min(n, m) >= self.study.min_groep:
                low, high = confint_proportions_2indep(a, n, b, m, method="newcomb")
                difference = a / n - b / m
                large = abs(difference) >= RULE - 1e-9 and abs(difference) * min(n, m) >= 2 - 1e-9
                clear = large and (low > 0 or high < 0)
                found[scale][key] = difference, large, clear and strict[place], clear and loose[place]
        return found

    def top(self, frame, keys):
        shares = {key: frame[self.niveau.column(key)].sum() for key in keys}
        order = sorted(shares, key=shares.get, reverse=True)
        return set(order[:3]) if len(order) > 3 and shares[order[2]] > shares[order[3]] else set()


def _both_shares(text, changes, keys, counts=None):
    """Tell whether the shares of both waves stand in a text, the newer first."""
    for key in keys:
        (a, n), (b, m) = (counts or changes.counts)(key)
        told = re.search(re.escape(changes.zin[key]) + r" \(([^;)]*)[;)]", text, re.IGNORECASE)
        shares = [as_share(*one, 0) + ("" if min(n, m) >= 20 else f" van de {one[1]}") for one in ((a, n), (b, m))]
        if not told or not told[1].startswith(" tegen ".join(shares)):
            return False
    return True


def _change(text, changes):
    if not (changes.large_enough and changes.same):
        return not text
    found = changes.verdicts()
    part = re.split(r"[Mm]inder vaak (?:dan in \w+ )?noemen", text)
    up = changes.named(part[0]) if "Vaker dan in" in part[0] else set()
    down = changes.named(part[1]) if len(part) > 1 else set()
    for told, sign in ((up, 1), (down, -1)):
        surely = {key for key, one in found.items() if one[2] and one[0] * sign > 0}
        perhaps = {key for key, one in found.items() if one[3] and one[0] * sign > 0}
        if not surely <= told <= perhaps:
            return False
    if not (up or down):
        return text.startswith("Van geen enkele opbrengst is het aandeel dat die noemt, aantoonbaar anders dan in")
    return "geen enkel" not in text and _both_shares(text, changes, up | down)


def _only_here(text, changes):
    found = changes.verdicts() if changes.large_enough and changes.same else {}
    surely = {key for key, one in found.items() if one[1] and not one[3]}
    perhaps = {key for key, one in found.items() if one[1] and not one[2]}
    told = changes.named(text)
    if not text:
        return not surely
    chance = re.search(r"kan (dat verschil|elk van deze verschillen) ook toeval zijn", text)
    shares = _both_shares(text, changes, told)
    return surely <= told <= perhaps and bool(told) and chance is not None and shares and "vaker" not in text


def _small(text, changes):
    found = changes.verdicts() if changes.large_enough and changes.same else {}
    small = [key for key, one in found.items() if not one[1]]
    if not text:
        return not small
    few = any(abs(found[key][0]) >= RULE - 1e-9 for key in small)
    everywhere = len(small) == len(found)
    return bool(small) and everywhere == ("Bij elke" in text) and few == ("minder dan twee" in text)


def _newcomers(text, changes):
    keys = list(changes.zin)
    now, then = changes.top(changes.now, keys), changes.top(changes.then, keys)
    known = changes.large_enough and len(keys) > 4 and now and then and (now | then) <= set(changes.same)
    return changes.named(text) == (now - then if known else set()) and bool(text) == bool(known and now - then)


def _otherwise(text, changes):
    return changes.named(text) == {key for key, kind in changes.kind.items() if kind in ("herverwoord", "gehercodeerd")}


def _asked(text, changes):
    new = {key for key, kind in changes.kind.items() if kind == "nieuw"}
    gone = set(changes.by.dropped.get(changes.niveau.key, ())) & set(changes.zin)
    told = all(changes.zin[key] in text for key in gone)
    return told and new <= changes.named(text) <= new | gone and bool(text) == bool(new | gone)


def _answers(scale):
    """Check a sentence on what rose or fell of the first answer."""

    def check(text, changes):
        found = changes.answer_verdicts[scale]
        if not text:
            return not found
        up, _, down = text.partition("leiner deel")
        up, down = (changes.named(up), changes.named(down)) if "roter deel" in up else (set(), changes.named(text))
        for told, sign in ((up, 1), (down, -1)) if "Bij geen enkele" not in text else ((set(), 1), (set(), -1)):
            surely = {key for key, one in found.items() if one[2] and one[0] * sign > 0}
            perhaps = {key for key, one in found.items() if one[3] and one[0] * sign > 0}
            if not surely <= told <= perhaps:
                return False
        if "Bij geen enkele" in text:
            return bool(found) and f"‘{FIRST[scale]}’" in text
        shares = _both_shares(text, changes, up | down, lambda key: changes.answered(key, scale))
        return shares and f"‘{FIRST[scale]}’" in text and "degenen die de opbrengst noemen" in text

    return check


def _answers_here(scale):
    def check(text, changes):
        found = changes.answer_verdicts[scale]
        surely = {key for key, one in found.items() if one[1] and not one[3]}
        perhaps = {key for key, one in found.items() if one[1] and not one[2]}
        told = changes.named(text)
        if not text:
            return not surely
        return surely <= told <= perhaps and bool(told) and text.endswith("kan dat ook toeval zijn.")

    return check


def _bars(scale):
    def check(text, changes):
        known = [key for key, kind in changes.kind.items() if kind != "nieuw"]
        both = scale in changes.by.scales and bool(known)
        return bool(text) == both and (f"{changes.by.meting} en {changes.study.codebook.meting}" in text or not text)

    return check


def _waves(text, changes):
    now, then = (
        f"{changes.study.codebook.meting} (n={len(changes.now)})",
        f"{changes.by.meting} (n={len(changes.then)})",
    )
    return (f"van {now} naast die van {then}." in text) if set(changes.kind.values()) - {"nieuw"} else "geen" in text


def _of_asked(study):
    """Write of one wave who answered, of those approached where these are known."""
    asked, chosen = study.approached, study.variant.filters
    rows = asked[asked["dimensie"].isin([*chosen] or ["tranche"])]
    rows = rows[[row.categorie in chosen.get(row.dimensie, [row.categorie]) for row in rows.itertuples()]]
    answered = int(study.selected.sum())
    return (answered, int(rows["benaderd"].sum())) if len(rows) else (answered, 0)


def _turnout(text, study):
    then, waves = study.earlier.study, (study.earlier.by.meting, study.codebook.meting)
    if then is None:
        return text.startswith(f"Met {waves[0]} is dit deel niet vergeleken")
    (old, old_asked), (new, new_asked) = _of_asked(then), _of_asked(study)
    if old_asked and new_asked:
        before, now = (f"{a} van de {b}" for a, b in ((old, old_asked), (new, new_asked)))
        shares = re.findall(r"\((\d+)%\)", text)
        right = [str(round(100 * a / b)) for a, b in ((old, old_asked), (new, new_asked))]
        return f"In {waves[0]} antwoordden {before}" in text and f"in {waves[1]} {now}" in text and shares == right
    return f"In {waves[0]} antwoordden {old} " in text and text.endswith(f"in {waves[1]} {new}.")


STUDY_CHECKS = {"vorige_respons": _turnout, "vorige_verschil": lambda text, study: text == study.earlier.by.note}
CHECKS = {
    "vergeleken": _waves,
    "verandering": _change,
    "verandering_respons": _only_here,
    "verandering_klein": _small,
    "topdrie_nieuw": _newcomers,
    "anders_gevraagd": _otherwise,
    "gevraagd": _asked,
    **{f"{scale}_vergeleken": _bars(scale) for scale in FIRST},
    **{f"{scale}_veranderd": _answers(scale) for scale in FIRST},
    **{f"{scale}_veranderd_respons": _answers_here(scale) for scale in FIRST},
}

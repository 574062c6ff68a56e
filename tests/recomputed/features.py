"""What sentences claim of the status and nature of outcomes, held against the answers."""

import re

import numpy as np
from chance import resampled
from wording import RULE, SMALL, as_share, in_words

from impactmonitor.analysis import tabulation


def _missing(scale):
    def check(text, truths):
        columns = [truths.niveau.column(key) for key in truths.zin]
        ticked = sum(int(truths.own[column].sum()) for column in columns)
        given = sum(int(truths.own[f"{column}_{scale}"].notna().sum()) for column in columns)
        return f"Bij {ticked - given} van de {ticked} aangekruiste" in text and ticked > given

    return check


def _part(text, shown, truths):
    """Tell whether a sentence about all or most outcomes says so when it leaves some out."""
    others = set(truths.zin) - shown
    counts = [int(truths.own[truths.niveau.column(key)].sum()) for key in others]
    least = truths.study.min_groep
    few = max(counts, default=0) < least and not any(truths.withheld(key) for key in others)
    clause = f"waarvan dit rapport ten minste {in_words(least)} antwoorden laat zien"
    told = clause in text, f" die ten minste {in_words(least)} keer " in text
    return told == (bool(others) and not few, bool(others) and few)


WORDS = ["geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven"]


def _subject(text, scale, truths):
    """Tell whether a sentence names its base: who names the outcome and, where answers are missing, answered."""
    table, own = tabulation.distribution(truths.study, truths.niveau, scale), truths.own
    columns = [truths.niveau.column(key) for key in table.loc[table["toon"], "item"].unique()]
    silent = any((own[column] & own[f"{column}_{scale}"].isna()).any() for column in columns)
    unknown = table.loc[table["toon"], "zonder"].isna().any()  # nor may a sentence tell that nobody was silent
    told = "noemen en de vraag beantwoordden" in text
    base = re.search("(degenen die de opbrengst|de meesten die (ze|de opbrengst)) noemen", text)
    return base is not None and told == (silent or unknown)


def _status(text, truths):
    ready, shown = truths.mostly("status", "gerealiseerd", "deels")
    later, _ = truths.mostly("status", "verwacht")
    mine = later if "nog niet gerealiseerd" in text else ready
    told = _subject(text, "status", truths) and _part(text, shown, truths)
    return told and _as_many(text, mine, shown)


def _as_many(text, mine, shown):
    """Hold how many outcomes a sentence begins with against how many there are: in numbers where some are left out."""
    if text.startswith("Alle opbrengsten uit het formulier "):
        return mine == shown
    if text.startswith("De meeste"):
        return len(mine) * 2 > len(shown) > len(mine)
    if every := re.match(r"Beide|Alle (\w+) de", text):
        return mine == shown and len(shown) == WORDS.index(every[1] or "twee")
    count, total = re.match(r"(?:Bij )?(\w+) van de (\w+)", text).groups()
    return (WORDS.index(count.lower()), WORDS.index(total)) == (len(mine), len(shown))


def _expected(text, truths):
    return truths.named(text) == truths.mostly("status", "verwacht")[0]


def _may_be_beaten(count, shown, truths):
    """Tell whether as many, as far as a reader knows, may say of an outcome without a status that it is realised."""
    return any(int(truths.own[truths.niveau.column(one)].sum()) >= count for one in truths.zin if one not in shown)


def _done(text, truths):
    first, _, level = text.partition(" Evenveel vinden dat van ")
    (key,) = truths.named(first)
    counts = {one: int((truths.answered(one, "status") == "gerealiseerd").sum()) for one in truths.zin}
    _, shown = truths.mostly("status", "gerealiseerd")
    if {one for one in shown if counts[one] == counts[key]} != {key, *(truths.named(level) if level else ())}:
        return False
    if _may_be_beaten(counts[key], shown, truths):
        return False
    count, base, n = counts[key], len(truths.answered(key, "status")), len(truths.own)
    if n < SMALL:
        who = f"Alle {in_words(n)} " if count == n else f"{in_words(count).capitalize()} van de {in_words(n)} "
        told = text.startswith(who)
    else:
        told = f"({count} van de {n})" in text
    truths.done = count, base
    return told and count == max(counts[one] for one in shown) and count * 4 >= n


def _done_part(text, truths):
    count, base = truths.done
    return base >= SMALL and f"Dat is {as_share(count, base)} van degenen" in text and _subject(text, "status", truths)


def _persons(truths, scale, answer, niveaus):
    """Count an answer, and all answers, of each person on each of some levels."""
    columns = [[niveau.column(item.key, scale) for item in niveau.named] for niveau in niveaus]
    counts = [(truths.own[some] == answer).sum(axis=1) for some in columns]
    return np.array(counts).T, np.array([truths.own[some].notna().sum(axis=1) for some in columns]).T


def _above(scale, answer):
    def check(text, truths):
        count, base = truths.pooled(scale, answer)
        shown = (
            f"in {as_share(count, base)} van de antwoorden" in text
            or f" {as_share(count, base)} van de antwoorden" in text
        )
        others = [niveau for niveau in truths.study.codebook.niveaus if niveau is not truths.niveau]
        told, p = shown and all(one.gevraagd_aan == truths.niveau.gevraagd_aan for one in others), []
        for niveau in others:
            other = truths.pooled(scale, answer, niveau)
            told &= f"{as_share(*other, 0)} op {niveau.naam}" in text
            told &= count / base - other[0] / other[1] >= RULE
            p.append(resampled(*_persons(truths, scale, answer, [truths.niveau, niveau])))
        if "In deze respons" in text:
            return told and "kan dat verschil ook toeval zijn" in text and max(p) > 0.01
        return told and "vaker" in text and max(p) <= 0.07

    return check


def _nature(text, truths):
    (new, shown), (stronger, _) = truths.mostly("aard", "nieuw"), truths.mostly("aard", "versterking")
    if not (_subject(text, "aard", truths) and _part(text, shown, truths)):
        return False
    if "gemengd" in text:
        first, total, second = re.search(r"bij (\w+) van de (\w+) .* en bij (\w+) als", text).groups()
        told = [WORDS.index(word) for word in (first, total, second)] == [len(new), len(shown), len(stronger)]
        return told and not (new and stronger) and max(len(new), len(stronger)) * 2 <= len(shown)
    if not ("uiteen" in text or text.startswith("Van de ")):
        mine, other = (stronger, new) if "versterking" in text else (new, stronger)
        return _as_many(text, mine, shown) and not other and len(mine) * 2 > len(shown)
    divided = [one for one in shown if one not in {*new, *stronger}]
    told = re.search(r"[Oo]ver ([^.;]*?) zijn de antwoorden verdeeld\.", text)
    said = {"de andere": len(divided) > 1, "een andere": len(divided) == 1}
    if bool(divided) != bool(told) or (told and not said.get(told[1], truths.named(told[1]) == {*divided})):
        return False
    if text.startswith("Van de "):  # the conclusion counts what the text names
        found = re.match(r"Van de (\w+) .* (?:is|zijn) er (\w+) nieuw en (?:is|zijn) er (\w+) een", text)
        return [WORDS.index(word) for word in found.groups()] == [len(shown), len(new), len(stronger)]
    _, first, second, *_ = re.split(r"(?<=\.) ", text)
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


def _figure(scale):
    def check(text, truths):
        shown = tabulation.distribution(truths.study, truths.niveau, scale)["toon"].any()
        return text.startswith(f"@Fig-{truths.niveau.key}-{scale} laat zien" if shown else "Of de opbrengsten ")

    return check


def _too_few(scale, answers):
    """Nothing else can be said: one outcome has enough answers, if any, and those are of no mind."""

    def check(text, truths):
        found = [truths.mostly(scale, answer) for answer in answers]
        shown = found[0][1]
        if scale == "status":
            done = [int((truths.answered(key, scale) == "gerealiseerd").sum()) for key in shown]
            most = max(done, default=0)
            silent = not found[0][0] and (most * 4 < len(truths.own) or _may_be_beaten(most, shown, truths))
        else:
            silent = not all(mostly for mostly, _ in found)
        told = f"Van {'maar één' if shown else 'geen enkele'} opbrengst" in text
        return told and len(shown) <= 1 and shown != set(truths.zin) and silent

    return check


CHECKS = {
    "status_figuur": _figure("status"),
    "status_te_weinig": _too_few("status", ["verwacht"]),
    "aard_figuur": _figure("aard"),
    "aard_te_weinig": _too_few("aard", ["nieuw", "versterking"]),
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

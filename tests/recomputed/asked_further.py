"""What sentences claim of follow-ups beside status and nature, computed anew; and studies with some."""

import re
from dataclasses import replace

import pandas as pd
from wording import in_words

from impactmonitor.claims.rules import unmarked
from impactmonitor.survey.parts import Category

REACH = {"enkele": "Enkele docenten", "team": "Een team", "hele": "De hele instelling"}
KNOWN = {"ja": "Ja, bij iedereen", "nee": "Nee"}
FURTHER = {"bereik": REACH, "bekend_bij": KNOWN}
ASKED = {
    "bereik": {"naam": "bereik", "vraag": "Hoe ver reiken de opbrengsten op {naam}?", "uitleg": "Kies er één."},
    "bekend_bij": {"vraag": "Zijn zij bekend bij collega's?"},
}


def with_follow_ups(study, *names):
    """Return the study with follow-ups of its outcomes, of which nobody answered the new ones."""
    own = study.codebook.schalen
    scales = {
        name: own[name] if name in own else tuple(Category(key, label) for key, label in FURTHER[name].items())
        for name in names
    }
    form = {**study.codebook.formulier, "vervolg": {name: ASKED[name] for name in names if name in ASKED}}
    book = replace(study.codebook.with_scales(scales), formulier=form)
    frame = study.frame.copy()
    for niveau in study.codebook.niveaus:
        for item in niveau.items:
            for name in {*own, *names}:
                column = niveau.column(item.key, name)
                if name not in names:
                    del frame[column]
                elif name not in own:
                    keys = [one.key for one in scales[name]]
                    frame[column] = pd.Categorical([None] * len(frame), keys, ordered=True)
    return replace(study, codebook=book, responses=replace(study.responses, frame=frame), earlier=None)


class Further:
    """The answers to one follow-up on one level, counted from the rows of who was asked."""

    def __init__(self, study, niveau, scale):
        frame = study.frame
        who = frame[niveau.asked].to_numpy(bool) if niveau.asked in frame else True
        self.own, self.niveau = frame[study.selected & who], niveau
        self.labels = {one.key: one.label for one in niveau.schalen[scale]}
        self.named = [item.key for item in niveau.named]
        every = [item.key for item in niveau.items]
        self.shown = {key for key in every if study.may_show(niveau, key, scale, study.selected)}
        self.ticks = {key for key in every if study.may_show(niveau, key, "genoemd", study.selected)}
        self.few, self.reveal = study.min_groep, study.min_onthulling
        self.given = {key: self.own.loc[self.own[niveau.column(key)], niveau.column(key, scale)] for key in every}

    def counts(self, key):
        return {one: int((self.given[key] == one).sum()) for one in self.labels}

    @property
    def together(self):
        """By answer, of all outcomes that the form names; nothing where those of one are not shown."""
        if not set(self.named) <= self.shown:
            return {}
        return {one: sum(self.counts(key)[one] for key in self.named) for one in self.labels}

    @property
    def readable(self):
        return [key for key in self.named if key in self.shown and self.given[key].notna().sum() >= self.few]

    @property
    def mostly(self):
        """By answer, how many outcomes more than half of who answered gave it of."""
        found = dict.fromkeys(self.labels, 0)
        for key in self.readable:
            for one, count in self.counts(key).items():
                found[one] += count * 2 > sum(self.counts(key).values())
        return {one: count for one, count in found.items() if count}

    def subject(self, text):
        """Tell whether a sentence on who names an outcome says that they answered, where somebody did not, or may."""
        silent = any(self.given[key].isna().any() or key not in self.ticks for key in self.shown)
        told = "noemen en de vraag beantwoordden" in text
        return "degenen die de opbrengst noemen" in text and told == silent

    def part(self, text):
        """Tell whether a sentence on all outcomes says so when it leaves some out."""
        left = set(self.named) - set(self.readable)
        few = all(key in self.ticks and len(self.given[key]) < self.few for key in left)
        clause = f"waarvan dit rapport ten minste {in_words(self.few)} antwoorden laat zien"
        told = clause in text, f" die ten minste {in_words(self.few)} keer " in text
        return told == (bool(left) and not few, bool(left) and few)

    def said(self, text):
        return {one for one, label in self.labels.items() if f"‘{label}’" in text}


def _figure(text, further):
    asked = f"vroeg het formulier: ‘{further.asked}’" in text
    if further.shown:
        return asked and "hebben gekozen" in text and "@Fig-" in text and further.subject(text)
    return asked and "kan niet laten zien" in text and f"minder dan {in_words(further.reveal)} antwoorden" in text


def _missing(text, further):
    ticked = sum(len(further.given[key]) for key in further.named)
    silent = sum(int(further.given[key].isna().sum()) for key in further.named)
    if not set(further.named) <= further.shown & further.ticks or not silent:
        return not text
    return text == f"Bij {silent} van de {ticked} aangekruiste opbrengsten ontbreekt een antwoord op die vraag."


def _together(text, further):
    counts = further.together
    base = sum(counts.values())
    if not further.shown:
        return not text
    if not counts:
        return "staat niet in dit rapport, om herkenning te voorkomen" in text
    if base < further.few or len(further.own) < further.few:
        return text == "Er zijn te weinig antwoorden om te zeggen welk antwoord het vaakst is gegeven."
    most = {one for one, count in counts.items() if count == max(counts.values())}
    count, told = max(counts.values()), re.search(r"\((?:elk )?(\d+) van de (\d+) antwoorden\)", text)
    told = told and [int(one) for one in told.groups()] == [count, base]
    told = told and further.said(text) == most and "die het formulier noemt" in text
    kind = ("Elk antwoord", "is elk antwoord even vaak", "De vaakst gegeven", "Het vaakst gegeven antwoord")
    held = (count == base and len(counts) > 1, 1 < len(most) == len(counts), len(most) > 1, len(most) == 1)
    return bool(told) and [one in text for one in kind] == [at == held.index(True) for at in range(4)]


def _never(text, further):
    counts = further.together
    if sum(counts.values()) < further.few or len(further.own) < further.few:
        return not text
    nobody = {one for one, count in counts.items() if not count}
    return not text if len(counts) - len(nobody) == 1 else further.said(text) == nobody


def _mostly(text, further):
    known, mostly = len(further.readable), further.mostly
    if known < 2:
        return not text
    most = max(mostly.values(), default=0)
    told = {one for one in mostly if mostly[one] == most or most * 2 <= known}  # of most outcomes it can be one answer
    if not (further.subject(text) and further.part(text)) or further.said(text) != told:
        return False
    if not mostly:
        return f"Bij geen van de {in_words(known)} opbrengsten" in text
    if most == known:
        return text.startswith("Bij alle opbrengsten")
    if most * 2 > known:
        return f"Bij {in_words(most)} van de {in_words(known)} opbrengsten" in text
    counts = [f"‘{further.labels[one]}’ bij {in_words(count)}" in text for one, count in mostly.items()]
    return all(counts) and f"van de {in_words(known)} opbrengsten" in text


CHECKS = {
    "vervolg_figuur": _figure,
    "vervolg_zonder": _missing,
    "vervolg_samen": _together,
    "vervolg_nooit": _never,
    "vervolg_meest": _mostly,
}


def false_follow_ups(study, records):
    """List what sentences on follow-ups say that is not so, or leave unsaid; also what is said of one that is none."""
    found, seen = [], set()
    for niveau in study.codebook.outcomes:
        for scale in (one for one in niveau.schalen if one not in {"status", "aard"}):
            further = Further(study, niveau, scale)
            further.asked = ASKED[scale]["vraag"].format(naam=niveau.naam)
            for record in records:
                claim, _, about = record.claim.partition("-")
                if (record.niveau, about) == (niveau.key, scale) and not record.noot:
                    seen.add(record)
                    text = unmarked(record.tekst)
                    found += [] if CHECKS[claim](text, further) else [f"{niveau.key}, {record.claim}: {text!r}"]
    return found + [f"of what: {one.claim}" for one in records if one.claim.startswith("vervolg_")
                    and one not in seen and not one.noot]  # fmt: skip

"""What sentences say of the themes of answers, counted anew: printed texts, looked up by what they are in the codes."""

import csv
import hashlib
import re
from collections import Counter
from functools import cache

import yaml
from wording import as_share, in_words

from impactmonitor.analysis import own_words
from impactmonitor.paths import DATA


@cache
def codes():
    """By level and digest of a text, its themes."""
    with (DATA / "codering.csv").open(encoding="utf-8") as file:
        return {(row["niveau"], row["tekst"]): row["themas"].split(";") for row in csv.DictReader(file)}


@cache
def frame():
    """By level and theme, the theme's entry."""
    levels = yaml.safe_load((DATA / "codeframe.yml").read_text(encoding="utf-8"))["niveaus"]
    return {(level, one["sleutel"]): one for level, listed in levels.items() for one in listed}


def counted(study, niveau):
    """Count the themes of the printed answers on a level: the number of answers, and that of each theme by name."""
    printed = [text for text in own_words.open_answers(study)[niveau.open_kop] if text]
    if len(printed) < study.min_onthulling or study.coding is None:
        return 0, Counter()
    known, names, found = codes(), frame(), Counter()
    for text in printed:
        themes = known.get((niveau.key, hashlib.sha256(text.encode()).hexdigest()[:12]), [])
        found.update(names[niveau.key, key]["naam"] for key in themes if "apart" not in names[niveau.key, key])
    return len(printed), found


def _named(text):
    """The themes that a sentence names, as in the codeframe."""
    return {found[:1].upper() + found[1:] for found in re.findall("‘([^’]+)’", text)}


def _figure(text, truths):
    base, _ = counted(truths.study, truths.niveau)
    return f"staan {in_words(base)} antwoorden" in text and text.endswith(f"(n={base}).") and base > 0


def _rank(truths, place):
    """The count that stands at a place, and the themes that have it."""
    base, found = counted(truths.study, truths.niveau)
    counts = sorted(set(found.values()), reverse=True)
    count = counts[place] if len(counts) > place else 0
    return base, count, {name for name, one in found.items() if one == count}


def _told(text, truths, place):
    base, count, names = _rank(truths, place)
    first = place == 0 or len(_rank(truths, 0)[2]) <= 3
    if not text:
        return count < 3 or len(names) > 3 or not first
    return _named(text) == names and as_share(count, base) in text and count >= 3 and len(names) <= 3 and first


CHECKS = {
    "themas_figuur": _figure,
    "themas_voorop": lambda text, truths: _told(text, truths, 0),
    "themas_daarna": lambda text, truths: _told(text, truths, 1),
}
SILENT = ("themas_voorop", "themas_daarna")


def of_remarks(text, whole):
    """Hold the sentence on remarks against the printed ones, looked up by what they are in the codes."""
    printed = [text for text in own_words.remarks(whole.study)["Aanvullende opmerkingen"] if text]
    entries = yaml.safe_load((DATA / "codeframe.yml").read_text(encoding="utf-8"))["opmerkingen"]
    names = {one["sleutel"]: one["naam"] for one in entries if "apart" not in one}
    found = Counter()
    for remark in printed if whole.study.coding else []:
        themes = codes().get(("opmerking", hashlib.sha256(remark.encode()).hexdigest()[:12]), [])
        found.update(names[key] for key in themes if key in names)
    most = max(found.values(), default=0)
    named = {name for name, count in found.items() if count == most}
    some = len(printed) >= whole.study.min_onthulling and most >= 3 and len(named) <= 3
    if not text:
        return not some
    return some and _named(text) == named and f"{most} van de {len(printed)})" in text

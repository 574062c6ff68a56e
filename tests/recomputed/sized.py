"""Invented surveys of any size, with the longest texts that are likely: what a layout has to bear."""

import numpy as np
import pandas as pd
import yaml

from impactmonitor.paths import DATA, ROOT

LIBRARY = ROOT / "examples" / "bibliotheek"
KINDS = ("opbrengsten", "een antwoord", "stellingen", "getal")
LONG_WORD = "arbeidsmarktkwalificatieverbeteringsplan"  # of 40 letters
SUBJECTS = ("de samenwerking", "het aanbod", "de begeleiding", "de planning", "het lokaal", "de toetsing", "de stage")
LONG = "die over de hele breedte van de organisatie en ook daarbuiten merkbaar is voor iedereen, elk jaar opnieuw"


def _label(number):
    """Name an item: one in five is longer than 80 characters, one in eleven has a word of 40 letters."""
    named = f"{SUBJECTS[number % len(SUBJECTS)]} van soort {number + 1}"
    if number % 5 == 1:
        return f"{named} {LONG}"
    return f"{named}: {LONG_WORD}" if number % 11 == 3 else named


def _item(number):
    label = _label(number)
    return {"key": f"i{number}", "tekst": label.capitalize(), "label": label.capitalize(), "zin": label}


def _answers(number):
    return [{"key": f"a{place}", "label": _label(place).capitalize(), "code": str(place)} for place in range(number)]


def _level(chapter, kind, items):
    key, naam = f"c{chapter}", f"het onderwerp nummer {chapter + 1}"
    level = {"key": key, "soort": kind, "naam": naam, "vraag": f"Wat vindt u van {naam}, {LONG}?"}
    if kind == "opbrengsten":
        texts = {"omschrijving": naam, "inleiding": naam, "uitleg": naam}
        return level | texts | {"items": [_item(number) for number in range(items)]}
    if kind == "een antwoord":
        return level | {"antwoorden": _answers(items)}
    if kind == "stellingen":
        return level | {"items": [_item(number) for number in range(items)], "antwoorden": _answers(7)}
    classes = [{"key": f"k{k}", "label": f"{10 * k} tot {10 * k + 9} uur", "van": 10 * k, "tot": 10 * k + 9}
               for k in range(items)]  # fmt: skip
    return level | {"klassen": classes}


def write_survey(folder, groups, items, chapters, kinds=KINDS, each=40, reports=0):
    """Write a wave with its answers into a folder, and return its export.

    `groups` stand beside each other in every figure, `each` respondents in each; `reports` have a report of their own.
    The chapters take turns in the kinds of their questions. Outcomes have the project's status and nature.
    """
    chance, count = np.random.default_rng(groups * 1000 + items * 10 + chapters), groups * each
    book = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    names = [f"Vestiging {name}" for name in ("Centrum", "Noordoostpolder", "Zuid", "West", "Oost", "Buitenveldert")]
    listed = [{"key": f"g{place}", "label": names[place], "zin": names[place].replace("V", "v", 1)}
              for place in range(groups)]  # fmt: skip
    parts = [
        {"key": f"r{place}", "label": f"Ronde {place + 1}", "zin": f"ronde {place + 1}"} for place in range(reports)
    ]
    levels = [_level(chapter, kinds[chapter % len(kinds)], items) for chapter in range(chapters)]
    wave = {
        "meting": "een meting op maat",
        "onderzoek": {"titel": "Een onderzoek met veel vragen, en met een titel die niet op één regel past",
                      "ondertitel": "Verzonnen", "persoon": {"enkelvoud": "deelnemer", "meervoud": "deelnemers"}},
        "schalen": book["schalen"],
        "indelingen": [{"key": "plaats", "naam": "vestiging", "meervoud": "vestigingen", "rol": "kolommen",
                        "groepen": listed}],
        "formulier": {"kop": "Vragenlijst", "status_vraag": "Is het er al?", "aard_vraag": "Is het nieuw?"},
        "niveaus": levels,
    }  # fmt: skip
    if reports:
        wave["indelingen"] += [
            {"key": "ronde", "naam": "ronde", "meervoud": "rondes", "rol": "rapporten", "groepen": parts}
        ]
    frame = {"respondent": [f"voorbeeld-{number}" for number in range(count)],
             "plaats": [f"g{number % groups}" for number in range(count)]}  # fmt: skip
    if reports:
        frame["ronde"] = [f"r{number // groups % reports}" for number in range(count)]
    for level in levels:
        frame |= _answered(level, items, count, chance)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codebook.yml").write_text(yaml.safe_dump(wave, allow_unicode=True, sort_keys=False), "utf-8")
    for name in ("report.qmd", "claims.yml"):
        (folder / name).write_bytes((LIBRARY / name).read_bytes())
    pd.DataFrame(frame).to_csv(folder / "export.csv", index=False)
    return folder / "export.csv"


def _answered(level, items, count, chance):
    """Draw the answers to one question."""
    key, kind = level["key"], level["soort"]
    if kind == "een antwoord":
        weights = np.linspace(2, 1, items)
        return {key: chance.choice([f"a{place}" for place in range(items)], count, p=weights / weights.sum())}
    if kind == "getal":
        return {key: chance.integers(0, 10 * items, count).astype(str)}
    if kind == "stellingen":
        weights = np.linspace(4, 1, 7)
        return {f"{key}_i{place}": chance.choice([f"a{one}" for one in range(7)], count, p=weights / weights.sum())
                for place in range(items)}  # fmt: skip
    found = {}
    for place in range(items):
        ticked = chance.random(count) < 0.8 - 0.6 * place / items
        found[f"{key}_i{place}"] = ticked.astype(int).astype(str)
        for scale, points in (("status", ("gerealiseerd", "deels", "verwacht")), ("aard", ("nieuw", "versterking"))):
            found[f"{key}_i{place}_{scale}"] = np.where(ticked, chance.choice(points, count), "")
    return found

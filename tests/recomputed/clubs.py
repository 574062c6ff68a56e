"""A short survey among members of sports clubs with four groupings: two with reports, two side by side; by chance."""

import shutil

import numpy as np
import pandas as pd
import yaml

from impactmonitor.survey.new_wave import SKELETON

GROUPINGS = {
    "region": ("regio", "regio’s", "rapporten", {"n": "Noord", "z": "Zuid", "o": "Oost"}, [0.45, 0.35, 0.2]),
    "sport": ("sport", "sporten", "rapporten", {"v": "Voetbal", "h": "Hockey"}, [0.6, 0.4]),
    "age": ("leeftijd", "leeftijden", "kolommen", {"j": "Jong", "m": "Midden", "o": "Ouder"}, [0.3, 0.5, 0.2]),
    "role": ("rol", "rollen", "kolommen", {"lid": "Lid", "vrij": "Vrijwilliger"}, [0.75, 0.25]),
}
"""By key: what it is called, what it is for, its groups with their labels, and how large these are."""
OFTEN = {"vaak": "Elke week", "soms": "Elke maand", "zelden": "Minder vaak"}
WISHES = {"veld": "Een beter veld", "zaal": "Een grotere zaal", "les": "Meer les", "feest": "Meer feesten"}


def codebook(groupings=tuple(GROUPINGS), **more):
    """Return the questionnaire as the codebook has it, with some of the groupings."""
    listed = []
    for key in groupings:
        naam, meervoud, rol, groups, _ = GROUPINGS[key]
        told = [{"key": one, "label": label, "zin": f"de groep {label}"} for one, label in groups.items()]
        listed.append({"key": key, "naam": naam, "meervoud": meervoud, "rol": rol, "groepen": told})
    return {
        "meting": "clubs 2025",
        "onderzoek": {
            "titel": "Leden van sportclubs", "ondertitel": "Een verzonnen onderzoek",
            "persoon": {"enkelvoud": "lid", "meervoud": "leden"},
        },
        "indelingen": listed,
        "formulier": {"kop": "Wat vindt u van de club?"},
        "niveaus": [
            {"key": "vaak", "soort": "een antwoord", "naam": "hoe vaak leden komen", "vraag": "Hoe vaak komt u?",
             "antwoorden": [{"key": key, "label": label} for key, label in OFTEN.items()]},
            {"key": "wens", "soort": "meer antwoorden", "naam": "wat leden willen", "vraag": "Wat wilt u?",
             "items": [{"key": key, "tekst": one, "label": one, "zin": one.lower()} for key, one in WISHES.items()]},
        ],
        **more,
    }  # fmt: skip


def answers(count, seed, groupings=tuple(GROUPINGS)):
    """Draw the answers, as text under the names of the data contract."""
    chance = np.random.default_rng(seed)
    found = {"respondent": [f"voorbeeld-{place}" for place in range(count)]}
    for key in groupings:
        *_, groups, shares = GROUPINGS[key]
        found[key] = chance.choice([*groups], count, p=shares)
    found["vaak"] = chance.choice([*OFTEN], count, p=[0.5, 0.4, 0.1])
    for place, key in enumerate(WISHES):
        found[f"wens_{key}"] = np.where(chance.random(count) < (0.7, 0.4, 0.2, 0.06)[place], "1", "")
    return pd.DataFrame(found)


def written(folder, count=180, seed=11, groupings=tuple(GROUPINGS), **more):
    """Write the survey as a wave, with a text of its own; returns the export."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in SKELETON.iterdir():
        shutil.copy(path, folder / path.name)
    book = codebook(groupings, **more)
    (folder / "codebook.yml").write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), "utf-8")
    frame = answers(count, seed, groupings)
    frame.to_csv(folder / "export.csv", index=False)
    asked = [
        {"dimensie": key, "categorie": one, "benaderd": 2 * n + (count if one == frame[key].iloc[0] else 0)}
        for key in groupings
        for one, n in frame[key].value_counts().items()
    ]
    pd.DataFrame(asked).to_csv(folder / "benaderd.csv", index=False)
    return folder / "export.csv"

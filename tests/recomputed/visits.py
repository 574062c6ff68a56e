"""A short survey with a question of each kind, as survey tools export and define it: one truth, made by chance."""

import json

import numpy as np
import pandas as pd
import pyreadstat
from defined import write_xlsform

VISIT = ["Elke week", "Elke maand", "Minder vaak"]
OPINION = ["Eens", "Neutraal", "Oneens"]
STATEMENTS = {"open": "De tijden passen mij", "aanbod": "Ik vind wat ik zoek", "rust": "Ik kan er rustig werken"}
MEDIA = {"boek": "Een boek", "film": "Een film", "spel": "Een spel"}
SAID = {
    "bezoek": "Hoe vaak komt u in de bibliotheek?",
    "mening": "Bent u het eens met deze stellingen?",
    "minuten": "Hoeveel minuten blijft u meestal?",
    "media": "Wat leende u de laatste keer?",
    "wens": "Wat wilt u ons nog meegeven?",
}


def truth(count=60):
    """Draw the answers: labels, whole numbers, and ticks as booleans, by column."""
    chance = np.random.default_rng(7)
    found = {"bezoek": chance.choice(VISIT, count)}
    found |= {f"mening_{key}": chance.choice(OPINION, count) for key in STATEMENTS}
    found["minuten"] = chance.integers(5, 95, count)
    found |= {f"media_{key}": chance.random(count) < 0.5 for key in MEDIA}
    found["wens"] = [f"Nog {one} boeken" if one % 2 else "" for one in range(count)]
    return pd.DataFrame(found)


def _codes(labels, code):
    return {label: code(place) for place, label in enumerate(labels, 1)}


def _coded(given, names, code, tick=("Y", "")):
    """Return the answers as a tool writes them, under its names of columns."""
    found = {}
    for column, name in names.items():
        if column.startswith("media"):
            found[name] = np.where(given[column], *tick)
        elif column in {"minuten", "wens"}:
            found[name] = given[column].astype(str)
        else:
            found[name] = given[column].map(_codes(VISIT if column == "bezoek" else OPINION, code))
    return pd.DataFrame(found)


def limesurvey(given, folder):
    names = {"bezoek": "Q1", **{f"mening_{key}": f"Q2[{key}]" for key in STATEMENTS}, "minuten": "Q3"}
    names |= {f"media_{key}": f"Q4[{key}]" for key in MEDIA} | {"wens": "Q5"}
    frame = _coded(given, names, "A{}".format)
    frame.insert(0, "id", range(1, len(frame) + 1))
    frame.assign(submitdate="2025-03-04 10:00:00", lastpage="4").to_csv(folder / "export.csv", index=False)
    rows = {name: [] for name in ("questions", "subquestions", "answers")}
    asked = [("Q1", "L", "bezoek", {}, VISIT), ("Q2", "F", "mening", STATEMENTS, OPINION)]
    for qid, (code, kind, name, parts, options) in enumerate(
        [*asked, ("Q3", "N", "minuten", {}, []), ("Q4", "M", "media", MEDIA, []), ("Q5", "T", "wens", {}, [])], 1
    ):
        base = {"type": kind, "other": "N", "language": "nl"}
        rows["questions"].append({"qid": qid, "parent_qid": 0, "title": code, "question": SAID[name], **base})
        for place, (part, words) in enumerate(parts.items()):
            one = {"qid": f"{qid}0{place}", "parent_qid": qid, "title": part, "question": words}
            rows["subquestions"].append({**one, **base})
        for place, label in enumerate(options, 1):
            rows["answers"].append({"qid": qid, "code": f"A{place}", "answer": label, "language": "nl"})

    def section(name):
        cells = ("".join(f"<{key}><![CDATA[{text}]]></{key}>" for key, text in row.items()) for row in rows[name])
        return f"<{name}><rows>{''.join(f'<row>{row}</row>' for row in cells)}</rows></{name}>"

    body = f"<languages><language>nl</language></languages>{''.join(map(section, rows))}"
    (folder / "vragen.lss").write_text(f"<document>{body}</document>", encoding="utf-8")
    return folder / "export.csv", folder / "vragen.lss"


def qualtrics(given, folder):
    names = {"bezoek": "Q1", **{f"mening_{key}": f"Q2_{place}" for place, key in enumerate(STATEMENTS, 1)}}
    names |= {"minuten": "Q3", **{f"media_{key}": f"Q4_{place}" for place, key in enumerate(MEDIA, 1)}, "wens": "Q5"}
    frame = _coded(given, names, str, tick=("1", ""))
    meta = {"ResponseId": [f"R_{n}" for n in range(len(frame))], "Finished": "1", "Progress": "100", "Status": "0"}
    frame = frame.assign(**meta)
    head = pd.DataFrame([{name: name for name in frame}, {name: json.dumps({"ImportId": name}) for name in frame}])
    head.loc[0, "ResponseId"] = "Response ID"
    pd.concat([head, frame]).to_csv(folder / "export.csv", index=False)

    def question(tag, name, kind, selector, choices=(), answers=()):
        listed = [
            {str(place): {"Display": text} for place, text in enumerate(texts, 1)} for texts in (choices, answers)
        ]
        payload = {"QuestionText": SAID[name], "DataExportTag": tag, "QuestionType": kind, "Selector": selector}
        return {"Element": "SQ", "Payload": {**payload, "Choices": listed[0], "Answers": listed[1]}}

    elements = [
        question("Q1", "bezoek", "MC", "SAVR", VISIT),
        question("Q2", "mening", "Matrix", "Likert", STATEMENTS.values(), OPINION),
        question("Q3", "minuten", "TE", "SL"),
        question("Q4", "media", "MC", "MAVR", MEDIA.values()),
        question("Q5", "wens", "TE", "ML"),
    ]
    found = {"SurveyEntry": {"SurveyName": "Bezoek"}, "SurveyElements": elements}
    (folder / "vragen.qsf").write_text(json.dumps(found), encoding="utf-8")
    return folder / "export.csv", folder / "vragen.qsf"


def xlsform(given, folder):
    names = {"bezoek": "bezoek", **{f"mening_{key}": f"mening/{key}" for key in STATEMENTS}, "minuten": "minuten"}
    names |= {f"media_{key}": f"media/{key}" for key in MEDIA} | {"wens": "wens"}
    frame = _coded(given, names, "p{}".format, tick=("1", "0"))
    meta = {"_id": range(1, len(frame) + 1), "_uuid": [f"u{n}" for n in range(len(frame))], "__version__": "v1"}
    frame.assign(**meta, _submission_time="2025-03-04T08:00:00").to_csv(folder / "export.csv", index=False)
    survey = [["type", "name", "label"], ["select_one bezoek", "bezoek", SAID["bezoek"]]]
    survey += [["begin_group", "mening", SAID["mening"]]]
    survey += [["select_one mening", key, words] for key, words in STATEMENTS.items()]
    survey += [["end_group", "", ""], ["integer", "minuten", SAID["minuten"]]]
    survey += [["select_multiple media", "media", SAID["media"]], ["text", "wens", SAID["wens"]]]
    choices = [["list_name", "name", "label"], *(["media", key, words] for key, words in MEDIA.items())]
    for name, labels in (("bezoek", VISIT), ("mening", OPINION)):
        choices += [[name, f"p{place}", label] for place, label in enumerate(labels, 1)]
    write_xlsform(folder / "vragen.xlsx", survey, choices, "Bezoek")
    return folder / "export.csv", folder / "vragen.xlsx"


def spss(given, folder):
    names = {"bezoek": "v1", **{f"mening_{key}": f"v2_{place}" for place, key in enumerate(STATEMENTS, 1)}}
    names |= {"minuten": "v3", **{f"media_{key}": f"v4_{place}" for place, key in enumerate(MEDIA, 1)}, "wens": "v5"}
    frame = _coded(given, names, float, tick=(1.0, 0.0)).assign(v3=given["minuten"].astype(float))
    frame.insert(0, "nummer", [f"n{n}" for n in range(len(frame))])
    points = {name: {float(n): label for n, label in enumerate(labels, 1)} for name, labels in
              (("v1", VISIT), *((f"v2_{place}", OPINION) for place in range(1, 4)))}  # fmt: skip
    points |= {f"v4_{place}": {0.0: "Nee", 1.0: "Ja"} for place in range(1, 4)}
    said = {"v1": SAID["bezoek"], "v3": SAID["minuten"], "v5": SAID["wens"], "nummer": "Nummer"}
    said |= {f"v2_{place}": f"{SAID['mening']}: {words}" for place, words in enumerate(STATEMENTS.values(), 1)}
    said |= {f"v4_{place}": f"{SAID['media']}: {words}" for place, words in enumerate(MEDIA.values(), 1)}
    pyreadstat.write_sav(frame, folder / "export.sav", column_labels=said, variable_value_labels=points)
    return folder / "export.sav", None


def bare(given, folder):
    """An export of which no definition is there: full answers under codes of questions."""
    return limesurvey(given, folder)[0], None


TOOLS = {"LimeSurvey": limesurvey, "Qualtrics": qualtrics, "XLSForm": xlsform, "SPSS": spss, "no definition": bare}

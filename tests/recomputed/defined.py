"""The project's questionnaire as survey tools define it, and the same answers as they export them."""

import csv
import io
import json
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pyreadstat
from exports import _several, limesurvey

PARTS = {"status": "status_vraag", "aard": "aard_vraag", "toelichting": "toelichting_vraag"}


def _options(codebook, scale, code):
    return {code(place): one for place, one in enumerate(codebook.schalen[scale], 1)}


def _asked(codebook):
    """Every question on outcomes: level, part, its words, and key, words and column of what it is about."""
    for niveau in codebook.niveaus:
        for part in ("", *PARTS):
            said = codebook.formulier[PARTS[part]].replace("{naam}", niveau.naam) if part else niveau.vraag
            items = [(item.key, item.tekst, niveau.column(item.key, part)) for item in niveau.items]
            if not part:
                items.append(("geen", codebook.geen["tekst"], niveau.column("geen")))
            yield niveau, part, said, items


def _single(codebook, places):
    """Questions by themselves: column, words, options."""
    yield "werkplaats", "Bij welke werkplaats bent u betrokken?", places
    yield "sector", "In welke sector werkt u?", [one.label for one in codebook.categories("sector")]
    for niveau in codebook.niveaus:
        yield f"open_{niveau.key}", f"{codebook.formulier['open_vraag']} {niveau.open_rij}", []
    yield "opmerking", codebook.formulier["afsluiting"][0]["vraag"], []


def lss(codebook, places):
    """LimeSurvey's survey structure for the columns of `exports.limesurvey`, with markup in its texts."""
    sections = {name: [] for name in ("questions", "subquestions", "answers", "answer_l10ns", "question_l10ns")}

    def add(code, kind, text, parent="0", other="N", options=()):
        qid = str(len(sections["question_l10ns"]) + 1)
        row = {"qid": qid, "parent_qid": parent, "type": kind, "title": code, "other": other}
        sections["subquestions" if parent != "0" else "questions"].append(row)
        sections["question_l10ns"].append(
            {"qid": qid, "question": f"<p>{escape(text)}</p>", "help": "", "language": "nl"}
        )
        for one, label in options:
            aid = str(len(sections["answers"]) + 1)
            sections["answers"].append({"aid": aid, "qid": qid, "code": one})
            sections["answer_l10ns"].append({"aid": aid, "answer": label, "language": "nl"})
        return qid

    add("WELKOM", "X", "Welkom")
    for (name, text, _), code in zip(_single(codebook, places), ("G01Q01", "G01Q02", *[None] * 9), strict=False):
        add(code or f"G09{name}".upper(), "S", text)
    for number, (_, part, said, items) in enumerate(_asked(codebook)):
        code = f"G{number // 4 + 2:02}Q{number % 4 + 1:02}"
        scale = (
            [(key, one.label) for key, one in _options(codebook, part, "A{}".format).items()]
            if part in codebook.schalen
            else []
        )
        kind = "M" if not part else "F" if scale else "Q"
        qid = add(code, kind, said, other="Y" if not part else "N", options=scale)
        for place, (key, words, _) in enumerate(items, 1):
            if key != "andere" or part:
                sub = "SQ999" if key == "geen" else "other" if key == "andere" else f"SQ{place:03}"
                add(sub, kind, words, parent=qid)
    sections["surveys_languagesettings"] = [{"surveyls_title": codebook.onderzoek["titel"]}]

    def row(cells):
        return "<row>" + "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in cells.items()) + "</row>"

    body = "".join(f"<{name}><rows>{''.join(map(row, rows))}</rows></{name}>" for name, rows in sections.items())
    head = "<LimeSurveyDocType>Survey</LimeSurveyDocType><languages><language>nl</language></languages>"
    return f'<?xml version="1.0" encoding="UTF-8"?><document>{head}{body}</document>'


def _csv(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _lime(cells, codebook, places, folder):
    (folder / "export.csv").write_text(limesurvey(cells, codebook).text, encoding="utf-8")
    (folder / "vragen.lss").write_text(lss(codebook, places), encoding="utf-8")
    return folder / "export.csv", folder / "vragen.lss"


def _qualtrics(cells, codebook, places, folder):
    """Numbers, *verwacht* first, so that codes read by their place would be wrong."""
    elements, columns = [], {}
    turned = {name: list(reversed(points)) for name, points in codebook.schalen.items()}

    def add(tag, text, kind, selector, choices=(), answers=(), written=()):
        listed = {
            str(key): {"Display": label, **({"TextEntry": "true"} if key in written else {})} for key, label in choices
        }
        said = {str(place): {"Display": label} for place, label in enumerate(answers, 1)}
        payload = {"QuestionText": f"{text}<br>", "DataExportTag": tag, "QuestionType": kind, "Selector": selector}
        elements.append({"Element": "SQ", "Payload": {**payload, "Choices": listed, "Answers": said}})

    for number, (name, text, options) in enumerate(_single(codebook, places), 1):
        if options:
            add(f"Q{number}", text, "MC", "SAVR", list(enumerate(options, 1)))
        else:
            add(f"Q{number}", text, "TE", "ML")
        keys = [one.key for one in codebook.categories("sector")] if name == "sector" else options
        columns[f"Q{number}"] = lambda row, n=name, k=keys: str(k.index(row[n]) + 1) if k and row[n] else row[n]
    for number, (niveau, part, said, items) in enumerate(_asked(codebook), 20):
        choices = [(place, words) for place, (_, words, _) in enumerate(items, 1)]
        points = [one.label for one in turned.get(part, ())]
        keys = [one.key for one in turned.get(part, ())]
        other = next(place for place, (key, _, _) in enumerate(items, 1) if key == "andere")
        kind = ("MC", "MAVR") if not part else ("Matrix", "Likert") if points else ("Matrix", "TE")
        add(f"Q{number}", said, *kind, choices, points, () if part else (other,))
        for place, (_, _, column) in enumerate(items, 1):
            columns[f"Q{number}_{place}"] = lambda row, c=column, k=keys: (
                str(k.index(row[c]) + 1) if k and row[c] else row[c]
            )
        if not part:
            columns[f"Q{number}_{other}_TEXT"] = lambda row, n=niveau: row[n.column("andere", "tekst")]
    meta = ["EndDate", "Status", "Progress", "Finished", "ResponseId", "RecipientEmail", "UserLanguage"]
    rows = [
        [*meta, *columns],
        ["End Date", "Response Type", "Progress", "Finished", "Response ID", *meta[5:], *columns],
    ]
    rows.append([json.dumps({"ImportId": name}) for name in rows[0]])
    for place, row in enumerate(cells.to_dict("records")):
        head = [
            "2024-04-09 10:00:00",
            "0",
            "100",
            "1",
            f"R_{place}",
            f"p{place}@voorbeeld.nl",
            row["taal"].upper() or "NL",
        ]
        rows.append([*head, *(cell(row) for cell in columns.values())])
    (folder / "export.csv").write_text(_csv(rows), encoding="utf-8")
    found = {"SurveyEntry": {"SurveyName": codebook.onderzoek["titel"]}, "SurveyElements": elements}
    (folder / "vragen.qsf").write_text(json.dumps(found), encoding="utf-8")
    return folder / "export.csv", folder / "vragen.qsf"


def write_xlsform(path, survey, choices, title):
    """Write the three sheets of an XLSForm."""
    book = openpyxl.Workbook()
    for name, listed in (("survey", survey), ("choices", choices), ("settings", [["form_title"], [title]])):
        sheet = book.create_sheet(name)
        for row in listed:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)


def _kobo(cells, codebook, places, folder):
    survey, choices, columns = [["type", "name", "label::Nederlands (nl)"]], [["list_name", "name", "label"]], {}
    for name, text, options in _single(codebook, places):
        survey.append([f"select_one {name}" if options else "text", name, text])
        keys = (
            [one.key for one in codebook.categories("sector")]
            if name == "sector"
            else [f"w{place}" for place, _ in enumerate(options)]
        )
        choices += [[name, key, label] for key, label in zip(keys, options, strict=True)]
        code = dict(zip(options, keys, strict=True)) if name == "werkplaats" else {}
        columns[name] = lambda row, n=name, c=code: c.get(row[n], row[n])
    for scale in codebook.schalen:
        choices += [[scale, code, one.label] for code, one in _options(codebook, scale, "p{}".format).items()]
    for niveau, part, said, items in _asked(codebook):
        if part:
            codes = (
                {one.key: code for code, one in _options(codebook, part, "p{}".format).items()}
                if part in codebook.schalen
                else {}
            )
            survey.append(["begin_group", f"{niveau.key}_{part}", said])
            for key, words, column in items:
                survey.append([f"select_one {part}" if codes else "text", key, words])
                columns[f"{niveau.key}_{part}/{key}"] = lambda row, c=column, k=codes: k.get(
                    row[c], "NA" if k else row[c]
                )
            survey.append(["end_group", "", ""])
        else:
            survey.append([f"select_multiple {niveau.key}", niveau.key, said])
            survey.append(["text", f"{niveau.key}_andere_tekst", codebook.niveaus[0].items[-1].tekst])
            choices += [[niveau.key, key, words] for key, words, _ in items]
            columns[niveau.key] = lambda row, i=items: " ".join(key for key, _, c in i if row[c])
            columns |= {f"{niveau.key}/{key}": lambda row, c=column: row[c] or "0" for key, _, column in items}
            text = niveau.column("andere", "tekst")
            columns[text] = lambda row, c=text: row[c]
    meta = ["_id", "_uuid", "_submission_time", "__version__"]
    rows = [[*columns, *meta]]
    for place, row in enumerate(cells.to_dict("records"), 1):
        rows.append([*(cell(row) for cell in columns.values()), str(place), f"u{place}", "2024-04-02T08:00:00", "v1"])
    (folder / "export.csv").write_text(_csv(rows), encoding="utf-8")
    write_xlsform(folder / "vragen.xlsx", survey, choices, codebook.onderzoek["titel"])
    return folder / "export.csv", folder / "vragen.xlsx"


def _sav(cells, codebook, places, folder):
    """An SPSS file: its own definition, by labels of variables and values."""
    found, labels, values = {"nummer": cells["respondent"]}, {"nummer": "Nummer"}, {}
    for number, (name, text, options) in enumerate(_single(codebook, places), 1):
        if options:
            keys = [one.key for one in codebook.categories("sector")] if name == "sector" else options
            found[f"v{number}"] = cells[name].map({key: float(place) for place, key in enumerate(keys, 1)})
            values[f"v{number}"] = {float(place): label for place, label in enumerate(options, 1)}
        else:
            found[f"v{number}"] = cells[name]
        labels[f"v{number}"] = text
    for number, (_, part, said, items) in enumerate(_asked(codebook), 20):
        points = {one.key: float(place) for place, one in enumerate(codebook.schalen.get(part, ()), 1)}
        for place, (_, words, column) in enumerate(items, 1):
            name = f"v{number}_{place}"
            labels[name] = f"{said}: {words}"
            if not part:
                found[name] = cells[column].map({"1": 1.0, "": 0.0})
                values[name] = {0.0: "Nee", 1.0: "Ja"}
            elif points:
                found[name] = cells[column].map(points)
                values[name] = {points[one.key]: one.label for one in codebook.schalen[part]}
            else:
                found[name] = cells[column]
        if not part:
            found[f"v{number}_90"] = cells[items[0][2].split("_")[0] + "_andere_tekst"]
            labels[f"v{number}_90"] = f"{said}: Andere opbrengsten, in eigen woorden"
    pyreadstat.write_sav(pd.DataFrame(found), folder / "export.sav", column_labels=labels, variable_value_labels=values)
    return folder / "export.sav", folder / "export.sav"


def _forms(cells, codebook, places, folder):
    """Google Forms, which has no definition: a cell for what was ticked, a grid for each follow-up."""
    labels = {name: {one.key: one.label for one in points} for name, points in codebook.schalen.items()}
    columns = {}
    for name, text, _ in _single(codebook, places):
        columns[text] = lambda row, n=name: row[n]
    for niveau, part, said, items in _asked(codebook):
        if part:
            for _, words, column in items:
                told = labels.get(part, {})
                columns[f"{said} ({niveau.naam}) [{words}]"] = lambda row, c=column, k=told: k.get(row[c], row[c])
        else:
            columns[f"{niveau.naam}: {said}"] = lambda row, n=niveau: _several(row, codebook, n, ", ")
    rows = [["Timestamp", *columns]]
    for place, row in enumerate(cells.to_dict("records"), 1):
        rows.append([f"2024-04-{1 + place % 28:02} 12:00:00", *(cell(row) for cell in columns.values())])
    (folder / "export.csv").write_text(_csv(rows), encoding="utf-8")
    return folder / "export.csv", None


def _bare(make):
    """The same without a definition, as far as the export tells."""
    return lambda *given: (make(*given)[0], None)


DEFINED = {"LimeSurvey": _lime, "Qualtrics": _qualtrics, "KoBoToolbox of ODK": _kobo, "SPSS": _sav}
DEFINED |= {
    "Google Forms": _forms,
    "LimeSurvey, codes alone": _bare(_lime),
}

"""The same answers as each survey tool would export them, with answers among them that do not count."""

import csv
import io
import json
from dataclasses import dataclass, replace


@dataclass
class Export:
    """A file, the codebook that goes with it, and how many answers in it do not count, by reason."""

    text: str
    codebook: object
    left_out: dict

    def write(self, folder, name="export.csv"):
        path = folder / name
        path.write_text(self.text, encoding="utf-8")
        return path


def _coded(codebook, codes):
    """The codebook, with a code for each point of a scale: by a function of its place from 1."""
    scales = {
        name: tuple(replace(one, code=(codes(place),)) for place, one in enumerate(points, 1))
        for name, points in codebook.schalen.items()
    }
    return codebook.with_scales(scales)


def _labels(codebook):
    return {name: {one.key: one.label for one in points} for name, points in codebook.schalen.items()}


def _as_csv(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _parts(codebook):
    """Every question on outcomes: level, item, part, its column."""
    for niveau in codebook.niveaus:
        for item in niveau.items:
            for part in ("", "status", "aard", "toelichting"):
                yield niveau, item, part, niveau.column(item.key, part)


def _texts(codebook):
    return [*(f"open_{niveau.key}" for niveau in codebook.niveaus), "opmerking"]


def limesurvey(cells, codebook, full=False):
    """Codes, or full texts under headings that hold the question; *anders* is a text without a tick of its own."""
    labels = _labels(codebook)
    book = codebook if full else _coded(codebook, lambda place: f"A{place}")
    codes = {name: {one.key: one.code[0] for one in points} for name, points in book.schalen.items() if not full}
    meta = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Access code", "IP address"]
    meta = meta if full else ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr"]
    kolommen, columns = {}, {}

    def add(name, target, cell):
        kolommen[name] = target
        columns[name] = cell

    add("In welke werkplaats? " if full else "G01Q01", "werkplaats", lambda row: row["werkplaats"])
    add("Sector" if full else "G01Q02", "sector", lambda row: row["sector"])
    for number, niveau in enumerate(codebook.niveaus, 2):
        for place, item in enumerate(niveau.items, 1):
            code = "other" if item.kind == "other" else f"SQ{place:03}"
            named = item.tekst if full else code
            for question, part in enumerate(("", "status", "aard", "toelichting"), 1):
                column = niveau.column(item.key, part)
                head = f"{niveau.naam} vraag {question} [{named}]" if full else f"G{number:02}Q{question:02}[{code}]"
                if part in labels:
                    values = labels[part] if full else codes[part]
                    add(head, column, lambda row, c=column, v=values: v.get(row[c], "N/A" if full else ""))
                elif part == "" and item.kind == "other":
                    add(head, niveau.column("andere", "tekst"), lambda row, n=niveau: row[n.column("andere", "tekst")])
                elif part == "":
                    yes, no = ("Ja", "Nee") if full else ("Y", "")
                    add(head, column, lambda row, c=column, y=yes, n=no: y if row[c] == "1" else n)
                else:
                    add(head, column, lambda row, c=column: row[c])
        none = niveau.column("geen")
        head = f"{niveau.naam} vraag 1 [geen]" if full else f"G{number:02}Q01[SQ999]"
        add(head, none, lambda row, c=none: "Y" if row[c] == "1" else "")
    for name in _texts(codebook):
        add(f"Vraag {name}" if full else f"G09{name}".upper(), name, lambda row, c=name: row[c])
    filled = [[cell(row) for cell in columns.values()] for row in cells.to_dict("records")]
    rows, expected = _sent([*meta, *columns], filled, list(cells["taal"]))
    return Export(_as_csv(rows), replace(book, kolommen=kolommen), expected)


def _sent(header, filled, languages):
    """What LimeSurvey keeps: broken-off answers, earlier ones of the same person and a test among those that count."""
    rows = [header]

    def add(number, moment, page, token, cells, language="nl"):
        rows.append([str(number), moment, page, language, "7", token, "10.0.0.1", *cells])

    for place, (cells, language) in enumerate(zip(filled, languages, strict=True), 1):
        if place % 8 == 0:
            add(1000 + place, "", "2", f"af{place}", [*cells[:4], *[""] * (len(cells) - 4)])
        if place % 20 == 0:
            add(2000 + place, "2024-03-01 10:00:00", "9", f"tok{place}", [cells[0], *filled[0][1:]])
        add(place, f"2024-04-{1 + place % 28:02} 12:00:00", "9", f"tok{place}", cells, language or "nl")
    add(3000, "2024-05-01 10:00:00", "9", "test", filled[0])
    return rows, {"test": 1, "onvoltooid": len(filled) // 8, "dubbel": len(filled) // 20}


def qualtrics(cells, codebook, numeric=True):
    """Three header rows; answers as numbers, or as the options' own texts."""
    book = _coded(codebook, str) if numeric else codebook
    labels = _labels(codebook)
    meta = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished"]
    meta += ["RecordedDate", "ResponseId", "RecipientEmail", "DistributionChannel", "UserLanguage"]
    questions = {name: f"Q{place}_{1 + place % 7}" for place, name in enumerate(codebook.columns[1:-1], 1)}
    kolommen = {question: name for name, question in questions.items()}
    scales = {column: part for _, _, part, column in _parts(codebook) if part in labels}
    numbers = {n: {one.key: one.code[0] for one in points} for n, points in book.schalen.items() if numeric}
    ticks = {c: item.tekst for _, item, part, c in _parts(codebook) if not part}

    def cell(row, name):
        if name in scales:
            return (numbers if numeric else labels)[scales[name]].get(row[name], "")
        if name in ticks and row[name] == "1":
            return "1" if numeric else ticks[name]
        return row[name]

    def line(place, row, status, progress, finished, mail, channel="email", moment="2024-04-02 10:00:00"):
        said = {"0": "IP Address", "1": "Survey Preview", "8": "Spam"}
        status = status if numeric else said[status]
        finished = finished if numeric else {"1": "True", "0": "False"}[finished]
        head = [moment, moment, status, "10.0.0.1", progress, "300", finished, moment, f"R_{place}", mail, channel]
        return [*head, row["taal"].upper() or "NL", *(cell(row, name) for name in questions)]

    rows = [[*meta, *questions.values()]]
    rows.append(["Start Date", "End Date", "Response Type", *meta[3:8], "Response ID", *meta[9:], *questions])
    rows.append([json.dumps({"ImportId": name}) for name in rows[0]])
    records = cells.to_dict("records")
    empty = dict.fromkeys(records[0], "")
    rows.append(line("preview", records[3], "1", "100", "1", "", "preview"))
    rows.append(line("spam", records[4], "8", "100", "1", "zz@voorbeeld.nl"))
    for place, row in enumerate(records):
        if place % 10 == 1:
            partly = empty | {name: row[name] for name in ("werkplaats", "sector")}
            rows.append(line(f"af{place}", partly, "0", "40", "0", f"p{place}@voorbeeld.nl"))
        if place % 30 == 2:
            rows.append(line(f"eerder{place}", records[9], "0", "100", "1", f"p{place}@voorbeeld.nl"))
        rows.append(line(place, row, "0", "100", "1", f"p{place}@voorbeeld.nl", moment="2024-04-09 10:00:00"))
    left = {"test": 1, "spam": 1, "onvoltooid": len(range(1, len(cells), 10)), "dubbel": len(range(2, len(cells), 30))}
    return Export(_as_csv(rows), replace(book, kolommen=kolommen), left)


def _several(row, codebook, niveau, mark):
    """All that was ticked on a level, in one cell."""
    found = [
        row[niveau.column("andere", "tekst")] if item.kind == "other" else f"{item.tekst} {item.voorbeelden}".strip()
        for item in niveau.items
        if row[niveau.column(item.key)] == "1"
    ]
    return mark.join([*found, *([codebook.geen["tekst"]] if row[niveau.column("geen")] == "1" else [])])


def forms(cells, codebook, microsoft=False, mark=""):
    """A cell for all that was ticked on a level; scales and texts each in a column."""
    labels = _labels(codebook)
    mark = mark or (";" if microsoft else ", ")
    meta = ["ID", "Start time", "Completion time", "Email", "Name"] if microsoft else ["Timestamp", "Email Address"]
    levels = {f"Welke opbrengsten op {niveau.naam}?": niveau for niveau in codebook.niveaus}
    ticks = {niveau.column(item.key) for niveau in codebook.niveaus for item in niveau.items}
    ticks |= {niveau.column(part) for niveau in codebook.niveaus for part in ("geen", "andere_tekst")}
    scales = {column: part for _, _, part, column in _parts(codebook) if part in labels}
    others = [name for name in codebook.columns[1:] if name not in ticks]
    kolommen = {question: niveau.key for question, niveau in levels.items()} | {f"Vraag: {n}": n for n in others}
    rows = [[*meta, *kolommen]]
    for place, row in enumerate(cells.to_dict("records"), 1):
        moment = f"4/{1 + place % 28}/24 12:00:00"
        mail = "anonymous" if microsoft and place % 3 else f"p{place}@voorbeeld.nl"
        head = [str(place), moment, moment, mail, "Jan Jansen"] if microsoft else [moment, mail]
        cell = [_several(row, codebook, niveau, mark) for niveau in levels.values()]
        cell += [labels[scales[n]].get(row[n], "") if n in scales else row[n] for n in others]
        if place == 9:  # sent twice
            rows.append([*head, *cell])
        rows.append([*head, *cell])
    return Export(_as_csv(rows), replace(codebook, kolommen=kolommen), {"dubbel": 1})


def surveymonkey(cells, codebook):
    """Two header rows: the question above the first of its columns, an item above each."""
    labels = _labels(codebook)
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name"]
    first, second, kolommen, names = list(meta), [""] * len(meta), {}, []
    for name in ("werkplaats", "sector", *_texts(codebook)):
        first.append(f"Vraag {name}")
        second.append("Open-Ended Response")
        kolommen[f"Vraag {name}"] = name
        names.append(name)
    for niveau in codebook.niveaus:
        for part in ("", "status", "aard", "toelichting"):
            question = f"Opbrengsten op {niveau.naam} {part}".strip()
            for place, item in enumerate(niveau.items):
                first.append("" if place else question)
                second.append(item.tekst)
                names.append(niveau.column(item.key, part))
                kolommen[f"{question} [{item.tekst}]"] = names[-1]
            if not part:
                for under, column in (("Geen", "geen"), ("Anders, namelijk", "andere_tekst")):
                    first.append("")
                    second.append(under)
                    names.append(niveau.column(column))
                    kolommen[f"{question} [{under}]"] = names[-1]
    scales = {column: part for _, _, part, column in _parts(codebook) if part in labels}
    ticks = {c: item.tekst for _, item, part, c in _parts(codebook) if not part}
    rows = [first, second]
    for place, row in enumerate(cells.to_dict("records"), 1):
        cell = [
            labels[scales[n]].get(row[n], "") if n in scales else (ticks[n] if n in ticks and row[n] == "1" else row[n])
            for n in names
        ]
        head = [str(9_000_000 + place), "77", "04/02/2024", "04/02/2024", "10.0.0.1", "", ""]
        if place % 16 == 0:
            rows.append([str(8_000_000 + place), *head[1:3], "", *head[4:], *[""] * len(cell)])
        rows.append([*head, *cell])
    return Export(_as_csv(rows, ";"), replace(codebook, kolommen=kolommen), {"onvoltooid": len(cells) // 16})


def kobo(cells, codebook):
    """A column for each option beside the one that lists them; 1, 0, and NA where nothing was asked."""
    kolommen, names = {}, []
    for name in codebook.columns[1:-1]:
        kolommen[f"groep/{name.replace('_', '/', 1)}"] = name
        names.append(name)
    ticks = {column for _, _, part, column in _parts(codebook) if not part}
    ticks |= {niveau.column("geen") for niveau in codebook.niveaus}
    meta = ["start", "end", "deviceid", "_id", "_uuid", "_submission_time", "_validation_status", "__version__"]
    rows = [[*kolommen, "groep/instelling", *meta]]
    for place, row in enumerate(cells.to_dict("records"), 1):
        cell = [(row[n] or "0") if n in ticks else (row[n] or "NA") for n in names]
        tail = ["2024-04-02T10:00:00.000+02:00"] * 2 + [
            "apparaat",
            str(place),
            f"u{place}",
            "2024-04-02T08:00:00",
            "",
            "v1",
        ]
        rows.append([*cell, "a b c", *tail])
        if place in (5, 6):
            bad = [*tail[:3], str(500 + place), f"v{place}", tail[5], "validation_status_not_approved", "v1"]
            rows.append([*cell, "a b c", *bad])
    return Export(_as_csv(rows), replace(codebook, kolommen=kolommen), {"afgekeurd": 2})


def redcap(cells, codebook):
    """``q___1``, raw codes, and a form that is complete at 2."""
    book = _coded(codebook, str)
    codes = {name: {one.key: one.code[0] for one in points} for name, points in book.schalen.items()}
    kolommen, names = {}, []
    for place, name in enumerate(codebook.columns[1:-1], 1):
        kolommen[f"v{place // 9}___{place}"] = name
        names.append(name)
    ticks = {column for _, _, part, column in _parts(codebook) if not part}
    scales = {column: part for _, _, part, column in _parts(codebook) if part in codes}
    rows = [["record_id", "redcap_survey_identifier", "monitor_timestamp", *kolommen, "monitor_complete"]]
    for place, row in enumerate(cells.to_dict("records"), 1):
        cell = [
            codes[scales[n]].get(row[n], "") if n in scales else (row[n] or "0") if n in ticks else row[n]
            for n in names
        ]
        if place % 9 == 0:
            rows.append([str(700 + place), "", "[not completed]", *cell[:2], *[""] * (len(cell) - 2), "0"])
        rows.append([str(place), "", "2024-04-02 10:00:00", *cell, "2"])
    return Export(_as_csv(rows), replace(book, kolommen=kolommen), {"onvoltooid": len(cells) // 9})


EXPORTS = {
    "LimeSurvey, codes": limesurvey,
    "LimeSurvey, full answers": lambda cells, codebook: limesurvey(cells, codebook, full=True),
    "Qualtrics, numbers": qualtrics,
    "Qualtrics, texts": lambda cells, codebook: qualtrics(cells, codebook, numeric=False),
    "Google Forms": forms,
    "Microsoft Forms": lambda cells, codebook: forms(cells, codebook, microsoft=True),
    "SurveyMonkey": surveymonkey,
    "KoBoToolbox of ODK": kobo,
    "REDCap": redcap,
}

"""Questionnaires as survey tools keep them: LimeSurvey, Qualtrics, XLSForm, SPSS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from impactmonitor.files import spss
from impactmonitor.files.accepted import MAX_BYTES, refuse
from impactmonitor.problems import InputError, UsageError
from impactmonitor.survey.questions import CHOICE, TEXT, TICKS, Asked, Definition
from impactmonitor.survey.vocabulary import NO, YES, folded

LIME = {"M": TICKS, "P": TICKS, "F": CHOICE, "H": CHOICE, "L": CHOICE, "!": CHOICE, "O": CHOICE}
"""Types of LimeSurvey's questions by their letter; others are texts."""


def read_definition(path: Path) -> Definition:
    """Read a questionnaire.

    Parameters
    ----------
    path : Path
        ``.lss`` of LimeSurvey, ``.qsf`` of Qualtrics, an XLSForm ``.xlsx``, or ``.sav`` for its labels.

    Raises
    ------
    UsageError
        It is another kind of file.
    InputError
        It cannot be read, is damaged, or holds no question.
    """
    readers = {".lss": _lime, ".qsf": _qualtrics, ".xlsx": _xlsform, ".sav": _sav}
    if path.suffix.lower() not in readers:
        raise UsageError(f"--definition {path.name}: has the extension {path.suffix!r}; allowed: {', '.join(readers)}")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refuse(path, f"is over {MAX_BYTES // 1_000_000} MB")
        found = readers[path.suffix.lower()](path)
    except InputError:
        raise
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error
    except Exception as error:  # a damaged file fails anywhere in its reader
        raise refuse(path, f"is not a whole questionnaire of its kind ({type(error).__name__})") from error
    if not found.asked:
        raise refuse(path, "holds no question")
    return found


def plain(text: object) -> str:
    """Take markup out of a text."""
    from lxml import html

    written = str(text or "").strip()
    if not written or not {"<", "&"} & set(written):
        return " ".join(written.split())
    return " ".join(html.fromstring(f"<div>{written}</div>").text_content().split())


def _by_heading(pairs: Iterator[tuple[str, Asked]]) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    for heading, asked in pairs:
        found.setdefault(folded(heading), asked)
    return found


def _lime(path: Path) -> Definition:
    from lxml import etree

    tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))

    def rows(section: str) -> list[dict[str, str]]:
        return [{cell.tag: cell.text or "" for cell in row} for row in tree.iterfind(f"./{section}/rows/row")]

    language = tree.findtext("./languages/language") or ""
    said = {row["qid"]: row for row in reversed(rows("question_l10ns")) if row.get("language") == language}
    answers = {row["aid"]: row["answer"] for row in rows("answer_l10ns") if row.get("language") == language}
    options: dict[str, dict[str, str]] = {}
    for row in rows("answers"):
        if row.get("language", language) == language:
            options.setdefault(row["qid"], {})[row["code"]] = plain(
                row.get("answer") or answers.get(row.get("aid", ""))
            )
    every = [
        row | said.get(row["qid"], {})
        for row in [*rows("questions"), *rows("subquestions")]
        if row.get("language", language) == language
    ]
    parts: dict[str, list[dict[str, str]]] = {}
    for row in every:
        parts.setdefault(row.get("parent_qid", "0"), []).append(row)
    texts = next(iter(rows("surveys_languagesettings")), {})
    asked = _by_heading(
        pair
        for row in parts.get("0", [])
        for pair in _lime_columns(row, parts.get(row["qid"], []), options.get(row["qid"], {}))
    )
    names = ("surveyls_title", "surveyls_welcometext", "surveyls_endtext")
    title, welcome, end = (plain(texts.get(name)) for name in names)
    return Definition(title, welcome, end, asked)


def _lime_columns(
    row: Mapping[str, str], parts: list[dict[str, str]], options: Mapping[str, str]
) -> Iterator[tuple[str, Asked]]:
    """Name the columns of a question, by code and by text, as either kind of export has them."""
    code, text, kind = row["title"], plain(row.get("question")), LIME.get(row["type"], TEXT)
    if row["type"] == "X":  # shown, not asked
        return
    uitleg, several = plain(row.get("help")), bool(parts)
    for part in parts:
        words = plain(part.get("question"))
        one = Asked("", code, part["title"], text, words, uitleg, kind, options)
        yield from ((f"{code}[{part['title']}]", one), (f"{text} [{words}]", one))
    if row.get("other") == "Y":
        one = Asked("", code, "other", text, "", "", TEXT)
        yield from ((f"{name}[other]" if name == code else f"{name} [Anders]", one) for name in (code, text))
    if not several:
        one = Asked("", code, "", text, "", uitleg, kind, options)
        yield from ((code, one), (text, one))


def _qualtrics(path: Path) -> Definition:
    found = json.loads(path.read_text(encoding="utf-8-sig"))
    asked = _by_heading(
        pair
        for element in found["SurveyElements"]
        if element.get("Element") == "SQ"
        for pair in _qualtrics_columns(element["Payload"])
    )
    return Definition(plain(found["SurveyEntry"].get("SurveyName")), asked=asked)


def _listed(found: Any) -> dict[str, Any]:
    """Return choices by their id; Qualtrics writes a list where there are none, or where ids run on."""
    return {str(place): one for place, one in enumerate(found, 1)} if isinstance(found, list) else dict(found or {})


def _qualtrics_columns(raw: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
    tag, text = str(raw.get("DataExportTag") or raw.get("QuestionID")), plain(raw.get("QuestionText"))
    choices, answers = _listed(raw.get("Choices")), _listed(raw.get("Answers"))
    codes, kind = _listed(raw.get("RecodeValues")), raw.get("QuestionType")
    several = str(raw.get("Selector", "")).startswith(("MA", "MSB"))
    labels = {key: plain(one.get("Display")) for key, one in choices.items()}
    if kind == "DB":  # shown, not asked
        return
    if kind == "MC" and not several:
        options = {str(codes.get(key, key)): label for key, label in labels.items()}
        yield tag, Asked("", tag, "", text, kind=CHOICE, options=options)
    points = {str(codes.get(key, key)): plain(one.get("Display")) for key, one in answers.items()}
    tags = _listed(raw.get("ChoiceDataExportTags"))
    for key, label in labels.items():
        part = str(codes.get(key, key)) if kind == "MC" else key
        column = str(tags.get(key) or f"{tag}_{part}")
        if kind != "MC" or several:
            sort = TICKS if kind == "MC" else CHOICE if answers else TEXT
            yield column, Asked("", tag, part, text, label, "", sort, points)
        if choices[key].get("TextEntry"):
            yield f"{tag}_{part}_TEXT", Asked("", tag, f"{part}_TEXT", text, label, "", TEXT)
    if not choices:
        yield tag, Asked("", tag, "", text, kind=TEXT)


def _sheet(book: Any, name: str) -> list[dict[str, str]]:
    if name not in book.sheetnames:
        return []
    rows = [[str(cell or "").strip() for cell in row] for row in book[name].iter_rows(values_only=True)]
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if any(row)] if rows else []


def _labelled(row: Mapping[str, str], name: str = "label") -> str:
    """Return a label: the first language's, where there are several."""
    return plain(next((text for key, text in row.items() if key.partition("::")[0] == name and text), ""))


def _xlsform(path: Path) -> Definition:
    import openpyxl

    options: dict[str, dict[str, str]] = {}
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        for row in _sheet(book, "choices"):
            options.setdefault(row.get("list_name") or row.get("list name", ""), {})[row["name"]] = _labelled(row)
        title = next((row.get("form_title", "") for row in _sheet(book, "settings")), "")
        return Definition(title, asked=_by_heading(_xlsform_columns(_sheet(book, "survey"), options)))


def _xlsform_columns(
    rows: list[dict[str, str]], options: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Asked]]:
    groups: list[tuple[str, str]] = []
    for row in rows:
        sort, _, listed = row.get("type", "").partition(" ")
        name, label, hint = row.get("name", ""), _labelled(row), _labelled(row, "hint")
        if sort in {"begin_group", "begin"}:
            groups.append((name, label))
        elif sort in {"end_group", "end"}:
            groups.pop()
        elif sort in {"text", "select_one", "select_multiple", "integer", "decimal", "date"}:
            within = "".join(f"{group}/" for group, _ in groups)
            ways = (within, within.replace("/", "-"), "")  # KoBo, ODK, and either without groups
            question, above = groups[-1] if groups else (name, "")
            one = Asked("", question, name, above, label, hint, CHOICE if "select" in sort else TEXT)
            choices = options.get(listed.split(" ")[0], {}) if "select" in sort else {}
            if sort != "select_multiple":
                alone = Asked("", name, "", label, "", hint, one.kind, choices)
                grouped = Asked("", question, name, above, label, hint, one.kind, choices)
                yield from ((f"{way}{name}", grouped if above else alone) for way in ways)
            for code, words in choices.items() if sort == "select_multiple" else ():
                tick = Asked("", name, code, label, words, hint, TICKS)
                yield from ((f"{way}{name}/{code}", tick) for way in ways)


def _sav(path: Path) -> Definition:
    try:
        found = spss.labels(path)
    except spss.SpssError as error:
        raise refuse(path, "is not a whole SPSS file") from error
    sets = {name.casefold(): one for one in found["sets"] for name in one["variables"]}

    def asked(name: str, label: str) -> Asked:
        question, part = name.rpartition("_")[::2] if "_" in name else (name, "")
        one = sets.get(name.casefold())
        text, _, words = label.rpartition(": ") if part else (label, "", "")
        options: dict[str, str] = found["values"].get(name, {})
        if one:
            return Asked("", one["name"], name, one["label"], words or label, "", TICKS)
        tick = bool(part and options) and all(folded(said) in (*YES, *NO, folded(words)) for said in options.values())
        kind = TICKS if tick else CHOICE if options else ""
        return Asked("", question, part, text, words, "", kind, {} if tick else options)

    pairs: list[tuple[str, Asked]] = [(name, asked(name, label)) for name, label in found["columns"].items()]
    return Definition(found["label"], asked=_by_heading(iter(pairs)))

"""Sheets that coders fill in: an Excel workbook for each, blind and in an order of its own."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xlsxwriter
from rapidfuzz import fuzz, process

from impactmonitor.files.tabular import read_tabular
from impactmonitor.files.whole import write_whole
from impactmonitor.problems import InputError, Problem, nearest, together
from impactmonitor.survey.codebook import Codebook, read_codebook
from impactmonitor.survey.codeframe import Codeframe, column_of, read_codeframe
from impactmonitor.survey.responses import read_responses
from impactmonitor.survey.wave import companion
from impactmonitor.survey.workplaces import places_of, read_workplaces

MOST = 8
"""Themes that a sheet has columns for."""
HEADS = ["nummer", "niveau", "antwoord", *(f"thema {place}" for place in range(1, MOST + 1)), "opmerking"]
THEMES = "Thema's"
LONGEST = 32_767  # characters of a cell, as Excel has it
ALIKE, NEIGHBOURS = 58, 2
"""How alike (of 100, by the words they share) answers are that are marked as neighbours, and how many at most."""
WIDTHS = {"nummer": 11, "niveau": 14, "antwoord": 80, "opmerking": 40}


@dataclass(frozen=True)
class Answer:
    """A text to code: whose, on which level (or a remark), and the number it has on sheets, which names nobody."""

    respondent: str
    kind: str
    text: str

    @property
    def number(self) -> str:
        """Its number on sheets."""
        return hashlib.sha256(f"{self.respondent}\x1f{self.kind}".encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Material:
    """What is coded, and with what."""

    codebook: Codebook
    frame: Codeframe
    answers: tuple[Answer, ...]


def material(data: Path) -> Material:
    """Read the answers and remarks of a data file, and the themes.

    Raises
    ------
    InputError
        One of the files is wrong.
    """
    codebook = read_codebook(companion(data, "codebook.yml"))
    workplaces = read_workplaces(places_of(data, codebook), codebook)
    frame, responses = together(
        lambda: read_codeframe(companion(data, "codeframe.yml"), codebook),
        lambda: read_responses(data, codebook, workplaces),
    )
    answers = tuple(
        Answer(str(who), kind, str(text))
        for kind in frame.themes
        for who, text in zip(responses.frame["respondent"], responses.frame[column_of(kind)], strict=True)
        if text
    )
    return Material(codebook, frame, answers)


def write_sheet(
    found: Material, path: Path, order: Sequence[Answer], beside: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Write a sheet: a row per answer, drop-downs with the themes of its level, and a list of what each means.

    Parameters
    ----------
    found : Material
    path : Path
    order : sequence of Answer
        The answers, in the order of the sheet; `InputError` for one that no cell holds.
    beside : dict of dict of str, optional
        By number, what stands in more columns after the answer.
    """
    if longer := [answer for answer in order if len(answer.text) > LONGEST]:
        told = f"is of {len(longer[0].text):,} characters; a cell of a sheet holds {LONGEST:,}"
        raise InputError([Problem(f"respondent {longer[0].respondent}, {longer[0].kind}", told)])
    more = list(next(iter(beside.values()), {})) if beside else []
    heads = [*HEADS[:3], *more, *HEADS[3:]]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, options) as book:
        bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet, listed = book.add_worksheet("Antwoorden"), book.add_worksheet(THEMES)
        ranges = _list_themes(found.frame, listed, bold, wrap)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, WIDTHS.get(head, 28), wrap)
        first = heads.index("thema 1")
        for row, answer in enumerate(order, start=1):
            own = [answer.number, answer.kind, answer.text, *(beside[answer.number].values() if beside else ())]
            for column, text in enumerate(own):
                sheet.write_string(row, column, text, wrap)
            choice = {"validate": "list", "source": ranges[answer.kind], "error_title": "Onbekend thema"}
            sheet.data_validation(row, first, row, first + MOST - 1, choice)
        sheet.freeze_panes(1, 1)
        listed.freeze_panes(1, 2)
    write_whole(path, made.getvalue())


def _list_themes(frame: Codeframe, sheet: xlsxwriter.worksheet.Worksheet, *styles: object) -> dict[str, str]:
    """Write what every theme means; returns where the names of each level stand."""
    bold, wrap = styles
    heads = ["niveau", "thema", "omschrijving", "wel", "niet", "voorbeeld"]
    for column, (head, width) in enumerate(zip(heads, (14, 36, 50, 60, 60, 40), strict=True)):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, width, wrap)
    row, ranges = 1, {}
    for kind, themes in frame.themes.items():
        ranges[kind] = f"='{THEMES.replace(chr(39), chr(39) * 2)}'!$B${row + 1}:$B${row + len(themes)}"
        for theme in themes:
            told = [kind, theme.naam, theme.omschrijving, theme.wel, theme.niet, theme.voorbeeld]
            for column, text in enumerate(told):
                sheet.write_string(row, column, text, wrap)
            row += 1
    for place, rule in enumerate(frame.rules, start=row + 1):
        sheet.write_string(place, 1, rule)
    return ranges


def export_sheets(data: Path, folder: Path, coders: int = 2) -> list[Path]:
    """Write a sheet for every coder.

    Raises
    ------
    InputError
        A file of the data is wrong, or there is already a sheet.
    """
    found = material(data)
    paths = [folder / f"lezer-{coder}.xlsx" for coder in range(1, coders + 1)]
    if there := [path for path in paths if path.exists()]:
        raise InputError([Problem(path.name, "is there already, and may be filled in: move it away") for path in there])
    folder.mkdir(parents=True, exist_ok=True)
    for coder, path in enumerate(paths, start=1):
        order = np.random.default_rng(coder).permutation(len(found.answers))
        kinds = list(found.frame.themes)  # level by level, so that a coder keeps one list of themes in mind
        shuffled = sorted((found.answers[place] for place in order), key=lambda one: kinds.index(one.kind))
        write_sheet(found, path, shuffled, neighbours(shuffled))
    return paths


def neighbours(answers: Sequence[Answer]) -> dict[str, dict[str, str]]:
    """Mark which answers on the same level are worded alike, for a coder to hold beside each other.

    Returns
    -------
    dict of dict of str
        By the answer's number, under ``lijkt op``, the numbers of those most alike; empty where none is.
    """
    texts = [one.text.casefold() for one in answers]
    alike = process.cdist(texts, texts, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
    found = {}
    for place, one in enumerate(answers):
        others = [other for other in np.argsort(-alike[place], kind="stable") if alike[place, other] and other != place]
        near = [answers[other].number for other in others if answers[other].kind == one.kind][:NEIGHBOURS]
        found[one.number] = {"lijkt op": ", ".join(near)}
    return found


def read_sheet(found: Material, path: Path, wanted: Sequence[Answer]) -> dict[str, list[str]]:
    """Read a sheet that was filled in.

    Returns
    -------
    dict of list of str
        By the answer's number, the keys of its themes in the order of the codeframe.

    Raises
    ------
    InputError
        An answer is missing, unknown or changed, has no theme, or one that is unknown; every problem is listed.
    """
    table = read_tabular(path).whole()
    if missing := [head for head in HEADS[:4] if head not in table]:
        raise InputError([Problem(path.name, f"lacks column {', '.join(missing)}; it has {', '.join(table)}")])
    unread = [name for name in table if name.strip().casefold().startswith("thema") and name not in HEADS]
    if unread:
        told = f"column {', '.join(map(repr, unread))} is not read; allowed: thema 1 to thema {MOST}"
        raise InputError([Problem(f"{path.name}, header", told)])
    known, problems = {answer.number: answer for answer in wanted}, []
    codes: dict[str, list[str]] = {}
    for place, row in zip(table.index, table.to_dict("records"), strict=True):
        number, where = row["nummer"].strip(), f"{path.name}, row {place}"
        if number not in known:
            problems.append(Problem(f"{where}, nummer", f"{number!r} is no answer that is to be coded"))
        elif number in codes:
            problems.append(Problem(f"{where}, nummer", f"{number!r} is there twice"))
        else:
            codes[number], wrong = _chosen(found.frame, known[number], row)
            problems += [Problem(f"{where}, {column}", told) for column, told in wrong]
    problems += [
        Problem(path.name, f"answer {number} ({answer.kind}) is missing")
        for number, answer in known.items()
        if number not in codes
    ]
    if problems:
        raise InputError(problems)
    return codes


def _chosen(frame: Codeframe, answer: Answer, row: Mapping[str, str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the themes of a row, and what is wrong with it: columns and messages."""
    themes, problems = frame.themes[answer.kind], []
    names = {one: theme.key for theme in themes for one in (theme.key, theme.naam)}
    if " ".join(row["antwoord"].split()) != " ".join(answer.text.split()):
        problems.append(("antwoord", "is not the answer in the data: it changed after the sheet was made"))
    chosen = []
    for column in (column for column in HEADS if column.startswith("thema ") and row.get(column, "").strip()):
        value = row[column].strip()
        if value in names:
            chosen.append(names[value])
        else:
            allowed = ", ".join(theme.naam for theme in themes)
            hint = nearest(value, list(names)) or ";"
            problems.append((column, f"{value!r} is unknown{hint} Allowed: {allowed}"))
    if not chosen and not problems:
        problems.append(("thema 1", "no theme is chosen; every answer has at least one"))
    return [theme.key for theme in themes if theme.key in chosen], problems

"""Bijlage 1: the questionnaire as it was put to respondents, drawn from the codebook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.parts import ANSWER, NUMBER, OPEN, QUESTION, STATEMENTS, Item, Niveau
from impactmonitor.text.dutch import capitalise

CHECKBOX = "□"
RADIO = "○"
SHORT_LINE = "_" * 6
LINE = "_" * 30
# What opens a list or a block at the start of a text, and what is markup anywhere.
MARKUP = re.compile(r"""(^\w+(?=[.)])|^)([-+:%=(.)])|((?<=-)-|(?<=\.)\.|[\\`*_{}\[\]#@$^~|'"])""")


def form_markdown(codebook: Codebook) -> str:
    """Draw the whole form as Pandoc Markdown.

    Parameters
    ----------
    codebook : Codebook

    Returns
    -------
    str
        Headings of level 2 and 3, paragraphs, line blocks and raw HTML tables; no numbers of its own but the
        levels' ordinals.
    """
    form = codebook.formulier
    blocks = [
        _heading(2, form["kop"]),
        _given(form, "opdracht"),
        _levels([niveau for niveau in codebook.niveaus if niveau.omschrijving]),
        _given(form, "na_niveaus"),
        _given(form, "doel"),
    ]
    if codebook.open:
        blocks.append(_question(form["open_vraag"]))
        blocks.append(_table([form["open_kop"]], [(niveau.open_rij, [LINE]) for niveau in codebook.open]))
    for number, niveau in enumerate(codebook.niveaus, start=1):
        asked = codebook.asked_of(niveau)
        blocks.append(_heading(3, f"{number}. {_title(form, niveau)}"))
        blocks.append(_text(asked and f"Alleen gevraagd aan {asked}."))
        blocks += _answered(niveau) if niveau.answered else _level(codebook, niveau)
    if "afsluiting" in form:
        blocks += [_heading(3, form["afsluiting_kop"]), *_closing(form["afsluiting"])]
    blocks += map(_text, form.get("slot", ()))
    return "\n\n".join(filter(None, blocks)) + "\n"


def _given(form: Mapping[str, Any], name: str) -> str:
    return _text(form.get(name, ""))


def _title(form: Mapping[str, Any], niveau: Niveau) -> str:
    """Return what the form calls a level."""
    if niveau.template == QUESTION:
        return capitalise(niveau.naam)
    return str(form.get("niveau_kop", "{naam}").replace("{naam}", niveau.naam))


def _answered(niveau: Niveau) -> list[str]:
    """Draw a question of which each item is answered by one category, by a number or in own words."""
    blocks = [_text(niveau.inleiding), _question(niveau.vraag), _text(niveau.uitleg)]
    if niveau.soort in {NUMBER, OPEN}:
        return [*blocks, _text(LINE)]
    answers = [one.label for one in niveau.schalen[ANSWER]]
    if niveau.soort == STATEMENTS:
        return [*blocks, _table(answers, [(item.tekst, [RADIO] * len(answers)) for item in niveau.items])]
    return [*blocks, _options(RADIO, answers)]


def _level(codebook: Codebook, niveau: Niveau) -> list[str]:
    form, scales = codebook.formulier, niveau.schalen

    def matrix(name: str) -> list[str]:
        columns = [value.label for value in scales[name]]
        asked, told = codebook.follow_up(name)
        return [
            _question(asked.replace("{naam}", niveau.naam)),
            _text(told),
            _table(columns, [(item.follow_up, [RADIO] * len(columns)) for item in niveau.items]),
        ]

    explained = (
        [
            _question(form["toelichting_vraag"]),
            _table([form["toelichting_kop"]], [(item.follow_up, [SHORT_LINE]) for item in niveau.items]),
        ]
        if niveau.toelichting
        else []
    )
    return [
        _text(niveau.inleiding),
        _question(niveau.vraag),
        _text(niveau.uitleg),
        _options(CHECKBOX, [*map(ticked, niveau.items), *([codebook.geen["tekst"]] if niveau.geen else [])]),
        *(block for name in scales for block in matrix(name)),
        *explained,
    ]


def ticked(item: Item) -> str:
    """Join an item's text with its examples; *andere* gets a line to write on."""
    if item.kind == "other":
        return f"{item.tekst} {LINE}"
    return item.tekst + ("" if item.voorbeelden.startswith(",") else " ") + item.voorbeelden


def _closing(questions: Iterable[dict[str, object]]) -> list[str]:
    blocks = []
    for question in questions:
        blocks.append(_question(str(question["vraag"])))
        if "uitleg" in question:
            blocks.append(_text(str(question["uitleg"])))
        answer = question["antwoord"]
        blocks.append(_options(RADIO, answer) if isinstance(answer, list) else _text(LINE))
    return blocks


def _levels(niveaus: Sequence[Niveau]) -> str:
    last = len(niveaus) - 1
    return "\n".join(
        f"{place + 1}. {_text(f'{niveau.naam} ({niveau.omschrijving})')}{'.' if place == last else ';'}"
        for place, niveau in enumerate(niveaus)
    )


def _text(text: str) -> str:
    """Escape everything that Markdown or Quarto would read as markup."""
    escaped = html.escape(" ".join(text.split()), quote=False)
    return MARKUP.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", escaped)


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {_text(text)} {{.unnumbered .unlisted}}"


def _question(text: str) -> str:
    return f"**{_text(text)}**"


def _options(mark: str, texts: Iterable[str]) -> str:
    """Write a line for every answer, as a line block: boxes and circles take the place of bullets."""
    lines = "\n".join(f"| {mark}\\ {_text(text.strip())}" for text in texts)
    return f"::: {{.keuzes}}\n{lines}\n:::"


def _table(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Draw a table with the items down the side; its corner is empty, as on the form."""
    side = "center" if rows[0][1][0] == RADIO else "left"
    head = "".join(f'<th scope="col" style="text-align: {side}">{html.escape(column)}</th>' for column in columns)
    body = "\n".join(
        f'<tr><th scope="row" style="text-align: left">{html.escape(name)}</th>'
        + "".join(f'<td style="text-align: {side}">{html.escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    return (
        '```{=html}\n<table class="gt_table formulier">\n'
        f"<thead>\n<tr><td></td>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>\n```"
    )

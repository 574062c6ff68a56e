"""What changed, as a page to read and as a table: ``verschil.html`` and ``verschil.csv``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import jinja2

from impactmonitor.paths import ROOT, THEME
from impactmonitor.report.difference import KINDS, Changes, by_kind
from impactmonitor.report.theme_files import css_variables, fonts_css, logo_html
from impactmonitor.report.version import Version
from impactmonitor.text import dutch
from impactmonitor.text.strangers import visible

PAGE, TABLE = "verschil.html", "verschil.csv"
TEMPLATE = ROOT / THEME / "verschil.html"
COLUMNS = ["soort", "plaats", "onderwerp", "eerst", "nu", "door"]
IN_TABLES = {"verborgen", "zichtbaar", "cijfer", "naam", "tabel", "figuur", "toets"}
"""Kinds that are read in rows; of the others each is set out by itself."""
BARE = {"figuur", "toets"}
"""Kinds of which there is nothing to set side by side."""
_WORDS = re.compile(r"\S+\s*")


def marked(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Cut two texts in runs of words that both have and that only one has.

    Parameters
    ----------
    old, new : str

    Returns
    -------
    list of (str, bool), twice
        Of the old text and of the new: the words, and whether they differ; together they are the text.

    Examples
    --------
    >>> marked("ruim de helft noemt dit", "bijna de helft noemt dit")
    ([('ruim ', True), ('de helft noemt dit', False)], [('bijna ', True), ('de helft noemt dit', False)])
    """
    before, now = _WORDS.findall(old), _WORDS.findall(new)
    bare = [[word.strip() for word in words] for words in (before, now)]
    runs: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for action, a, b, c, d in SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_opcodes():
        for found, words in zip(runs, (before[a:b], now[c:d]), strict=True):
            if words:
                found.append(("".join(words), action != "equal"))
    return runs


def page(old: Version, new: Version, changes: Changes, whole: bool) -> str:
    """Make the page.

    Parameters
    ----------
    old, new : Version
    changes : Changes
        For readers from `difference.told`.
    whole : bool
        Whether it is for the bureau itself: respondents are named.
    """
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    style = fonts_css() + css_variables() + (ROOT / THEME / "report.css").read_text(encoding="utf-8")
    return template.render(
        title=new.title,
        variant=new.made["variant"],
        versions=[(name, version.made) for name, version in (("Eerst", old), ("Nu", new))],
        changes=changes,
        kinds=by_kind(changes.differences),
        titles=KINDS,
        in_tables=IN_TABLES,
        bare=BARE,
        marked=marked,
        data=_of_answers(changes),
        whole=whole,
        few=dutch.count_word(max(old.minimum, new.minimum)),
        logo=logo_html(),
        style=style,
    )


def _of_answers(changes: Changes) -> str:
    """Say of how many respondents the answers are new, gone or corrected."""
    if changes.dropped is None or changes.added is None:
        return ""
    counts = {"erbij": len(changes.added), "weg": len(changes.dropped), "verbeterd": changes.corrections}
    said = [f"{dutch.number(count)} {what}" for what, count in counts.items() if count]
    return f"respondenten: {dutch.enumerate_nl(said)}" if said else ""


def table(changes: Changes) -> str:
    """Make the table: a row for each difference, and one for each outcome of which the older numbers are not told.

    Parameters
    ----------
    changes : Changes
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([visible(cell) for cell in row] for row in _rows(changes))
    return file.getvalue()


def _rows(changes: Changes) -> Iterator[list[str]]:
    for one in changes.differences:
        yield [one.kind, one.place, one.subject, one.old, one.new, "; of ".join(one.causes)]
    for niveau, item in changes.withheld:
        yield ["niet getoond", niveau, item, "", "", ""]
    for respondent, columns in changes.corrected.items():
        yield ["respondent", "verbeterd", respondent, "", "", ", ".join(columns)]
    if changes.named:
        for what, respondents in (("weg", changes.dropped), ("erbij", changes.added)):
            for respondent in respondents or []:
                yield ["respondent", what, respondent, "", "", ""]

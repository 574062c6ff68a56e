"""Answers by which somebody may be recognised: for the researcher, before a report is made; in no output."""

from __future__ import annotations

import re

import pandas as pd

from impactmonitor.survey.codebook import LANGUAGE, PLACE, Codebook
from impactmonitor.survey.responses import Responses
from impactmonitor.survey.vocabulary import vocabularies
from impactmonitor.text.persons import functions_in, looks_named


def recognisable(responses: Responses, codebook: Codebook, workplaces: pd.DataFrame) -> list[str]:
    """List answers in own words that look as if they name a person, or a function that one respondent names.

    Parameters
    ----------
    responses : Responses
    codebook : Codebook
    workplaces : DataFrame
        From `workplaces.read_workplaces`; words in their names name no person.

    Returns
    -------
    list of str
        A line for each, with row and column; a name is not repeated.
    """
    closed = {*vocabularies(codebook, workplaces), PLACE, *codebook.groepen, LANGUAGE, "respondent"}
    names = [*workplaces["werkplaats"], *workplaces["andere_naam"]]
    names += [text for niveau in codebook.niveaus for item in niveau.items for text in (item.tekst, item.label)]
    known = {word.casefold() for name in names for word in re.findall(r"[\w'’-]+", name)}
    found: list[tuple[int, str, str]] = []
    functions: dict[str, list[tuple[int, str]]] = {}
    for column in (name for name in codebook.columns if name not in closed):
        for row, text in zip(responses.rows, responses.frame[column], strict=True):
            if not text:
                continue
            if place := looks_named(text, known):
                message = f"may name a person (word {place} and on); names go into redactie.csv"
                found.append((row, column, message))
            for function in functions_in(text):
                functions.setdefault(function, []).append((row, column))
    for function, places in functions.items():
        if len({row for row, _ in places}) == 1:
            message = f"{function!r} is named by this respondent alone; whoever holds it may be recognised"
            found += [(row, column, message) for row, column in places]
    return [f"row {row}, {column}: {message}" for row, column, message in sorted(found)]

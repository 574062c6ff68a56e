"""What respondents wrote in their own words, as tables that tie no text to another or to a small group.

Every list is in an order of its own, made of the texts themselves, so that neither the order of the data nor that of
another list says anything of it. The only thing told of a row is its language and, of the answers to the open question,
the heading of its sectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from impactmonitor.analysis.release import NAMED, standard_reports
from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import LANGUAGE, PLACE, REPORTS, SIDE_BY_SIDE
from impactmonitor.survey.parts import Niveau

APART = "\x1f"
REST = "De opbrengsten voor de overige sectoren"
ANSWER = "Antwoord"
"""The head of answers to a question that stands by itself."""


def _place(kind: str, texts: Iterable[str]) -> str:
    """Give a row its place in the list of one kind: by a digest of its texts."""
    return hashlib.sha256("\x1f".join([kind, *texts]).encode("utf-8", "surrogatepass")).hexdigest()


def _texts(study: Study, kind: str, columns: Mapping[str, str], heads: pd.Series | None = None) -> pd.DataFrame:
    """Return the rows of the variant with any text in some columns, by their heads, in an order that says nothing.

    Their index is that of the responses, which no published table keeps.
    """
    heads = pd.Series("", index=study.frame.index) if heads is None else heads
    given = study.frame[[*columns]]
    told = (given != "").any(axis=1) & _tellable(study, heads)
    table = given[told].rename(columns=columns).astype(str)
    places = [_place(kind, row) for row in table.to_numpy()]
    languages = study.frame[LANGUAGE][told].astype(str)
    table = table.assign(**{"data-lang": languages, "groep": heads[told], "place": places})
    return table.sort_values("place", kind="stable").drop(columns="place")


def _headings(study: Study) -> pd.Series:
    """Choose the heading of everybody's answers, the same in every report; empty where there is nothing to tell apart.

    They are the groups of the first grouping that stands side by side, such as sectors; those that share a heading in
    the codebook are one. Groups of which fewer than ``min_onthulling`` answered stand together; where they are too few
    together as well, the smallest other group stands with them.
    """
    if not (first := study.codebook.first(SIDE_BY_SIDE)):
        return pd.Series("", index=study.frame.index)
    heads = study.frame[first.key].map({one.key: one.kop or one.label for one in first.groepen})
    answered = (study.frame[[niveau.words for niveau in study.codebook.open]] != "").any(axis=1)
    counts = {head: int((answered & (heads == head)).sum()) for head in dict.fromkeys(heads)}
    fits = [head for head, count in counts.items() if count >= study.min_onthulling]
    rest = [head for head in counts if head not in fits]
    while rest and fits and sum(counts[head] for head in rest) < study.min_onthulling:
        rest.append(fits.pop(fits.index(min(fits, key=lambda head: (counts[head], head)))))
    if len(fits) + bool(rest) < 2:
        return pd.Series("", index=heads.index)
    return heads.where(heads.isin(fits), REST)


def _tellable(study: Study, heads: pd.Series) -> pd.Series:
    """Tell whose texts may be printed in this variant.

    A text is recognised in every report it stands in, so that its heading in the whole report and the variants that
    print it say together whose it can be: of which group of every grouping with reports, for these stand beside each
    other. It stands in a variant only where these are at least ``min_onthulling`` respondents. Reports beside the
    standard ones cross each other in many ways, so that all of them print the texts of the same cells: of every
    grouping, and of workplaces, where these are so many.
    """
    selected = pd.Series(study.selected, index=study.frame.index)
    if study.variant.whole:
        return selected
    reports, columns = ([one.key for one in study.codebook.groupings(role)] for role in (REPORTS, SIDE_BY_SIDE))
    classes, steps = heads, [reports]
    if study.variant not in standard_reports(study.codebook):
        steps += [[*reports, *columns], *([[PLACE]] if PLACE in study.variant.filters else [])]
    for by in steps:
        classes = _divided(classes, _joined(study.frame, by), study.min_onthulling)
    return selected & ~classes.str.endswith(APART)


def _joined(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Join columns as one text."""
    return pd.Series([*map("\x1e".join, frame[[*columns]].astype(str).to_numpy())], frame.index, dtype=object)


def _divided(classes: pd.Series, by: pd.Series, minimum: int) -> pd.Series:
    """Divide each class into parts that are large enough; the others stay together, and are as many or none.

    Returns
    -------
    Series of str
        Classes; one that ends in `APART` holds what stayed together.
    """
    found = classes + APART
    for one in dict.fromkeys(classes):
        here = classes == one
        sizes = by[here].value_counts().sort_index().sort_values(kind="stable")
        together = [part for part, size in sizes.items() if size < minimum]
        while together and sizes[together].sum() < minimum and len(together) < len(sizes):
            together.append(sizes.index[len(together)])
        told = here & ~by.isin(together)
        found[told] += by[told]
    return found


def open_answers(study: Study) -> pd.DataFrame:
    """List the answers to the open question.

    Returns
    -------
    DataFrame
        One row per respondent who answered, as typed, as far as that points to no small group: ``groep`` (heading:
        sectors of which enough answered, the others together; empty where nothing is told apart), a column for each
        level by its head, and ``data-lang``; in the order of the headings, and within each in one that says nothing.
    """
    return answers_of(study).reset_index(drop=True)


def answers_of(study: Study) -> pd.DataFrame:
    """List the same with the index of the responses, for what is known of them and may be told: themes."""
    heads = _headings(study)
    columns = {niveau.words: niveau.open_kop for niveau in study.codebook.open}
    table = _texts(study, "antwoorden", columns, heads)
    if table["groep"].value_counts().lt(study.min_onthulling).any():
        table["groep"] = ""
    first = study.codebook.first(SIDE_BY_SIDE)
    known = [one.kop or one.label for one in first.groepen] if first else []
    order = list(dict.fromkeys(head for head in [*known, REST, ""] if head in set(table["groep"])))
    table.insert(0, "groep", pd.Categorical(table.pop("groep"), order, ordered=True))
    return table.sort_values("groep", kind="stable")


def remarks(study: Study) -> pd.DataFrame:
    """List the remarks at the end of the form, as far as they point to no small group: a column, and ``data-lang``."""
    return remarks_of(study).reset_index(drop=True)


def remarks_of(study: Study) -> pd.DataFrame:
    """List the same with the index of the responses."""
    columns = {"opmerking": "Aanvullende opmerkingen"} if study.codebook.remarks else {}
    return _texts(study, "opmerkingen", columns).drop(columns="groep")


def other_outcomes(study: Study, niveau: Niveau) -> list[str]:
    """List the other outcomes that respondents wrote down on a level: all, or none where one would give somebody away.

    Their number is that of the ticks, which is why a list in part would tell another.
    """
    if not niveau.andere:
        return []
    return list(_all_or_none(study, niveau, "andere", {niveau.column("andere", "tekst"): "tekst"})["tekst"])


def lone_answers(study: Study) -> pd.DataFrame:
    """List the answers to the open questions that stand by themselves, of each all or none, as `other_outcomes`.

    Returns
    -------
    DataFrame
        One row per answer as typed: ``groep`` (what the question is about), ``Antwoord`` and ``data-lang``; question by
        question, and within each in an order that says nothing.
    """
    found = [
        lone_answers_of(study, niveau).rename(columns={niveau.open_kop: ANSWER}).assign(groep=niveau.open_kop)
        for niveau in study.codebook.in_own_words
    ]
    if not found:
        return pd.DataFrame(columns=["groep", ANSWER, "data-lang"], dtype=object)
    return pd.concat(found, ignore_index=True)[["groep", ANSWER, "data-lang"]]


def lone_answers_of(study: Study, niveau: Niveau) -> pd.DataFrame:
    """List those to one of them with the index of the responses: ``groep`` is empty, and the column has its head."""
    return _all_or_none(study, niveau, niveau.items[0].key, {niveau.words: niveau.open_kop})


def _all_or_none(study: Study, niveau: Niveau, item: str, column: Mapping[str, str]) -> pd.DataFrame:
    """List texts of which the number is that of the ticks of an item: none where that number is not shown.

    Those of a question with a base stand only in the report on all: each tells that its writer is one of those who were
    asked, who may be few in a part, or in what parts leave of all. Others stand only in reports that do not cross, for
    texts are recognised: two lists tell how many of the ticks are of both.
    """
    found = _texts(study, niveau.key, column)
    printed = (study.variant.whole or not niveau.gevraagd_aan) and _crosses_none(study)
    shown = printed and study.may_show(niveau, item, NAMED, study.selected)
    return found if shown and len(found) == int((study.selection[[*column]] != "").to_numpy().sum()) else found[:0]


def _crosses_none(study: Study) -> bool:
    """Tell whether a report is of one group of the one grouping whose reports have lists of such texts, or on all."""
    by = study.codebook.groupings(REPORTS) or [*study.codebook.groepen.values()]
    asked = [(name, *keys) for name, keys in study.variant.filters.items()]
    return study.variant.whole or (len(by) == 1 and asked in [[(by[0].key, one.key)] for one in by[0].groepen])

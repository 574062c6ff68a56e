"""What respondents wrote about: the themes of their answers, counted by person.

Only answers that the report prints are counted, each beside its themes and under its heading. So a count says nothing
that who reads the answers could not count: which texts may stand in a report, and under which headings, is decided in
`own_words`, and themes need no decision of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from impactmonitor.analysis import own_words
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import COLUMNS, ordered
from impactmonitor.survey.codebook import SIDE_BY_SIDE
from impactmonitor.survey.codeframe import REMARK, Theme
from impactmonitor.survey.parts import OPEN, Niveau


def coded(study: Study, niveau: Niveau) -> pd.DataFrame:
    """Return the answers on a level that the report prints, with their themes.

    Returns
    -------
    DataFrame
        By row of the responses: ``groep`` (the heading it stands under) and ``themas`` (list of keys); empty where
        nothing is coded, or fewer than ``min_onthulling`` answers are printed.
    """
    empty = pd.DataFrame({"groep": [], "themas": []}, dtype=object)
    if study.coding is None or niveau.key not in study.coding.frame.themes:
        return empty
    alone = niveau.soort == OPEN
    printed = own_words.lone_answers_of(study, niveau) if alone else own_words.answers_of(study)
    printed = printed[printed[niveau.open_kop] != ""]
    if len(printed) < max(study.min_onthulling, 2):
        return empty
    return pd.DataFrame({"groep": printed["groep"].astype(str), "themas": _themes(study, niveau.key, printed)})


def _themes(study: Study, kind: str, printed: pd.DataFrame) -> pd.Series:
    """Look the themes of printed texts up; none where a text is not coded."""
    known = study.coding.themes(kind) if study.coding else pd.Series(dtype=object)
    found = study.frame.loc[printed.index, "respondent"].astype(str).map(known)
    return found.map(lambda one: one if isinstance(one, list) else [])


def _groups(study: Study, answers: pd.DataFrame) -> list[Group]:
    """Choose the groups that themes are told of: all printed answers, and sectors with a heading to themselves."""
    mask = np.isin(study.frame.index, answers.index)
    found = [Group(study.total.key, study.total.label, study.total.naam, study.total.zin, mask)]
    first = study.codebook.first(SIDE_BY_SIDE)
    groups = first.groepen if first else ()
    for sector in groups:
        head = sector.kop or sector.label
        alone = [one.key for one in groups if (one.kop or one.label) == head] == [sector.key]
        under = np.isin(study.frame.index, answers.index[answers["groep"] == head])
        if alone and study.min_groep <= under.sum() < mask.sum():
            found.append(Group(sector.key, sector.label, sector.naam, f"uit {sector.zin}", under))
    return found


def themes(study: Study, niveau: Niveau) -> pd.DataFrame:
    """Count the persons whose printed answer on a level has a theme, in all and by sector.

    Parameters
    ----------
    study : Study
    niveau : Niveau

    Returns
    -------
    DataFrame
        One row per theme that occurs and group, the most frequent first, those that say nothing of the answer last; the
        columns of `tabulation.outcomes`, so that figures and tables are made alike: ``opbrengst`` is the theme's name,
        and ``n`` the persons whose answer is printed. There are no margins and tests, which are for what was asked.
    """
    answers, rows = coded(study, niveau), []
    groups = _groups(study, answers)
    listed: Sequence[Theme] = study.coding.frame.themes[niveau.key] if len(answers) and study.coding else ()
    for theme in listed:
        has = answers["themas"].map(lambda found, key=theme.key: key in found)
        members = np.isin(study.frame.index, answers.index[has])
        for group in groups if has.any() else []:
            count = int((members & group.mask).sum())
            row: dict[str, Any] = {"item": theme.key, "opbrengst": theme.naam, "soort": _kind(theme)}
            row |= {"groep_key": group.key, "groep": group.title, "groep_naam": group.naam, "n": group.n}
            row |= {"aantal": count, "aandeel": count / group.n, "toon": True, "reden": "", "oordeel": ""}
            rows.append(
                row | dict.fromkeys(("laag", "hoog", "verschil", "verschil_laag", "verschil_hoog", "p"), np.nan)
            )
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(rows).astype({"aantal": "Int64"})
    return ordered(table, groep=[group.title for group in groups])


def remark_counts(study: Study) -> pd.DataFrame:
    """Count the persons whose printed remark has a theme.

    Returns
    -------
    DataFrame
        ``item, opbrengst`` (the theme's name)``, soort, aantal, n`` of the themes that occur, the most frequent first.
        No rows where remarks are not coded, or fewer than ``min_onthulling`` are printed.
    """
    printed, rows = own_words.remarks_of(study), []
    known = study.coding.frame.themes.get(REMARK, ()) if study.coding else ()
    if len(printed) >= max(study.min_onthulling, 2):
        given = _themes(study, REMARK, printed)
        for theme in known:
            count = sum(theme.key in themes for themes in given)
            row = {"item": theme.key, "opbrengst": theme.naam, "soort": _kind(theme)}
            rows += [row | {"aantal": count, "n": len(printed)}] if count else []
    table = pd.DataFrame(rows, columns=["item", "opbrengst", "soort", "aantal", "n"])
    return table.sort_values("aantal", ascending=False, kind="stable")


def _kind(theme: Theme) -> str:
    return "other" if theme.apart else "named"


def quotations(study: Study, niveau: Niveau) -> pd.DataFrame:
    """List what may be quoted of the answers that the report prints.

    Returns
    -------
    DataFrame
        ``item`` (theme) and ``citaat``, in the order of the printed answers.
    """
    answers = coded(study, niveau)
    if not len(answers) or study.coding is None:
        return pd.DataFrame({"item": [], "citaat": []}, dtype=object)
    who = study.frame.loc[answers.index, "respondent"].astype(str)
    chosen = study.coding.quotations(niveau.key)
    found = chosen.loc[[one for one in who if one in chosen.index]]
    return found.rename(columns={"citaat_bij": "item"})[["item", "citaat"]].reset_index(drop=True)


def answer_themes(study: Study) -> pd.DataFrame:
    """List the themes of `own_words.open_answers`, row by row under the same heads; without columns where none is."""
    heads = {niveau.open_kop: niveau.key for niveau in study.codebook.open}
    return _beside(study, own_words.answers_of(study), heads)


def remark_themes(study: Study) -> pd.DataFrame:
    """List those of `own_words.remarks` in the same way."""
    return _beside(study, own_words.remarks_of(study), {"Aanvullende opmerkingen": REMARK})


def lone_themes(study: Study) -> pd.DataFrame:
    """List those of `own_words.lone_answers` in the same way; none of a question that is not coded."""
    if not study.coding:
        return pd.DataFrame()
    found: list[list[tuple[str, str]]] = []
    for niveau in study.codebook.in_own_words:
        printed = own_words.lone_answers_of(study, niveau)
        told = _beside(study, printed, {own_words.ANSWER: niveau.key})
        found += list(told.get(own_words.ANSWER, [[] for _ in range(len(printed))]))
    return pd.DataFrame({own_words.ANSWER: found}, dtype=object)


def _beside(study: Study, printed: pd.DataFrame, heads: dict[str, str]) -> pd.DataFrame:
    """Return lists of (identifier, name) of themes."""
    found = pd.DataFrame(index=printed.index)
    for head, kind in heads.items():
        if study.coding and kind in study.coding.frame.themes:
            names = {theme.key: theme.naam for theme in study.coding.frame.themes[kind]}
            found[head] = [
                [(f"{kind}-{key}", names[key]) for key in names if key in keys]
                for keys in _themes(study, kind, printed)
            ]
    return found.reset_index(drop=True)

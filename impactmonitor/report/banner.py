"""Tables with a banner: groups side by side in blocks, with margins, and letters where a difference holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from string import ascii_lowercase
from typing import Any

import pandas as pd

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.bases import base
from impactmonitor.analysis.comparisons import pairs
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import LESS, MORE
from impactmonitor.analysis.study import Study
from impactmonitor.claims.published import with_published
from impactmonitor.survey.parts import OPEN, OUTCOMES, SEVERAL, STATEMENTS, Niveau
from impactmonitor.text.dutch import capitalise

BASE = "n (basis)"
COUNT, SHARE, LOW, HIGH, HOLDS = "aantal", "%", "laag", "hoog", "sig."
"""The heads under a group; the last has the letters of the columns that its share is higher than."""
HEADS = {OUTCOMES: "Opbrengst", SEVERAL: "Antwoord", STATEMENTS: "Stelling", OPEN: "Antwoord"}
"""What the items of a question are, by its kind."""
SHARES = (SHARE, LOW, HIGH)


@dataclass(frozen=True)
class Column:
    """A group of the banner.

    Attributes
    ----------
    group : Group
    letter : str
        What other columns of its block call it; empty where it is compared with none of them.
    """

    group: Group
    letter: str = ""

    @property
    def head(self) -> str:
        """Its label, with its letter."""
        return f"{self.group.label} ({self.letter})" if self.letter else self.group.label

    def name(self, head: str) -> str:
        """Name one of its columns in a table."""
        return f"{self.group.label}|{head}"


@dataclass(frozen=True)
class Block:
    """Groups that stand beside each other under one head; those with a letter are compared, pair by pair."""

    title: str
    columns: tuple[Column, ...]

    @property
    def compared(self) -> list[Group]:
        """Those with a letter."""
        return [column.group for column in self.columns if column.letter]


def blocks(study: Study, letters: str = ascii_lowercase) -> list[Block]:
    """Choose the groups of the banner: total, then a block for each grouping, as far as they may be revealed.

    First come the groupings that stand side by side within every report, then, in the whole, those of which each group
    has a report.

    Parameters
    ----------
    study : Study
    letters : str
        To give out, in this order.

    Returns
    -------
    list of Block
        Of the groups of a grouping those that are large enough to read get letters, where there are two or more.
    """
    totals = [study.total] if study.variant.whole else [study.total, study.whole]
    apart = study.side_by_side | (study.reported if study.variant.whole else {})
    found = [Block("Totaal", tuple(Column(group) for group in study.publishable(totals)))]
    left = iter(letters)
    for grouping, groups in apart.items():
        shown = study.publishable(groups)
        large = [group.key for group in shown if group.n >= study.min_groep]
        told = set(large) if len(large) > 1 else set()
        columns = tuple(Column(group, next(left, "") if group.key in told else "") for group in shown)
        found += [Block(study.codebook.groepen[grouping].titel, columns)] if columns else []
    return found


def asked_enough(study: Study, niveau: Niveau, banner: Sequence[Block]) -> list[Block]:
    """Take the letter of columns of which too few were asked a question, and of one that is left alone."""
    found = []
    for block in banner:
        known = {one.letter for one in block.columns if (base(study, niveau, one.group) or 0) >= study.min_groep}
        kept = known if len(known - {""}) > 1 else set()
        columns = [one if one.letter in kept else replace(one, letter="") for one in block.columns]
        found.append(replace(block, columns=tuple(columns)))
    return found


def groups(banner: Sequence[Block]) -> list[Group]:
    """List the groups of a banner, in its order."""
    return [column.group for block in banner for column in block.columns]


def called(niveau: Niveau) -> str:
    """Say what the items of a level are, above them."""
    return HEADS.get(niveau.soort, "Vraag")


def outcomes(study: Study, niveau: Niveau, banner: Sequence[Block]) -> pd.DataFrame:
    """Set the outcomes of a level out under a banner.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    banner : sequence of Block

    Returns
    -------
    DataFrame
        ``Opbrengst`` and, for each group, ``<label>|aantal``, ``|%``, ``|laag``, ``|hoog`` (shares 0-1 with the 95%
        margin) and, of what is compared, ``|sig.``: letters. First a row with the base of each group. What is
        withheld is missing; what there is nothing to say of is an empty text.
    """
    table = tabulation.outcomes(study, niveau, groups(banner))
    items = list(table.drop_duplicates("item")["item"])
    wide: dict[str, list[Any]] = {called(niveau): [BASE, *table.drop_duplicates("item")["opbrengst"].astype(str)]}
    for block in banner:
        higher = _higher(study, niveau, block)
        for column in block.columns:
            rows = table[table["groep_key"] == column.group.key]
            wide[column.name(COUNT)] = [rows["n"].iloc[0], *rows["aantal"]]
            for head, name in zip(SHARES, ("aandeel", "laag", "hoog"), strict=True):
                wide[column.name(head)] = ["", *rows[name]]
            if column.letter:
                wide[column.name(HOLDS)] = ["", *("".join(higher.get((item, column.letter), [])) for item in items)]
    return pd.DataFrame(wide)


def published(study: Study, niveau: Niveau, table: pd.DataFrame, banner: Sequence[Block]) -> frozenset[tuple[int, str]]:
    """Find the cells of a table of `outcomes` or `distribution` whose numbers were published: row and column.

    They are counts and shares as an earlier publication states them; the other numbers of a reconstruction are chosen.
    """
    heads = {capitalise(study.codebook.called(one)): one for one in niveau.schalen}
    labels = [str(table.columns[0])]
    if scale := heads.get(str(table.columns[1])):
        tidy = tabulation.distribution(study, niveau, scale, groups(banner))
        labels.append(str(table.columns[1]))
    else:
        tidy = tabulation.outcomes(study, niveau, groups(banner))
    told = with_published(study, niveau, tidy)
    everyone = told["groep_key"].isin([study.whole.key, study.total.key])
    found = set()
    for row in told[everyone & told["gepubliceerd"].ne("")].itertuples():
        names = [str(row.opbrengst), *([str(row.antwoord)] if len(labels) > 1 else [])]
        place = table.index[(table[labels].astype(str) == names).all(axis=1)][0]
        column = next(one for block in banner for one in block.columns if one.group.key == row.groep_key)
        found.add((int(place), column.name(SHARE if row.gepubliceerd == SHARE else COUNT)))
    return frozenset(found)


def _higher(study: Study, niveau: Niveau, block: Block) -> dict[tuple[str, str], list[str]]:
    """Find the letters of the columns that the share in a column is higher than, by the report's rule, by outcome."""
    if not block.compared:
        return {}
    letters = {column.group.key: column.letter for column in block.columns}
    found: dict[tuple[str, str], list[str]] = {}
    for row in tabulation.outcomes(study, niveau, list(pairs(block.compared))).itertuples():
        one, other = (letters[key] for key in row.groep_key.split(":"))
        if row.oordeel in {MORE, LESS}:
            high, low = (one, other) if row.oordeel == MORE else (other, one)
            found.setdefault((row.item, high), []).append(low)
    return found


def distribution(study: Study, niveau: Niveau, scale: str, banner: Sequence[Block]) -> pd.DataFrame:
    """Set the status or nature of the outcomes of a level out under a banner.

    Returns
    -------
    DataFrame
        ``Opbrengst``, the scale and, for each group, ``<label>|aantal`` and ``|%``. Of each outcome first its base, and
        at the end that of all named outcomes together, of the total only, where it may be told.
    """
    table = tabulation.distribution(study, niveau, scale, groups(banner))
    rows = list(chain.from_iterable(_answers(banner, rows) for _, rows in table.groupby("item", sort=False)))
    totals = tabulation.scale_totals(study, niveau, scale)
    if totals is not None and totals.sum():
        rows += _together(niveau, scale, banner, totals)
    return pd.DataFrame(rows, columns=[called(niveau), capitalise(study.codebook.called(scale)), *_names(banner)])


def _names(banner: Sequence[Block]) -> list[str]:
    return [column.name(head) for block in banner for column in block.columns for head in (COUNT, SHARE)]


def _answers(banner: Sequence[Block], table: pd.DataFrame) -> Iterator[list[Any]]:
    """Make the rows of one outcome: its base, and its answers."""
    label, cells = str(table["opbrengst"].iloc[0]), dict(iter(table.groupby("groep_key")))
    bases = [cells[group.key]["n"].iloc[0] for group in groups(banner)]
    yield [label, BASE, *chain.from_iterable((n, n if pd.isna(n) else 1.0) for n in bases)]
    for place, answer in enumerate(table.drop_duplicates("categorie")["antwoord"].astype(str)):
        found = [cells[group.key].iloc[place] for group in groups(banner)]
        yield [label, answer, *chain.from_iterable((one["aantal"], one["aandeel"]) for one in found)]


def _together(niveau: Niveau, scale: str, banner: Sequence[Block], totals: pd.Series) -> Iterator[list[Any]]:
    """Make the rows of all named outcomes together, which are told of the total."""
    short = {category.key: category.short for category in niveau.schalen[scale]}
    n, nothing = int(totals.sum()), [""] * (len(_names(banner)) - 2)
    yield [tabulation.ALL_NAMED, BASE, n, 1.0, *nothing]
    for key, count in totals.items():
        yield [tabulation.ALL_NAMED, short[str(key)], int(count), int(count) / n, *nothing]

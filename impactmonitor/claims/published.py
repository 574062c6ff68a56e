"""What an earlier publication states of outcomes: in a reconstruction, only these of its numbers are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import TOGETHER
from impactmonitor.claims.counts import Cell
from impactmonitor.claims.handwritten import OUTCOMES, facts_of
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.survey.parts import Item, Niveau
from impactmonitor.text.dutch import enumerate_nl

PUBLISHED, CHOSEN = "gepubliceerd", "gekozen"
"""What the page marks a number by."""
CONSTRUCTED = {"opbrengsten", "tranches", "geheel"}
"""The tables of a level whose counts follow from who ticked what, as do those of its follow-ups."""


@dataclass(frozen=True)
class Published:
    """A number of all respondents, as it was published.

    Attributes
    ----------
    niveau : str
    item : Item
    waarde : str
        A percentage, or words: *80%*, *driekwart*.
    antwoord : str
        Of those the number is about, in words; empty where it is about all who name the outcome.
    table : str
        The data table that has it.
    """

    niveau: str
    item: Item
    waarde: str
    antwoord: str = ""
    table: str = "opbrengsten"
    categorie: str = ""

    @property
    def ref(self) -> str:
        """The row that it stands in."""
        return f"{self.niveau}-{self.table}-{self.item.key}"


def read_published(study: Study) -> list[Published]:
    """Read what was published of the outcomes of these answers; none unless they are a reconstruction.

    Raises
    ------
    InputError
        An outcome or answer is not in the codebook; all such are listed.
    """
    facts = facts_of(study.data)
    if not study.responses.reconstruction or str(facts.get("meting")) != study.codebook.meting:
        return []
    items = {f"{niveau.key}.{item.key}": (niveau, item) for niveau in study.codebook.niveaus for item in niveau.named}
    answers = {one.key: (scale, one.label) for scale, known in study.codebook.schalen.items() for one in known}
    found, problems = [], []
    for place, given in enumerate(facts.get(OUTCOMES, []), 1):
        answer = given.get("antwoord", "")
        for value, known in ((given["opbrengst"], items), (answer, answers)):
            if value and value not in known:
                hint = nearest(value, list(known))
                problems.append(Problem(f"bron.yml, {OUTCOMES}, {place}", f"{value!r} is not in the codebook{hint}"))
        if not problems:
            niveau, item = items[given["opbrengst"]]
            table, label = answers[answer] if answer else ("opbrengsten", "")
            found.append(Published(niveau.key, item, str(given["waarde"]), label.lower(), table, answer))
    if problems:
        raise InputError(problems)
    return found


def note(study: Study, niveau: Niveau, table: str) -> str:
    """Say what was published of a table of a level, and that the rest is chosen; empty where the answers are real.

    What all respondents answered to a later question stands in no table of a part.
    """
    if not study.responses.reconstruction:
        return ""
    alike: dict[tuple[str, str], list[str]] = {}
    for one in read_published(study):
        if one.niveau == niveau.key and one.table == table and (study.variant.whole or not one.antwoord):
            alike.setdefault((one.waarde, one.antwoord), []).append(one.item.zin)
    told = [
        " ".join(filter(None, [waarde, "noemt", enumerate_nl(named), antwoord]))
        for (waarde, antwoord), named in alike.items()
    ]
    real = table == "opbrengsten" and niveau.andere
    but = f", behalve hoeveel van alle {study.codebook.personen} een andere opbrengst noemen" if real else ""
    if not told:
        return f"Alle aantallen en percentages hierin zijn gekozen{but}."
    within = any(not any(map(str.isdigit, waarde)) for waarde, _ in alike)
    chosen = " Waar dat in woorden is gedaan, is het percentage daarbinnen gekozen." if within else ""
    return (
        f"Gepubliceerd is van alle {study.codebook.personen} (onderstreept): {'; '.join(told)}.{chosen} "
        f"De andere aantallen en percentages zijn gekozen{but}."
    )


def with_published(study: Study, niveau: Niveau, table: pd.DataFrame) -> pd.DataFrame:
    """Tell of each row of a tidy table which of its numbers was published.

    Parameters
    ----------
    study : Study
    niveau : Niveau
    table : DataFrame
        From `tabulation.outcomes` or `tabulation.distribution`.

    Returns
    -------
    DataFrame
        With ``gepubliceerd``: ``%`` where that is the share of all respondents, ``Aantal`` where it is a count of them,
        since the share in that row is of those who name the outcome; else empty.
    """
    known = {(one.item.key, one.categorie) for one in read_published(study) if one.niveau == niveau.key}
    if "antwoord" in table:
        keys = list(zip(table["item"], table["categorie"], strict=True))
        everyone = pd.Series(study.variant.whole, table.index)
    else:
        keys, everyone = [(item, "") for item in table["item"]], table["n"].eq(len(study.frame)).fillna(False)
    number = "Aantal" if "antwoord" in table else "%"
    told = [number if key in known and all_ else "" for key, all_ in zip(keys, everyone, strict=True)]
    return table.assign(gepubliceerd=told)


class Origins:
    """Tells of each number in a sentence whether it was published or chosen.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self._all = len(study.frame)
        self._published: Mapping[str, str] = {one.ref: one.waarde for one in read_published(study)}
        named = {item.key for niveau in study.codebook.niveaus for item in niveau.named}
        made_up = study.responses.reconstruction
        self._levels = {niveau.key for niveau in study.codebook.niveaus} if made_up else set()
        self._items, self._tables = named | {"geen", TOGETHER}, CONSTRUCTED | {*study.codebook.schalen}

    def of(self, cell: Cell) -> str:
        """Say where a number comes from; empty where it is counted."""
        niveau, _, rest = cell.ref.partition("-")
        table, _, item = rest.partition("-")
        if niveau not in self._levels or table not in self._tables or (item and item not in self._items):
            return ""
        if cell.ref in self._published and cell.n == self._all:
            told = f"{PUBLISHED} als {self._published[cell.ref]}"
            return told if told.endswith("%") else f"{told}; het getal zelf is {CHOSEN}"
        return CHOSEN

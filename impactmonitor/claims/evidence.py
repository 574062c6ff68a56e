"""What the sentences of one level may speak of: its numbers, ranked and compared, each traceable to its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations

import pandas as pd

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.bases import among, base, groups_asked, groups_compared
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import exceeds
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import TOGETHER
from impactmonitor.claims.counts import Cell, Difference, Outcome, Spread, Withheld, WithheldError
from impactmonitor.survey.parts import Niveau
from impactmonitor.text.dutch import count_word


class Level:
    """The evidence of one level in one variant."""

    def __init__(self, study: Study, niveau: Niveau) -> None:
        self.study = study
        self._niveau = niveau

    @property
    def niveau(self) -> Niveau:
        """The level, with its name."""
        return self._niveau

    @property
    def n(self) -> int:
        """Respondents in the variant who were asked."""
        if (found := base(self.study, self.niveau, self.study.total)) is None:
            raise WithheldError("n")
        return found

    # -- whom it was asked of ------------------------------------------------------------------------------------------

    @property
    def gevraagd_aan(self) -> str:
        """Whom the question was asked of, in the form's words; empty for everybody."""
        return self.study.codebook.asked_of(self.niveau)

    @property
    def aan_wie(self) -> str:
        """After what respondents are called: *aan wie dit is gevraagd*; empty where everybody was asked."""
        return " aan wie dit is gevraagd" if self.niveau.gevraagd_aan else ""

    @property
    def gevraagd(self) -> Cell:
        """How many were asked the question, of all respondents in the variant."""
        ref, n = f"{self.niveau.key}-gevraagd", base(self.study, self.niveau, self.study.total)
        return Withheld(ref, self.study.n) if n is None else Cell(ref, n, self.study.n)

    @property
    def deel_gevraagd(self) -> bool:
        """The question hangs on an answer to an earlier one, and how many were asked it is shown."""
        return bool(self.gevraagd_aan) and self.gevraagd.toon

    @property
    def deel_gevraagd_verborgen(self) -> bool:
        """The question hangs on an answer to an earlier one, and how many were asked it is not shown."""
        return bool(self.gevraagd_aan) and not self.gevraagd.toon

    @cached_property
    def _groups(self) -> list[Group]:
        """The groups in the figure."""
        return groups_asked(self.study, self.niveau)

    # -- its outcomes, counted -----------------------------------------------------------------------------------------

    def _outcomes(self, groups: Sequence[Group], table: str = "opbrengsten") -> list[Outcome]:
        return self._cells(tabulation.outcomes(self.study, self.niveau, groups), table)

    def _cells(self, rows: pd.DataFrame, table: str) -> list[Outcome]:
        """Give every number of `tabulation.outcomes` the table and row that it is traced to."""
        cells: dict[str, dict[str, Cell]] = {item.key: {} for item in self.niveau.named}
        for row in rows.itertuples():
            if row.item in cells:
                holds = "opbrengsten" if row.groep_key == self.study.total.key else table  # told once
                ref = f"{self.niveau.key}-{holds}-{row.item}"
                n = 0 if pd.isna(row.n) else int(row.n)
                known = Cell(ref, int(row.aantal), n, row.laag, row.hoog) if row.toon else Withheld(ref, n)
                cells[row.item][row.groep_key] = known
        return [Outcome(item, cells[item.key]) for item in self.niveau.named]

    def numbers(self, groups: Sequence[Group], table: str = "opbrengsten") -> list[Cell]:
        """Count every named outcome in every group, outcome by outcome; `table` is the data table that has them."""
        outcomes = self._outcomes(groups, table) if groups else []
        return [outcome.cells[group.key] for outcome in outcomes for group in groups]

    @cached_property
    def genoemd(self) -> list[Outcome]:
        """The named outcomes, most named first; ties in the form's order."""
        return sorted(self._outcomes(self._groups), key=lambda outcome: -outcome.totaal.aantal)

    @cached_property
    def geen(self) -> Cell:
        """Respondents who see no outcome on this level."""
        return self.ticked("geen", f"{self.niveau.key}-opbrengsten-geen")

    def ticked(self, item: str, ref: str) -> Cell:
        """Count the variant's respondents who ticked an item or *geen*."""
        if (column := self.niveau.column(item)) not in self.study.frame:
            return Cell(ref, 0, self.n)  # there is no such box
        if not self.study.may_show(self.niveau, item, "geen" if item == "geen" else "genoemd", self.study.selected):
            return Withheld(ref, base(self.study, self.niveau, self.study.total) or 0)
        return Cell(ref, int(self.study.selection[column].sum()), self.n)

    @property
    def sectoren(self) -> list[Group]:
        """The sectors that are shown apart."""
        keys = {group.key for group in self._groups}
        return [group for group in self.study.sectors if group.key in keys]

    def top(self, group: Group, length: int = 3) -> list[Outcome]:
        """Return the outcomes that a group names most; empty where a tie at the boundary leaves it open."""
        ranked = sorted(self.genoemd, key=lambda outcome: -outcome.cells[group.key].aantal)
        tied = len(ranked) > length and (
            ranked[length].cells[group.key].aantal == ranked[length - 1].cells[group.key].aantal
        )
        return [] if tied or len(ranked) <= length else ranked[:length]

    def _differences(self, pairs: Sequence[tuple[Group, Group]], table: str = "opbrengsten") -> list[Difference]:
        """Set groups against each other on every named outcome that is shown of both, the largest difference first."""
        found = []
        for first, second in pairs:
            groups = [replace(first, rival=second.mask), replace(second, rival=None)]
            rows = tabulation.outcomes(self.study, self.niveau, groups)
            outcomes = {outcome.key: outcome for outcome in self._cells(rows, table)}
            for row in rows[rows["groep_key"] == first.key].itertuples():
                if outcome := outcomes.get(row.item):
                    one, other = outcome.cells[first.key], outcome.cells[second.key]
                    if one.toon and other.toon:
                        found.append(Difference(outcome, first, second, one, other, row.p, row.oordeel))
        return sorted(found, key=lambda difference: difference.laag.aandeel - difference.hoog.aandeel)

    def _in_full(self, found: Sequence[Difference], *kinds: str) -> bool:
        """Tell whether groups are compared on every outcome, as a sentence on all of them, or on the rest, needs."""
        return len(found) == len(self.niveau.named) * sum(len(self._set_against[kind]) for kind in kinds)

    @cached_property
    def _set_against(self) -> dict[str, list[tuple[Group, Group]]]:
        """The groups that the chapter sets against each other, whether or not any number of theirs is shown."""
        two = {kind: self._compared_groups(kind)[:2] for kind in ("tranches", "geheel")}
        pairs = {kind: [(groups[0], groups[1])] if groups else [] for kind, groups in two.items()}
        return {"sectoren": list(combinations(self.sectoren, 2)), **pairs}

    @cached_property
    def _sectors_apart(self) -> list[Difference]:
        return self._differences(self._set_against["sectoren"])

    @cached_property
    def tranchegroepen(self) -> list[Group]:
        """The codebook's two sets of tranches, as far as they were asked, where both are large enough in the whole."""
        return [among(self.study, self.niveau, one) for one in self._compared_groups("tranches")]

    def _compared_groups(self, what: str) -> list[Group]:
        return groups_compared(self.study, self.niveau, what)

    @cached_property
    def _tranches_apart(self) -> list[Difference]:
        return self._differences(self._set_against["tranches"], "tranches")

    @property
    def rest(self) -> Group | None:
        """All respondents outside a part variant, as far as they were asked, where they may be shown."""
        groups = self._compared_groups("geheel")
        return among(self.study, self.niveau, groups[1]) if groups else None

    @cached_property
    def _rest_apart(self) -> list[Difference]:
        return self._differences(self._set_against["geheel"], "geheel")

    @cached_property
    def _distributions(self) -> dict[str, pd.DataFrame]:
        """The follow-ups of each outcome, as `tabulation.distribution` counts them."""
        return {scale: tabulation.distribution(self.study, self.niveau, scale) for scale in self.niveau.schalen}

    def _spreads(self, scale: str) -> list[Spread]:
        if scale not in self._distributions:  # then it was not asked
            return []
        table = self._distributions[scale]
        cells: dict[str, dict[str, Cell]] = {item.key: {} for item in self.niveau.named}
        for row in table[table["toon"] & (table["n"] >= self.study.min_groep)].itertuples():
            if row.item in cells:
                ref = f"{self.niveau.key}-{scale}-{row.item}"
                cells[row.item][row.categorie] = Cell(ref, int(row.aantal), row.n)
        named = [(item, cells[item.key]) for item in self.niveau.named if cells[item.key]]
        return [Spread(item, of_item, int(next(iter(of_item.values())).n)) for item, of_item in named]

    def part(self, scale: str, *, middle: bool = False) -> str:
        """Say of which outcomes a follow-up is known, after *de opbrengsten*; empty where it is of all.

        In the middle of a sentence a comma ends what is a clause.
        """
        known = {spread.item.key for spread in self._spreads(scale)}
        others = [item for item in self.niveau.named if item.key not in known]
        if not others:
            return ""
        ticked, least = [self.ticked(item.key, "") for item in others], count_word(self.study.min_groep)
        if all(cell.toon and cell.aantal < self.study.min_groep for cell in ticked):
            clause = f" die ten minste {least} keer zijn genoemd"
        else:
            clause = f" waarvan dit rapport ten minste {least} antwoorden laat zien"
        return f"{clause}," if middle else clause

    @cached_property
    def status(self) -> list[Spread]:
        """The status of each outcome with a base large enough to read, in the form's order."""
        return self._spreads("status")

    @cached_property
    def aard(self) -> list[Spread]:
        """The nature of each outcome with a base large enough to read, in the form's order."""
        return self._spreads("aard")

    def unsaid(self, scale: str) -> str:
        """After *degenen die de opbrengst noemen*: that they answered, where somebody did not, or may have."""
        if scale not in self._distributions:
            return ""
        table = self._distributions[scale]
        silent = table.loc[table["toon"], "zonder"]  # unknown where the number of ticks is withheld
        return " en de vraag beantwoordden" if silent.isna().any() or silent.any() else ""

    def _total(self, scale: str, category: str) -> Cell | None:
        totals = tabulation.scale_totals(self.study, self.niveau, scale)
        if totals is None or totals.sum() < self.study.min_groep or self.n < self.study.min_groep:
            return None
        return Cell(f"{self.niveau.key}-{scale}-{TOGETHER}", int(totals[category]), int(totals.sum()))

    def missing(self, scale: str) -> Cell | None:
        """Count ticks of named outcomes that lack an answer to a follow-up, of all; None where not all are shown."""
        table = self._distributions[scale]
        rows = table[table["soort"] == "named"].drop_duplicates("item")
        if rows["zonder"].isna().any():
            return None
        silent, answered = int(rows["zonder"].sum()), int(rows["n"].sum())
        return Cell(f"{self.niveau.key}-{scale}-{TOGETHER}", silent, silent + answered)

    @cached_property
    def gerealiseerd(self) -> Cell | None:
        """Realised outcomes among the named ones that were ticked, as far as their status is known.

        None where they are too few, or not all are shown.
        """
        return self._total("status", "gerealiseerd")

    @cached_property
    def nieuw(self) -> Cell | None:
        """New outcomes among the named ones that were ticked, as far as their nature is known.

        None where they are too few, or not all are shown.
        """
        return self._total("aard", "nieuw")


def leads(total: Cell | None, others: Sequence[Cell | None]) -> bool:
    """Tell whether a level's share lies above that of every other level by the stated rule."""
    if total is None or not others:
        return False
    return all(other and exceeds(total.aandeel, other.aandeel) for other in others)

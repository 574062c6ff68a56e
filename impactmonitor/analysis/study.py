"""One run's evidence: codebook, responses, variant and the groups that may be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.decisions import Answers, release_for
from impactmonitor.analysis.groups import Group, against_each_other
from impactmonitor.analysis.inputs import Inputs, kept_inputs
from impactmonitor.analysis.release import Release, sets_of_tranches, standard_reports
from impactmonitor.paths import DATA
from impactmonitor.problems import UsageError
from impactmonitor.survey.codebook import PLACE, REPORTS, SIDE_BY_SIDE, Codebook, Grouping
from impactmonitor.survey.coding import Coding
from impactmonitor.survey.parts import Category, Niveau
from impactmonitor.survey.responses import Responses
from impactmonitor.survey.variant import Variant, by_grouping, make_variant
from impactmonitor.survey.wave import companions, meant
from impactmonitor.text.dutch import capitalise

if TYPE_CHECKING:
    from impactmonitor.analysis.earlier_wave import EarlierWave


@dataclass(frozen=True)
class Study:
    """Everything the notebooks analyse."""

    codebook: Codebook
    responses: Responses
    workplaces: pd.DataFrame
    approached: pd.DataFrame
    variant: Variant
    data: Path
    min_groep: int = 10
    min_onthulling: int = 5
    coding: Coding | None = None
    earlier: EarlierWave | None = None
    older: tuple[EarlierWave, ...] = ()

    @classmethod
    def load(
        cls,
        data: str | Path = "",
        tranche: str | Sequence[str] | None = None,
        sector: str | Sequence[str] | None = None,
        werkplaats: str | Sequence[str] | None = None,
        min_groep: int = 10,
        min_onthulling: int = 5,
        filter: str = "",
    ) -> Study:
        """Read the data and select the variant.

        Parameters
        ----------
        data : path
            An export; empty for ``data/respons.csv``.
        tranche, sector, werkplaats : str, list of str or None
            The variant's filters by groupings of these names.
        min_groep : int
            Respondents a group needs to be shown apart.
        min_onthulling : int
            Respondents a group needs for any of its results to be revealed.
        filter : str
            Filters by any grouping: ``region=n``; more of them parted by semicolons.

        Raises
        ------
        InputError
            The data are wrong; every problem is listed.
        UsageError
            A filter's value does not exist, or the variant is too small to publish.
        """
        path = meant(data or DATA / "respons.csv")
        read = kept_inputs(path)
        short = {"tranche": tranche, "sector": sector, "werkplaats": werkplaats}
        typed = by_grouping(read.codebook, read.workplaces, filter, short)
        variant = make_variant(read.codebook, read.workplaces, **typed)
        return cls.of(read, variant, path, min_groep, min_onthulling).checked()

    @classmethod
    def of(cls, read: Inputs, variant: Variant, path: Path, min_groep: int = 10, min_onthulling: int = 5) -> Study:
        """Make a study of what was read."""
        own = read.codebook, read.responses, read.workplaces, read.approached
        return cls(*own, variant, path, min_groep, min_onthulling, read.coding)

    def checked(self) -> Study:
        """Return itself when the variant is large enough to publish; raises `UsageError` when it is not."""
        n = int(self.selected.sum())
        name = self.variant.name(self.codebook)
        if n < self.min_onthulling:
            raise UsageError(f"{name}: {n} respondents; under {self.min_onthulling} no report is made (disclosure)")
        if self.total.key not in {group.key for group in self.publishable_groups}:
            names = " and ".join(self.release.refused)
            others = f"the earlier report {names} in the same folder" if names else "the other reports"
            raise UsageError(
                f"{name}: {n} respondents; with {others} its results would give away "
                f"a group of fewer than {self.min_onthulling} (disclosure)"
            )
        return self

    @property
    def frame(self) -> pd.DataFrame:
        """All responses, one row each."""
        return self.responses.frame

    @cached_property
    def selected(self) -> NDArray[np.bool_]:
        """Which respondents the variant is about."""
        mask: NDArray[np.bool_] = self.variant.mask(self.frame).to_numpy(bool)
        return mask

    @cached_property
    def selection(self) -> pd.DataFrame:
        """The variant's own responses."""
        return self.frame[self.selected]

    @property
    def files(self) -> list[Path]:
        """What goes with its data, and the data of earlier waves with what goes with those."""
        before = [path for one in self.earlier_waves for path in (one.data, *companions(one.data))]
        return [*companions(self.data), *before]

    @property
    def earlier_waves(self) -> list[EarlierWave]:
        """What it is compared with, the oldest first: `older` ones, and `earlier`, the last."""
        return [*self.older, *([self.earlier] if self.earlier else [])]

    @property
    def n(self) -> int:
        """Number of respondents in the variant."""
        return int(self.selected.sum())

    def approached_in(self, variant: Variant) -> int | None:
        """Count the persons approached in a variant; None where that is not known, or is less than who answered."""
        if len(variant.filters) > 1 or PLACE in variant.filters:
            return None
        if self.approached.empty:
            return None
        dimension, keys = next(iter(variant.filters.items()), (self.approached["dimensie"].iloc[0], None))
        rows = self.approached[self.approached["dimensie"] == dimension]
        if rows.empty:
            return None
        asked = int(rows.loc[rows["categorie"].isin(keys) if keys else slice(None), "benaderd"].sum())
        return asked if asked >= variant.mask(self.frame).sum() else None

    def _group(self, variant: Variant, key: str, naam: str, zin: str = "", opposed: bool = False) -> Group:
        mask = variant.mask(self.frame).to_numpy()
        rival = ~mask if opposed else None
        return Group(key, capitalise(naam), naam, zin, mask, rival, self.approached_in(variant), variant)

    @cached_property
    def whole(self) -> Group:
        """All respondents."""
        if self.variant.whole:
            return self._group(Variant(), "totaal", "totaal")
        by = [one.meervoud for one in self.codebook.groupings(REPORTS) if [*self.variant.filters] == [one.key]]
        return self._group(Variant(), "alle", f"alle {(*by, self.codebook.personen)[0]}")

    @cached_property
    def total(self) -> Group:
        """The variant's respondents, compared with all others."""
        if self.variant.whole:
            return self.whole
        named = self.variant.name(self.codebook), self.variant.phrase(self.codebook)
        return self._group(self.variant, "totaal", *named, opposed=True)

    @property
    def sectors(self) -> list[Group]:
        """What figures and sentences set side by side: the groups of the first such grouping, as sectors are."""
        return next(iter(self.side_by_side.values()), [])

    @cached_property
    def side_by_side(self) -> dict[str, list[Group]]:
        """By grouping, the groups within the variant that may stand side by side; none of one that it filters by."""
        return {one.key: self._within(one) for one in self.codebook.groupings(SIDE_BY_SIDE)}

    def _within(self, grouping: Grouping) -> list[Group]:
        """Make the groups of a grouping within the variant; those of the first are called by their own key."""
        if grouping.key in self.variant.filters:
            return []
        phrase = unescape(self.variant.phrase(self.codebook))
        within = "" if self.variant.whole else " " + re.sub("^uit ", "in ", phrase)
        before = "" if grouping == self.codebook.first(SIDE_BY_SIDE) else f"{grouping.key}-"
        groups = []
        for one in grouping.groepen:
            part = self.variant.within(grouping.key, one.key)
            naam, zin = one.naam + within, part.phrase(self.codebook)
            groups.append(self._group(part, f"{before}{one.key}", naam, zin))
        totals = [self.total] if self.variant.whole else [self.total, self.whole]
        keys = {group.key for group in self.publishable([*totals, *groups]) if group.n >= self.min_groep}
        return against_each_other(groups, keys)

    @property
    def tranches(self) -> list[Group]:
        """The groups of the first grouping with a report for each, such as tranches."""
        return next(iter(self.reported.values()), [])

    @cached_property
    def reported(self) -> dict[str, list[Group]]:
        """By grouping, every group that has a report, each compared with all others."""
        return {one.key: [self._reported(one, two) for two in one.groepen] for one in self.codebook.groupings(REPORTS)}

    def _reported(self, grouping: Grouping, one: Category) -> Group:
        part = Variant({grouping.key: (one.key,)})
        named = f"{grouping.key}-{one.key}", one.naam, part.phrase(self.codebook)
        return self._group(part, *named, opposed=True)

    @cached_property
    def tranche_groups(self) -> list[Group]:
        """The codebook's sets of tranches (longer and shorter active), each against the rest."""
        return [
            self._group(variant, one["key"], one["zin"], f"uit {one['zin']}", opposed=True)
            for one, variant in zip(self.codebook.tranchegroepen, sets_of_tranches(self.codebook), strict=True)
        ]

    @cached_property
    def rest(self) -> Group | None:
        """All respondents outside a part variant, where they may be shown."""
        if self.variant.whole:
            return None
        label, naam, zin = f"Overige {self.codebook.personen}", "de overigen", "daarbuiten"
        rest = Group("overige", label, naam, zin, ~self.selected, self.selected)
        if self.whole.population is not None and self.total.population is not None:
            left = self.whole.population - self.total.population
            rest = replace(rest, population=left if left >= rest.n else None)
        return rest if min(rest.n, self.n) >= self.min_groep else None

    def compared(self, what: str) -> list[Group]:
        """Return the two groups of a comparison, as far as both may be shown; the second has no rival: it is told once.

        Parameters
        ----------
        what : {'tranches', 'geheel'}
            The codebook's two sets of tranches in the whole, or a part variant and all others.
        """
        if what == "tranches":
            groups = self.tranche_groups if self.variant.whole else []
            groups = [group for group in self.publishable(groups) if group.n >= self.min_groep]
        else:
            groups = [self.total, self.rest] if self.rest else []
        return [groups[0], replace(groups[1], rival=None)] if len(groups) == 2 else []

    @cached_property
    def release(self) -> Release:
        """What may be shown: the same in every report of the standard family, and more where this one is not of it.

        Raises
        ------
        UsageError
            Earlier reports in the same folder give a small group away by themselves.
        """
        answers = Answers(self.frame, self.responses.checksum, self.codebook, companions(self.data))
        return release_for(answers, self.variant, self.min_onthulling)

    @cached_property
    def _made_of(self) -> dict[bytes, tuple[int, ...] | None]:
        return {}

    def made_of(self, mask: NDArray[np.bool_]) -> tuple[int, ...] | None:
        """Return the published groups that tell the numbers of a group, as `Release.made_of` does."""
        if (key := mask.tobytes()) not in self._made_of:
            self._made_of[key] = self.release.made_of(mask)
        return self._made_of[key]

    def may_show(self, niveau: Niveau, item: str, maat: str, mask: NDArray[np.bool_]) -> bool:
        """Tell whether a number may be shown: whether no smaller group's follows from it and all else that is.

        Parameters
        ----------
        niveau : Niveau
        item : str
            Key of an outcome, or ``geen``.
        maat : str
            ``genoemd``, a scale, or ``geen``.
        mask : bool array, shape (respondents,)
            The group.
        """
        return self.release.shows(niveau.key, item, maat, self.made_of(mask))

    def publishable(self, groups: Sequence[Group]) -> list[Group]:
        """Choose the groups of which any number may be shown."""
        return [group for group in groups if self.release.place(group.mask) is not None]

    @cached_property
    def publishable_groups(self) -> list[Group]:
        """The variant's total, the whole and the sectors that may be revealed."""
        groups = [self.total] if self.variant.whole else [self.total, self.whole]
        return self.publishable([*groups, *self.sectors])

    @cached_property
    def groups(self) -> list[Group]:
        """The groups shown in figures: revealable and large enough to read apart."""
        totals = {self.total.key, self.whole.key}
        return [group for group in self.publishable_groups if group.key in totals or group.n >= self.min_groep]


def family(study: Study) -> list[Variant]:
    """List the standard family: the whole, and of every grouping with reports each group that has respondents."""
    return [one for one in standard_reports(study.codebook) if one.whole or one.mask(study.frame).any()]

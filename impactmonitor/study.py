"""One run's evidence: codebook, responses, variant and the groups that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.codebook import DATA, Codebook, read_codebook
from impactmonitor.disclosure import publishable, stack
from impactmonitor.problems import UsageError
from impactmonitor.responses import Responses, read_responses
from impactmonitor.variant import Variant, make_variant
from impactmonitor.workplaces import read_approached, read_workplaces

COMPANIONS = ("codebook.yml", "werkplaatsen.csv", "benaderd.csv", "synthese.yml", "bron.yml", "claims.yml")


def companion(data: Path, name: str) -> Path:
    """Find a file that goes with a data file: beside it, or else the project's own."""
    beside = data.parent / name
    return beside if beside.exists() else DATA / name


@dataclass(frozen=True)
class Group:
    """A set of respondents that results may be shown of.

    Attributes
    ----------
    key, label : str
        Name in tables of data, and for readers.
    zin : str
        Name inside a sentence, after *contactpersonen*: ``uit het mbo``.
    mask : bool array, shape (respondents,)
    rival : bool array or None
        The respondents it is compared with.
    population : int or None
        Number of persons approached.
    """

    key: str
    label: str
    zin: str
    mask: NDArray[np.bool_]
    rival: NDArray[np.bool_] | None = None
    population: int | None = None

    @property
    def n(self) -> int:
        """Number of respondents."""
        return int(self.mask.sum())


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

    @classmethod
    def load(
        cls,
        data: str | Path = "",
        tranche: str | Sequence[str] | None = None,
        sector: str | Sequence[str] | None = None,
        werkplaats: str | Sequence[str] | None = None,
        min_groep: int = 10,
        min_onthulling: int = 5,
    ) -> Study:
        """Read the data and select the variant.

        Parameters
        ----------
        data : path
            An export; empty for ``data/respons.csv``.
        tranche, sector, werkplaats : str, list of str or None
            The variant's filters.
        min_groep : int
            Respondents a group needs to be shown apart.
        min_onthulling : int
            Respondents a group needs for any of its results to be revealed.

        Raises
        ------
        InputError
            The data are wrong; every problem is listed.
        UsageError
            A filter's value does not exist, or the variant is too small to publish.
        """
        path = Path(data or DATA / "respons.csv").resolve()
        codebook = read_codebook(companion(path, "codebook.yml"))
        workplaces = read_workplaces(companion(path, "werkplaatsen.csv"), codebook)
        variant = make_variant(codebook, workplaces, tranche, sector, werkplaats)
        approached = read_approached(companion(path, "benaderd.csv"), codebook)
        responses = read_responses(path, codebook, workplaces)
        return cls(codebook, responses, workplaces, approached, variant, path, min_groep, min_onthulling).checked()

    def checked(self) -> Study:
        """Return itself when the variant is large enough to publish."""
        n = int(self.selected.sum())
        name = self.variant.name(self.codebook)
        if n < self.min_onthulling:
            raise UsageError(f"{name}: {n} respondents; under {self.min_onthulling} no report is made (disclosure)")
        if self.total.key not in {group.key for group in self.publishable_groups}:
            raise UsageError(
                f"{name}: {n} respondents; with the other reports its results would give away "
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
    def n(self) -> int:
        """Number of respondents in the variant."""
        return int(self.selected.sum())

    def approached_in(self, variant: Variant) -> int | None:
        """Count the persons approached in a variant; None where the frame does not tell."""
        if variant.whole:
            return int(self.approached.query("dimensie == 'tranche'")["benaderd"].sum())
        if len(variant.filters) > 1 or variant.werkplaats:
            return None
        ((dimension, keys),) = variant.filters.items()
        rows = self.approached[(self.approached["dimensie"] == dimension) & self.approached["categorie"].isin(keys)]
        return int(rows["benaderd"].sum())

    def _group(self, variant: Variant, key: str, label: str, zin: str, rival: NDArray[np.bool_] | None = None) -> Group:
        return Group(key, label, zin, variant.mask(self.frame).to_numpy(), rival, self.approached_in(variant))

    @cached_property
    def whole(self) -> Group:
        """All respondents."""
        key = "totaal" if self.variant.whole else "alle"
        label = "Totaal" if self.variant.whole else "Alle tranches"
        return self._group(Variant(), key, label, "")

    @cached_property
    def total(self) -> Group:
        """The variant's respondents, compared with all others."""
        if self.variant.whole:
            return self.whole
        name = self.variant.name(self.codebook)
        return self._group(self.variant, "totaal", name[0].upper() + name[1:], f"uit {name}", ~self.selected)

    @cached_property
    def sectors(self) -> list[Group]:
        """The sectors within the variant, each compared with the other sectors large enough to show."""
        if self.variant.sector:
            return []
        variants = {
            category: Variant(self.variant.tranche, (category.key,), self.variant.werkplaats)
            for category in self.codebook.sectoren
        }
        masks = {category: variant.mask(self.frame).to_numpy() for category, variant in variants.items()}
        large = [category for category in masks if masks[category].sum() >= self.min_groep]
        groups = []
        for category, variant in variants.items():
            others = [masks[other] for other in large if other is not category]
            rival = np.logical_or.reduce(others) if others else None
            groups.append(self._group(variant, category.key, category.label, f"uit {category.zin}", rival))
        return groups

    @cached_property
    def tranches(self) -> list[Group]:
        """Every tranche, each compared with all others."""
        groups = []
        for category in self.codebook.tranches:
            variant = Variant((category.key,))
            rival = ~variant.mask(self.frame).to_numpy()
            groups.append(
                self._group(variant, f"tranche-{category.key}", category.label, f"uit {category.label.lower()}", rival)
            )
        return groups

    @cached_property
    def tranche_groups(self) -> list[Group]:
        """The codebook's sets of tranches (longer and shorter active), each against the rest."""
        groups = []
        for raw in self.codebook.tranchegroepen:
            variant = Variant(tuple(map(str, raw["tranches"])))
            mask = variant.mask(self.frame).to_numpy()
            zin = f"uit {raw['zin']}"
            groups.append(self._group(variant, raw["key"], raw["zin"][0].upper() + raw["zin"][1:], zin, ~mask))
        return groups

    @cached_property
    def _standard(self) -> list[Group]:
        """The groups of the standard family of reports, in order of importance: the same for every variant."""
        sectors = [self._group(Variant((), (s.key,)), s.key, s.label, "") for s in self.codebook.sectoren]
        cells = [
            self._group(Variant((tranche.key,), (sector.key,)), f"{tranche.key}/{sector.key}", "", "")
            for tranche in self.codebook.tranches
            for sector in self.codebook.sectoren
        ]
        cells.sort(key=lambda group: -group.n)
        return [self.whole, *self.tranches, *sectors, *self.tranche_groups, *cells]

    @cached_property
    def _atoms(self) -> tuple[NDArray[np.int64], int]:
        codes = self.frame.groupby(["tranche", "sector", "werkplaats"], sort=False, observed=True).ngroup()
        return codes.to_numpy(), int(codes.max()) + 1

    def publishable(self, groups: Sequence[Group], among: NDArray[np.bool_] | None = None) -> list[Group]:
        """Choose the groups that may be shown beside the standard reports without giving a smaller group away.

        Parameters
        ----------
        groups : sequence of Group
        among : bool array, shape (respondents,), optional
            Only these respondents count (those who ticked an item), as when its status is shown.
        """
        atoms, number = self._atoms
        counted = np.ones(len(atoms), bool) if among is None else among
        sizes = np.bincount(atoms[counted], minlength=number).astype(np.int64)
        standard = [group for group in self._standard if group.n >= self.min_onthulling]
        candidates = [*standard, *groups]
        indicators = stack([np.bincount(atoms[group.mask], minlength=number) > 0 for group in candidates])
        verdicts = publishable(indicators, sizes, self.min_onthulling)
        return [group for group, fits in zip(groups, verdicts[len(standard) :], strict=True) if fits]

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

"""What a report is asked of: the one list of its parameters, for the command line, notebooks, batches and staleness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impactmonitor.paths import DATA
from impactmonitor.problems import InputError

if TYPE_CHECKING:
    import pandas as pd

    from impactmonitor.analysis.study import Study
    from impactmonitor.survey.codebook import Codebook

Filter = str | tuple[str, ...]
"""Values of one filter: comma-separated as typed, or each by itself; empty for no filter."""
SHORT = ("tranche", "sector", "werkplaats")
"""The filters that have an option of their own: ``--tranche 3`` is short for ``--filter tranche=3``."""


@dataclass(frozen=True)
class Request:
    """The parameters of a report.

    Attributes
    ----------
    data : Path or None
        An export; None for the project's own data.
    tranche, sector, werkplaats : str or tuple of str
        The variant's filters by groupings of these names, as typed.
    min_groep, min_onthulling : int
        Respondents a group needs to be shown apart, and for any of its results to be revealed.
    filter : str
        Filters by any grouping of the wave: ``regio=noord``.
    previous : tuple of Path
        Earlier waves to compare with: their folders, or their data.
    """

    data: Path | None = field(default=None, metadata={"help": "an export; the project's own data by default"})
    tranche: Filter = field(default="", metadata={"help": "tranches, comma-separated: 3 or 1,2"})
    sector: Filter = field(default="", metadata={"help": "sectors, comma-separated: mbo,hbo,wo,overig"})
    werkplaats: Filter = field(default="", metadata={"help": "workplaces by name, comma-separated"})
    min_groep: int = field(default=10, metadata={"help": "respondents a group needs to stand apart", "min": 1})
    min_onthulling: int = field(
        default=5,
        metadata={"help": "respondents of the smallest group of which a result may be told or follow", "min": 1},
    )
    filter: str = field(default="", metadata={"help": "grouping=value, for any grouping of the wave; more by ;"})
    previous: tuple[Path, ...] = field(
        default=(), metadata={"help": "an earlier wave to compare with: its folder or data; may be given again"}
    )

    @classmethod
    def of(cls, study: Study) -> Request:
        """Return the request that gives a study: every filter by the keys of its values."""
        earlier = tuple(one.data for one in study.earlier_waves)
        asked = cls(study.data, min_groep=study.min_groep, min_onthulling=study.min_onthulling, previous=earlier)
        return asked.of_filters(study.variant.filters)

    @property
    def path(self) -> Path:
        """The data file."""
        return Path(self.data or DATA / "respons.csv").resolve()

    @property
    def asked(self) -> dict[str, Any]:
        """Its parameters beside the data, by name, as JSON can hold them."""
        given = {name: value for name, value in asdict(self).items() if name != "data"}
        given["previous"] = [str(one) for one in self.previous]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}

    @property
    def files(self) -> list[Path]:
        """What goes with the data, and the data of earlier waves with what goes with those; raises `InputError`."""
        from impactmonitor.survey.wave import companions, data_of

        before = [data_of(one) for one in self.previous]
        return [*companions(self.path), *(path for one in before for path in (one, *companions(one)))]

    def refuse(self) -> None:
        """Raise `UsageError` where a filter's value does not exist; files that are wrong are for `load` to tell of."""
        from impactmonitor.survey.variant import make_variant

        with suppress(InputError):
            if self._short or self.filter:
                make_variant(*self._groupings, **self.filters)

    @property
    def standard(self) -> bool:
        """Whether it asks for a report of the standard family; raises `UsageError` as `refuse` does."""
        if not (self._short or self.filter):
            return True
        from impactmonitor.analysis.release import standard_reports
        from impactmonitor.survey.variant import make_variant

        with suppress(InputError):
            codebook, workplaces = self._groupings
            return make_variant(codebook, workplaces, **self.filters) in standard_reports(codebook)
        return False

    @property
    def _groupings(self) -> tuple[Codebook, pd.DataFrame]:
        from impactmonitor.survey.codebook import read_codebook
        from impactmonitor.survey.wave import companion
        from impactmonitor.survey.workplaces import places_of, read_workplaces

        codebook = read_codebook(companion(self.path, "codebook.yml"))
        return codebook, read_workplaces(places_of(self.path, codebook), codebook)

    @property
    def _short(self) -> dict[str, Filter]:
        """The filters that have an option of their own."""
        return {name: value for name in SHORT if (value := getattr(self, name))}

    @property
    def filters(self) -> dict[str, str | Sequence[str]]:
        """What is typed for each grouping.

        Raises
        ------
        UsageError
            A grouping does not exist, or is given twice.
        """
        if not self.filter:
            return {**self._short}
        from impactmonitor.survey.variant import by_grouping

        return by_grouping(*self._groupings, self.filter, self._short)

    def of_filters(self, filters: Mapping[str, str | Sequence[str]]) -> Request:
        """Return the same of other filters; in `filter` are those that have no option of their own."""
        given = {name: value if isinstance(value, str) else tuple(value) for name, value in filters.items()}
        tranche, sector, werkplaats = (given.pop(name, ()) for name in SHORT)
        typed = [f"{name}={one if isinstance(one, str) else ','.join(one)}" for name, one in given.items()]
        return replace(self, tranche=tranche, sector=sector, werkplaats=werkplaats, filter=";".join(typed))

    @property
    def in_full(self) -> Request:
        """The same, written in one way however it was typed; raises what `filters` does."""
        return self.of_filters(self.filters) if self.filter else self

    def load(self) -> Study:
        """Read the data and select the variant; raises what `earlier_wave.load` raises."""
        from impactmonitor.analysis.earlier_wave import load

        return load(self.path, **self.in_full.asked)


PARAMETERS = fields(Request)

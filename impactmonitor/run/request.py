"""What a report is asked of: the one list of its parameters, for the command line, notebooks, batches and staleness."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from impactmonitor.analysis.study import Study
    from impactmonitor.survey.codebook import Codebook

Filter = str | tuple[str, ...]
"""Values of one filter: comma-separated as typed, or each by itself; empty for no filter."""


@dataclass(frozen=True)
class Request:
    """The parameters of a report.

    Attributes
    ----------
    data : Path or None
        An export; None for the project's own data.
    tranche, sector, werkplaats : str or tuple of str
        The variant's filters, as typed.
    min_groep, min_onthulling : int
        Respondents a group needs to be shown apart, and for any of its results to be revealed.
    filter : str
        Filters by the names that the wave's groupings have: ``regio=noord``.
    previous : tuple of Path
        Earlier waves to compare with: their folders, or their data.
    """

    data: Path | None = field(default=None, metadata={"help": "an export; the project's own data by default"})
    tranche: Filter = field(default="", metadata={"help": "tranches, comma-separated: 3 or 1,2"})
    sector: Filter = field(default="", metadata={"help": "sectors, comma-separated: mbo,hbo,wo,overig"})
    werkplaats: Filter = field(default="", metadata={"help": "workplaces by name, comma-separated"})
    min_groep: int = field(default=10, metadata={"help": "respondents a group needs to stand apart", "min": 1})
    min_onthulling: int = field(default=5, metadata={"help": "respondents a group needs to be revealed", "min": 1})
    filter: str = field(default="", metadata={"help": "grouping=value, for any grouping of the wave; more by ;"})
    previous: tuple[Path, ...] = field(
        default=(), metadata={"help": "an earlier wave to compare with: its folder; may be given more than once"}
    )

    @classmethod
    def of(cls, study: Study) -> Request:
        """Return the request that gives a study: every filter by the keys of its values."""
        variant = study.variant
        filters = (variant.tranche, variant.sector, variant.werkplaats)
        earlier = tuple(one.data for one in study.earlier_waves)
        return cls(study.data, *filters, study.min_groep, study.min_onthulling, previous=earlier)

    @property
    def path(self) -> Path:
        """The data file."""
        return Path(self.data or DATA / "respons.csv").resolve()

    @property
    def asked(self) -> dict[str, Any]:
        """Its parameters beside the data, by name, as JSON can hold them."""
        given = {name: value for name, value in asdict(self).items() if name not in {"data", "filter"}}
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
            if any((self.tranche, self.sector, self.werkplaats, self.filter)):
                codebook, workplaces = self._groupings
                one = self.in_full
                make_variant(codebook, workplaces, one.tranche, one.sector, one.werkplaats)

    @property
    def _groupings(self) -> tuple[Codebook, pd.DataFrame]:
        from impactmonitor.survey.codebook import read_codebook
        from impactmonitor.survey.wave import companion
        from impactmonitor.survey.workplaces import places_of, read_workplaces

        codebook = read_codebook(companion(self.path, "codebook.yml"))
        return codebook, read_workplaces(places_of(self.path, codebook), codebook)

    @property
    def in_full(self) -> Request:
        """The same without `filter`, whose values are those of the filters it names.

        Raises
        ------
        UsageError
            A grouping does not exist, or is given twice.
        """
        if not self.filter:
            return self
        from impactmonitor.survey.variant import by_grouping

        found = by_grouping(*self._groupings, self.filter)
        if twice := [name for name in found if getattr(self, name)]:
            raise UsageError(f"{twice[0]} is given twice; join values by a comma")
        given = {name: found.get(name, getattr(self, name)) for name in ("tranche", "sector", "werkplaats")}
        return replace(self, filter="", **given)

    def load(self) -> Study:
        """Read the data and select the variant; raises what `earlier_wave.load` raises."""
        from impactmonitor.analysis.earlier_wave import load

        return load(self.path, **self.in_full.asked)


PARAMETERS = fields(Request)

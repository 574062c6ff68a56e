"""Earlier waves beside a study: the same part of their answers, as far as each wave's own reports tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from impactmonitor.analysis.inputs import Inputs, kept_inputs
from impactmonitor.analysis.release import beside_the_standard
from impactmonitor.analysis.study import Study
from impactmonitor.problems import UsageError, together
from impactmonitor.survey.codebook import Codebook
from impactmonitor.survey.comparability import FILE, Comparability, read_comparability
from impactmonitor.survey.variant import make_variant
from impactmonitor.survey.wave import companion, data_of, meant
from impactmonitor.text.dutch import day


@dataclass(frozen=True)
class EarlierWave:
    """What a study is compared with.

    Attributes
    ----------
    data : Path
        The earlier answers.
    by : Comparability
    codebook : Codebook
        The earlier questionnaire.
    study : Study or None
        The same part of the earlier wave. None where that wave has no such part, or none that may be told of: only what
        its standard reports show is told again, so that nothing new of that wave is published here.
    """

    data: Path
    by: Comparability
    codebook: Codebook
    study: Study | None


def load(
    data: str | Path = "",
    tranche: str | Sequence[str] | None = None,
    sector: str | Sequence[str] | None = None,
    werkplaats: str | Sequence[str] | None = None,
    min_groep: int = 10,
    min_onthulling: int = 5,
    previous: str | Path | Sequence[str | Path] = (),
    filter: str = "",
) -> Study:
    """Read the data and select the variant, as `Study.load` does, beside earlier waves if any are given.

    Parameters
    ----------
    data, tranche, sector, werkplaats, min_groep, min_onthulling, filter
        Those of `Study.load`.
    previous : path or sequence of path
        The folder of an earlier wave, or its data; empty for none. Of several the one whose measurement is named last
        (*2022* after *2020*) is the one that changes are told of.

    Raises
    ------
    InputError, UsageError
        As `Study.load` and `beside` do: of the data, or of an earlier wave.
    """
    study = Study.load(data, tranche, sector, werkplaats, min_groep, min_onthulling, filter)
    given = [previous] if isinstance(previous, (str, Path)) else previous
    return beside(study, [meant(one) for one in given if one])


def beside(study: Study, previous: Sequence[Path]) -> Study:
    """Set earlier waves beside a study.

    Raises
    ------
    InputError
        Something is wrong with an earlier wave, or with the file that says how the waves compare.
    UsageError
        Two earlier waves are of the same measurement.
    """
    if not previous:
        return study
    waves = together(*(partial(_read, study, place, path) for place, path in enumerate(previous)))
    waves = sorted(waves, key=lambda one: one.by.meting)
    names = [one.by.meting for one in waves]
    if twice := [name for name in names if names.count(name) > 1]:
        raise UsageError(f"--previous: two waves are of measurement {twice[0]}; give each once")
    return replace(study, earlier=waves[-1], older=tuple(waves[:-1]))


def _read(study: Study, place: int, previous: Path) -> EarlierWave:
    path = data_of(previous)
    read = kept_inputs(path, f"inputs-vorige-{place}")
    by = read_comparability(companion(study.data, FILE), study.codebook, read.codebook)
    return EarlierWave(path, by, read.codebook, _same_part(study, read, path))


def _same_part(study: Study, read: Inputs, path: Path) -> Study | None:
    try:
        variant = make_variant(read.codebook, read.workplaces, **study.variant.filters)
        if beside_the_standard(read.codebook, variant):
            return None
        return Study.of(read, variant, path, study.min_groep, study.min_onthulling).checked()
    except UsageError:  # there is no such tranche, or its respondents are too few
        return None


def waves(study: Study) -> pd.DataFrame:
    """Set the waves one under the other: whom each asked, when, and who answered.

    Returns
    -------
    DataFrame
        ``meting, benaderd, respons, aandeel, veldwerk``, the oldest wave first; what is not known is missing. No rows
        where there is no earlier wave to compare with.
    """
    if study.earlier is None or study.earlier.study is None:
        return pd.DataFrame(columns=["meting", "benaderd", "respons", "aandeel", "veldwerk"])
    rows = []
    for one in (*(wave.study for wave in study.earlier_waves if wave.study), study):
        asked, fieldwork = one.approached_in(one.variant), one.codebook.deelname.get("veldwerk")
        rows.append(
            {
                "meting": one.codebook.meting,
                "benaderd": asked if asked else pd.NA,
                "respons": one.n,
                "aandeel": one.n / asked if asked else pd.NA,
                "veldwerk": f"{day(fieldwork['van'])} tot en met {day(fieldwork['tot'])}" if fieldwork else None,
            }
        )
    return pd.DataFrame(rows).astype({"benaderd": "Int64", "respons": "Int64", "aandeel": "Float64"})

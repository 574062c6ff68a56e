"""What a report says of itself: its date, its variant, and what it was made of."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impactmonitor import __version__
from impactmonitor.paths import ROOT
from impactmonitor.problems import UsageError
from impactmonitor.report.front import day
from impactmonitor.survey.codebook import REPORTS, SIDE_BY_SIDE
from impactmonitor.survey.wave import prose_of
from impactmonitor.text.dutch import enumerate_nl

if TYPE_CHECKING:
    from impactmonitor.analysis.earlier_wave import EarlierWave
    from impactmonitor.analysis.study import Study


def report_date() -> dt.date:
    """Return the date printed in the report: ``SOURCE_DATE_EPOCH``, else that of the front matter, else today.

    Raises
    ------
    BuildError
        The front matter cannot be followed.
    UsageError
        ``SOURCE_DATE_EPOCH`` is no number of seconds that gives a date.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return day(ROOT) or dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(given), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is {given!r}; allowed: seconds since 1970, such as 1700000000") from error


def written_on(data: Path) -> str:
    """Return the date of the report on a data file with a text of its own: that of its front matter, else today's.

    It is empty where the environment has a date, and where the report has the project's text and that says none.

    Raises
    ------
    BuildError
        The front matter cannot be followed.
    """
    texts = prose_of(data)
    today = None if texts == ROOT else dt.date.today()
    own = None if os.environ.get("SOURCE_DATE_EPOCH") else day(texts) or today
    return own.isoformat() if own else ""


@contextmanager
def dated_as_written(data: Path) -> Iterator[None]:
    """Take the date that a wave's own text has, as long as this holds; raises `BuildError` as `written_on` does."""
    date = written_on(data)
    if date:
        publish_on(date)
    try:
        yield
    finally:
        if date:
            del os.environ["SOURCE_DATE_EPOCH"]


def publish_on(date: str) -> None:
    """Take a date as the report's, in place of today; it goes to every process and program as ``SOURCE_DATE_EPOCH``.

    Raises
    ------
    UsageError
        It is no date.
    """
    try:
        day = dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), dt.UTC)
    except ValueError as error:
        raise UsageError(f"date {date!r} is none; allowed: a day such as 2026-11-24") from error
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))


def epoch() -> str:
    """Return the report's date as seconds since 1970, for every program that stamps its output."""
    return str(int(dt.datetime.combine(report_date(), dt.time(), dt.UTC).timestamp()))


def provenance(study: Study, engine: str) -> dict[str, Any]:
    """Say what an output is: variant, parameters, data and checksum, version, engine, date."""
    before = [_before(one) for one in study.earlier_waves]
    return {
        "variant": study.variant.slug,
        "parameters": {
            **{name: list(value) for name, value in study.variant.filters.items()},
            "min_groep": study.min_groep,
            "min_onthulling": study.min_onthulling,
        },
        "indelingen": {role: [one.key for one in study.codebook.groupings(role)] for role in (REPORTS, SIDE_BY_SIDE)},
        "respondenten": study.n,
        "gegevens": {"naam": study.data.name, "sha256": study.responses.checksum, **study.responses.intake.facts},
        "reconstructie": bool(study.responses.reconstruction),
        "verzonnen": bool(study.responses.invented),
        **({"vorige": before[-1]} if before else {}),
        **({"ouder": before[:-1]} if before[1:] else {}),
        "impactmonitor": __version__,
        "engine": engine,
        "datum": report_date().isoformat(),
    }


def _before(earlier: EarlierWave) -> dict[str, Any]:
    """Say what an earlier wave is, and of which answers where it can be compared with."""
    found: dict[str, Any] = {"meting": earlier.by.meting, "map": earlier.data.parent.name}
    if earlier.study:
        found |= {"respondenten": earlier.study.n, "sha256": earlier.study.responses.checksum}
    return found


def counted(study: Study) -> str:
    """Say in sentences which of the answers received count, and which are not used; nothing where all do."""
    intake, found = study.responses.intake, ""
    if intake.counts:
        left_out = enumerate_nl(intake.told)
        found = f" Ontvangen: {intake.received}; niet meegeteld: {left_out}; geanalyseerd: {intake.analysed}."
    if intake.kept:
        found += f" Niet afgemaakt, en toch meegeteld: {len(intake.kept)}."
    if intake.unused:
        unused = ((study.codebook.niveau(key).vraag, len(rows)) for key, rows in intake.unused.items())
        listed = enumerate_nl([f"‘{asked}’ ({n})" for asked, n in unused])
        found += f" Niet gebruikt, want niet gevraagd: antwoorden op {listed}."
    return found

"""What a report says of itself: its date, its variant, and what it was made of."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

from impactmonitor import __version__
from impactmonitor.problems import UsageError

if TYPE_CHECKING:
    from impactmonitor.analysis.study import Study


def report_date() -> dt.date:
    """Return the date printed in the report: ``SOURCE_DATE_EPOCH`` where set, else today.

    Raises
    ------
    UsageError
        ``SOURCE_DATE_EPOCH`` is no number of seconds that gives a date.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(given), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is {given!r}; allowed: seconds since 1970, such as 1700000000") from error


def epoch() -> str:
    """Return the report's date as seconds since 1970, for every program that stamps its output."""
    return str(int(dt.datetime.combine(report_date(), dt.time(), dt.UTC).timestamp()))


def provenance(study: Study, engine: str) -> dict[str, Any]:
    """Say what an output is: variant, parameters, data and checksum, version, engine, date."""
    return {
        "variant": study.variant.slug,
        "parameters": {
            **{name: list(value) for name, value in study.variant.filters.items()},
            "min_groep": study.min_groep,
            "min_onthulling": study.min_onthulling,
        },
        "respondenten": study.n,
        "gegevens": {"naam": study.data.name, "sha256": study.responses.checksum},
        "reconstructie": bool(study.responses.reconstruction),
        "impactmonitor": __version__,
        "engine": engine,
        "datum": report_date().isoformat(),
    }


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def metadata(study: Study, engine: str) -> dict[str, Any]:
    """Collect what cover, colophon and conditional prose need."""
    from babel.dates import format_date

    from impactmonitor.claims.handwritten import read_facts, read_synthesis

    name, parameters = study.variant.name(study.codebook), provenance(study, engine)["parameters"]
    given = study.codebook.onderzoek
    found: dict[str, Any] = {
        "title": given["titel"],
        "pagetitle": given["titel"] if study.variant.whole else f"{given['titel']} – {name}",
        "subtitle": given["ondertitel"] if study.variant.whole else f"{given['ondertitel']} – {name}",
        "rapport": {  # apart, because Quarto gives `variant`, `engine` and other plain names a meaning of its own
            "meting": study.codebook.meting,
            "naam": name,
            "n": study.n,
            "parameters": "; ".join(f"{key} {_plain(value)}" for key, value in parameters.items()),
            "gegevens": study.responses.name,
            "controlegetal": study.responses.checksum[:12],
            "versie": __version__,
            "engine": engine,
            "datum": format_date(report_date(), "d MMMM y", locale="nl"),
        },
    }
    found["volledig" if study.variant.whole else "deel"] = True
    if study.n < study.min_groep:
        found["klein"] = True
    if any(read_facts(study).values()):
        found["bron"] = True
    if read_synthesis(study):
        found["synthese"] = True
    if study.responses.reconstruction:
        found["reconstructie"] = True
    return found

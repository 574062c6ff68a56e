"""The page that leads to every report and compares the tranches: ``_output/index.html``."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.analysis.study import Study, family
from impactmonitor.display import charts, tables
from impactmonitor.display.heatmap import heatmap
from impactmonitor.display.tables import comparison_table
from impactmonitor.paths import ROOT
from impactmonitor.report.prose import metadata
from impactmonitor.report.theme_files import css_variables, fonts_css
from impactmonitor.run.batch import Made
from impactmonitor.text import dutch, shares

TEMPLATE = ROOT / "theme" / "index.html"
FILES = {
    "report.html": "webversie",
    "report.pdf": "pdf-bestand",
    "report.docx": "Word-bestand",
    "tabellenboek.xlsx": "tabellenboek",
    "claims.csv": "zinnen en hun cijfers",
}
TITLE = "De opbrengsten per tranche"
SUBTITLE = "Aandeel {personen} dat de opbrengst noemt; aantallen waar het er minder dan {weinig} zijn"


def _drawings(parts: Mapping[str, pd.DataFrame], persons: str) -> dict[str, str]:
    """Draw the comparison for a screen and for a phone: ``breed, smal``, each an ``<svg>``."""
    alt = " ".join(charts.alt_outcomes(table, title, "Warmtekaart") for title, table in parts.items())
    few = dutch.count_word(shares.MIN_PERCENTAGE_BASE)
    subtitle, found = SUBTITLE.format(personen=persons, weinig=few), {}
    with tempfile.TemporaryDirectory() as folder:
        for name, width in {"breed": charts.WIDTH, "smal": charts.NARROW}.items():
            charts.save(heatmap(parts, TITLE, subtitle, width), Path(folder), name, alt, extensions=["svg"])
            svg = (Path(folder) / f"{name}.svg").read_text(encoding="utf-8").split("?>", 1)[-1]
            found[name] = svg.replace("<svg ", f'<svg class="{name}" ', 1)
    return found


def _reports(study: Study, outcomes: Sequence[Made]) -> list[dict[str, Any]]:
    """Describe what became of each variant: ``slug, name, n, files, error``."""
    variants = {variant.slug: variant for variant in family(study)}
    found = []
    for outcome in outcomes:
        variant = variants[outcome.slug]
        n, few = int(variant.mask(study.frame).sum()), dutch.count_word(study.min_onthulling)
        reason = f": minder dan {few} {study.codebook.personen}" if n < study.min_onthulling else ""
        files = {name: title for name, title in FILES.items() if name in outcome.files}
        error = f"niet gemaakt{reason}" if outcome.error else ""
        name = dutch.capitalise(variant.name(study.codebook))
        found.append({"slug": outcome.slug, "name": name, "n": n, "files": files, "error": error})
    return found


def overview(study: Study, outcomes: Sequence[Made]) -> str:
    """Make the page: a link to every report, and every outcome set against every tranche.

    Parameters
    ----------
    study : Study
        The whole, unfiltered.
    outcomes : sequence of Outcome
        What became of each variant of the standard family; those that failed are named.
    """
    groups = study.publishable([study.whole, *study.tranches])
    parts = {niveau: tabulation.outcomes(study, niveau, groups) for niveau in study.codebook.niveaus}
    levels = [
        {
            "key": niveau.key,
            "title": f"Opbrengsten op {niveau.naam}",
            "table": tables.to_html(comparison_table(table, f"overzicht-{niveau.key}")),
            "details": tables.to_html(tables.outcomes_table(table, f"vergelijking-{niveau.key}")),
        }
        for niveau, table in parts.items()
    ]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return page.render(
        meta=metadata(study, ""),
        reports=_reports(study, outcomes),
        levels=levels,
        drawings=_drawings(
            {f"Opbrengsten op {niveau.naam}": table for niveau, table in parts.items()}, study.codebook.personen
        ),
        rule=f"{dutch.number(DIFFERENCE_RULE * 100)} procentpunt",
        small=dutch.count_word(study.min_groep),
        style=fonts_css() + css_variables() + (ROOT / "theme" / "report.css").read_text(encoding="utf-8"),
    )

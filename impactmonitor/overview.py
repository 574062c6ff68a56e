"""The page that leads to every report and compares the tranches: ``_output/index.html``."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import jinja2
from lxml import html as lxml_html

from impactmonitor import figures, tables, tabulation
from impactmonitor.batch import Outcome
from impactmonitor.codebook import ROOT
from impactmonitor.provenance import metadata
from impactmonitor.study import Study
from impactmonitor.theme import css_variables, fonts_css

TEMPLATE = ROOT / "theme" / "index.html"


def _svg(table: object, key: str, headline: str, subtitle: str, alt: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        figures.save(figures.heatmap(table, headline, subtitle), Path(folder), f"vergelijking-{key}", alt)
        return (Path(folder) / f"vergelijking-{key}.svg").read_text(encoding="utf-8").split("?>", 1)[-1]


def overview(study: Study, outcomes: Sequence[Outcome]) -> str:
    """Make the page: a link to every report, and every outcome set against every tranche.

    Parameters
    ----------
    study : Study
        The whole, unfiltered.
    outcomes : sequence of Outcome
        What became of each variant; those that failed are named.
    """
    groups = study.publishable([study.whole, *study.tranches])
    levels = []
    for niveau in study.codebook.niveaus:
        table = tabulation.outcomes(study, niveau, groups)
        title = f"Opbrengsten op {niveau.naam}"
        levels.append(
            {
                "key": niveau.key,
                "title": title,
                "svg": _svg(
                    table,
                    niveau.key,
                    f"{title} per tranche",
                    "Aandeel contactpersonen dat de opbrengst noemt",
                    figures.alt_outcomes(table, title, "Warmtekaart"),
                ),
                "table": tables.to_html(tables.outcomes_table(table, f"vergelijking-{niveau.key}")),
            }
        )
    names = {"alle": "Alle tranches", **{f"tranche-{c.key}": c.label for c in study.codebook.tranches}}
    counts = {"alle": study.n, **{f"tranche-{key}": n for key, n in study.frame["tranche"].value_counts().items()}}
    reports = [
        {
            "slug": outcome.slug,
            "name": names.get(outcome.slug, outcome.slug),
            "n": counts.get(outcome.slug, ""),
            "files": sorted(name for name in outcome.files if name.startswith("report.") or name.endswith(".xlsx")),
            "error": outcome.error,
        }
        for outcome in outcomes
    ]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    style = fonts_css() + css_variables() + (ROOT / "theme" / "report.css").read_text(encoding="utf-8")
    text = page.render(meta=metadata(study, ""), reports=reports, levels=levels, style=style)
    lxml_html.fromstring(text)  # must be parsable
    return text

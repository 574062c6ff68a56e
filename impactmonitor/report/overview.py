"""The page that leads to every report and compares the tranches: ``_output/index.html``."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from great_tables import GT, loc, style

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.comparisons import pairs
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import DIFFERENCE_RULE, MARKS
from impactmonitor.analysis.study import Study, family
from impactmonitor.analysis.tabulation import HIDDEN, WITHHELD
from impactmonitor.display.cells import count_cell, share_cell
from impactmonitor.display.charts import alternative
from impactmonitor.display.heatmap import heatmap
from impactmonitor.display.sheet import NARROW, WIDTH, save
from impactmonitor.display.tables import in_dutch, to_html
from impactmonitor.paths import ROOT, THEME
from impactmonitor.report.downloads import FILES
from impactmonitor.report.prose import metadata
from impactmonitor.report.theme_files import css_variables, fonts_css
from impactmonitor.survey.codebook import Niveau
from impactmonitor.text import dutch, shares

TEMPLATE = ROOT / THEME / "index.html"
TITLE = "De opbrengsten per tranche"
SUBTITLE = "Aandeel {personen} dat de opbrengst noemt; aantallen waar het er minder dan {weinig} zijn"


def _drawings(parts: Mapping[str, pd.DataFrame], persons: str) -> dict[str, str]:
    """Draw the comparison for a screen and for a phone: ``breed, smal``, each an ``<svg>``."""
    alt = " ".join(alternative(table, title, "Warmtekaart") for title, table in parts.items())
    few = dutch.count_word(shares.MIN_PERCENTAGE_BASE)
    subtitle, found = SUBTITLE.format(personen=persons, weinig=few), {}
    with tempfile.TemporaryDirectory() as folder:
        for name, width in {"breed": WIDTH, "smal": NARROW}.items():
            save(heatmap(parts, TITLE, subtitle, width), Path(folder), name, alt, extensions=["svg"])
            svg = (Path(folder) / f"{name}.svg").read_text(encoding="utf-8").split("?>", 1)[-1]
            found[name] = svg.replace("<svg ", f'<svg class="{name}" ', 1)
    return found


def comparison(table: pd.DataFrame) -> GT:
    """Set out each outcome's number and share in every group, with a mark where a group differs in a way that holds.

    Parameters
    ----------
    table : DataFrame
        From `tabulation.outcomes`.
    """
    said = [
        f"{count_cell(row.aantal)} ({share_cell(row.aandeel)}) {MARKS.get(row.oordeel, '')}".strip()
        if row.toon
        else HIDDEN
        for row in table.itertuples()
    ]
    frame = table.assign(tekst=said).pivot(index=["opbrengst", "item"], columns="groep", values="tekst").sort_index()
    made = GT(frame.reset_index(), rowname_col="opbrengst").pipe(in_dutch).cols_align("right", [*frame])
    order = list(frame.index.get_level_values("item"))
    for group, rows in table[table["oordeel"].isin(list(MARKS))].groupby("groep", observed=True):
        marked = [order.index(item) for item in rows["item"]]
        made = made.tab_style(style.text(weight="bold"), loc.body(columns=[group], rows=marked))
    return made


def _pairs(study: Study, niveau: Niveau, groups: Sequence[Group]) -> str:
    """Say which tranches differ from each other on a level, in a way that holds."""
    readable = [group for group in groups if group.n >= study.min_groep]
    table = tabulation.outcomes(study, niveau, list(pairs(readable))) if len(readable) > 1 else pd.DataFrame()
    if table.empty:
        return ""
    zin, names = {item.key: item.zin for item in niveau.named}, {group.key: group.naam for group in groups}
    told = []
    for row in table[table["oordeel"].isin(list(MARKS)) & table["item"].isin(list(zin))].itertuples():
        first, second = (names[key] for key in row.groep_key.split(":"))
        told.append(f"{first} noemt {zin[row.item]} {row.oordeel} dan {second} ({dutch.p_step(row.p, 'p')})")
    if not told:
        return "Tussen twee tranches is op dit niveau geen verschil groter dan toeval kan verklaren."
    return f"{dutch.capitalise('; '.join(told))}."


def _reports(study: Study, made: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Describe what became of each variant: ``slug, name, n, files, error``."""
    variants = {variant.slug: variant for variant in family(study)}
    found = []
    for slug, files in made.items():
        variant = variants[slug]
        n, few = int(variant.mask(study.frame).sum()), dutch.count_word(study.min_onthulling)
        reason = f": minder dan {few} {study.codebook.personen}" if n < study.min_onthulling else ""
        listed = {name: title for name, title in FILES.items() if name in files}
        error = "" if files else f"niet gemaakt{reason}"
        name = dutch.capitalise(variant.name(study.codebook))
        found.append({"slug": slug, "name": name, "n": n, "files": listed, "error": error})
    return found


def overview(study: Study, made: Mapping[str, Collection[str]]) -> str:
    """Make the page: a link to every report, and every outcome set against every tranche.

    Parameters
    ----------
    study : Study
        The whole, unfiltered.
    made : mapping of str to collection of str
        By slug of the variants of the standard family, the names of the report's files; none where it failed.
    """
    groups = study.publishable([study.whole, *study.tranches])
    parts = {niveau: tabulation.outcomes(study, niveau, groups) for niveau in study.codebook.niveaus}
    levels = [
        {
            "key": niveau.key,
            "title": f"Opbrengsten op {niveau.naam}",
            "pairs": _pairs(study, niveau, [group for group in groups if group is not study.whole]),
            "table": to_html(comparison(table), f"overzicht-{niveau.key}"),
            "details": to_html(
                GT(tabulation.side_by_side(table), rowname_col="opbrengst").pipe(in_dutch),
                f"vergelijking-{niveau.key}",
            ),
        }
        for niveau, table in parts.items()
    ]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return page.render(
        meta=metadata(study, ""),
        reports=_reports(study, made),
        levels=levels,
        drawings=_drawings(
            {f"Opbrengsten op {niveau.naam}": table for niveau, table in parts.items()}, study.codebook.personen
        ),
        rule=f"{dutch.number(DIFFERENCE_RULE * 100)} procentpunt",
        dash=f"{HIDDEN}: niet getoond {WITHHELD}." if any(not table["toon"].all() for table in parts.values()) else "",
        small=dutch.count_word(study.min_groep),
        style=fonts_css() + css_variables() + (ROOT / THEME / "report.css").read_text(encoding="utf-8"),
    )

"""The page that leads to every report and compares the groups of every grouping: ``_output/index.html``."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from great_tables import GT, loc, style

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.comparisons import pairs
from impactmonitor.analysis.inference import DIFFERENCE_RULE, MARKS
from impactmonitor.analysis.study import Study, family
from impactmonitor.analysis.tabulation import HIDDEN, WITHHELD
from impactmonitor.display.alt_text import alt_text
from impactmonitor.display.cells import count_cell, share_cell
from impactmonitor.display.heatmap import heatmap
from impactmonitor.display.sheet import NARROW, WIDTH, save
from impactmonitor.display.tables import in_dutch, to_html
from impactmonitor.paths import ROOT, THEME
from impactmonitor.report.downloads import FILES
from impactmonitor.report.prose import metadata
from impactmonitor.report.theme_files import css_variables, fonts_css, logo_html
from impactmonitor.report.trends import trends
from impactmonitor.survey.codebook import REPORTS
from impactmonitor.survey.parts import Niveau
from impactmonitor.text import dutch

TEMPLATE = ROOT / THEME / "index.html"
SUBTITLE = "Aantal {personen} dat de opbrengst noemt; hoe donkerder, hoe groter het deel van de groep"


def _compared(study: Study) -> list[Niveau]:
    """List the levels that the page tells of: those of outcomes that everybody was asked."""
    return [niveau for niveau in study.codebook.outcomes if not niveau.gevraagd_aan]


def _drawings(parts: Mapping[str, pd.DataFrame], study: Study) -> dict[str, str]:
    """Draw the comparison for a screen and for a phone: ``breed, smal``, each an ``<svg>``; of no outcomes nothing."""
    alt = " ".join(alt_text(table, title, "Warmtekaart") for title, table in parts.items())
    if not parts:
        return {}
    subtitle, found = SUBTITLE.format(personen=study.codebook.personen), {}
    title = f"De opbrengsten {_by(study, 'per {}', 'en') or 'op elk niveau'}"
    with tempfile.TemporaryDirectory() as folder:
        for name, width in {"breed": WIDTH, "smal": NARROW}.items():
            drawn = heatmap(parts, title, subtitle, width, _others(study))
            save(drawn, Path(folder), name, alt)
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
    made = GT(frame.reset_index(), rowname_col="opbrengst").pipe(in_dutch, line=math.inf).cols_align("right", [*frame])
    order = list(frame.index.get_level_values("item"))
    for group, rows in table[table["oordeel"].isin(list(MARKS))].groupby("groep", observed=True):
        marked = [order.index(item) for item in rows["item"]]
        made = made.tab_style(style.text(weight="bold"), loc.body(columns=[group], rows=marked))
    return made


def _others(study: Study) -> str:
    """Name the groups that are compared."""
    return _by(study, "{}", "of", plural=True) or study.codebook.personen


def _by(study: Study, each: str, between: str, plural: bool = False) -> str:
    """Name the groupings, tranches first; empty where there are none."""
    found = [each.format(one.meervoud if plural else one.naam) for one in study.codebook.groepen.values()]
    return dutch.enumerate_nl(found, between)


def _sentence(told: pd.DataFrame, zin: Mapping[str, str], names: Mapping[str, str], kinds: str) -> str:
    """Say which groups differ from each other on a level, in a way that holds."""
    found = []
    for row in told[told["oordeel"].isin(list(MARKS)) & told["item"].isin(list(zin))].itertuples():
        first, second = (names[key] for key in row.groep_key.split(":"))
        found.append(f"{first} noemt {zin[row.item]} {row.oordeel} dan {second} ({dutch.p_step(row.p)})")
    if not found:
        return f"Tussen twee {kinds} is op dit niveau geen verschil groter dan toeval kan verklaren."
    return f"{dutch.capitalise('; '.join(found))}."


class Pairs:
    """Two groups of one grouping set against each other on every level; all pairs of a level are one family.

    Parameters
    ----------
    study : Study
        The whole.
    """

    def __init__(self, study: Study) -> None:
        self.kinds = _others(study)
        kinds = [*study.reported.values(), *study.side_by_side.values()]
        shown = [[one for one in study.publishable(kind) if one.n >= study.min_groep] for kind in kinds]
        self.pairs = [pair for kind in shown for pair in pairs(kind)]
        self.groups = {group.key: group for kind in shown for group in kind}
        niveaus = _compared(study) if self.pairs else ()
        alone = [replace(group, rival=None) for group in self.groups.values()]
        self.tables = {niveau.key: tabulation.outcomes(study, niveau, self.pairs) for niveau in niveaus}
        self.alone = {niveau.key: tabulation.outcomes(study, niveau, alone) for niveau in niveaus}

    def sentence(self, niveau: Niveau) -> str:
        """Say which of them differ on a level; nothing where there are no pairs."""
        if not self.pairs:
            return ""
        names = {key: group.naam for key, group in self.groups.items()}
        phrases = {item.key: item.zin for item in niveau.named}
        return _sentence(self.tables[niveau.key], phrases, names, self.kinds)

    def side_by_side(self, niveaus: Sequence[Niveau]) -> list[dict[str, Any]]:
        """Set out each pair: its ``title`` and, by level, a table of both with their difference."""
        found = []
        for pair in self.pairs:
            first, second = (self.groups[key] for key in pair.key.split(":"))
            parts = []
            for niveau in niveaus:
                table, alone = self.tables[niveau.key], self.alone[niveau.key]
                both = [table[table["groep_key"] == pair.key], alone[alone["groep_key"] == second.key]]
                rows = pd.concat(both, ignore_index=True)
                titles = rows["groep"].astype(str)  # with how many were asked
                rows["groep"] = pd.Categorical(titles, list(dict.fromkeys(titles)), ordered=True)
                rows["opbrengst"] = pd.Categorical(rows["opbrengst"], table["opbrengst"].cat.categories, ordered=True)
                made = GT(tabulation.side_by_side(rows), rowname_col="opbrengst").pipe(in_dutch, line=math.inf)
                name = f"vergelijking-{niveau.key}-{pair.key.replace(':', '-')}"
                parts.append({"title": f"Opbrengsten op {niveau.naam}", "table": to_html(made, name)})
            found.append({"title": f"{first.title} en {dutch.uncapitalise(second.title)}", "levels": parts})
        return found


def _reports(study: Study, made: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Describe what became of each variant: ``under, slug, name, n, files, error``.

    What it stands under is the grouping, where there are reports by several.
    """
    variants = {variant.slug: variant for variant in family(study)}
    found, several = [], len(study.codebook.groupings(REPORTS)) > 1
    for slug, files in made.items():
        variant = variants[slug]
        n, few = int(variant.mask(study.frame).sum()), dutch.count_word(study.min_onthulling)
        reason = f": minder dan {few} {study.codebook.personen}" if n < study.min_onthulling else ""
        listed = {name: title for name, title in FILES.items() if name in files}
        error = "" if files else f"niet gemaakt{reason}"
        name = dutch.capitalise(variant.name(study.codebook))
        under = study.codebook.groepen[next(iter(variant.filters))].titel if several and not variant.whole else ""
        found.append({"under": under, "slug": slug, "name": name, "n": n, "files": listed, "error": error})
    return found


def overview(study: Study) -> Callable[[Mapping[str, Collection[str]]], str]:
    """Make the page but for its links to reports: every outcome set against every tranche.

    Parameters
    ----------
    study : Study
        The whole, unfiltered.

    Returns
    -------
    callable
        Gives the page, with a link to every report. It takes, by slug of the variants of the standard family, the names
        of the report's files; none where it failed.
    """
    reports = chain.from_iterable(study.reported.values())
    columns = [one for one in chain.from_iterable(study.side_by_side.values()) if one.n >= study.min_groep]
    groups, opposite = study.publishable([study.whole, *reports, *columns]), Pairs(study)
    parts = {niveau: tabulation.outcomes(study, niveau, groups) for niveau in _compared(study)}
    levels = [
        {
            "key": niveau.key,
            "title": f"Opbrengsten op {niveau.naam}",
            "pairs": opposite.sentence(niveau),
            "table": to_html(comparison(table), f"overzicht-{niveau.key}"),
            "details": to_html(
                GT(tabulation.side_by_side(table), rowname_col="opbrengst").pipe(in_dutch, line=math.inf),
                f"vergelijking-{niveau.key}",
            ),
        }
        for niveau, table in parts.items()
    ]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    told = partial(
        page.render,
        meta=metadata(study, ""),
        levels=levels,
        opposite=opposite.side_by_side(_compared(study)),
        trends=[one for one in (trends(study, niveau) for niveau in _compared(study)) if one["rows"]],
        earlier=study.earlier.by.meting if study.earlier else "",
        drawings=_drawings({f"Opbrengsten op {niveau.naam}": table for niveau, table in parts.items()}, study),
        elsewhere=[one.naam for one in study.codebook.niveaus if one not in parts],
        each=_by(study, "per {}", "en"),
        several=_by(study, "{}", "en", plural=True),
        one=_by(study, "{}", "of"),
        others=_others(study),
        persons=study.codebook.personen,
        both=_by(study, "{}", "en"),
        rule=f"{dutch.number(DIFFERENCE_RULE * 100)} procentpunt",
        dash=f"{HIDDEN}: niet getoond {WITHHELD}." if any(not table["toon"].all() for table in parts.values()) else "",
        small=dutch.count_word(study.min_groep),
        logo=logo_html(),
        style=fonts_css() + css_variables() + (ROOT / THEME / "report.css").read_text(encoding="utf-8"),
        script=(ROOT / THEME / "scripts" / "page.js").read_text(encoding="utf-8") + "fitBoxes();",
    )
    return lambda made: str(told(reports=_reports(study, made)))

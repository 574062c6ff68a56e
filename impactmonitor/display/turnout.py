"""Who was asked and who answered, in tables (appendix 2)."""

from __future__ import annotations

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.display import shown, tables


def divided(study: Study, dimension: str) -> bool:
    """Tell whether the responses come from more than one tranche, sector or workplace."""
    return bool(study.selection[dimension].nunique() > 1)


def by_dimension(study: Study, dimension: str) -> str:
    """Set the responses beside those approached, by tranche or sector; empty where there is only one."""
    if not divided(study, dimension):
        return ""
    table = tabulation.response(study, dimension)
    html = tables.to_html(tables.response_table(table, f"respons-{dimension}", dimension.capitalize()))
    return shown.table(html, f"tbl-respons-{dimension}", f"Respons per {dimension}")


def by_workplace(study: Study) -> str:
    """Set out the number of respondents per workplace; empty where there is only one."""
    if not divided(study, "werkplaats"):
        return ""
    counts, persons = tabulation.workplace_counts(study), study.codebook.personen
    html = tables.to_html(tables.counts_table(counts, "respons-werkplaats", persons))
    return shown.table(html, "tbl-respons-werkplaats", "Respons per Digitale Werkplaats")

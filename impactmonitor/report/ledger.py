"""The ledger of a report, ``cijfers.csv``: a row for every number that it publishes anywhere, of the same tables.

The next reports in the same folder are held against it (`analysis.earlier`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.change import TOTAL, changes
from impactmonitor.analysis.changed_answers import THEN, changed_answers
from impactmonitor.analysis.earlier import OTHERS
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.release import NAMED
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.trend import older_changes
from impactmonitor.survey.comparability import SAME
from impactmonitor.survey.parts import Niveau
from impactmonitor.survey.variant import Variant

COLUMNS = ["niveau", "item", "maat", "categorie", "groep", "tranche", "sector", "werkplaats", "n", "aantal", "aandeel"]
COLUMNS += ["laag", "hoog", "verschil", "p"]


def _filters(study: Study, key: str) -> dict[str, str]:
    """Say who is in a group, as keys of the filters joined by semicolons; empty for all."""
    variant, sectors = study.variant, {sector.key for sector in study.codebook.sectoren}
    sets = {one["key"]: tuple(map(str, one["tranches"])) for one in study.codebook.tranchegroepen}
    if key == "alle":
        variant = Variant()
    elif key in sets:
        variant = Variant(sets[key])
    elif key.startswith("tranche-"):
        variant = Variant((key.removeprefix("tranche-"),))
    elif key in sectors:
        variant = Variant(variant.tranche, (key,), variant.werkplaats)
    filters = {name: list(values) for name, values in variant.filters.items()}
    if key == "overige":
        filters = _others(study, filters)
    return {name: ";".join(filters.get(name, [])) for name in ("tranche", "sector", "werkplaats")}


def _others(study: Study, filters: dict[str, list[str]]) -> dict[str, list[str]]:
    """Say who is outside filters: by one filter the other keys; by more than one the same keys, each after a mark."""
    if len(filters) > 1:
        return {name: [OTHERS + value for value in values] for name, values in filters.items()}
    codebook = study.codebook
    every = {
        "tranche": [one.key for one in codebook.tranches],
        "sector": [one.key for one in codebook.sectoren],
        "werkplaats": list(study.workplaces["werkplaats"]),
    }
    return {name: [one for one in every[name] if one not in values] for name, values in filters.items()}


def _groups(study: Study) -> list[Group]:
    """List every group of which a number is published; what a part is compared with, too."""
    totals = [study.total] if study.variant.whole else [study.total, study.whole]
    tranches = study.tranches if study.variant.whole else []
    kept = study.publishable([*totals, *study.sectors, *tranches])
    return [*kept, *study.compared("tranches"), *study.compared("geheel")[1:]]


def _of_level(study: Study, niveau: Niveau, groups: list[Group]) -> Iterator[dict[str, Any]]:
    filters = {group.key: _filters(study, group.key) for group in groups}
    for row in tabulation.outcomes(study, niveau, groups).to_dict("records"):
        maat = "geen" if row["soort"] == "none" else "genoemd"
        yield {**row, "niveau": niveau.key, "maat": maat, "groep": row["groep_key"], **filters[row["groep_key"]]}
    apart = {"overige", *(group.key for group in study.tranche_groups)}  # of whom no status or nature is told
    for scale in niveau.schalen:
        table = tabulation.distribution(study, niveau, scale, [group for group in groups if group.key not in apart])
        for row in table.to_dict("records"):
            yield {**row, "niveau": niveau.key, "maat": scale, "groep": row["groep_key"], **filters[row["groep_key"]]}
        if (totals := tabulation.scale_totals(study, niveau, scale)) is not None:
            n = int(totals.sum())
            head = {"niveau": niveau.key, "item": tabulation.TOGETHER, "maat": scale, "groep": "totaal"}
            for category, count in totals.items():
                share = count / n if n else None
                known = {"categorie": category, "n": n, "aantal": int(count), "aandeel": share}
                yield {**head, **known, **filters[study.total.key]}


def _of_the_earlier_wave(study: Study, niveau: Niveau) -> Iterator[dict[str, Any]]:
    """Yield what the earlier wave had of an outcome, and the change since, under the key that it has now."""
    for row in changes(study, niveau).to_dict("records"):
        head = {
            "niveau": niveau.key,
            "item": row["item"],
            "groep": row["groep_key"],
            **_filters(study, row["groep_key"]),
        }
        number = {name: row[f"vorige_{name}"] for name in ("n", "aantal", "aandeel", "laag", "hoog")}
        yield {**head, **number, "maat": f"{NAMED} in {row['vorige_meting']}"}
        if row["vergelijking"] == SAME:
            yield {**head, "maat": f"verschil met {row['vorige_meting']}", "verschil": row["verschil"], "p": row["p"]}
    for table in older_changes(study, niveau):
        for row in table.to_dict("records"):
            number = {name: row[f"vorige_{name}"] for name in ("n", "aantal", "aandeel", "laag", "hoog")}
            where = {"niveau": niveau.key, "item": row["item"], "groep": row["groep_key"]}
            where |= _filters(study, row["groep_key"])
            yield {**where, **number, "maat": f"{NAMED} in {row['vorige_meting']}"}
    for row in changed_answers(study, niveau).to_dict("records"):
        head = {"niveau": niveau.key, "item": row["item"], "groep": TOTAL, "categorie": row["categorie"]}
        head |= _filters(study, TOTAL)
        scale, then = row["schaal"], study.earlier.by.meting if study.earlier else ""
        if row["groep_key"] == THEN:
            yield {**head, "maat": f"{scale} in {then}", **{name: row[name] for name in ("n", "aantal", "aandeel")}}
        elif pd.notna(row["verschil"]):
            found = {"verschil": row["verschil"], "p": row["p"]}
            yield {**head, "maat": f"verschil in {scale} met {then}", **found}


def rows(study: Study) -> list[dict[str, Any]]:
    """List every number of a report: ``aantal`` is empty, and so are its shares, where it is not shown.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of dict
        Of `COLUMNS`; shares and differences are parts of one.
    """
    groups = _groups(study)
    found = chain.from_iterable(
        [*_of_level(study, niveau, groups), *_of_the_earlier_wave(study, niveau)] for niveau in study.codebook.niveaus
    )
    return [{name: _written(row.get(name)) for name in COLUMNS} for row in found]


def _written(value: Any) -> Any:
    if value is None or pd.isna(value):
        return ""
    return round(value, 6) if isinstance(value, float) else value


def write_ledger(study: Study, path: Path) -> None:
    """Write the ledger of a report."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS)
        writer.writeheader()
        writer.writerows(rows(study))

"""The ledger of a report, ``cijfers.csv``: a row for every count of ticks and follow-ups that it publishes anywhere.

The next reports in the same folder are held against it (`survey.ledgers`).
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
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.release import NAMED
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.trend import older_changes
from impactmonitor.survey.codebook import PLACE
from impactmonitor.survey.comparability import SAME
from impactmonitor.survey.ledgers import OTHERS
from impactmonitor.survey.parts import Niveau

HEAD = ["niveau", "item", "maat", "categorie", "groep"]
NUMBERS = ["n", "aantal", "aandeel", "laag", "hoog", "verschil", "p"]


def columns(study: Study) -> list[str]:
    """List the columns: between what a number is of and the number, one for each grouping and for workplaces."""
    return [*HEAD, *study.codebook.groepen, PLACE, *NUMBERS]


def _filters(study: Study, group: Group) -> dict[str, str]:
    """Say who is in a group, as keys of the filters joined by semicolons; empty for all."""
    return {name: ";".join(keys) for name, keys in (group.variant.filters if group.variant else _others(study)).items()}


def _others(study: Study) -> dict[str, list[str]]:
    """Say who is outside a part: by one filter the other keys; by more than one the same keys, each after a mark."""
    filters, codebook = study.variant.filters, study.codebook
    if len(filters) > 1:
        return {name: [OTHERS + value for value in values] for name, values in filters.items()}
    every = {key: [one.key for one in grouping.groepen] for key, grouping in codebook.groepen.items()}
    every[PLACE] = list(study.workplaces[PLACE])
    return {name: [one for one in every[name] if one not in values] for name, values in filters.items()}


def _groups(study: Study) -> list[Group]:
    """List every group of which a number is published; what a part is compared with, too."""
    totals = [study.total] if study.variant.whole else [study.total, study.whole]
    columns = chain.from_iterable(study.side_by_side.values())
    reports = chain.from_iterable(study.reported.values()) if study.variant.whole else ()
    kept = study.publishable([*totals, *columns, *reports])
    return [*kept, *study.compared("tranches"), *study.compared("geheel")[1:]]


def _of_level(study: Study, niveau: Niveau, groups: list[Group]) -> Iterator[dict[str, Any]]:
    filters = {group.key: _filters(study, group) for group in groups}
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


def _of_the_earlier_wave(study: Study, niveau: Niveau, groups: list[Group]) -> Iterator[dict[str, Any]]:
    """Yield what the earlier wave had of an outcome, and the change since, under the key that it has now."""
    filters = {group.key: _filters(study, group) for group in groups}
    for row in changes(study, niveau).to_dict("records"):
        head = {
            "niveau": niveau.key,
            "item": row["item"],
            "groep": row["groep_key"],
            **filters[row["groep_key"]],
        }
        number = {name: row[f"vorige_{name}"] for name in ("n", "aantal", "aandeel", "laag", "hoog")}
        yield {**head, **number, "maat": f"{NAMED} in {row['vorige_meting']}"}
        if row["vergelijking"] == SAME:
            yield {**head, "maat": f"verschil met {row['vorige_meting']}", "verschil": row["verschil"], "p": row["p"]}
    for table in older_changes(study, niveau):
        for row in table.to_dict("records"):
            number = {name: row[f"vorige_{name}"] for name in ("n", "aantal", "aandeel", "laag", "hoog")}
            where = {"niveau": niveau.key, "item": row["item"], "groep": row["groep_key"]}
            where |= filters[row["groep_key"]]
            yield {**where, **number, "maat": f"{NAMED} in {row['vorige_meting']}"}
    for row in changed_answers(study, niveau).to_dict("records"):
        head = {"niveau": niveau.key, "item": row["item"], "groep": TOTAL, "categorie": row["categorie"]}
        head |= filters[TOTAL]
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
        Of `columns`; shares and differences are parts of one.
    """
    groups = _groups(study)
    found = chain.from_iterable(
        [*_of_level(study, niveau, groups), *_of_the_earlier_wave(study, niveau, groups)]
        for niveau in study.codebook.niveaus
    )
    return [{name: _written(row.get(name)) for name in columns(study)} for row in found]


def _written(value: Any) -> Any:
    if value is None or pd.isna(value):
        return ""
    return round(value, 6) if isinstance(value, float) else value


def write_ledger(study: Study, path: Path) -> None:
    """Write the ledger of a report."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=columns(study))
        writer.writeheader()
        writer.writerows(rows(study))

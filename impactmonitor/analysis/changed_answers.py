"""Status and nature of outcomes in two waves side by side, and which of their changes hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.change import MARK, OF_ANSWERS, risen
from impactmonitor.analysis.comparisons import as_places
from impactmonitor.analysis.inference import SIGNIFICANT, hold
from impactmonitor.analysis.resampling import Comparison, compare
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import WITHHELD, shown_share
from impactmonitor.survey.comparability import MERGED, SAME
from impactmonitor.survey.parts import FEATURES, Item, Niveau
from impactmonitor.text.dutch import uncapitalise

THEN, NOW = "vorige", "nu"
"""Keys of the two waves."""
COLUMNS = ["schaal", "item", "uitkomst", "opbrengst", "soort", "vergelijking", "groep_key", "meting", "n", "zonder"]
COLUMNS += ["categorie", "antwoord", "aantal", "aandeel", "toon", "reden", "waarde"]
COLUMNS += ["verschil", "verschil_laag", "verschil_hoog", "p", "oordeel"]


def changed_answers(study: Study, niveau: Niveau) -> pd.DataFrame:
    """Set the status and nature of a level's outcomes beside those of the earlier wave, among all respondents.

    Parameters
    ----------
    study : Study
        With its `earlier` wave; without one, or where that has no such part, the table is empty; so it is where one of
        the waves did not ask the level of everybody.
    niveau : Niveau
        Of the newer questionnaire.

    Returns
    -------
    DataFrame
        One row per scale that both waves asked alike, outcome that both asked for and was not merged, wave (the earlier
        first) and answer; outcomes by the newer share of the first answer.

        - ``schaal, item, uitkomst`` (its label, with `MARK` where it was asked otherwise), ``opbrengst`` (label and
          wave), ``soort, vergelijking, groep_key`` (`THEN` or `NOW`), ``meting``
        - ``n`` (base: ticked and answered), ``categorie, antwoord`` (label: ordered categories), ``aantal, aandeel,
          waarde, toon, reden`` as `tabulation.distribution` has them
        - of the newer wave's first answer, the one that verdicts are on, ``verschil`` (share less the earlier share),
          ``verschil_laag, verschil_hoog`` (95% interval), ``p`` (the step it lies under) and ``oordeel`` as in
          `changes`, of all scales of the level together; else they are missing
    """
    if study.earlier is None or study.earlier.study is None or niveau.key not in study.earlier.by.counterparts:
        return pd.DataFrame(columns=COLUMNS)
    earlier, known = study.earlier.study, study.earlier.by.counterparts[niveau.key]
    then = next((one for one in earlier.codebook.outcomes if one.key == niveau.key), None)
    scales = [scale for scale in FEATURES if scale in study.codebook.schalen and scale in study.earlier.by.scales]
    items = [item for item in niveau.items if known[item.key].shown and known[item.key].kind != MERGED]
    if then is None or not items or not scales or niveau.gevraagd_aan or then.gevraagd_aan:
        return pd.DataFrame(columns=COLUMNS)
    found = {scale: _compared(study, earlier, niveau, then, items, scale) for scale in scales}
    p = np.array([comparison.p for comparison in found.values()])
    p[:, [known[item.key].kind != SAME for item in items]] = np.nan
    held = hold(p.ravel(), SIGNIFICANT * OF_ANSWERS / len(study.codebook.outcomes)).reshape(p.shape)
    tables = []
    for scale, comparison, holds in zip(scales, found.values(), held, strict=True):
        rows = []
        for place, item in enumerate(items):
            kind, source = known[item.key].kind, known[item.key].sources[0]
            head = {"schaal": scale, "item": item.key, "soort": item.kind, "vergelijking": kind}
            head["uitkomst"] = item.label if kind == SAME else f"{item.label}{MARK}"
            old = _wave(earlier, then, source, scale, study, THEN)
            new = _wave(study, niveau, item.key, scale, study, NOW)
            if kind == SAME and old[0]["toon"] and new[0]["toon"]:
                new[0] |= _change(study, comparison, place, bool(holds[place]), min(old[0]["n"], new[0]["n"]))
            rows += [head | row for row in [*old, *new]]
        tables.append(_in_order(pd.DataFrame(rows, columns=COLUMNS), study, scale))
    table = pd.concat(tables, ignore_index=True)
    labels = dict.fromkeys(one.short for scale in scales for one in study.codebook.schalen[scale])
    table["antwoord"] = pd.Categorical(table["antwoord"], list(labels), ordered=True)
    return table.astype({"n": "Int64", "aantal": "Int64", "aandeel": float, "toon": bool})


def _compared(
    study: Study, earlier: Study, niveau: Niveau, then: Niveau, items: Sequence[Item], scale: str
) -> Comparison:
    """Compare the first answer of a scale, of those who gave one, as two samples of the same workplaces.

    Persons who are in both waves seldom tick the same outcomes twice, so that they are not followed here.
    """
    by = study.earlier.by.counterparts[niveau.key] if study.earlier else {}
    first = study.codebook.schalen[scale][0].key
    now = study.selection[[niveau.column(item.key, scale) for item in items]].to_numpy(object)
    ago = earlier.selection[[then.column(by[item.key].sources[0], scale) for item in items]].to_numpy(object)
    answers = np.vstack([now, ago])
    newer: NDArray[np.bool_] = np.arange(len(answers)) < len(now)
    places = pd.concat([study.selection["werkplaats"], earlier.selection["werkplaats"]]).astype(str)
    return compare(answers == first, newer, ~newer, as_places(places), ~pd.isna(answers))


def _wave(one: Study, niveau: Niveau, item: str, scale: str, newer: Study, key: str) -> list[dict[str, Any]]:
    """Count the answers of one wave, in the order and words of the newer questionnaire."""
    shown = one.may_show(niveau, item, scale, one.total.mask)
    answers = one.selection[niveau.column(item, scale)].dropna()
    base = len(answers)
    row: dict[str, Any] = {"groep_key": key, "meting": one.codebook.meting, "oordeel": ""}
    row |= {"n": base if shown else pd.NA, "toon": shown, "reden": "" if shown else WITHHELD}
    found = []
    for category in newer.codebook.schalen[scale]:
        count = int((answers == category.key).sum())
        share = count / base if shown and base else np.nan
        said = {"aantal": count if shown else pd.NA, "aandeel": share, "waarde": shown_share(count, base, share)}
        found.append(row | {"categorie": category.key, "antwoord": category.short} | said)
    return found


def _change(study: Study, comparison: Comparison, place: int, holds: bool, smaller: int) -> dict[str, Any]:
    told = comparison.told
    found = {"verschil": told.verschil[place], "verschil_laag": told.laag[place], "verschil_hoog": told.hoog[place]}
    found |= {"p": told.p[place], "oordeel": ""}
    if smaller >= study.min_groep:
        apart = comparison.laag[place] > 0 or comparison.hoog[place] < 0
        found["oordeel"] = risen(told.verschil[place], smaller, holds and bool(apart))
    return found


def _in_order(table: pd.DataFrame, study: Study, scale: str) -> pd.DataFrame:
    """Order the outcomes of a scale by the newer share of its first answer, *other* last."""
    first = table[(table["groep_key"] == NOW) & (table["categorie"] == study.codebook.schalen[scale][0].key)]
    last = first["soort"] != "named"
    order = list(
        first.assign(last=last).sort_values(["last", "aandeel"], ascending=[True, False], kind="stable")["item"]
    )
    table = table.assign(opbrengst=table["uitkomst"] + ", " + table["meting"])
    return table.sort_values("item", key=lambda keys: keys.map(order.index), kind="stable", ignore_index=True)


def two_bars(changed: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Choose a scale of `changed_answers`, with a bar for each outcome and wave that both can be shown of."""
    table = changed[changed["schaal"] == scale]
    both = table[table["toon"].astype(bool)].groupby("item")["groep_key"].nunique()
    table = table[table["item"].map(both).eq(2)]  # one bar alone is not beside anything
    order = list(dict.fromkeys(table["opbrengst"]))
    answers = table["antwoord"].cat.remove_unused_categories() if len(table) else table["antwoord"]
    return table.assign(opbrengst=pd.Categorical(table["opbrengst"], order, ordered=True), antwoord=answers)


def answer_table(changed: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Set out a scale of `changed_answers`: one row per outcome and wave, in the order of the figure.

    Returns
    -------
    DataFrame
        ``item`` (its key; of the earlier wave with ``-vorige``), ``opbrengst`` (label and wave), ``n``, for each answer
        ``<answer>|Aantal`` and ``<answer>|%``, then of the first answer ``Verandering van ‘…’|Verschil`` (with its
        interval and p; empty for the earlier wave and where it was asked otherwise) and ``…|oordeel``.
    """
    bars = two_bars(changed, scale)
    if bars.empty:
        return pd.DataFrame(columns=["item", "opbrengst"])
    first = bars.drop_duplicates("opbrengst").set_index("opbrengst")
    frame = pd.DataFrame(index=first.index)
    frame["item"] = first["item"].where(first["groep_key"] == NOW, first["item"] + f"-{THEN}")
    frame["n"] = first["n"]
    for label, rows in bars.groupby("antwoord", observed=True):
        one = rows.set_index("opbrengst").reindex(frame.index)
        frame[f"{label}|Aantal"], frame[f"{label}|%"] = one["aantal"], one["aandeel"]
    newer, alike = first["groep_key"] == NOW, first["vergelijking"] == SAME
    told = first[["verschil", "verschil_laag", "verschil_hoog", "p"]].itertuples(index=False, name=None)
    change = f"Verandering van ‘{uncapitalise(str(bars['antwoord'].min()))}’"
    frame[f"{change}|Verschil"] = [one if show else "" for one, show in zip(told, newer & alike, strict=True)]
    frame[f"{change}|oordeel"] = first["oordeel"]
    frame = frame.reset_index().astype({"opbrengst": object})
    return frame[["item", "opbrengst", *(name for name in frame if name not in {"item", "opbrengst"})]]

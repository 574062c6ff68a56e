"""Shares of two waves side by side, and which of their changes hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import HERE, MORE, SIGNIFICANT, hold, margin, verdict
from impactmonitor.analysis.resampling import Comparison, compare, compare_pairs
from impactmonitor.analysis.study import Study
from impactmonitor.survey.codebook import Niveau
from impactmonitor.survey.comparability import MERGED, SAME, Comparability

RISEN, FALLEN = "gestegen", "gedaald"
COLUMNS = ["item", "opbrengst", "soort", "vergelijking", "groep_key", "groep", "groep_naam"]
COLUMNS += ["n", "aantal", "aandeel", "laag", "hoog", "vorige_n", "vorige_aantal", "vorige_aandeel"]
COLUMNS += ["vorige_laag", "vorige_hoog", "verschil", "verschil_laag", "verschil_hoog", "p", "oordeel"]


@dataclass(frozen=True)
class Waves:
    """Two waves of one survey.

    Attributes
    ----------
    now, then : Study
        The wave that is reported, and an earlier one, of the same selection.
    by : Comparability
    """

    now: Study
    then: Study
    by: Comparability

    def groups(self) -> Iterator[tuple[Group, Group]]:
        """List the groups that figures show of both waves, by key."""
        then = {group.key: group for group in self.then.groups}
        yield from ((group, then[group.key]) for group in self.now.groups if group.key in then)


def changes(waves: Waves, niveau: Niveau) -> pd.DataFrame:
    """Set the outcomes of a level beside those of the earlier wave, per group.

    Parameters
    ----------
    waves : Waves
    niveau : Niveau
        Of the newer questionnaire.

    Returns
    -------
    DataFrame
        One row per outcome that both waves asked for and group that both show, in the form's order.

        - ``item, opbrengst, soort`` and ``vergelijking`` (``zelfde``, or why no change is claimed)
        - ``groep_key, groep, groep_naam``
        - ``n, aantal, aandeel, laag, hoog`` and the same with ``vorige_`` of the earlier wave; margins as in `outcomes`
        - ``verschil`` (share less the earlier share), ``verschil_laag, verschil_hoog`` (95% interval), ``p`` (the step
          it lies under) and ``oordeel``: *gestegen* or *gedaald* where it holds among the changes of the level, *in
          deze respons* where it is as large but may be chance, else empty; of an outcome that was asked otherwise empty

        Numbers that either wave does not show are missing; and those of outcomes that were merged but in the total,
        since how many ticked one or more of several is in no report whose cells were weighed.
    """
    then = next((one for one in waves.then.codebook.niveaus if one.key == niveau.key), None)
    known = waves.by.counterparts.get(niveau.key, {})
    items = [item for item in niveau.items if then is not None and known[item.key].shown]
    if then is None or not items:
        return pd.DataFrame(columns=COLUMNS)
    ticks = waves.now.frame[[niveau.column(item.key) for item in items]].to_numpy(bool)
    sources = [[then.column(key) for key in known[item.key].sources] for item in items]
    before = np.column_stack([waves.then.frame[columns].to_numpy(bool).any(axis=1) for columns in sources])
    same = np.array([known[item.key].kind == SAME for item in items])
    made = [(one, two, _compared(waves, ticks, before, one, two)) for one, two in waves.groups()]
    p = np.array([np.where(same, comparison.p, np.nan) for *_, comparison in made])
    held = _held(p, SIGNIFICANT / len(waves.now.codebook.niveaus))
    rows = []
    for (one, two, comparison), holds in zip(made, held, strict=True):
        told, apart = comparison.told, (comparison.laag > 0) | (comparison.hoog < 0)
        for place, item in enumerate(items):
            by = known[item.key]
            row: dict[str, object] = {"item": item.key, "opbrengst": item.label, "soort": item.kind}
            row |= {"vergelijking": by.kind, "groep_key": one.key, "groep": one.label, "groep_naam": one.naam}
            count, earlier = int(ticks[one.mask, place].sum()), int(before[two.mask, place].sum())
            may = waves.now.may_show(niveau, item.key, "genoemd", one.mask)
            might = all(waves.then.may_show(then, key, "genoemd", two.mask) for key in by.sources)
            might &= by.kind != MERGED or one.key == waves.now.total.key
            row |= _number(one, count if may else None, "")
            row |= _number(two, earlier if might else None, "vorige_")
            if may and might:
                row |= {"verschil": told.verschil[place], "verschil_laag": told.laag[place]}
                row |= {"verschil_hoog": told.hoog[place], "p": told.p[place], "oordeel": ""}
                if same[place] and min(one.n, two.n) >= waves.now.min_groep:
                    row["oordeel"] = _verdict(
                        told.verschil[place], min(one.n, two.n), bool(holds[place] & apart[place])
                    )
            rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = {item.key: place for place, item in enumerate(items)}
    table = table.sort_values("item", key=lambda keys: keys.map(order), kind="stable", ignore_index=True)
    return table.astype({"aantal": "Int64", "vorige_aantal": "Int64"})


def _held(p: NDArray[np.float64], alpha: float) -> NDArray[np.bool_]:
    """Tell which changes hold: those of all respondents (the first row) are one family, those of groups another."""
    return np.vstack([hold(p[:1].ravel(), alpha / 2), hold(p[1:].ravel(), alpha / 2).reshape(p[1:].shape)])


def _number(group: Group, count: int | None, before: str) -> dict[str, object]:
    """Return a group's number, its share and its margin; missing where it is not shown."""
    found: dict[str, object] = {f"{before}n": group.n, f"{before}aantal": pd.NA}
    if count is None or not group.n:
        return found
    low, high = margin(count, group.n, group.population)
    share = {f"{before}aandeel": count / group.n, f"{before}laag": low, f"{before}hoog": high}
    return found | {f"{before}aantal": count} | share


def _verdict(difference: float, smaller: int, holds: bool) -> str:
    word = verdict(difference, smaller, holds)
    return word if word in {"", HERE} else RISEN if word == MORE else FALLEN


def _compared(waves: Waves, ticks: NDArray[np.bool_], before: NDArray[np.bool_], one: Group, two: Group) -> Comparison:
    """Compare a group of both waves: as two samples of the same workplaces, or the same persons with themselves.

    The latter would tell the answers of those who are in one wave only: it is done where there are none, or as many as
    may be told of.
    """
    now, then = waves.now.frame, waves.then.frame
    if waves.by.panel:
        rows = pd.Series(np.flatnonzero(one.mask), index=now.loc[one.mask, "respondent"])
        earlier = pd.Series(np.flatnonzero(two.mask), index=then.loc[two.mask, "respondent"])
        both = rows.index.intersection(earlier.index)
        if all(alone == 0 or alone >= waves.now.min_onthulling for alone in (one.n - len(both), two.n - len(both))):
            return compare_pairs(ticks[rows[both]], before[earlier[both]])
    names = pd.concat([now.loc[one.mask, "werkplaats"], then.loc[two.mask, "werkplaats"]]).astype(str)
    newer = np.arange(len(names)) < one.n
    stacked = np.vstack([ticks[one.mask], before[two.mask]])
    return compare(stacked, newer, ~newer, pd.factorize(names)[0].astype(np.int64))

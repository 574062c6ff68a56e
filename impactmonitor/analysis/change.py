"""Shares of two waves side by side, and which of their changes hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impactmonitor.analysis.bases import among
from impactmonitor.analysis.comparisons import as_places
from impactmonitor.analysis.earlier_wave import EarlierWave
from impactmonitor.analysis.groups import Group
from impactmonitor.analysis.inference import HERE, MORE, SIGNIFICANT, hold, margin, verdict
from impactmonitor.analysis.resampling import Comparison, compare, compare_panel
from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import WITHHELD, ordered, shown_share
from impactmonitor.survey.comparability import MERGED, SAME, Comparability
from impactmonitor.survey.parts import Niveau
from impactmonitor.text.dutch import number

TOTAL = "totaal"  # key of all respondents of a variant
RISEN, FALLEN = "gestegen", "gedaald"
MARK, OTHERWISE = "*", "anders gevraagd"
"""Behind an outcome that was asked otherwise, and what is said of its change."""
OF_ALL, OF_GROUPS, OF_ANSWERS = 0.5, 0.25, 0.25
"""How a level's chance of a false verdict is dealt out: shares of all respondents, of groups, and status and nature."""
COLUMNS = ["meting", "vorige_meting", "item", "opbrengst", "soort", "vergelijking", "groep_key", "groep", "groep_naam"]
COLUMNS += ["n", "aantal", "aandeel", "laag", "hoog", "vorige_n", "vorige_aantal", "vorige_aandeel"]
COLUMNS += ["vorige_laag", "vorige_hoog", "verschil", "verschil_laag", "verschil_hoog", "p", "oordeel"]


def changes(study: Study, niveau: Niveau, earlier: EarlierWave | None = None) -> pd.DataFrame:
    """Set the outcomes of a level beside those of an earlier wave, per group.

    Parameters
    ----------
    study : Study
        With its `earlier` wave; without one, or where that has no such part, the table is empty.
    niveau : Niveau
        Of the newer questionnaire.
    earlier : EarlierWave, optional
        Another wave than the study's own `earlier` one.

    Returns
    -------
    DataFrame
        One row per outcome that both waves asked for and group that both show, in the form's order.

        - ``meting, vorige_meting`` (what the waves are called)
        - ``item, opbrengst, soort`` and ``vergelijking`` (``zelfde``, or why no change is claimed)
        - ``groep_key, groep, groep_naam``
        - ``n, aantal, aandeel, laag, hoog`` and the same with ``vorige_`` of the earlier wave; margins as in `outcomes`
        - ``verschil`` (share less the earlier share), ``verschil_laag, verschil_hoog`` (95% interval), ``p`` (the step
          it lies under) and ``oordeel``: *gestegen* or *gedaald* where it holds among the changes of the level, *in
          deze respons* where it is as large but may be chance, else empty; of an outcome that was asked otherwise empty

        Numbers that either wave does not show are missing; and those of outcomes that were merged but of everybody in
        the earlier wave, since how many ticked one or more of several is in no report whose cells were weighed.
    """
    earlier = earlier or study.earlier
    known = earlier.by.counterparts if earlier else {}
    if earlier is None or earlier.study is None or niveau.key not in known or niveau.gevraagd_aan:
        return pd.DataFrame(columns=COLUMNS)
    return _changes(study, earlier.study, earlier.by, niveau)


def _changes(study: Study, earlier: Study, by: Comparability, niveau: Niveau) -> pd.DataFrame:
    then = next((one for one in earlier.codebook.outcomes if one.key == niveau.key), None)
    known = by.counterparts[niveau.key]
    items = [item for item in niveau.items if then is not None and known[item.key].shown]
    if then is None or not items or then.gevraagd_aan:
        return pd.DataFrame(columns=COLUMNS)
    ticks = study.frame[[niveau.column(item.key) for item in items]].to_numpy(bool)
    sources = [[then.column(key) for key in known[item.key].sources] for item in items]
    before = np.column_stack([earlier.frame[columns].to_numpy(bool).any(axis=1) for columns in sources])
    same = np.array([known[item.key].kind == SAME for item in items])
    waves = (study.frame, earlier.frame)
    groups = [*_groups(study, earlier)]
    asked = [(among(study, niveau, one), among(earlier, then, two)) for one, two in groups]
    panels = [*_panels(*waves, asked, study.min_onthulling)] if by.panel else [False] * len(asked)
    made = [_compared(waves, ticks, before, pair, panel) for pair, panel in zip(asked, panels, strict=True)]
    p = np.array([np.where(same, comparison.p, np.nan) for comparison in made])
    held = _held(p, SIGNIFICANT / len(study.codebook.ticked))
    rows = []
    for (new, old), (one, two), comparison, holds in zip(groups, asked, made, held, strict=True):
        told, apart = comparison.told, (comparison.laag > 0) | (comparison.hoog < 0)
        for place, item in enumerate(items):
            answers = known[item.key]
            row: dict[str, object] = {"meting": study.codebook.meting, "vorige_meting": by.meting}
            row |= {"item": item.key, "opbrengst": item.label, "soort": item.kind}
            row |= {"vergelijking": answers.kind, "groep_key": one.key, "groep": one.label, "groep_naam": one.naam}
            count, ago = int(ticks[one.mask, place].sum()), int(before[two.mask, place].sum())
            may = study.may_show(niveau, item.key, "genoemd", new.mask)
            might = all(earlier.may_show(then, key, "genoemd", old.mask) for key in answers.sources)
            might &= answers.kind != MERGED or bool(old.mask.all())
            row |= _number(one, count if may else None, "")
            row |= _number(two, ago if might else None, "vorige_")
            if may and might:
                row |= {"verschil": told.verschil[place], "verschil_laag": told.laag[place]}
                row |= {"verschil_hoog": told.hoog[place], "p": told.p[place], "oordeel": ""}
                if same[place] and min(one.n, two.n) >= study.min_groep:
                    row["oordeel"] = risen(told.verschil[place], min(one.n, two.n), bool(holds[place] & apart[place]))
            rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = {item.key: place for place, item in enumerate(items)}
    table = table.sort_values("item", key=lambda keys: keys.map(order), kind="stable", ignore_index=True)
    return table.astype({"aantal": "Int64", "vorige_aantal": "Int64"})


def _held(p: NDArray[np.float64], alpha: float) -> NDArray[np.bool_]:
    """Tell which changes hold: those of all respondents (the first row) are one family, those of groups another."""
    groups = hold(p[1:].ravel(), alpha * OF_GROUPS).reshape(p[1:].shape)
    return np.vstack([hold(p[:1].ravel(), alpha * OF_ALL), groups])


def _number(group: Group, count: int | None, before: str) -> dict[str, object]:
    """Return a group's number, its share and its margin; missing where it is not shown."""
    found: dict[str, object] = {f"{before}n": group.n, f"{before}aantal": pd.NA}
    if count is None or not group.n:
        return found
    low, high = margin(count, group.n, group.population)
    share = {f"{before}aandeel": count / group.n, f"{before}laag": low, f"{before}hoog": high}
    return found | {f"{before}aantal": count} | share


def risen(difference: float, smaller: int, holds: bool) -> str:
    """Name a change: *gestegen* or *gedaald* where it holds, *in deze respons* where it is as large, else nothing."""
    word = verdict(difference, smaller, holds)
    return word if word in {"", HERE} else RISEN if word == MORE else FALLEN


def _groups(study: Study, earlier: Study) -> Iterator[tuple[Group, Group]]:
    """List the groups that figures show of both waves, by key."""
    then = {group.key: group for group in earlier.groups}
    yield from ((group, then[group.key]) for group in study.groups if group.key in then)


def _compared(
    waves: tuple[pd.DataFrame, pd.DataFrame],
    ticks: NDArray[np.bool_],
    before: NDArray[np.bool_],
    groups: tuple[Group, Group],
    panel: bool,
) -> Comparison:
    """Compare a group of both waves: as two samples of workplaces, or as a panel."""
    (now, then), (one, two) = waves, groups
    if panel:
        here, ago = (frame.loc[group.mask, "respondent"].to_numpy() for frame, group in ((now, one), (then, two)))
        _, *places = np.intersect1d(here, ago, assume_unique=True, return_indices=True)
        return compare_panel(ticks[one.mask], before[two.mask], np.column_stack(places))
    names = pd.concat([now.loc[one.mask, "werkplaats"], then.loc[two.mask, "werkplaats"]]).astype(str)
    newer = np.arange(len(names)) < one.n
    stacked = np.vstack([ticks[one.mask], before[two.mask]])
    return compare(stacked, newer, ~newer, as_places(names))


def _panels(
    now: pd.DataFrame, then: pd.DataFrame, groups: Sequence[tuple[Group, Group]], minimum: int
) -> Iterator[bool]:
    """Tell of each group whether it is compared as a panel: half of each wave is in both.

    What only one wave has is a group of its own, of which the test of those in both tells something: it is empty, or
    not small; nor is what the whole (the first group) has of it beyond a group.
    """
    every: list[int] = []
    for one, two in groups:
        here, ago = (set(frame.loc[group.mask, "respondent"]) for frame, group in ((now, one), (then, two)))
        only = [len(here - ago), len(ago - here)]
        every = every or only
        beyond = [whole - mine for whole, mine in zip(every, only, strict=True)]
        small = any(0 < number < minimum for number in (*only, *beyond))
        yield len(here & ago) >= minimum and 2 * len(here & ago) >= max(one.n, two.n) and not small


def two_waves(changed: pd.DataFrame) -> pd.DataFrame:
    """Set the waves of all respondents one under the other, for a figure.

    Parameters
    ----------
    changed : DataFrame
        From `changes`.

    Returns
    -------
    DataFrame
        One row per outcome and wave, as `tabulation.outcomes` has them: ``item, opbrengst`` (with `MARK` where it was
        asked otherwise; ordered by the newer share), ``soort, groep_key, groep`` (the wave with its base),
        ``groep_naam, n, aantal, aandeel, toon, reden, waarde``.
    """
    rows = []
    for row in changed[changed["groep_key"] == TOTAL].itertuples():
        head = {"item": row.item, "opbrengst": _label(row), "soort": row.soort}
        shown = {"toon": pd.notna(row.aandeel), "reden": "" if pd.notna(row.aandeel) else WITHHELD}
        rows.append(head | _wave("nu", row.meting, row.n, row.aantal, row.aandeel) | shown)
        shown = {"toon": pd.notna(row.vorige_aandeel), "reden": "" if pd.notna(row.vorige_aandeel) else WITHHELD}
        rows.append(
            head | _wave("vorige", row.vorige_meting, row.vorige_n, row.vorige_aantal, row.vorige_aandeel) | shown
        )
    if not rows:
        return pd.DataFrame(columns=["item", "opbrengst", "groep", "groep_key", "aandeel"])
    table = pd.DataFrame(rows).astype({"aantal": "Int64", "aandeel": float, "toon": bool})
    table = ordered(table, groep=[rows[1]["groep"], rows[0]["groep"]])
    return table.sort_values(["opbrengst", "groep"], ignore_index=True)


def _wave(key: str, name: str, n: int, count: Any, share: float) -> dict[str, Any]:
    return {"groep_key": key, "groep": head(name, n), "groep_naam": name, "n": n, "aantal": count, "aandeel": share}


def head(meting: str, n: int) -> str:
    """Name a wave with its base: *2022 (n=64)*."""
    return f"{meting} (n={number(n)})"


def _label(row: Any) -> str:
    return row.opbrengst if row.vergelijking == SAME else f"{row.opbrengst}{MARK}"


def change_table(changed: pd.DataFrame) -> pd.DataFrame:
    """Set the waves of all respondents side by side: one row per outcome, in the order of the figure.

    Parameters
    ----------
    changed : DataFrame
        From `changes`.

    Returns
    -------
    DataFrame
        ``item, opbrengst`` (with `MARK` where it was asked otherwise); of each wave ``<wave>|Aantal``, ``<wave>|%``,
        ``<wave>|Marge``; then ``Verandering|Verschil`` (with its interval and p; empty where it was asked otherwise),
        ``Verandering|oordeel`` and the same for readers, ``Verandering|Oordeel``.
    """
    one = _in_order(changed, changed[changed["groep_key"] == TOTAL])
    if one.empty:
        return one
    frame = one[["item", "opbrengst"]].copy()
    for before, name in (("vorige_", "vorige_meting"), ("", "meting")):
        label = head(one[name].iloc[0], one[f"{before}n"].iloc[0])
        frame[f"{label}|Aantal"] = one[f"{before}aantal"].astype("Int64")
        frame[f"{label}|%"] = one[f"{before}aandeel"].astype(float)
        frame[f"{label}|Marge"] = list(zip(one[f"{before}laag"], one[f"{before}hoog"], strict=True))
    frame["Verandering|Verschil"], frame["Verandering|oordeel"] = _differences(one), one["oordeel"].fillna("")
    frame["Verandering|Oordeel"] = one["oordeel"].fillna("").where(one["vergelijking"] == SAME, OTHERWISE)
    return frame


def changes_by_group(changed: pd.DataFrame) -> pd.DataFrame:
    """Set the waves of every smaller group side by side: one row per outcome, in the order of the figure.

    Parameters
    ----------
    changed : DataFrame
        From `changes`.

    Returns
    -------
    DataFrame
        ``item, opbrengst`` as in `change_table`; for each group the shares of both waves as they are shown
        (``<group>|<wave> (n=…)``), ``<group>|Verschil`` and ``<group>|oordeel``. No rows where there are no groups.
    """
    parts = changed[changed["groep_key"] != TOTAL]
    if parts.empty:
        return _in_order(changed, parts)
    frame = _in_order(changed, changed[changed["groep_key"] == TOTAL])[["item", "opbrengst"]].set_index("item")
    for label, rows in parts.groupby("groep", sort=False):
        one, first = rows.set_index("item").reindex(frame.index), rows.iloc[0]
        then = map(_shown, one["vorige_aantal"], one["vorige_n"], one["vorige_aandeel"])
        now = map(_shown, one["aantal"], one["n"], one["aandeel"])
        frame[f"{label}|{head(first['vorige_meting'], first['vorige_n'])}"] = list(then)
        frame[f"{label}|{head(first['meting'], first['n'])}"] = list(now)
        frame[f"{label}|Verschil"], frame[f"{label}|oordeel"] = _differences(one), one["oordeel"].fillna("")
    return frame.reset_index()


def _in_order(changed: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the labels of the figure, in its order."""
    if rows.empty:
        return pd.DataFrame(columns=["item", "opbrengst"])
    order = two_waves(changed).drop_duplicates("item")[["item", "opbrengst"]]
    return order.merge(rows.drop(columns="opbrengst"), on="item").astype({"opbrengst": object})


def _differences(rows: pd.DataFrame) -> list[Any]:
    told = rows[["verschil", "verschil_laag", "verschil_hoog", "p"]].itertuples(index=False, name=None)
    return [each if alike else "" for each, alike in zip(told, rows["vergelijking"] == SAME, strict=True)]


def _shown(count: Any, n: int, share: float) -> str | None:
    return None if pd.isna(share) else shown_share(count, n, share)

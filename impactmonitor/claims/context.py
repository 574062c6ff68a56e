"""The names that conditions and texts of claims may use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from impactmonitor.analysis.inference import exceeds
from impactmonitor.analysis.study import Study
from impactmonitor.claims.evidence import Cell, Level, leads


def context(study: Study, level: Level, levels: Iterable[Level]) -> dict[str, Any]:
    """Collect what a claim's condition and text may use.

    Returns
    -------
    dict
        The names documented at the head of ``data/claims.yml``.
    """
    others = [other for other in levels if other is not level]
    ranked = level.genoemd
    first = ranked[0].totaal
    tied = [outcome for outcome in ranked if outcome.totaal.aantal == first.aantal]
    clear = len(ranked) > 2 and _stands_out(first, ranked[1].totaal)
    top = level.top(study.total) if len(ranked) > 3 and not clear else []
    skip = len(top) or (len(tied) if not clear else 1)
    tops = [level.top(group) for group in level.sectoren]
    keys = [{outcome.key for outcome in found} for found in tops]
    swap = (
        [[o for o in tops[0] if o.key not in keys[1]], [o for o in tops[1] if o.key not in keys[0]]]
        if len(tops) == 2
        else []
    )
    return {
        "niveau": level.niveau,
        "n": level.n,
        "zin": study.variant.phrase(study.codebook),
        "genoemd": ranked,
        "eerste": first,
        "springt_eruit": clear,
        "laatste": ranked[-1],
        "gelijk": tied,
        "top3": top,
        "volgers": [outcome for outcome in ranked[skip:] if outcome.totaal.aandeel >= 0.5],
        "geen": level.geen,
        "sectoren": level.sectoren,
        "sectorverschillen": level.sectorverschillen,
        "zonder_verschil": len(ranked) - len({difference.outcome.key for difference in level.sectorverschillen}),
        "tops": tops,
        "wissel": swap,
        "sectorcijfers": level.numbers(level.sectoren),
        "tranchegroepen": level.tranchegroepen,
        "tranchecijfers": level.numbers(level.compared("tranches"), "tranches"),
        "trancheverschillen": level.trancheverschillen,
        "rest": level.rest,
        "restverschillen": level.restverschillen,
        "restcijfers": level.numbers(level.compared("geheel"), "geheel"),
        **_kenmerken(level, others),
    }


def _kenmerken(level: Level, others: list[Level]) -> dict[str, Any]:
    """Collect what concerns the status and nature of the outcomes."""
    done = max(level.status, key=lambda spread: spread["gerealiseerd"].aantal, default=None)
    return {
        "status": level.status,
        "statuscijfers": [cell for spread in level.status for cell in spread.cells.values()],
        "deel_status": level.part("status"),
        "breed_status": len(level.status) > 1 or not level.part("status"),
        "deels_klaar": [s for s in level.status if s.aandeel("gerealiseerd", "deels") > 0.5],
        "meest_klaar": done,
        "meest_klaar_cel": Cell(done["gerealiseerd"].ref, done["gerealiseerd"].aantal, level.n) if done else None,
        "vooral_verwacht": [s for s in level.status if s.aandeel("verwacht") > 0.5],
        "gerealiseerd": level.gerealiseerd,
        "aard": level.aard,
        "aardcijfers": [cell for spread in level.aard for cell in spread.cells.values()],
        "deel_aard": level.part("aard"),
        "breed_aard": len(level.aard) > 1 or not level.part("aard"),
        "vooral_nieuw": [spread for spread in level.aard if spread.aandeel("nieuw") > 0.5],
        "vooral_versterking": [spread for spread in level.aard if spread.aandeel("versterking") > 0.5],
        "relatief_nieuw": [
            spread for spread in level.aard if level.nieuw and exceeds(spread.aandeel("nieuw"), level.nieuw.aandeel)
        ],
        "nieuw": level.nieuw,
        "andere_niveaus": others,
        "vaker_gerealiseerd": leads(level.gerealiseerd, [other.gerealiseerd for other in others]),
        "vaker_nieuw": leads(level.nieuw, [other.nieuw for other in others]),
    }


def _stands_out(first: Cell, second: Cell) -> bool:
    """Tell whether the most named outcome is clearly ahead: by the stated rule, and by more than one respondent."""
    return exceeds(first.aandeel, second.aandeel) and first.aantal - second.aantal > 1

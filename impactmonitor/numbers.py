"""The numbers and names that prose takes by name (``{{< var respons.n >}}``)."""

from __future__ import annotations

from typing import Any

from impactmonitor import wording
from impactmonitor.facts import read_facts
from impactmonitor.inference import DIFFERENCE_RULE
from impactmonitor.markup import escape
from impactmonitor.study import Study
from impactmonitor.workplaces import KINDS


def variables(study: Study) -> dict[str, Any]:
    """Compute every variable of the report.

    Returns
    -------
    dict
        Nested names with text values, as ``_variables.yml`` holds them.
    """
    places = study.workplaces
    approached = study.approached_in(study.variant)
    answered = int((study.selection[[f"open_{n.key}" for n in study.codebook.niveaus]] != "").any(axis=1).sum())
    silent = len(places) - int(study.frame["werkplaats"].nunique())
    name = escape(study.variant.name(study.codebook))
    return {
        "respons": {
            "n": wording.number(study.n),
            "n_totaal": wording.number(len(study.frame)),
            "benaderd": wording.number(approached) if approached is not None else "onbekend",
            "percentage": wording.percent(study.n / approached) if approached else "onbekend",
        },
        "werkplaatsen": {
            "aantal": wording.number(len(places)),
            "aantal_woord": wording.count_word(len(places)),
            "met_respons": wording.number(len(places) - silent),
            "met_respons_woord": wording.count_word(len(places) - silent),
            **{kind: wording.number(int(places[kind].sum())) for kind in KINDS},
            "met_wo_woord": wording.count_word(int((places["wo"] > 0).sum())),
        },
        "niveaus": {
            "aantal_woord": wording.count_word(len(study.codebook.niveaus)),
            "opsomming": wording.enumerate_nl([niveau.naam for niveau in study.codebook.niveaus]),
            **{niveau.key: {"omschrijving": niveau.omschrijving} for niveau in study.codebook.niveaus},
        },
        "antwoorden": {"n": wording.number(answered)},
        "opmerkingen": {"n": wording.number(int((study.selection["opmerking"] != "").sum()))},
        "regel": {"procentpunt": wording.number(DIFFERENCE_RULE * 100)},
        "variant": {"naam": name, "titel": wording.capitalise(name)},
        "bron": read_facts(study),
    }

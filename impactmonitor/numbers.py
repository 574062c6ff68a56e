"""The numbers and names that prose takes by name (``{{< var respons.n >}}``)."""

from __future__ import annotations

from typing import Any

from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.analysis.study import Study
from impactmonitor.claims.handwritten import read_facts
from impactmonitor.survey.workplaces import KINDS
from impactmonitor.text import dutch
from impactmonitor.text.strangers import escape


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
            "n": dutch.number(study.n),
            "n_totaal": dutch.number(len(study.frame)),
            "benaderd": dutch.number(approached) if approached is not None else "onbekend",
            "percentage": dutch.percent(study.n / approached) if approached else "onbekend",
        },
        "werkplaatsen": {
            "aantal": dutch.number(len(places)),
            "aantal_woord": dutch.count_word(len(places)),
            "met_respons": dutch.number(len(places) - silent),
            "met_respons_woord": dutch.count_word(len(places) - silent),
            **{kind: dutch.number(int(places[kind].sum())) for kind in KINDS},
            "met_wo_woord": dutch.count_word(int((places["wo"] > 0).sum())),
        },
        "niveaus": {
            "aantal_woord": dutch.count_word(len(study.codebook.niveaus)),
            "opsomming": dutch.enumerate_nl([niveau.naam for niveau in study.codebook.niveaus]),
            **{niveau.key: {"omschrijving": niveau.omschrijving} for niveau in study.codebook.niveaus},
        },
        "antwoorden": {"n": dutch.number(answered)},
        "opmerkingen": {"n": dutch.number(int((study.selection["opmerking"] != "").sum()))},
        "regel": {"procentpunt": dutch.number(DIFFERENCE_RULE * 100)},
        "variant": {"naam": name, "titel": dutch.capitalise(name)},
        "bron": read_facts(study),
    }

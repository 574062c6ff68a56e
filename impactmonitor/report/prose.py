"""What the prose takes by name: variables and metadata."""

from __future__ import annotations

from typing import Any

import pandas as pd

from impactmonitor import __version__
from impactmonitor.analysis.coded_answers import themes
from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.analysis.own_words import lone_answers_of, open_answers, remarks
from impactmonitor.analysis.sensitivity import raked, sensitivity
from impactmonitor.analysis.study import Study
from impactmonitor.claims.handwritten import read_facts
from impactmonitor.report.provenance import provenance, report_date
from impactmonitor.survey.codebook import PLACE, REPORTS, SIDE_BY_SIDE, Codebook
from impactmonitor.survey.origin import origin
from impactmonitor.survey.parts import FEATURES, OPEN, Niveau
from impactmonitor.survey.wave import prose_of
from impactmonitor.survey.workplaces import KINDS
from impactmonitor.text import dutch
from impactmonitor.text.strangers import escape

APPENDIX = "{#sec-open-vragen"
"""The heading of answers to open questions, which a survey's text may lack."""
MEANING = {"status": "is die al gerealiseerd", "aard": "is die nieuw"}
"""What is asked of an outcome, in a clause of the report's own."""


def variables(study: Study) -> dict[str, Any]:
    """Compute every variable of the report.

    Returns
    -------
    dict
        Nested names with text values, as ``_variables.yml`` holds them.
    """
    places = study.workplaces
    approached = study.approached_in(study.variant)
    silent = len(places) - int(study.frame["werkplaats"].replace("", pd.NA).nunique())
    name = escape(study.variant.name(study.codebook))
    return {
        "respons": {
            "n": dutch.number(study.n),
            "n_totaal": dutch.number(len(study.frame)),
            "benaderd": dutch.number(approached) if approached is not None else "onbekend",
            "percentage": dutch.percent(study.n / approached) if approached else "onbekend",
            "verdeling": dutch.enumerate_nl([f"per {name}" for name in _divided(study)]) or "als geheel",
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
            "woord": dutch.plural(len(study.codebook.niveaus), "niveau", "niveaus"),
            "opsomming": dutch.enumerate_nl([niveau.naam for niveau in study.codebook.niveaus]),
            **{
                niveau.key: {"omschrijving": niveau.omschrijving, "vraag": escape(niveau.vraag)}
                for niveau in study.codebook.niveaus
            },
        },
        "kenmerken": _follow_ups(study.codebook),
        "antwoorden": {"n": dutch.number(len(open_answers(study)))},
        "opmerkingen": {"n": dutch.number(len(remarks(study)))},
        "regel": {"procentpunt": dutch.number(DIFFERENCE_RULE * 100), "vergeleken": _compared(study)},
        "rapport": {
            "meting": escape(study.codebook.meting),
            "datum": _day(),
        },
        "variant": {"naam": name, "titel": dutch.capitalise(name)},
        "vorige": {"meting": escape(study.earlier.by.meting) if study.earlier else "geen"},
        "bron": read_facts(study),
    }


def _divided(study: Study) -> list[str]:
    """Name the groupings that the response is told by."""
    named = [one.naam for one in study.codebook.groepen.values()]
    return [*named, *(["werkplaats"] if len(study.workplaces) else [])]


def _compared(study: Study) -> str:
    """Say what a group is compared with."""
    columns, reports = (study.codebook.groupings(role) for role in (SIDE_BY_SIDE, REPORTS))
    told = "".join(f"van een {one.naam} met de andere getoonde {one.meervoud}, " for one in columns)
    part = dutch.enumerate_nl([*(one.naam for one in reports), "selectie"], "of")
    return f"{told}van een {part} met alle andere {escape(study.codebook.personen)}"


def _follow_ups(codebook: Codebook) -> dict[str, str]:
    """Say which follow-ups outcomes had: how many, and which one each was; empty texts where there were none."""
    asked = list(codebook.outcomes[0].schalen) if codebook.outcomes else []
    called = {one: escape(codebook.called(one)) for one in asked}
    which = {one: f"De {dutch.ordinal(place)}" if len(asked) > 1 else "Die" for place, one in enumerate(asked, 1)}
    if codebook.outcomes and asked != codebook.outcomes[0].in_order:  # the text takes status and aard first
        which = dict.fromkeys(asked, "Een ervan")
    count, many = dutch.count_word(len(asked), stress=True), len(asked)
    known = ", en ".join(said for one, said in MEANING.items() if one in asked)
    told = f": {known}?" if {*asked} <= {*MEANING} else f", naar {dutch.enumerate_nl(called.values())}."
    return {
        "gevraagd": f"{count} {dutch.plural(many, 'vervolgvraag', 'vervolgvragen')}{told}" if asked else "",
        "volgden": f"{dutch.plural(many, 'volgde', 'volgden')} {count} {dutch.plural(many, 'vraag', 'vragen')}",
        **{one: which.get(one, "") for one in MEANING},
        "andere": " ".join(f"{which[one]} gaat over {called[one]}." for one in asked if one not in MEANING),
    }


def _day() -> str:
    """Write the date of publication: *24 november 2026*."""
    return dutch.day(report_date())


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _asked(codebook: Codebook) -> dict[str, bool]:
    """Say which follow-ups there were: any of what is ticked; status, aard and others of outcomes."""
    outcomes = codebook.outcomes
    return {
        "kenmerken": any(niveau.schalen for niveau in codebook.ticked),
        **{f"{scale}_gevraagd": any(scale in niveau.schalen for niveau in outcomes) for scale in FEATURES},
        "status_of_aard": any({*FEATURES} & {*niveau.schalen} for niveau in outcomes),
        "vervolgvragen": any(niveau.further for niveau in outcomes),
    }


def _of_level(study: Study, niveau: Niveau, printed: bool) -> dict[str, bool]:
    """Tell what there is to say of a level; `printed` says whether the report has an appendix for answers."""
    listed = len(lone_answers_of(study, niveau)) > 0 if niveau.soort == OPEN else False
    return {
        "eerste": niveau is study.codebook.niveaus[0],
        "toegelicht": bool(niveau.omschrijving),
        "kenmerken": bool(niveau.schalen),
        "themas": len(themes(study, niveau)) > 0,
        "vergeleken": bool(study.earlier and study.earlier.study) and not niveau.answered,
        "bijlage": printed and listed,
        "elders": printed and niveau.soort == OPEN and not listed,
    }


def metadata(study: Study, engine: str) -> dict[str, Any]:
    """Collect what cover, colophon and conditional prose need."""
    from impactmonitor.claims.handwritten import read_synthesis

    name, parameters = study.variant.name(study.codebook), provenance(study, engine)["parameters"]
    given = study.codebook.onderzoek
    found: dict[str, Any] = {
        "title": given["titel"],
        "pagetitle": given["titel"] if study.variant.whole else f"{given['titel']} – {name}",
        "subtitle": given["ondertitel"] if study.variant.whole else f"{given['ondertitel']} – {name}",
        "rapport": {  # apart, because Quarto gives `variant`, `engine` and other plain names a meaning of its own
            "meting": study.codebook.meting,
            "map": study.variant.slug,
            "naam": name,
            "n": study.n,
            "parameters": "; ".join(f"{key} {_plain(value)}" for key, value in parameters.items()),
            "gegevens": study.responses.name,
            "controlegetal": study.responses.checksum[:12],
            "versie": __version__,
            "engine": engine,
            "datum": _day(),
            # Who made the study is not who made up its answers.
            "maker": "" if study.responses.reconstruction else read_facts(study).get("uitvoerder", ""),
        },
    }
    then = study.earlier.study if study.earlier else None
    printed = APPENDIX in (prose_of(study.data) / "report.qmd").read_text(encoding="utf-8")
    found["niveaus"] = {niveau.key: _of_level(study, niveau, printed) for niveau in study.codebook.niveaus}
    found |= {  # conditions of the prose: all are there, so that one that is misspelled is told from one that is false
        "volledig": study.variant.whole,
        "tranches": study.codebook.first(REPORTS) is not None,
        "sectoren": study.codebook.first(SIDE_BY_SIDE) is not None,
        "werkplaatsen": len(study.workplaces) > 0,
        "deel": not study.variant.whole,
        "klein": study.n < study.min_groep,
        "bron": any(read_facts(study).values()),
        "synthese": bool(read_synthesis(study)),
        "themas": study.coding is not None,
        "antwoorden": len(study.codebook.open) > 0,
        "open_vragen": any(len(lone_answers_of(study, niveau)) for niveau in study.codebook.in_own_words),
        **_asked(study.codebook),
        "toelichtingen": any(niveau.toelichting for niveau in study.codebook.niveaus),
        "verdeeld": bool(_divided(study)),
        "gewogen": raked(study) is not None,
        "gevoeligheid": not sensitivity(study).empty,
        "werkplaatsen_geteld": len(study.workplaces) > 0 and study.selection[PLACE].nunique() > 1,
        "opmerkingen": study.codebook.remarks,
        "reconstructie": bool(study.responses.reconstruction),
        "verzonnen": bool(study.responses.invented),
        "vorige_meting": study.earlier is not None,
        "vorige_reconstructie": bool(then and then.responses.reconstruction),
    }
    if said := origin(study.responses):
        found["rapport"]["herkomst"] = said
    return found

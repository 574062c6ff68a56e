"""Who was asked and who answered, in sentences and tables (chapter 1 and appendix 2)."""

from __future__ import annotations

from impactmonitor import markup, tables, tabulation, wording
from impactmonitor.inference import response_test
from impactmonitor.study import Study
from impactmonitor.variant import Variant

DIMENSIONS = {"tranche": "de tranches", "sector": "de sectoren"}


def approach(study: Study) -> str:
    """Say how many were asked, how many answered, and which of them the report is about."""
    persons, answered = study.codebook.personen, len(study.frame)
    asked = study.approached_in(Variant()) or answered
    share = wording.capitalise(wording.share(answered / asked).text)
    text = (
        f"In totaal zijn {wording.number(asked)} {persons} benaderd. {share} van hen vulde het formulier in "
        f"(n={wording.number(answered)}). {silent_sentence(study)}"
    )
    if not study.variant.whole:
        forms = f"{wording.count_word(study.n)} formulieren van {persons} {study.variant.phrase(study.codebook)}"
        text += f" Dit rapport gaat over de {forms}."
    return text


def silent_sentence(study: Study) -> str:
    """Say from how many workplaces no form came at all."""
    count = len(study.workplaces) - int(study.frame["werkplaats"].nunique())
    if count == 0:
        return "Vanuit alle werkplaatsen is ten minste één formulier ingevuld."
    return (
        f"Op {wording.count_word(count, stress=True)} na is vanuit alle werkplaatsen ten minste één formulier ingevuld."
    )


def introduction(study: Study) -> str:
    """Open appendix 2: how many answered, from how many workplaces, and where that is set out."""
    persons, places = study.codebook.personen, study.selection["werkplaats"].nunique()
    count = wording.count_word(study.n)
    if study.variant.whole:
        known = wording.count_word(len(study.workplaces))
        text = f"Het formulier is door {count} {persons} ingevuld."
        text += f" Zij horen bij {wording.count_word(places)} van de {known} werkplaatsen."
    else:
        text = f"Het formulier is door {count} {persons} {study.variant.phrase(study.codebook)} ingevuld."
        if asked := study.approached_in(study.variant):
            text += f" Dat is {wording.percent(study.n / asked)} van de {wording.number(asked)} die zijn benaderd."
        if places > 1:
            text += f" Zij horen bij {wording.count_word(places)} werkplaatsen."
    return " ".join([text, *_directions(study)])


def _directions(study: Study) -> list[str]:
    """Say in which tables the responses are, as far as there are any."""
    shown = [dimension for dimension in DIMENSIONS if divided(study, dimension)]
    sentences = []
    if shown:
        parts = wording.enumerate_nl([DIMENSIONS[dimension] for dimension in shown])
        listed = wording.enumerate_nl([f"@tbl-respons-{dimension}" for dimension in shown])
        sentences.append(f"Hoe de respons is verdeeld over {parts}, staat in {listed}.")
    if divided(study, "werkplaats"):
        sentences.append(f"In @tbl-respons-werkplaats staat het aantal {study.codebook.personen} per werkplaats.")
    return sentences


def divided(study: Study, dimension: str) -> bool:
    """Tell whether the responses come from more than one tranche, sector or workplace."""
    return bool(study.selection[dimension].nunique() > 1)


def by_dimension(study: Study, dimension: str) -> str:
    """Set the responses beside those approached, by tranche or sector; empty where there is only one."""
    if not divided(study, dimension):
        return ""
    table = tabulation.response(study, dimension)
    html = tables.to_html(tables.response_table(table, f"respons-{dimension}", dimension.capitalize()))
    return markup.table(html, f"tbl-respons-{dimension}", f"Respons per {dimension}")


def by_workplace(study: Study) -> str:
    """Set out the number of respondents per workplace; empty where there is only one."""
    if not divided(study, "werkplaats"):
        return ""
    html = tables.to_html(tables.counts_table(tabulation.workplace_counts(study), "respons-werkplaats"))
    return markup.table(html, "tbl-respons-werkplaats", "Respons per Digitale Werkplaats")


def bias(study: Study) -> str:
    """Say whether those who answered resemble those approached; empty where that is not known."""
    sentences = [_spread(study, dimension) for dimension in DIMENSIONS if _comparable(study, dimension)]
    if not sentences:
        return ""
    closing = (
        f"Of de {study.codebook.personen} die antwoordden ook anders over de opbrengsten denken dan wie niet "
        "antwoordde, is niet bekend: lees de uitkomsten als het beeld van wie meedeed."
    )
    return " ".join([*sentences, closing])


def _comparable(study: Study, dimension: str) -> bool:
    table = tabulation.response(study, dimension)
    return bool(table["benaderd"].notna().all()) and len(table) > 2


def _spread(study: Study, dimension: str) -> str:
    table = tabulation.response(study, dimension).iloc[:-1]
    p = response_test(table["respons"].tolist(), table["benaderd"].tolist())
    low, high = table.loc[table["aandeel"].idxmin()], table.loc[table["aandeel"].idxmax()]
    span = (
        f"De respons loopt van {wording.percent(low['aandeel'])} ({wording.uncapitalise(low['categorie'])}) tot "
        f"{wording.percent(high['aandeel'])} ({wording.uncapitalise(high['categorie'])})"
    )
    shown = "<0,001" if p < 0.001 else f"={wording.number(p, 2)}"
    if p < 0.05:
        verdict = "die verschillen zijn groter dan toeval doet verwachten, zodat sommige groepen zwaarder meetellen"
    else:
        verdict = "zulke verschillen kunnen op toeval berusten"
    return f"{span} naar {dimension}; {verdict} (chi-kwadraattoets, p{shown})."

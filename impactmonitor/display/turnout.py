"""Who was asked and who answered, in sentences and tables (chapter 1 and appendix 2)."""

from __future__ import annotations

from impactmonitor.analysis import tabulation
from impactmonitor.analysis.inference import response_test, smallest_expected
from impactmonitor.analysis.study import Study
from impactmonitor.display import shown, tables
from impactmonitor.survey.variant import Variant
from impactmonitor.text import dutch, shares

DIMENSIONS = {"tranche": "de tranches", "sector": "de sectoren"}
SIGNIFICANT = 0.05
CHANCE = "Zo’n verschil kan op toeval berusten"
ROUGH = 5  # expected responses below which a chi-square test is only rough (Cochran's rule of thumb)


def approach(study: Study) -> str:
    """Say how many were asked, how many answered, and which of them the report is about."""
    persons, answered = study.codebook.personen, len(study.frame)
    if asked := study.approached_in(Variant()):
        share = shares.share(answered / asked)
        text = (
            f"Van de {dutch.number(asked)} benaderde {persons} {share.conjugate('vulde', 'vulden')} {share.text} het "
        )
        text += f"formulier in (n={dutch.number(answered)}). {silent_sentence(study)}"
    else:
        text = f"Het formulier is door {dutch.number(answered)} {persons} ingevuld. {silent_sentence(study)}"
    if not study.variant.whole:
        forms = f"{dutch.count_word(study.n)} formulieren van {persons} {study.variant.phrase(study.codebook)}"
        text += f" Dit rapport gaat over de {forms}."
    return text


def silent_sentence(study: Study) -> str:
    """Say from how many workplaces no form came at all."""
    count = len(study.workplaces) - int(study.frame["werkplaats"].nunique())
    if count == 0:
        return "Vanuit alle werkplaatsen is ten minste één formulier ingevuld."
    if count == 1:
        return "Alleen vanuit één werkplaats kwam geen formulier terug."
    return f"Vanuit {dutch.count_word(count)} werkplaatsen kwam geen formulier terug."


def introduction(study: Study) -> str:
    """Open appendix 2: how many answered, from how many workplaces, and where that is set out."""
    persons, places = study.codebook.personen, study.selection["werkplaats"].nunique()
    count = dutch.count_word(study.n)
    if study.variant.whole:
        known = dutch.count_word(len(study.workplaces))
        text = f"Het formulier is door {count} {persons} ingevuld."
        text += f" Zij horen bij {dutch.count_word(places)} van de {known} werkplaatsen."
    else:
        text = f"Het formulier is door {count} {persons} {study.variant.phrase(study.codebook)} ingevuld."
        if asked := study.approached_in(study.variant):
            text += f" Dat is {dutch.percent(study.n / asked)} van de {dutch.number(asked)} die zijn benaderd."
        if places > 1:
            text += f" Zij horen bij {dutch.count_word(places)} werkplaatsen."
    return " ".join([text, *_directions(study)])


def _directions(study: Study) -> list[str]:
    """Say in which tables the responses are, as far as there are any."""
    shown = [dimension for dimension in DIMENSIONS if divided(study, dimension)]
    sentences = []
    if shown:
        parts = dutch.enumerate_nl([DIMENSIONS[dimension] for dimension in shown])
        listed = dutch.enumerate_nl([f"@tbl-respons-{dimension}" for dimension in shown])
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
    return shown.table(html, f"tbl-respons-{dimension}", f"Respons per {dimension}")


def by_workplace(study: Study) -> str:
    """Set out the number of respondents per workplace; empty where there is only one."""
    if not divided(study, "werkplaats"):
        return ""
    counts, persons = tabulation.workplace_counts(study), study.codebook.personen
    html = tables.to_html(tables.counts_table(counts, "respons-werkplaats", persons))
    return shown.table(html, "tbl-respons-werkplaats", "Respons per Digitale Werkplaats")


def bias(study: Study) -> str:
    """Say whether those who answered resemble those approached; empty where that is not known."""
    sentences = [_spread(study, dimension) for dimension in DIMENSIONS if _comparable(study, dimension)]
    if not sentences:
        return ""
    closing = (
        f"Of de {study.codebook.personen} die antwoordden ook anders over de opbrengsten denken dan wie niet "
        "antwoordde, is niet bekend: lees de uitkomsten als het beeld van wie meedeed."
    )
    head, chance, rest = " ".join(sentences).partition(CHANCE)
    return " ".join([head + chance + rest.replace(CHANCE, "Ook dat verschil kan op toeval berusten"), closing])


def _comparable(study: Study, dimension: str) -> bool:
    """Tell whether there are categories to compare, and whether it is known of each how many were approached."""
    table = tabulation.response(study, dimension)
    return bool(table["aandeel"].notna().all()) and len(table) > 2


def _spread(study: Study, dimension: str) -> str:
    """Say how far the response of one tranche or sector is from that of another, and whether chance explains it."""
    table = tabulation.response(study, dimension).iloc[:-1]
    low, high = table.loc[table["aandeel"].idxmin()], table.loc[table["aandeel"].idxmax()]
    least, most = dutch.percent(low["aandeel"]), dutch.percent(high["aandeel"])
    groups = DIMENSIONS[dimension]
    if least == most:
        return f"Tussen {groups} verschilt de respons niet ({most})."
    ends = f"{least} ({dutch.uncapitalise(low['categorie'])}) tot {most} ({dutch.uncapitalise(high['categorie'])})"
    counts = table["respons"].tolist(), table["benaderd"].tolist()
    p = response_test(*counts)
    shown = dutch.p_value(p, "p")
    sentences = [f"De respons per {dimension} varieert van {ends}."]
    if p < SIGNIFICANT:
        sentences.append(f"Dat verschil is groter dan bij toeval te verwachten is (chi-kwadraattoets: {shown}).")
        sentences.append(f"{high['categorie']} telt dus zwaarder mee; de uitkomsten zijn daarvoor niet gewogen.")
    else:
        sentences.append(f"{CHANCE} (chi-kwadraattoets: {shown}).")
    if smallest_expected(*counts) < ROUGH:
        sentences.append(f"Voor {groups} is die toets een ruwe benadering, want sommige groepen zijn klein.")
    return " ".join(sentences)

"""What sentences about the study as a whole claim, computed anew from the files."""

import re
from fractions import Fraction

import yaml
from scipy.stats import chi2_contingency
from truths import _counted, _shown

from impactmonitor.survey.wave import companion
from impactmonitor.text.shares import PHRASES

ROUGH = 5
SIGNIFICANT = 0.05


class Whole:
    """The workplaces, the persons approached and the answers of one variant."""

    def __init__(self, study):
        self.study = study
        self.frame, self.own = study.frame, study.frame[study.selected]
        self.places = study.workplaces.to_dict("records")
        self.filters = study.variant.filters

    def asked(self, dimension):
        """Count the persons approached by category, as far as the variant selects it."""
        table = self.study.approached
        rows = table[table["dimensie"] == dimension].set_index("categorie")["benaderd"].to_dict()
        chosen = self.filters.get(dimension)
        return {key: int(number) for key, number in rows.items() if not chosen or key in chosen}

    def rates(self, dimension):
        """Give who answered and who was approached by label; nothing where that is not known, or there is but one."""
        categories = self.study.codebook.tranches if dimension == "tranche" else self.study.codebook.sectoren
        asked, answered = self.asked(dimension), self.own[dimension].value_counts()
        found = {c.label: (int(answered.get(c.key, 0)), asked[c.key]) for c in categories if c.key in asked}
        known = set(self.filters) <= {dimension} and all(n > 0 and count <= n for count, n in found.values())
        return found if known and len(found) > 1 else {}

    def answered_in_words(self):
        columns = [f"open_{niveau.key}" for niveau in self.study.codebook.niveaus]
        return self.own[[any(row) for row in (self.own[columns] != "").to_numpy()]]


def _together(text, whole):
    several = sum(place["mbo"] + place["hbo"] + place["wo"] > 1 for place in whole.places)
    few = len(whole.places) - several
    if text.startswith("Bij alle"):
        return few == 0
    if text.startswith("Op "):
        return text.startswith(f"Op {_counted(few).replace('een', 'één')} werkplaats") and 0 < few < several
    return text.startswith(f"Bij {_counted(several)} werkplaats") and 0 < several <= few


def _university(text, whole):
    count = sum(place["wo"] > 0 for place in whole.places)
    return count > 0 and f"{_counted(count)} werkplaats" in text.replace("één", "een")


def _response(text, whole):
    asked, answered = sum(whole.study.approached.query("dimensie == 'tranche'")["benaderd"]), len(whole.frame)
    if not asked or asked < answered:
        return text == f"Het formulier is door {answered} contactpersonen ingevuld."
    found = re.match(r"Van de ([\d.]+) benaderde contactpersonen vulden? (.+) het formulier in \(n=(\d+)\)\.$", text)
    phrase = next(phrase for phrase in PHRASES if phrase.text == found[2])
    return (int(found[1].replace(".", "")), int(found[3])) == (asked, answered) and phrase.holds(
        Fraction(answered, asked)
    )


def _silence(text, whole):
    count = len({place["werkplaats"] for place in whole.places} - set(whole.frame["werkplaats"]))
    told = {0: "Vanuit alle werkplaatsen is ten minste één", 1: "Alleen vanuit één werkplaats kwam geen"}
    return text.startswith(told.get(count, f"Vanuit {_counted(count)} werkplaatsen kwam geen"))


def _part(text, whole):
    return whole.filters != {} and f"de {_counted(len(whole.own))} formulieren van contactpersonen" in text


def _filled_in(text, whole):
    plain = text == f"Het formulier is door {_counted(len(whole.own))} contactpersonen ingevuld."
    return f"door {_counted(len(whole.own))} contactpersonen " in text and plain == (whole.filters == {})


def _own_response(text, whole):
    ((dimension, _),) = whole.filters.items()
    asked = sum(whole.asked(dimension).values())
    share = Fraction(100 * len(whole.own), asked)
    return text == f"Dat is {int(share + Fraction(1, 2))}% van de {asked} die zijn benaderd."


def _origin(text, whole):
    count, known = whole.own["werkplaats"].nunique(), len(whole.places)
    if whole.filters:
        return text == f"Zij horen bij {_counted(count)} werkplaatsen." and count > 1
    return text == f"Zij horen bij {_counted(count)} van de {_counted(known)} werkplaatsen."


def _divided(text, whole):
    told = {dimension for dimension in ("tranche", "sector") if f"@tbl-respons-{dimension}" in text}
    named = {dimension for dimension, noun in (("tranche", "tranches"), ("sector", "sectoren")) if noun in text}
    return told == named == {name for name in ("tranche", "sector") if len(set(whole.own[name])) > 1}


def _by_workplace(text, whole):
    return "@tbl-respons-werkplaats" in text and len(set(whole.own["werkplaats"])) > 1


def _compared(dimension):
    def check(text, whole):
        rates = whole.rates(dimension)
        shares = {label: Fraction(*rate) for label, rate in rates.items()}
        low, high = min(shares, key=shares.get), max(shares, key=shares.get)
        least, most = (_shown(rates[label][0] * 20, rates[label][1] * 20) for label in (low, high))
        if "verschilt de respons niet" in text:
            return f"niet ({most})" in text and least == most
        answers = [[count, n - count] for count, n in rates.values()]
        p = chi2_contingency(answers, correction=False).pvalue
        shown = "p<0,001" if p < 0.001 else f"p={p:.{3 if p < 0.01 else 2}f}".replace(".", ",")
        ends = f"van {least} ({low.lower()}) tot {most} ({high.lower()})." in text and f"toets: {shown})" in text
        if "groter dan bij toeval" in text:
            return ends and p < SIGNIFICANT and f"{high} telt dus zwaarder mee" in text
        return ends and p >= SIGNIFICANT and "kan op toeval berusten" in text

    return check


def _rough(dimension):
    def check(text, whole):
        rates = whole.rates(dimension).values()
        rate = Fraction(sum(count for count, _ in rates), sum(n for _, n in rates))
        return "ruwe benadering" in text and min(n for _, n in rates) * rate < ROUGH

    return check


def _reading(text, whole):
    return "is niet bekend" in text and any(whole.rates(dimension) for dimension in ("tranche", "sector"))


def _persons(count):
    return f"{_counted(count)} contactpersonen" if count > 1 else ("geen enkele", "één")[count] + " contactpersoon"


def _open(text, whole):
    return text == f"Deze vraag is door {_persons(len(whole.answered_in_words()))} beantwoord."


def _below(text, whole):
    sectors = len(set(whole.answered_in_words()["sector"]))
    return sectors > 0 and ("per onderwijssector" in text) == (sectors > 1)


def _remarks(text, whole):
    return text == f"Die is door {_persons(sum(remark != '' for remark in whole.own['opmerking']))} gebruikt."


def _no_main_outcome(text, whole):
    texts = yaml.safe_load(companion(whole.study.data, "synthese.yml").read_text(encoding="utf-8"))
    about = [[path.replace(".", "_", 1) for path in one["veel"]] for one in texts["hoofdopbrengsten"]]
    return not whole.filters and all(any(whole.own[one].mean() < 0.5 for one in columns) for columns in about)


CHECKS = {
    "samenwerking": _together,
    "wo": _university,
    "respons": _response,
    "stilte": _silence,
    "deel": _part,
    "ingevuld": _filled_in,
    "eigen_respons": _own_response,
    "herkomst": _origin,
    "verdeling": _divided,
    "per_werkplaats": _by_workplace,
    "respons_tranches": _compared("tranche"),
    "toets_tranches": _rough("tranche"),
    "respons_sectoren": _compared("sector"),
    "toets_sectoren": _rough("sector"),
    "lezing": _reading,
    "open_antwoorden": _open,
    "antwoorden_hieronder": _below,
    "opmerkingen": _remarks,
    "geen_hoofdopbrengst": _no_main_outcome,
}

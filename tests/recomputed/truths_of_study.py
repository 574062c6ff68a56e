"""What sentences about the study as a whole claim, computed anew from the files."""

import re
from fractions import Fraction

import numpy as np
import themes
import yaml
from scipy.stats import chi2_contingency
from weighed import weighed
from wording import as_share, in_words

from impactmonitor.analysis import own_words
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
        categories = (
            self.study.codebook.categories("tranche")
            if dimension == "tranche"
            else self.study.codebook.categories("sector")
        )
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
        return text.startswith(f"Op {in_words(few).replace('een', 'één')} werkplaats") and 0 < few < several
    return text.startswith(f"Bij {in_words(several)} werkplaats") and 0 < several <= few


def _university(text, whole):
    count = sum(place["wo"] > 0 for place in whole.places)
    return count > 0 and f"{in_words(count)} werkplaats" in text.replace("één", "een")


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
    return text.startswith(told.get(count, f"Vanuit {in_words(count)} werkplaatsen kwam geen"))


def _part(text, whole):
    return whole.filters != {} and f"de {in_words(len(whole.own))} formulieren van contactpersonen" in text


def _filled_in(text, whole):
    plain = text == f"Het formulier is door {in_words(len(whole.own))} contactpersonen ingevuld."
    return f"door {in_words(len(whole.own))} contactpersonen " in text and plain == (whole.filters == {})


def _received(text, whole):
    """Of those that were received the rest is named by reason."""
    received, counted = (
        int(number.replace(".", "")) for number in re.findall(r"([\d.]+) (?:formulieren|meetellen)", text)
    )
    left_out = [int(number) for number in re.findall(r"\((\d+)\)", text)]
    return counted == len(whole.frame) and received - counted == sum(left_out) > 0


def _kept_or_unused(text, whole):
    """Those that were not completed are some of all that count; unused answers are told by question."""
    intake = whole.study.responses.intake
    kept = [int(number) for number in re.findall(r"(\d+) (?:formulieren|niet afgemaakt)", text)]
    unused = [int(number) for number in re.findall(r"\((\d+)\)", text)]
    assert (kept == [len(whole.frame), len(intake.kept)]) == bool(intake.kept) and len(kept) in {0, 2}
    return unused == [len(rows) for rows in intake.unused.values()] and bool(kept or unused)


def _own_response(text, whole):
    ((dimension, _),) = whole.filters.items()
    asked = sum(whole.asked(dimension).values())
    share = Fraction(100 * len(whole.own), asked)
    return text == f"Dat is {int(share + Fraction(1, 2))}% van de {asked} die zijn benaderd."


def _origin(text, whole):
    count, known = whole.own["werkplaats"].nunique(), len(whole.places)
    among = in_words(count) if whole.filters else f"{in_words(count)} van de {in_words(known)}"
    among = f"{count} van de {known}" if known > 20 and not whole.filters else among
    said = f"De contactpersonen in dit rapport zijn betrokken bij {among} werkplaatsen."
    return text == said and (count > 1 or not whole.filters)


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
        least, most = (as_share(rates[label][0] * 20, rates[label][1] * 20) for label in (low, high))
        if "verschilt de respons niet" in text:
            return f"niet ({most})" in text and least == most
        answers = [[count, n - count] for count, n in rates.values()]
        p = chi2_contingency(answers, correction=False).pvalue
        digits = 3 if p < 0.01 or f"{p:.2f}" == "0.05" else 2  # on which side of 5% it lies has to be seen
        shown = "p<0,001" if p < 0.001 else f"p={p:.{digits}f}".replace(".", ",")
        shown = f"p{'<' if p < SIGNIFICANT else '>'}0,05" if shown == "p=0,050" else shown
        ends = f"van {least} ({low.lower()}) tot {most} ({high.lower()})." in text and f"toets: {shown})" in text
        if "groter dan bij toeval" in text:
            return ends and p < SIGNIFICANT and f"{high} telt dus zwaarder mee" in text
        return (
            ends
            and p >= SIGNIFICANT
            and ("at verschil kan ook toeval" in text or "Ook dit verschil kan toeval" in text)
        )

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
    return f"{in_words(count)} contactpersonen" if count > 1 else ("geen enkele", "één")[count] + " contactpersoon"


def _open(text, whole):
    if not whole.filters:
        return text == f"Deze vraag is door {_persons(len(whole.answered_in_words()))} beantwoord."
    many = "staat het antwoord" if len(own_words.open_answers(whole.study)) == 1 else "staan de antwoorden"
    return text == f"In dit rapport {many} van {_persons(len(own_words.open_answers(whole.study)))}."


def _readers(text, whole):
    """Alpha by the formula for two values and two coders, over every text with every theme of its level."""
    first, second = [], []
    other = 0
    for row in whole.study.coding.table.to_dict("records"):
        one, two = (set(row[coder].split(";")) for coder in ("lezer_1", "lezer_2"))
        other += one != two
        for theme in whole.study.coding.frame.keys(row["niveau"]):
            first.append(theme in one)
            second.append(theme in two)
    values = np.array([first, second])
    ones, size = int(values.sum()), values.size
    alpha = 1 - (size - 1) * int((values[0] != values[1]).sum()) / (ones * (size - ones))
    said, low, high = (float(found.replace(",", ".")) for found in re.findall(r"\d,\d{3}", text))
    told = f"Bij {other} van de {len(whole.study.coding.table)} antwoorden en opmerkingen"
    return text.startswith(told) and abs(said - alpha) <= 0.0005 and low <= said <= high <= 1


def _below(text, whole):
    heads = own_words.open_answers(whole.study)["groep"].value_counts()
    heads = heads[heads > 0]
    sectors = len(set(whole.answered_in_words()["sector"]))
    if "per onderwijssector" in text:
        return 1 < len(heads) <= sectors and heads.min() >= whole.study.min_onthulling
    return len(heads) == 1 and heads.sum() <= len(whole.answered_in_words())


def _remarks(text, whole):
    if not whole.filters:
        return text == f"Die is door {_persons(sum(remark != '' for remark in whole.own['opmerking']))} gebruikt."
    many = "staat de opmerking" if len(own_words.remarks(whole.study)) == 1 else "staan de opmerkingen"
    return text == f"In dit rapport {many} van {_persons(len(own_words.remarks(whole.study)))}."


def _no_main_outcome(text, whole):
    texts = yaml.safe_load(companion(whole.study.data, "synthese.yml").read_text(encoding="utf-8"))
    about = [[path.replace(".", "_", 1) for path in one["veel"]] for one in texts["hoofdopbrengsten"]]
    return not whole.filters and all(any(whole.own[one].mean() < 0.5 for one in columns) for columns in about)


def _left_out(printed, noun):
    """A report on a part says that texts may be left out of it, whether any was or not, and the whole report never."""

    def check(text, whole):
        told = f"Een {noun} d" if len(printed(whole.study)) else "Om herkenning te voorkomen staan"
        ends = text.endswith("alleen in het rapport over alle contactpersonen.")
        return text.startswith(told) and ends and whole.filters

    return check


def _may_name(text, whole):
    return (
        whole.filters
        and len(own_words.open_answers(whole.study)) > 0
        and text == "Een antwoord kan wel zelf een werkplaats noemen."
    )


def _chosen_response(text, whole):
    divided = whole.own["tranche"].nunique() > 1 or whole.own["sector"].nunique() > 1
    made_up = (companion(whole.study.data, "bron.yml").parent / "reconstructie").exists()
    return whole.filters and divided and made_up and text.endswith("is niet gepubliceerd: die aantallen zijn gekozen.")


CHECKS = {
    "samenwerking": _together,
    "wo": _university,
    "respons": _response,
    "stilte": _silence,
    "deel": _part,
    "ingevuld": _filled_in,
    "ontvangen": _received,
    "deelname": _kept_or_unused,
    "eigen_respons": _own_response,
    "herkomst": _origin,
    "respons_gekozen": _chosen_response,
    "verdeling": _divided,
    "per_werkplaats": _by_workplace,
    "respons_tranches": _compared("tranche"),
    "toets_tranches": _rough("tranche"),
    "respons_sectoren": _compared("sector"),
    "toets_sectoren": _rough("sector"),
    "lezing": _reading,
    "gevoeligheid": weighed,
    "open_antwoorden": _open,
    "lezers": _readers,
    "antwoorden_hieronder": _below,
    "opmerkingen": _remarks,
    "opmerkingen_themas": themes.of_remarks,
    "antwoorden_elders": _left_out(own_words.open_answers, "antwoord"),
    "antwoorden_noemen": _may_name,
    "opmerkingen_elders": _left_out(own_words.remarks, "opmerking"),
    "geen_hoofdopbrengst": _no_main_outcome,
}

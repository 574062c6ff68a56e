"""No sentence contradicts its numbers or reads badly, whatever the answers: many studies made by chance."""

import re
from dataclasses import replace

import numpy as np
import pytest
import truths_of_study
import waves
from asked_of_some import of_some, opened
from by_chance import VARIANTS, by_chance
from order import first
from sentences import contradictions
from truths import CHECKS, Truths, false_claims
from truths_of_study import Whole

from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences, rules
from impactmonitor.problems import UsageError
from impactmonitor.survey.variant import Variant

BATCHES, SIZE = 12, 6
OWN = sorted(VARIANTS[4:-1], key=lambda one: one.slug not in ("alle", "tranche-3"))
"""The project's own reports, those first that our round makes."""


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.fixture(scope="module")
def records(whole):
    """The claims of the whole: by name and level."""
    return {(record.claim, record.niveau): record for record in rules.evaluate(whole)}


def wrong(study):
    """List what is wrong with any sentence of a study."""
    records = rules.evaluate(study)
    found = wrong_of_levels(study, records, study.codebook.niveaus)
    own = [record for record in records if record.niveau == "" and not record.noot]
    found += [false for record in own for false in false_claims(record, Whole(study), truths_of_study.CHECKS)]
    paragraphs = [rules.paragraph(records, "", place) for place in {record.plek for record in own}]
    return found + [problem for text in paragraphs if text for problem in contradictions(printed(text))]


def wrong_of_levels(study, records, levels):
    """List what is wrong with any sentence on some levels."""
    found = []
    for niveau in levels:
        truths = Truths(study, niveau)
        own = [record for record in records if record.niveau == niveau.key and not record.noot]
        found += [false for record in own for false in false_claims(record, truths)]
        paragraphs = [rules.paragraph(own, niveau.key, place) for place in {record.plek for record in own}]
        paragraphs += rules.conclusion(own, niveau.key).split("\n\n")
        found += [problem for text in paragraphs if text for problem in contradictions(printed(text))]
        found += [f"no full stop in headline: {record.kop}" for record in own if record.kop.endswith(".")]
    return found


def printed(text):
    """Return a paragraph as it is printed: references by number, and the lead-in of a list as a sentence."""
    return re.sub(":$", ".", re.sub(r"@Fig-[\w-]+", "Figuur 2.1", text))


@pytest.mark.parametrize("batch", first(range(BATCHES)))
def test_no_sentence_contradicts_its_numbers(batch, whole):
    made = 0
    for seed in range(batch * SIZE, (batch + 1) * SIZE):
        try:
            study = by_chance(whole, seed).checked()
        except UsageError:  # too few respondents to publish
            continue
        made += 1
        assert wrong(study) == [], f"seed {seed}"
    assert made > 1


@pytest.mark.parametrize("seed", first([3, *range(4, 16)]))
def test_nor_where_only_some_were_asked(seed, whole):
    chance = np.random.default_rng(seed)
    size, variant = (64, Variant({"tranche": ("3",)})) if seed % 3 == 1 else (int(chance.choice([64, 40])), Variant())
    study = by_chance(whole, seed, size=size, variant=variant)
    items = ["instelling.samenwerking_bedrijfsleven", "instelling.positie_regio", "instelling.geen"]
    bases = [("opleiding", str(chance.choice(items))), ("student", str(chance.choice(items)))]
    some = of_some(study, **dict(bases[int(chance.integers(2)) :]))
    some = opened(some) if seed % 2 else some
    levels = [niveau for niveau in some.codebook.niveaus if niveau.gevraagd_aan]
    assert levels and wrong_of_levels(some, rules.evaluate(some), levels) == []


def test_who_was_asked_is_told_wherever_their_answers_are(whole):
    study = of_some(whole, student="instelling.positie_regio")
    level, n = study.codebook.niveau("student"), int(whole.frame["instelling_positie_regio"].sum())
    told = f"alleen gesteld aan {study.codebook.asked_of(level)}: {n} van de 64 contactpersonen."
    sentences, chapter = Sentences(study), Sentences(study, level)
    chapter.__dict__["claims"] = sentences.claims  # evaluated once
    for said in (chapter["inleiding"], sentences["samenvatting"], sentences["niveaus"]):
        assert told in rules.unmarked(said)
    assert "contactpersonen aan wie dit is gevraagd: " in sentences["kaarten"]
    assert f"Alleen gevraagd aan {study.codebook.asked_of(level)}." in sentences["verantwoording"]
    assert not [one for one in sentences.claims if one.claim.endswith("_niveaus") and one.afgedrukt]
    records = [one for one in sentences.claims if one.niveau == "student"]
    counted = {int(n) for one in records for n in re.findall(r"-opbrengsten-[\w-]+: \d+/(\d+)", one.cijfers)}
    assert max(counted) == n
    record = next(one for one in records if one.claim == "volgers")
    truths = Truths(study, level)
    truths.leaders = {"theorie_praktijk", "soft_skills", "motivatie"}
    assert false_claims(record, truths) == []
    everybody = replace(record, tekst=record.tekst.replace(" aan wie dit is gevraagd", ""))
    assert everybody != record and false_claims(everybody, truths) != []


@pytest.mark.parametrize("kind", ["all", "none"])
@pytest.mark.parametrize("size", first([5, 64, 10, 19, 20]))
def test_nothing_and_everything_read_well(kind, size, whole):
    study = by_chance(whole, size, kind, size, Variant())
    assert wrong(study) == []
    text = " ".join(record.tekst for record in rules.evaluate(study))
    assert (
        bool(re.search("Niemand kruiste op dit niveau een opbrengst aan|Niemand noemt op .* een opbrengst", text))
    ) == (kind == "none")


@pytest.mark.parametrize("variant", first(OWN, 2), ids=lambda variant: variant.slug)
def test_the_project_s_own_reports_read_well(variant, whole):
    assert wrong(replace(whole, variant=variant).checked()) == []


BAND = "de helft tot twee derde van de contactpersonen noemt elk daarvan"


def link(shown, count, base):
    return f'[{shown}]{{.getal bron="x" title="{count} van de {base} (zo)"}}'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"A steekt erbovenuit: driekwart van de contactpersonen noemt die ({link('83%', 53, 64)}).", "does not hold"),
        (f"A ({link('84%', 53, 64)}) staat bovenaan.", "is not 53 of 64"),
        (f"Daarnaast noemt ten minste de helft van de contactpersonen a ({link('45%', 29, 64)}).", "does not hold"),
        (f"Er volgen a ({link('66%', 42, 64)}) en b ({link('41%', 26, 64)}): {BAND}.", "does not hold"),
        (f"Mbo noemt a ({link('60%', 60, 100)} tegen {link('55%', 55, 100)}) vaker dan hbo.", "no such difference"),
        (f"Mbo noemt a ({link('60%', 60, 100)} tegen {link('40%', 40, 100)}) minder vaak.", "no such difference"),
        ("De meeste opbrengsten noemen de meeste mensen.", "the most ... the most"),
        ("Dit staat er. Dit staat er.", "said twice"),
        ("Dit  staat er.", "double space"),
        ("Dit dit staat er.", "doubled word"),
        ("Daarna volgen en b.", "empty list"),
        ("dit staat er.", "no capital"),
        ("Dit staat er", "no full stop"),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong(text, problem):
    assert any(problem in found for found in contradictions(text))


def test_every_claim_is_held_against_the_answers():
    claims = [claim["id"] for claim in rules.read_claims() if "vraag" in claim]
    assert sorted([*CHECKS, *truths_of_study.CHECKS, *waves.CHECKS, *waves.STUDY_CHECKS]) == sorted(claims)


def test_a_false_sentence_is_seen(whole, records):
    truths = Truths(whole, whole.codebook.niveau("instelling"))
    elsewhere = ("koploper", "tranches_respons", "aard_meest", "themas_voorop", "themas_daarna")
    for claim, niveau in ((claim, "opleiding") for claim in elsewhere):
        assert false_claims(records[claim, "instelling"], truths) == []
        assert false_claims(replace(records[claim, niveau], niveau="instelling"), truths) != []


@pytest.mark.parametrize(
    ("claim", "niveau", "said", "false"),
    first(
        [
            ("geen", "instelling", "Twee", "Drie"),
            ("topdrie", "instelling", "van meer samenwerking met andere onder", "van meer samenwerking met bedrijfs"),
            ("topdrie", "instelling", "uit het hbo", "uit het wo"),
            ("topdrie", "student", "een sterkere motivatie", "een hogere tevredenheid"),
            ("status_deel", "instelling", "60%", "59%"),
            ("status_koploper", "instelling", "32 van de 64", "32 van de 53"),
            ("status_koploper", "instelling", "het bedrijfsleven", "andere onderwijsinstellingen"),
            ("status_niveaus", "instelling", "49%", "59%"),
            ("status_niveaus", "instelling", "38%", "28%"),
            ("aard_niveaus", "opleiding", "32% op studentniveau", "34% op studentniveau"),
            (
                "sectoren_respons",
                "instelling",
                "een sterkere relatie tussen mbo en hbo",
                "een sterkere positie in de regio",
            ),
            ("sectoren_respons", "instelling", "ook toeval", "geen toeval"),
            ("tranches_klein", "instelling", "de overige opbrengsten", "alle opbrengsten"),
            ("status_meest", "instelling", "de meesten die ze noemen", "de contactpersonen"),
            ("status_meest", "opleiding", "De meeste", "Alle"),
        ],
        2,
    ),
)
def test_one_false_word_is_seen(claim, niveau, said, false, whole, records):
    record = records[claim, niveau]
    truths, text = Truths(whole, whole.codebook.niveau(niveau)), rules.unmarked(record.tekst)
    truths.done = 32, 53
    assert said in text and false_claims(record, truths) == []
    assert false_claims(replace(record, tekst=text.replace(said, false)), truths) != []


def test_silence_about_those_who_see_nothing_is_seen(whole, records):
    record = next(one for one in records.values() if one.claim == "geen")
    truths = Truths(whole, whole.codebook.niveau(record.niveau))
    assert false_claims(replace(record, tekst=""), truths) != []


def falling(whole, shares):
    """Let *vervolgopdrachten* be named by these shares of tranches 1 to 4."""
    frame = whole.frame.copy()
    ticks = np.zeros(len(frame), bool)
    for tranche, share in zip("1234", shares, strict=True):
        rows = np.flatnonzero(frame["tranche"].eq(tranche))
        ticks[rows[: round(share * len(rows))]] = True
    frame["opleiding_vervolgopdrachten"], frame["opleiding_geen"] = ticks, False
    return replace(whole, responses=replace(whole.responses, frame=frame))


@pytest.mark.thorough
def test_an_explanation_by_time_needs_a_trend(whole):
    def told(study):
        return next(one for one in rules.evaluate(study) if (one.claim, one.niveau) == ("tijd", "opleiding"))

    assert not told(whole).afgedrukt  # 67, 79, 36 and 75 percent
    study = falling(whole, (1, 0.9, 0.3, 0.1))
    record, truths = told(study), Truths(study, study.codebook.niveau("opleiding"))
    assert record.afgedrukt and false_claims(record, truths) == []
    assert not told(falling(whole, (0.1, 0.3, 0.9, 1))).afgedrukt
    assert not told(falling(whole, (1, 0.3, 0.9, 0.1))).afgedrukt  # it falls, but not with every tranche
    truths.frame = truths.frame.assign(tranche=truths.frame["tranche"].map({"1": "3", "2": "4", "3": "1", "4": "2"}))
    assert false_claims(record, truths) != []

"""Sentences on change answer to both waves: what is said to have risen or fallen did, and what is silent did not."""

import re
from dataclasses import replace

import numpy as np
import pytest
from asked_of_some import of_some
from by_chance import by_chance
from order import first
from scenarios import answers, changed
from sentences import contradictions
from waves import CHECKS, STUDY_CHECKS, Changes, alike, asked_otherwise, beside

from impactmonitor.analysis.earlier_wave import load
from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences, rules
from impactmonitor.claims.change import ChangeNames
from impactmonitor.files.checked_yaml import choices
from impactmonitor.paths import DATA, ROOT
from impactmonitor.survey.variant import Variant

EXAMPLE = ROOT / "examples" / "2024"
CLAIMS = [claim for claim in rules.read_claims() if claim["sectie"] in choices("wave_section")]
CASES = [(claim["id"], str(case["als"])) for claim in CLAIMS if "vraag" in claim for case in claim["gevallen"]]


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.fixture(scope="module")
def evaluated():
    """Evaluate the claims on change, and no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "read_claims", lambda *given: CLAIMS)
        yield lambda study: [record for record in rules.evaluate(study) if not record.noot]


@pytest.fixture(scope="module")
def example():
    return load(EXAMPLE / "respons.csv", previous=DATA)


@pytest.fixture(scope="module")
def pairs(whole, example):
    """Waves on which, together, every case holds."""
    by = alike(whole)
    low, high = answers(whole, [0.3]), answers(whole, [0.7])
    level = whole.codebook.niveaus[1]
    mixed = answers(whole, [0.9, 0.2, 0.5, 0.5, 0.5, 0.5, 0.5])
    even = answers(whole, [0.55, 0.55, 0.5, 0.5, 0.5, 0.5, 0.5])
    keys = [item.key for item in level.named]
    partly = asked_otherwise(whole, by, level.key, **{keys[0]: "nieuw", keys[1]: "herverwoord"})
    only_new = replace(asked_otherwise(whole, by, level.key, **{keys[0]: "nieuw"}), dropped={})
    only_gone = replace(by, dropped={level.key: (keys[0],)})
    nothing = asked_otherwise(whole, by, level.key, **{item.key: "nieuw" for item in level.items})
    first, other = answers(whole, [0.9, 0.8, 0.7, 0.6, 0.3]), answers(whole, [0.9, 0.8, 0.6, 0.7, 0.3])
    few = replace(low, approached=low.approached.iloc[:0])
    ready, later = answers(whole, [0.7], "gerealiseerd", "nieuw"), answers(whole, [0.7], "deels", "versterking")
    sixth = np.arange(64) % 6 == 0
    some = answers(
        whole, [0.7], np.where(sixth, "gerealiseerd", "deels"), np.where(sixth, "nieuw", "versterking"), ["student"]
    )
    one, other_one = (
        {f"student_motivatie_{scale}": of.frame[f"student_motivatie_{scale}"] for scale in ("status", "aard")}
        for of in (later, ready)
    )
    return [
        example,
        *(beside(one, two, by) for one, two in ((high, low), (low, high), (mixed, even), (low, low), (first, other))),
        beside(changed(low, student_motivatie=np.arange(64) % 20 < 9), low, by),
        *(beside(mixed, even, one) for one in (partly, only_new, only_gone, nothing)),
        beside(few, low, by),
        *(beside(one, two, by) for one, two in ((ready, later), (later, ready), (some, later))),
        beside(changed(ready, **one), changed(later, **other_one), by),
        load(EXAMPLE / "respons.csv", tranche="5", previous=DATA),
    ]


def false(study, records):
    """List what a record's sentence says that is not so; silence counts as well."""
    told = [(one.claim, rules.unmarked(one.tekst)) for one in records if one.niveau == ""]
    found = [(claim, text) for claim, text in told if not STUDY_CHECKS[claim](text, study)]
    for niveau in study.codebook.niveaus:
        changes = Changes(study, niveau)
        for record in (one for one in records if one.niveau == niveau.key):
            text = rules.unmarked(record.tekst)
            if not CHECKS[record.claim](text, changes):
                found.append((record.claim, niveau.key, text))
            said = re.sub(f"@Fig-{niveau.key}-vergeleken(-status|-aard)?", "Figuur 2.4", record.tekst)
            found += [(record.claim, problem) for problem in contradictions(said) if text]
            if set(changes.kind.values()) - {"zelfde"} and record.claim.startswith("verandering"):
                assert not changes.named(text) - set(changes.same), "a change of what was asked otherwise"
    return found


@pytest.fixture(scope="module")
def evaluations(pairs, evaluated):
    return [(study, evaluated(study)) for study in pairs]


@pytest.mark.thorough
@pytest.mark.parametrize(("claim", "condition"), CASES, ids=[f"{claim}-{n}" for n, (claim, _) in enumerate(CASES)])
def test_every_case_can_be_printed_and_flips(claim, condition, evaluations):
    found = {
        (one.voorwaarde if one.afgedrukt else "") for _, records in evaluations for one in records if one.claim == claim
    }
    assert condition in found and len(found) > 1


@pytest.mark.thorough
def test_what_is_printed_is_so(evaluations):
    for study, records in evaluations[1:-1]:  # the answers of the example are held against it in another test
        assert false(study, records) == []


@pytest.mark.parametrize("seed", first(range(4)))
def test_pairs_by_chance_are_told_as_they_are(seed, whole, evaluated):
    chance = np.random.default_rng(seed)
    now = by_chance(whole, seed, variant=Variant())
    then = by_chance(whole, seed + 500, variant=Variant())
    if seed % 2:  # but for some outcomes nothing changed
        rows = chance.integers(len(now.frame), size=len(now.frame))
        frame = now.frame.iloc[rows].reset_index(drop=True)
        for niveau in whole.codebook.niveaus:
            frame[niveau.column(niveau.named[0].key)] = chance.uniform(size=len(frame)) < chance.uniform()
        then = replace(now, responses=replace(now.responses, frame=frame))
    by = alike(whole)
    for niveau in whole.codebook.niveaus:
        kinds = chance.choice(["zelfde", "herverwoord", "nieuw"], p=[0.8, 0.1, 0.1], size=len(niveau.named))
        told = {item.key: str(kind) for item, kind in zip(niveau.named, kinds, strict=True) if kind != "zelfde"}
        by = asked_otherwise(whole, by, niveau.key, **told)
    study = beside(now, then, by)
    assert false(study, evaluated(study)) == []


def test_a_report_without_an_earlier_wave_knows_no_claims_on_change(whole):
    study = Study.load(EXAMPLE / "respons.csv")
    for one in (whole, study):
        assert not {record.claim for record in rules.evaluate(one)} & {claim["id"] for claim in CLAIMS}
    level = whole.codebook.niveaus[0]
    assert Sentences(whole, level)["vergeleken"] == Sentences(whole, level)["vergeleken-noot"] == ""


@pytest.mark.parametrize("newer", first([True, False]))
def test_a_level_that_some_were_asked_is_not_compared(newer, whole, evaluated):
    some = of_some(whole, student="instelling.positie_regio")
    by = alike(whole)
    by = asked_otherwise(whole, by, "student", motivatie="nieuw", soft_skills="herverwoord")
    study = beside(some, whole, by) if newer else beside(whole, some, by)
    why = "in een van de metingen is dit niet aan iedereen gevraagd"
    told = [one.tekst for one in evaluated(study) if one.niveau == "student" and one.tekst]
    assert told == [f"Op dit niveau is geen opbrengst met 2020 te vergelijken: {why}."]


def test_the_summary_and_the_conclusions_tell_the_change(example):
    sentences = Sentences(example)
    for told in ("Vaker dan in 2022", "Minder vaak dan in 2022", "aantoonbaar anders dan in 2022"):
        assert told in sentences["samenvatting"] and told in sentences["niveaus"]
    assert "64 van de 178 benaderde personen (36%), in 2024 78 van de 192" in sentences["vorige-meting"]


def test_what_either_wave_withholds_is_in_no_sentence(whole):
    level = whole.codebook.niveaus[0]
    study = beside(answers(whole, [0.9]), answers(whole, [0.1]), alike(whole))
    hidden = level.named[0].key
    assert hidden in {one.outcome.key for one in ChangeNames(study, level).gestegen}
    then = study.earlier.study
    object.__setattr__(then, "may_show", lambda niveau, item, *cell: item != hidden)
    names = ChangeNames(study, level)
    assert hidden not in {one.outcome.key for one in names.gestegen}
    assert not names.geen_verandering_houdt and not names.verandering_elders_klein

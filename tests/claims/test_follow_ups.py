"""Sentences on follow-ups of any name say what is so, in its words; every case of each can be printed."""

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from asked_further import CHECKS, false_follow_ups, with_follow_ups
from asked_of_some import of_some, opened
from by_chance import by_chance
from order import first
from scenarios import changed
from sentences import contradictions

from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences, rules
from impactmonitor.claims.follow_ups import FollowUpNames
from impactmonitor.claims.language import Language
from impactmonitor.claims.trace import Trace
from impactmonitor.files.checked_yaml import choices
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import UsageError
from impactmonitor.report.origins import Sources
from impactmonitor.survey.variant import Variant

CLAIMS = [claim for claim in rules.read_claims(rules.QUESTIONS) if claim["plek"] in choices("follow_up_place")]
CASES = [(claim["id"], str(case["als"])) for claim in CLAIMS if "vraag" in claim for case in claim["gevallen"]]


@pytest.fixture(scope="module")
def whole():
    return with_follow_ups(Study.load(), "status", "bereik", "bekend_bij")


def records(study):
    """Evaluate the claims on follow-ups alone."""
    language = Language(trace := Trace(study.codebook.onderzoek["persoon"]))
    every = [(claim, names) for names in FollowUpNames.of_all(study) for claim in CLAIMS]
    return [rules._written(claim, names, trace, language, "x") for claim, names in every]


def of_student(whole, said, ticks=None):
    """Keep one level, with who ticked each outcome (everybody by default) and what each answered on its reach."""
    (level,) = (one for one in whole.codebook.niveaus if one.key == "student")
    study = replace(whole, codebook=replace(whole.codebook, niveaus=(level,), meting="x"))
    rows, columns = np.arange(len(whole.frame)), {"student_geen": np.zeros(len(whole.frame), bool)}
    for place, item in enumerate(level.named):
        ticked = np.ones(len(rows), bool) if ticks is None else ticks(place, rows)
        columns[level.column(item.key)] = ticked
        columns[level.column(item.key, "bereik")] = np.where(ticked, said(place, rows), None)
    return changed(study, **columns)


def pick(*answers):
    return lambda place, rows: np.array(answers, object)[rows % len(answers)]


def by_outcome(*answers):
    return lambda place, rows: np.where(
        rows % 5 < 3, answers[place % len(answers)], pick("enkele", "team", "hele")(0, rows)
    )


SCENARIOS = {
    "all the same": (pick("team"), None),
    "two of three to one": (pick("team", "team", "enkele"), None),
    "as many of each": (pick("enkele", "team", "hele"), lambda place, rows: rows < 63),
    "two level": (pick("enkele", "team"), None),
    "some silent": (pick("team", "team", "hele", None), None),
    "nobody": (pick("team"), lambda place, rows: rows < 0),
    "few": (pick("team"), lambda place, rows: rows < 4),
    "one withheld": (pick("team"), lambda place, rows: (rows < 3) if place == 1 else rows >= 0),
    "one not to read": (pick("team", "team", "hele"), lambda place, rows: (rows < 8) if place == 1 else rows >= 0),
    "most": (by_outcome("team", "team", "team", "hele", "enkele"), None),
    "some": (by_outcome("team", "hele", "hele", "enkele", "team"), None),
}


@pytest.fixture(scope="module")
def evaluations(whole):
    studies = [of_student(whole, *given) for given in SCENARIOS.values()]
    small = of_student(whole, pick("team", "team", "hele"))
    studies.append(
        replace(small, responses=replace(small.responses, frame=small.frame.iloc[::8].reset_index(drop=True)))
    )
    return [(study, records(study)) for study in studies]


def as_printed(text):
    """Return a paragraph as it is read, with the question that it quotes as a sentence of its own."""
    return re.sub("[?]’ ", "’. ", unescape(re.sub(r"@Fig-[\w-]+", "Figuur 2.1", text)))


def test_every_case_can_be_printed_and_is_so(evaluations):
    printed, wrong = set(), []
    for study, found in evaluations:
        wrong += false_follow_ups(study, found)
        printed |= {(one.claim.partition("-")[0], one.voorwaarde) for one in found if one.afgedrukt}
        paragraphs = [rules.paragraph(found, "student", place) for place in sorted({one.plek for one in found})]
        texts = [as_printed(text) for text in (*paragraphs, rules.conclusion(found, "student")) if text]
        wrong += [problem for text in texts for problem in contradictions(text)]
    assert wrong == [] and {*CASES} <= printed


def test_every_claim_is_held_against_the_answers():
    assert {*CHECKS} == {claim for claim, _ in CASES}


def test_what_is_not_so_is_seen(evaluations):
    """What is said otherwise of one study is false of another."""
    seen = 0
    for study, own in evaluations:
        for _, found in evaluations:
            said = {(one.claim, one.tekst) for one in own}
            others = [one for one in found if (one.claim, one.tekst) not in said and one.afgedrukt and not one.noot]
            assert len(false_follow_ups(study, others)) == len(others)
            seen += len(others)
    assert seen > 200


def test_each_leads_to_the_case_that_is_printed(evaluations, tmp_path):
    rows = [row for _, found in evaluations for row in rules.as_rows(found) if row["afgedrukt"]]
    files = [DATA / "claims.yml", rules.QUESTIONS]
    sources = Sources(ROOT, ROOT, files, tmp_path / "none.yml", rows, tmp_path)
    written = rules.QUESTIONS.read_text(encoding="utf-8").splitlines()
    assert len({row["claim"] for row in rows}) == 6
    for row in rows:
        origin = sources.claim(row)
        assert origin.file == "impactmonitor/claims/questions.yml" and origin.what == f"claim {row['claim']} (student)"
        assert written[origin.line - 1].strip() == f"- als: {row['voorwaarde']}"


def test_a_condition_says_of_whom_it_is():
    known = FollowUpNames.documented()
    for claim in (one for one in CLAIMS if "over" in one):
        names = {word for case in claim["gevallen"] for word in re.findall(r"[a-z_]{5,}", case["als"])}
        assert {known[name].over for name in names} == {claim["over"]}
        for case in claim["gevallen"]:
            said = case["tekst"] + case.get("conclusie", "")
            assert ("degenen die de" in said) == (claim["over"] == "noemers") and "contactperso" not in said


@pytest.mark.parametrize("seed", first(range(24), 2))
def test_no_sentence_contradicts_its_numbers(seed, whole):
    chance = np.random.default_rng(seed)
    study = by_chance(whole, seed, variant=Variant() if seed < 2 else None, size=40 if seed < 2 else 0)
    if seed % 4 == 3:
        study = of_some(study, student=str(chance.choice(["instelling.positie_regio", "instelling.geen"])))
        study = opened(study) if seed % 8 == 3 else study
    try:
        study = study.checked()
    except UsageError:
        return
    found = records(study)
    assert len(found) == 6 * len(CLAIMS) and false_follow_ups(study, found) == []


def test_they_stand_at_places_of_their_own_and_in_the_conclusions(whole):
    study = of_student(whole, pick("team"))
    (level,) = study.codebook.niveaus
    sentences = Sentences(study, level)
    assert "‘Een team’" in sentences["vervolg-beeld-bereik"] and "Basis: " in sentences["vervolg-noot-bereik"]
    assert "Een team" not in sentences["vervolg-beeld-bekend_bij"]
    assert sentences.headline("vervolg_meest-bereik").startswith("‘Een team’, zegt bij alle opbrengsten")
    with pytest.raises(KeyError, match=r"no sentences at 'vervolg-beeld-aard'; .* places: .*vervolg-beeld-bekend_bij"):
        sentences["vervolg-beeld-aard"]
    told = Sentences(study)
    told.__dict__["claims"] = sentences.claims
    assert "op de vraag naar bereik ‘Een team’" in told["niveaus"] and "op de vraag naar bereik" in told["samenvatting"]
    assert "(claim `vervolg_meest-bereik`)" in told["verantwoording"]

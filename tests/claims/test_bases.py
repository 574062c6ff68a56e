"""A sentence is about those whom its condition counts: everybody, who ticked the outcome, or the answers."""

import re

import pytest
from scenarios import missing

from impactmonitor.analysis import own_words
from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.claims.context import LevelNames
from impactmonitor.files.checked_yaml import choices


@pytest.fixture(scope="module")
def whole():
    return Study.load()


LEVEL_CLAIMS = [
    claim for claim in rules.read_claims() if claim["sectie"] in choices("level_section") and "over" in claim
]
SUBJECTS = {
    "noemers": r"(degenen die (een|de|die) (opbrengst )?|de meesten die (ze|\{\{.*?\}\}) )noemen",
    "antwoorden": r"antwoord|gerealiseerd’|‘nieuw’",
    "schrijvers": r"antwoorden",
}


@pytest.mark.parametrize("claim", LEVEL_CLAIMS, ids=[claim["id"] for claim in LEVEL_CLAIMS])
def test_a_sentence_is_about_the_base_of_its_condition(claim):
    known = LevelNames.documented()
    names = {word for case in claim["gevallen"] for word in re.findall(r"[a-z_0-9]{4,}", case["als"])}
    bases = {known[name].over for name in names}
    assert "" not in bases, "a condition without a base"
    if claim["id"] not in {
        "status_te_weinig",
        "aard_te_weinig",
        "aard_nieuwer",
        "aard_nieuwer_respons",
    }:  # and none of ...
        assert bases == {claim["over"]}
    assert claim["over"] in bases
    for case in claim["gevallen"]:
        for key in {"tekst", "conclusie", "kop"} & set(case):
            for base, pattern in SUBJECTS.items():
                assert bool(re.search(pattern, case[key])) or base != claim["over"], (key, base)
            if claim["over"] != "noemers":
                assert not re.search(SUBJECTS["noemers"], case[key])
            if claim["over"] == "noemers":
                assert not re.search(r"volgens de (meeste )?contactpersonen", case[key])


def test_every_condition_of_a_level_has_a_base():
    assert [name for name, one in LevelNames.documented().items() if one.condition and not one.over] == []


def test_numbers_in_a_sentence_rest_on_its_base(whole):
    claims = {claim["id"]: claim for claim in LEVEL_CLAIMS}
    for study in (whole, missing(whole), Study.load(tranche="3")):
        sizes = {study.n, len(study.frame) - study.n, *(group.n for group in (*study.sectors, *study.tranche_groups))}
        for record in rules.evaluate(study):
            if record.claim not in claims or record.claim.startswith("aard_nieuwer"):
                continue
            for ref, base in re.findall(r'bron="([^"]*)" title="\d+ van de (\d+)', record.tekst + record.conclusie):
                over, scale = claims[record.claim]["over"], re.search("-(status|aard)-(.*)", ref)
                if over == "contactpersonen":
                    assert int(base) in sizes, record.claim
                elif over == "noemers":
                    column = f"{record.niveau}_{scale[2]}_{scale[1]}"
                    assert int(base) == study.selection[column].notna().sum(), record.claim
                elif over == "schrijvers":
                    printed = own_words.open_answers(study)
                    heads = {niveau.key: niveau.open_kop for niveau in study.codebook.niveaus}
                    assert int(base) == (printed[heads[record.niveau]] != "").sum(), record.claim
                else:
                    assert scale[2] == "samen", record.claim


def test_missing_answers_are_told(whole):
    study = missing(whole)
    told = {(one.claim, one.niveau): rules.unmarked(one.tekst) for one in rules.evaluate(study)}
    assert re.match(r"Bij \d+ van de 205 aangekruiste opbrengsten ontbreekt", told["status_zonder", "instelling"])
    assert "de meesten die ze noemen en de vraag beantwoordden" in told["status_meest", "instelling"]
    assert told["status_zonder", "instelling"] not in {rules.unmarked(one.tekst) for one in rules.evaluate(whole)}

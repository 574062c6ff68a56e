"""Sentences answer to the data: change the data and the sentence changes; every case of every claim can be printed."""

import os
import re
from collections import defaultdict

import numpy as np
import pytest
import truths_of_study
from order import first
from scenarios import changed, scenarios, scenarios_of_the_study
from truths import CHECKS, Truths, false_claims
from truths_of_study import Whole

from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences, rules
from impactmonitor.claims.context import StudyNames
from impactmonitor.claims.language import Language
from impactmonitor.claims.trace import Trace
from impactmonitor.files.checked_yaml import choices, read_yaml
from impactmonitor.paths import ROOT
from impactmonitor.problems import InputError

OF_ONE_WAVE = [claim for claim in rules.read_claims() if claim["sectie"] not in choices("wave_section")]
"""The others are in test_change.py."""
CLAIMS = [claim for claim in OF_ONE_WAVE if "vraag" in claim]
NOTES = [claim["id"] for claim in OF_ONE_WAVE if "vraag" not in claim]
CASES = [(claim["id"], str(case["als"])) for claim in CLAIMS for case in claim["gevallen"]]


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.fixture(scope="module")
def evaluations(whole):
    """The claims on each of these data, with its study; notes are left out."""
    studies = (*scenarios(whole), *scenarios_of_the_study(whole))
    return [(study, [record for record in rules.evaluate(study) if not record.noot]) for study in studies]


@pytest.fixture(scope="module")
def printed(evaluations):
    """By claim and condition, the texts printed on some data."""
    found = defaultdict(set)
    for _, records in evaluations:
        for record in records:
            found[record.claim, record.voorwaarde if record.afgedrukt else ""].add(record.tekst)
    return found


@pytest.mark.thorough
@pytest.mark.parametrize(("claim", "condition"), CASES, ids=[f"{claim}-{n}" for n, (claim, _) in enumerate(CASES)])
def test_every_case_can_be_printed(claim, condition, printed):
    texts = printed[claim, condition]
    assert texts
    for text in texts:
        assert text
        assert "  " not in text and " ." not in text and ".." not in text and "{{" not in text
        assert text[-1] in ".:" and text[0] in text[0].upper()


@pytest.mark.thorough
@pytest.mark.parametrize("claim", [claim["id"] for claim in CLAIMS])
def test_every_claim_flips_with_the_data(claim, printed):
    assert len([key for key in printed if key[0] == claim]) > 1


@pytest.mark.thorough
def test_what_is_printed_is_so(evaluations):
    for study, records in evaluations:
        truths = {niveau.key: (Truths(study, niveau), CHECKS) for niveau in study.codebook.niveaus}
        truths[""] = (Whole(study), truths_of_study.CHECKS)
        assert [false for record in records for false in false_claims(record, *truths[record.niveau])] == []


@pytest.mark.thorough
def test_a_figure_is_told_with_something_or_with_nothing_to_say(evaluations):
    """What else is said at the place decides it: the condition repeats what the other claims ask for."""
    told = set()
    for study, records in evaluations:
        for niveau in study.codebook.niveaus:
            for place in ("status-beeld", "aard-beeld"):
                here = [one for one in records if (one.niveau, one.plek) == (niveau.key, place)]
                said = {one.claim.partition("_")[2] for one in here if one.afgedrukt} - {"figuur", "zonder"}
                told.add(said == {"te_weinig"})
                drawn = any("@Fig" in one.tekst for one in here)
                assert (said == {"te_weinig"} or "te_weinig" not in said) and bool(said) == drawn, study.variant
    assert told == {True, False}


def test_a_sentence_follows_its_number(whole):
    def sentence(study):
        return rules.paragraph(rules.evaluate(study), "instelling", "beeld")

    assert "[83%]" in sentence(whole)
    column = "instelling_samenwerking_bedrijfsleven"
    ticks = whole.frame[column].to_numpy().copy()
    ticks[np.flatnonzero(ticks)[:21]] = False
    found = sentence(changed(whole, **{column: ticks}))
    assert "[50%]" in found and "[83%]" not in found


@pytest.mark.thorough
def test_conclusions_repeat_only_what_the_chapters_say(evaluations):
    for _, records in evaluations:
        for record in records:
            assert record.tekst or not (record.conclusie or record.kop)


@pytest.mark.thorough
def test_a_part_says_nothing_of_the_whole():
    for tranche in "234":
        study = Study.load(tranche=tranche)
        records = [record for record in rules.evaluate(study) if record.claim not in {"groepen", "respons"}]
        text = " ".join(f"{record.tekst} {record.conclusie}" for record in records)  # those set it beside the whole
        assert "n=64" not in text and "eerste twee tranches" not in text
        assert f"tranche {tranche}" in text


def test_rows_name_what_they_rest_on(whole):
    rows = rules.as_rows(rules.evaluate(whole))
    assert {"claim", "niveau", "voorwaarde", "cijfers", "afgedrukt", "tekst"} <= set(rows[0])
    first = next(row for row in rows if row["claim"] == "koploper" and row["niveau"] == "instelling")
    assert "53/64" in first["cijfers"] and ".getal" not in first["tekst"]


def test_a_broken_claim_is_named(project):
    path = project / "claims.yml"
    text = path.read_text(encoding="utf-8")
    assert "genoemd[0].zin" in text
    path.write_text(text.replace("genoemd[0].zin", "genoemd[0].zinnetje"), encoding="utf-8")
    with pytest.raises(InputError, match="claim 'koploper'"):
        rules.evaluate(Study.load(project / "respons.csv"))
    path.write_text("- id: x\n", encoding="utf-8")
    with pytest.raises(InputError, match="claim 1: 'plek' is missing"):
        rules.evaluate(Study.load(project / "respons.csv"))


def test_claims_are_read_again_only_when_the_file_says_something_else(project, monkeypatch):
    path, read = project / "claims.yml", []

    def counted(*given):
        read.append(given)
        return read_yaml(*given)

    monkeypatch.setattr(rules, "read_yaml", counted)
    first = rules.read_claims(path)
    first[0]["gevallen"].clear()  # what is done to what was read changes nothing of what is read next
    assert rules.read_claims(path)[0]["gevallen"] and len(read) == 1
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("als: niemand_noemt\n", "als: niemand_noemd\n", 1), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    for _ in range(2):  # also where what was wrong is wrong still
        with pytest.raises(InputError, match="'niemand_noemd' is unknown"):
            rules.read_claims(path)
    path.write_text(text, encoding="utf-8")
    assert rules.read_claims(path)[0]["gevallen"]
    path.unlink()
    with pytest.raises(InputError, match=r"claims\.yml: cannot be read: No such file"):
        rules.read_claims(path)


NO_CONDITION = "a condition is a name that is true or false, or such names joined by and, or, not"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    first([
        ("als: niemand_noemt\n", "als: niemand_noemd\n", "'niemand_noemd' is unknown; did you mean 'niemand_noemt'?"),
        ("als: niemand_noemt\n", "als: xyz\n", "case 'xyz': 'xyz' is unknown; docs/claims.md lists the names"),
        ("als: niemand_noemt\n", "als: genoemd\n", f"case 'genoemd': 'genoemd' is a quantity: {NO_CONDITION}"),
        ("als: niemand_noemt\n", "als: genoemd[0].totaal.aantal == 0\n", f"'[' is not allowed: {NO_CONDITION}"),
        ("als: niemand_noemt\n", "als: niemand_noemt een_volger\n", f"case 'niemand_noemt een_volger': {NO_CONDITION}"),
        ("als: niemand_noemt\n", "als: lezers_bekend\n", "case 'lezers_bekend': 'lezers_bekend' is unknown;"),
        ("als: niemand_noemt\n", "als: true\n", "case 'True': always holds, which is for a note"),
        ("cijfers: genoemdcijfers", "cijfers: [geen, genoemdcijfer]", "case 'cijfers': 'genoemdcijfer' is unknown;"),
        ("{{ personen }} uit {{", "{{ persoonen }} uit {{", "'persoonen' is unknown; did you mean 'personen'?"),
        ("- id: herkomst\n", "- id: ontvangen\n", "claim 'ontvangen' is there 2 times"),
        ("(elk {{ eerste|pct }}", "(elk {{ eerste|pct", "claim 'koploper', case 'allemaal_gelijk': unexpected"),
        ("(elk {{ eerste|pct }}", "(elk {{ eerste|pctt }}", "case 'allemaal_gelijk': No filter named 'pctt'"),
    ], 3),
)  # fmt: skip
def test_what_is_no_condition_or_name_is_refused_when_the_file_is_read(old, new, told, project):
    path = project / "claims.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        rules.read_claims(path)
    assert all(str(problem).startswith("claims.yml: claim '") for problem in raised.value.problems)
    assert told in str(raised.value)


def test_conditions_of_names(whole):
    names = StudyNames(whole)
    language = Language(Trace({}))
    for condition, holds in (
        ("een_deel", False),
        ("not een_deel", True),
        ("een_deel or benaderd_bekend", True),
        ("een_deel and benaderd_bekend", False),
        ("not (een_deel or not benaderd_bekend)", True),
    ):
        assert language.holds(condition, names) is holds


def test_notes_are_printed_and_not_listed(whole):
    records = rules.evaluate(whole)
    assert NOTES and {record.claim for record in records if record.noot} == set(NOTES)
    assert all(record.tekst for record in records if record.noot)
    assert not {row["claim"] for row in rules.as_rows(records)} & set(NOTES)
    listed = Sentences(whole)["verantwoording"]
    assert not [name for name in NOTES if f"(claim `{name}`)" in listed]
    assert {name for name, _ in CASES if f"(claim `{name}`)" not in listed} == {
        "deelname",
        "alleen_gevraagd",
        "basis_sectoren",
    }  # none here


def test_sentences_are_found_by_their_place(whole):
    level = whole.codebook.niveau("student")
    sentences = Sentences(whole, level)
    told = rules.unmarked(rules.paragraph(rules.evaluate(whole), "student", "beeld"))
    assert rules.unmarked(sentences["beeld"]) == told != "" and sentences["beeld"] != told
    assert sentences["geheel"] == "" and "### " in sentences["toelichtingen"] and "\n- " in sentences["andere"]
    assert sentences.headline("koploper").endswith("staan bovenaan")
    assert sentences.headline("minst") == "" == sentences.headline("status_veranderd")
    with pytest.raises(KeyError, match="no claim is called 'koplopers'; did you mean 'koploper'"):
        sentences.headline("koplopers")
    assert Sentences(whole)["niveaus"].count("## ") == len(whole.codebook.niveaus)
    for asked, place, told in (
        (sentences, "beld", "did you mean 'beeld'?; places: aard-beeld, andere,"),
        (sentences, "bereik", "no sentences at 'bereik'"),
        (Sentences(whole), "beeld", "places: aanpak-respons, antwoorden-inleiding, antwoorden-lezers, bereik,"),
    ):
        with pytest.raises(KeyError, match=re.escape(told)):
            asked[place]


@pytest.mark.thorough
def test_no_level_is_without_a_conclusion(evaluations):
    for study, records in evaluations:
        for niveau in study.codebook.niveaus:
            assert rules.conclusion(records, niveau.key)
            if any(one.claim == "status_meest" and one.afgedrukt and one.niveau == niveau.key for one in records):
                assert "gerealiseerd" in rules.conclusion(records, niveau.key)


@pytest.mark.thorough
def test_only_a_difference_that_holds_is_called_one(evaluations):
    ends = ("_respons", "_klein")
    found = [one for _, records in evaluations for one in records if one.claim.endswith(ends) and one.tekst]
    assert {one.claim.rpartition("_")[2] for one in found} == {"respons", "klein"}
    for one in found:
        assert not re.search(r"\bvaker\b|even vaak|weinig verschil", one.tekst)


def test_claims_on_questions_are_there_for_every_survey_unless_it_has_its_own(project):
    path, given = project / "claims.yml", [claim["id"] for claim in rules.read_claims(rules.QUESTIONS)]
    assert "antwoord_meest" in given and not {*given} & {claim["id"] for claim in rules.read_claims(path)}
    assert [claim["id"] for claim in rules.claims_of(path)][-len(given) :] == given
    own = (ROOT / "examples" / "bibliotheek" / "claims.yml").read_text(encoding="utf-8")
    own = own.replace("id: ingevuld", f"id: {given[0]}")
    path.write_text(own, encoding="utf-8")
    assert [claim["id"] for claim in rules.claims_of(path)].count(given[0]) == 1

"""Sentences answer to the data: change the data and the sentence changes; every case of every claim can be printed."""

import re
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from truths import Truths, false_claims

from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.claims.context import LevelNames
from impactmonitor.files.checked_yaml import choices
from impactmonitor.problems import InputError

CASES = [(claim["id"], str(case["als"])) for claim in rules.read_claims() for case in claim["gevallen"]]


@pytest.fixture(scope="module")
def whole():
    return Study.load()


def changed(study, **columns):
    """Return the study with other answers: columns by their name in the data."""
    frame = study.frame.copy()
    for name, values in columns.items():
        like = frame[name]
        frame[name] = pd.Categorical(values, like.cat.categories, ordered=True) if like.dtype == "category" else values
    return replace(study, responses=replace(study.responses, frame=frame))


def answers(study, shares, status="deels", aard="versterking", levels=("instelling", "opleiding", "student")):
    """Tick the outcomes of levels by shares per sector (mbo, hbo, others), in the codebook's order."""
    columns = {}
    sectors = study.frame["sector"].to_numpy()
    for level in levels:
        niveau = study.codebook.niveau(level)
        columns[niveau.column("geen")] = False
        for place, item in enumerate(niveau.named):
            row = shares[place % len(shares)]
            row = row if isinstance(row, tuple) else (row, row, row)
            ticks = np.zeros(len(sectors), bool)
            for share, members in zip(row, (["mbo"], ["hbo"], ["wo", "overig"]), strict=True):
                people = np.flatnonzero(np.isin(sectors, members))
                ticks[people[: round(share * len(people))]] = True
            columns[niveau.column(item.key)] = ticks
            columns[niveau.column(item.key, "status")] = np.where(ticks, status, None)
            columns[niveau.column(item.key, "aard")] = np.where(ticks, aard, None)
    return changed(study, **columns)


def scenarios(whole):
    """Data on which, together, every case of every claim holds."""
    yield whole
    for tranche in "1234":
        yield Study.load(tranche=tranche)
    yield Study.load(sector="hbo")
    yield answers(whole, [0.0])
    yield answers(whole, [1.0], status="gerealiseerd", aard="nieuw")
    yield answers(whole, [0.6, 0.6, 0.55, 0.3, 0.2, 0.1, 0.1], status="verwacht")
    half = np.arange(64) % 2 == 0
    yield answers(whole, [1.0], np.where(half, "deels", "verwacht"), np.where(half, "nieuw", "versterking"))
    yield answers(whole, [0.62, 0.6, 0.3, 0.3, 0.3, 0.1, 0.1])
    yield answers(whole, [0.62, 0.6, 0.3, 0.3, 0.3, 0.1, 0.1], levels=["student"], status="gerealiseerd", aard="nieuw")
    yield answers(whole, [(0.9, 0.9, 0.5), (0.8, 0.5, 0.5), (0.5, 0.8, 0.5), (0.7, 0.7, 0.7), 0.1])
    yield answers(
        whole, [(0.9, 0.9, 0.9), (0.8, 0.1, 0.5), (0.7, 0.2, 0.5), (0.1, 0.8, 0.5), (0.2, 0.7, 0.5), 0.0, 0.0]
    )
    yield answers(whole, [0.9, 0.85, 0.8, 0.3, 0.2, 0.1, 0.05])
    early = whole.frame["tranche"].isin(["1", "2"]).to_numpy()
    yield changed(whole, student_motivatie=early, student_geen=False)
    yield changed(whole, student_geen=np.arange(64) == 5)
    yield replace(changed(whole, student_motivatie=early, student_geen=False), variant=Study.load(tranche="1").variant)
    yield missing(whole)
    yield changed(answers(whole, [0.0]), student_andere=half)
    tranche = whole.frame["tranche"].astype(int).to_numpy()
    yield changed(whole, opleiding_vervolgopdrachten=tranche < 3, opleiding_geen=False)
    yield replace(changed(whole, instelling_positie_regio=tranche != 3), variant=Study.load(tranche="3").variant)
    yield changed(whole, opleiding_onderwijsaanpak_aard=lightly(whole, "opleiding_onderwijsaanpak"))
    mbo = whole.frame["sector"].eq("mbo").to_numpy()
    yield changed(answers(whole, [0.5]), student_motivatie=mbo)
    rows = np.arange(len(mbo))
    yield answers(
        whole, [0.8], np.where(rows % 5 < 3, "verwacht", "deels"), np.where(rows % 5 < 3, "nieuw", "versterking")
    )
    yield answers(whole, [0.8], "deels", np.where(rows % 9 < 4, "nieuw", "versterking"))
    yield changed(
        answers(whole, [0.0]), **{f"{niveau.key}_andere": np.zeros(64, bool) for niveau in whole.codebook.niveaus}
    )
    few = answers(
        whole, [0.2], np.where(rows % 2 == 0, "gerealiseerd", "deels"), np.where(rows % 2 == 0, "nieuw", "versterking")
    )
    rarer = {
        "status": np.where(rows % 3 == 0, "gerealiseerd", "deels"),
        "aard": np.where(rows % 3 == 0, "nieuw", "versterking"),
    }
    yield answers(few, [0.2], **rarer, levels=["opleiding", "student"])
    even = answers(whole, [0.8])
    yield changed(even, instelling_positie_regio_aard=lightly(even, "instelling_positie_regio"))
    yield replace(whole, responses=replace(whole.responses, frame=whole.frame.iloc[::8].reset_index(drop=True)))


def missing(study, share=3):
    """Leave the status and nature of every third respondent out."""
    keep = np.arange(len(study.frame)) % share > 0
    columns = [column for column in study.frame if column.endswith(("_status", "_aard"))]
    return changed(study, **{column: study.frame[column].astype(object).where(keep, None) for column in columns})


def lightly(study, column):
    """Call an outcome new more often than the others on its level."""
    ticks = study.frame[column].to_numpy()
    return np.where(ticks, np.where(np.cumsum(ticks) % 2 == 0, "nieuw", "versterking"), None)


@pytest.fixture(scope="module")
def printed(whole):
    """By claim and condition, the texts printed on some data."""
    found = defaultdict(set)
    for study in scenarios(whole):
        for record in rules.evaluate(study):
            found[record.claim, record.voorwaarde if record.afgedrukt else ""].add(record.tekst)
    return found


@pytest.mark.parametrize(("claim", "condition"), CASES, ids=[f"{claim}-{n}" for n, (claim, _) in enumerate(CASES)])
def test_every_case_can_be_printed(claim, condition, printed):
    texts = printed[claim, condition]
    assert texts
    for text in texts:
        assert text
        assert "  " not in text and " ." not in text and ".." not in text and "{{" not in text
        assert text[-1] in ".:" and text[0] in text[0].upper()


@pytest.mark.parametrize("claim", [claim["id"] for claim in rules.read_claims()])
def test_every_claim_flips_with_the_data(claim, printed):
    assert len([key for key in printed if key[0] == claim]) > 1


def test_what_is_printed_is_so(whole):
    for study in scenarios(whole):
        truths = {niveau.key: Truths(study, niveau) for niveau in study.codebook.niveaus}
        assert [
            false for record in rules.evaluate(study) for false in false_claims(record, truths.get(record.niveau))
        ] == []


def test_a_sentence_follows_its_number(whole):
    def sentence(study):
        return rules.paragraph(rules.evaluate(study), "instelling", "beeld")

    assert "[83%]" in sentence(whole)
    column = "instelling_samenwerking_bedrijfsleven"
    ticks = whole.frame[column].to_numpy().copy()
    ticks[np.flatnonzero(ticks)[:21]] = False
    assert "[50%]" in sentence(changed(whole, **{column: ticks}))
    assert "[83%]" not in sentence(changed(whole, **{column: ticks}))


def test_conclusions_repeat_only_what_the_chapters_say(whole):
    for study in scenarios(whole):
        for record in rules.evaluate(study):
            assert record.tekst or not (record.conclusie or record.kop)


def test_a_part_says_nothing_of_the_whole():
    for tranche in "234":
        study = Study.load(tranche=tranche)
        text = " ".join(f"{record.tekst} {record.conclusie}" for record in rules.evaluate(study))
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


LEVEL_CLAIMS = [
    claim for claim in rules.read_claims() if claim["sectie"] in choices("level_section") and "over" in claim
]
SUBJECTS = {
    "noemers": r"wie (een|de|die) (opbrengst )?noemt|zegt wie|wie de opbrengst",
    "antwoorden": r"antwoord|gerealiseerd’|‘nieuw’",
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
                assert not re.search(r"wie de opbrengst noemt", case[key])
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
                else:
                    assert scale[2] == "samen", record.claim


def test_missing_answers_are_told(whole):
    study = missing(whole)
    told = {(one.claim, one.niveau): rules.unmarked(one.tekst) for one in rules.evaluate(study)}
    assert re.match(r"Bij \d+ van de 206 aangekruiste opbrengsten ontbreekt", told["status_zonder", "instelling"])
    assert "wie de opbrengst noemt en de vraag beantwoordde" in told["status_meest", "instelling"]
    assert told["status_zonder", "instelling"] not in {rules.unmarked(one.tekst) for one in rules.evaluate(whole)}


def test_no_level_is_without_a_conclusion(whole):
    for study in scenarios(whole):
        records = rules.evaluate(study)
        for niveau in study.codebook.niveaus:
            assert rules.conclusion(records, niveau.key)
            if any(one.claim == "status_meest" and one.afgedrukt and one.niveau == niveau.key for one in records):
                assert "gerealiseerd" in rules.conclusion(records, niveau.key)


def test_only_a_difference_that_holds_is_called_one(whole):
    for study in scenarios(whole):
        for one in rules.evaluate(study):
            if one.claim.endswith(("_respons", "_klein")):
                assert not re.search(r"\bvaker\b|even vaak|weinig verschil", one.tekst)

"""Sentences answer to the data: change the data and the sentence changes; every case of every claim can be printed."""

import re
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import truths_of_study
from by_chance import by_chance
from truths import CHECKS, Truths, false_claims
from truths_of_study import Whole

from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences, rules
from impactmonitor.claims.context import LevelNames, StudyNames
from impactmonitor.claims.language import Language
from impactmonitor.claims.trace import Trace
from impactmonitor.files.checked_yaml import choices
from impactmonitor.problems import InputError

CLAIMS = [claim for claim in rules.read_claims() if "vraag" in claim]
NOTES = [claim["id"] for claim in rules.read_claims() if "vraag" not in claim]
CASES = [(claim["id"], str(case["als"])) for claim in CLAIMS for case in claim["gevallen"]]


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


def approached(study, **numbers):
    """Return the study with other numbers of persons approached, by dimension, in the order of the categories."""
    table = study.approached.copy()
    for dimension, values in numbers.items():
        table.loc[table["dimensie"] == dimension, "benaderd"] = values
    return replace(study, approached=table)


def scenarios_of_the_study(whole):
    """Data on which, together with those, every case of every claim about the study as a whole holds."""
    yield replace(whole, min_groep=40)
    yield replace(whole, min_groep=5)
    yield by_chance(whole, 14)
    yield Study.load(werkplaats="DigiLab Rivierenland")
    yield approached(whole, tranche=0, sector=0)
    yield approached(whole, tranche=[9, 14, 111, 44], sector=[26, 150, 4, 2])
    yield approached(whole, tranche=[9, 14, 25, 16], sector=[26, 32, 4, 2])
    yield approached(whole, tranche=[31, 10**4, 52, 44])
    places, answered = whole.workplaces, whole.workplaces["werkplaats"].isin(whole.frame["werkplaats"])
    yield replace(whole, workplaces=places[answered].assign(mbo=2, wo=0))
    silent = places.head(3).assign(werkplaats=["Nieuw 1", "Nieuw 2", "Nieuw 3"])
    one = places.assign(mbo=[2] + [1] * (len(places) - 1), hbo=0, wo=0)
    yield replace(whole, workplaces=pd.concat([one, silent.assign(mbo=1, hbo=0, wo=0)]))
    opened = [f"open_{niveau.key}" for niveau in whole.codebook.niveaus]
    nobody = pd.Series("", index=whole.frame.index)
    yield changed(whole, **dict.fromkeys([*opened, "opmerking", "student_andere_tekst"], nobody))
    somebody = nobody.where(nobody.index != 3, "Een antwoord")
    yield changed(whole, **dict.fromkeys([*opened, "opmerking", "student_andere_tekst"], somebody))


def evaluations(whole):
    """Evaluate the claims on each of these data; notes are left out."""
    for study in (*scenarios(whole), *scenarios_of_the_study(whole)):
        yield study, [record for record in rules.evaluate(study) if not record.noot]


@pytest.fixture(scope="module")
def printed(whole):
    """By claim and condition, the texts printed on some data."""
    found = defaultdict(set)
    for _, records in evaluations(whole):
        for record in records:
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


@pytest.mark.parametrize("claim", [claim["id"] for claim in CLAIMS])
def test_every_claim_flips_with_the_data(claim, printed):
    assert len([key for key in printed if key[0] == claim]) > 1


def test_what_is_printed_is_so(whole):
    for study, records in evaluations(whole):
        truths = {niveau.key: (Truths(study, niveau), CHECKS) for niveau in study.codebook.niveaus}
        truths[""] = (Whole(study), truths_of_study.CHECKS)
        assert [false for record in records for false in false_claims(record, *truths[record.niveau])] == []


def test_a_figure_is_told_with_something_or_with_nothing_to_say(whole):
    """What else is said at the place decides it: the condition repeats what the other claims ask for."""
    told = set()
    for study, _ in evaluations(whole):
        for niveau in study.codebook.niveaus:
            for place in ("status-beeld", "aard-beeld"):
                here = [one for one in rules.evaluate(study) if (one.niveau, one.plek) == (niveau.key, place)]
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
    assert "[50%]" in sentence(changed(whole, **{column: ticks}))
    assert "[83%]" not in sentence(changed(whole, **{column: ticks}))


def test_conclusions_repeat_only_what_the_chapters_say(whole):
    for _, records in evaluations(whole):
        for record in records:
            assert record.tekst or not (record.conclusie or record.kop)


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


NO_CONDITION = "a condition is a name that is true or false, or such names joined by and, or, not"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("als: niemand_noemt\n", "als: niemand_noemd\n", "'niemand_noemd' is unknown; did you mean 'niemand_noemt'?"),
        ("als: niemand_noemt\n", "als: xyz\n", "case 'xyz': 'xyz' is unknown; docs/claims.md lists the names"),
        ("als: niemand_noemt\n", "als: genoemd\n", f"case 'genoemd': 'genoemd' is a quantity: {NO_CONDITION}"),
        ("als: niemand_noemt\n", "als: genoemd[0].totaal.aantal == 0\n", f"'[' is not allowed: {NO_CONDITION}"),
        ("als: niemand_noemt\n", "als: niemand_noemt een_volger\n", f"case 'niemand_noemt een_volger': {NO_CONDITION}"),
        ("als: niemand_noemt\n", "als: een_deel\n", "case 'een_deel': 'een_deel' is unknown;"),
        ("als: niemand_noemt\n", "als: true\n", "case 'True': always holds, which is for a note"),
        ("cijfers: genoemdcijfers", "cijfers: [geen, genoemdcijfer]", "case 'cijfers': 'genoemdcijfer' is unknown;"),
        ("{{ personen }} uit andere", "{{ persoonen }} uit andere", "'persoonen' is unknown; did you mean 'personen'?"),
        ("{{ eerste|pct }}", "{{ eerste|pct", "claim 'koploper', case 'allemaal_gelijk': unexpected"),
        ("{{ eerste|pct }}", "{{ eerste|pctt }}", "claim 'koploper', case 'allemaal_gelijk': No filter named 'pctt'"),
    ],
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
    assert [name for name, _ in CASES if f"(claim `{name}`)" not in listed] == []


def test_sentences_are_found_by_their_place(whole):
    level = whole.codebook.niveau("student")
    sentences = Sentences(whole, level)
    assert sentences["beeld"] == rules.paragraph(rules.evaluate(whole), "student", "beeld") != ""
    assert sentences["geheel"] == "" and "### " in sentences["toelichtingen"] and "\n- " in sentences["andere"]
    assert sentences.headline("koploper").endswith("staan bovenaan")
    assert sentences.headline("minst") == ""
    assert Sentences(whole)["niveaus"].count("## ") == len(whole.codebook.niveaus)
    for asked, place, told in (
        (sentences, "beld", "did you mean 'beeld'?; places: aard-beeld, andere,"),
        (sentences, "bereik", "no sentences at 'bereik'"),
        (Sentences(whole), "beeld", "places: aanpak-respons, antwoorden-inleiding, bereik,"),
    ):
        with pytest.raises(KeyError, match=re.escape(told)):
            asked[place]


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
    assert re.match(r"Bij \d+ van de 205 aangekruiste opbrengsten ontbreekt", told["status_zonder", "instelling"])
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

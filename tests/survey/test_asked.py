"""Who was asked which question, and what others answered; who broke off, and what they did not come to."""

import re

import pandas as pd
import pytest
import yaml

from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.analysis.question import answers
from impactmonitor.analysis.study import Study
from impactmonitor.paths import ROOT
from impactmonitor.problems import InputError
from impactmonitor.survey.asked import asked
from impactmonitor.survey.codebook import read_codebook

EXAMPLE = ROOT / "examples" / "bibliotheek"


@pytest.fixture
def given():
    return pd.read_csv(EXAMPLE / "export.csv", dtype=str, keep_default_na=False)


def written(folder, frame, change=lambda book: None):
    """Write an export with its questionnaire, changed."""
    book = yaml.safe_load((EXAMPLE / "codebook.yml").read_text(encoding="utf-8"))
    change(book)
    (folder / "codebook.yml").write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "claims.yml").write_bytes((EXAMPLE / "claims.yml").read_bytes())
    frame.to_csv(folder / "export.csv", index=False)
    return folder / "export.csv"


@pytest.mark.parametrize(
    ("level", "base", "told"),
    [
        ("drempel", {"vraag": "bezoeken", "antwoorden": ["minder"]}, "there is no level 'bezoeken'"),
        ("drempel", {"vraag": "drempel", "antwoorden": ["tijd"]}, "level 'drempel' is not asked before it"),
        ("bezoek", {"vraag": "drempel", "antwoorden": ["tijd"]}, "level 'drempel' is not asked before it"),
        ("duur", {"vraag": "mening", "antwoorden": ["eens"]}, "stelling is missing; there are: open, aanbod"),
        ("duur", {"vraag": "mening", "stelling": "prijs", "antwoorden": ["eens"]}, "'prijs' is none of level 'mening'"),
        ("duur", {"vraag": "mening", "stelling": "hulp", "antwoorden": ["soms"]}, "has no answer 'soms'"),
        ("duur", {"vraag": "bezoek", "stelling": "hulp", "antwoorden": ["minder"]}, "'bezoek' holds no statements"),
        ("later", {"vraag": "gemis", "antwoorden": ["koffie"]}, "level 'gemis' holds answers in own words"),
        ("duur", {"vraag": "bezoek", "antwoorden": ["soms"]}, "'bezoek' has no answer 'soms'; there are: wekelijks"),
        ("duur", {"vraag": "bezoek", "antwoorden": ["minder", "minder"]}, "allowed: each answer once"),
        ("duur", {"vraag": "bezoek", "antwoorden": []}, "gevraagd_aan"),
        ("duur", {"vraag": "bezoek"}, "'antwoorden' is missing"),
    ],
)  # fmt: skip
def test_a_base_that_leads_nowhere_is_refused(level, base, told, given, tmp_path):
    def change(book):
        book["niveaus"].append({"key": "later", "soort": "open", "naam": "wat later", "vraag": "Wat later?"})
        next(one for one in book["niveaus"] if one["key"] == level)["gevraagd_aan"] = base

    path = written(tmp_path, given, change)
    with pytest.raises(InputError, match=re.escape(told)):
        read_codebook(path.parent / "codebook.yml")


def test_of_what_is_ticked_one_item_is_a_base_and_outcomes_may_have_one(given, tmp_path):
    items = [{"key": key, "tekst": key, "label": key, "zin": key} for key in ("boek", "krant")]

    def change(book, base=("boek",), own="een antwoord"):
        book["niveaus"][0] = {"key": "bezoek", "soort": "meer antwoorden", "naam": "n", "vraag": "v", "items": items}
        book["niveaus"][1]["gevraagd_aan"]["antwoorden"] = list(base)
        if own == "opbrengsten":
            book["niveaus"][1] |= {"soort": own, "items": items, "omschrijving": "o", "inleiding": "i", "uitleg": "u"}

    path = written(tmp_path, given, change).parent / "codebook.yml"
    book = read_codebook(path)
    assert book.asked_of(book.niveau("drempel")) == "wie bij ‘v’ ‘boek’ aankruiste"
    written(tmp_path, given, lambda book: change(book, ("boek", "krant")))
    with pytest.raises(InputError, match="of what is ticked one item"):
        read_codebook(path)
    written(tmp_path, given, lambda book: change(book, own="opbrengsten"))
    assert read_codebook(path).niveau("drempel").gevraagd_aan.antwoorden == ("boek",)


def test_an_answer_of_who_was_not_asked_is_told_and_not_used(given, tmp_path):
    weekly = given.index[given["visit_frequency"] == "1"][:2]
    given.loc[weekly, "reason_not_more_often"] = "1"
    found = read_inputs(written(tmp_path, given)).responses
    rows = [int(row) + 2 for row in weekly]
    assert found.intake.unused == {"drempel": rows}
    assert f"answers to 'drempel' of who was not asked it are not used: 2, in row {rows[0]}, {rows[1]}" in found.notes
    assert found.intake.facts == {"ontvangen": 140, "niet_gebruikt": {"drempel": 2}, "geanalyseerd": 140}
    before = read_inputs(EXAMPLE / "export.csv").responses
    pd.testing.assert_frame_equal(found.frame, before.frame)
    assert before.intake.facts == {} and not any("not asked" in note for note in before.notes)


def test_a_base_may_hang_on_a_question_with_a_base(given, tmp_path):
    def change(book):
        duration = next(one for one in book["niveaus"] if one["key"] == "duur")
        duration["gevraagd_aan"] = {"vraag": "drempel", "antwoorden": ["tijd", "genoeg"]}

    study = Study.load(written(tmp_path, given, change))
    who = given["reason_not_more_often"].isin(["1", "4"])
    assert (asked(study.frame, study.codebook.niveau("duur")) == who).all()
    table = answers(study, study.codebook.niveau("duur")).query("groep_key == 'totaal'")
    assert set(table["n"]) == {(who & given["minutes_per_visit"].ne("")).sum()}
    assert study.responses.intake.unused["duur"] == [
        int(row) + 2 for row in given.index[~who & given["minutes_per_visit"].ne("")]
    ]


def test_a_base_may_be_an_answer_to_a_statement(given, tmp_path):
    def change(book):
        base = {"vraag": "mening", "stelling": "rust", "antwoorden": ["neutraal", "oneens"]}
        next(one for one in book["niveaus"] if one["key"] == "duur")["gevraagd_aan"] = base

    study = Study.load(written(tmp_path, given, change))
    duration, who = study.codebook.niveau("duur"), given["opinion_quiet"].isin(["2", "3"])
    assert (asked(study.frame, duration) == who).all()
    whom = "wie op de stelling ‘Ik kan er rustig lezen of werken’ ‘Neutraal’ of ‘Oneens’ antwoordde"
    assert study.codebook.asked_of(duration) == whom
    table = answers(study, duration).query("groep_key == 'totaal'")
    assert set(table["n"]) == {(who & given["minutes_per_visit"].ne("")).sum()}


def broken(given):
    """Have some break off: after the first question, after two statements, before anything, and before the branch."""
    frame = given.assign(lastpage="3", done="yes")
    later = ["opinion_opening_hours", "opinion_collection", "opinion_staff", "opinion_quiet", "minutes_per_visit"]
    later.append("missed")
    frame.loc[[4, 5], ["reason_not_more_often", *later]] = ""
    frame.loc[[4, 5, 6], "visit_frequency"] = "1"
    frame.loc[6, ["reason_not_more_often", *later[2:]]] = ""
    frame.loc[6, later[:2]] = "1"
    frame.loc[7, frame.columns[2:10]] = ""
    frame.loc[8, "branch"] = ""
    frame.loc[[4, 5, 6, 7, 8], "done"] = "no"
    frame.loc[[4, 5, 6, 7, 8], "lastpage"] = ["1", "2", "2", "0", "1"]
    return frame


def keeping(book, **more):
    book["deelname"] = {"weglaten": [{"reden": "onvoltooid", "kolommen": ["done"], "waarden": ["no"]}], **more}


def test_who_broke_off_may_count_as_far_as_they_came(given, tmp_path):
    path = written(tmp_path, broken(given), lambda book: keeping(book, gedeeltelijk="houden"))
    study = Study.load(path)
    intake, book = study.responses.intake, study.codebook
    assert intake.kept == [6, 7, 8] and intake.counts == {"onvoltooid": 2} and study.n == 138
    assert "3 answers that were not completed count, in row 6, 7, 8" in study.responses.notes
    assert intake.facts["onvoltooid_gehouden"] == 3 and intake.facts["geanalyseerd"] == 138
    missed = {one.key: int((~asked(study.frame, one)).sum()) for one in book.niveaus if not one.gevraagd_aan}
    assert missed == {"bezoek": 0, "mening": 2, "duur": 3, "gemis": 3}
    left = broken(given).drop(index=[7, 8])
    said = answers(study, book.niveau("duur")).query("groep_key == 'totaal'").iloc[0]
    assert (said["n"], said["zonder"]) == (left["minutes_per_visit"].ne("").sum(), 135 - said["n"])
    without = Study.load(written(tmp_path, broken(given), keeping))
    assert without.n == 135 and without.responses.intake.kept == []
    assert not [name for name in without.frame if name.endswith(" gevraagd") and not name.startswith("drempel")]


def test_how_far_they_came_is_what_the_tool_says_where_it_does(given, tmp_path):
    def change(book):
        keeping(book, gedeeltelijk="houden", voortgang="lastpage")
        next(one for one in book["niveaus"] if one["key"] == "mening")["voortgang"] = 2

    study = Study.load(written(tmp_path, broken(given), change))
    missed = {one.key: int((~asked(study.frame, one)).sum()) for one in study.codebook.niveaus if not one.gevraagd_aan}
    assert missed == {"bezoek": 0, "mening": 1, "duur": 3, "gemis": 3}
    frame = broken(given)
    frame.loc[5, "lastpage"] = "two"
    with pytest.raises(InputError, match="row 7, lastpage: 'two' is no number"):
        Study.load(written(tmp_path, frame, change))
    with pytest.raises(InputError, match="lacks column 'lastpage', which codebook"):
        Study.load(written(tmp_path, frame.drop(columns="lastpage"), change))
    with pytest.raises(InputError, match="niveau 'mening', voortgang"):
        Study.load(written(tmp_path, frame, lambda book: (change(book), book["deelname"].pop("voortgang"))))
    with pytest.raises(InputError, match="it counts only beside gedeeltelijk"):
        Study.load(written(tmp_path, frame, lambda book: (change(book), book["deelname"].pop("gedeeltelijk"))))


def test_a_complete_answer_takes_the_place_of_one_that_was_broken_off(given, tmp_path):
    frame = broken(given).assign(token=[f"t{one}" for one in range(140)], ended="2025-03-02")
    frame.loc[4, "token"], frame.loc[5, "token"] = "t20", "t6"  # one who came back and finished, one who did not
    frame.loc[[4, 5, 6], "ended"] = ""

    def change(book):
        keeping(book, gedeeltelijk="houden", sleutel="token", moment="ended")
        book["deelname"]["veldwerk"] = {"van": "2025-03-01", "tot": "2025-03-31"}

    found = read_inputs(written(tmp_path, frame, change)).responses.intake
    assert found.kept == [8] and found.left_out["dubbel"] == [6, 7]

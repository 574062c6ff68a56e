"""A question that is answered in own words: how many answered is told, and what they wrote stands as typed, or not."""

import csv
import re
from io import StringIO

import pandas as pd
import pytest
import yaml

from impactmonitor.analysis import lone_answers, lone_themes, themes
from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.analysis.study import Study
from impactmonitor.claims.rules import evaluate, unmarked
from impactmonitor.files.whole import write_whole
from impactmonitor.paths import ROOT
from impactmonitor.problems import InputError
from impactmonitor.report.prose import metadata
from impactmonitor.report.tabs import tabs
from impactmonitor.survey.coding import COLUMNS, digest_of
from impactmonitor.survey.recognisable import recognisable

EXAMPLE = ROOT / "examples" / "bibliotheek"
BRANCHES = {"centrum": "1", "noord": "2", "zuid": "3"}


@pytest.fixture
def given():
    return pd.read_csv(EXAMPLE / "export.csv", dtype=str, keep_default_na=False)


def written(folder, frame, base=None, **more):
    """Write an export with its questionnaire, the open question asked of some."""
    book = yaml.safe_load((EXAMPLE / "codebook.yml").read_text(encoding="utf-8"))
    book["niveaus"][-1] |= ({"gevraagd_aan": base} if base else {}) | more
    (folder / "codebook.yml").write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name in ("claims.yml", "report.qmd"):
        (folder / name).write_bytes((EXAMPLE / name).read_bytes())
    frame.to_csv(folder / "export.csv", index=False)
    return folder / "export.csv"


def texts(study):
    return list(lone_answers(study)["Antwoord"])


def said(study):
    found = {one.claim: unmarked(one.tekst) for one in evaluate(study) if one.niveau == "gemis" and one.afgedrukt}
    return found.get("vraag_onbeantwoord", ""), found.get("vraag_antwoorden", "")


def test_who_wrote_is_counted_and_what_they_wrote_is_listed_in_an_order_of_its_own(given):
    study = Study.load(EXAMPLE / "export.csv")
    wrote = list(given["missed"][given["missed"] != ""])
    assert sorted(texts(study)) == sorted(wrote) and texts(study) not in (wrote, wrote[::-1], sorted(wrote))
    assert said(study) == (f"Van de 140 bezoekers gaven er {len(wrote)} antwoord, in eigen woorden.", "")
    sheets = {tab.name: tab.table for tab in tabs(study)}
    assert list(sheets["Open vragen"]["Antwoord"]) == texts(study)
    counts = sheets["gemis antwoorden"].set_index("Antwoord").filter(regex=r"\|aantal$")
    there = [given["missed"].ne("") & given["branch"].eq(code) for code in BRANCHES.values()]
    assert list(counts.loc["Gaf antwoord"]) == [len(wrote), *(one.sum() for one in there)]
    assert any("niet getoetst" in line for line in {tab.name: tab.reading for tab in tabs(study)}["gemis antwoorden"])
    assert "open_gemis" in set(sheets["Codeboek"]["Variabele"])


def test_personal_details_are_blanked_and_a_name_is_looked_at(given, tmp_path):
    given.loc[0, "missed"] = "Mail mij op els@voorbeeld.nl, zei mevrouw De Vries."
    found = read_inputs(written(tmp_path, given))
    text = found.responses.frame["open_gemis"][0]
    assert "els@" not in text and "[e-mailadres verwijderd]" in text
    assert "blanked in row 2, open_gemis: 1 e-mail address" in found.responses.notes
    looked = recognisable(found.responses, found.codebook, found.workplaces)
    assert [line for line in looked if line.startswith("row 2, open_gemis: may name a person")]


@pytest.mark.parametrize("few", [4, 5])
def test_fewer_than_may_be_told_are_not_listed_where_they_were_asked_alone(few, given, tmp_path):
    """Of a base that may not be told, no text stands: it would tell that somebody gave the answer it hangs on."""
    given["visit_frequency"] = given["visit_frequency"].where(given["visit_frequency"] != "4", "1")
    given.loc[given.index[:few], ["visit_frequency", "missed"]] = "4"
    given["missed"] = ["Een bankje."] * few + [""] * (len(given) - few)
    study = Study.load(written(tmp_path, given, {"vraag": "bezoek", "antwoorden": ["eerste"]}))
    told, nothing = said(study)
    assert len(texts(study)) == (few if few == 5 else 0)
    assert bool(told) == (few == 5) and bool(nothing) == (few == 4)
    assert ("Open vragen" in {tab.name for tab in tabs(study)}) == (few == 5)


@pytest.mark.parametrize("base", [None, ["minder"], ["eerste"], ["minder", "eerste"]])
def test_whoever_wrote_a_text_is_one_of_many_who_were_asked(base, given, tmp_path):
    """Also to who reads the reports on the branches beside that on all: what is not in them is of the others."""
    given["missed"] = [f"Wens {number}." if number % 2 else "" for number in range(len(given))]
    path = written(tmp_path, given, base and {"vraag": "bezoek", "antwoorden": base})
    asked = given["visit_frequency"].isin({"minder": "3", "eerste": "4"}[one] for one in base or []) | (base is None)
    reports = {key: texts(Study.load(path, filter=f"branch={key}" if key else "")) for key in ("", *BRANCHES)}
    for text in reports[""]:
        could = asked.copy()
        for key, code in BRANCHES.items():
            could &= (given["branch"].eq(code) == (text in reports[key])) | (not reports[key])
        assert could.sum() >= 5 and given.loc[could, "missed"].eq(text).any()
    wrote = given["missed"].ne("") & asked
    assert len(reports[""]) in {0, wrote.sum()} and (base == ["eerste"] or reports[""])
    assert all(bool(found) == (base is None) for key, found in reports.items() if key)
    for key, found in reports.items():  # the chapter says where they stand
        study = Study.load(path, filter=f"branch={key}" if key else "")
        where = metadata(study, "builtin")["niveaus"]["gemis"]
        assert (where["bijlage"], where["elders"]) == (bool(found), not found)


def test_themes_are_counted_of_what_is_printed(given, tmp_path):
    path, lines = written(tmp_path, given), StringIO()
    frame = [{"sleutel": key, "naam": key.capitalize(), "omschrijving": key} for key in ("boeken", "gebouw")]
    (tmp_path / "codeframe.yml").write_text(yaml.safe_dump({"niveaus": {"gemis": frame}}), encoding="utf-8")
    rows = csv.writer(lines)
    rows.writerow(COLUMNS)
    wrote = given[given["missed"] != ""]
    about = {
        who: "boeken" if "oek" in text else "gebouw" for who, text in zip(wrote["id"], wrote["missed"], strict=True)
    }
    for who, text in zip(wrote["id"], wrote["missed"], strict=True):
        rows.writerow([who, "gemis", *[about[who]] * 3, "beiden", digest_of(text), "", ""])
    write_whole(tmp_path / "codering.csv", lines.getvalue().encode())
    study = Study.load(path)
    table = themes(study, study.codebook.niveau("gemis")).set_index("item")["aantal"]
    books = sum(one == "boeken" for one in about.values())
    assert dict(table) == {"boeken": books, "gebouw": len(wrote) - books}
    beside = [names for [(_, names)] in lone_themes(study)["Antwoord"]]
    assert beside == ["Boeken" if "oek" in text else "Gebouw" for text in texts(study)]
    sheets = {tab.name: tab.table for tab in tabs(study)}
    assert list(sheets["Open vragen"]["Thema’s antwoord"]) == beside and "Thema's" in sheets


def test_two_questions_that_are_about_the_same_are_refused(given, tmp_path):
    path = written(tmp_path, given)
    book = yaml.safe_load((tmp_path / "codebook.yml").read_text(encoding="utf-8"))
    book["niveaus"].append({**book["niveaus"][-1], "key": "nogmaals"})
    (tmp_path / "codebook.yml").write_text(yaml.safe_dump(book), encoding="utf-8")
    with pytest.raises(InputError, match="open vragen: label 'Wat bezoekers missen' is there 2 times"):
        Study.load(path)


def test_the_chapter_leads_to_the_texts_where_the_report_has_them(given, tmp_path):
    path, appendix = (
        written(tmp_path, given),
        re.compile(r"(?s)::: \{\.content-visible when-meta=\"open_vragen\"\}.*?\n:::\n"),
    )
    flags = metadata(Study.load(path), "builtin")
    assert flags["open_vragen"] and flags["niveaus"]["gemis"]["bijlage"] and not flags["niveaus"]["duur"]["bijlage"]
    text = (tmp_path / "report.qmd").read_text(encoding="utf-8")
    (tmp_path / "report.qmd").write_text(appendix.sub("", text), encoding="utf-8")
    assert not metadata(Study.load(path), "builtin")["niveaus"]["gemis"]["bijlage"]

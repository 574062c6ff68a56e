"""A survey with four groupings, two of either role: report, tabellenboek, ledger, response and overview have them."""

import csv
import re

import openpyxl
import pandas as pd
import pytest
from attack import Reader, atoms_of, of_ledger
from clubs import GROUPINGS, written
from filelock import FileLock

from impactmonitor.analysis.study import Study, family
from impactmonitor.analysis.turnout import responses
from impactmonitor.claims.rules import evaluate
from impactmonitor.files.kept import kept_in
from impactmonitor.problems import UsageError
from impactmonitor.report.ledger import rows, write_ledger
from impactmonitor.report.overview import overview
from impactmonitor.report.prose import variables
from impactmonitor.report.tabs import tabs
from impactmonitor.run.batch import plan
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request

SLUGS = ["alle", "region-n", "region-z", "region-o", "sport-v", "sport-h"]


@pytest.fixture(scope="module")
def data(shared):
    with FileLock(shared / "clubs.lock"):
        path = shared / "clubs-data" / "export.csv"
        return path if path.exists() else written(path.parent)


@pytest.fixture(scope="module")
def made(shared, data):
    """The folder of the report on one region."""
    output, work = shared / "clubs", shared / "clubs-work"
    with FileLock(shared / "clubs.lock"):
        return make_report(
            Request(data, filter="region=n"), ("html",), "builtin", output, work=work, say=lambda _: None
        )


@pytest.fixture(scope="module")
def study(data, shared):
    with kept_in(shared / "clubs-work"):
        yield Study.load(data)


def test_there_is_a_report_for_each_group_of_both(study, data):
    assert [one.slug for one in family(study)] == SLUGS
    assert [task.slug for task in plan(study, ["html"])] == SLUGS
    for task in plan(study, ["html"])[1:]:
        filters = task.request.load().variant.filters
        assert [f"{key}-{one}" for key, (one,) in filters.items()] == [task.slug] and task.request.standard
    assert [group.key for group in study.tranches] == ["region-n", "region-z", "region-o"]
    assert study.codebook.everybody == "alle leden"


def test_a_filter_takes_any_grouping_and_several_together(data):
    one = Request(data, filter="role=Vrijwilliger; region=z,n")
    part = one.load()
    assert part.variant.slug == "region-n-z-role-vrij" and not one.standard
    assert Request.of(part) == Request.of(one.in_full.load()) and Request.of(part).load().variant == part.variant
    assert part.variant.name(part.codebook) == "Noord en Zuid, Vrijwilliger"
    assert part.variant.phrase(part.codebook) == "uit de groep Vrijwilliger in de groep Noord en de groep Zuid"
    assert (part.frame[part.selected]["role"] == "vrij").all() and set(part.selection["region"]) == {"n", "z"}
    with pytest.raises(UsageError, match="'regoin=n' does not exist; did you mean 'region'"):
        Request(data, filter="regoin=n").refuse()


def test_the_tabellenboek_sets_all_columns_side_by_side_each_under_a_head(study, made):
    whole, part = (
        [one for one in tabs(each) if one.blocks] for each in (study, Request(study.data, filter="sport=h").load())
    )
    assert [block.title for block in whole[-1].blocks] == ["Totaal", "Leeftijd", "Rol", "Regio", "Sport"]
    assert [block.title for block in part[-1].blocks] == ["Totaal", "Leeftijd", "Rol"]
    letters = {block.title: [column.letter for column in block.columns] for block in whole[-1].blocks}
    assert letters["Leeftijd"] == ["a", "b", "c"] and letters["Rol"] == ["d", "e"] and letters["Totaal"] == [""]
    sheet = next(
        one
        for one in openpyxl.load_workbook(made / "tabellenboek.xlsx")
        if "wensen" in str(one["A1"].value) or "willen" in str(one["A1"].value).lower()
    )
    heads = [cell for row in sheet.iter_rows(max_row=12, values_only=True) for cell in row if cell]
    assert [one for one in heads if one in {"Totaal", "Leeftijd", "Rol", "Regio", "Sport"}] == [
        "Totaal",
        "Leeftijd",
        "Rol",
    ]
    assert [group.key for group in study.groups] == ["totaal", "j", "m", "o"]  # what figures set side by side


def test_the_ledger_has_the_numbers_of_every_group(study):
    found, told = rows(study), set()
    assert [*found[0]][5:10] == [*GROUPINGS, "werkplaats"]
    for row in (one for one in found if one["aantal"] != "" and one["maat"] == "genoemd"):
        frame = study.frame
        for key in GROUPINGS:
            frame = frame[frame[key].isin(row[key].split(";"))] if row[key] else frame
        assert (row["n"], row["aantal"]) == (len(frame), frame[f"{row['niveau']}_{row['item']}"].sum()), row
        told.add(row["groep"])
    assert {"totaal", "j", "role-lid", "role-vrij", "region-n", "region-o", "sport-v"} <= told
    part = {row["groep"] for row in rows(Request(study.data, filter="region=n").load()) if row["aantal"] != ""}
    assert {"totaal", "alle", "j", "role-lid", "role-vrij"} <= part and not [
        one for one in part if one.startswith("sport")
    ]


def test_the_response_is_told_by_every_grouping(study, made):
    asked = pd.read_csv(study.data.parent / "benaderd.csv").set_index(["dimensie", "categorie"])["benaderd"]
    for role, keys in {"rapporten": ("region", "sport"), "kolommen": ("age", "role")}.items():
        table = responses(study, role)
        for key in keys:
            naam, _, _, groups, _ = GROUPINGS[key]
            mine = table[table["indeling"] == naam.capitalize()].set_index("categorie")
            assert list(mine.index) == [*groups.values(), "Totaal"]
            for one, label in groups.items():
                assert mine.loc[label, "benaderd"] == asked[key, one]
                assert mine.loc[label, "respons"] == (study.frame[key] == one).sum()
    page = (made / "report.html").read_text(encoding="utf-8")
    table = re.search(r'(?s)<table[^>]*id="respons-sector".*?</table>', page)[0]
    plain = re.sub(r"<[^>]+>", " ", table).split()
    assert [one for one in plain if one in {"Leeftijd", "Jong", "Rol", "Lid", "Vrijwilliger"}] == [
        "Leeftijd",
        "Jong",
        "Rol",
        "Lid",
        "Vrijwilliger",
    ]
    assert "Respons per leeftijd en rol" in page and "Respons per sport" in page
    assert set(responses(Request(study.data, filter="region=n").load(), "rapporten")) == {"categorie", "respons"}
    assert {"Respons regio", "Respons sport", "Respons leeftijd", "Respons rol"} <= {one.name for one in tabs(study)}


def test_sentences_speak_of_the_first_and_of_all_that_are_compared(study, made):
    told = " ".join(one.tekst for one in evaluate(study))
    assert "verdeeld over de leeftijden" in told
    compared = variables(study)["regel"]["vergeleken"]
    assert "van een leeftijd met de andere getoonde leeftijden, van een rol met de andere getoonde rollen" in compared
    assert "van een regio, sport of selectie met alle andere leden" in compared
    assert variables(study)["respons"]["verdeling"] == "per regio, per sport, per leeftijd en per rol"
    page = re.sub(r"(?s)<(style|svg|script).*?</\1>|<[^>]+>", " ", (made / "report.html").read_text(encoding="utf-8"))
    assert not re.search(r"\btranche|\bsector", page)


def test_the_overview_lists_the_reports_by_grouping(study):
    page = overview(study)({slug: ["report.html"] for slug in SLUGS})
    listed = re.search(r"(?s)<table aria-labelledby=.rapporten.*?</table>", page)[0]
    heads = re.findall(r'scope="(?:row|rowgroup)"[^>]*>(?:<strong>)?([^<]+)<', listed)
    assert heads == ["Alle leden", "Regio", "Noord", "Zuid", "Oost", "Sport", "Voetbal", "Hockey"]


def test_a_report_on_a_group_of_columns_tells_the_other_columns_within_it_as_far_as_that_is_safe(study):
    part = Request(study.data, filter="age=m").load()
    assert part.sectors == [] and [group.key for group in part.side_by_side["role"]] == ["role-lid", "role-vrij"]
    within = [one for one in rows(part) if one["age"] == "m" and one["role"] and one["aantal"] != ""]
    assert within and not [one for one in rows(study) if one["age"] and one["role"]]


@pytest.mark.thorough
def test_no_small_group_follows_from_the_ledgers_of_all_reports(tmp_path):
    path = written(tmp_path / "few", 60, 21)
    ledgers = []
    with kept_in(tmp_path):
        whole = Study.load(path)
        for variant in family(whole):
            try:
                study = Request.of(whole).of_filters(variant.filters).load()
            except UsageError:
                continue
            write_ledger(study, tmp_path / f"{variant.slug}.csv")
            ledgers.append(tmp_path / f"{variant.slug}.csv")
    assert len(ledgers) > 3
    with ledgers[0].open(encoding="utf-8") as file:
        assert sum(1 for row in csv.DictReader(file) if row["aantal"]) > 50
    atoms, sizes = atoms_of(whole.frame, GROUPINGS)
    for niveau in whole.codebook.niveaus:
        told = (one for path in ledgers for key, one in of_ledger(path, atoms, GROUPINGS) if key == niveau.key)
        scales = {scale: [one.key for one in values] for scale, values in niveau.schalen.items()}
        assert list(Reader(sizes, list(told), scales, niveau.key).exact(5)) == []

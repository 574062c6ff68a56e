"""Under a banner groups stand beside each other, and a letter says which difference holds."""

import re
import shutil

import pandas as pd
import pytest

from impactmonitor.analysis import comparisons, tabulation
from impactmonitor.analysis.study import Study
from impactmonitor.paths import DATA
from impactmonitor.report.tabs import COMPARED_NONE, NOT_COMPARED, tabs


@pytest.fixture(scope="module")
def study():
    return Study.load()


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """A study in which all of mbo name an outcome, and nobody in hbo; and on another level only tranche 4 does."""
    project = shutil.copytree(DATA, tmp_path_factory.mktemp("apart") / "data")
    cells = pd.read_csv(project / "respons.csv", dtype=str, keep_default_na=False)
    places = pd.read_csv(project / "werkplaatsen.csv", dtype=str).set_index("werkplaats")["tranche"]
    last = cells["werkplaats"].map(places) == "4"
    named = {"instelling_positie_regio": cells["sector"] == "mbo"}
    named |= {column.removesuffix("_status"): last for column in cells if re.match("opleiding_.*_status", column)}
    for column, all_of in named.items():
        rest = [f"{column}_{part}" for part in ("status", "aard", "toelichting")]
        cells[column] = all_of.map({True: "1", False: ""})
        cells.loc[~all_of, [*rest, *cells.columns.intersection([f"{column}_tekst"])]] = ""
        cells.loc[all_of, f"{column.split('_')[0]}_geen"] = ""
    cells.to_csv(project / "respons.csv", index=False)
    return Study.load(project / "respons.csv")


@pytest.fixture
def told(apart, monkeypatch):
    """The same study, of which all is told that was ticked."""
    shows = Study.may_show
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: cell[2] in {"genoemd", "geen"} or shows(self, *cell))
    return apart


def test_letters_stand_where_a_difference_holds(told):
    outcomes = tabs(told)[0].table.set_index("Opbrengst")
    region = outcomes.loc["Positie van de instelling in de regio"]
    assert (region["Mbo|%"], region["Hbo|%"], region["Mbo|sig."], region["Hbo|sig."]) == (1, 0, "b", "")


def test_a_letter_names_a_column_of_the_same_block_and_the_higher_one_has_it(told, monkeypatch):
    def letters():
        row = tabs(told)[3].table.set_index("Opbrengst").loc["Ontwikkeling van het curriculum"]
        assert "Tranche 1|sig." not in row and "Totaal|sig." not in row
        return [row[f"Tranche {key}|sig."] for key in "234"]

    assert letters() == ["", "", ""]  # there are too few workplaces in a tranche for any difference to hold
    monkeypatch.setattr(comparisons, "SIGNIFICANT", 1)
    assert letters() == ["", "", "cd"]


def test_what_is_withheld_gets_no_letter(apart):
    outcomes = tabs(apart)[0].table.set_index("Opbrengst").loc["Positie van de instelling in de regio"]
    assert pd.isna(outcomes["Mbo|%"])  # with the total and hbo it would tell of the six from other sectors
    assert (outcomes["Mbo|sig."], outcomes["Hbo|sig."]) == ("", "")


def test_letters_of_sectors_are_the_verdicts_of_the_report(told, study):
    found = []
    for one in (told, study):
        for niveau, content in zip(one.codebook.niveaus, tabs(one)[:9:3], strict=True):
            verdicts = tabulation.outcomes(one, niveau)
            verdicts = verdicts[verdicts["groep_key"] == "mbo"].set_index("opbrengst")["oordeel"]
            letters = content.table.set_index("Opbrengst")
            for outcome, verdict in verdicts.items():
                pair = (letters.loc[outcome, "Mbo|sig."], letters.loc[outcome, "Hbo|sig."])
                assert pair == {"vaker": ("b", ""), "minder vaak": ("", "a")}.get(verdict, ("", "")), outcome
                found.append(verdict)
    assert {"vaker", "in deze respons", ""} <= set(found)


@pytest.mark.thorough
def test_the_sheet_says_the_rule_of_its_letters(told, study, monkeypatch):
    for one, none in ((told, False), (study, True)):
        reading = " ".join(tabs(one)[0].reading)
        assert "ten minste 10 procentpunt en twee contactpersonen" in reading and "Benjamini-Hochberg" in reading
        assert (COMPARED_NONE in reading) == none
    assert tabs(study)[1].reading[0] == NOT_COMPARED
    assert tabs(Study.load(sector="hbo"))[0].reading[1] == NOT_COMPARED

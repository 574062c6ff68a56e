"""Codes are held against the answers, and what is wrong is told by name."""

import shutil

import pandas as pd
import pytest
import yaml
from order import first

from impactmonitor.analysis.study import Study
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.survey.coding import COLUMNS, digest_of

WRONG = [
    (0, "respondent", "iemand", ["respondent: 'iemand' is not in the data", "in open_instelling has no codes"]),
    (0, "niveau", "instellng", ["'instellng' is unknown; did you mean 'instelling'?", "has no codes"]),
    (0, "niveau", "opleiding", ["in open_opleiding changed", "listed twice", "has no codes"]),
    (0, "themas", "regoi", ["row 2, themas: 'regoi' is unknown; did you mean 'regio'? Allowed: contact_bedrijven"]),
    (0, "lezer_1", "", ["row 2, lezer_1: is empty; allowed: one or more of contact_bedrijven, regio"]),
    (0, "lezer_2", "regio;regio", ["row 2, lezer_2: 'regio' is there twice"]),
    (0, "beslist", "lezer 3", ["row 2, beslist: 'lezer 3' is unknown; Allowed: beiden, overleg"]),
    (0, "beslist", "overleg", ["row 2, beslist: 'overleg' does not fit"]),
    (0, "themas", "regio", ["row 2, beslist: 'beiden' does not fit"]),
    (0, "tekst", "0" * 12, ["row 2, tekst: the answer of 'reconstructie-01' in open_instelling changed"]),
    (0, "citaat", "Veel impact", ["row 2, citaat: 'reconstructie-01' did not write 'Veel impact'", "go together"]),
    (0, "citaat_bij", "weinig_impact", ["row 2, citaat_bij: 'weinig_impact': a quotation and"]),
]  # fmt: skip


@pytest.fixture
def coded(project):
    """A copy of the data folder with its codes; ``coded(change)`` writes them as changed, and tells the problems."""
    path = project / "codering.csv"
    shutil.copy(DATA / "codering.csv", path)

    def told(change):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        change(table).to_csv(path, index=False)
        with pytest.raises(InputError) as caught:
            Study.load(data=project / "respons.csv")
        return list(map(str, caught.value.problems))

    return told


@pytest.mark.parametrize(
    ("row", "column", "value", "messages"), first(WRONG, 4), ids=[f"{c}-{v}" for _, c, v, _ in WRONG]
)
def test_what_is_wrong_is_told_with_its_place(row, column, value, messages, coded):
    def change(table):
        table.loc[row, column] = value
        return table

    told = coded(change)
    assert all(line.startswith("codering.csv") for line in told)
    assert [[message in line for line in told].count(True) >= 1 for message in messages] == [True] * len(messages), told


def test_an_answer_without_codes_and_a_column_that_is_missing(coded):
    (told,) = coded(lambda table: table.drop(index=5))
    assert told.startswith("codering.csv: the answer of") and told.endswith("has no codes")
    (told,) = coded(lambda table: table.drop(columns="beslist"))
    assert told.startswith("codering.csv: lacks column beslist; it has respondent, niveau, lezer_1")


def test_a_text_that_changed_is_told_by_name(project, cells):
    shutil.copy(DATA / "codering.csv", project / "codering.csv")
    cells.loc[5, "open_student"] += " Of niet."
    cells.to_csv(project / "respons.csv", index=False)
    with pytest.raises(InputError) as caught:
        Study.load(data=project / "respons.csv")
    (told,) = map(str, caught.value.problems)
    assert f"the answer of {cells.loc[5, 'respondent']!r} in open_student changed after it was coded" in told


def test_themes_are_of_levels_of_the_questionnaire_and_stand_there_once(project):
    shutil.copy(DATA / "codering.csv", project / "codering.csv")
    path = project / "codeframe.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    found["niveaus"]["studente"] = found["niveaus"]["student"]
    found["opmerkingen"].append(found["opmerkingen"][0])
    found["niveaus"]["opleiding"][0]["naam"] = found["niveaus"]["opleiding"][1]["naam"]
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Study.load(data=project / "respons.csv")
    first, alike, second = map(str, caught.value.problems)
    assert first.startswith("codeframe.yml, niveaus: 'studente' is unknown; did you mean 'student'? Allowed: inst")
    assert alike.startswith("codeframe.yml, opleiding: two themes are called ")
    assert second == "codeframe.yml, opmerking: theme 'waardering' is listed twice"


def test_data_without_codes_beside_them_have_none(project):
    assert Study.load(data=project / "respons.csv").coding is None


def test_every_answer_and_remark_is_coded_by_both():
    study = Study.load()
    table = study.coding.table
    assert list(table) == COLUMNS and len(table) == 138 + 21
    assert table["beslist"].value_counts().to_dict() == {"beiden": 152, "overleg": 7}
    assert len(set(table["tekst"])) > 140 and digest_of("Weinig impact") in set(table["tekst"])


def test_examples_of_themes_are_literal():
    study = Study.load()
    for kind, themes in study.coding.frame.themes.items():
        column = "opmerking" if kind == "opmerking" else f"open_{kind}"
        for theme in themes:
            assert not theme.voorbeeld or study.frame[column].str.contains(theme.voorbeeld, regex=False).any(), theme
            assert 8 <= len(themes) <= 12

"""The reconstructed responses: what the script makes, and the published answers in them."""

import csv
import importlib.util
from collections import Counter

import pytest
import yaml

from impactmonitor.codebook import DATA

HERE = DATA / "reconstructie"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("reconstruct", HERE / "reconstruct.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_committed_file_is_what_the_script_makes(script, codebook):
    goals = yaml.safe_load((HERE / "doelen.yml").read_text(encoding="utf-8"))
    made = script.Reconstruction(codebook, goals).build().to_csv(index=False, lineterminator="\n")
    assert made == (DATA / "respons.csv").read_text(encoding="utf-8")


def test_every_published_answer_is_in_once(cells, codebook):
    columns = [f"open_{niveau.key}" for niveau in codebook.niveaus]
    published = rows("open_antwoorden.csv")
    assert Counter(row["sector"] for row in published) == {"mbo": 16, "hbo": 26, "overig": 5}
    assert sum("" in [row[column] for column in columns] for row in published) == 2
    given = cells[(cells[columns] != "").any(axis=1)]
    assert Counter(given[columns].itertuples(index=False, name=None)) == Counter(
        tuple(row[column] for column in columns) for row in published
    )
    for row in published:
        person = given[(given[columns] == [row[column] for column in columns]).all(axis=1)].iloc[0]
        assert person["sector"] in ({"wo", "overig"} if row["sector"] == "overig" else {row["sector"]})
        assert row["werkplaats"] in ("", person["werkplaats"])


def test_remarks_other_outcomes_and_quotations(cells, codebook):
    remarks = rows("opmerkingen.csv")
    assert len(remarks) == 21
    assert Counter(cells.loc[cells["opmerking"] != "", "opmerking"]) == Counter(row["opmerking"] for row in remarks)
    named = rows("andere.csv")
    assert Counter(row["niveau"] for row in named) == {"instelling": 5, "opleiding": 3, "student": 4}
    for niveau in codebook.niveaus:
        texts = cells[niveau.column("andere", "tekst")]
        assert Counter(texts[texts != ""]) == Counter(row["tekst"] for row in named if row["niveau"] == niveau.key)
        assert (cells.loc[texts != "", niveau.column("andere")] == "1").all()
    for row in rows("citaten.csv"):
        column = f"{row['niveau']}_{row['item']}"
        assert (cells.loc[cells[f"{column}_toelichting"] == row["citaat"], column] == "1").sum() == 1


def test_goals_that_cannot_be_combined_are_named(script, codebook):
    from impactmonitor.problems import InputError

    goals = yaml.safe_load((HERE / "doelen.yml").read_text(encoding="utf-8"))
    goals["student"]["motivatie"]["langer"] = 45
    with pytest.raises(InputError, match="student_motivatie: the totals cannot be combined"):
        script.Reconstruction(codebook, goals).build()

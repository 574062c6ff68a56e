"""The reconstructed responses: what the script makes, what they add up to, and the published answers in them."""

import csv
import importlib.util
from collections import Counter

import pytest
import yaml

from impactmonitor.paths import DATA
from impactmonitor.problems import InputError

HERE = DATA / "reconstructie"
FIRST_TRANCHES = {"1", "2"}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("reconstruct", HERE / "reconstruct.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def goals():
    return yaml.safe_load((HERE / "doelen.yml").read_text(encoding="utf-8"))


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def added_up(cells, codebook, workplaces):
    """Add up the answers in the form of ``doelen.yml``."""
    ticked = cells == "1"
    early = cells["werkplaats"].map(workplaces.set_index("werkplaats")["tranche"]).isin(FIRST_TRANCHES)
    found = {"geen": {}}
    for niveau in codebook.niveaus:
        found["geen"][niveau.key] = int(ticked[niveau.column("geen")].sum())
        found[niveau.key] = {}
        for item in niveau.named:
            column = niveau.column(item.key)
            members = ticked[column]
            goal = {"totaal": members, "langer": members & early}
            goal |= {sector: members & (cells["sector"] == sector) for sector in ("mbo", "hbo")}
            scales = {
                scale: [int((cells[f"{column}_{scale}"] == category.key).sum()) for category in categories]
                for scale, categories in codebook.schalen.items()
            }
            found[niveau.key][item.key] = {key: int(mask.sum()) for key, mask in goal.items()} | scales
    return found


def texts_off(cells, codebook):
    """List the published answers, remarks and other outcomes that are not in the responses once, and the reverse."""
    columns = [f"open_{niveau.key}" for niveau in codebook.niveaus]
    given = Counter(map(tuple, cells.loc[(cells[columns] != "").any(axis=1), columns].to_numpy()))
    published = Counter(tuple(row[column] for column in columns) for row in rows("open_antwoorden.csv"))
    given.update(text for text in cells["opmerking"] if text)
    published.update(row["opmerking"] for row in rows("opmerkingen.csv"))
    for niveau in codebook.niveaus:
        given.update((niveau.key, text) for text in cells[niveau.column("andere", "tekst")] if text)
    published.update((row["niveau"], row["tekst"]) for row in rows("andere.csv"))
    return [*(given - published), *(published - given)]


def test_the_committed_file_is_what_the_script_makes(script, codebook, goals):
    made = script.Reconstruction(codebook, goals).build().to_csv(index=False, lineterminator="\n")
    assert made == (DATA / "respons.csv").read_text(encoding="utf-8")


def test_the_answers_add_up_to_the_goals(cells, codebook, workplaces, goals):
    found = added_up(cells, codebook, workplaces)
    assert found == {key: goals[key] for key in found}


def test_respondents_per_workplace_and_sector(cells):
    counted = Counter(map(tuple, cells[["werkplaats", "sector"]].to_numpy()))
    assert counted == Counter(
        {(row["werkplaats"], sector): int(row[sector]) for row in rows("respondenten.csv") for sector in list(row)[1:]}
    )


def test_every_published_text_is_in_once(cells, codebook):
    answers = rows("open_antwoorden.csv")
    assert Counter(row["sector"] for row in answers) == {"mbo": 16, "hbo": 26, "overig": 5}
    assert sum("" in [row[f"open_{niveau.key}"] for niveau in codebook.niveaus] for row in answers) == 2
    assert len(rows("opmerkingen.csv")) == 21
    assert Counter(row["niveau"] for row in rows("andere.csv")) == {"instelling": 5, "opleiding": 3, "student": 4}
    assert texts_off(cells, codebook) == []


def test_texts_belong_to_a_respondent_of_their_sector_and_workplace(cells, codebook):
    columns = [f"open_{niveau.key}" for niveau in codebook.niveaus]
    for name, parts in (("open_antwoorden.csv", columns), ("opmerkingen.csv", ["opmerking"])):
        for row in rows(name):
            person = cells[(cells[parts] == [row[part] for part in parts]).all(axis=1)].iloc[0]
            allowed = {"overig": {"wo", "overig"}, "": {"mbo", "hbo", "wo", "overig"}}
            assert person["sector"] in allowed.get(row["sector"], {row["sector"]})
            assert row["werkplaats"] in ("", person["werkplaats"])


def test_who_names_or_explains_an_outcome_has_ticked_it(cells, codebook):
    for niveau in codebook.niveaus:
        named = cells[niveau.column("andere", "tekst")] != ""
        assert (cells.loc[named, niveau.column("andere")] == "1").all()
    for row in rows("citaten.csv"):
        column = f"{row['niveau']}_{row['item']}"
        assert (cells.loc[cells[f"{column}_toelichting"] == row["citaat"], column] == "1").sum() == 1


def test_one_tick_more_or_less_is_noticed(cells, codebook, workplaces, goals):
    """Guard the guard: without it, nobody would see that the sums no longer test anything."""
    for niveau in codebook.niveaus:
        for item in niveau.named:
            column = niveau.column(item.key)
            for before, after in (("1", ""), ("", "1")):
                changed = cells.copy()
                changed.loc[(changed[column] == before).idxmax(), column] = after
                found = added_up(changed, codebook, workplaces)[niveau.key]
                assert found[item.key] != goals[niveau.key][item.key]


def test_one_letter_in_an_answer_is_noticed(cells, codebook):
    for column in ("open_student", "opmerking", "instelling_andere_tekst"):
        changed = cells.copy()
        row = (changed[column] != "").idxmax()
        changed.loc[row, column] = changed.loc[row, column].replace("e", "é", 1)
        assert len(texts_off(changed, codebook)) == 2


def test_goals_that_cannot_be_combined_are_named(script, codebook, goals):
    goals["student"]["motivatie"]["langer"] = 45
    with pytest.raises(InputError, match="student_motivatie: the totals cannot be combined"):
        script.Reconstruction(codebook, goals).build()

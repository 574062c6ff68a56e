"""Waves before the last one stand beside it, where they asked alike."""

from dataclasses import replace

import pytest

from impactmonitor.analysis.change import change_table, changes, two_waves
from impactmonitor.analysis.earlier_wave import load
from impactmonitor.analysis.earlier_wave import waves as both_waves
from impactmonitor.analysis.trend import all_waves, older_changes, trend, wave_table
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import UsageError
from impactmonitor.report.ledger import rows as ledger_rows
from impactmonitor.report.tabs import tabs
from impactmonitor.report.trends import trends
from impactmonitor.survey.comparability import Counterpart


@pytest.fixture(scope="module")
def example():
    """The invented wave of 2024 beside that of 2022."""
    return load(ROOT / "examples" / "2024" / "respons.csv", previous=DATA)


def before(study, meting, niveau, key):
    """Make a wave before the last one, in which an outcome of a level was worded otherwise."""
    known = study.earlier.by.counterparts
    by = {**known, niveau.key: {**known[niveau.key], key: Counterpart("herverwoord", (key,))}}
    return replace(study.earlier, by=replace(study.earlier.by, meting=meting, counterparts=by))


@pytest.mark.slow
def test_waves_before_the_last_stand_beside_it_where_they_asked_alike(example):
    niveau = example.codebook.niveaus[1]
    key = niveau.items[3].key
    study = replace(example, older=(before(example, "2018", niveau, key), before(example, "2020", niveau, key)))
    changed, older = changes(study, niveau), older_changes(study, niveau)
    assert [set(one["vorige_meting"]) for one in older] == [{"2018"}, {"2020"}]
    points = all_waves(changed, older)
    assert list(points["groep"].cat.categories) == ["2018 (n=64)", "2020 (n=64)", "2022 (n=64)", "2024 (n=78)"]
    assert list(points["opbrengst"].cat.categories) == list(two_waves(changed)["opbrengst"].cat.categories)
    assert list(points[points["item"] == key]["groep_naam"]) == ["2022", "2024"]
    other = points[points["item"] == niveau.items[0].key]
    assert list(other["groep_naam"]) == ["2018", "2020", "2022", "2024"]
    assert other["aantal"].iloc[0] == other["aantal"].iloc[1] == other["aantal"].iloc[2]
    table = wave_table(changed, older).set_index("item")
    assert table.columns[1] == "2018 (n=64)|Aantal" and table.columns[3] == "2020 (n=64)|Aantal"
    assert table.loc[key, "2020 (n=64)|%"] == "" and table.loc[niveau.items[0].key, "2020 (n=64)|%"] > 0
    assert table.drop(columns=list(table.columns[1:5])).equals(change_table(changed).set_index("item"))
    assert list(both_waves(study)["respons"]) == [64, 64, 64, 78]
    found = trend(study, niveau)
    assert list(found[found["item"] == key]["meting"]) == ["2022", "2024"]
    assert found.loc[found["meting"] != "2024", "oordeel"].isna().all()
    told = trends(study, niveau)
    assert told["waves"] == ["2018 (n=64)", "2020 (n=64)", "2022 (n=64)", "2024 (n=78)"]
    (row,) = [one for one in told["rows"] if one["label"] == niveau.items[3].label]
    assert row["cells"][:2] == ["", ""] and row["line"].count("<circle") == 2
    ledger = [one for one in ledger_rows(study) if one["item"] == niveau.items[0].key and one["groep"] == "totaal"]
    assert {"genoemd in 2018", "genoemd in 2020", "genoemd in 2022"} <= {one["maat"] for one in ledger}
    (sheet, *_) = [one for one in tabs(study) if one.name == "Vergelijking"]
    line = sheet.table[(sheet.table["Opbrengst"] == niveau.items[3].label) & (sheet.table["Groep"] == "Totaal")].iloc[0]
    assert line["2020"] == "" and line["2022"] > 0


def test_a_measurement_is_given_once():
    with pytest.raises(UsageError, match="two waves are of measurement 2022; give each once"):
        load(ROOT / "examples" / "2024" / "respons.csv", previous=[DATA, DATA])

"""Changes between two waves: on waves of which it is known what changed."""

import importlib.util
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import waves
from order import first
from statsmodels.stats.contingency_tables import mcnemar
from waves import beside

from impactmonitor.analysis.change import change_table, changes, changes_by_group, two_waves
from impactmonitor.analysis.changed_answers import answer_table, changed_answers, two_bars
from impactmonitor.analysis.earlier_wave import load
from impactmonitor.analysis.earlier_wave import waves as both_waves
from impactmonitor.analysis.resampling import compare, compare_panel
from impactmonitor.analysis.study import Study
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import InputError
from impactmonitor.survey.comparability import Counterpart

SHARES = np.linspace(0.15, 0.85, 8)


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.fixture(scope="module")
def alike(whole):
    return waves.alike(whole, "2022")


def changed(study, **columns):
    frame = study.frame.assign(**columns)
    return replace(study, responses=replace(study.responses, frame=frame))


def drawn(chance, shares, spread, persons, places):
    """Draw a wave: workplaces that lean one way, and persons in them."""
    lean = chance.normal(0, spread, size=(places.max() + 1, 1))
    odds = np.log(shares / (1 - shares)) + lean[places]
    return chance.uniform(size=(persons, len(shares))) < 1 / (1 + np.exp(-odds))


def expected(shares, spread):
    """Return the share that a lean of workplaces leaves on average."""
    lean = np.random.default_rng(0).normal(0, spread, 100_000)[:, None]
    return (1 / (1 + np.exp(-(np.log(shares / (1 - shares)) + lean)))).mean(axis=0)


@pytest.mark.parametrize("spread", first([0.0, 0.5]))
def test_intervals_of_independent_waves_hold_the_truth_in_95_of_100(spread):
    """Each wave asks its own persons in the same workplaces, which lean anew."""
    chance, held, made = np.random.default_rng(11), 0, 0
    later = np.clip(SHARES + np.tile([0.1, 0, -0.1, 0], 2), 0.05, 0.95)
    truth = expected(later, spread) - expected(SHARES, spread)
    for _ in range(100):
        places = np.concatenate([chance.integers(0, 22, 70), chance.integers(0, 20, 64)])
        newer = np.arange(134) < 70
        now, then = drawn(chance, later, spread, 70, places[:70]), drawn(chance, SHARES, spread, 64, places[70:])
        one = compare(np.vstack([now, then]), newer, ~newer, places)
        held += int(((one.laag <= truth) & (truth <= one.hoog)).sum())
        made += len(truth)
    assert 0.93 <= held / made <= 0.97, held / made


@pytest.mark.parametrize("dropped", [0, 14])
def test_intervals_of_a_panel_hold_the_truth(dropped):
    """Everybody is in both waves, or some are in one of them only."""
    chance, held, made = np.random.default_rng(12), 0, 0
    for _ in range(200):
        then = chance.uniform(size=(64, len(SHARES))) < SHARES
        gains, loses = chance.uniform(size=then.shape) < 0.3, chance.uniform(size=then.shape) < 0.1
        now = np.where(then, ~loses, gains)
        truth = (1 - SHARES) * 0.3 - SHARES * 0.1
        both = np.arange(dropped, 64)  # the first persons are in the earlier wave only, as many others in the newer one
        now[:dropped] = chance.uniform(size=(dropped, len(SHARES))) < SHARES + truth
        one = compare_panel(now, then, np.column_stack([both, both]))
        held += int(((one.laag <= truth) & (truth <= one.hoog)).sum())
        made += len(truth)
    assert 0.93 <= held / made <= 0.97, held / made


def test_a_panel_is_tested_by_mcnemar():
    """Held against the test of another package, on persons who are in both."""
    chance = np.random.default_rng(8)
    then, now = (chance.uniform(size=(50, 6)) < share for share in (0.4, 0.6))
    found = compare_panel(np.vstack([now, now[:3]]), then, np.column_stack([np.arange(50)] * 2)).p
    for place in range(6):
        table = pd.crosstab(now[:, place], then[:, place])
        expected = mcnemar(table, exact=True).pvalue
        net = now[:, place].sum() - then[:, place].sum()
        assert found[place] == pytest.approx(expected if net * np.sign(net) > 0 else 1.0), place


@pytest.mark.thorough
def test_waves_without_a_change_seldom_tell_one(whole, alike):
    """A change that holds, on any level, is rare where the shares are the same."""
    chance, told = np.random.default_rng(13), 0
    columns = [niveau.column(item.key) for niveau in whole.codebook.niveaus for item in niveau.items]
    shares = whole.frame[columns].mean()
    for _ in range(20):
        made = beside(noise(whole, shares, chance), noise(whole, shares, chance), alike)
        tables = [made_of(made, niveau) for niveau in whole.codebook.niveaus for made_of in (changes, changed_answers)]
        told += any(table["oordeel"].isin(["gestegen", "gedaald"]).any() for table in tables)
    assert told <= 2, told


def noise(study, shares, chance):
    """Draw a wave by shares; everybody who ticks an outcome draws its status and nature."""
    columns = {name: chance.uniform(size=study.n) < share for name, share in shares.items()}
    for scale, answers in study.codebook.schalen.items():
        keys = [one.key for one in answers]
        for name in shares.index:
            said = np.where(columns[name], chance.choice(keys, study.n), None)
            columns[f"{name}_{scale}"] = pd.Categorical(said, keys, ordered=True)
    return changed(study, **columns)


def test_intervals_of_answers_hold_the_truth():
    """Of shares of those who ticked, who are others in each wave."""
    chance, held, made = np.random.default_rng(14), 0, 0
    for _ in range(100):
        places = np.concatenate([chance.integers(0, 22, 70), chance.integers(0, 20, 64)])
        newer = np.arange(134) < 70
        asked = chance.uniform(size=(134, len(SHARES))) < 0.6
        said = drawn(chance, SHARES, 0.3, 134, places)
        one = compare(said, newer, ~newer, places, asked)
        held += int(((one.laag <= 0) & (one.hoog >= 0)).sum())
        made += len(SHARES)
    assert 0.93 <= held / made <= 0.97, held / made


def test_status_and_nature_are_those_of_both_waves(example):
    level = example.codebook.niveaus[0]
    table = changed_answers(example, level)
    then = example.earlier.study
    assert table["toon"].sum() > 30
    for row in table[table["toon"]].itertuples():
        one = then if row.groep_key == "vorige" else example
        given = one.frame[level.column(row.item, row.schaal)].dropna()
        assert (row.n, row.aantal, row.meting) == (
            len(given), (given == row.categorie).sum(), one.codebook.meting
        ), row.opbrengst  # fmt: skip
    assert set(table["item"]) == {"relatie_mbo_hbo", "positie_regio", "samenwerking_bedrijfsleven"} | {
        "samenwerking_onderwijsinstellingen", "andere"
    }  # fmt: skip
    reworded = table[table["item"] == "positie_regio"]
    assert reworded["verschil"].isna().all() and set(reworded["oordeel"]) == {""}
    first = table[(table["item"] == "relatie_mbo_hbo") & table["verschil"].notna()].set_index("schaal")
    assert list(first["categorie"]) == ["gerealiseerd", "nieuw"]
    newer, older = (one.frame["instelling_relatie_mbo_hbo_aard"].dropna().eq("nieuw").mean() for one in (example, then))
    assert first.loc["aard", "verschil"] == pytest.approx(newer - older)


def test_bars_and_rows_of_answers_stand_two_by_two(example):
    table = changed_answers(example, example.codebook.niveaus[0])
    for scale in ("status", "aard"):
        bars, rows = two_bars(table, scale), answer_table(table, scale)
        assert bars["toon"].all() and list(bars["opbrengst"].drop_duplicates()) == list(rows["opbrengst"])
        assert list(rows["item"][::2]) == [f"{item}-vorige" for item in rows["item"][1::2]]
        shares = rows[[name for name in rows if name.endswith("|%")]].astype(float)
        assert shares.sum(axis=1).round(9).eq(1).all()
        newer = bars[(bars["groep_key"] == "nu") & (bars["antwoord"] == bars["antwoord"].min())]
        assert newer["aandeel"].is_monotonic_decreasing


def test_answers_that_either_wave_hides_are_in_no_figure(whole, alike):
    niveau = whole.codebook.niveaus[0]
    hidden = niveau.items[0].key
    study = beside(whole, whole, alike)
    then = study.earlier.study
    object.__setattr__(then, "may_show", lambda level, item, *cell: item != hidden)
    table = changed_answers(study, niveau)
    mine = table[(table["item"] == hidden) & (table["groep_key"] == "vorige")]
    assert (
        mine[["n", "aantal", "aandeel"]].isna().all(axis=None)
        and table[table["item"] == hidden]["verschil"].isna().all()
    )
    assert hidden not in set(two_bars(table, "status")["item"]) and hidden in set(table["item"])
    apart = replace(alike, scales=frozenset({"aard"}))
    assert set(changed_answers(beside(whole, whole, apart), niveau)["schaal"]) == {"aard"}


def test_a_large_change_holds_and_is_told_with_both_numbers(whole, alike):
    niveau = whole.codebook.niveaus[0]
    item = niveau.items[0]
    later = changed(whole, **{niveau.column(item.key): np.arange(whole.n) % 12 > 0})
    table = changes(beside(later, whole, alike), niveau).set_index(["item", "groep_key"])
    row = table.loc[item.key, "totaal"]
    now, then = int((np.arange(whole.n) % 12 > 0).sum()), int(whole.frame[niveau.column(item.key)].sum())
    assert (row["aantal"], row["vorige_aantal"], row["oordeel"]) == (now, then, "gestegen")
    assert row["verschil"] == pytest.approx((now - then) / whole.n) and row["verschil_laag"] > 0
    assert table.loc[niveau.items[1].key, "totaal"]["oordeel"] == ""


def test_what_was_asked_otherwise_never_rose(whole, alike):
    niveau = whole.codebook.niveaus[0]
    item, other, gone = niveau.items[0], niveau.items[1], niveau.items[2]
    later = changed(whole, **{niveau.column(one.key): np.ones(whole.n, bool) for one in (item, other)})
    known = alike.counterparts[niveau.key] | {
        item.key: Counterpart("herverwoord", (item.key,)),
        other.key: Counterpart("samengevoegd", (other.key, gone.key)),
        gone.key: Counterpart("nieuw"),
    }
    by = replace(alike, counterparts={**alike.counterparts, niveau.key: known})
    table = changes(beside(later, whole, by), niveau)
    assert gone.key not in set(table["item"])
    asked_otherwise = table[table["item"].isin([item.key, other.key])]
    assert (asked_otherwise["oordeel"].fillna("") == "").all()
    merged = table[table["item"] == other.key].set_index("groep_key")
    union = whole.frame[[niveau.column(other.key), niveau.column(gone.key)]].any(axis=1).sum()
    assert merged.loc["totaal", "vorige_aantal"] == union
    assert merged.drop("totaal")["vorige_aantal"].isna().all()


def test_what_a_wave_does_not_show_is_missing(whole, alike):
    niveau, then = whole.codebook.niveaus[0], replace(whole)
    object.__setattr__(then, "may_show", lambda level, item, *cell: item != niveau.items[0].key)
    hidden = changes(beside(replace(whole), then, alike, shown=False), niveau).query("vorige_aantal.isna()")
    assert len(hidden) and hidden[["verschil", "p", "vorige_aandeel"]].isna().all(axis=None)


def test_a_panel_is_compared_with_itself_where_half_of_each_wave_is_in_both(whole, alike):
    niveau, chance = whole.codebook.niveaus[0], np.random.default_rng(3)
    column = niveau.column(niveau.items[0].key)
    later = changed(whole, **{column: whole.frame[column] | (chance.uniform(size=whole.n) < 0.2)})
    panel = replace(alike, panel=True)
    paired = changes(beside(later, whole, panel), niveau).iloc[0]
    apart = changes(beside(later, whole, alike), niveau).iloc[0]
    assert paired["verschil_hoog"] - paired["verschil_laag"] < apart["verschil_hoog"] - apart["verschil_laag"]
    for new, taken in ((3, False), (5, True), (33, False)):  # of a few newcomers the test of all others would tell
        names = pd.Series([f"new-{i}" if i < new else key for i, key in enumerate(later.frame["respondent"])])
        told = changes(beside(changed(later, respondent=names), whole, panel), niveau).iloc[0]
        assert (told["verschil_hoog"] != apart["verschil_hoog"]) == taken
    assert paired["verschil"] == apart["verschil"] == pytest.approx(paired["aandeel"] - paired["vorige_aandeel"])


EXAMPLE = ROOT / "examples" / "2024"


@pytest.fixture(scope="module")
def example():
    """The invented wave of 2024 beside that of 2022."""
    return load(EXAMPLE / "respons.csv", previous=DATA)


def test_the_example_is_what_its_script_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("construct", EXAMPLE / "construct.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.construct(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (EXAMPLE / path.name).read_bytes(), path.name


def test_the_example_tells_what_was_changed_and_no_more(example):
    said = {}
    for niveau in example.codebook.niveaus:
        table = changes(example, niveau)
        assert not {"ai_in_het_onderwijs", "samenwerking_intern"} & set(table["item"])
        held = table[table["oordeel"].isin(["gestegen", "gedaald"])]
        said |= dict(zip(held["item"], held["oordeel"], strict=True))
    assert said == {"relatie_mbo_hbo": "gestegen", "vervolgopdrachten": "gedaald"}


def test_the_tables_hold_both_waves_and_a_mark(example):
    level = example.codebook.niveaus[0]
    changed = changes(example, level)
    table, groups, points = change_table(changed), changes_by_group(changed), two_waves(changed)
    assert list(table["item"]) == list(groups["item"]) == list(points["item"].drop_duplicates())
    row = table.set_index("item").loc["relatie_mbo_hbo"]
    then = int(example.earlier.study.frame["instelling_relatie_mbo_hbo"].sum())
    now = int(example.frame["instelling_relatie_mbo_hbo"].sum())
    assert [row["2022 (n=64)|Aantal"], row["2024 (n=78)|Aantal"], row["Verandering|Oordeel"]] == [then, now, "gestegen"]
    reworded = table.set_index("item").loc["positie_regio"]
    assert reworded["opbrengst"].endswith("*") and reworded["2022 (n=64)|%"] > 0
    assert (reworded["Verandering|Oordeel"], reworded["Verandering|Verschil"]) == ("anders gevraagd", "")
    shown = points[points["item"] == "relatie_mbo_hbo"]
    assert list(shown["groep_naam"]) == ["2022", "2024"] and list(shown["aantal"]) == [then, now]
    assert {name.partition("|")[0] for name in groups if "|" in name} == {"Mbo", "Hbo"}
    assert list(both_waves(example)["benaderd"]) == [178, 192]


def test_without_an_earlier_wave_or_its_part_there_is_nothing(whole):
    for study in (whole, load(EXAMPLE / "respons.csv", tranche="5", previous=DATA)):
        changed = changes(study, study.codebook.niveaus[0])
        tables = changed, change_table(changed), changes_by_group(changed), two_waves(changed), both_waves(study)
        assert all(table.empty for table in tables)


def test_a_part_is_told_only_as_the_earlier_wave_tells_it_itself():
    """Tranches 1 and 3 together are in no standard report: nothing new of the earlier wave is published."""
    earlier = load(EXAMPLE / "respons.csv", tranche="1,3", previous=DATA).earlier
    assert earlier.study is None and earlier.by.meting == "2022"


def test_what_is_wrong_with_the_earlier_wave_is_told(tmp_path):
    with pytest.raises(InputError, match=r"holds no answers; give a data file, or a folder with one: respons\.csv"):
        load(EXAMPLE / "respons.csv", previous=tmp_path)
    with pytest.raises(InputError, match="there is no measurement '2024'; allowed: 2022"):
        load(EXAMPLE / "respons.csv", previous=EXAMPLE)
    with pytest.raises(InputError, match=r"vergelijking\.yml"):
        load(previous=EXAMPLE)
    with pytest.raises(InputError, match="cannot be read"):
        load(EXAMPLE / "respons.csv", previous=tmp_path / "nergens")

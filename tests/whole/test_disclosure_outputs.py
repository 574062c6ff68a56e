"""An attacker reads every built report and subtracts: no group under the minimum may come out."""

from collections import defaultdict

import numpy as np
import pytest
from attack import GEEN, atoms_of, attack, of_ledger
from lxml import html
from published import PAIR, SCALES, given_away, members, of_page, of_register, of_workbook, text_of, themes_of_page

from impactmonitor.analysis.sensitivity import raked, sensitivity
from impactmonitor.analysis.study import Study
from impactmonitor.report.ledger import write_ledger
from impactmonitor.report.overview import overview
from impactmonitor.report.workbook import write_workbook

MINIMUM = 5
TOGETHER = "Samen, zonder andere opbrengsten"  # a sum of rows: see the test of the sentences


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.fixture(scope="module")
def cells(reports, whole, tmp_path_factory):
    """Every published count of the standard reports, by variant; the overview belongs to the whole."""
    found = {
        variant: [*of_page(made / "report.html"), *of_workbook(made / "tabellenboek.xlsx")]
        for variant, made in reports.items()
    }
    index = tmp_path_factory.mktemp("overzicht") / "index.html"
    files = {variant: [path.name for path in made.iterdir()] for variant, made in reports.items()}
    index.write_text(overview(whole)(files), encoding="utf-8")
    found["alle"] += of_page(index)
    return {variant: [cell for cell in cells if cell.label != TOGETHER] for variant, cells in found.items()}


@pytest.fixture(scope="module")
def themed(reports):
    """Every count of themes on the pages of the standard reports, with what can be counted there."""
    return {variant: list(themes_of_page(made / "report.html")) for variant, made in reports.items()}


def asked(study, cell):
    """Tell whose answers a count can be about (all, or those who said something of the outcome), and what they gave."""
    niveau = study.codebook.niveau(cell.niveau)
    labels = {item.label: item.key for item in niveau.items} | {study.codebook.geen["label"]: "geen"}
    if cell.maat == "opbrengsten":
        return np.ones(len(study.frame), bool), study.frame[niveau.column(labels[cell.label])].to_numpy(bool)
    answers = study.frame[niveau.column(labels[cell.label], cell.maat)]
    category = next(one.key for one in study.codebook.schalen[cell.maat] if one.short == cell.categorie)
    return answers.notna().to_numpy(), (answers == category).to_numpy(bool)


def disclosed(study, cells):
    """Find what gives away a group under the minimum: measure, and how many of the group were asked."""
    groups, among = defaultdict(set), {}
    for variant, published in cells.items():
        for cell in published:
            among[cell.niveau, cell.maat, cell.label], _ = asked(study, cell)
            mask = members(cell.groep, variant, study.frame)
            groups[cell.niveau, cell.maat, cell.label].add(mask.tobytes())
    found = []
    for measure, masks in groups.items():
        stacked = np.array([np.frombuffer(mask, bool) for mask in masks])
        group = given_away(stacked, MINIMUM, among[measure])
        if group is not None:
            found.append((*measure, int((group & among[measure]).sum())))
    return found


@pytest.mark.thorough
def test_every_count_is_that_of_the_group_it_names(whole, cells):
    assert all(len(published) > 300 for published in cells.values())
    for variant, published in cells.items():
        for cell in published:
            among, gave = asked(whole, cell)
            mask = members(cell.groep, variant, whole.frame)
            assert (cell.aantal, cell.n) == ((mask & gave).sum(), (mask & among).sum()), (variant, cell)


def test_no_small_group_follows_within_or_between_reports(whole, cells):
    assert min(cell.n for published in cells.values() for cell in published) >= MINIMUM
    assert disclosed(whole, cells) == []


def test_themes_tell_nothing_but_what_can_be_counted_in_the_answers_printed(themed):
    """So that they need no decision of their own on what may be shown."""
    assert {variant for variant, counts in themed.items() if counts} == {"alle", "tranche-3", "tranche-4"} & {*themed}
    for variant, counts in themed.items():
        for cell, counted in counts:
            assert (cell.aantal, cell.n) == counted and cell.n >= MINIMUM, (variant, cell)


def test_sentences_speak_of_published_groups_only(whole, cells, themed, reports):
    frame = whole.frame
    atoms, _ = atoms_of(frame)
    key = frame.groupby(["tranche", "sector", "werkplaats"], observed=True, sort=True).ngroup().to_numpy()
    for variant, published in cells.items():
        told = {
            (niveau, number.result[0], number.group)
            for niveau, number in of_ledger(reports[variant] / "cijfers.csv", atoms)
            if number.result[1] in {"genoemd", "geen"}
        }
        for niveau, maat, item, count, n in of_register(reports[variant] / "claims.csv"):
            if niveau in {"respons", "werkplaatsen"}:  # who answered and where, not what
                continue
            if maat == "themas":
                assert (niveau, count, n) in {(one.niveau, one.aantal, one.n) for one, _ in themed[variant]}
                continue
            level = whole.codebook.niveau(niveau)
            if maat not in SCALES:
                ticks = frame[level.column(item)].to_numpy(bool)
                masks = [np.isin(key, list(group)) for *one, group in told if one == [niveau, item]]
                groups = [(int((mask & ticks).sum()), int(mask.sum())) for mask in masks]
                assert (count, n) in groups, (variant, niveau, item)
                continue
            named = {one.label: one.key for one in level.named}
            shown = [c for c in published if (c.source, c.niveau, c.maat) == ("report.html", niveau, maat)]
            if item == "samen":  # a total over outcomes would give away the one that is hidden
                assert {c.label for c in shown if c.label in named} == set(named)
                assert n == sum(c.aantal for c in shown if c.label in named)
            else:
                mine = [c for c in shown if named.get(c.label) == item]
                everyone = members("totaal", variant, frame).sum()
                assert any(c.aantal == count and n in {c.n, everyone} for c in mine), (variant, niveau, item)


def test_a_dash_is_explained_where_it_stands_and_only_there(reports):
    seen = set()
    for made in reports.values():
        for block in html.parse(str(made / "report.html")).iterfind(".//details[@class='cijfers']"):
            withheld = any(cell.text_content().strip() == "–" for cell in block.iterfind(".//td"))
            assert ("–: niet getoond" in block.text_content()) == withheld, block.text_content()[:80]
            seen.add(withheld)
    assert seen == {True, False}


@pytest.mark.parametrize("name", ["report.html", "report.pdf", "report.docx"])
def test_no_other_count_is_in_text_titles_alternatives_or_drawings(cells, themed, reports, name):
    for variant, published in cells.items():
        told = {(count, n) for *_, count, n in of_register(reports[variant] / "claims.csv")}
        told |= {(cell.aantal, cell.n) for cell in [*published, *(one for one, _ in themed[variant])]}
        found = {(int(count), int(n)) for count, n in PAIR.findall(text_of(reports[variant] / name))}
        assert found and found <= told, (variant, found - told)


def weighed(study, said):
    """What a reader knows of sums by raked weight, which public numbers give; `said` tells the ends of a share."""
    weights, table = raked(study), sensitivity(study)
    by_atom = dict(zip(study.frame[["tranche", "sector"]].itertuples(index=False, name=None), weights, strict=True))
    for row in table.to_dict("records"):
        niveau, item = row["item"].split("-")
        column = study.codebook.niveau(niveau).column(item)
        low, high = said(row, np.average(study.frame[column], weights=weights))
        yield niveau, item, by_atom, low * study.n, high * study.n


def in_steps(row, _):
    assert row["na_weging"] == "minder dan 10 anders"
    return row["ongewogen"] - 0.1, row["ongewogen"] + 0.1


def as_percent(_, share):
    return round(share, 2) - 0.005, round(share, 2) + 0.005


@pytest.mark.thorough
def test_a_reader_with_a_solver_finds_nothing(whole, reports):
    """Who knows besides how far weighing moves shares, too."""
    ledgers, by = [made / "cijfers.csv" for made in reports.values()], ("tranche", "sector")
    assert attack(ledgers, whole.frame, whole.codebook, MINIMUM, by, list(weighed(whole, in_steps))) == []


@pytest.mark.thorough
def test_nor_does_one_at_a_larger_minimum(tmp_path):
    ledgers = []
    for key in ("", *"1234"):
        study = Study.load(tranche=key, min_onthulling=8)
        ledgers.append(tmp_path / f"{key}.csv")
        write_ledger(study, ledgers[-1])
    assert attack(ledgers, study.frame, study.codebook, 8, ("tranche", "sector")) == []


@pytest.mark.thorough
def test_shares_by_weight_would_give_small_groups_away(whole, reports):
    """So that they are told in steps only."""
    ledgers, by = [made / "cijfers.csv" for made in reports.values()], ("tranche", "sector")
    known = [one for one in weighed(whole, as_percent) if one[0] == "instelling"]
    assert attack(ledgers, whole.frame, whole.codebook, MINIMUM, by, known) != []


def who_answered(study, niveau, item, maat, mask):
    """Count those of a group who were asked for a result: all of them, or those who ticked the outcome and answered."""
    if maat in SCALES:
        mask = mask & study.frame[niveau.column(item, maat)].notna().to_numpy()
    return int(mask.sum())


@pytest.mark.thorough
def test_without_an_audit_by_bounds_it_finds_much(whole, monkeypatch, tmp_path):
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: who_answered(self, *cell) >= MINIMUM)
    ledgers = []
    for key in ("", *"1234"):
        ledgers.append(tmp_path / f"{key}.csv")
        write_ledger(Study.load(tranche=key), ledgers[-1])
    found = attack(ledgers, whole.frame, whole.codebook, MINIMUM, ("tranche", "sector"))
    assert {one.result[1] for one in found} >= {"genoemd", "status", "aard"}


def test_the_ledger_holds_every_count_of_pages_and_workbooks(whole, cells, reports):
    atoms, _ = atoms_of(whole.frame)
    key = whole.frame.groupby(["tranche", "sector", "werkplaats"], observed=True, sort=True).ngroup().to_numpy()
    for variant, published in cells.items():
        known = {(niveau, number.result, number.group, number.value) for niveau, number in
                 of_ledger(reports[variant] / "cijfers.csv", atoms)}  # fmt: skip
        for cell in published:
            niveau = whole.codebook.niveau(cell.niveau)
            items = {item.label: item.key for item in niveau.items}
            group = frozenset(np.unique(key[members(cell.groep, variant, whole.frame)]).tolist())
            maat = "genoemd" if cell.maat == "opbrengsten" else cell.maat
            category = next(
                (one.key for one in whole.codebook.schalen.get(cell.maat, ()) if one.short == cell.categorie), ""
            )
            result = (items[cell.label], maat, category) if cell.label in items else GEEN
            assert (cell.niveau, result, group, cell.aantal) in known, (variant, cell)


@pytest.mark.thorough
def test_suppression_that_is_broken_is_found_out(whole, cells, monkeypatch, tmp_path):
    monkeypatch.setattr(Study, "publishable", lambda self, groups: [group for group in groups if group.n])
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: who_answered(self, *cell) > 0)
    open_book = {}
    for key in "1234":
        write_workbook(Study.load(tranche=key), tmp_path / f"{key}.xlsx")
        counts = of_workbook(tmp_path / f"{key}.xlsx")
        open_book[f"tranche-{key}"] = [cell for cell in counts if cell.label != TOGETHER]
    found = disclosed(whole, {**cells, **open_book})
    assert {maat for _, maat, *_ in found} == {"opbrengsten", "status", "aard"}
    assert {size for *_, size in found} <= {1, 2, 3, 4}

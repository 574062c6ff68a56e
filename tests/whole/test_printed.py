"""What the built report prints bears out the published statements, and its sentences agree with its tables."""

import re

import pytest
from counted import DataFigures
from order import first
from printed import ANSWERS, GROUPS, PrintedFigures, whole
from statements import holds, read_statements

from impactmonitor.analysis.inference import margin
from impactmonitor.analysis.study import Study
from impactmonitor.text.dutch import count_word, percent
from impactmonitor.text.dutch import margin as margin_text
from impactmonitor.text.shares import subject

PRINTED = [statement for statement in read_statements() if statement.alleen != "gegevens"]
LEVELS = ("instelling", "opleiding", "student")


@pytest.fixture(scope="module")
def source(report):
    return (report / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def figures(source):
    return PrintedFigures(source)


@pytest.fixture(scope="module")
def data():
    return DataFigures(Study.load())


def test_nearly_every_statement_is_about_something_printed():
    assert len(PRINTED) >= len(read_statements()) - 4


@pytest.mark.parametrize("statement", PRINTED, ids=lambda statement: statement.id)
def test_the_report_bears_out(statement, figures):
    assert holds(statement, figures), str(statement)


@pytest.mark.parametrize("niveau", LEVELS)
def test_the_tables_hold_the_data(niveau, figures, data):
    assert sorted(figures._items(niveau)) == sorted(data._items(niveau))
    for item in figures._items(niveau):
        for groep in figures.getoond(niveau):
            assert figures._count(niveau, item, groep) == data._count(niveau, item, groep)
        for scale in ("status", "aard"):
            assert figures._answers(niveau, item, scale) == data._answers(niveau, item, scale)


@pytest.mark.parametrize("niveau", LEVELS)
def test_percentages_margins_and_differences_follow_from_their_counts(niveau, figures):
    table = f"cijfers-{niveau}-opbrengsten"
    rivals, compared = {"mbo": "hbo", "hbo": "mbo"}, 0
    for cells in figures.rows(table).values():
        counts = {groep: whole(cells[f"{GROUPS[groep]}|Aantal"]) for groep in figures.getoond(niveau)}
        for groep, count in counts.items():
            base, label = figures.bases[table][groep], GROUPS[groep]
            if count is None:  # withheld, and with it all that it would follow from
                assert {text for name, text in cells.items() if name.startswith(f"{label}|")} == {"–"}
                continue
            assert cells[f"{label}|%"] == percent(count / base, compact=True)
            assert cells[f"{label}|Marge"] == margin_text(*margin(count, base, figures.benaderd(groep)))
            if f"{label}|Verschil" in cells:
                if counts[rivals[groep]] is None:
                    assert cells[f"{label}|Verschil"] == "–"
                    continue
                compared += 1
                other = counts[rivals[groep]] / figures.bases[table][rivals[groep]]
                shown = cells[f"{label}|Verschil"].replace("−", "-").lstrip("+")
                told = re.fullmatch(r"(-?\d+) \((-?\d+) tot (-?\d+)\)(?:; p<0,\d+)?", shown)
                size, low, high = map(int, told.groups())
                assert abs(size - 100 * (count / base - other)) <= 0.5 + 1e-9
                assert low <= size <= high and low < high
    assert compared
    for scale in ("status", "aard"):
        rows = figures.rows(f"cijfers-{niveau}-{scale}")
        assert len(rows) > 5
        for cells in rows.values():
            answers = {label: whole(cells[f"{label}|Aantal"]) for label in ANSWERS[scale].values()}
            if None in answers.values():
                assert set(cells.values()) <= {"–", ""}  # too few to show
                continue
            assert sum(answers.values()) == whole(cells["n"])
            for label, count in answers.items():
                assert cells[f"{label}|%"] == percent(count / whole(cells["n"]), compact=True)


def test_every_number_in_a_sentence_leads_to_its_row(figures):
    assert len(figures.links) > 40
    for link, target, shown, count, base in figures.links:
        assert figures._one(target) is not None
        words = {percent(count / base), f"{count} van de {base}", count_word(count, stress=True)}
        phrase = subject(count, base)
        assert shown.lower() in {word.lower() for word in (*words, phrase.text, phrase.capitalised)}
        niveau, table, item = re.fullmatch(
            r"cijfers-([a-z]+)-(opbrengsten|tranches|status|aard|themas)-(\w+)", target
        ).groups()
        if "marge" in link.get("title"):
            groups = figures.bases[f"cijfers-{niveau}-{table}"]
            assert count in {figures._count(niveau, item, key)[0] for key, n in groups.items() if n == base}
        else:
            assert str(count) in figures.rows(f"cijfers-{niveau}-{table}")[item].values()


def test_the_answers_and_remarks_are_printed_as_typed(figures, cells, codebook):
    columns = [f"open_{niveau.key}" for niveau in codebook.niveaus]
    given = cells.loc[(cells[columns] != "").any(axis=1), columns]
    printed = [row for place in (1, 2, 3) for row in figures.texts(f"antwoorden-{place}")]
    assert sorted(printed) == sorted(map(tuple, given.to_numpy()))
    remarks = cells.loc[cells["opmerking"] != "", "opmerking"]
    assert sorted(figures.texts("opmerkingen")) == sorted((remark,) for remark in remarks)


@pytest.mark.parametrize(
    ("old", "new"), first([(">53</td>", ">43</td>"), ("<u>80&#37;</u>", "<u>79&#37;</u>"), ("acht werk", "elf werk")])
)
def test_another_number_in_the_report_is_noticed(source, old, new):
    assert old in source
    changed = PrintedFigures(source.replace(old, new, 1))
    assert not all(holds(statement, changed) for statement in PRINTED)

"""What changed: edits made by chance in a built report are listed, each once and as it is, and nothing else is."""

import re
from collections import Counter

import pytest
import yaml
from edited import EDITS, Edited
from hypothesis import given
from hypothesis import strategies as st
from order import first

from impactmonitor.report import changes
from impactmonitor.report.changes import SAME_CAUSES, compare
from impactmonitor.report.changes_page import marked, table
from impactmonitor.report.difference import KINDS, Changes, told
from impactmonitor.report.version import read_version

SAME = {"verborgen", "zichtbaar", "cijfer", "toets"}


def found(changes):
    """Say what was listed, as the edits say it; percentages follow from the rest."""
    texts = ((one, [one.old, one.new]) for one in changes.differences)
    return Counter(
        (one.kind, *(re.sub(r" \(\d+%\)$", "", text) if one.kind in SAME else text for text in both))
        for one, both in texts
    )


@pytest.mark.parametrize("name", first(EDITS, 4))
def test_each_edit_is_listed_as_it_is(report, tmp_path, name):
    edited = Edited(report, tmp_path, 1)
    getattr(edited, name)()
    changes = compare(read_version(edited.old), read_version(edited.new), None)
    assert found(changes) == edited.expected
    assert (name == "parameter") == bool(changes.causes)
    assert {one.causes for one in changes.differences} <= {(SAME_CAUSES,)}
    assert changes.withheld == [] and not changes.partly


@pytest.mark.parametrize("seed", first(range(12)))
def test_edits_made_by_chance_are_all_listed_and_none_is_invented(report, tmp_path, seed):
    edited = Edited(report, tmp_path, seed)
    for name in edited.chance.choice(EDITS, size=int(edited.chance.integers(2, 9)), replace=True):
        getattr(edited, name)()
    changes = compare(read_version(edited.old), read_version(edited.new), None)
    assert found(changes) == edited.expected
    order = [list(KINDS).index(one.kind) for one in changes.differences]
    assert order == sorted(order)
    back = compare(read_version(edited.new), read_version(edited.old), None)
    assert len(back.differences) == len(changes.differences)


def test_the_same_differs_in_nothing(report):
    version = read_version(report)
    changes = compare(version, version, None)
    assert (changes.differences, changes.causes, changes.withheld, changes.partly) == ([], {}, [], [])
    assert table(changes) == "soort,plaats,onderwerp,eerst,nu,door\r\n"


@pytest.mark.parametrize(
    ("edits", "causes"),
    [
        (["reworded_sentence"], {"zin": {"claims.yml"}}),
        (["edited_prose"], {"tekst": {"report.qmd", "synthese.yml", "niveau.ipynb"}}),
        (["edited_prose", "moved_number"], {"tekst": {"report.qmd", "codebook.yml"}, "cijfer": {"codebook.yml"}}),
        (["edited_prose", "moved_number"], {"tekst": {"_brand.yml", "ander/a.csv"}, "cijfer": {"ander/a.csv"}}),
        (["moved_number"], {"cijfer": {"vergelijking.yml"}}),
    ],
)
def test_a_difference_is_laid_at_what_can_have_made_it(report, tmp_path, edits, causes):
    edited = Edited(report, tmp_path, 3)
    for name in edits:
        getattr(edited, name)()
    path = edited.new / "params.yml"
    made = yaml.safe_load(path.read_text(encoding="utf-8"))
    made["bronnen"] |= dict.fromkeys(set().union(*causes.values()), "anders")
    path.write_text(yaml.safe_dump(made), encoding="utf-8")
    changes = compare(read_version(edited.old), read_version(edited.new), None)
    assert set(changes.causes) == set().union(*causes.values())
    for one in changes.differences:
        assert set(one.causes) == {changes.causes[name] for name in causes[one.kind]}


def test_what_else_changed_is_named_with_its_values(report, tmp_path):
    edited = Edited(report, tmp_path, 5)
    path = edited.new / "params.yml"
    made = yaml.safe_load(path.read_text(encoding="utf-8"))
    made["parameters"]["min_groep"], made["datum"], made["gegevens"]["naam"] = 8, "2030-01-01", "export.csv"
    del made["bronnen"]["claims.yml"]
    path.write_text(yaml.safe_dump(made), encoding="utf-8")
    named = compare(read_version(edited.old), read_version(edited.new), None).causes
    assert set(named) == {"claims.yml", "datum", "ontvangen", "parameters"}
    assert named["parameters"] == "de parameters: min_groep (10 → 8)" and named["datum"].endswith("→ 2030-01-01)")
    del made["bronnen"]
    path.write_text(yaml.safe_dump(made), encoding="utf-8")
    assert "onbekend" in compare(read_version(edited.old), read_version(edited.new), None).causes


def test_a_number_that_is_hidden_now_is_not_told_again(report, tmp_path):
    edited = Edited(report, tmp_path, 2)
    edited.hidden_number()
    (every,) = compare(read_version(edited.old), read_version(edited.new), None).differences
    (shown,) = told(compare(read_version(edited.old), read_version(edited.new), None)).differences
    assert every.old and shown.kind == "verborgen" and shown.old == shown.new == ""


def test_without_the_answers_nothing_is_told_that_depends_on_them(report, tmp_path):
    edited = Edited(report, tmp_path, 4)
    for name in (
        "moved_number",
        "hidden_number",
        "turned_sentence",
        "edited_prose",
        "lost_answer",
        "figure",
        "table_row",
    ):
        getattr(edited, name)()
    path = edited.new / "params.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("sha256: ", "sha256: f"), encoding="utf-8")
    changes = compare(read_version(edited.old), read_version(edited.new), None)
    assert found(changes) == edited.expected
    assert told(changes).differences == [] and told(changes).partly and changes.withheld


def test_respondents_are_in_the_table_of_the_bureau_only():
    changes = Changes([], {}, dropped=["a"], added=["b"], corrected={"c": ["kolom"]}, corrections=1)
    assert [row.split(",")[:3] for row in table(changes).splitlines()[1:]] == [
        ["respondent", "verbeterd", "c"], ["respondent", "weg", "a"], ["respondent", "erbij", "b"]]  # fmt: skip
    assert table(told(changes)).splitlines()[1:] == []


words = st.text(st.sampled_from("ab c.\u00e9\n"), max_size=30)


@given(words, words)
def test_marked_words_add_up_to_the_texts(old, new):
    for text, runs in zip((old, new), marked(old, new), strict=True):
        assert "".join(run for run, _ in runs).split() == text.split()
    same = [" ".join(run for run, differs in runs if not differs).split() for runs in marked(old, new)]
    assert same[0] == same[1]
    assert any(differs for runs in marked(old, new) for _, differs in runs) == (old.split() != new.split())


@pytest.mark.parametrize(("count", "n", "told"), [("1", "8", "13%"), ("9", "40", "23%"), ("1", "300", "<1%")])
def test_a_share_is_written_as_the_report_does(count, n, told):
    assert changes._count({"aantal": count, "n": n, "aandeel": str(int(count) / int(n))}) == f"{count} van {n} ({told})"

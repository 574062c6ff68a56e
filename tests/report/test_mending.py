"""Changes as a patch: what a file holds afterwards, and what is refused."""

import subprocess

import pytest

from impactmonitor.report.mending import CROSSED, ELSEWHERE, NUMBER, UNCLEAR, UNTYPABLE, mend
from impactmonitor.report.remarks import Remark
from impactmonitor.report.written import prose, texts

YAML = (
    'a: Een zin die lang is.\nb: >-\n  Die over twee\n  regels gaat.\nc: "Met: punten."\nd: De eerste\ne: De tweede\n'
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.yml").write_text(YAML, encoding="utf-8")
    (tmp_path / "a.qmd").write_text("Een regel met {{< var x >}} erin.", encoding="utf-8")
    return tmp_path


def made(folder, *changes):
    """Apply changes, each as old and new words of a text; returns what the files hold, and what was refused."""
    there = [*texts(folder / "a.yml"), *prose([folder / "a.qmd"])]
    asked = []
    for old, new, paragraph in changes:
        (one,) = [one for one in there if one.search(paragraph) and old in one.text][:1] or [None]
        remark = Remark("a.docx", "Bram", "", "", old, paragraph=paragraph, start=paragraph.index(old), new=new)
        asked.append((remark, one))
    mended = mend(asked, folder)
    if mended.patch:
        subprocess.run(["git", "apply"], input=mended.patch.encode(), cwd=folder, check=True, capture_output=True)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("a.*")}, mended.refused


def test_changes_land_where_they_were_typed(folder):
    files, refused = made(
        folder,
        ("lang", "kort", "Een zin die lang is."),
        ("twee regels", "drie zinnen", "Die over twee regels gaat."),
        ("punten", "komma's", "Met: punten."),
        ("erin", "eruit", "Een regel met veel erin."),
    )
    assert refused == {}
    assert files["a.yml"] == YAML.replace("lang", "kort").replace("twee\n  regels", "drie zinnen").replace(
        "punten", "komma's"
    )
    assert files["a.qmd"] == "Een regel met {{< var x >}} eruit."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("die lang", "die: lang", "Een zin die lang is."), UNTYPABLE),
        (("punten", 'punten" en', "Met: punten."), UNTYPABLE),
        (("lang", "2 meter", "Een zin die lang is."), NUMBER),
    ],
)
def test_what_would_break_the_file_or_type_a_number_is_refused(folder, change, why):
    files, refused = made(folder, change)
    assert files["a.yml"] == YAML and refused == {0: why}


def test_what_may_belong_to_either_of_two_texts_is_refused(folder):
    first = next(one for one in texts(folder / "a.yml") if one.name == "d")
    paragraph = "De eersteDe tweede"
    at = Remark("a.docx", "Bram", "", "", "", paragraph=paragraph, start=len("De eerste"), new=" x")
    assert mend([(at, first)], folder).refused == {0: UNCLEAR}


def test_one_of_two_that_differ_is_taken_and_the_same_twice_is_one(folder):
    changes = [("lang", new, "Een zin die lang is.") for new in ("kort", "breed", "kort")]
    files, refused = made(folder, *changes)
    assert files["a.yml"] == YAML.replace("lang", "kort") and refused == {1: CROSSED}


def test_what_is_elsewhere_or_computed_is_left_alone(folder, tmp_path_factory):
    one = next(iter(texts(folder / "a.yml")))
    change = Remark("a.docx", "Bram", "", "", "lang", paragraph="Een zin die lang is.", start=12, new="kort")
    mended = mend([(change, one), (change, None)], tmp_path_factory.mktemp("elders"))
    assert mended.patch == "" and mended.refused == {0: ELSEWHERE}

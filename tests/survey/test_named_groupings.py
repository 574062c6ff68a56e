"""Groupings of a proposed wave: the columns that somebody names."""

import re

import pandas as pd
import pytest
import yaml
from filled_in import export_of, filled

from impactmonitor.analysis.study import Study
from impactmonitor.problems import UsageError
from impactmonitor.survey.new_wave import new_wave


def branches(tmp_path):
    """A survey of others, in which a column tells groups apart, and a question that could."""
    return export_of(
        tmp_path,
        nr=range(24),
        Filiaal=["n", "z", "o"] * 8,
        bezoek=["1", "2"] * 12,
        leeftijd=range(20, 44),
    )


def test_a_column_that_is_named_tells_groups_apart(tmp_path):
    made = new_wave(tmp_path / "wave", branches(tmp_path), groupings=["Filiaal"])
    assert made.told[:2] == [
        "grouping filiaal: 3 groups, in Filiaal",
        "question bezoek: een antwoord, in bezoek; a guess by its cells",
    ]
    filled(tmp_path / "wave")
    study = Study.load(made.export, min_groep=5)
    (grouping,) = study.codebook.groupings("kolommen")
    assert grouping.key == "filiaal" and [niveau.key for niveau in study.codebook.niveaus] == ["bezoek", "leeftijd"]
    assert sorted(study.frame["filiaal"].value_counts()) == [8, 8, 8]


def test_a_grouping_stands_beside_the_projects_own_questionnaire(tmp_path, cells):
    cells.assign(Regio=(["noord", "zuid"] * len(cells))[: len(cells)]).to_csv(tmp_path / "respons.csv", index=False)
    new_wave(tmp_path / "wave", tmp_path / "respons.csv", groupings=["Regio"])
    book = yaml.safe_load((tmp_path / "wave" / "codebook.yml").read_text(encoding="utf-8"))
    assert [one["key"] for one in book["indelingen"]] == ["regio"] and "sectoren" in book
    approached = pd.read_csv(tmp_path / "wave" / "benaderd.csv").groupby("dimensie")["categorie"].apply(list)
    assert approached["regio"] == ["noord", "zuid"]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("Filiaa", "--grouping Filiaa: the export has no such question; did you mean 'Filiaal'?"),
        ("leeftijd", "--grouping leeftijd: it was not chosen from a list; it holds 24 different answers"),
    ],
)
def test_a_column_that_tells_no_groups_apart_leaves_no_folder(column, message, tmp_path):
    with pytest.raises(UsageError, match=re.escape(message)):
        new_wave(tmp_path / "wave", branches(tmp_path), groupings=[column])
    assert not (tmp_path / "wave").exists()

"""Boxes for something else and for none, in a wave proposed from an export: of each question as it has them."""

import numpy as np
import pytest
import yaml
from filled_in import export_of, filled

from impactmonitor.analysis.study import Study
from impactmonitor.problems import InputError
from impactmonitor.survey.new_wave import new_wave


def test_only_questions_with_a_box_for_something_else_get_one(tmp_path):
    cells = np.where(np.arange(40) % 3, "Rust, Ruimte", "Ruimte").astype(object)
    cells[[3, 8]] = ["Ruimte, een eigen tuin", "Rust, een hond"]
    ticks = {"Wat ziet u? [Groen]": ["Groen", ""] * 20, "Wat ziet u? [Water]": ["", "Water"] * 20}
    ticks |= {
        "Wat ziet u? [Anders, namelijk]": ["", "", "", "een molen"] * 10,
        "Wat hoort u? [Vogels]": ["Vogels"] * 40,
    }
    ticks |= {"Wat hoort u? [Verkeer]": ["Verkeer", "", "", ""] * 10, "Wat hoort u? [Niets]": [""] * 40}
    made = new_wave(tmp_path / "wave", export_of(tmp_path, nr=range(40), **{"Wat zoekt u hier?": cells}, **ticks))
    assert "wat_hoort_u: no box for something else" in made.told
    filled(tmp_path / "wave")
    study = Study.load(made.export)
    book, frame = study.codebook, study.frame
    assert [one.andere for one in book.niveaus] == [True, True, False]
    assert sorted(frame["wat_zoekt_u_hier_andere_tekst"].loc[lambda text: text != ""]) == ["een eigen tuin", "een hond"]
    assert frame["wat_ziet_u_andere"].sum() == 10 and set(frame["wat_ziet_u_andere_tekst"]) == {"", "een molen"}
    path = made.export.parent / "codebook.yml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    next(one for one in listed["niveaus"] if one["key"] == "wat_zoekt_u_hier")["andere"] = False
    path.write_text(yaml.safe_dump(listed, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(InputError) as caught:  # nothing that was typed is lost
        Study.load(made.export)
    where = f"row {frame.index[3] + 2}, 'Wat zoekt u hier?' (wat_zoekt_u_hier)"
    assert f"{where}: 'een eigen tuin' is no answer of it; allowed: " in str(caught.value)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ({"Wat heeft u niet? [Geen auto]": "Y-", "Wat heeft u niet? [Geen fiets]": "-Y"}, 2),
        (
            {
                "Welke kosten? [Overige kosten]": "Y-",
                "Welke kosten? [Overige lasten]": "-Y",
                "Welke kosten? [Huur]": "YY",
            },
            3,
        ),
        ({"Welke kosten? [Anders dan dit]": "Y-", "Welke kosten? [Huur]": "YY", "Welke kosten? [Gas]": "-Y"}, 3),
        ({"Q1[a]": "Y-", "Q1[b]": "-Y", "Q1[c]": "-Y"}, 3),  # which is that of none nobody says
    ],
)
def test_of_each_box_there_is_one_that_can_be_told_or_it_is_an_item(question, items, tmp_path):
    ticks = {name: [mark.replace("-", "") for mark in marks] * 20 for name, marks in question.items()}
    made = new_wave(tmp_path / "wave", export_of(tmp_path, nr=range(40), **ticks))
    filled(tmp_path / "wave")
    study = Study.load(made.export)
    (asked,) = study.codebook.niveaus
    assert len(asked.named) == len(asked.items) == items and not asked.geen
    counts = [int(study.frame[asked.column(item.key)].sum()) for item in asked.items]
    assert sorted(counts) == sorted(sum(mark != "" for mark in marks) for marks in ticks.values())


def test_what_a_cell_calls_none_in_other_words_is_an_item_of_it(tmp_path):
    cells = {
        "Wat wilt u?": ["Rust, Ruimte", "Rust", "Niets", "Ruimte"],
        "Wat hoort u?": ["Fiets, Trein", "Fiets", "Geen van deze", "Trein"],
    }
    made = new_wave(
        tmp_path / "wave", export_of(tmp_path, nr=range(40), **{name: found * 10 for name, found in cells.items()})
    )
    filled(tmp_path / "wave")
    study = Study.load(made.export)
    assert [one.geen for one in study.codebook.niveaus] == [True, False]
    assert "Geen van deze" in [item.tekst for item in study.codebook.niveaus[1].items]

"""A wave proposed from an export: what it reads once it is filled in, what it marks, and what it leaves alone."""

import re
import shutil
from itertools import count

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import visits
import yaml
from defined import DEFINED
from filled_in import completed, export_of, filled
from order import first

from impactmonitor.analysis import answers, lone_answers, statements
from impactmonitor.analysis.study import Study
from impactmonitor.files.unfilled import MARK
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, UsageError
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.new_wave import new_wave
from impactmonitor.survey.parts import NUMBER, ONE, OPEN, SEVERAL, STATEMENTS
from impactmonitor.survey.responses import read_responses
from impactmonitor.survey.workplaces import read_approached, read_workplaces

CODES = {  # where a tool's codes have no labels, a person says what they stand for
    "LimeSurvey, codes alone": {"status": ["A1", "A2", "A3"], "aard": ["A1", "A2"]},
}


@pytest.fixture
def proposed(tmp_path, cells, codebook, workplaces):
    """Propose a wave from what a tool gives."""

    def make(tool):
        export, definition = DEFINED[tool](cells, codebook, list(workplaces["werkplaats"]), tmp_path)
        return new_wave(tmp_path / "wave", export, definition)

    return make


def fill(folder, codes):
    """Fill in the marked places, and no other: names anyhow, codes by what they stand for."""
    path = folder / "codebook.yml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    for scale, meant in codes.items():
        for point, code in zip(book["schalen"][scale], meant, strict=True):
            assert point["code"].startswith(MARK) and code in point["code"]
            point["code"] = code
    path.write_text(yaml.safe_dump(completed(book, count()), allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name in ("werkplaatsen.csv", "benaderd.csv"):
        if MARK in (folder / name).read_text(encoding="utf-8"):
            shutil.copy(DATA / name, folder)


def counted(frame, codebook):
    """Every count of an outcome, in the form's order: ticks, and points of scales by their key."""
    found = []
    for niveau in codebook.niveaus:
        for item in niveau.items:
            found.append(int(frame[niveau.column(item.key)].sum()))
            for scale in codebook.schalen:
                counts = frame[niveau.column(item.key, scale)].value_counts()
                found.append({point.key: int(counts[point.key]) for point in codebook.schalen[scale]})
            found.append(sorted(frame[niveau.column(item.key, "toelichting")]))
        found += [int(frame[niveau.column("geen")].sum()), sorted(frame[niveau.column("andere", "tekst")])]
        found.append(sorted(frame[f"open_{niveau.key}"]))
    return [*found, sorted(frame["opmerking"]), frame["tranche"].value_counts().to_dict()]


@pytest.mark.parametrize("tool", first(DEFINED, 1, pytest.mark.slow))
def test_a_wave_reads_as_many_as_the_projects_own_once_it_is_filled_in(tool, proposed, codebook, published):
    made = proposed(tool)
    fill(made.export.parent, CODES.get(tool, {}))
    book = read_codebook(made.export.parent / "codebook.yml")
    places = read_workplaces(made.export.parent / "werkplaatsen.csv", book)
    read_approached(made.export.parent / "benaderd.csv", book)
    found = read_responses(made.export, book, places)
    assert len(found.frame) == 64
    assert counted(found.frame, book) == counted(published.frame, codebook)
    if tool not in CODES:  # then it is the same questionnaire, and has its keys
        assert [*found.frame] == [*published.frame]
        assert not [line for line in made.marks if "codebook.yml" in line.where and ", meting" not in line.where]


def test_what_a_next_wave_adds_is_proposed_where_the_definition_knows_it(cells, codebook, workplaces, tmp_path):
    export, _ = DEFINED["SPSS"](cells, codebook, list(workplaces["werkplaats"]), tmp_path)
    frame, known = pyreadstat.read_sav(str(export))
    frame["v90"], frame["duur"] = np.arange(64.0) % 3 + 1, np.arange(64.0)
    labels = known.column_names_to_labels | {"v90": "Hoe vaak kwam u in de werkplaats?", "duur": "Seconden"}
    values = known.variable_value_labels | {"v90": {1.0: "Nooit", 2.0: "Soms", 3.0: "Vaak"}}
    pyreadstat.write_sav(frame, export, column_labels=labels, variable_value_labels=values)
    made = new_wave(tmp_path / "wave", export, export)
    assert [line for line in made.told if line.startswith("question ")] == [
        "question hoe_vaak_kwam_u_in_de_werkplaats: een antwoord, in v90"
    ]
    assert "feeds nothing: 'duur'" in made.told
    fill(tmp_path / "wave", {})
    book = read_codebook(tmp_path / "wave" / "codebook.yml")
    *own, added = book.niveaus
    assert [one.key for one in own] == [one.key for one in codebook.niveaus] and added.soort == ONE
    found = read_responses(made.export, book, read_workplaces(tmp_path / "wave" / "werkplaatsen.csv", book)).frame
    assert found[added.column(added.items[0].key, "antwoord")].value_counts().tolist() == [22, 21, 21]


def foreign(tmp_path):
    """A survey of others, of which little can be told: codes for what was chosen, two items and a number."""
    return export_of(
        tmp_path,
        **{"nr": range(1, 13), "Q1[a]": ["Y", ""] * 6, "Q1[b]": ["Y", "Y"] * 6, "Q2[a]": ["A1", ""] * 6},
        **{"Q2[b]": ["", "A2"] * 6, "Welke sector?": ["1", "2"] * 6, "Welke werkplaats?": ["7", "8"] * 6},
        **{"leeftijd": range(20, 32), "Uw mailadres?": [f"p{n}@voorbeeld.nl" for n in range(12)]},
    )


def test_what_cannot_be_told_is_marked_and_refused_with_its_line(tmp_path):
    made = new_wave(tmp_path / "wave", foreign(tmp_path))
    lines = (tmp_path / "wave" / "codebook.yml").read_text(encoding="utf-8").splitlines()
    with pytest.raises(InputError) as caught:
        read_codebook(tmp_path / "wave" / "codebook.yml")
    assert caught.value.problems == [one for one in made.marks if one.where.startswith("codebook.yml")]
    said = [str(one) for one in made.marks]
    for key, wanted in (
        ("meting", "the name of the measurement, such as '2025'"),
        ("tekst", "words of Q1[a]"),
        ("label", "what 1 in Welke sector? stands for"),
        ("code", "which of the values found in Q2[a] and on: A1; A2"),
    ):
        (line, *_) = [line for line in said if line.endswith(f", {key}: is to be filled in: {wanted}")]
        number = int(line.split("line ")[1].split(",")[0])
        assert lines[number - 1].strip("- ").startswith(f"{key}: "), line
    assert "werkplaatsen.csv, row 2, werkplaats: is to be filled in: the name of workplace 7" in said
    with pytest.raises(InputError, match="row 2, werkplaats: is to be filled in"):
        read_workplaces(tmp_path / "wave" / "werkplaatsen.csv", read_codebook())
    assert not any(line.startswith("nothing feeds") for line in made.told) and "andere" not in "".join(lines)
    assert "no follow-up on status: the wave has none" in made.told
    assert "feeds nothing: 'leeftijd', 'Uw mailadres?'" in made.told
    assert "@" not in "".join([*lines, *said, *made.told])


REACH = ["Enkele docenten", "Een team", "De hele instelling"]


def asked_further(tmp_path, places, codes=(), worth=False):
    """Two levels of which was asked what is named, how far it reaches and, of the second, what it is worth."""
    columns, n, chance = {"nr": range(36), "werkplaats": list(places)[:3] * 12}, 36, np.random.default_rng(5)
    for level, items in (("Instelling", "ab"), ("Student", "cd")):
        ticks = {item: chance.random(n) < 0.8 for item in items}
        asked = {f"Hoe ver reikt dit op {level}?": codes or REACH}
        asked |= {"Wat is het waard?": ["Veel", "Weinig"]} if worth and level == "Student" else {}
        columns |= {f"Wat ziet u op {level}? [{item} {level}]": np.where(ticks[item], "Y", "") for item in items}
        for question, values in asked.items():
            said = {item: np.where(ticks[item], chance.choice(values, n), "") for item in items}
            columns |= {f"{question} [{item} {level}]": said[item] for item in items}
    return export_of(tmp_path, **columns)


def test_follow_ups_of_other_names_are_proposed_and_read_as_they_were_answered(tmp_path, workplaces):
    export = asked_further(tmp_path, workplaces["werkplaats"])
    made = new_wave(tmp_path / "wave", export)
    book = yaml.safe_load((tmp_path / "wave" / "codebook.yml").read_text(encoding="utf-8"))
    assert [*book["schalen"]] == ["vervolg1"] and [*book["formulier"]["vervolg"]] == ["vervolg1"]
    assert sorted(one["label"] for one in book["schalen"]["vervolg1"]) == sorted(REACH)
    assert {"no follow-up on status: the wave has none", "no follow-up on aard: the wave has none"} <= {*made.told}
    assert "follow-up vervolg1: another one, in its own words" in made.told
    assert book["formulier"]["vervolg"]["vervolg1"]["naam"].startswith(MARK)
    assert book["formulier"]["vervolg"]["vervolg1"]["vraag"] == "Hoe ver reikt dit op Instelling?"
    assert not [name for name in book["formulier"] if name.startswith(("status", "aard"))]
    absent = ["explanations", "open question", "closing question"]
    assert {f"no {one}: the wave has none" for one in absent} <= {*made.told}
    assert not {"andere", "geen"} & {*book} and not any(
        "open" in key or "toelichting" in key for key in book["formulier"]
    )
    assert not any(line.startswith("nothing feeds") for line in made.told)
    fill(tmp_path / "wave", {})  # the rest is only filled in
    found = read_codebook(tmp_path / "wave" / "codebook.yml")
    assert found.called("vervolg1").startswith("ingevuld")
    frame = read_responses(made.export, found, workplaces).frame
    cells, labels = (
        pd.read_csv(export, keep_default_na=False),
        {one.key: one.label for one in found.schalen["vervolg1"]},
    )
    columns = {column: target for column, target in book["kolommen"].items() if target.endswith("_vervolg1")}
    assert len(columns) == 4
    for column, target in columns.items():
        assert list(frame[target].astype(object).map(labels).fillna("")) == list(cells[column])


def test_a_follow_up_of_codes_is_told_apart_by_its_answers(tmp_path, workplaces):
    made = new_wave(tmp_path / "wave", asked_further(tmp_path, workplaces["werkplaats"], ["A1", "A2", "A3"], True))
    book = yaml.safe_load((tmp_path / "wave" / "codebook.yml").read_text(encoding="utf-8"))
    assert [*book["schalen"]] == ["status", "vervolg1"]  # three points, of which nobody tells what they stand for
    assert [one["label"] for one in book["schalen"]["vervolg1"]] in (["Veel", "Weinig"], ["Weinig", "Veel"])
    assert "niveau1_a_instelling_vervolg1" in next(line for line in made.told if line.startswith("nothing feeds"))


def test_an_export_in_the_layout_of_the_contract_needs_only_a_name(tmp_path):
    made = new_wave(tmp_path / "wave", DATA / "respons.csv")
    assert [one.where for one in made.marks if "codebook" in one.where] == ["codebook.yml, line 3, meting"]
    fill(tmp_path / "wave", {})
    book = read_codebook(tmp_path / "wave" / "codebook.yml")
    assert book.niveaus == read_codebook().niveaus and book.kolommen == {}


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("vragen.lss", b"<document><questions>", InputError, "vragen.lss: is not a whole questionnaire of its kind"),
        ("vragen.lss", b"<document/>", InputError, "vragen.lss: holds no question"),
        ("vragen.qsf", b"{}", InputError, "vragen.qsf: is not a whole questionnaire of its kind"),
        ("vragen.xlsx", b"PK", InputError, "vragen.xlsx: is not a whole questionnaire of its kind"),
        ("vragen.sav", b"$FL2", InputError, "vragen.sav: is not a whole SPSS file"),
        ("vragen.pdf", b"%PDF", UsageError, "allowed: .lss, .qsf, .xlsx, .sav"),
        (None, b"", InputError, "nergens.lss: cannot be read: No such file or directory"),
    ],
)
def test_a_definition_that_cannot_be_read_leaves_no_folder(name, content, error, message, tmp_path):
    definition = tmp_path / (name or "nergens.lss")
    if name:
        definition.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(error, match=re.escape(message)):
        new_wave(tmp_path / "wave", DATA / "respons.csv", definition)
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    with pytest.raises(UsageError, match="is there already"):
        new_wave(tmp_path, DATA / "respons.csv")
    assert [*tmp_path.iterdir()] == []


def test_an_export_without_a_question_to_count_gives_no_wave(tmp_path):
    with pytest.raises(InputError, match=r"vreemd\.csv: holds no question with answers to count"):
        new_wave(tmp_path / "wave", export_of(tmp_path, nr=[1, 2], mening=["goed", "slecht"]))
    assert not (tmp_path / "wave").exists()


def test_another_answer_to_a_later_question_is_no_outcome(tmp_path):
    """A list with *anders* after the outcomes stays a question of its own."""
    ticks = {"Q1[a]": ["Y", "", "Y"] * 4, "Q1[b]": ["Y", "Y", ""] * 4, "Q1[other]": ["", "Iets", ""] * 4}
    scale = {"Q2[a]": ["A1", "", "A2"] * 4, "Q2[b]": ["A2", "A1", ""] * 4, "Q2[other]": ["", "A1", ""] * 4}
    later = {"sector": ["mbo", "hbo", ""] * 4, "sector[other]": ["", "", "Een museum in de stad"] * 4}
    made = new_wave(tmp_path / "wave", export_of(tmp_path, nr=range(12), **ticks, **scale, **later))
    book = yaml.safe_load((tmp_path / "wave" / "codebook.yml").read_text(encoding="utf-8"))
    assert [one["key"] for one in book["sectoren"]] == ["mbo", "hbo", "wo", "overig"]
    assert "sector" not in book["kolommen"]  # it has that name
    assert "feeds nothing: 'sector[other]'" in made.told
    assert book["kolommen"]["Q1[other]"] == "niveau1_andere_tekst"


@pytest.mark.parametrize("tool", first(visits.TOOLS, 1, pytest.mark.slow))
def test_questions_of_each_kind_are_proposed_and_read_as_they_were_answered(tool, tmp_path):
    given = visits.truth()
    made = new_wave(tmp_path / "wave", *visits.TOOLS[tool](given, tmp_path))
    marks = [one for one in made.marks if one.where.startswith("codebook.yml")]
    assert marks and sum("once you chose where classes begin and end" in one.message for one in marks) == 4
    told = [line for line in made.told if line.startswith("question ")]
    assert not any(line.startswith("nothing feeds") for line in made.told)
    assert [line.split(": ")[1].split(",")[0] for line in told] == [ONE, STATEMENTS, NUMBER, SEVERAL, OPEN]
    assert sum(line.endswith("a guess by its cells") for line in told) == (5 if tool == "no definition" else 2)
    assert [path.name for path in sorted((tmp_path / "wave").iterdir())] == sorted(
        ["claims.yml", "codebook.yml", "report.qmd", made.export.name]
    )
    filled(tmp_path / "wave")
    study = Study.load(made.export)
    visit, opinion, minutes, media, wish = study.codebook.niveaus
    assert sorted(lone_answers(study)["Antwoord"]) == sorted(given["wens"][given["wens"] != ""])
    assert wish.vraag == visits.SAID["wens"] or tool == "no definition"

    def counts(table):
        return list(table[table["groep_key"] == "totaal"].sort_values("item", kind="stable")["aantal"])

    assert sorted(counts(answers(study, visit))) == sorted(given["bezoek"].value_counts())
    assert sorted(counts(answers(study, media))) == sorted(int(given[f"media_{key}"].sum()) for key in visits.MEDIA)
    stated = statements(study, opinion).groupby("item")["aantal"].apply(sorted)
    for item, key in zip(opinion.items, visits.STATEMENTS, strict=True):
        assert stated[item.key] == sorted(given[f"mening_{key}"].value_counts())
    assert sum(counts(answers(study, minutes))) == len(given)
    for one in minutes.schalen["antwoord"]:
        low, high = (-np.inf if one.van is None else one.van), (np.inf if one.tot is None else one.tot)
        row = answers(study, minutes).query("groep_key == 'totaal' and item == @one.key").iloc[0]
        assert row["aantal"] == given["minuten"].between(low, high).sum()

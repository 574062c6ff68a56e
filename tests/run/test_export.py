"""The checked answers as an SPSS file: complete, labelled, and never among the outputs."""

import pandas as pd
import pyreadstat
import pytest

from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import BuildError, UsageError
from impactmonitor.run.export import export_sav
from impactmonitor.survey.dictionary import variables
from impactmonitor.survey.responses import read_responses

RESPONSES = DATA / "respons.csv"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    target = tmp_path_factory.mktemp("spss") / "antwoorden.sav"
    export_sav(RESPONSES, target)
    return target


@pytest.fixture(scope="module")
def held(written):
    """What the file holds, codes and all, and what it tells of them."""
    return pyreadstat.read_sav(str(written), user_missing=True)


def test_it_reads_back_as_the_answers_it_was_made_of(written, codebook, workplaces):
    found = read_responses(written, codebook, workplaces)
    typed = read_inputs(RESPONSES).responses
    pd.testing.assert_frame_equal(found.frame, typed.frame)
    assert found.ignored_columns == ["tranche"]  # follows from the workplace


def test_every_variable_and_value_has_its_label(held, codebook):
    _, meta = held
    told = {one.name: one for one in variables(codebook)}
    assert meta.column_names == list(told)
    assert meta.column_names_to_labels == {name: one.label for name, one in told.items()}
    for name, one in told.items():
        labels = list(meta.variable_value_labels.get(name, {}).values())
        assert labels[: len(one.values)] == sorted(one.values.values(), key=labels.index)
        assert len(labels) == len(one.values) + 2 * bool(one.follows)
    assert meta.variable_value_labels["sector"] == {1: "Mbo", 2: "Hbo", 3: "Wo", 4: "Overig"}
    assert meta.variable_value_labels["student_motivatie"] == {0: "niet aangekruist", 1: "aangekruist"}


def test_what_is_missing_says_why(held, cells):
    frame, meta = held
    for name in ("student_motivatie", "instelling_andere"):
        status = frame[f"{name}_status"]
        assert ((status == 98) == (cells[name] != "1")).all()
        assert ((status == 99) == ((cells[name] == "1") & (cells[f"{name}_status"] == ""))).all()
        assert meta.missing_ranges[f"{name}_status"] == [{"lo": 98, "hi": 98}, {"lo": 99, "hi": 99}]
        assert meta.variable_value_labels[f"{name}_status"][98].startswith("Niet gevraagd")
    assert "sector" not in meta.missing_ranges


def test_an_answer_that_was_not_given_is_missing(project, cells, tmp_path):
    row = cells.index[cells["student_motivatie"] == "1"][0]
    cells.loc[row, "student_motivatie_status"] = ""
    cells.to_csv(project / "respons.csv", index=False)
    export_sav(project / "respons.csv", tmp_path / "a.sav")
    frame, _ = pyreadstat.read_sav(str(tmp_path / "a.sav"), user_missing=True)
    assert frame.loc[row, "student_motivatie_status"] == 99


def test_the_file_says_whom_it_may_reach_and_that_it_is_a_reconstruction(held, project, tmp_path):
    assert "alleen voor wie binnen het bureau aan dit onderzoek werkt" in " ".join(held[1].notes)
    assert "Reconstructie" in " ".join(held[1].notes)
    path = project / "respons.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("reconstructie-", "r"), encoding="utf-8")
    export_sav(path, tmp_path / "a.sav")
    assert "Reconstructie" not in " ".join(pyreadstat.read_sav(str(tmp_path / "a.sav"))[1].notes)


def test_personal_details_are_blanked_in_it(project, cells, tmp_path):
    cells.loc[0, "opmerking"] = "Mail mij: truus@voorbeeld.nl"
    cells.to_csv(project / "respons.csv", index=False)
    export_sav(project / "respons.csv", tmp_path / "a.sav")
    frame, _ = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    assert frame.loc[0, "opmerking"].startswith("Mail mij") and "voorbeeld.nl" not in frame.to_csv()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("antwoorden.csv", "ends in .sav"),
        ("_output/antwoorden.sav", "reports stand there"),
        ("_output/alle/antwoorden.sav", "reports stand there"),
        ("elders/antwoorden.sav", "reports stand there"),
        ("elders/alle/antwoorden.sav", "reports stand there"),
        ("elders/alle/diep/antwoorden.sav", "reports stand there"),
        ("nergens/antwoorden.sav", "is no folder"),
        ("export.sav", "is the export itself"),
    ],
)
def test_it_is_not_written_where_it_may_not_be(tmp_path, name, why):
    for folder in ("_output/alle", "elders/alle/diep"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "elders" / "alle" / "cijfers.csv").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=why):
        export_sav(tmp_path / "export.sav" if name == "export.sav" else RESPONSES, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_spss_has_no_room_for_is_told_and_leaves_nothing(project, tmp_path):
    for name in ("codebook.yml", "respons.csv"):
        path = project / name
        text = path.read_text(encoding="utf-8").replace("positie_regio", "positie_regio" + "_x" * 30)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "hier").mkdir()
    with pytest.raises(BuildError, match=r"a\.sav"):
        export_sav(project / "respons.csv", tmp_path / "hier" / "a.sav")
    assert list((tmp_path / "hier").iterdir()) == []


def test_long_labels_are_cut_to_what_spss_holds(project, tmp_path):
    path = project / "codebook.yml"
    text = path.read_text(encoding="utf-8")
    long = "Een opbrengst met een erg lange naam é " * 10
    path.write_text(text.replace("label: Motivatie van studenten", f"label: {long}"), encoding="utf-8")
    export_sav(project / "respons.csv", tmp_path / "a.sav")
    _, meta = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    label = meta.column_names_to_labels["student_motivatie"]
    assert label.startswith("studentniveau: Een opbrengst") and 250 < len(label.encode()) <= 256


def test_the_command_says_whom_it_may_reach(tmp_path, capsys, monkeypatch):
    from impactmonitor import cli

    def run(*words):
        monkeypatch.setattr("sys.argv", ["impactmonitor", "export", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, "".join(capsys.readouterr())

    status, told = run("--to", "sav", str(tmp_path / "a.sav"))
    assert status in {0, None} and "64 respondents" in told and "only for those within the bureau" in told
    status, told = run("--to", "xlsx", str(tmp_path / "a.sav"))
    assert status == 2 and "allowed: sav" in told
    status, told = run(str(ROOT / "_output" / "a.sav"))
    assert status == 2 and "answers per person" in told and not (ROOT / "_output" / "a.sav").exists()

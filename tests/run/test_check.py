"""The command line on wrong input: every problem at once, exit status 1, no traceback, earlier outputs untouched."""

import os
import sys

import pytest
from order import first

from impactmonitor import cli
from impactmonitor.paths import DATA, ROOT
from impactmonitor.run import build


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process: ``run("check", file)`` gives its status and what it printed."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["impactmonitor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, "".join(capsys.readouterr())

    return command


def broken_files(folder, cells):
    """Write one file of every kind of damage, with words that the message must hold."""
    text = cells.to_csv(index=False)
    workbook = folder / "respons.xlsx"
    cells.to_excel(workbook, index=False)
    contents = {
        "leeg.csv": (b"", "is empty"),
        "kop.csv": (text.split("\n")[0].encode(), "holds a header and no respondents"),
        "streep.csv": (text.replace(",", "|").encode(), "cells are separated by comma, semicolon or tab"),
        "afgekapt.csv": (text[: len(text) // 2].encode(), "; the header has"),
        "afgekapt.xlsx": (workbook.read_bytes()[:-2000], "is not a whole xlsx workbook"),
        "ruis.csv": (bytes(range(256)) * 50, "is not text"),
        "ruis.sav": (b"$FL2" + bytes(range(256)) * 50, "is not a whole SPSS file"),
        "rapport.docx": (b"x", "allowed: .csv, .txt, .tsv, .xlsx, .sav"),
    }
    for name, (content, _) in contents.items():
        (folder / name).write_bytes(content)
    (folder / "groot.csv").write_text("a,b\n")
    os.truncate(folder / "groot.csv", 2_000_000_000)
    (folder / "map.csv").mkdir()
    os.mkfifo(folder / "pijp.csv")
    words = {name: words for name, (_, words) in contents.items()}
    words |= {"groot.csv": "files over 500 MB are refused", "map.csv": "is a folder", "pijp.csv": "is not a file"}
    return words | {"nergens.csv": "No such file"}


def test_whatever_is_wrong_with_a_file_is_said_in_a_line(run, tmp_path, cells):
    for name, words in broken_files(tmp_path, cells).items():
        status, said = run("check", tmp_path / name)
        assert status == 1, name
        assert words in said and said.startswith(name), (name, said)
        assert "Traceback" not in said
        assert said.rstrip().endswith("; nothing was made")


@pytest.mark.parametrize("command", ["report", "variants", "execute"])
def test_every_run_checks_first_and_leaves_earlier_outputs_alone(command, run, tmp_path, cells):
    earlier = tmp_path / "uit" / "alle" / "report.html"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("eerder")
    cells.loc[0, "werkplaats"] = "DigiLink Drente"
    cells.loc[1, "sector"] = "mboo"
    cells.to_csv(tmp_path / "respons.csv", index=False)
    output = [] if command == "execute" else ["--output", tmp_path / "uit"]
    status, said = run(command, "--data", tmp_path / "respons.csv", *output)
    assert status == 1 and "Traceback" not in said
    assert "row 2, werkplaats: 'DigiLink Drente' is unknown; did you mean 'DigiLink Drenthe'?" in said
    assert "row 3, sector: 'mboo' is unknown" in said
    assert said.rstrip().endswith("2 problems; nothing was made")
    assert [path.name for path in (tmp_path / "uit").rglob("*")] == ["alle", "report.html"]
    assert earlier.read_text() == "eerder"


def test_problems_of_the_files_beside_it_come_along(run, project, cells):
    cells.loc[1, "sector"] = "mboo"
    cells.to_csv(project / "respons.csv", index=False)
    path = project / "benaderd.csv"
    path.write_text(path.read_text().replace("tranche,1,", "tranche,9,"))
    status, said = run("check", project / "respons.csv")
    assert status == 1
    assert "benaderd.csv, row 2, categorie: '9' is unknown" in said
    assert "respons.csv, row 3, sector: 'mboo' is unknown" in said


@pytest.mark.parametrize("name", first(["codebook.yml", "claims.yml", "bron.yml", "synthese.yml"], 2))
@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", "é".encode("cp1252"), b"- 1\n- 2\n", b""])
def test_a_damaged_companion_is_named(name, content, project):
    from impactmonitor.analysis.study import Study
    from impactmonitor.claims.handwritten import read_synthesis
    from impactmonitor.claims.rules import evaluate
    from impactmonitor.problems import InputError
    from impactmonitor.report.prose import variables

    study = Study.load(project / "respons.csv")
    (project / name).write_bytes(content)
    readers = {"codebook.yml": lambda: Study.load(project / "respons.csv"), "claims.yml": lambda: evaluate(study)}
    readers |= {"bron.yml": lambda: variables(study), "synthese.yml": lambda: read_synthesis(study)}
    with pytest.raises(InputError, match=f"^{name}[:,] "):
        readers[name]()


def test_notes_do_not_stop_a_check(run, project, cells):
    cells.assign(mailadres="x@voorbeeld.nl").to_csv(project / "respons.csv", index=False)
    status, said = run("check", project / "respons.csv")
    assert status == 0
    assert "note: 1 column is left out: 'mailadres'" in said
    assert "note: every outcome of student is ticked in row" in said
    assert said.rstrip().endswith("64 respondents, no problems; 4 notes")


def test_more_respondents_than_persons_approached_is_a_note(run, project):
    path = project / "benaderd.csv"
    rows = [line.split(",") for line in path.read_text().split()]
    text = "\n".join(",".join([*row[:2], "1" if row[2].isdigit() else row[2]]) for row in rows)
    path.write_text(text)
    status, said = run("check", project / "respons.csv")
    assert status == 0
    assert "note: tranche 3 has 25 respondents and 1 approached (benaderd.csv)" in said


@pytest.mark.thorough
def test_how_waves_compare_is_checked_before_any_run(run, tmp_path):
    """By itself against its own questionnaire, and with an earlier wave against that one's."""
    for path in (ROOT / "examples" / "2024").glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    data, file = tmp_path / "respons.csv", tmp_path / "vergelijking.yml"
    assert run("check", data, "--previous", DATA)[0] == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("        doorstroom: zelfde", "        doorstroming: zelfde"), encoding="utf-8")
    for more in ([], ["--previous", DATA]):
        status, said = run("check", data, *more)
        assert status == 1 and "Traceback" not in said
        assert "doorstroming: there is no such outcome in 2024; did you mean 'doorstroom'?" in said
        assert "met 2022, opbrengsten, opleiding: 'doorstroom' is not there" in said
        assert ("perhaps doorstroom: zelfde" in said) == bool(more)
    file.write_text(text.replace("[samenwerking_intern]", "[samenwerking_binnen]"), encoding="utf-8")
    assert run("check", data)[0] == 0
    status, said = run("check", data, "--previous", DATA)
    assert status == 1 and "there is no outcome 'samenwerking_binnen'; did you mean 'samenwerking_intern'?" in said


def test_the_projects_own_data_are_in_order(run):
    assert run("check", DATA / "respons.csv")[0] == 0


def test_too_few_respondents_for_a_report_are_checked_all_the_same(run, project, cells):
    cells.head(4).to_csv(project / "respons.csv", index=False)
    status, said = run("check", project / "respons.csv")
    assert status == 0
    assert "4 respondents, no problems" in said


@pytest.mark.parametrize(
    ("option", "value", "allowed"), [("format", "pfd", "html, pdf, docx"), ("engine", "word", "auto, quarto, builtin")]
)
def test_a_format_or_engine_that_does_not_exist(option, value, allowed, run):
    status, said = run("report", f"--{option}", value)
    assert (status, said) == (2, f"error: {option} {value!r} does not exist; allowed: {allowed}\n")


def test_a_run_says_what_it_does_and_what_it_made(run, monkeypatch, tmp_path):
    def make(request, formats, engine, output, cache, say, aside):
        asked = {name: value for name, value in request.asked.items() if value}
        say(f"{asked}, {formats}, {engine}, {cache}")
        (output / "report.pdf").write_text("")
        (output / "claims.csv").write_text("")
        return output

    monkeypatch.setattr(build, "make_report", make)
    status, said = run("report", "--tranche", "3", "--format", "pdf", "--no-cache", "--output", tmp_path)
    assert status == 0
    made, told = said.splitlines()
    assert made.startswith("Done in 0 s: ") and made.endswith(f"{tmp_path} (claims.csv, report.pdf)")
    assert told == "{'tranche': '3', 'min_groep': 10, 'min_onthulling': 5}, ['pdf'], auto, False"


@pytest.mark.parametrize(("ran", "told"), [(["niveau", "respons"], "niveau, respons"), ([], "nothing was stale")])
def test_execute_says_which_notebooks_were_stale(ran, told, run, monkeypatch, tmp_path):
    monkeypatch.setattr(build, "execute_notebooks", lambda parameters, cache: (tmp_path, ran))
    assert run("execute") == (0, f"{tmp_path}: {told}\n")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device", "vol"), "vol: No space left on device"),
        (OSError("no semaphores"), "writing: no semaphores"),
    ],
)
def test_a_system_that_refuses_is_said_in_a_line(error, told, run, monkeypatch):
    def refuse(parameters, cache):
        raise error

    monkeypatch.setattr(build, "execute_notebooks", refuse)
    assert run("execute") == (1, f"error: {told}\n")


def test_a_proposed_wave_lists_its_places_to_fill_in_and_is_refused_until_then(run, tmp_path):
    status, said = run("new", tmp_path / "wave", "--from", DATA / "respons.csv")
    assert status == 0
    line = "codebook.yml, line 3, meting: is to be filled in: the name of the measurement, such as '2025'"
    assert f"to fill in: {line}" in said.splitlines()
    assert f"then: impactmonitor check {tmp_path / 'wave' / 'respons.csv'}" in said
    status, refused = run("check", tmp_path / "wave" / "respons.csv")
    assert status == 1 and line in refused.splitlines()
    assert run("new", tmp_path / "wave", "--from", DATA / "respons.csv") == (
        2,
        f"error: {tmp_path / 'wave'} is there already; give a folder that is not, so that nothing in it is lost\n",
    )

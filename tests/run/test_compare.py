"""Two output folders compared from the command line: what is written where, who reads what, and what is refused."""

import csv
import shutil
import sys
from dataclasses import replace

import pytest
import yaml

from impactmonitor import cli
from impactmonitor.analysis.study import Study
from impactmonitor.claims.rules import as_rows, evaluate
from impactmonitor.problems import InputError, UsageError
from impactmonitor.report.ledger import write_ledger
from impactmonitor.report.provenance import provenance
from impactmonitor.run import answers
from impactmonitor.run.compare import ASIDE, compare_outputs, set_aside

HEAD = "instelling_samenwerking_intern"


def leave(study, folder, work):
    """Leave what a comparison reads of a report, without its page, and the answers behind it."""
    folder.mkdir(parents=True)
    write_ledger(study, folder / "cijfers.csv")
    listed = as_rows(evaluate(study))
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    (folder / "params.yml").write_text(yaml.safe_dump({**provenance(study, ""), "bronnen": {}}), encoding="utf-8")
    answers.keep(study.frame, study.responses.checksum, work)
    return folder


def corrected(study, chosen):
    """Return a study in which some tick an outcome who did not, or no longer do."""
    frame = study.frame.copy()
    frame.loc[chosen, HEAD] = ~frame.loc[chosen, HEAD]
    for scale in study.codebook.schalen:
        frame.loc[chosen, f"{HEAD}_{scale}"] = None
    name = "-".join(map(str, chosen))
    return replace(study, responses=replace(study.responses, frame=frame, checksum=f"anders-{name}"))


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """The folder of the whole report, and of it with one answer corrected and with many."""
    base, study = tmp_path_factory.mktemp("versies"), Study.load()
    who = list(study.frame.index[study.frame[HEAD]])
    leave(study, base / "oud" / "alle", base / "work")
    leave(corrected(study, who[:1]), base / "een" / "alle", base / "work")
    leave(
        corrected(study, [*who[:20], *study.frame.index[~study.frame[HEAD]][:10]]),
        base / "veel" / "alle",
        base / "work",
    )
    return base, list(study.frame["respondent"][who])


@pytest.fixture
def folders(versions, tmp_path):
    base, who = versions
    return shutil.copytree(base, tmp_path / "uit"), who


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_corrected_answer_is_for_the_bureau_only(folders):
    base, who = folders
    found = compare_outputs(base / "oud" / "alle", base / "een" / "alle", base / "work")
    inside = rows(found.inside.with_suffix(".csv"))
    assert {row["soort"] for row in inside} >= {"cijfer", "respondent"}
    assert next(row for row in inside if row["soort"] == "respondent")["onderwerp"] == who[0]
    assert who[0] in found.inside.read_text(encoding="utf-8")
    told = rows(found.page.with_suffix(".csv"))
    assert {row["soort"] for row in told} == {"niet getoond"}
    assert [(row["plaats"], row["onderwerp"]) for row in told] == [("instelling", "samenwerking intern")]
    page = found.page.read_text(encoding="utf-8")
    assert "Niet getoond" in page and not any(key in page for key in who)


def test_the_other_way_around_readers_are_told_the_same(folders):
    base, _ = folders
    there = compare_outputs(base / "oud" / "alle", base / "een" / "alle", base / "work")
    told = rows(there.page.with_suffix(".csv"))
    back = compare_outputs(base / "een" / "alle", base / "oud" / "alle", base / "work")
    assert rows(back.page.with_suffix(".csv")) == told


def test_many_corrected_answers_are_told_together(folders):
    base, who = folders
    found = compare_outputs(base / "oud" / "alle", base / "veel" / "alle", base / "work")
    told = rows(found.page.with_suffix(".csv"))
    moved = [row for row in told if row["soort"] == "cijfer" and row["onderwerp"] == "samenwerking intern · totaal"]
    assert [(row["eerst"], row["nu"], row["door"]) for row in moved] == [
        ("34 van 64 (53%)", "24 van 64 (38%)", "de antwoorden")
    ]
    assert not any(key in found.page.read_text(encoding="utf-8") for key in who)


def test_without_the_answers_readers_are_told_nothing_of_them(folders):
    base, _ = folders
    found = compare_outputs(base / "oud" / "alle", base / "veel" / "alle", base / "elders")
    assert found.every.differences and found.told.differences == []
    assert "niet bewaard" in found.page.read_text(encoding="utf-8")


def test_the_command_names_respondents_and_warns(folders, monkeypatch, capsys):
    base, who = folders
    monkeypatch.setattr(sys, "argv", ["impactmonitor", "diff", str(base / "oud" / "alle"), str(base / "een" / "alle")])
    monkeypatch.setattr("impactmonitor.run.compare.compare_outputs",
                        lambda old, new: compare_outputs(old, new, base / "work"))  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"corrected: {who[0]} ({HEAD}," in said and "publish only one" in said
    assert str(base / "een" / "alle" / "verschil.html") in said
    for kept in (base / "work" / answers.FOLDER).iterdir():
        kept.unlink()
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr().out
    assert "are not kept here" in said and "one of the versions has no report.html: running text" in said


@pytest.mark.parametrize("broken", ["gone", "variant", "ledger", "quotes", "params", "minimum", "page"])
def test_what_is_no_report_is_refused_and_nothing_is_written(folders, broken):
    base, _ = folders
    old, new = base / "oud" / "alle", base / "een" / "alle"
    if broken == "gone":
        (old / "cijfers.csv").unlink()
        expected, message = UsageError, "holds no report: cijfers.csv missing"
    elif broken == "variant":
        made = (old / "params.yml").read_text(encoding="utf-8").replace("variant: alle", "variant: tranche-3")
        (old / "params.yml").write_text(made, encoding="utf-8")
        expected, message = UsageError, "only two versions of one report"
    elif broken == "ledger":
        (old / "cijfers.csv").write_text("niveau,item\na,b\n", encoding="utf-8")
        expected, message = InputError, "header: lacks maat"
    elif broken == "quotes":
        (old / "claims.csv").write_text('claim,"niveau\n', encoding="utf-8")
        expected, message = InputError, "claims.csv: cannot be read"
    elif broken == "page":
        (old / "report.html").write_bytes(b"")
        expected, message = InputError, "report.html: is empty"
    else:
        made = {"gegevens": {"sha256": "0"}, "parameters": {"min_onthulling": "vijf"}, "variant": "alle"}
        text = "- 1\n" if broken == "params" else yaml.safe_dump(made)
        (old / "params.yml").write_text(text, encoding="utf-8")
        expected, message = InputError, "params.yml: is not as a report writes it"
    with pytest.raises(expected, match=message):
        compare_outputs(old, new, base / "work")
    assert not list(base.rglob("verschil.*"))


def test_what_is_replaced_is_set_aside_as_far_as_it_is_there(folders):
    base, _ = folders
    build = base / "work" / "alle"
    build.mkdir()
    set_aside(base / "oud" / "alle", build)
    assert {path.name for path in (build / ASIDE).iterdir()} == {"cijfers.csv", "claims.csv", "params.yml"}
    set_aside(base / "nergens", build)
    assert not (build / ASIDE).exists()

"""What reviewers say, from the command line: listed by place, written as a patch, refused where it is no comment."""

import csv
import json
import sys

import pypandoc
import pytest

from impactmonitor import cli
from impactmonitor.paths import ROOT
from impactmonitor.problems import UsageError
from impactmonitor.run.comments import comments, lines

SENTENCE = "Meer samenwerking met het bedrijfsleven steekt boven de andere opbrengsten uit."
PROSE = "Elke deelnemende onderwijsinstelling kiest zelf haar aanpak en haar leerdoelen. Het onderzoek zoekt daarom niet alleen naar opbrengsten die voor veel werkplaatsen gelden. Het laat ook ruimte voor verschillen tussen werkplaatsen en opleidingen."  # noqa: E501
COLUMNS = ["claim", "niveau", "voorwaarde", "afgedrukt", "tekst", "conclusie", "kaart"]


@pytest.fixture
def output(tmp_path):
    """A folder with a small report: a sentence of a claim, a line of prose, and a row of numbers."""
    folder = tmp_path / "uit" / "alle"
    folder.mkdir(parents=True)
    page = f"""<main><div class="kop"><h2 id="sec-a">Kop</h2></div><p>{PROSE}</p>
      <p><span class="zin" data-claim="instelling-koploper">{SENTENCE}</span> <a class="waarom">waarom?</a></p>
      <table id="cijfers-a"><tr id="cijfers-a-b"><th>Rij</th><td>12</td><td>83%</td></tr></table></main>"""
    (folder / "report.html").write_text(page, encoding="utf-8")
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, ["koploper", "instelling", "springt_eruit", "ja", SENTENCE, "", ""]])
    cell = {"cell_type": "code", "source": "#| label: cijfers", "outputs": [
        {"data": {"text/markdown": '<table><tr id="cijfers-a-b"><th>Rij</th></tr></table>'}}]}  # fmt: skip
    executed = tmp_path / "work" / "alle" / "executed"
    executed.mkdir(parents=True)
    (executed / "instelling.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    return folder


def annotation(number, exact, element="sec-a", name="Anne", **more):
    """A comment as the page saves it."""
    quote = {"type": "TextQuoteSelector", "exact": exact, "prefix": "", "suffix": ""}
    target = {"selector": [quote, {"type": "FragmentSelector", "value": element}]}
    if "claim" in more:
        target["claim"] = more.pop("claim")
    body = [{"type": "TextualBody", "purpose": "commenting", "value": f"Opmerking {number}"}]
    made = {"id": f"urn:{number}", "type": "Annotation", "creator": {"name": name}, "body": body, "target": target}
    return {**made, "modified": "2026-11-20T10:00:00Z", **more}


def saved(path, *items):
    path.write_text(json.dumps({"type": "AnnotationPage", "items": items}), encoding="utf-8")
    return path


def test_each_comment_is_listed_at_its_place_and_orphans_apart(output, tmp_path):
    file = saved(
        tmp_path / "anne.json",
        annotation(1, "steekt boven", claim="instelling-koploper"),
        annotation(2, "haar leerdoelen"),
        annotation(3, "91%", "cijfers-a-b"),
        annotation(4, "woorden die nergens in dit rapport te vinden zijn"),
    )
    placed, orphans, patch = comments([file, file], output, tmp_path / "p", work=tmp_path / "work")
    assert [(one.remark.text[-1], one.origin.file) for one in placed] == [
        ("2", "report.qmd"),
        ("1", "data/claims.yml"),
        ("3", "notebooks/niveau.ipynb#cijfers (instelling)"),
    ]
    assert placed[2].state == "its words changed" and placed[0].heading == "Kop"
    source = (ROOT / "report.qmd").read_text(encoding="utf-8").splitlines()
    assert source[placed[0].origin.line - 1] == PROSE
    assert [one.remark.text for one in orphans] == ["Opmerking 4"] and patch == ""


def test_the_command_lists_and_takes_away_an_old_patch(output, tmp_path, monkeypatch, capsys):
    file = saved(tmp_path / "anne.json", annotation(1, "haar leerdoelen", name="An\x1b[2Jne"))
    patch = tmp_path / "p.patch"
    patch.write_text("van een vorige keer", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["x", "comments", str(file), "--on", str(output), "--patch", str(patch)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().out
    assert ended.value.code == 0 and not patch.exists()
    assert "report.qmd:" in told and "“haar leerdoelen”\n        Opmerking 1\n" in told
    assert "(An[2Jne 2026-11-20; anne.json)" in told and "\x1b" not in told
    assert "1 placed, 0 not in the report" in told and "no changes of what is written by hand" in told


def test_files_that_say_nothing_of_their_own_are_named(output, tmp_path):
    files = [saved(tmp_path / name, annotation(1, "leerdoelen")) for name in ("a.json", "b.json")]
    word = tmp_path / "c.docx"
    pypandoc.convert_text("Niets.", "docx", "markdown", outputfile=str(word))
    found = comments([*files, word], output, tmp_path / "p", work=tmp_path / "work")
    told = list(lines([*files, word], *found[:2], output))[-4:]
    assert told == [
        "note: b.json holds no comment and no tracked change of its own",
        "note: c.docx holds no comment and no tracked change of its own",
        f"note: {output} holds no report.docx: changes that were not tracked are not looked for",
        "1 placed, 0 not in the report",
    ]


def test_what_is_no_report_or_no_comments_is_refused(output, tmp_path, monkeypatch, capsys):
    file = saved(tmp_path / "anne.json", annotation(1, "leerdoelen"))
    with pytest.raises(UsageError, match=r"holds no report: report\.html, claims\.csv missing"):
        comments([file], tmp_path, tmp_path / "p")
    with pytest.raises(UsageError, match=r"a\.pdf is no file of comments; allowed: \.json, \.jsonld, \.docx"):
        comments([tmp_path / "a.pdf"], output, tmp_path / "p")
    broken = saved(tmp_path / "stuk.json", {"type": "Annotation"}, annotation(2, "leerdoelen"), {"body": []})
    given = [str(broken), str(tmp_path / "weg.json"), "--on", str(output)]
    monkeypatch.setattr(sys, "argv", ["x", "comments", *given])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 1 and "weg.json: is not there" in told
    (tmp_path / "weg.json").write_text("nee", encoding="utf-8")
    with pytest.raises(SystemExit):
        cli.main()
    told = capsys.readouterr().err
    assert all(part in told for part in ("annotation 1", "annotation 3", "weg.json: cannot be read", "3 problems"))

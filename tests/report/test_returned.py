"""Word files that came back: all comments and changes are listed, those of prose are in a patch, no number changes."""

import copy
import json
import os
import random
import re
import shutil
import subprocess
import time

import pypandoc
import pytest
from lxml import etree
from order import first
from tracked import Returned, W

from impactmonitor.paths import ROOT
from impactmonitor.problems import InputError
from impactmonitor.report.remarks import read_annotations
from impactmonitor.report.returned import ANOTHER, UNTRACKED, read_returned
from impactmonitor.run.comments import IN_PATCH, comments, lines

FILES = ("report.qmd", "chapters/_niveau.qmd", "data/synthese.yml", "data/claims.yml", "data/bron.yml")
EDITS = 50


@pytest.fixture
def listed(report, tmp_path):
    """Put files on the report; returns what was placed, what was not, and the patch."""
    work = report.parent.parent / "builtin-work"
    return lambda *files, on=report: comments(files, on, tmp_path / "comments.patch", work=work)


@pytest.fixture
def returned(report):
    return Returned(report / "report.docx")


def starting(returned, words):
    return [one for one in returned.paragraphs() if returned.text(one).startswith(words)][-1]


def change(returned, paragraph, old, new):
    start = returned.text(paragraph).index(old)
    returned.change(paragraph, start, start + len(old), new)


@pytest.fixture
def patched(tmp_path):
    """Apply a patch to copies of what is written by hand; returns the lines that are new."""

    def apply(patch):
        folder = tmp_path / "tree"
        for name in FILES:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        (folder / "p.patch").write_text(patch, encoding="utf-8")
        if patch:
            subprocess.run(["git", "apply", "p.patch"], cwd=folder, check=True, capture_output=True)
        new = []
        for name in FILES:
            before, after = ((place / name).read_text(encoding="utf-8") for place in (ROOT, folder))
            assert re.findall(r"\d+|\{\{.*?\}\}", before) == re.findall(r"\d+|\{\{.*?\}\}", after), name
            new += [line for line in after.splitlines() if line not in before.splitlines()]
        return new

    return apply


def test_a_file_that_nobody_changed_gives_nothing(report, listed, returned, tmp_path):
    assert listed(report / "report.docx") == ([], [], "")
    assert listed(returned.save(tmp_path / "terug.docx")) == ([], [], "")


@pytest.mark.thorough
def test_a_file_that_an_office_only_saved_gives_nothing(report, listed, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice on the path (Debian: apt-get install libreoffice-writer-nogui)")
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    command += ["docx:MS Word 2007 XML", "--outdir", str(tmp_path), str(report / "report.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert listed(tmp_path / "report.docx") == ([], [], "")


@pytest.fixture
def in_office(report, tmp_path):
    """Change words of the report's Word file in LibreOffice; returns the file that comes back, and what was done."""
    office, python = shutil.which("soffice"), "/usr/bin/python3"
    if office is None or subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
        pytest.skip(
            "no LibreOffice that Python can talk to (Debian: apt-get install libreoffice-writer-nogui python3-uno)"
        )
    pipe, profile = f"terug-{os.getpid()}", (tmp_path / "profile").as_uri()
    listening = [f"-env:UserInstallation={profile}", "--headless", f"--accept=pipe,name={pipe};urp;"]
    words = [python, str(ROOT / "tests" / "recomputed" / "in_office.py"), pipe, str(report / "report.docx")]
    words += [str(tmp_path / "terug.docx"), "1", "50"]
    with subprocess.Popen([office, *listening], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            while (done := subprocess.run(words, capture_output=True, text=True, check=False)).returncode:
                assert running.poll() is None and "NoConnectException" in done.stderr, done.stderr
                time.sleep(0.5)
        finally:
            running.terminate()
    return tmp_path / "terug.docx", json.loads(done.stdout)


@pytest.mark.thorough
def test_changes_made_in_an_office_land_or_are_listed(in_office, listed, patched):
    file, made = in_office
    placed, orphans, patch = listed(file)
    told, new = [one.remark for one in (*placed, *orphans)], "\n".join(patched(patch))
    for kind, mark, word in made:
        assert [one for one in told if (word in one.quote and not one.new if kind == "fewer" else mark in one.new)]
        assert kind == "fewer" or (mark in new) == any(
            mark in one.remark.new for one in placed if one.state == IN_PATCH
        )
    assert len(made) == 50 and sum(one.state == IN_PATCH for one in placed) >= 5


def test_a_change_of_prose_is_a_patch(listed, returned, patched, tmp_path):
    change(returned, starting(returned, "De werkplaatsen bereiken veel"), "getraind", "opgeleid")
    change(returned, starting(returned, "Via de Digitale Werkplaats leren"), "structureel", "vast_er")
    placed, orphans, patch = listed(returned.save(tmp_path / "terug.docx"))
    assert orphans == [] and [one.state for one in placed] == [IN_PATCH, IN_PATCH]
    assert [one.origin.file for one in placed] == ["report.qmd", "data/synthese.yml"]
    prose, synthesis = patched(patch)
    assert "{{< var bron.getraind >}} ondernemers opgeleid." in prose and "vast\\_er" in synthesis


def test_a_change_of_a_claim_is_listed_with_its_condition(listed, returned, tmp_path):
    change(returned, starting(returned, "Meer samenwerking met het bedrijfsleven steekt"), "83%", "84%")
    placed, orphans, patch = listed(returned.save(tmp_path / "terug.docx"))
    (one,) = placed
    assert (orphans, patch) == ([], "") and one.origin.what == "claim koploper (instelling)"
    assert one.origin.condition == "springt_eruit" and one.remark.new == "84%"
    lines = (ROOT / one.origin.file).read_text(encoding="utf-8").splitlines()
    assert lines[one.origin.line - 1].strip() == "- als: springt_eruit"


@pytest.mark.parametrize(
    ("words", "old", "new", "why"),
    first(
        [
            ("Het onderzoek gaat over", "twintig", "dertig", "computed"),
            ("Elke deelnemende", "zelf", "zelf, met 3 andere,", "a number"),
            ("Bij elke figuur hoort", "95%", "", "a number"),
            ("Opdrachten die voor", "motiveren", "sturen", IN_PATCH),
            ("Instellingen komen via", "verbindt", "bindt", "quoted"),
        ]
    ),
)
def test_what_follows_from_data_or_was_said_by_others_stays(listed, returned, patched, tmp_path, words, old, new, why):
    change(returned, starting(returned, words), old, new)
    (one,), _, patch = listed(returned.save(tmp_path / "terug.docx"))
    assert why in one.state and bool(patched(patch)) == (why == IN_PATCH)


@pytest.mark.thorough
def test_two_who_differ_are_both_listed_and_one_is_taken(listed, report, patched, tmp_path):
    files = []
    for name, new in (("a", "school"), ("b", "instelling"), ("c", "school")):
        one = Returned(report / "report.docx")
        change(one, starting(one, "Elke deelnemende"), "onderwijsinstelling", new)
        files.append(one.save(tmp_path / f"{name}.docx"))
    placed, _, patch = listed(*files)
    states = [one.state for one in placed]
    assert len(states) == 2 and states[0] == IN_PATCH and "another change" in states[1]
    assert patched(patch)[0].startswith("Elke deelnemende school kiest")


def test_a_new_paragraph_is_a_new_paragraph(listed, returned, patched, tmp_path):
    above = starting(returned, "Elke deelnemende onderwijsinstelling")
    new = copy.deepcopy(above)
    for child in [child for child in new if child.tag != f"{W}pPr"]:
        new.remove(child)
    above.addnext(new)
    run = etree.SubElement(returned.mark(new, "ins", "Cas"), f"{W}r")
    etree.SubElement(run, f"{W}t").text = "- Een *nieuwe* alinea."
    style = above.find(f"{W}pPr")
    returned.mark(etree.SubElement(style, f"{W}rPr"), "ins", "Cas")
    placed, _, patch = listed(returned.save(tmp_path / "terug.docx"))
    assert [one.state for one in placed] == [IN_PATCH] and patched(patch)[-1] == "\\- Een \\*nieuwe\\* alinea."


def test_comments_are_listed_where_they_belong(listed, returned, tmp_path):
    asked = {"Een Digitale Werkplaats": "report.qmd", "Via de Digitale Werkplaats": "data/synthese.yml",
             "Daarnaast": None, "Meer samenwerking met het bedrijfsleven steekt": "data/claims.yml",
             "Figuur 2.1": "notebooks/niveau.ipynb#opbrengsten (instelling)"}  # fmt: skip
    there = {words: where for words, where in asked.items() if where}
    for words in there:
        returned.comment(starting(returned, words), 0, len(words), f"Over {words}")
    placed, orphans, _ = listed(returned.save(tmp_path / "terug.docx"))
    assert orphans == []
    assert {one.remark.text: one.origin.file for one in placed} == {f"Over {w}": where for w, where in there.items()}
    assert all(one.remark.who == "Bram" and one.remark.when == "2026-11-20" for one in placed)


def test_what_was_changed_without_a_trace_is_listed(listed, returned, tmp_path):
    paragraph = starting(returned, "Elke deelnemende")
    for run in returned.runs(paragraph):
        for one in run.iter(f"{W}t"):
            one.text = one.text.replace("zelf", "altijd zelf")
    placed, _, patch = listed(returned.save(tmp_path / "terug.docx"))
    assert [one.remark.text for one in placed] == [UNTRACKED] and patch == ""
    assert placed[0].origin.file == "report.qmd"


def test_a_file_of_another_version_is_told_to_be_so(listed, report, returned, tmp_path):
    for paragraph in returned.paragraphs()[::3]:
        for one in paragraph.iter(f"{W}t"):
            one.text = f"eerder {one.text}"
    other = returned.save(tmp_path / "terug.docx")
    placed, orphans, patch = listed(other)
    assert (placed, patch) == ([], "") and [one.remark.text for one in orphans] == [ANOTHER]
    assert "        is of another version" in "\n".join(lines([], placed, orphans, report))


@pytest.mark.parametrize("seed", first(range(4)))
def test_every_one_of_many_random_changes_lands_or_is_listed(listed, returned, patched, tmp_path, seed):
    chosen = random.Random(seed)
    paragraphs = [one for one in returned.paragraphs() if len(returned.text(one).split()) > 3]
    made = []
    for paragraph in chosen.sample(paragraphs, EDITS):
        text = returned.text(paragraph)
        sentence = chosen.choice([one for one in re.finditer(r"\S[^.?!]*[.?!]?", text) if len(one[0]) > 3])
        breaks = [at - sentence.start() for at in returned.breaks(paragraph)]
        words = list(re.finditer(r"\w[\w-]*", sentence[0]))
        word = chosen.choice([one for one in words if not any(one.start() < at <= one.end() for at in breaks)] or words)
        start, end = (sentence.start() + at for at in word.span())
        mark = f"woord{len(made):03}".translate(str.maketrans("0123456789", "abcdefghij"))
        kind = chosen.choice(("other", "fewer", "more"))
        if kind == "fewer":
            returned.change(paragraph, start, min(len(text), end + 1), "")
        else:
            returned.change(paragraph, end if kind == "more" else start, end, f" {mark}" if kind == "more" else mark)
        made.append((kind, mark, word[0]))
    placed, orphans, patch = listed(returned.save(tmp_path / "terug.docx"))
    told = [one.remark for one in (*placed, *orphans)]
    new = "\n".join(patched(patch))
    in_patch = {one.remark.new.strip() for one in placed if one.state == IN_PATCH}
    for kind, mark, word in made:
        if kind == "fewer":
            assert any(word in one.quote for one in told if not one.new)
        else:
            assert [one for one in told if mark in one.new]
            assert (mark in new) == any(mark in said for said in in_patch)
    assert all(one.state for one in placed) and sum(one.state == IN_PATCH for one in placed) >= 5


def test_a_comment_without_words_is_about_its_paragraph(listed, returned, tmp_path):
    paragraph = starting(returned, "De werkplaatsen bereiken veel")
    returned.remark(paragraph, "Sinds wanneer?")
    ((one,), orphans, patch) = listed(returned.save(tmp_path / "terug.docx"))
    assert (orphans, patch, one.remark.text, one.remark.who) == ([], "", "Sinds wanneer?", "Bram")
    assert one.origin.file == "report.qmd" and one.remark.quote == one.remark.paragraph != ""


def test_other_files_are_refused(tmp_path):
    wrong = tmp_path / "wrong.docx"
    wrong.write_bytes(b"PK nothing")
    with pytest.raises(InputError, match=r"wrong\.docx: cannot be read as a Word file"):
        read_returned(wrong)
    for content, told in (("{", "cannot be read as JSON"), ("{}", "holds no annotations"), ("[3]", "no annotations"),
                          ('[{"type": "Annotation", "body": []}]', "annotation 1: lacks")):  # fmt: skip
        path = tmp_path / "a.json"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=told):
            read_annotations(path)


def test_paragraphs_that_were_split_or_joined_are_listed(listed, returned, tmp_path):
    for words, kind in (("Elke deelnemende", "ins"), ("De werkplaatsen bereiken", "del")):
        style = starting(returned, words).find(f"{W}pPr")
        returned.mark(etree.SubElement(style, f"{W}rPr"), kind, "Cas")
    placed, _, patch = listed(returned.save(tmp_path / "terug.docx"))
    assert patch == "" and [one.remark.who for one in placed] == ["Cas", "Cas"]
    told = {one.remark.text: one.origin.file for one in placed}
    assert told == {
        "alinea gesplitst of toegevoegd": "report.qmd",
        "alinea samengevoegd of weg": "report.qmd",
    }


def test_definitions_are_read_as_well(tmp_path):
    files = []
    for name, term in (("sent", "Oud"), ("back", "Nieuw")):
        files.append(tmp_path / f"{name}.docx")
        text = "\n\n".join([f"{term}\n:   Uitleg daarvan", *(f"Alinea {n}." for n in range(30))])
        pypandoc.convert_text(text, "docx", "markdown", outputfile=str(files[-1]))
    (found,) = read_returned(files[1], files[0])
    assert (found.paragraph, found.text) == ("Nieuw", UNTRACKED)

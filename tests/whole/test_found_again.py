"""Comments of several reviewers, put on a newer report: nearly all are found again, and the others are listed."""

import random
import shutil

import pandas as pd
import pytest
from reviewing import Reviewer

from impactmonitor.paths import DATA
from impactmonitor.report.quotations import find, read_words
from impactmonitor.report.remarks import read_annotations
from impactmonitor.run.build import make_report
from impactmonitor.run.comments import comments, lines
from impactmonitor.run.request import Request

pytestmark = pytest.mark.thorough

EACH = 20


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    """The report of other answers: six respondents fewer, and a tick in seven gone."""
    folder, chosen = tmp_path_factory.mktemp("nieuwer"), random.Random(5)
    frame = pd.read_csv(DATA / "respons.csv", dtype=str, keep_default_na=False)
    quoted = [name for name in frame if name.endswith("_toelichting")]
    silent = [place for place in frame.index if not frame.loc[place, quoted].any()]
    frame = frame.drop(chosen.sample(silent, 6))
    items = [name for name in frame if f"{name}_status" in frame and not name.endswith("andere")]
    for place in frame.index.intersection(silent):
        for item in items:
            if frame.loc[place, item] == "1" and chosen.random() < 1 / 7:
                frame.loc[place, [item, f"{item}_status", f"{item}_aard"]] = ""
    frame.to_csv(folder / "respons.csv", index=False)
    codes = pd.read_csv(DATA / "codering.csv", dtype=str, keep_default_na=False)
    codes[codes["respondent"].isin(frame["respondent"])].to_csv(folder / "codering.csv", index=False)
    work = folder / "work"
    asked = Request(folder / "respons.csv")
    made = make_report(asked, ("html",), "builtin", folder / "uit", say=lambda line: None, work=work)
    return made, work


def test_comments_of_several_are_found_again_in_a_newer_report(opened, report, newer, tmp_path):
    chosen, files, fresh = random.Random(7), [], newer[0]
    for name in ("Anne", "Bram", "Cas"):
        reviewer = Reviewer(opened(1280), name)
        reviewer.page.evaluate("checks.unfold()")
        for number in range(EACH):
            reviewer.select_any(chosen.random(), chosen.random(), chosen.random())
            reviewer.comment(f"{name} {number}")
        files.append(reviewer.save(tmp_path))
    old, new = read_words(report / "report.html"), read_words(fresh / "report.html")
    remarks = [remark for path in files for remark in read_annotations(path)]
    assert len(remarks) == 3 * EACH
    for remark in remarks:
        there = find(remark, old)
        assert not there.changed and old.text[there.start : there.end] == remark.quote
    spots = [(remark, find(remark, new)) for remark in remarks]
    found = [(remark, spot) for remark, spot in spots if spot]
    assert len(found) >= 0.95 * len(remarks)
    for remark, spot in found:
        if remark.claim in new.claims:
            assert any(a <= spot.start and spot.end <= b for a, b in new.claims[remark.claim])
        if not spot.changed:
            assert new.text[spot.start : spot.end] == remark.quote
    placed, orphans, patch = comments(files, fresh, tmp_path / "patch", work=newer[1])
    assert len(placed) == len(found) and len(orphans) == len(remarks) - len(found) and patch == ""
    assert all(one.origin for one in placed)
    told = "\n".join(lines([], placed, orphans, fresh))
    assert all(f"        {remark.text}\n" in told for remark in remarks)
    dirk = Reviewer(opened(1280, path=fresh / "report.html"), "Dirk")  # the page finds the same
    dirk.open(*files)
    assert dirk.page.locator(".kant-weg", has_text="Staat niet in deze versie").count() == len(orphans)


def test_comments_on_an_earlier_version_are_offered(opened, report, tmp_path):
    copy = shutil.copy(report / "report.html", tmp_path / "report.html")
    anne = Reviewer(opened(1280, path=copy), "Anne")
    anne.select("#zin-instelling-koploper", "steekt boven")
    anne.comment("Op de eerste")
    copy.write_text(copy.read_text(encoding="utf-8").replace("Elke deelnemende", "Iedere deelnemende"), "utf-8")
    anne.page.reload()
    assert anne.page.locator("#kant-knop").inner_text() == "Kanttekeningen"
    anne.page.locator("#kant-knop").click()
    anne.page.get_by_role("button", name="Neem over").click()
    assert anne.cards() == ["Op de eerste"]

"""Waves with follow-ups of other names, any number or none: report, tabellenboek, form and numbers have just those."""

import re

import pandas as pd
import pytest
import yaml
from asked_further import ASKED, FURTHER, false_follow_ups
from attack import attack
from lxml import html as dom
from paper import page_texts
from published import text_of

from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.display.form import form_markdown
from impactmonitor.files.kept import kept_in
from impactmonitor.report import ledger
from impactmonitor.report.prose import metadata, variables
from impactmonitor.report.tabs import tabs
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.survey.dictionary import variables as dictionary

SETS = [
    ("status", "aard", "bereik"),
    (),
    ("aard",),
    ("status",),
    ("bereik", "status", "bekend_bij", "aard"),
    ("bereik",),
]
WORDS = {  # which nobody wrote in answer to the open question
    "status": r"\bstatus\b|al zijn gerealiseerd",
    "aard": r"\baard\b|versterking van een al bestaande",
    "bereik": "bereik van de|naar bereik",
}
TITLES = {"status": "Status", "aard": "Aard", "bereik": "Bereik", "bekend_bij": "Bekend bij"}


@pytest.fixture
def wave(project, cells):
    """Write a wave of the project's own answers, with some follow-ups: of new ones the answers follow from the row."""

    def write(asked):
        path = project / "codebook.yml"
        book = yaml.safe_load(path.read_text(encoding="utf-8"))
        own, form = book.pop("schalen"), book["formulier"]
        further = {name: [{"key": key, "label": label} for key, label in FURTHER[name].items()] for name in FURTHER}
        book |= {"meting": "2033", **({"schalen": {name: (own | further)[name] for name in asked}} if asked else {})}
        form["vervolg"] = {name: ASKED[name] for name in asked if name in ASKED}
        for name in {"status", "aard"} - {*asked}:
            form.pop(f"{name}_vraag"), form.pop(f"{name}_uitleg")
        path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
        for level in book["niveaus"]:
            for place, item in enumerate([*(one["key"] for one in level["items"]), "andere"]):
                column = f"{level['key']}_{item}"
                for name in asked:
                    if name in FURTHER:
                        keys = list(FURTHER[name])
                        said = [keys[(row * row + place) % len(keys)] if row % 9 else "" for row in range(len(cells))]
                        cells[f"{column}_{name}"] = pd.Series(said).where(cells[column] == "1", "")
        gone = {"status", "aard"} - {*asked}
        kept = [name for name in cells if name.rpartition("_")[2] not in gone]
        cells[kept].to_csv(project / "export.csv", index=False)
        return Study.load(project / "export.csv")

    return write


@pytest.mark.parametrize("asked", SETS[:2], ids=len)
def test_what_was_asked_is_in_every_list(asked, wave):
    study = wave(asked)
    flags, told = metadata(study, "builtin"), variables(study)["kenmerken"]
    assert flags["kenmerken"] == bool(asked) and flags["vervolgvragen"] == ("bereik" in asked)
    assert [flags[f"{one}_gevraagd"] for one in ("status", "aard")] == [one in asked for one in ("status", "aard")]
    assert told["andere"] == ("De derde gaat over bereik." if "bereik" in asked else "")
    assert ("Hoe ver reiken de opbrengsten op studentniveau?" in form_markdown(study.codebook)) == ("bereik" in asked)
    sheets = [tab.title for tab in tabs(study) if tab.name.startswith("Figuur")]
    assert len(sheets) == 3 * (1 + len(asked)) and [f"{TITLES[one]} van de opbrengsten" for one in asked] == [
        title.partition("  ")[2].partition(" op ")[0] for title in sheets[1 : 1 + len(asked)]
    ]
    rows = {row["maat"] for row in ledger.rows(study)}
    assert rows == {"genoemd", "geen", *asked}
    labels = {one.label.rpartition(", ")[2] for one in dictionary(study.codebook) if one.follows}
    assert labels == {study.codebook.called(one) for one in asked}


def words(text):
    return " ".join(re.sub("[\u00ad\u2060]\\s?|-\n", "", text).split())


@pytest.mark.thorough
@pytest.mark.parametrize("asked", SETS, ids="-".join)
def test_a_report_has_what_was_asked_and_no_word_of_what_was_not(asked, wave, tmp_path):
    study, work = wave(asked), tmp_path / "werk"
    with kept_in(work):
        made = make_report(
            Request.of(study), ["html", "pdf", "docx"], "builtin", tmp_path / "uit", work=work, say=lambda line: None
        )
        assert false_follow_ups(study, rules.evaluate(study)) == []
        sheets = [tab.title for tab in tabs(study) if tab.name.startswith("Figuur")]
    (main,) = dom.parse(str(made / "report.html")).xpath("//main")
    captions = [words(one.text_content()) for one in main.xpath(".//figcaption")]
    figures = [one for one in captions if one.startswith("Figuur") and "Thema’s" not in one]
    assert [one.partition(" (")[0].rstrip("# ") for one in figures] == [" ".join(one.split()) for one in sheets]
    order = [one for one in ("status", "aard", "bereik", "bekend_bij") if one in asked]
    assert [one.split(" van de ")[0].split(" ", 2)[2] for one in figures[1 : 1 + len(asked)]] == [
        TITLES[one] for one in order
    ]
    for one in main.xpath(".//style|.//script|.//svg"):
        one.drop_tree()
    page, paper = words(main.text_content()), words("\n".join(page_texts(made / "report.pdf")))
    word = words(text_of(made / "report.docx"))
    for name, pattern in WORDS.items():
        for text in (page, paper, word):
            assert bool(re.search(pattern, text, re.IGNORECASE)) == (name in asked), (name, asked)
    assert page.count("vervolgvra") >= bool(asked) and ("Kenmerken van de opbrengsten" in page) == bool(asked)


@pytest.mark.thorough
def test_nothing_of_few_follows_from_the_ledgers(wave, tmp_path):
    study = wave(("aard", "bereik"))
    for key in ("", "1", "3"):
        ledger.write_ledger(Study.load(study.data, tranche=key), tmp_path / f"{key}.csv")
    assert attack([*tmp_path.glob("*.csv")], study.frame, study.codebook, 5, ("tranche", "sector")) == []

"""A wave that does not ask for the sector has no word of it in its report, and needs no column or number for it."""

import re

import pandas as pd
import pytest
import yaml

from impactmonitor.analysis import turnout
from impactmonitor.analysis.study import Study
from impactmonitor.claims import rules
from impactmonitor.problems import InputError
from impactmonitor.report.overview import overview
from impactmonitor.report.prose import variables
from impactmonitor.report.tabs import tabs
from impactmonitor.survey.new_wave import new_wave

pytestmark = pytest.mark.thorough

SECTOR = re.compile(r"\bsector|onderwijssector|\bmbo\b|\bhbo\b", re.IGNORECASE)


@pytest.fixture
def wave(project, cells):
    """The project's own answers, of which nobody knows the sector."""
    path = project / "codebook.yml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    del book["sectoren"]
    path.write_text(yaml.safe_dump(book | {"meting": "2025"}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    approached = pd.read_csv(project / "benaderd.csv")
    approached[approached["dimensie"] == "tranche"].to_csv(project / "benaderd.csv", index=False)
    cells.drop(columns="sector").to_csv(project / "export.csv", index=False)
    return project / "export.csv"


def test_no_sentence_speaks_of_sectors(wave):
    study = Study.load(wave)
    assert [group.key for group in study.groups] == ["totaal"] and len(study.frame) == 64
    names = [item.zin for niveau in study.codebook.niveaus for item in niveau.items]
    printed = [record.tekst for record in rules.evaluate(study) if record.afgedrukt]
    assert len(printed) > 30
    said = "\n".join([*printed, variables(study)["regel"]["vergeleken"]])
    for one in sorted([*names, *(niveau.omschrijving for niveau in study.codebook.niveaus)], key=len, reverse=True):
        said = said.replace(one, "")
    assert not SECTOR.findall(said)
    assert turnout.responses(study, "kolommen").empty
    assert "Respons tranche" in {tab.name for tab in tabs(study)}
    assert not [tab.name for tab in tabs(study) if SECTOR.search(tab.name) or "sector" in str(list(tab.table.columns))]
    page = re.sub(r"(?s)<(style|svg).*?</\1>", "", overview(study)({"alle": ["report.html"]}))
    assert "Tranches vergeleken" in page and not re.search("sector", page, re.IGNORECASE)


def test_a_column_of_sectors_that_nobody_described_does_not_pass(wave, cells):
    cells.assign(sector="rector van een klein college").to_csv(wave, index=False)
    study = Study.load(wave)
    assert "sector" not in study.frame
    assert study.responses.ignored_columns == ["sector"]


def test_numbers_by_sector_are_refused(wave, project):
    with (project / "benaderd.csv").open("a", encoding="utf-8") as file:
        file.write("sector,mbo,5\n")
    with pytest.raises(InputError, match=r"dimensie: 'sector' is unknown; Allowed: tranche"):
        Study.load(wave)


def test_a_wave_is_proposed_without_sectors_where_none_are_asked(tmp_path, cells, codebook, workplaces):
    from defined import DEFINED

    export, _ = DEFINED["Google Forms"](cells, codebook, list(workplaces["werkplaats"]), tmp_path)
    frame = pd.read_csv(export, dtype=str, keep_default_na=False)
    frame.drop(columns="In welke sector werkt u?").to_csv(export, index=False)
    made = new_wave(tmp_path / "wave", export)
    book = yaml.safe_load((tmp_path / "wave" / "codebook.yml").read_text(encoding="utf-8"))
    assert "sectoren" not in book and "no question on the sector: the wave has none" in made.told
    assert "sector" not in (tmp_path / "wave" / "benaderd.csv").read_text(encoding="utf-8")

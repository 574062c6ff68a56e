"""Figures have the same number in the tabellenboek as in the report."""

import pytest
from lxml import html

from impactmonitor.analysis.study import Study
from impactmonitor.report import numbering
from impactmonitor.report.tabs import tabs


@pytest.mark.slow
@pytest.mark.parametrize("parameters", [{}, {"tranche": "3"}])
def test_sheets_are_numbered_and_titled_as_the_figures_of_the_report(built, parameters):
    page = html.parse(str(built(**parameters) / "report.html")).getroot()
    captions = [" ".join(one.text_content().split()) for one in page.xpath("//figcaption")]
    told = [one.replace("#", "").strip() for one in captions if one.startswith("Figuur")]
    theirs = [one for one in told if "Thema’s in" not in one]  # themes of all levels have a sheet of their own
    ours = [" ".join(tab.title.split()) for tab in tabs(Study.load(**parameters)) if tab.name.startswith("Figuur")]
    assert len(ours) == len(theirs) > 5
    for title, caption in zip(ours, theirs, strict=True):
        assert caption.startswith(title), (title, caption)


def test_a_figure_that_is_not_there_has_no_number(monkeypatch):
    study = Study.load()
    shows = Study.may_show
    monkeypatch.setattr(Study, "may_show", lambda self, *cell: cell[2] != "status" and shows(self, *cell))
    assert [(tab.name, tab.title.partition("  ")[2]) for tab in tabs(study)[:3]] == [
        ("Figuur 2.1", "Opbrengsten op instellingsniveau"),
        ("instelling status", ""),
        ("Figuur 2.2", "Aard van de opbrengsten op instellingsniveau"),
    ]


def test_names_of_sheets_fit_and_differ():
    long = "opleidingsniveau_van_de_instelling"
    wanted = [f"{long} bereik", f"{long} bekend", "Figuur 2.1", f"{long.upper()} x"]
    names = numbering.sheet_names(wanted)
    assert names[0] == long[:31] and names[1] == f"{long[:28]} 2" and names[2] == "Figuur 2.1"
    assert len({one.casefold() for one in names}) == 4 and max(map(len, names)) <= 31


def test_chapters_before_the_levels_count_when_they_are_numbered(tmp_path, monkeypatch):
    monkeypatch.setattr(numbering, "ROOT", tmp_path)
    heads = [
        "# Samenvatting {.unnumbered}",
        "# Vooraf {-}",
        "# Een",
        "# Twee {#sec-x}",
        "## Drie",
        numbering.LEVELS,
        "# Vijf",
    ]
    (tmp_path / "report.qmd").write_text("---\n# remark\n---\n\n" + "\n\n".join(heads), encoding="utf-8")
    assert numbering.first_chapter() == 3

"""The bar that leads from a report to the files beside it, and to other reports."""

import pytest
from lxml import html

from impactmonitor.report.downloads import BAR, link_siblings, write_bar


@pytest.fixture
def reports(tmp_path):
    """Two reports and their overview, each page with its bar; another report failed."""
    (tmp_path / "index.html").write_text("overzicht", encoding="utf-8")
    for slug in ("alle", "tranche-3"):
        write_bar(tmp_path / slug, {"report.html", "report.pdf"})
        bar = (tmp_path / slug / BAR).read_text(encoding="utf-8")
        (tmp_path / slug / "report.html").write_text(f"<body>{bar}<p>{slug}</p></body>", encoding="utf-8")
    return tmp_path


def ways(page):
    root = html.parse(str(page)).getroot()
    return {link.get("href"): link.text for link in root.xpath("//nav//a")}, root.xpath("string(//p)")


def test_reports_lead_to_each_other_once(reports):
    names = {"alle": "alle <tranches>", "tranche-3": "tranche 3", "tranche-4": "tranche 4"}
    for _ in range(2):
        link_siblings(reports, names)
        own = {"report.pdf": "pdf-bestand", "../index.html": "overzicht"}
        assert ways(reports / "alle" / "report.html") == (own | {"../tranche-3/report.html": "tranche 3"}, "alle")
        found, text = ways(reports / "tranche-3" / "report.html")
        assert found == own | {"../alle/report.html": "alle <tranches>"} and text == "tranche-3"

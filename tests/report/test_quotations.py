"""Quotations in a page: found word for word, by the words around them, by likeness, or not at all."""

import pytest

from impactmonitor.report.quotations import find, read_words
from impactmonitor.report.remarks import Remark

OLD = "Studenten werken samen aan echte opdrachten van bedrijven in de regio."
PAGE = f"""<header><p>Omslag</p></header><main>
  <div class="kop"><h2 id="sec-a"><span class="nummer">1</span> Eerste</h2><a class="anker">#</a></div>
  <p>{OLD}<a class="footnote-ref"><sup>1</sup></a> Daarna <b>niet</b>.</p>
  <p><span class="zin" data-claim="a-x">Meer dan de helft (<a class="getal">53%</a>) noemt dit.</span>
     <a class="waarom">waarom?</a></p>
  <div class="kop"><h3 id="sec-b">Tweede</h3></div>
  <figure class="figuur" id="fig-a"><svg><text>83%</text></svg><figcaption>Figuur 1.1 Opbrengsten</figcaption></figure>
  <table id="cijfers-a"><tr id="cijfers-a-b"><th>Rij een</th><td>12</td><td>53%</td></tr>
    <tr id="cijfers-a-c"><th>Rij twee</th><td>14</td><td>53%</td></tr></table>
  <details class="verantwoording"><ul><li><span id="claim-a-x"><b>Welke?</b></span> Berust op: 12 van de 64</li></ul>
  </details></main>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "report.html"
    path.write_text(PAGE, encoding="utf-8")
    return read_words(path)


def on(page, quote, **more):
    """Return the words that a comment is found at, and whether they changed; None for an orphan."""
    spot = find(Remark("a.json", "Anne", "", "Opmerking", quote, **more), page)
    return spot and (page.text[spot.start : spot.end].strip(), spot.changed)


def test_words_of_a_page_are_those_of_the_report(page):
    assert page.text.strip() == (
        f"1 Eerste {OLD} Daarna niet. Meer dan de helft (53%) noemt dit. Tweede Figuur 1.1 Opbrengsten "
        "Rij een 12 53% Rij twee 14 53% Welke? Berust op: 12 van de 64"
    )
    at = page.text.index("echte")
    assert page.heading(at) == "1 Eerste" and page.text[slice(*page.block(at))].strip() == f"{OLD} Daarna niet."
    assert page.heading(page.text.index("Rij een")) == "Tweede" and page.heading(-1) == ""
    row = page.text.index("14 53%")
    assert page.elements_at(row) == ["cijfers-a-c", "cijfers-a"] and page.claims_at(row, row + 1) == []
    said = page.text.index("helft")
    assert page.claims_at(said, said + 1) == ["a-x"]


def test_the_same_words_are_told_apart_by_those_around_them_and_by_their_row(page):
    at = {name: find(Remark("", "", "", "", "53%", **more), page).start for name, more in {
        "one": {"element": "cijfers-a-b"}, "two": {"element": "cijfers-a-c"}, "claim": {"claim": "a-x"},
        "around": {"prefix": "Rij twee 14 ", "suffix": " Welke?"}, "none": {},
    }.items()}  # fmt: skip
    assert page.text[at["one"] - 3 :].startswith("12 53%") and page.text[at["two"] - 3 :].startswith("14 53%")
    assert at["around"] == at["two"] and page.text[at["claim"] - 1] == "("


def test_what_became_of_a_sentence_or_row_is_found_by_its_name(page):
    assert on(page, "Bijna iedereen", claim="a-x") == ("Meer dan de helft (53%) noemt dit.", True)
    assert on(page, "Ruim meer dan de helft (58%)", claim="a-x")[0].startswith("Meer dan de helft (53%)")
    assert on(page, "91%", element="cijfers-a-b") == ("Rij een 12 53%", True)
    assert on(page, "13 van de 70", element="claim-a-x") == ("Welke? Berust op: 12 van de 64", True)
    assert on(page, "Oude titel", element="fig-a") == ("Figuur 1.1 Opbrengsten", True)


def test_words_that_changed_are_found_by_likeness(page):
    assert on(page, OLD.replace("echte", "lastige")) == (OLD, True)
    around = {"prefix": "Studenten werken samen aan ", "suffix": " opdrachten van bedrijven in de regio"}
    assert on(page, "lastige", **around)[0].startswith("echte")


def test_what_is_gone_is_an_orphan(page):
    assert on(page, "Docenten volgen scholing in een heel ander onderwerp.") is None
    assert on(page, "53%", prefix="heel ergens anders staat er ", suffix=" bij iets dat er niet meer is") is None
    assert on(page, "Oude zin over iets heel anders dan dit", claim="b-weg", element="cijfers-weg") is None

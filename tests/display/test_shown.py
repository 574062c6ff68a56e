"""Figures and tables as Markdown: what a reference or a reader needs cannot be left out."""

import re

import pytest

from impactmonitor.display import shown


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: shown.figure("x", "Kop", " \n", "fig-x"), "fig-x: a figure needs a caption and an alternative"),
        (lambda: shown.figure("x", "", "Wat het toont", "fig-x"), "fig-x: a figure needs a caption and an alternati"),
        (lambda: shown.figure("x", "Kop", "Wat het toont", "x"), "'x' is not an identifier that starts with fig-"),
        (lambda: shown.numbered_table("<table>", "tbl-x", " "), "tbl-x: a table needs a caption"),
        (lambda: shown.numbered_table("<table>", "fig-x", "Kop"), "'fig-x' is not an identifier that starts with tbl-"),
    ],
)
def test_what_cannot_be_left_out(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).startswith(message)


def test_numbers_behind_a_figure_or_a_text():
    assert shown.data_table("<table>", "fig-x").startswith('::: {.cijfers fig="fig&#45;x"}\n')
    plain, noted = shown.data_table("<table>", "Bij de tekst"), shown.data_table("<table>", "Bij de tekst", " n=5 \n")
    assert plain.startswith('::: {.cijfers titel="Bij de tekst"}\n')
    assert noted == plain.removesuffix("\n:::") + "\n\nn=5\n:::"


def test_a_number_in_a_marked_sentence_is_explained_by_itself():
    number = '[83%]{.getal bron="x" title="53 van de 64"}'
    shown_to_people = shown.for_people(f"[De een noemt dit ({number}).]{{.zin claim=x}} [Nog een.]{{.zin claim=y}}")
    assert shown_to_people == 'De een noemt dit (<abbr title="53 van de 64">83%</abbr>). Nog een.'


def test_results_of_one_cell_stand_one_under_the_other():
    text = shown.shown_text("### Bereik {#x}\n\nZie @fig-x.")
    picture = shown.Shown({"image/png": "QQ==", "text/plain": 'A "b"'}, "![a](figures/x){#fig-x}")
    table = shown.Shown({"text/html": "<table></table>", "text/plain": ""}, "::: {.cijfers}\n:::")
    made = shown.shown_together([text, picture, table])
    assert made.report == "\n\n".join([text.report, picture.report, table.report])
    assert re.findall("<(h3|p|img|table)", made.people["text/html"]) == ["h3", "p", "img", "table"]
    assert 'alt="A &quot;b&quot;"' in made.people["text/html"] and "fig-x" not in made.people["text/html"]
    assert "text/html" not in shown.shown_together([text, picture], people=False).people
    assert shown.shown_together([]).report == "" and shown.shown_together([]).people["text/markdown"] == ""


def test_a_number_that_only_the_report_has_shows_its_name():
    assert shown.for_people("Bij {{< var werkplaatsen.wo >}} ervan.") == "Bij `werkplaatsen.wo` ervan."


def test_a_reference_that_begins_a_sentence_has_a_capital():
    assert shown.for_people("@Fig-a en @tbl-b. @Tbl-b, @Sec-c") == "De figuur en de tabel. De tabel, Het hoofdstuk"

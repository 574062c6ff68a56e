"""Figures and tables as Markdown: what a reference or a reader needs cannot be left out."""

import pytest

from impactmonitor import markup


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: markup.figure("x", "Kop", " \n", "fig-x"), "fig-x: a figure needs a caption and an alternative"),
        (lambda: markup.figure("x", "", "Wat het toont", "fig-x"), "fig-x: a figure needs a caption and an alternati"),
        (lambda: markup.figure("x", "Kop", "Wat het toont", "x"), "'x' is not an identifier that starts with fig-"),
        (lambda: markup.table("<table>", "tbl-x", " "), "tbl-x: a table needs a caption"),
        (lambda: markup.table("<table>", "fig-x", "Kop"), "'fig-x' is not an identifier that starts with tbl-"),
    ],
)
def test_what_cannot_be_left_out(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).startswith(message)


def test_numbers_behind_a_figure_or_a_text():
    assert markup.data_table("<table>", "fig-x").startswith('::: {.cijfers fig="fig&#45;x"}\n')
    plain, noted = markup.data_table("<table>", "Bij de tekst"), markup.data_table("<table>", "Bij de tekst", " n=5 \n")
    assert plain.startswith('::: {.cijfers titel="Bij de tekst"}\n')
    assert noted == plain.removesuffix("\n:::") + "\n\nn=5\n:::"

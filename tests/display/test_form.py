"""Bijlage 1 is the form, the whole form, and nothing that could be read as markup."""

import json
import re
from dataclasses import replace

import pypandoc
import pytest
from lxml import html

from impactmonitor.display.form import form_markdown
from impactmonitor.survey.codebook import Codebook, read_codebook


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook()


def drawn(codebook: Codebook) -> html.HtmlElement:
    page = pypandoc.convert_text(form_markdown(codebook), "html", "markdown", extra_args=["--wrap=none"])
    return html.fragment_fromstring(page, create_parent="body")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in ("kolom", "antwoord") for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [str(value)]


def test_every_text_of_the_codebook_is_on_the_form(codebook: Codebook) -> None:
    page = words(drawn(codebook))
    for text in texts(codebook.formulier):
        for niveau in codebook.niveaus:
            assert " ".join(text.replace("{naam}", niveau.naam).split()) in page
    for niveau in codebook.niveaus:
        for text in (niveau.omschrijving, niveau.open_rij, niveau.inleiding, niveau.vraag, niveau.uitleg):
            assert " ".join(text.split()) in page


def test_every_outcome_can_be_ticked_once_and_is_followed_up_three_times(codebook: Codebook) -> None:
    form = drawn(codebook)
    assert words(form).count("□") == sum(len(niveau.items) + 1 for niveau in codebook.niveaus)
    tables = form.findall(".//table")
    assert len(tables) == 1 + 3 * len(codebook.niveaus)
    for place, niveau in enumerate(codebook.niveaus):
        for table in tables[1 + 3 * place : 4 + 3 * place]:
            assert [words(cell) for cell in table.xpath(".//tbody//th")] == [item.follow_up for item in niveau.items]


def test_examples_are_joined_to_their_item(codebook: Codebook) -> None:
    page = words(drawn(codebook))
    assert "samenwerking met bedrijfsleven (bijvoorbeeld mkb, vertegenwoordigende organisaties)" in page
    assert "professionalisering van docenten, bijvoorbeeld door de uitwisseling" in page


def test_a_circle_for_every_point_of_a_scale_in_every_row(codebook: Codebook) -> None:
    rows = sum(len(niveau.items) for niveau in codebook.niveaus)
    points = sum(len(scale) for scale in codebook.schalen.values())
    closing = sum(len(question["antwoord"]) for question in codebook.formulier["afsluiting"][1:3])
    assert words(drawn(codebook)).count("○") == rows * points + closing


def test_table_headers_have_a_scope_and_none_is_empty(codebook: Codebook) -> None:
    headers = drawn(codebook).xpath(".//th")
    assert all(cell.get("scope") in ("col", "row") and words(cell) for cell in headers)


def test_headings_step_one_level_at_a_time_below_the_appendix(codebook: Codebook) -> None:
    levels = [int(heading.tag[1]) for heading in drawn(codebook).xpath(".//h1|.//h2|.//h3|.//h4")]
    assert levels == [2] + [3] * (len(codebook.niveaus) + 1)


def test_levels_are_numbered_in_the_order_of_the_codebook(codebook: Codebook) -> None:
    backwards = replace(codebook, niveaus=codebook.niveaus[::-1])
    titles = [words(heading) for heading in drawn(backwards).xpath(".//h3")]
    assert [title.split()[0] + title.split()[-1] for title in titles[:-1]] == [
        f"{number}.{niveau.naam}" for number, niveau in enumerate(backwards.niveaus, start=1)
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "**vet** _schuin_ `code` ~~weg~~ H~2~O x^2^ #kop",
        "{{< include geheim.txt >}} {{< var bron.x >}}",
        "@fig-x [@bron] [tekst](http://x) ![beeld](y) <b>vet</b> & &amp;",
        "$x^2$ \\newpage | kolom | {.klasse} [span]{.x} \"aanhaling\" 'enkel' -- ... ::: div",
        "1. Eerst dit",
        "- streepje",
        "``` blok",
        "=html",
        "> ingesprongen",
        "+ plus",
        "% procent",
    ],
)
def test_texts_are_never_read_as_markup(codebook: Codebook, hostile: str) -> None:
    niveau = codebook.niveaus[0]
    item = replace(niveau.items[0], tekst=hostile)
    niveau = replace(niveau, inleiding=hostile, vraag=hostile, items=(item, *niveau.items[1:]))
    changed = replace(codebook, niveaus=(niveau, *codebook.niveaus[1:]))
    markdown = form_markdown(changed)
    form = drawn(changed)
    paragraphs = [words(paragraph) for paragraph in form.xpath(".//p")]
    assert paragraphs.count(hostile) == 2
    assert f"□ {hostile}" in words(form)
    assert [words(cell) for cell in form.xpath(".//tbody//th")].count(hostile) == 3
    assert not re.search(r"{{<|<b>", markdown)


def test_answer_lines_stay_lines(codebook: Codebook) -> None:
    tree = json.loads(pypandoc.convert_text(form_markdown(codebook), "json", "markdown"))
    assert not [block for block in tree["blocks"] if block["t"] == "HorizontalRule"]
    assert "_" * 30 in words(drawn(codebook))

"""Tables: read back by machine, they say what was put in, and nothing in them acts as markup."""

import io
import re

import pandas as pd
import pytest
from lxml import html as dom

from impactmonitor.display import cells, tables

NAN = float("nan")
NASTY = "<b>x</b> {{< include y >}} $a$ @fig-x *b* | \"q\" 's' & &amp; \ue0000\ue001"


def outcomes_frame():
    rows = []
    for item, kind, counts in (
        ("relatie", "named", (32, 18)),
        ("positie", "named", (64, 0)),
        ("geen", "none", (1, 1)),
    ):
        for (key, n), count in zip((("totaal", 64), ("mbo", 36)), counts, strict=True):
            compared = key == "mbo"
            share = count / n
            row = {
                "item": item,
                "label": f"Label {item}",
                "soort": kind,
                "groep": key,
                "groep_label": key.title(),
            }
            row |= {
                "n": n,
                "aantal": count,
                "aandeel": share,
                "laag": share * 0.9,
                "hoog": min(1, share * 1.1),
            }
            row |= {
                "verschil": -0.12 if compared else float("nan"),
                "p": 0.0004 if compared else float("nan"),
            }
            rows.append(row | {"oordeel": "minder vaak" if compared and item == "relatie" else ""})
    return pd.DataFrame(rows)


def distribution_frame():
    rows = []
    for item, counts in (("relatie", (30, 10)), ("positie", (2, 1))):
        n, shown = sum(counts), sum(counts) >= 5
        for category, count in zip(("nieuw", "versterking"), counts, strict=True):
            row = {
                "item": item,
                "label": item,
                "soort": "named",
                "n": n,
                "categorie": category,
                "toon": shown,
            }
            row |= {"aantal": count if shown else pd.NA, "aandeel": count / n if shown else NAN}
            rows.append(row | {"categorie_label": category.title()})
    return pd.DataFrame(rows).astype({"aantal": "Int64"})


def response_frame():
    frame = pd.DataFrame({"categorie": ["Mbo", "Totaal"], "benaderd": [1000, pd.NA], "respons": [360, 1364]})
    frame = frame.astype({"benaderd": "Int64", "respons": "Int64"})
    return frame.assign(aandeel=(frame["respons"] / frame["benaderd"]).astype("Float64"))


def answers_frame():
    return pd.DataFrame(
        {
            "sector": ["mbo", "hbo"],
            "tranche": ["1", "2"],
            "taal": ["", "en"],
            "open": [NASTY, "regel\n\nregel"],
            "tweede": ["", "Ja"],
        }
    )


WORKPLACES = pd.DataFrame(
    {
        "werkplaats": ["Aa", "B & C"],
        "tranche": ["1", "4"],
        "mbo": [1, 0],
        "hbo": [2, 1],
        "wo": [0, 0],
    }
)
ALL = {
    "outcomes": lambda: tables.outcomes_table(outcomes_frame(), "t"),
    "distribution": lambda: tables.distribution_table(distribution_frame(), "t"),
    "response": lambda: tables.response_table(response_frame(), "t", "Sector"),
    "workplaces": lambda: tables.workplaces_table(WORKPLACES, "t"),
    "counts": lambda: tables.counts_table(pd.DataFrame({"werkplaats": ["Aa"], "respons": [3]}), "t", "contactpersonen"),
    "answers": lambda: tables.answers_table(answers_frame(), ["open", "tweede"], ["Kop", "Kop twee"], "t"),
}


def read(table):
    return pd.read_html(io.StringIO(tables.to_html(table)), thousands=None)[0]


@pytest.mark.parametrize("name", ALL)
def test_html_is_one_bare_accessible_table(name):
    source = tables.to_html(ALL[name]())
    assert source.startswith("<table") and source.rstrip().endswith("</table>") and "<style" not in source
    root = dom.fragment_fromstring(source)
    assert root.get("id") == "t"
    assert {re.sub("left|right|center", "", style) for style in root.xpath(".//@style")} == {"text-align: "}
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)) and not any(re.search(r"\s", one) for one in ids)
    assert all(cell.text_content().strip() and cell.get("scope") for cell in root.iter("th"))
    for cell in root.iter("td"):
        assert set(cell.get("headers").split()) <= set(ids)


@pytest.mark.parametrize("name", ALL)
def test_equal_tables_give_equal_html(name):
    assert tables.to_html(ALL[name]()) == tables.to_html(ALL[name]())


def test_outcomes_read_back():
    frame = read(ALL["outcomes"]())
    assert list(frame.columns.get_level_values(0).unique()) == ["Opbrengst", "Totaal (n=64)", "Mbo (n=36)"]
    assert list(frame["Totaal (n=64)"].columns) == ["Aantal", "%", "Marge"]
    assert list(frame["Mbo (n=36)"].columns) == ["Aantal", "%", "Marge", "Verschil", "p"]
    assert list(frame["Totaal (n=64)"].iloc[1]) == [32, "50%", "45–55%"]
    assert list(frame["Mbo (n=36)"].iloc[1])[1:] == ["50%", "45–55%", "−12", "<0,001"]
    assert list(frame["Opbrengst"].iloc[:, 0]) == ["Label positie", "Label relatie", "Label geen"]


def test_outcomes_mark_differences_and_name_their_rows():
    root = dom.fragment_fromstring(tables.to_html(ALL["outcomes"]()))
    assert [strong.text for strong in root.iter("strong")] == ["−12"]
    assert root.xpath(".//tbody/tr/@id") == ["t-positie", "t-relatie", "t-geen"]


def test_hidden_distributions_are_dashes():
    frame = read(ALL["distribution"]())
    assert list(frame.iloc[0]) == ["relatie", "40", "30", "75%", "10", "25%"]
    assert list(frame.iloc[1]) == ["positie", *["–"] * 5]


def test_response_has_dutch_numbers_and_a_bold_total():
    root = dom.fragment_fromstring(tables.to_html(ALL["response"]()))
    first, total = [[cell.text_content() for cell in row] for row in root.xpath(".//tbody/tr")]
    assert first == ["Mbo", "1.000", "360", "36%"] and total == ["Totaal", "–", "1.364", "–"]
    assert [strong.text for strong in root.xpath(".//tr[@class='totaal']//strong")] == total
    assert all("right" in cell.get("style") for cell in root.iter("td"))


def test_workplaces_are_added_up():
    frame = read(ALL["workplaces"]())
    assert list(frame.columns) == [
        "Digitale Werkplaats", "Tranche", "Bereik", "Aantal mbo", "Aantal hbo", "Aantal wo",
    ]  # fmt: skip
    assert list(frame["Bereik"].iloc[:2]) == ["mbo, hbo", "hbo"]
    assert list(frame.iloc[2, 3:]) == [1, 3, 0]


def test_counts_are_added_up():
    frame = read(
        tables.counts_table(pd.DataFrame({"werkplaats": ["Aa", "Bb"], "respons": [3, 4]}), "t", "contactpersonen")
    )
    assert list(frame["Aantal contactpersonen"]) == [3, 4, 7]


def test_answers_appear_as_typed_and_never_as_markup():
    source = tables.to_html(ALL["answers"]())
    root = dom.fragment_fromstring(source)
    first, second = root.xpath(".//tbody/tr")
    assert (first.get("data-sector"), first.get("data-tranche")) == ("mbo", "1")
    assert (first.get("lang"), second.get("lang")) == (None, "en")
    assert first.xpath("td")[0].text_content() == NASTY
    assert len(second.xpath("td")[0].xpath("br")) == 2
    assert len(first.xpath("td")) == len(root.xpath(".//thead//th")) == 2
    assert not any(sign in source for sign in ("<b>", "{{", "$", "@", "*", "|"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "<0,001"), (0.004, "0,004"), (0.03, "0,03"), (1.0, "1,00"), (NAN, "–")],
)
def test_p_values(value, text):
    assert cells.p_cell(value) == text


def test_response_alone_where_it_is_not_known_who_were_approached():
    frame = response_frame().assign(benaderd=pd.NA, aandeel=pd.NA)
    root = dom.fragment_fromstring(tables.to_html(tables.response_table(frame, "t", "Sector")))
    rows = [[cell.text_content() for cell in row] for row in root.xpath(".//tr")]
    assert rows == [["Sector", "Respons"], ["Mbo", "360"], ["Totaal", "1.364"]]


@pytest.mark.parametrize(
    ("difference", "text"),
    [(NAN, "–"), (0.0, "0"), (0.12, "+12"), (-0.12, "−12"), (0.0961, "+9,6"), (0.1, "+10"), (0.004, "0")],
)
def test_differences_in_points(difference, text):
    assert cells.points_cell(difference) == text

"""Tables: read back by machine, they say what was put in, and nothing in them acts as markup."""

import io
import re

import pandas as pd
import pytest
from great_tables import GT
from lxml import html as dom

from impactmonitor.analysis.tabulation import side_by_side
from impactmonitor.display import cells
from impactmonitor.display.tables import in_dutch, to_html

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
            row = {"item": item, "opbrengst": f"Label {item}", "soort": kind, "groep": f"{key.title()} (n={n})"}
            row |= {"n": n, "aantal": count, "aandeel": share, "laag": share * 0.9, "hoog": min(1, share * 1.1)}
            row |= {"verschil": -0.12 if compared else NAN, "verschil_laag": -0.2 if compared else NAN}
            row |= {"verschil_hoog": -0.04 if compared else NAN, "p": 0.001 if compared else NAN}
            rows.append(row | {"oordeel": "minder vaak" if compared and item == "relatie" else ""})
    table = pd.DataFrame(rows)
    order = pd.Categorical(table["opbrengst"], ["Label positie", "Label relatie", "Label geen"], ordered=True)
    return table.assign(groep=pd.Categorical(table["groep"], table["groep"].unique(), ordered=True), opbrengst=order)


def distribution_frame():
    rows = []
    for item, counts in (("relatie", (30, 10)), ("positie", (2, 1))):
        n, shown = sum(counts), sum(counts) >= 5
        for category, count in zip(("nieuw", "versterking"), counts, strict=True):
            row = {"item": item, "opbrengst": item, "soort": "named", "n": n, "categorie": category, "toon": shown}
            row |= {"aantal": count if shown else pd.NA, "aandeel": count / n if shown else NAN}
            rows.append(row | {"antwoord": category.title()})
    table = pd.DataFrame(rows).astype({"aantal": "Int64"})
    table["opbrengst"] = pd.Categorical(table["opbrengst"], ["relatie", "positie"], ordered=True)
    return table.assign(antwoord=pd.Categorical(table["antwoord"], table["antwoord"].unique(), ordered=True))


def response_frame():
    frame = pd.DataFrame({"categorie": ["Mbo", "Totaal"], "benaderd": [1000, pd.NA], "respons": [360, 1364]})
    frame = frame.astype({"benaderd": "Int64", "respons": "Int64"})
    return frame.assign(aandeel=(frame["respons"] / frame["benaderd"]).astype("Float64"))


def answers_frame():
    texts = {"Kop": [NASTY, "regel\n\nregel"], "Kop twee": ["", "Ja"]}
    return pd.DataFrame({**texts, "data-sector": ["mbo", "hbo"], "data-tranche": ["1", "2"], "data-lang": ["", "en"]})


WORKPLACES = pd.DataFrame(
    {
        "werkplaats": ["Aa", "B & C", "Totaal"],
        "tranche": ["1", "4", ""],
        "bereik": ["mbo, hbo", "hbo", ""],
        "mbo": [1, 0, 1],
        "hbo": [2, 1, 3],
    }
)


def wide(frame, **given):
    return GT(side_by_side(frame, **given), rowname_col="opbrengst").pipe(in_dutch)


def response(frame):
    return GT(frame.dropna(axis="columns", how="all"), rowname_col="categorie").pipe(in_dutch, categorie="Sector")


TOGETHER = pd.Series({"nieuw": 30, "versterking": 10})
ALL = {
    "outcomes": lambda: wide(outcomes_frame()),
    "distribution": lambda: wide(distribution_frame()),
    "together": lambda: wide(distribution_frame(), together=TOGETHER),
    "response": lambda: response(response_frame()),
    "workplaces": lambda: GT(WORKPLACES, rowname_col="werkplaats").pipe(in_dutch, mbo="Aantal mbo"),
    "answers": lambda: GT(answers_frame()).pipe(in_dutch),
    "nasty": lambda: GT(pd.DataFrame({"opbrengst": [NASTY], f"{NASTY}|Aantal": [1]}), rowname_col="opbrengst").pipe(
        in_dutch, opbrengst=NASTY
    ),
}


def read(table):
    return pd.read_html(io.StringIO(to_html(table, "t")), thousands=None)[0]


@pytest.mark.parametrize("name", ALL)
def test_html_is_one_bare_accessible_table(name):
    source = to_html(ALL[name](), "t")
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
    assert to_html(ALL[name](), "t") == to_html(ALL[name](), "t")


def test_outcomes_read_back():
    frame = read(ALL["outcomes"]())
    assert list(frame.columns.get_level_values(0).unique()) == ["Opbrengst", "Totaal (n=64)", "Mbo (n=36)"]
    assert list(frame["Totaal (n=64)"].columns) == ["Aantal", "%", "Marge"]
    assert list(frame["Mbo (n=36)"].columns) == ["Aantal", "%", "Marge", "Verschil"]
    assert list(frame["Totaal (n=64)"].iloc[1]) == [32, "50%", "45–55%"]
    assert list(frame["Mbo (n=36)"].iloc[1])[1:] == ["50%", "45–55%", "−12 (−20 tot −4); p<0,001"]
    assert list(frame["Opbrengst"].iloc[:, 0]) == ["Label positie", "Label relatie", "Label geen"]


def test_outcomes_mark_differences_and_name_their_rows():
    root = dom.fragment_fromstring(to_html(ALL["outcomes"](), "t"))
    assert [strong.text for strong in root.iter("strong")] == ["−12 (−20 tot −4); p<0,001"]
    assert root.xpath(".//tbody/tr/@id") == ["t-positie", "t-relatie", "t-geen"]


def test_hidden_distributions_are_dashes():
    frame = read(ALL["distribution"]())
    assert list(frame.iloc[0]) == ["relatie", "40", "30", "75%", "10", "25%"]
    assert list(frame.iloc[1]) == ["positie", *["–"] * 5]


def test_response_has_dutch_numbers_and_a_bold_total():
    root = dom.fragment_fromstring(to_html(ALL["response"](), "t"))
    first, total = [[cell.text_content() for cell in row] for row in root.xpath(".//tbody/tr")]
    assert first == ["Mbo", "1.000", "360", "36%"] and total == ["Totaal", "–", "1.364", "–"]
    assert [strong.text for strong in root.xpath(".//tr[@class='totaal']//strong")] == total
    assert all("right" in cell.get("style") for cell in root.iter("td"))


def test_the_named_outcomes_together_close_the_table():
    root = dom.fragment_fromstring(to_html(ALL["together"](), "t"))
    last = root.xpath(".//tbody/tr")[-1]
    assert last.get("id") == "t-samen" and last.get("class") == "totaal"
    told = [cell.text_content().strip() for cell in last]
    assert told == ["Samen, zonder andere opbrengsten", "40", "30", "75%", "10", "25%"]
    assert len(last.xpath(".//strong")) == len(told)


def test_words_are_on_the_left_and_the_last_row_adds_up():
    frame = read(ALL["workplaces"]())
    assert list(frame.columns) == ["Digitale Werkplaats", "Tranche", "Sectoren", "Aantal mbo", "hbo"]
    assert list(frame.iloc[2, 3:]) == [1, 3]
    root = dom.fragment_fromstring(to_html(ALL["workplaces"](), "t"))
    sides = [cell.get("style").removeprefix("text-align: ") for cell in root.xpath(".//tbody/tr[1]/td")]
    assert sides == ["left", "left", "right", "right"]


def test_heads_and_names_of_rows_are_no_markup():
    root = dom.fragment_fromstring(to_html(ALL["nasty"](), "t"))
    shown = [cell.text_content().strip() for cell in root.iter("th")]
    assert shown == [NASTY, NASTY, "Aantal", NASTY]
    source = to_html(ALL["nasty"](), "t")
    assert not any(sign in source for sign in ("<b>", "{{", "$", "@", "*", "|"))


def test_answers_appear_as_typed_and_never_as_markup():
    source = to_html(ALL["answers"](), "t")
    root = dom.fragment_fromstring(source)
    first, second = root.xpath(".//tbody/tr")
    assert (first.get("data-sector"), first.get("data-tranche")) == ("mbo", "1")
    assert (first.get("lang"), second.get("lang")) == (None, "en")
    assert first.xpath("td")[0].text_content() == NASTY
    assert len(second.xpath("td")[0].xpath("br")) == 2
    assert len(first.xpath("td")) == len(root.xpath(".//thead//th")) == 2
    assert not any(sign in source for sign in ("<b>", "{{", "$", "@", "*", "|"))


@pytest.mark.parametrize(("p", "text"), [(0.001, "; p<0,001"), (0.1, "; p<0,1"), (1.0, "")])
def test_p_stands_beside_a_difference_where_it_is_small(p, text):
    assert cells.difference_cell((0.12, -0.03, 0.27, p)) == f"+12 (−3 tot 27){text}"


def test_response_alone_where_it_is_not_known_who_were_approached():
    frame = response_frame().assign(benaderd=pd.NA, aandeel=pd.NA)
    root = dom.fragment_fromstring(to_html(response(frame), "t"))
    rows = [[cell.text_content() for cell in row] for row in root.xpath(".//tr")]
    assert rows == [["Sector", "Respons"], ["Mbo", "360"], ["Totaal", "1.364"]]


def test_a_share_is_called_response_only_of_those_approached():
    for frame, head in ((response_frame(), "Respons %"), (response_frame().drop(columns="benaderd"), "Aandeel")):
        root = dom.fragment_fromstring(to_html(response(frame), "t"))
        assert root.xpath("string((.//th[@scope='col'])[last()])") == head


@pytest.mark.parametrize(
    ("difference", "text"),
    [(NAN, "–"), (0.0, "0"), (0.12, "+12"), (-0.12, "−12"), (0.0961, "+9,6"), (0.1, "+10"), (0.004, "0")],
)
def test_differences_in_points(difference, text):
    assert cells.points_cell(difference) == text

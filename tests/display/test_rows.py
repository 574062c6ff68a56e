"""How figures are divided over pages, and how labels of any length are broken into lines."""

import pandas as pd
import pytest
from sized import LONG, LONG_WORD

from impactmonitor.display.rows import TALL, on_pages, rows_of
from impactmonitor.display.sheet import NARROW, SIZE, WIDTH, Sheet, text_width, wrap

BARS = {"y": "opbrengst", "hue": "groep"}
STACKED = {"y": "opbrengst", "hue": "antwoord", "multiple": "stack"}


def frame(groups, items, answers=0, waves=0):
    """Make a tidy table of that many groups or answers for each item, most of them with short labels."""
    names = [f"Opbrengst {item}" + (f" {LONG}" if item % 5 == 1 else "") for item in range(items)]
    if answers or waves:
        rows = [{"opbrengst": f"{name} {wave}".strip(), "antwoord": f"Antwoord {answer}"}
                | ({"uitkomst": name, "meting": str(wave)} if waves else {})
                for name in names for wave in range(waves) or [""] for answer in range(answers)]  # fmt: skip
    else:
        keys = ["totaal", *(f"g{group}" for group in range(1, groups))]
        rows = [{"opbrengst": name, "groep": key, "groep_key": key} for name in names for key in keys]
    table = pd.DataFrame(rows)
    hue = "antwoord" if answers or waves else "groep"
    return table.assign(**{one: pd.Categorical(table[one], table[one].unique(), True) for one in ("opbrengst", hue)})


def test_what_fits_on_a_page_is_left_as_it_is():
    for table, how in ((frame(3, 12), BARS), (frame(0, 12, answers=3), STACKED)):
        parts = on_pages(table, **how)
        assert len(parts) == 1 and parts[0] is table


@pytest.mark.parametrize(
    ("table", "how", "number"),
    [(frame(7, 12), BARS, 2), (frame(1, 40), BARS, 2), (frame(0, 40, answers=7), STACKED, 2)],
    ids=["groups", "items", "statements"],
)
def test_what_does_not_is_split_between_outcomes(table, how, number):
    parts = on_pages(table, **how)
    assert len(parts) == number and pd.concat(parts).equals(table)
    assert not set(parts[0]["opbrengst"]) & set(parts[1]["opbrengst"])
    for part in parts:
        shown = part.assign(opbrengst=part["opbrengst"].cat.remove_unused_categories())
        assert 0.3 * TALL < rows_of(shown, **how).body < 1.1 * TALL


def test_groups_that_would_take_many_pages_are_left_to_the_table():
    parts = on_pages(frame(7, 40), **BARS)
    assert {key for part in parts for key in part["groep_key"]} == {"totaal"}
    assert sum(len(part) for part in parts) == 40


def test_the_bars_of_two_waves_stay_together():
    parts = on_pages(frame(0, 40, answers=2, waves=2), **STACKED)
    assert len(parts) > 1
    for part in parts:
        assert set(part.groupby("uitkomst")["meting"].nunique()) == {2}


@pytest.mark.parametrize("width", [60, 94, 160])
def test_a_word_that_no_line_holds_is_broken(width):
    lines = wrap(f"De {LONG_WORD} en meer", width)
    assert all(text_width(line, SIZE) <= 1.1 * width for line in lines)
    joined = " ".join(lines).replace("- ", "")
    assert joined == f"De {LONG_WORD} en meer"
    assert (len(lines) > 2) == (text_width(LONG_WORD, SIZE) > 1.1 * width or width < 160)


@pytest.mark.parametrize("width", [NARROW, WIDTH])
def test_a_legend_stays_on_its_sheet(width):
    sheet = Sheet(width, "Kop", "Onder", [(f"Antwoord {LONG}", "#000000"), ("Kort", "#111111"), (LONG, "#222222")], 100)
    edge = max(text.get_position()[0] * width + text_width(text.get_text(), SIZE) for text in sheet.figure.texts)
    below = min(text.get_position()[1] * sheet.height for text in sheet.figure.texts)
    assert edge <= width + 1 and below >= sheet.height - sheet.top

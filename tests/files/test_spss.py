"""The values of cells as text: the same whatever program wrote them."""

import datetime as dt

import pytest

from impactmonitor.files.spss import as_text
from impactmonitor.survey.vocabulary import whole_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (True, "1"),
        (False, "0"),
        (3, "3"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (dt.date(2022, 5, 4), "2022-05-04"),
        (dt.datetime(2022, 5, 4, 13, 5), "2022-05-04T13:05:00"),
        (dt.time(13, 5), "13:05:00"),
        (" tekst ", " tekst "),
    ],
)
def test_one_way_of_writing(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(("typed", "text"), [("1,0", "1"), ("+2.00", "+2"), ("1,5", "1,5"), ("1.0.0", "1.0.0")])
def test_whole_numbers(typed, text):
    assert whole_number(typed) == text

"""Numbers as people and tools write them; what may be read in two ways is refused."""

import pandas as pd
import pytest

from impactmonitor.survey.parts import Category
from impactmonitor.survey.vocabulary import _classes, as_number

HOURS = (
    Category("weinig", "Weinig", tot=5),
    Category("veel", "Veel", van=6, tot=999),
    Category("meer", "Meer", van=1000),
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("1,5", 1.5),
        ("1.50", 1.5),
        ("-3", -3),
        ("0,125", 0.125),
        ("1000", 1000),
        ("1.0000", 1),
        ("12,0", 12),
    ],
)
def test_numbers_are_read_with_a_comma_or_a_point(typed, number):
    assert as_number(typed) == number


@pytest.mark.parametrize("typed", ["1.000", "12,500", "-1.000", "1.000.000", "inf", "nan", "1e3", "1_0", "vijf", ""])
def test_what_may_be_a_thousand_and_what_is_no_number_are_not(typed):
    assert as_number(typed) is None


def test_classes_refuse_a_thousand_with_a_mark_and_say_how_to_write_it():
    known = _classes(HOURS)
    column = pd.Series(["1.000", "1000", "1,0", " 7 ", "n.v.t.", "inf"])
    assert known.knows(column).tolist() == [False, True, True, True, True, False]
    assert known.read(column).tolist()[1:4] == ["meer", "weinig", "veel"]
    assert known.shown[-1] == "a number such as 1500 or 1,5, without a mark for thousands"

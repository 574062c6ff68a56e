"""Numbers as Dutch reports write them."""

import pytest

from impactmonitor.text import dutch


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "<0,001"), (0.004, "0,004"), (0.03, "0,03"), (0.0523, "0,052"), (0.0502, ">0,05"), (1.0, "1,00")],
)
def test_a_p_value_says_on_which_side_of_five_percent_it_lies(value, text):
    assert dutch.p_value(value) == text


def test_a_step_of_p():
    told = [dutch.p_step(step) for step in (*dutch.P_STEPS, 1.0)]
    assert told == ["p<0,001", "p<0,01", "p<0,05", "p<0,1", ""]

"""Phrases hold what they say: every share has one, every phrase can be reached, and all read well."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmonitor.text import dutch, shares
from impactmonitor.text.dutch import enumerate_nl, margin, number, percent
from impactmonitor.text.shares import BANDS, PHRASES, band, share, subject, subject_band

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_the_phrase_of_a_share_holds_it(pair):
    count, n = pair
    phrase = share(count / n)
    assert phrase.holds(Fraction(count, n))
    assert sum(other.holds(Fraction(count, n)) for other in PHRASES) == 1


@given(st.floats(0, 1))
def test_any_share_has_a_phrase(value):
    assert share(value).holds(value)


def test_no_phrase_is_unreachable():
    reached = {share(Fraction(count, 1000)).text for count in range(1001)}
    assert {phrase.text for phrase in PHRASES} <= reached


@given(st.lists(st.integers(0, 64), min_size=2, max_size=6))
def test_a_band_holds_every_share(counts):
    shares = [Fraction(count, 64) for count in counts]
    phrase = band(shares)
    assert all(phrase.holds(value) for value in shares)


@given(COUNTS)
def test_a_subject_reads_as_a_clause(pair):
    count, n = pair
    text = subject(count, n).clause("noemt", "noemen")
    assert "  " not in text and "{" not in text
    assert text.endswith((" noemt", " noemen"))
    if n < shares.MIN_PERCENTAGE_BASE:
        assert "derde" not in text and "procent" not in text


@given(st.lists(st.integers(0, 15), min_size=2, max_size=4))
def test_a_band_on_a_small_base_tells_counts(counts):
    phrase = subject_band(counts, 15)
    assert all(phrase.holds(Fraction(count, 15)) for count in counts)
    assert "procent" not in phrase.text


@pytest.mark.parametrize(
    ("count", "n", "text"),
    [
        (0, 64, "geen van de contactpersonen noemt"),
        (64, 64, "alle contactpersonen noemen"),
        (53, 64, "meer dan tachtig procent van de contactpersonen noemt"),
        (51, 64, "vier op de vijf contactpersonen noemen"),
        (48, 64, "driekwart van de contactpersonen noemt"),
        (32, 64, "de helft van de contactpersonen noemt"),
        (23, 64, "ruim een derde van de contactpersonen noemt"),
        (1, 64, "vrijwel geen contactpersoon noemt"),
        (7, 9, "7 van de 9 contactpersonen noemen"),
        (1, 9, "één van de 9 contactpersonen noemt"),
        (9, 9, "alle 9 contactpersonen noemen"),
        (0, 9, "geen van de 9 contactpersonen noemt"),
        (1, 1, "de enige contactpersoon noemt"),
        (0, 1, "geen enkele contactpersoon noemt"),
        (2, 2, "beide contactpersonen noemen"),
    ],
)
def test_subjects(count, n, text):
    assert subject(count, n).clause("noemt", "noemen") == text


def test_the_published_bands():
    assert band([42 / 64, 39 / 64, 37 / 64, 34 / 64]).text == "de helft tot twee derde"
    assert band([0.83, 0.84]).text == "meer dan tachtig procent"


def test_a_sentence_starts_with_a_word():
    assert subject(7, 9).clause("noemt", "noemen", start=True) == "Zeven van de negen contactpersonen noemen"
    assert dutch.capitalise("één") == "Eén"
    assert dutch.capitalise("ijs") == "IJs"
    assert dutch.capitalise("’s ochtends") == "’s Ochtends"


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a en b"),
        (["a", "b", "c"], "a, b en c"),
        (["a, x", "b"], "a, x; en b"),
    ],
)
def test_enumerations(items, text):
    assert enumerate_nl(items) == text


def test_numbers():
    assert number(1672) == "1.672"
    assert number(0.125, 2) == "0,13"
    assert percent(64 / 178) == "36%"
    assert percent(0) == "0%"
    assert percent(1) == "100%"
    assert percent(0.999) == "meer dan 99%"
    assert percent(0.001, compact=True) == "<1%"
    assert margin(0.714, 0.842) == "71–84%"
    with pytest.raises(ValueError):
        percent(1.2)
    with pytest.raises(ValueError, match=r"^9 of 8 is not a share$"):
        subject(9, 8)


def test_counts_in_words():
    assert [dutch.count_word(n) for n in (0, 1, 2, 20, 21, 1672)] == ["nul", "een", "twee", "twintig", "21", "1.672"]
    assert dutch.count_word(1, stress=True) == "één"


@pytest.mark.thorough
def test_no_band_is_unreachable():
    shares = [Fraction(count, 100) for count in range(101)]
    reached = {band([low, high]).text for place, low in enumerate(shares) for high in shares[place:]}
    assert {phrase.text for phrase in BANDS} <= reached


def test_bands_have_stated_intervals():
    assert all(phrase.low <= phrase.high for phrase in BANDS)

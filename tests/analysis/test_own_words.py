"""No list of texts ties one to another, or to a small group."""

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from impactmonitor.analysis import own_words
from impactmonitor.analysis.own_words import open_answers, other_outcomes, remarks, remarks_of
from impactmonitor.analysis.study import Study

MINIMUM = 5
ASKED = [{}, *({"tranche": key} for key in "1234"), {"sector": "mbo"}, {"sector": "hbo"}, {"tranche": "1,2"}]


def lists(study):
    """Read the lists of a report: of every text, the heading above it."""
    answers = open_answers(study)
    columns = [niveau.open_kop for niveau in study.codebook.niveaus]
    yield {tuple(row): head for head, *row in answers[["groep", *columns]].itertuples(index=False)}
    yield dict.fromkeys(remarks(study)["Aanvullende opmerkingen"].map(lambda text: (text,)), "")
    for niveau in study.codebook.niveaus:
        yield {(text,): "" for text in other_outcomes(study, niveau)}


@pytest.fixture(scope="module")
def reports():
    return [Study.load(**asked) for asked in ASKED]


@pytest.fixture(scope="module")
def places(reports):
    """By list and text, in which reports and under which heading it stands."""
    found = {}
    for number, study in enumerate(reports):
        for kind, texts in enumerate(lists(study)):
            for text, head in texts.items():
                found.setdefault((kind, text), {})[number] = head
    return found


@pytest.mark.slow
def test_whoever_wrote_a_text_is_one_of_many(reports, places):
    whole = reports[0]
    heads = {sector.key: sector.kop for sector in whole.codebook.categories("sector")}
    pairs = 0
    for (kind, text), where in places.items():
        for few in itertools.combinations(sorted(where), min(2, len(where))):
            could = pd.Series(True, index=whole.frame.index)
            for number in few:
                could &= reports[number].selected
                told = {key for key, head in heads.items() if head == where[number]}
                if told:
                    could &= whole.frame["sector"].isin(told)
            pairs += len(few) == 2
            assert could.sum() >= MINIMUM, (kind, text, few)
    assert pairs > 50


def test_headings_stand_over_enough_answers(reports):
    for study in reports:
        sizes = open_answers(study).groupby("groep", observed=True).size()
        assert len(sizes) < 2 or sizes.min() >= MINIMUM


def test_no_list_is_in_the_order_of_the_data_or_of_another(reports):
    whole = reports[0]
    column = "Aanvullende opmerkingen"
    assert list(remarks(whole)[column]) != list(whole.frame.loc[whole.frame["opmerking"] != "", "opmerking"])
    both = whole.frame[(whole.frame["opmerking"] != "") & (whole.frame["open_instelling"] != "")]
    answers = list(open_answers(whole)[whole.codebook.niveaus[0].open_kop])
    order = [answers.index(text) for text in both.set_index("opmerking").loc[
        [text for text in remarks(whole)[column] if text in set(both["opmerking"])], "open_instelling"]]  # fmt: skip
    assert len(order) > 5 and order != sorted(order)


def test_only_the_language_is_told_of_a_row(reports):
    for study in reports:
        told = [name for name in (*open_answers(study), *remarks(study)) if name.startswith("data-")]
        assert set(told) == {"data-lang"}


def test_as_many_other_outcomes_as_were_ticked_or_none(reports):
    for study in reports:
        for niveau in study.codebook.niveaus:
            listed = len(other_outcomes(study, niveau))
            assert listed in {0, int(study.selection[niveau.column("andere")].sum())}


def test_no_two_lists_of_other_outcomes_cross(reports):
    """Texts are recognised: two lists tell how many of the ticks are of both groups, which no audit of counts knows."""
    for place in range(len(reports[0].codebook.niveaus)):
        listed = [one for one in reports if other_outcomes(one, one.codebook.niveaus[place])]
        assert len(listed) > 1
        for one, two in itertools.combinations(listed, 2):
            both = one.selected & two.selected
            assert one.variant.whole or two.variant.whole or not both.any()


def test_reports_beside_the_standard_ones_print_the_same_texts_of_whom_they_share():
    """Else a text that stands in one of them and not in another would be known not to be of the other's."""
    asked = [{"sector": "mbo"}, {"sector": "hbo"}, {"tranche": "2,3"}, {"tranche": "3", "sector": "mbo"}]
    studies = [Study.load(**one) for one in asked]
    printed = [remarks_of(one).index for one in studies]
    assert sum(map(len, printed)) > 12
    for (one, mine), (two, theirs) in itertools.permutations(zip(studies, printed, strict=True), 2):
        assert {*mine[two.selected[mine]]} <= {*theirs}, (one.variant, two.variant)


def test_too_few_answers_of_a_sector_stand_with_the_smallest_other(monkeypatch):
    study = Study.load()
    frame, first = study.frame.copy(), study.codebook.first("kolommen")
    words = [niveau.words for niveau in study.codebook.open]
    frame[words] = ""
    for sector, count in (("mbo", 10), ("hbo", 12), ("overig", 3)):
        frame.loc[frame.index[frame[first.key] == sector][:count], words[0]] = "Tekst"
    found = own_words._headings(replace(study, responses=replace(study.responses, frame=frame)))
    hbo = next(one.kop or one.label for one in first.groepen if one.key == "hbo")
    assert set(found[frame[first.key] == "hbo"]) == {hbo}
    assert set(found[frame[first.key].isin(["mbo", "overig"])]) == {own_words.REST}

"""What a part says of other outcomes than the form names."""

from impactmonitor.analysis import own_words
from impactmonitor.analysis.study import Study
from impactmonitor.claims.counts import WithheldError
from impactmonitor.claims.outcomes import OutcomeNames


def test_where_a_part_prints_no_other_outcomes_their_number_is_withheld_and_not_none():
    withheld = 0
    for asked in ({"tranche": "1,2"}, {"tranche": "1"}, {"tranche": "3"}, {"sector": "mbo"}, {"sector": "hbo"}):
        study = Study.load(**asked)
        for niveau in study.codebook.niveaus:
            ticks = int(study.selection[niveau.column("andere")].sum())
            try:
                assert OutcomeNames(study, niveau).anderen.aantal == ticks
            except WithheldError:
                withheld += 1
                assert not own_words.other_outcomes(study, niveau)
    assert withheld

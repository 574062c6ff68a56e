"""The same study with levels of outcomes that some were asked: who gave an answer to the level before."""

from dataclasses import replace

from impactmonitor.survey.asked import by_question
from impactmonitor.survey.broken_off import unreached
from impactmonitor.survey.parts import Base


def of_some(study, **bases):
    """Ask a level only of who ticked one item of an earlier one: ``student="instelling.positie_regio"``."""
    base = {key: Base(level, (item,)) for key, (level, item) in ((key, path.split(".")) for key, path in bases.items())}
    levels = tuple(replace(one, gevraagd_aan=base.get(one.key)) for one in study.codebook.niveaus)
    book = replace(study.codebook, niveaus=levels)
    missed = unreached(study.frame, book, None, [])
    frame, _ = by_question(study.frame, book, missed)
    return replace(study, codebook=book, responses=replace(study.responses, frame=frame))

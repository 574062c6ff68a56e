"""The same study with levels of outcomes that some were asked: who gave an answer to the level before."""

from dataclasses import replace

import numpy as np

from impactmonitor.survey.asked import by_question
from impactmonitor.survey.broken_off import unreached
from impactmonitor.survey.parts import Base


def opened(study):
    """Show the ticks of every group of which at least five were asked: mostly only those of all together may be."""
    own, release, shown, bases = replace(study), study.release, dict(study.release.shown), {}
    for niveau in (one for one in study.codebook.niveaus if one.gevraagd_aan):
        asked = release.member[study.frame[niveau.asked].to_numpy(bool)]
        bases[niveau.key] = release.groups @ np.bincount(asked, minlength=len(release.sizes)) >= 5
        shown[niveau.key] = shown[niveau.key].copy()
        shown[niveau.key][:, 0] = bases[niveau.key]
    own.__dict__["release"] = replace(release, shown=shown, bases=bases)
    return own


def of_some(study, **bases):
    """Ask a level only of who ticked one item of an earlier one: ``student="instelling.positie_regio"``."""
    base = {key: Base(level, (item,)) for key, (level, item) in ((key, path.split(".")) for key, path in bases.items())}
    levels = tuple(replace(one, gevraagd_aan=base.get(one.key)) for one in study.codebook.niveaus)
    book = replace(study.codebook, niveaus=levels)
    missed = unreached(study.frame, book, None, [])
    frame, _ = by_question(study.frame, book, missed)
    return replace(study, codebook=book, responses=replace(study.responses, frame=frame))

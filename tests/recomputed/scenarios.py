"""Data on which, together, every case of every claim holds."""

from dataclasses import replace

import numpy as np
import pandas as pd
from asked_of_some import of_some, opened
from by_chance import by_chance

from impactmonitor.analysis.study import Study
from impactmonitor.survey.intake import Intake
from impactmonitor.survey.variant import Variant


def changed(study, **columns):
    """Return the study with other answers: columns by their name in the data."""
    frame = study.frame.copy()
    for name, values in columns.items():
        like = frame[name]
        frame[name] = pd.Categorical(values, like.cat.categories, ordered=True) if like.dtype == "category" else values
    return replace(study, responses=replace(study.responses, frame=frame))


def answers(study, shares, status="deels", aard="versterking", levels=("instelling", "opleiding", "student")):
    """Tick the outcomes of levels by shares per sector (mbo, hbo, others), in the codebook's order."""
    columns = {}
    sectors = study.frame["sector"].to_numpy()
    for level in levels:
        niveau = study.codebook.niveau(level)
        columns[niveau.column("geen")] = False
        for place, item in enumerate(niveau.named):
            row = shares[place % len(shares)]
            row = row if isinstance(row, tuple) else (row, row, row)
            ticks = np.zeros(len(sectors), bool)
            for share, members in zip(row, (["mbo"], ["hbo"], ["wo", "overig"]), strict=True):
                people = np.flatnonzero(np.isin(sectors, members))
                ticks[people[: round(share * len(people))]] = True
            columns[niveau.column(item.key)] = ticks
            columns[niveau.column(item.key, "status")] = np.where(ticks, status, None)
            columns[niveau.column(item.key, "aard")] = np.where(ticks, aard, None)
    return changed(study, **columns)


def scenarios(whole):
    """Data on which, together, every case of every claim holds."""
    yield whole
    for tranche in "1234":
        yield Study.load(tranche=tranche)
    yield Study.load(sector="hbo")
    yield answers(whole, [0.0])
    yield answers(whole, [1.0], status="gerealiseerd", aard="nieuw")
    yield answers(whole, [0.6, 0.6, 0.55, 0.3, 0.2, 0.1, 0.1], status="verwacht")
    half = np.arange(64) % 2 == 0
    yield answers(whole, [1.0], np.where(half, "deels", "verwacht"), np.where(half, "nieuw", "versterking"))
    yield answers(whole, [0.62, 0.6, 0.3, 0.3, 0.3, 0.1, 0.1])
    yield answers(whole, [0.62, 0.6, 0.3, 0.3, 0.3, 0.1, 0.1], levels=["student"], status="gerealiseerd", aard="nieuw")
    yield answers(whole, [(0.9, 0.9, 0.5), (0.8, 0.5, 0.5), (0.5, 0.8, 0.5), (0.7, 0.7, 0.7), 0.1])
    yield answers(
        whole, [(0.9, 0.9, 0.9), (0.8, 0.1, 0.5), (0.7, 0.2, 0.5), (0.1, 0.8, 0.5), (0.2, 0.7, 0.5), 0.0, 0.0]
    )
    yield answers(whole, [0.9, 0.85, 0.8, 0.3, 0.2, 0.1, 0.05])
    early = whole.frame["tranche"].isin(["1", "2"]).to_numpy()
    yield changed(whole, student_motivatie=early, student_geen=False)
    yield changed(whole, student_geen=np.arange(64) == 5)
    yield replace(changed(whole, student_motivatie=early, student_geen=False), variant=Study.load(tranche="1").variant)
    yield missing(whole)
    yield changed(answers(whole, [0.0]), student_andere=half)
    tranche = whole.frame["tranche"].astype(int).to_numpy()
    yield changed(whole, opleiding_vervolgopdrachten=tranche < 3, opleiding_geen=False)
    yield replace(changed(whole, instelling_positie_regio=tranche != 3), variant=Study.load(tranche="3").variant)
    yield changed(whole, opleiding_onderwijsaanpak_aard=lightly(whole, "opleiding_onderwijsaanpak"))
    mbo = whole.frame["sector"].eq("mbo").to_numpy()
    yield changed(answers(whole, [0.5]), student_motivatie=mbo)
    rows = np.arange(len(mbo))
    yield answers(
        whole, [0.8], np.where(rows % 5 < 3, "verwacht", "deels"), np.where(rows % 5 < 3, "nieuw", "versterking")
    )
    yield answers(whole, [0.8], "deels", np.where(rows % 9 < 4, "nieuw", "versterking"))
    yield changed(
        answers(whole, [0.0]), **{f"{niveau.key}_andere": np.zeros(64, bool) for niveau in whole.codebook.niveaus}
    )
    few = answers(
        whole, [0.2], np.where(rows % 2 == 0, "gerealiseerd", "deels"), np.where(rows % 2 == 0, "nieuw", "versterking")
    )
    rarer = {
        "status": np.where(rows % 3 == 0, "gerealiseerd", "deels"),
        "aard": np.where(rows % 3 == 0, "nieuw", "versterking"),
    }
    yield answers(few, [0.2], **rarer, levels=["opleiding", "student"])
    even = answers(whole, [0.8])
    yield changed(even, instelling_positie_regio_aard=lightly(even, "instelling_positie_regio"))
    regional = of_some(whole, student="instelling.positie_regio")
    yield from (regional, opened(regional))
    for some in (rows % 3 == 0, rows < 3):  # too few of each sector to show apart, and of all
        yield of_some(changed(whole, instelling_positie_regio=some), student="instelling.positie_regio")
    yield replace(whole, coding=None)
    yield replace(whole, responses=replace(whole.responses, frame=whole.frame.iloc[::8].reset_index(drop=True)))


def missing(study, share=3):
    """Leave the status and nature of every third respondent out."""
    keep = np.arange(len(study.frame)) % share > 0
    columns = [column for column in study.frame if column.endswith(("_status", "_aard"))]
    return changed(study, **{column: study.frame[column].astype(object).where(keep, None) for column in columns})


def lightly(study, column):
    """Call an outcome new more often than the others on its level."""
    ticks = study.frame[column].to_numpy()
    return np.where(ticks, np.where(np.cumsum(ticks) % 2 == 0, "nieuw", "versterking"), None)


def approached(study, **numbers):
    """Return the study with other numbers of persons approached, by dimension, in the order of the categories."""
    table = study.approached.copy()
    for dimension, values in numbers.items():
        table.loc[table["dimensie"] == dimension, "benaderd"] = values
    return replace(study, approached=table)


def scenarios_of_the_study(whole):
    """Data on which, together with those, every case of every claim about the study as a whole holds."""
    yield replace(whole, min_groep=40)
    yield replace(whole, min_groep=5)
    yield by_chance(whole, 14)
    yield Study.load(werkplaats="DigiLab Rivierenland")
    received = Intake(
        "LimeSurvey", ["submitdate"], len(whole.frame) + 6, {"onvoltooid": [3, 4, 9, 11], "dubbel": [5, 6]}
    )
    yield replace(whole, responses=replace(whole.responses, intake=received))
    for kept, unused in (([3, 8], {}), ([3, 8, 9], {"opleiding": [5]}), ([], {"opleiding": [5], "student": [6, 7]})):
        intake = Intake(received=len(whole.frame), kept=kept, unused=unused)
        yield replace(whole, responses=replace(whole.responses, intake=intake))
    yield approached(whole, tranche=0, sector=0)
    yield approached(whole, tranche=[9, 14, 111, 44], sector=[26, 150, 4, 2])
    yield approached(whole, tranche=[9, 14, 25, 16], sector=[26, 32, 4, 2])
    yield approached(whole, tranche=[31, 10**4, 52, 44])
    places, answered = whole.workplaces, whole.workplaces["werkplaats"].isin(whole.frame["werkplaats"])
    yield replace(whole, workplaces=places[answered].assign(mbo=2, wo=0))
    silent = places.head(3).assign(werkplaats=["Nieuw 1", "Nieuw 2", "Nieuw 3"])
    one = places.assign(mbo=[2] + [1] * (len(places) - 1), hbo=0, wo=0)
    yield replace(whole, workplaces=pd.concat([one, silent.assign(mbo=1, hbo=0, wo=0)]))
    opened = [f"open_{niveau.key}" for niveau in whole.codebook.niveaus]
    nobody = pd.Series("", index=whole.frame.index)
    yield changed(whole, **dict.fromkeys([*opened, "opmerking", "student_andere_tekst"], nobody))
    elsewhere = whole.frame["opmerking"].mask(whole.frame["tranche"] == "3", "")
    yield replace(changed(whole, opmerking=elsewhere), variant=Variant({"tranche": ("3",)}))
    somebody = nobody.where(nobody.index != 3, "Een antwoord")
    yield changed(whole, **dict.fromkeys([*opened, "opmerking", "student_andere_tekst"], somebody))

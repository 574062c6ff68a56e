"""What a report's files tell of a question that some were asked is what is released of it."""

import re
from pathlib import Path

import followed
import pandas as pd
import pytest
from based import made
from order import first

from impactmonitor.analysis.bases import base
from impactmonitor.analysis.study import Study
from impactmonitor.claims.rules import evaluate
from impactmonitor.paths import ROOT
from impactmonitor.report.ledger import rows as ledger
from impactmonitor.report.tabs import tabs


@pytest.mark.parametrize(("seed", "part"), first([(88, "t0"), (91, "t0"), (44, "t0")]))
def test_ledger_sheets_and_sentences_tell_what_is_released_and_no_more(seed, part, tmp_path):
    book, frame = made(seed, tmp_path)
    for name in ("claims.yml", "report.qmd"):
        (tmp_path / name).write_bytes((ROOT / "examples" / "bibliotheek" / name).read_bytes())
    told = pd.DataFrame({"respondent": frame.index.astype(str), "in_t": frame["in_t"], "in_s": frame["in_s"]})
    for niveau in book.niveaus:
        for name, column in niveau.short.items():
            told[name] = frame[column].astype(object).fillna("")
        for item in () if niveau.answered else niveau.items:
            told[niveau.column(item.key)] = frame[niveau.column(item.key)].astype(int)
    told.to_csv(tmp_path / "export.csv", index=False)
    for tranche in ("", part):
        study = Study.load(tmp_path / "export.csv", filter=f"in_t={tranche}" if tranche else "")
        later, rest = study.codebook.niveau("later"), [study.rest] if study.rest else []
        groups = {one.key: one for one in (study.total, study.whole, *study.sectors, *study.tranches, *rest)}
        bases = {key: base(study, later, one) for key, one in groups.items()}
        asked = frame[later.asked].to_numpy(bool)
        known = {(one, int((asked & groups[key].mask).sum())) for key, one in bases.items() if one is not None}
        assert all(one == count for one, count in known)
        numbers = {(bases[study.total.key], study.n)}
        for row in (one for one in ledger(study) if one["niveau"] == "later"):
            shown = study.may_show(later, row["item"], row["maat"], groups[row["groep"]].mask)
            assert (row["aantal"] != "") == shown and (shown or bases[row["groep"]] is not None or row["n"] == "")
            assert not shown or bases[row["groep"]] is not None
            numbers |= {(row["aantal"], row["n"])}
        sheet = next(one for one in tabs(study) if one.title.endswith("Later"))
        for block in sheet.blocks:
            for column in (one for one in block.columns if bases[one.group.key] is None):
                cells = sheet.table[[name for name in sheet.table if str(name).startswith(f"{column.group.label}|")]]
                assert cells.map(lambda cell: pd.isna(cell) or cell == "").all(axis=None)
        assert (f": {bases[study.total.key]} van de {study.n}." in sheet.base) == (bases[study.total.key] is not None)
        for claim in (one for one in evaluate(study) if one.niveau == "later"):
            for count, n in re.findall(r": (\d+)/(\d+)", claim.cijfers):
                assert (int(count), int(n)) in numbers, claim


@pytest.mark.parametrize(("seed", "part"), first([(27, "t0"), (28, "t0"), (1, "t0")]))
def test_so_it_is_of_outcomes(seed, part, tmp_path):
    book, frame = followed.made(seed, tmp_path)
    for name in ("data/claims.yml", "report.qmd"):
        (tmp_path / Path(name).name).write_bytes((ROOT / name).read_bytes())
    told = pd.DataFrame({"respondent": frame.index.astype(str), "in_t": frame["in_t"], "in_s": frame["in_s"]})
    for name in book.questions:
        told[name] = frame[name].astype(int) if frame[name].dtype == bool else frame[name].astype(object).fillna("")
    told.to_csv(tmp_path / "export.csv", index=False)
    for tranche in ("", part):
        study = Study.load(tmp_path / "export.csv", filter=f"in_t={tranche}" if tranche else "")
        later, asked = study.codebook.niveau("later"), frame[book.niveaus[1].asked].to_numpy(bool)
        groups = {one.key: one for one in (study.total, study.whole, *study.sectors, *study.tranches)}
        bases = {key: base(study, later, one) for key, one in groups.items()}
        known = {(int((asked & groups[key].mask).sum()), one) for key, one in bases.items() if one is not None}
        assert all(one == count for one, count in known)
        numbers = {(str(count), str(len(frame))) for count, _ in known} | {(str(bases["totaal"]), str(study.n))}
        for row in (one for one in ledger(study) if one["niveau"] == "later"):
            if row["aantal"] != "" and row["groep"] in groups and row["item"] != "samen":
                assert study.may_show(later, row["item"], row["maat"], groups[row["groep"]].mask)
                assert bases[row["groep"]] is not None
            numbers |= {(str(row["aantal"]), str(n)) for n in (row["n"], bases["totaal"])}  # or of all who were asked
        sheets = [
            one for one in tabs(study) if one.question in {"later?", "status?", "aard?"} and "op later" in one.title
        ]
        assert len(sheets) == 3
        for sheet in sheets:
            assert "Alleen gevraagd aan wie bij ‘eerst?’" in sheet.base
            assert (f": {bases['totaal']} van de {study.n}." in sheet.base) == (bases["totaal"] is not None)
        for claim in (one for one in evaluate(study) if one.niveau == "later" and "_zonder" not in one.claim):
            for count, n in re.findall(r"later-[^:;]*(?<!-andere): (\d+)/(\d+)", claim.cijfers):
                assert (count, n) in numbers, claim

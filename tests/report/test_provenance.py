"""The date of a report: what is asked for, else what its own text says, else today."""

import datetime as dt
import os

import pytest

from impactmonitor.report.provenance import dated_as_written, report_date
from impactmonitor.run.evidence import private


def test_a_text_of_ones_own_dates_a_report_anew_each_time(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for day in ("2025-03-04", "2025-03-05"):
        (tmp_path / "report.qmd").write_text(f"---\ndate: {day}\n---\n# Kop\n", encoding="utf-8")
        with dated_as_written(tmp_path / "export.csv"):
            assert report_date() == dt.date.fromisoformat(day)
    assert report_date() not in {dt.date(2025, 3, 4), dt.date(2025, 3, 5)}


@pytest.mark.parametrize("front", ["", "---\ndate: 2025-03-04\n---\n"])
def test_a_date_that_is_asked_for_goes_first(front, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "report.qmd").write_text(f"{front}# Kop\n", encoding="utf-8")
    with dated_as_written(tmp_path / "export.csv"):
        assert report_date() == dt.date(2023, 11, 14)
    assert report_date() == dt.date(2023, 11, 14)


def test_a_report_without_a_date_leaves_none_for_the_next(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with private(tmp_path / "alle", tmp_path):
        assert os.environ["SOURCE_DATE_EPOCH"]
    (tmp_path / "report.qmd").write_text("---\ndate: 2025-03-04\n---\n# Kop\n", encoding="utf-8")
    with dated_as_written(tmp_path / "export.csv"):
        assert report_date() == dt.date(2025, 3, 4)

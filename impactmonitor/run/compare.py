"""Two versions of a report compared: what readers may be told goes beside the newer one, all of it stays here."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from impactmonitor.analysis.pair import Answers
from impactmonitor.files.whole import write_whole
from impactmonitor.paths import builds_of
from impactmonitor.report.changes import compare
from impactmonitor.report.changes_page import PAGE, TABLE, page, table
from impactmonitor.report.difference import Changes, told
from impactmonitor.report.version import CLAIMS, read_version
from impactmonitor.report.version import PAGE as REPORT
from impactmonitor.run.answers import kept
from impactmonitor.survey.ledgers import LEDGER, RECORD

FOLDER, ASIDE = "verschil", "vorige"


@dataclass(frozen=True)
class Compared:
    """What was found and where it was written.

    Attributes
    ----------
    every, told : Changes
        All of it, and what readers may know.
    page, inside : Path
        The page beside the newer version, and the whole one for the bureau itself.
    """

    every: Changes
    told: Changes
    page: Path
    inside: Path


def compare_outputs(old: Path, new: Path, work: Path | None = None) -> Compared:
    """Compare two output folders, and write what changed.

    Parameters
    ----------
    old, new : Path
        The newer one gets ``verschil.html`` and ``verschil.csv``.
    work : Path, optional
        Folder of the build directories, by default that of the newer one: holds the answers behind each version, and
        gets the same two files with all that readers may not know, in ``verschil/<variant>/``.

    Raises
    ------
    UsageError
        A folder holds no report, or they are not about the same respondents.
    InputError
        A file in them is not as a report writes it.
    """
    work = work or builds_of(new.parent)
    before, now = read_version(old), read_version(new)
    frames = [kept(version.checksum, work) for version in (before, now)]
    old_answers, new_answers = frames
    answers = None
    if old_answers is not None and new_answers is not None:
        filters, heads = sorted({*before.filters, *now.filters}), sorted({*before.heads, *now.heads})
        answers = Answers.of(old_answers, new_answers, filters, heads)
    every = compare(before, now, answers)
    readers, inside = told(every), work / FOLDER / str(now.made["variant"])
    made = [(folder, page(before, now, changes, whole), table(changes))
            for folder, changes, whole in ((inside, every, True), (new, readers, False))]  # fmt: skip
    for folder, text, rows in made:
        write_whole(folder / PAGE, text)
        write_whole(folder / TABLE, rows)
    return Compared(every, readers, new / PAGE, inside / PAGE)


def set_aside(target: Path, build: Path) -> None:
    """Keep what a comparison needs of a report that is to be replaced, in its build directory."""
    shutil.rmtree(build / ASIDE, ignore_errors=True)
    for name in (LEDGER, CLAIMS, RECORD, REPORT):
        if (target / name).is_file():
            (build / ASIDE).mkdir(exist_ok=True)
            shutil.copy2(target / name, build / ASIDE / name)

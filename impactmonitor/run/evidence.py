"""What a report is made of, before it is rendered: its notebooks, numbers and texts, in a directory of its own."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from impactmonitor.files.kept import code, digest, installed
from impactmonitor.files.whole import write_yaml
from impactmonitor.paths import NOTEBOOKS
from impactmonitor.problems import BuildError
from impactmonitor.report.chapters import chapter_of
from impactmonitor.report.provenance import epoch, provenance
from impactmonitor.run.answers import keep
from impactmonitor.run.record import RECORD, Record, inputs, made
from impactmonitor.survey.ledgers import LEDGER
from impactmonitor.survey.wave import prose_of

if TYPE_CHECKING:
    from impactmonitor.analysis.study import Study

Say = Callable[[str], None]

YES_NO = {True: "ja", False: "nee"}
"""What readers of ``claims.csv`` see for what holds, or does not."""


def prepare(study: Study, build: Path, engine: str) -> None:
    """Write what the notebooks do not: variables, metadata, the register of claims."""
    from impactmonitor.claims.rules import Claim, as_rows, evaluate
    from impactmonitor.report.prose import metadata, variables
    from impactmonitor.text.strangers import inert

    write_yaml(build / "_variables.yml", variables(study))
    write_yaml(build / "_metadata.yml", inert(metadata(study, engine)))
    rows = as_rows(evaluate(study))
    with (build / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[one.name for one in fields(Claim)])
        writer.writeheader()
        for row in rows:
            writer.writerow({key: YES_NO[value] if isinstance(value, bool) else value for key, value in row.items()})


def gather(study: Study, build: Path, engine: str, cache: bool, workers: int | None, say: Say) -> Record:
    """Make all that rendering needs: execute the notebooks and meanwhile write the rest."""
    # Before: a file that is changed meanwhile is stale.
    evidence, made_of = evidence_digest(study, engine), inputs(study)
    from impactmonitor.report.ledger import write_ledger
    from impactmonitor.report.workbook import write_workbook
    from impactmonitor.run.notebooks import executing

    (build / RECORD).unlink(missing_ok=True)
    with executing(study, build, cache, workers) as stale:
        if stale:
            say(f"{study.variant.slug}: executing {len(stale)} notebooks (n={study.n})")
        prepare(study, build, engine)
        write_workbook(study, build / "tabellenboek.xlsx")
        write_ledger(study, build / LEDGER)
        keep(study.frame, study.responses.checksum, build.parent)
    niveaus = [chapter_of(niveau) for niveau in study.codebook.niveaus]
    return Record(
        "",
        evidence,
        engine,
        provenance(study, engine),
        niveaus,
        study.responses.intake.notes,
        study.responses.notes,
        made(build),
        made_of,
    )


def evidence_digest(study: Study, engine: str) -> str:
    """Digest everything that the evidence of a report depends on."""
    from impactmonitor.report.numbering import first_chapter
    from impactmonitor.run.tidied import source

    notebooks = [source(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    return digest(
        [
            provenance(study, engine),
            first_chapter(prose_of(study.data)),
            study.release.fingerprint,
            installed(),
            notebooks,
        ],
        [*study.files, *code()],
    )


@contextmanager
def private(build: Path, output: Path) -> Iterator[None]:
    """Keep a build directory to oneself, and one date until all is made.

    Raises
    ------
    BuildError
        A file cannot be read or written.
    """
    from filelock import FileLock
    from xlsxwriter.exceptions import XlsxWriterException

    asked = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = epoch()
    try:
        build.mkdir(parents=True, exist_ok=True)
        with FileLock(build.with_suffix(".lock")):
            yield
    except (OSError, XlsxWriterException) as error:
        cause = error if isinstance(error, OSError) else error.__context__ or error
        where, why = getattr(cause, "filename", None) or output, getattr(cause, "strerror", None) or cause
        raise BuildError(f"{build.name}: {where}: {why}") from error
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
        os.environ |= {} if asked is None else {"SOURCE_DATE_EPOCH": asked}

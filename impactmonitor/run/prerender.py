"""Prepare the project's own folder for Quarto: what `make report` makes, and shares, put where the source names it."""

from __future__ import annotations

import sys
from pathlib import Path

from impactmonitor.files.whole import write_whole
from impactmonitor.paths import ROOT
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.report.chapters import write_chapters
from impactmonitor.report.engines import ready
from impactmonitor.run.build import with_evidence
from impactmonitor.run.quarto_request import above, asked_of_quarto
from impactmonitor.run.record import Record

# Beside a report, made by rendering it, or, as the settings, the project's own.
NOT_OURS = {"tabellenboek.xlsx", "cijfers.csv", "_quarto.yml", "_generated/report.md"}
FOLDERS = ("executed", "figures")
BAR = "_generated/bestanden.html"
"""Leads to the files beside a report, of which Quarto puts none beside its own."""


def place(record: Record, build: Path) -> None:
    """Put the evidence of a variant into the project's folder, which then holds that variant and no other."""
    names = [name for name in record.files if name not in NOT_OURS | {BAR}]
    for name in names:
        if (ROOT / name).is_file() and (ROOT / name).read_bytes() != (build / name).read_bytes():
            (ROOT / name).with_suffix(".png").unlink(missing_ok=True)
    for folder in FOLDERS:
        kept = {Path(name).name for name in names if Path(name).parts[0] == folder}
        kept |= {f"{Path(name).stem}.png" for name in kept}
        for path in (ROOT / folder).glob("*"):
            if path.is_file() and path.name not in kept and path.name != "README.md":
                path.unlink()
    for name in names:
        write_whole(ROOT / name, (build / name).read_bytes())
    (ROOT / BAR).unlink(missing_ok=True)
    write_chapters(record.niveaus, ROOT)


def main() -> int:
    """Prepare the folder; returns the exit status, 1 with every problem listed when something is wrong."""
    try:
        with_evidence(asked_of_quarto(ROOT, above()), "quarto", place)
        ready(ROOT, print)
    except (InputError, UsageError, BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Prepare the project's own folder for Quarto: notebooks executed where stale, variables, metadata, theme."""

from __future__ import annotations

import sys

from impactmonitor.analysis.study import Study
from impactmonitor.paths import ROOT
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.report.engines import ready
from impactmonitor.report.prose import write_chapters
from impactmonitor.run.build import prepare
from impactmonitor.run.notebooks import execute


def main() -> int:
    """Prepare the folder; returns the exit status, 1 with every problem listed when the data or a notebook is wrong."""
    try:
        study = Study.load()
        execute(study, ROOT)
        prepare(study, ROOT, "quarto")
        write_chapters([[niveau.key, niveau.naam] for niveau in study.codebook.niveaus], ROOT)
        ready(ROOT)
    except (InputError, UsageError, BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Quarto's pre-render step: executes what is stale so that ``quarto render`` works in the project's root."""

from __future__ import annotations

import sys
from pathlib import Path

from impactmonitor.build import prepare, write_chapters
from impactmonitor.codebook import ROOT
from impactmonitor.execute import execute
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.study import Study


def main() -> int:
    """Prepare the project's root, unless this is a private build directory that is prepared already."""
    if (ROOT / "_build").resolve() in Path.cwd().resolve().parents:
        return 0
    try:
        study = Study.load()
        execute(study, ROOT)
        prepare(study, ROOT, "quarto")
        write_chapters([[niveau.key, niveau.naam] for niveau in study.codebook.niveaus], ROOT)
    except (InputError, UsageError, BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Finish what Quarto made in the project's own folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from impactmonitor.paths import ROOT
from impactmonitor.report.word import finish


def main(names: Sequence[str]) -> None:
    """Finish Word files, named from the project's folder."""
    for name in names:
        finish(ROOT / name, ROOT)


if __name__ == "__main__":
    main(sys.argv[1:])

"""A small report of what is typed, rendered by either engine, and what stops it."""

import pytest

from impactmonitor.problems import BuildError
from impactmonitor.report.engines import OLDEST, quarto_version, render

WANTED = ".".join(map(str, OLDEST))
needs_quarto = pytest.mark.skipif((quarto_version() or ()) < OLDEST, reason=f"no quarto {WANTED} or newer on the path")
ENGINES = ["builtin", pytest.param("quarto", marks=needs_quarto)]
PICTURE = "figures/student-aard"


def small(build, text):
    """Write a report of one chapter into a build directory."""
    (build / "report.qmd").write_text(f"# Kop {{#sec-kop}}\n\n{text}\n", encoding="utf-8")


def failure(build, engine, kind="html"):
    """Return what the engine says when it refuses."""
    with pytest.raises(BuildError) as caught:
        render(build, [kind], engine)
    return str(caught.value)

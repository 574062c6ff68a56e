"""Quarto's post-render step: makes of a Word file what `make report` makes of it."""

import os
import sys

from prerender import run

MADE = os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines()

if __name__ == "__main__" and (files := [name for name in MADE if name.endswith(".docx")]):
    sys.exit(run("impactmonitor.run.postrender", *files))

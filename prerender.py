"""Quarto's pre-render step: executes what is stale, so that `quarto render` works in this folder."""

import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def run(module: str, *words: str) -> int:
    """Run a module of the project by its own environment; Quarto runs this file by any Python that it finds."""
    own = [path for path in (ROOT / ".venv/bin/python", ROOT / ".venv/Scripts/python.exe") if path.exists()]
    if not own and not importlib.util.find_spec("papermill"):
        sys.exit("impactmonitor: there is no environment here yet. Run `make setup`, or `conda activate impactmonitor`")
    return subprocess.call([own[0] if own else sys.executable, "-m", module, *words], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(run("impactmonitor.run.prerender"))

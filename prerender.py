"""Quarto's pre-render step: executes what is stale, so that `quarto render` works in this folder."""

import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

# Quarto runs this with any Python it finds; the packages are in the project's own environment where there is one.
own = [path for path in (ROOT / ".venv/bin/python", ROOT / ".venv/Scripts/python.exe") if path.exists()]
if not own and not importlib.util.find_spec("papermill"):
    sys.exit("impactmonitor: there is no environment here yet. Run `make setup`, or `conda activate impactmonitor`")
sys.exit(subprocess.call([own[0] if own else sys.executable, "-m", "impactmonitor.run.prerender"], cwd=ROOT))

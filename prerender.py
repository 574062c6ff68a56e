"""Quarto's pre-render step: executes what is stale, so that `quarto render` works in this folder."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

# Quarto runs this with any Python it finds; the packages are in the project's own environment where there is one.
own = [path for path in (ROOT / ".venv/bin/python", ROOT / ".venv/Scripts/python.exe") if path.exists()]
sys.exit(subprocess.call([own[0] if own else sys.executable, "-m", "impactmonitor.run.prerender"], cwd=ROOT))

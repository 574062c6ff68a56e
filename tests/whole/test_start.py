"""The command line starts without what it does not need: drawing, tables, notebooks; statistics only for a check.

Neither does what tells that nothing changed, or renders prose that did.
"""

import subprocess
import sys

import pytest
from order import first

HEAVY = {"matplotlib", "seaborn", "great_tables", "papermill", "IPython", "jupyter_client"}
STATISTICS = {"scipy", "statsmodels"}
PROBE = "import sys\nfrom impactmonitor.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
RENDERING = (
    "import sys\nimport impactmonitor.run.build, impactmonitor.report.builtin, impactmonitor.report.theme_files\n"
)
TOLD = "print('loaded:', *{name.partition('.')[0] for name in sys.modules})"


def loaded(*arguments, what=PROBE):
    command = [sys.executable, "-c", what + TOLD, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("loaded: ")[2].split())


@pytest.mark.parametrize(
    ("arguments", "more"),
    first(
        [
            (["--help"], {"pandas"} | STATISTICS),
            (["report", "--nonsense"], {"pandas"} | STATISTICS),
            (["report", "--tranche", "9"], STATISTICS),
            (["check", "data/respons.csv"], set()),  # it evaluates the claims
        ],
        2,
    ),
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, list) else "",
)
def test_what_is_not_needed_is_not_imported(arguments, more):
    found = loaded(*arguments)
    assert "typer" in found
    assert not found & (HEAVY | more)


def test_rendering_imports_no_tables():
    found = loaded(what=RENDERING)
    assert "yaml" in found
    assert not found & (HEAVY | STATISTICS | {"pandas", "numpy"})

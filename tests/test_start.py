"""The command line starts without what only a report needs: drawing, tables, notebooks, statistics."""

import subprocess
import sys

import pytest

HEAVY = {"matplotlib", "seaborn", "great_tables", "papermill", "IPython", "jupyter_client", "scipy", "statsmodels"}
PROBE = (
    "import sys\nfrom impactmonitor.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
    "print('loaded:', *{name.partition('.')[0] for name in sys.modules})"
)


def loaded(*arguments):
    done = subprocess.run([sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("loaded: ")[2].split())


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["--help"], {"pandas"}),
        (["report", "--nonsense"], {"pandas"}),
        (["report", "--tranche", "9"], set()),
        (["check", "data/respons.csv"], set()),
    ],
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, list) else "",
)
def test_what_is_not_needed_is_not_imported(arguments, more):
    found = loaded(*arguments)
    assert "typer" in found
    assert not found & (HEAVY | more)

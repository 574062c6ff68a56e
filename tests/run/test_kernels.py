"""Kernels: the same results as new ones, whichever notebook ran before, and gone when their process is."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from order import first
from patience import PATIENCE

from impactmonitor.paths import NOTEBOOKS, ROOT
from impactmonitor.problems import BuildError
from impactmonitor.run import kernels, notebooks
from impactmonitor.run.tidied import KEPT

# What could tell a kernel that was lent before from a new one: what a process keeps beside its names.
PROBE = """\
import os, sys, warnings; (__name__, os.getcwd(), sys.path, sys.argv[0].endswith("launcher.py"), os.environ["MPLBACKEND"])
---
(sorted(name for name in dir() if not name.startswith("_")), [name for name in os.environ if "PROBE" in name])
---
import pandas as pd; pd.DataFrame([range(40)] * 80)
---
import matplotlib, matplotlib.pyplot as plt; (matplotlib.get_backend(), plt.get_fignums(), plt.plot([1, 2])[0].get_color())
---
warnings.warn("careful"); (pd.get_option("display.max_columns"), pd.get_option("display.width"))
---
import numpy as np; (dict(matplotlib.rcParams), np.geterr())
---
import io, seaborn; plt.hist([1, 2]); b = io.StringIO(); plt.savefig(b, format="svg", metadata={"Date": None}); len(b.getvalue())
---
print("out"); print("err", file=sys.stderr); display({"a": 1})
---
1 / 0
"""  # noqa: E501
run_notebook = partial(notebooks.run_notebook, promoted=False)  # all that a cell shows is looked at
LITTER = """\
import os, random, sys, warnings, matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
left = 1
os.chdir("/"); os.environ["PROBE"] = "1"; del os.environ["MPLBACKEND"]; sys.path.insert(0, "/nergens")
pd.set_option("display.max_columns", 3); matplotlib.rcParams["lines.linewidth"] = 9; warnings.simplefilter("ignore")
np.seterr(all="ignore"); np.random.seed(1); random.seed(1); print(np.random.rand(), random.random())
plt.ioff(); figure = plt.figure()
"""


def written(path, *sources):
    """Write a notebook with these cells."""
    cells = [nbformat.v4.new_code_cell(source.strip(), id=f"c{n}") for n, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=nbformat.from_dict(KEPT)), path)
    return path


def shown(path):
    """Return what every cell shows, without what differs between processes: the name of a cell's temporary file."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    own = [cell.outputs for cell in cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    outputs = [[{**output, "execution_count": None} for output in cell] for cell in own]
    return [re.sub(r"ipykernel_\d+", "ipykernel", str(output)) for output in outputs]


def in_a_new_kernel(notebook, target):
    """Execute a notebook as anybody would; returns what its cells show."""
    given = {"uitvoer": str(target.parent)} if notebook.parent == NOTEBOOKS else {}
    papermill.execute_notebook(
        str(notebook), str(target), given, kernel_name="python3", cwd=NOTEBOOKS, progress_bar=False
    )
    return shown(target)


@pytest.fixture(autouse=True)
def ours():
    """Every test has kernels of its own."""
    kernels.close()
    yield
    kernels.close()


def gone(*processes):
    """Wait until processes have ended; tells whether they have."""
    return not psutil.wait_procs(processes, timeout=PATIENCE)[1]


@pytest.mark.thorough
def test_every_notebook_is_as_in_a_kernel_of_its_own(tmp_path, readings):
    lent, new = tmp_path / "lent", tmp_path / "new"
    lent.mkdir(), new.mkdir()
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    for path in paths:
        run_notebook(path, lent / path.name, {"uitvoer": str(lent)})
    assert len(kernels._all) == 1, "one kernel served all"
    for path in paths:
        found = in_a_new_kernel(path, new / path.name)
        assert len(found) > 2 and shown(lent / path.name) == found, path.name
    drawn = sorted((new / "figures").iterdir())
    assert len(drawn) == 10  # five figures, each for a page and for a phone
    for figure in drawn:
        assert figure.read_bytes() == (lent / "figures" / figure.name).read_bytes(), figure.name


def test_whatever_a_notebook_left_the_next_does_not_see_it(tmp_path):
    probe, litter = written(tmp_path / "probe.ipynb", *PROBE.split("---\n")), written(tmp_path / "litter.ipynb", LITTER)
    drawn = []
    for name in ("one", "other"):
        run_notebook(litter, tmp_path / f"{name}.ipynb", {})
        drawn.append(shown(tmp_path / f"{name}.ipynb"))
    with pytest.raises(BuildError, match=r"probe\.ipynb, chapter lent, cell 9: ZeroDivisionError"):
        run_notebook(probe, tmp_path / "lent.ipynb", {})
    with pytest.raises(papermill.PapermillExecutionError):
        in_a_new_kernel(probe, tmp_path / "new.ipynb")
    found = zip(shown(tmp_path / "lent.unfinished.ipynb"), shown(tmp_path / "new.ipynb"), strict=True)
    for number, (one, other) in enumerate(found):
        assert one == other, number


def test_a_kernel_has_the_environment_of_the_moment(tmp_path, monkeypatch):
    ask = written(tmp_path / "ask.ipynb", "import os; print(os.environ.get('LATER'), os.environ['OMP_NUM_THREADS'])")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    kernels.start(1)
    for value in ("1", "2"):
        monkeypatch.setenv("LATER", value)
        run_notebook(ask, tmp_path / "done.ipynb", {})
        assert f"{value} 1\\n" in shown(tmp_path / "done.ipynb")[0]
    monkeypatch.delenv("LATER")
    run_notebook(ask, tmp_path / "done.ipynb", {})
    assert "None 1\\n" in shown(tmp_path / "done.ipynb")[0]


@pytest.mark.thorough
def test_kernels_draw_different_random_numbers(tmp_path):
    ask = written(tmp_path / "ask.ipynb", "import random, numpy as np; (np.random.rand(), random.random())")
    run_notebook(written(tmp_path / "l.ipynb", LITTER), tmp_path / "litter.ipynb", {})
    for name in ("one", "other"):
        run_notebook(ask, tmp_path / f"{name}.ipynb", {})
    assert shown(tmp_path / "one.ipynb") != shown(tmp_path / "other.ipynb")


@pytest.mark.parametrize(("folder", "transport"), first([("", "ipc"), ("lang" * 30, "tcp")]))
def test_no_ports_are_used_where_sockets_can_be_named(tmp_path, monkeypatch, folder, transport):
    place = Path("/tmp" if transport == "ipc" else tmp_path) / folder
    place.mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    run_notebook(written(tmp_path / "one.ipynb", "1 + 1"), tmp_path / "done.ipynb", {})
    (kernel,) = kernels._idle
    left = Path(kernel.folder.name)
    assert kernel.get_connection_info()["transport"] == transport and left.is_dir()
    assert not [one for one in psutil.Process().net_connections("tcp") if one.raddr and transport == "ipc"]
    process = psutil.Process(kernel.provisioner.pid)
    kernels.close()
    assert gone(process) and not left.exists()


def test_a_kernel_that_dies_is_an_error_and_is_replaced(tmp_path):
    kernels.start(1)
    (kernel,) = kernels._idle
    with pytest.raises(BuildError, match=r"dies\.ipynb \(made\): .*Kernel died"):
        run_notebook(written(tmp_path / "dies.ipynb", "import os; os._exit(9)"), tmp_path / "made.ipynb", {})
    assert not (tmp_path / "made.ipynb").exists()
    run_notebook(written(tmp_path / "lives.ipynb", "1"), tmp_path / "made.ipynb", {})
    assert (tmp_path / "made.ipynb").exists() and kernel not in kernels._all


@pytest.mark.thorough
def test_a_kernel_that_died_while_nobody_used_it_is_not_lent(tmp_path):
    kernels.start(1)
    (kernel,) = kernels._idle
    kernel.provisioner.process.kill()
    kernel.provisioner.process.wait()
    run_notebook(written(tmp_path / "lives.ipynb", "1"), tmp_path / "made.ipynb", {})
    assert (tmp_path / "made.ipynb").exists() and kernel not in kernels._all


@pytest.mark.thorough
def test_kernels_end_with_a_killed_process(tmp_path):
    code = "import sys; from impactmonitor.run import kernels; kernels.start(2)\n"
    code += "print(*[kernel.provisioner.pid for kernel in kernels._all], flush=True); sys.stdin.read()"
    client = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    started = [psutil.Process(int(pid)) for pid in client.stdout.readline().split()]
    client.kill()
    client.communicate()
    assert len(started) == 2 and gone(*started)


def test_kernels_end_with_their_process_also_a_worker_of_a_batch():
    code = "from impactmonitor.run import kernels, workers\ndef pids():\n    kernels.start(1)\n"
    code += "    return [kernel.provisioner.pid for kernel in kernels._all]\n"
    code += "if __name__ == '__main__':\n    with workers.executor(workers=1) as pool:\n"
    code += "        found = pool.submit(pids).result()\n    print(*found, *pids())"
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(code)
        script.flush()
        done = subprocess.run([sys.executable, script.name], capture_output=True, text=True, check=True)
    assert done.stderr == "" and len(done.stdout.split()) == 2
    assert not any(psutil.pid_exists(int(pid)) for pid in done.stdout.split())


@pytest.mark.thorough
def test_a_report_that_is_interrupted_stops_and_leaves_nothing_behind(tmp_path):
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        command = [
            Path(sys.executable).with_name("impactmonitor"),
            "report",
            "--no-cache",
            "--output",
            tmp_path / "out",
        ]
        report = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": place},
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = ""
        while "executing" not in said:
            said = report.stderr.readline()
            assert said, report.wait()
        started = psutil.Process(report.pid).children()
        os.killpg(report.pid, signal.SIGINT)
        _, errors = report.communicate(timeout=PATIENCE)
        assert report.returncode == 130 and "Traceback" not in errors
        assert started and not any(process.is_running() for process in started)
        assert not list(Path(place).iterdir())
    assert not (tmp_path / "out").exists()

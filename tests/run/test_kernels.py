"""Kernels: the same results as ordinary ones, gone when their client is, and never in the way of one another."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from jupyter_client.manager import KernelManager

from impactmonitor.paths import NOTEBOOKS
from impactmonitor.problems import BuildError
from impactmonitor.run import kernels, zygote
from impactmonitor.run.kernels import KERNEL
from impactmonitor.run.notebooks import KEPT, run_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are only forked on Linux")

# What could tell a forked kernel from a new one: options, backends, paths, names, and what is drawn or warned of.
PROBE = """\
import os, sys, warnings; (__name__, os.getcwd(), sys.path[:2], sys.argv[0].endswith("launcher.py"), os.environ["MPLBACKEND"])
---
import pandas as pd; pd.DataFrame([range(40)] * 80)
---
import matplotlib, matplotlib.pyplot as plt; (matplotlib.get_backend(), plt.plot([1, 2])[0].get_color())
---
warnings.warn("careful"); pd.get_option("display.max_columns"), pd.get_option("display.width")
---
import io, seaborn; plt.hist([1, 2]); b = io.StringIO(); plt.savefig(b, format="svg", metadata={"Date": None}); len(b.getvalue())
---
print("out"); print("err", file=sys.stderr); display({"a": 1})
---
import threading; (threading.active_count() < 10, sorted(matplotlib.font_manager.fontManager.get_font_names())[:3])
---
1 / 0
"""  # noqa: E501


@contextmanager
def kernel():
    """Start a kernel as any client does; gives its manager and a function that evaluates an expression in it."""
    manager = KernelManager(kernel_name=KERNEL)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def evaluate(expression):
        reply = client.execute_interactive("", user_expressions={"value": expression}, timeout=60)
        return reply["content"]["user_expressions"]["value"]["data"]["text/plain"]

    try:
        yield manager, evaluate
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def outputs(path, target, name=KERNEL):
    """Execute a notebook; return what each of its cells shows."""
    papermill.execute_notebook(
        str(path), str(target), {"uitvoer": str(target.parent)}, kernel_name=name, cwd=NOTEBOOKS, progress_bar=False
    )
    return shown(target)


def shown(path):
    """Return the outputs of every cell that the notebook itself has."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    own = [cell for cell in cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    return [(cell.id, [output | {"execution_count": None} for output in cell.outputs]) for cell in own]


def gone(*pids, seconds=10):
    """Tell whether the processes end within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(map(psutil.pid_exists, pids)):
        time.sleep(0.05)
    return not any(map(psutil.pid_exists, pids))


def test_every_cell_is_as_in_an_ordinary_kernel(tmp_path):
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    forked, ordinary = tmp_path / KERNEL, tmp_path / "python3"
    runs = [(path, folder / path.name, folder.name) for folder in (ordinary, forked) for path in paths]
    for folder in (ordinary, forked):
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        cells = list(pool.map(lambda run: outputs(*run), runs))
    for path, theirs, ours in zip(paths, cells, cells[len(paths) :], strict=False):
        assert len(ours) > 2
        for one, other in zip(ours, theirs, strict=True):
            assert one == other, f"{path.name}, cell {one[0]}"
    drawn = sorted((forked / "figures").iterdir())
    assert len(drawn) == 9  # three figures, each for a page, for a phone and for Word
    for figure in drawn:
        assert figure.read_bytes() == (ordinary / "figures" / figure.name).read_bytes(), figure.name


def test_whatever_a_cell_does_it_is_as_in_an_ordinary_kernel(tmp_path):
    probe = nbformat.v4.new_notebook()
    probe.cells = [
        nbformat.v4.new_code_cell(source.strip(), id=f"c{n}") for n, source in enumerate(PROBE.split("---\n"))
    ]
    probe.metadata = nbformat.from_dict(KEPT)
    nbformat.write(probe, tmp_path / "probe.ipynb")
    found = []
    for name in (KERNEL, "python3"):
        target = tmp_path / name / "probe.ipynb"
        target.parent.mkdir()
        with pytest.raises(papermill.PapermillExecutionError):
            outputs(tmp_path / "probe.ipynb", target, name)
        found.append(shown(target))
    for one, other in zip(*found, strict=True):
        assert [stable(output) for output in one[1]] == [stable(output) for output in other[1]], one[0]


def stable(output):
    """Return an output without what differs from process to process: the name of a cell's temporary file."""
    text = output.get("text") or output.get("traceback") or output.get("data")
    return output["output_type"], re.sub(r"ipykernel_\d+", "ipykernel", str(text))


def test_no_ports_are_used():
    with kernel() as (manager, evaluate):
        assert manager.get_connection_info()["transport"] == "ipc"
        assert int(evaluate("__import__('os').getpid()")) == manager.provisioner.pid
        assert all(Path(f"{manager.ip}-{port}").is_socket() for port in manager.ports)
        spoken = psutil.Process(manager.provisioner.pid).net_connections(kind="inet")
        assert [one for one in spoken if one.status == psutil.CONN_ESTABLISHED] == []


def test_where_names_of_sockets_would_be_too_long_ports_serve(tmp_path, monkeypatch):
    folder = tmp_path / ("lang" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.delenv(zygote.ADDRESS, raising=False)
    with kernel() as (manager, evaluate):
        assert manager.get_connection_info()["transport"] == "tcp"
        assert evaluate("1 + 1") == "2"


def test_a_kernel_ends_at_once_when_told():
    with kernel() as (manager, _):
        pid, sockets = manager.provisioner.pid, Path(manager.ip).parent
        assert sockets.exists()
    assert not psutil.pid_exists(pid)
    assert not sockets.exists()


CLIENT = """
import subprocess, sys, time
from jupyter_client.manager import KernelManager
from impactmonitor import zygote
manager = KernelManager(kernel_name="impactmonitor")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready()
code = "import subprocess; child = subprocess.Popen(['sleep', '600']); print(child.pid)"
client.execute_interactive(code, output_hook=lambda m: print(m["content"].get("text", ""), end="", flush=True))
print(manager.provisioner.pid, zygote._servers[0].pid, flush=True)
time.sleep(600)
"""


def test_everything_ends_with_a_killed_client():
    environment = {name: value for name, value in os.environ.items() if name != zygote.ADDRESS}
    client = subprocess.Popen([sys.executable, "-c", CLIENT], stdout=subprocess.PIPE, text=True, env=environment)
    child = int(client.stdout.readline())
    forked, server = map(int, client.stdout.readline().split())
    assert all(map(psutil.pid_exists, (child, forked, server)))
    client.kill()
    client.wait()
    assert gone(child, forked, server)


def test_a_server_that_was_killed_is_replaced():
    before = {**os.environ}
    os.environ.pop(zygote.ADDRESS, None)
    try:
        address = zygote.start()
        server = zygote._servers[-1]
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        assert Path(address).is_socket(), "it could not clear up"
        with kernel() as (manager, _):
            assert isinstance(manager.provisioner.process, zygote.Forked)
        assert zygote._servers[-1] is not server
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_a_kernel_that_is_told_to_stop_does_not_complain(capfd):
    for _ in range(5):
        with kernel():
            pass
    assert capfd.readouterr().err == ""


def test_a_kernel_that_dies_is_an_error(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os; os._exit(9)")])
    notebook.metadata = nbformat.from_dict(KEPT)
    nbformat.write(notebook, tmp_path / "dies.ipynb")
    with pytest.raises(BuildError, match=r"dies\.ipynb.*Kernel died"):
        run_notebook(tmp_path / "dies.ipynb", tmp_path / "made.ipynb", {})
    assert not (tmp_path / "made.ipynb").exists()


def test_a_kernel_can_be_interrupted_and_restarted():
    with kernel() as (manager, _):
        first = manager.provisioner.pid
        client = manager.client()
        client.start_channels()
        message = client.execute("import time; time.sleep(600)")
        time.sleep(0.5)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=60)
        while reply["parent_header"]["msg_id"] != message:
            reply = client.get_shell_msg(timeout=60)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        client.stop_channels()
        manager.restart_kernel(now=True)
        assert manager.provisioner.pid != first
        assert gone(first)


def test_kernels_draw_different_random_numbers():
    with kernel() as (_, one), kernel() as (_, other):
        for expression in ("__import__('numpy').random.rand()", "__import__('random').random()"):
            assert one(expression) != other(expression)


def test_each_kernel_keeps_to_one_thread_for_its_linear_algebra():
    with kernel() as (_, evaluate):
        assert evaluate("__import__('os').environ['OMP_NUM_THREADS']") == "'1'"


def test_one_server_for_threads_and_child_processes():
    with ThreadPoolExecutor(4) as pool:
        addresses = set(pool.map(lambda _: zygote.start(), range(8)))
    command = "from impactmonitor.run import zygote; print(zygote.start(), len(zygote._servers))"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert addresses == {done.stdout.split()[0]}
    assert done.stdout.split()[1] == "0"


def test_changed_code_gets_a_new_server(monkeypatch, tmp_path):
    before = zygote.start()
    monkeypatch.setenv(zygote.ADDRESS, before)
    monkeypatch.setattr(zygote, "_servers", [])
    changed = tmp_path / "changed.py"
    changed.write_text("")
    monkeypatch.setattr(zygote, "code", lambda: [changed])
    after = zygote.start()
    assert after != before
    (server,) = zygote._servers
    server.stdin.close()
    server.wait(60)
    assert not Path(after).parent.exists()


def test_where_nothing_forks_kernels_are_ordinary_and_one_line_says_so(monkeypatch, capsys):
    def fail(*_):
        raise OSError("no forks here")

    monkeypatch.setattr(zygote, "fork", fail)
    kernels._say.cache_clear()
    for _ in range(2):
        with kernel() as (manager, evaluate):
            assert isinstance(manager.provisioner.process, subprocess.Popen)
            assert evaluate("6 * 7") == "42"
            assert manager.get_connection_info()["transport"] == "ipc"
    assert capsys.readouterr().err.count("no forks here; every notebook gets an ordinary kernel") == 1


def test_other_systems_do_not_fork(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OSError, match="darwin"):
        zygote.fork([], "", {}, [])

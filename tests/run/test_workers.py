"""Where tasks run, and what is said where they cannot."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from order import first
from patience import PATIENCE, awaited

from impactmonitor.paths import ROOT
from impactmonitor.problems import UsageError
from impactmonitor.run import workers


def test_workers_start_anew_where_processes_do_not_fork(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert workers.start_method().get_start_method() == "spawn"


def test_workers_start_anew_where_the_server_that_forks_cannot_start(monkeypatch):
    def fail():
        raise OSError("AF_UNIX path too long")

    before, heard = dict(os.environ), signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(workers.forkserver, "ensure_running", fail)
    assert workers.start_method().get_start_method() == "spawn"
    assert dict(os.environ) == before and signal.getsignal(signal.SIGINT) == heard


def test_a_batch_is_made_where_names_of_sockets_would_be_too_long(tmp_path):
    folder = tmp_path / ("lang" * 25)
    folder.mkdir()
    code = "from impactmonitor.run.workers import executor\n"
    code += "with executor(workers=2) as pool: print(sum(pool.map(abs, [-1, -2])))\n"
    script = tmp_path / "script.py"
    script.write_text("if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in code.splitlines()))
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.stdout, done.returncode) == ("3\n", 0), done.stderr


def test_a_scheduler_needs_distributed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    message = r"^--scheduler needs the package 'distributed' \(pip install 'impactmonitor\[dask\]'\)$"
    with pytest.raises(UsageError, match=message), workers.executor("tcp://127.0.0.1:1"):
        pass


def test_a_scheduler_without_workers(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="needs distributed (the extras test and dask)")
    ended = []

    class Client:
        """A client of a scheduler that no worker comes to."""

        def __init__(self, address, timeout):
            self.address = address

        def __enter__(self):
            return self

        def __exit__(self, *error):
            ended.append(self.address)

        def wait_for_workers(self, number, timeout):
            raise TimeoutError(f"{number} in {timeout}")

    monkeypatch.setattr(distributed, "Client", Client)
    message = r"^the scheduler at tcp://127\.0\.0\.1:1 has had no worker for 60 s$"
    with pytest.raises(UsageError, match=message), workers.executor("tcp://127.0.0.1:1"):
        pass
    assert ended == ["tcp://127.0.0.1:1"]


@pytest.fixture
def short():
    """A folder whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name:
        yield Path(name)


def test_a_batch_that_is_interrupted_stops_and_leaves_nothing_behind(short):
    places = {name: short / name for name in ("tmp", "out")}
    places["tmp"].mkdir()
    command = [Path(sys.executable).with_name("impactmonitor"), "variants", "--no-cache", "--output", places["out"]]
    batch = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(places["tmp"])},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    awaited(lambda: list(places["tmp"].glob("batch-*/impactmonitor-*/*/*/respons.csv")), "no worker has begun", batch)
    os.killpg(batch.pid, signal.SIGINT)
    said, errors = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 130
    assert "Traceback" not in errors and ": done" not in said
    left = [path.name for path in places["tmp"].iterdir()]
    assert not [name for name in left if name.startswith(("batch-", "impactmonitor-", "kernel-"))]
    assert not places["out"].exists()


WAITING = """
import sys, threading, time
from impactmonitor.run.workers import executor

if __name__ == "__main__":
    try:
        with executor(workers=2) as pool:
            handed = [pool.submit(time.sleep, 0) for _ in range(2)]
            if sys.argv[1] == "idle":
                [one.result() for one in handed]
            print("ready", flush=True)
            sys.stdin.read()
    except KeyboardInterrupt:
        print(*(thread.name for thread in threading.enumerate()))
        sys.exit(130)
"""


@pytest.mark.parametrize("whom", first(["all", "the caller"]))
@pytest.mark.parametrize("workers", first(["idle", "starting"]))
def test_workers_that_have_nothing_to_do_are_interrupted_in_silence(workers, whom, short):
    (short / "script.py").write_text(WAITING, encoding="utf-8")
    script = subprocess.Popen(
        [sys.executable, short / "script.py", workers],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(short), "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert script.stdout.readline() == "ready\n", script.communicate()
    (os.killpg if whom == "all" else os.kill)(script.pid, signal.SIGINT)
    threads, errors = script.communicate(timeout=PATIENCE)
    assert (script.returncode, threads, errors) == (130, "MainThread\n", "")
    assert not list(short.glob("batch-*"))

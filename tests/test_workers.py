"""Where tasks run, and what is said where they cannot."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from impactmonitor import workers, zygote
from impactmonitor.codebook import ROOT
from impactmonitor.problems import UsageError


def test_workers_start_anew_where_processes_do_not_fork(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert workers.context().get_start_method() == "spawn"


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


def test_a_batch_that_is_interrupted_stops_and_leaves_nothing_behind(tmp_path):
    places = {name: tmp_path / name for name in ("tmp", "out")}
    places["tmp"].mkdir()
    command = [Path(sys.executable).with_name("impactmonitor"), "variants", "--no-cache", "--output", places["out"]]
    batch = subprocess.Popen(
        ["env", "-u", zygote.ADDRESS, *command],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(places["tmp"])},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 60
    while not list(places["tmp"].glob("batch-*/impactmonitor-*/respons.csv")) and time.monotonic() < end:
        time.sleep(0.05)
    assert list(places["tmp"].glob("batch-*/impactmonitor-*/respons.csv")), "no worker has begun"
    os.killpg(batch.pid, signal.SIGINT)
    said, errors = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert "Traceback" not in errors and ": done" not in said
    left = [path.name for path in places["tmp"].iterdir()]
    assert not [name for name in left if name.startswith(("batch-", "impactmonitor-", "kernel-"))]
    assert not places["out"].exists()

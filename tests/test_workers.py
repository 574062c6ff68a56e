"""Where tasks run, and what is said where they cannot."""

import sys

import pytest

from impactmonitor import workers
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

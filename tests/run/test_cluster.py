"""A batch on a cluster: a scheduler and two workers on this machine, each in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest
import yaml
from patience import PATIENCE, awaited

from impactmonitor.analysis.study import Study
from impactmonitor.problems import UsageError
from impactmonitor.run.workers import executor

pytestmark = pytest.mark.thorough

PROGRAMS = Path(sys.executable).parent
HERE = "127.0.0.1"
Client = pytest.importorskip("distributed", reason="needs distributed (the extras test and dask)").Client


def environment(folder):
    """Return an environment that leads to no folder and no process but its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("IMPACTMONITOR", "DASK"))}
    return {**ours, "TMPDIR": str(folder)}


@pytest.fixture
def start():
    """Start a program in a folder of its own: ``start("a", "dask", …)``. Whatever happens, it is ended."""
    running = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as base:  # short: names of sockets have a limit

        def begin(name, program, *arguments, **streams):
            folder = Path(base) / name
            (folder / "tmp").mkdir(parents=True)
            command = [str(PROGRAMS / program), *map(str, arguments)]
            running.append(subprocess.Popen(command, cwd=folder, env=environment(folder / "tmp"), **streams))
            return running[-1]

        try:
            yield begin
        finally:
            for process in running:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(start, tmp_path):
    """The address of a scheduler, and its two workers by name."""
    known = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": (tmp_path / "log").open("w")}
    scheduler = start("s", "dask", "scheduler", "--host", HERE, "--port", 0, "--scheduler-file", known,
          "--dashboard-address", f"{HERE}:0", "--no-dashboard", **quiet)  # fmt: skip
    awaited(known.exists, "no scheduler", scheduler)
    address = json.loads(known.read_text())["address"]
    alone = ("--no-nanny", "--nworkers", 1, "--nthreads", 2, "--no-dashboard", "--local-directory", "local")
    workers = {name: start(name, "dask", "worker", address, "--name", name, *alone, **quiet) for name in "ab"}
    yield address, workers
    quiet["stderr"].close()


@pytest.fixture
def small(tmp_path, cells):
    """The answers of two tranches: three reports."""
    path = tmp_path / "data" / "respons.csv"
    path.parent.mkdir()
    pd.DataFrame(cells[Study.load().frame["tranche"].isin(["3", "4"]).to_numpy()]).to_csv(path, index=False)
    path.with_name("synthese.yml").write_text("meting: een andere\n", encoding="utf-8")  # the project's own quotes all
    return path


def working(client):
    """Name the workers that have a report to make."""
    names = {address: worker["name"] for address, worker in client.scheduler_info()["workers"].items()}
    return [names[address] for address, tasks in client.processing().items() if tasks]


def test_a_worker_that_is_killed_half_way_costs_no_report(cluster, start, small, tmp_path):
    address, workers = cluster
    with Client(address) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        command = start("c", "impactmonitor", "variants", "--data", small, "--format", "html", "--engine", "builtin",
                        "--output", tmp_path / "out", "--scheduler", address,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        first = command.stdout.readline()
        assert first.endswith(": done\n"), command.communicate()
        name, *_ = awaited(lambda: working(client), "nobody has anything left to do")
        workers[name].send_signal(signal.SIGKILL)
        said, errors = command.communicate(timeout=PATIENCE)
    assert workers[name].wait() == -signal.SIGKILL
    assert command.returncode == 0, errors
    lines = (first + said).split("\n")
    variants = {"alle": 41, "tranche-3": 25, "tranche-4": 16}
    assert sorted(line for line in lines if line.endswith(": done")) == [f"{name}: done" for name in variants]
    assert any(line.startswith("3 of 3 reports") for line in lines)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    for variant, n in variants.items():
        folder = tmp_path / "out" / variant
        assert f'href="{variant}/report.html"' in page
        assert f"n={n}" in (folder / "report.html").read_text(encoding="utf-8")
        assert yaml.safe_load((folder / "params.yml").read_text(encoding="utf-8"))["respondenten"] == n
    assert not [word for word in ("Traceback", "niet gemaakt") if word in errors + page]


def test_an_address_where_no_scheduler_answers_is_wrong_usage(start, tmp_path):
    with socket.socket() as taken:  # it does not listen
        taken.bind((HERE, 0))
        address = f"tcp://{HERE}:{taken.getsockname()[1]}"
        command = start("c", "impactmonitor", "variants", "--output", tmp_path / "out", "--scheduler", address,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        said, errors = command.communicate(timeout=PATIENCE)
    assert (command.returncode, said.strip()) == (2, "")
    assert not (tmp_path / "out").exists()
    assert errors == f"error: no scheduler answers at {address}; it is written as tcp://host:port\n"


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1:port", "foo://127.0.0.1:1"])
def test_what_is_no_address_is_wrong_usage(address):
    with (
        pytest.raises(UsageError, match="it is written as tcp://host:port"),
        executor(address),
    ):
        pass

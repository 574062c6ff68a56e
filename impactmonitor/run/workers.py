"""Where the tasks of a batch run: local processes or a Dask cluster, behind the interface of ``concurrent.futures``."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext

from impactmonitor.problems import UsageError
from impactmonitor.run.kernels import ONE_THREAD

PRELOADED = [
    f"impactmonitor.{name}"
    for name in ("run.build", "run.notebooks", "report.prose", "report.theme_files", "report.workbook")
]
PRELOADED += ["jsonschema", "papermill"]
"""What a worker needs, so that it is imported once for all."""
WAIT_FOR_WORKERS = 60  # seconds: a cluster may start its workers when it is asked for them


def start_method() -> BaseContext:
    """Choose how local workers start: forked from one process that has everything imported, where that can be.

    That process starts here, and imports while the caller does something else.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    chosen = get_context("forkserver")
    chosen.set_forkserver_preload(PRELOADED)
    try:
        with _as_for_workers():
            forkserver.ensure_running()
    except OSError:  # the name of its socket would be too long
        return get_context("spawn")
    return chosen


@contextmanager
def _as_for_workers() -> Iterator[None]:
    """Have what a process takes over from this one: a thread for each, and no ear for Ctrl-C until it has work."""
    main = threading.current_thread() is threading.main_thread()
    environment, heard = dict(os.environ), signal.getsignal(signal.SIGINT)
    os.environ |= ONE_THREAD  # libraries look at it when they are imported
    if main:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        _set_environment(environment)
        if main:
            signal.signal(signal.SIGINT, heard)


@contextmanager
def executor(scheduler: str = "", workers: int | None = None) -> Iterator[Executor]:
    """Open the place where tasks run.

    Parameters
    ----------
    scheduler : str
        Address of a Dask scheduler (``tcp://host:port``); empty for local processes.
    workers : int, optional
        Number of local processes; the number of cores by default.

    Raises
    ------
    UsageError
        A scheduler is named, and `distributed` is not installed, nothing answers there, or it has no workers.
    """
    if scheduler:
        try:
            from distributed import Client
            from distributed.comm.registry import backends
        except ImportError as error:
            raise UsageError(
                "--scheduler needs the package 'distributed' (pip install 'impactmonitor[dask]')"
            ) from error
        unanswered = UsageError(f"no scheduler answers at {scheduler}; it is written as tcp://host:port")
        if scheduler.partition("://")[0] not in backends:
            raise unanswered
        try:
            client = Client(scheduler, timeout="10s")
        except (OSError, ValueError) as error:  # nobody there; no address
            raise unanswered from error
        with client:
            try:
                client.wait_for_workers(1, timeout=WAIT_FOR_WORKERS)
            except TimeoutError as error:
                raise UsageError(f"the scheduler at {scheduler} has had no worker for {WAIT_FOR_WORKERS} s") from error
            with client.get_executor(pure=False) as pool:
                yield pool
    else:
        # What workers put in a temporary folder goes when all is done, also where one of them was killed.
        with tempfile.TemporaryDirectory(prefix="batch-", ignore_cleanup_errors=True) as scratch:
            environment = {**os.environ, **ONE_THREAD, "TMPDIR": scratch}
            with ProcessPoolExecutor(workers or os.cpu_count(), start_method(), _take_over, (environment,)) as pool:
                yield pool


def _set_environment(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _take_over(environment: dict[str, str]) -> None:
    """Give a worker the environment of its caller, complete by now, and let it be stopped."""
    _set_environment(environment)
    tempfile.tempdir = environment["TMPDIR"]
    signal.signal(signal.SIGINT, signal.default_int_handler)

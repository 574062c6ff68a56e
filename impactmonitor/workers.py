"""Where the tasks of a batch run: local processes or a Dask cluster, behind the interface of ``concurrent.futures``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext

from impactmonitor import zygote
from impactmonitor.problems import UsageError

PRELOADED = [f"impactmonitor.{name}" for name in ("build", "execute", "numbers", "theme", "workbook")]
PRELOADED += ["jsonschema", "papermill"]
"""What a worker needs, so that it is imported once for all."""
WAIT_FOR_WORKERS = 60  # seconds: a cluster may start its workers when it is asked for them


def context() -> BaseContext:
    """Choose how local workers start: forked from one process that has everything imported, where that can be.

    That process starts here, and imports while the caller does something else.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    chosen = get_context("forkserver")
    chosen.set_forkserver_preload(PRELOADED)
    before = dict(os.environ)
    os.environ |= zygote.ONE_THREAD  # libraries look at it when they are imported
    try:
        forkserver.ensure_running()
    finally:
        _take_over(before)
    return chosen


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
        environment = {**os.environ, **zygote.ONE_THREAD}  # the other cores are for the other workers
        with ProcessPoolExecutor(workers or os.cpu_count(), context(), _take_over, (environment,)) as pool:
            yield pool


def _take_over(environment: dict[str, str]) -> None:
    """Give a worker its caller's environment: it may have started before that was complete."""
    os.environ.clear()
    os.environ.update(environment)

"""Where the tasks of a batch run: local processes or a Dask cluster, behind the interface of ``concurrent.futures``."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import active_children, forkserver, get_context, resource_tracker
from multiprocessing.context import BaseContext
from types import FrameType
from typing import Any

import psutil

from impactmonitor.problems import UsageError
from impactmonitor.run import garbage
from impactmonitor.run.interrupts import postponed
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
    """Have what a process takes over from this one: a thread for each, and Ctrl-C, which waits until it is ready."""
    environment = dict(os.environ)
    os.environ |= ONE_THREAD  # libraries look at it when they are imported
    try:
        with _held():
            yield
    finally:
        _set_environment(environment)


@contextmanager
def _held() -> Iterator[None]:
    """Let Ctrl-C wait, here until the block ends, and in processes that start meanwhile until `_take_over`.

    One that is still importing would say where it was.
    """
    if not hasattr(signal, "pthread_sigmask"):  # untested: Windows
        yield
        return
    resource_tracker.ensure_running()  # else it starts meanwhile, and lets Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Pool(ProcessPoolExecutor):
    """Processes on this machine, which stop with their caller."""

    def submit(self, fn: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Hand out a call, for which a process may have to start."""
        with _held():
            return super().submit(fn, *given, **named)

    def __exit__(self, kind: type[BaseException] | None, *error: Any) -> bool | None:
        """Wait for what has been handed out; not after Ctrl-C, which not every process need have heard."""
        if kind and not issubclass(kind, Exception):
            for process in active_children():
                with suppress(ProcessLookupError):
                    os.kill(process.pid or 0, signal.SIGINT)
            self.shutdown(cancel_futures=True)  # waits for its own thread, which may not outlive the interpreter
        return super().__exit__(kind, *error)


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
            try:
                with Pool(workers or os.cpu_count(), start_method(), _take_over, (environment,)) as pool:
                    yield pool
            finally:
                _end_those_in(scratch)


def _end_those_in(scratch: str) -> None:
    """End what workers started and could not end, since they were stopped themselves: a kernel that was starting."""
    left = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("TMPDIR") == scratch:
                process.kill()
                left.append(process)
    psutil.wait_procs(left)


def _set_environment(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _take_over(environment: dict[str, str]) -> None:
    """Give a worker the environment of its caller, complete by now, and let it be stopped."""
    garbage.seldom()
    _set_environment(environment)
    tempfile.tempdir = environment["TMPDIR"]
    signal.signal(signal.SIGINT, _interrupted)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


at_work = threading.Event()
"""Whether this worker has a task, which cleans up after itself when it is interrupted."""


def _interrupted(number: int, frame: FrameType | None) -> None:  # untested: ends the process, unmeasured
    """Stop a worker: in its task, or at once where it waits for one, which would end in a traceback."""
    if postponed(frame):
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is cleaning up
    if not at_work.is_set():
        os._exit(130)
    raise KeyboardInterrupt

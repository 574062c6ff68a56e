"""Kernels that notebooks are executed in: ordinary ones, started ahead and lent to one notebook after another.

Importing is nearly all a notebook costs: a kernel does it once, while the data are read, and is cleared for each
notebook. It ends with the process that started it, which it watches. Client and kernel speak through sockets in a
private folder: a free TCP port can be taken by another meanwhile.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.util import Finalize
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.utils import run_sync  # type: ignore[attr-defined]

from impactmonitor.paths import NOTEBOOKS

KERNEL = "python3"
AT_ONCE = os.cpu_count() or 1
"""Notebooks at once."""
FIRST = "from impactmonitor.run.garbage import seldom; seldom(); import impactmonitor.run.fresh"
ARGUMENTS = ["--HistoryManager.enabled=False", f"--IPKernelApp.exec_lines={FIRST}"]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
"""Processes side by side share the cores: none takes them all, for its linear algebra or for Typst."""
PATIENCE = 600
"""Seconds until a kernel that lives and does not answer is given up; the machine may have much else to do."""
LONGEST = 90  # characters: names of sockets end at 104 or 108, and each gets a number of its own

logging.getLogger("papermill").addHandler(logging.NullHandler())  # what went wrong is raised, and said once

_all: set[Kernel] = set()
_idle: list[Kernel] = []
_taking = threading.Lock()


class Client(AsyncKernelClient):
    """A client that has the kernel cleared, where another would wait a fifth of a second for silence."""

    parent: Kernel

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel is heard, for it greets who listens, and as new; raises `RuntimeError` otherwise."""
        before, now = self.parent.environment, {**os.environ, **ONE_THREAD}
        changed = {name: now.get(name) for name in before | now if before.get(name) != now.get(name)}
        self.execute(f"__import__('impactmonitor.run.fresh').run.fresh.clear({changed!a})", silent=True)
        await self._next(self.get_iopub_msg, timeout)
        answer = (await self._next(self.get_shell_msg, timeout))["content"]
        if answer["status"] != "ok":
            raise RuntimeError(f"{answer.get('ename')}: {answer.get('evalue')}")

    async def _next(self, read: Callable[..., Awaitable[dict[str, Any]]], timeout: float | None) -> dict[str, Any]:
        for _ in range(int(timeout or PATIENCE)):
            with suppress(Empty):
                return await read(timeout=1)
            if not await self.is_alive():
                raise RuntimeError("Kernel died before it was ready")
        raise RuntimeError("Kernel did not answer")


class Kernel(AsyncKernelManager):
    """A kernel of this Python, whatever kernelspecs are installed."""

    def __init__(self) -> None:
        super().__init__(client_factory=Client, kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        self.lent: Any = None
        self.environment = {**os.environ, **ONE_THREAD}
        self.folder = tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
        self.connection_file = str(Path(self.folder.name) / "kernel.json")
        if sys.platform != "win32" and len(self.folder.name) < LONGEST:
            self.transport, self.ip = "ipc", str(Path(self.folder.name) / "s")
        run_sync(self.start_kernel)(extra_arguments=ARGUMENTS, cwd=str(NOTEBOOKS), env=self.environment)
        _all.add(self)
        Finalize(None, self.end, exitpriority=1)  # not `atexit`, which workers of a batch leave out

    def client(self, **kwargs: Any) -> Any:
        """Return a new client, and remember it: nbclient leaves it open."""
        self.lent = super().client(**kwargs)
        return self.lent

    @property
    def lives(self) -> bool:
        """Whether its process runs."""
        return self.provisioner.process.poll() is None  # type: ignore[union-attr]

    def end(self) -> None:
        """Stop the kernel at once: its results are already here, and a polite end takes a tenth of a second."""
        process = self.provisioner.process  # type: ignore[union-attr]
        process.kill()
        process.wait()
        self.folder.cleanup()


def start(number: int | None = None) -> None:
    """Start kernels, `AT_ONCE` by default, unless there are; they import while the caller does something else."""
    while len(_all) < (number or AT_ONCE):
        _idle.append(Kernel())


@contextmanager
def lent() -> Iterator[Kernel]:
    """Lend a kernel to a notebook; one whose notebook failed, or that died while it was idle, is not used again."""
    with _taking:
        while _idle and not _idle[0].lives:
            dead = _idle.pop(0)
            _all.discard(dead)
            dead.end()
        idle = _idle.pop(0) if _idle else None
    kernel = idle or Kernel()
    try:
        yield kernel
    except BaseException:
        _all.discard(kernel)
        kernel.end()
        raise
    finally:
        if kernel.lent:
            kernel.lent.stop_channels()
    if kernel in _all:  # else `close` came between
        _idle.append(kernel)


def close() -> None:
    """Stop all kernels, also those that are lent: whoever waits for one is told that it died."""
    _idle.clear()
    while _all:
        _all.pop().end()

"""Kernels forked from a process that has everything imported, since importing is nearly all a notebook costs.

`start` runs a server beside this process, and `fork` asks it for a kernel. The server ends with the process that
started it, and a kernel with the one that asked for it, however either ends: each holds the other end of a connection.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from impactmonitor.files.kept import code, digest, installed
from impactmonitor.paths import ROOT

ADDRESS = "IMPACTMONITOR_ZYGOTE"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
"""Processes side by side share the cores: none takes them all, for its linear algebra or for Typst."""
INLINE = "module://matplotlib_inline.backend_inline"  # what matplotlib finds in a kernel when it is imported there
MAX_REQUEST = 1_000_000
_starting = threading.Lock()
_servers: list[subprocess.Popen[bytes]] = []  # each lives as long as its standard input is open


def start() -> str:
    """Start a server of kernels, unless this process or the one that started it has one with the present code.

    Returns
    -------
    str
        The server's address, which child processes inherit.

    Raises
    ------
    OSError
        Processes cannot fork here.
    """
    if sys.platform != "linux":
        raise OSError(f"processes with much imported cannot fork on {sys.platform}")
    present = digest([str(ROOT), installed()], code())[:16]
    with _starting:
        address = os.environ.get(ADDRESS, "")
        if Path(address).name == present and Path(address).exists():
            return address
        folder = tempfile.mkdtemp(prefix="zygote-")
        address = str(Path(folder) / present)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(address)
            listener.listen(128)
            file = listener.fileno()
            command = [sys.executable, "-P", "-m", "impactmonitor.run.zygote", str(file)]
            environment = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
            environment |= {**ONE_THREAD, "MPLBACKEND": INLINE, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
            server = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[file],
                start_new_session=True,
                env=environment,
            )
        _servers.append(server)
        os.environ[ADDRESS] = address
        return address


class Forked:
    """A forked kernel, spoken to as if it were a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.connection = connection
        self.pid = pid
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the kernel is gone: 0 then, None when it still lives after `timeout` seconds."""
        if self.returncode is None:
            self.connection.settimeout(timeout)
            with contextlib.suppress(BlockingIOError, TimeoutError):
                with contextlib.suppress(ConnectionError):
                    self.connection.recv(1)  # nothing is ever sent: this ends when the other end is closed
                self.connection.close()
                self.returncode = 0
        return self.returncode

    def poll(self) -> int | None:
        """Tell whether the kernel is gone: 0 when it is, None while it lives."""
        return self.wait(0)

    def send_signal(self, number: int) -> None:
        """Send the kernel a signal, while it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Stop the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to stop."""
        self.send_signal(signal.SIGTERM)


def fork(arguments: Sequence[str], folder: str, environment: Mapping[str, str], files: Sequence[int]) -> Forked:
    """Ask the server for a kernel; returns when it listens.

    Parameters
    ----------
    arguments : sequence of str
        The kernel's ``sys.argv``.
    folder : str
        Where it runs.
    environment : mapping
        All its environment variables.
    files : sequence of int
        Its standard output and standard error.

    Raises
    ------
    OSError
        Processes cannot fork here, or the server did not give a kernel.
    """
    request = {"arguments": [*arguments], "folder": folder, "environment": dict(environment)}
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        _connect(connection)
        socket.send_fds(connection, [json.dumps(request).encode()], files)
        pid = connection.recv(32)
        if not pid:
            raise OSError("the server of kernels ended")
    except OSError:
        connection.close()
        raise
    return Forked(connection, int(pid))


def _connect(connection: socket.socket) -> None:
    """Connect to the server; one that was killed, which leaves its address behind, is replaced."""
    address = start()
    try:
        connection.connect(address)
    except ConnectionError:
        Path(address).unlink(missing_ok=True)
        connection.connect(start())


def serve(listener: socket.socket) -> None:
    """Import what notebooks import, then fork a kernel for everyone who asks, until standard input is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    address = listener.getsockname()
    try:
        _preload()
        with selectors.DefaultSelector() as events:
            events.register(listener, selectors.EVENT_READ)
            events.register(sys.stdin.fileno(), selectors.EVENT_READ)
            while [key.fileobj for key, _ in events.select()] == [listener]:
                connection, _ = listener.accept()
                with connection:
                    message, files, *_ = socket.recv_fds(connection, MAX_REQUEST, 2)
                    if message and os.fork() == 0:  # untested: a fork is measured from its next function on
                        events.close()
                        listener.close()
                        _become_kernel(connection, json.loads(message), files)
                    for file in files:
                        os.close(file)
    finally:
        shutil.rmtree(Path(address).parent, ignore_errors=True)


def _preload() -> None:
    """Import all that notebooks need, also what is imported at first use, and leave the rest as in a new process."""
    import ipykernel.debugger  # noqa: F401
    import ipykernel.kernelapp  # noqa: F401
    import IPython.terminal.debugger  # noqa: F401
    import jsonschema  # noqa: F401
    import pandas
    import pandera.pandas
    from matplotlib.figure import Figure

    import impactmonitor.display  # noqa: F401
    from impactmonitor.display.sheet import style

    pandera.pandas.DataFrameSchema({}).validate(pandas.DataFrame())
    with style():
        for kind in ("svg", "png"):
            Figure().savefig(io.BytesIO(), format=kind)
    pandas.set_option("display.max_columns", 20)  # what it is in a kernel
    gc.freeze()  # kernels share this memory as long as nobody writes to it, as collecting garbage would


def _become_kernel(connection: socket.socket, request: dict[str, object], files: Sequence[int]) -> NoReturn:
    """Turn a forked process into the kernel that was asked for."""
    import numpy
    from ipykernel.kernelapp import IPKernelApp

    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for place, file in enumerate(files, 1):
            os.dup2(file, place)
            os.close(file)
        os.chdir(str(request["folder"]))
        os.environ.clear()
        os.environ.update(dict(request["environment"]))  # type: ignore[call-overload]
        sys.argv = [*map(str, request["arguments"])]  # type: ignore[call-overload]
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        numpy.random.seed()  # else every kernel draws the same numbers
        app: Any = IPKernelApp.instance(parent_handle=1)  # 1: it need not watch for its end, `_end_with` does
        app.initialize(sys.argv[1:])
        connection.send(str(os.getpid()).encode())
        app.start()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _end_with(connection: socket.socket) -> None:
    """End this kernel and what it started when the other end of the connection is gone."""
    with contextlib.suppress(ConnectionError):
        connection.recv(1)
    os.killpg(0, signal.SIGKILL)  # untested: ends what would measure it


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))

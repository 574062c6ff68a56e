"""Kernels forked from a process that has everything imported, since starting cold is nearly all a notebook costs.

`preloaded` forks a server off the running process; while it is open, the launcher of the kernelspec `impactmonitor`
asks that server for a kernel. Without a server, or where processes cannot fork, the launcher is an ordinary kernel.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ADDRESS = "IMPACTMONITOR_ZYGOTE"
KERNEL = "impactmonitor"


@contextmanager
def preloaded() -> Iterator[bool]:
    """Keep a server of kernels while the block runs; tells whether there is one.

    A server that an enclosing process opened is used as it is.
    """
    if os.environ.get(ADDRESS):
        yield True
        return
    if sys.platform != "linux" or threading.active_count() > 1:
        yield False
        return
    with tempfile.TemporaryDirectory(prefix="zygote-", ignore_cleanup_errors=True) as folder:
        path = str(Path(folder) / "s")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            server = multiprocessing.get_context("fork").Process(
                target=_serve, args=(listener, os.getpid()), daemon=True
            )
            server.start()
        os.environ[ADDRESS] = path
        try:
            yield True
        finally:
            del os.environ[ADDRESS]
            server.kill()
            server.join()


def _serve(listener: socket.socket, owner: int) -> None:
    """Import what notebooks import, then fork a kernel for everyone who asks, as long as the owner lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # read when ipykernel is imported: its kernels die with this server
    import ipykernel.kernelapp  # noqa: F401
    import matplotlib.backends.backend_agg  # noqa: F401
    import matplotlib.backends.backend_svg  # noqa: F401
    import pandas

    import impactmonitor.chapter  # noqa: F401
    import impactmonitor.theme

    impactmonitor.theme.register_fonts()
    pandas.set_option("display.max_columns", 20)  # what a new process has
    listener.settimeout(1)
    while os.getppid() == owner:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        with connection:
            message, files, *_ = socket.recv_fds(connection, 1_000_000, 3)
            if message and os.fork() == 0:
                listener.close()
                _become_kernel(connection, json.loads(message), files)
            for file in files:
                os.close(file)


def _become_kernel(connection: socket.socket, request: dict[str, object], files: Sequence[int]) -> None:
    """Turn a forked process into the kernel that was asked for; never returns."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for place, file in enumerate(files):
            os.dup2(file, place)
        os.chdir(str(request["folder"]))
        os.environ.clear()
        os.environ.update(dict(request["environment"]))  # type: ignore[call-overload]
        sys.argv = ["ipykernel_launcher", *map(str, request["arguments"])]  # type: ignore[call-overload]
        sys.path[0] = ""
        threading.Thread(target=_die_with, args=(connection,), daemon=True).start()
        from ipykernel.kernelapp import launch_new_instance

        signal.signal(signal.SIGINT, signal.default_int_handler)
        launch_new_instance()
        status = 0
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _die_with(connection: socket.socket) -> None:
    """Stop this kernel when its launcher is gone; pass on the interrupts that the launcher is sent."""
    while connection.recv(1):
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(1)


def launch(arguments: Sequence[str]) -> None:
    """Ask the server for a kernel and live as long as it does; else be an ordinary kernel."""
    address = os.environ.get(ADDRESS)
    if address and sys.platform == "linux":
        connection = socket.socket(socket.AF_UNIX)
        with suppress(OSError):
            connection.connect(address)
            request = {"arguments": [*arguments], "folder": str(Path.cwd()), "environment": dict(os.environ)}
            socket.send_fds(connection, [json.dumps(request).encode()], [0, 1, 2])
            signal.signal(signal.SIGINT, lambda *_: connection.send(b"i"))
            while connection.recv(1):
                pass
            return
        print("no preloaded kernel answers; starting an ordinary one", file=sys.stderr)
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    launch(sys.argv[1:])

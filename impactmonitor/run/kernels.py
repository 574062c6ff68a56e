"""Kernels that notebooks are executed in: started by forking where that can be, and spoken to without ports."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from impactmonitor.run import zygote

KERNEL = "impactmonitor"
LAUNCHER = "ipykernel_launcher"
LONGEST = 90  # characters: names of sockets end at 104 or 108, and each gets a number of its own


@cache
def _say(line: str) -> None:
    """Say something once."""
    print(line, file=sys.stderr)


def _launcher() -> str:
    """Return the file that an ordinary kernel is started by."""
    found = find_spec(LAUNCHER)
    return str(found.origin) if found else LAUNCHER


def _file(stream: Any, default: int) -> int:
    return int(stream.fileno()) if hasattr(stream, "fileno") else default


class PreloadedProvisioner(LocalProvisioner):
    """Starts the kernels of the kernelspec `impactmonitor`, whichever program asks for one.

    They are forked from a process that has everything imported; where that cannot be, they are ordinary ones. Client
    and kernel speak through sockets in a private folder: a free TCP port can be taken by another meanwhile.
    """

    process: subprocess.Popen[bytes] | zygote.Forked | None = None  # type: ignore[assignment]
    _sockets: tempfile.TemporaryDirectory[str] | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose the sockets, before the connection file is written."""
        manager = self.parent
        if sys.platform != "win32" and manager and manager.transport == "tcp":
            self._sockets = tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
            place = str(Path(self._sockets.name) / "s")
            if len(place) < LONGEST:
                manager.transport, manager.ip = "ipc", place
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that `cmd` describes."""
        environment = kwargs["env"] = zygote.ONE_THREAD | (kwargs.get("env") or dict(os.environ))
        self.cwd = kwargs.get("cwd") or Path.cwd()
        files = [_file(kwargs.get("stdout"), 1), _file(kwargs.get("stderr"), 2)]
        arguments = [_launcher(), *cmd[cmd.index(LAUNCHER) + 1 :]]
        try:
            kernel = await asyncio.to_thread(zygote.fork, arguments, str(self.cwd), environment, files)
        except OSError as error:
            _say(f"note: {error}; every notebook gets an ordinary kernel, which takes seconds longer")
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = kernel, kernel.pid, kernel.pid
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Send the kernel a signal; not the interrupt before a shutdown, which would only make it complain."""
        if signum != signal.SIGINT or not (self.parent and self.parent.shutting_down):
            await super().send_signal(signum)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Stop the kernel at once: its results are already here, and a polite end takes a tenth of a second."""
        await self.kill(restart)
        if isinstance(self.process, zygote.Forked):
            await asyncio.to_thread(self.process.wait, 1)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the sockets."""
        await super().cleanup(restart)
        if self._sockets and not restart:
            self._sockets.cleanup()

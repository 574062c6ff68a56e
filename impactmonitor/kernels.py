"""Kernels that notebooks are executed in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager


class LocalKernelManager(AsyncKernelManager):
    """Talks to its kernel through sockets in a private folder: free TCP ports can be taken by another meanwhile."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self._sockets = tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
        self.transport = "ipc"
        self.ip = str(Path(self._sockets.name) / "s")

    def cleanup_ipc_files(self) -> None:
        """Remove the sockets."""
        super().cleanup_ipc_files()
        self._sockets.cleanup()

    async def shutdown_kernel(  # type: ignore[override]
        self, now: bool = False, restart: bool = False
    ) -> None:
        """Stop the kernel at once: its results are already here, and a polite request costs time and noise."""
        await super().shutdown_kernel(now=True, restart=restart)

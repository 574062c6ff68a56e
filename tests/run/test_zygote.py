"""Forked processes, spoken to without a notebook; `test_kernels.py` has them run some."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from impactmonitor.run import zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are only forked on Linux")


@pytest.mark.parametrize("word", ["terminate", "kill"])
def test_a_forked_kernel_is_sent_signals_while_it_lives(word):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with subprocess.Popen(["sleep", "60"]) as process:
        kernel = zygote.Forked(ours, process.pid)
        assert kernel.poll() is None
        getattr(kernel, word)()
        assert process.wait(10) == -(signal.SIGTERM if word == "terminate" else signal.SIGKILL)
    theirs.close()
    assert kernel.wait(10) == 0
    kernel.kill()  # nobody is there any more


def test_a_kernel_that_cannot_start_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv(zygote.ADDRESS, os.environ.get(zygote.ADDRESS, ""))
    with (tmp_path / "said").open("w+") as said, pytest.raises(OSError, match="the server of kernels ended"):
        zygote.fork(["kernel"], str(tmp_path / "nergens"), dict(os.environ), [said.fileno(), said.fileno()])
    assert f"No such file or directory: '{tmp_path / 'nergens'}'" in (tmp_path / "said").read_text()

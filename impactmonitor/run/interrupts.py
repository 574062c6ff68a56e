"""Ctrl-C that leaves no lock behind.

Where it comes while Python's import system takes a lock or gives one back, that lock is held for good, and every other
thread that imports waits forever: so would those that notebooks run in. There it is asked for again a moment later.
"""

from __future__ import annotations

import _thread
import signal
import threading
from types import FrameType

IMPORTS = "<frozen importlib._bootstrap>"
LOCKING = {
    "_get_module_lock",
    "cb",
    "acquire",
    "release",
    "__enter__",
    "__exit__",
    "_lock_unlock_module",
    "has_deadlock",
}
"""Functions of Python's import system that hold a lock, or are about to: those of `_ModuleLock` and what makes them."""
MOMENT = 0.01  # seconds


def postponed(frame: FrameType | None) -> bool:
    """Tell whether Ctrl-C comes at a moment when it may not, and then ask for it again.

    Parameters
    ----------
    frame : FrameType or None
        Where the main thread is, as a handler of signals gets it.
    """
    while frame and (frame.f_code.co_filename != IMPORTS or frame.f_code.co_name not in LOCKING):
        frame = frame.f_back  # it may be in this very handler
    if frame:
        threading.Timer(MOMENT, _thread.interrupt_main).start()
    return frame is not None


def _interrupted(number: int, frame: FrameType | None) -> None:
    if not postponed(frame):
        raise KeyboardInterrupt


def interruptible() -> None:
    """Let Ctrl-C raise `KeyboardInterrupt` in the main thread, as Python does by itself, but for those moments."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored, or somebody's own
        signal.signal(signal.SIGINT, _interrupted)

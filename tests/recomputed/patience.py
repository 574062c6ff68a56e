"""Waiting for a state, not for a time: until it is there, or until it is clear that it will not come."""

import time

PATIENCE = 900  # seconds, for a machine that has much to do: none of it passes where all is well


def awaited(found, what, process=None):
    """Ask until there is an answer, as long as the process that is to bring it about runs; returns the answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ended = process is not None and process.poll() is not None
        if answer := found():
            return answer
        if ended:
            raise AssertionError(f"{what}: {process.communicate()}")
        time.sleep(0.05)
    raise AssertionError(f"{what} in {PATIENCE} s")

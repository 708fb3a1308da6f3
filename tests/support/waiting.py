"""Waiting for something that happens elsewhere."""

import time


def wait_for(condition, seconds=60, sleep=time.sleep, pause=0.005):
    """Wait until `condition()` holds, and return its value. Raises an error after this many seconds."""
    deadline = time.monotonic() + seconds
    while not (held := condition()):
        assert time.monotonic() < deadline, f"it never came in {seconds} seconds"
        sleep(pause)
    return held

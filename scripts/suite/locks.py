"""File locks between processes; the system frees them when a process ends, however it ends."""

import contextlib
import fcntl

from .report import say
from .settings import RUNTIME


def open_lock(name):
    """Return the open lock file of that name."""
    folder = RUNTIME / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return open(folder / name, "w")


@contextlib.contextmanager
def exclusive(name, waiting_for):
    """Hold a lock; say what is waited for when another process has it."""
    with open_lock(name) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"- waiting for another process: {waiting_for}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield

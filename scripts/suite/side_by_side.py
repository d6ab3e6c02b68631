"""Several commands at once; what they say is shown one after the other, as if they had run in turn."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from .report import say

PATIENCE = 60  # seconds that a command may take to clean up after it was told to stop


class Part:
    """One of the commands.

    :param title: what it is called in what is shown
    :param command: program and arguments
    :param log: file that gets what it says
    """

    def __init__(self, title, command, log):
        self.title = title
        self._command = command
        self.log = log
        self._process = None
        self._started = self._ended = 0.0

    @property
    def seconds(self):
        """How long it ran."""
        return self._ended - self._started

    @property
    def said(self):
        """All that it said."""
        return self.log.read_text(errors="replace")

    def start(self):
        """Start it, in a session of its own: Ctrl-C reaches only us, and we stop it."""
        self._started = time.monotonic()
        with open(self.log, "w") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *self._command],  # it stops even when we are killed
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def has_ended(self):
        """Whether it has ended; the first who asks after it did notes when."""
        if self._process.poll() is None:
            return False
        self._ended = self._ended or time.monotonic()
        return True

    @property
    def code(self):
        """Its exit code."""
        return self._process.wait()

    def show(self, meanwhile):
        """Show what it has said and what it says until it ends.

        :param meanwhile: called again and again while we wait
        """
        say(f"\n===== {self.title} (also in {self.log}) =====")
        with open(self.log, errors="replace") as text:
            while True:
                is_last = self.has_ended()  # asked before reading: what comes in between is read by the next turn
                print(text.read(), end="", flush=True)
                if is_last:
                    return
                meanwhile()
                time.sleep(0.3)

    def stop(self):
        """Tell it to stop, and wait; what does not stop is killed."""
        if self._process is None or self._process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def run(parts):
    """Run the parts at once and show them one after the other; when we are stopped, they are."""
    try:
        for part in parts:
            part.start()
        for part in parts:
            part.show(lambda: [other.has_ended() for other in parts])
    finally:
        for part in parts:
            part.stop()
        sys.stdout.flush()

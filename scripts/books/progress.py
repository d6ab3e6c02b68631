"""A progress bar on a terminal, a line now and then elsewhere."""

import shutil
import sys
import time

EVERY = 5  # seconds between lines where there is no terminal


class Progress:
    """Shows how much of ``total`` is done, and how long the rest will take.

    :param stream: where to; standard error
    """

    def __init__(self, total, done=0, stream=None):
        self._total, self._start, self._done = total, done, done
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._began = time.monotonic()
        self._shown = None if done < total else self._began

    def show(self, done, what):
        """Show that ``done`` are done and what is being done now."""
        self._done, now = done, time.monotonic()
        finished = done >= self._total
        if self._shown is not None and now - self._shown < (0.1 if self._terminal else EVERY) and not finished:
            return
        self._shown = now
        line = self.line(what, now - self._began)
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r{line[:width]:<{width}}" + ("\n" if finished else ""))
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def line(self, what, seconds):
        """Return the line that is shown after ``seconds``.

        >>> import io
        >>> bar = Progress(200, stream=io.StringIO())
        >>> bar._done = 50
        >>> bar.line("orders", 30)
        '[#####...............]  25 %  50/200  1:30 left  orders'
        """
        share = self._done / self._total if self._total else 1
        bar = ("#" * int(share * 20)).ljust(20, ".")
        fresh = self._done - self._start
        left = f"  {_clock(seconds / fresh * (self._total - self._done))} left" if fresh else ""
        return f"[{bar}] {share:>4.0%}  {self._done}/{self._total}{left}  {what}".replace("%", " %", 1)


def _clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"

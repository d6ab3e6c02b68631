"""How the scripts speak: progress on standard error, and one clear sentence when something stops them."""

import contextlib
import errno
import subprocess
import sys
import time


class Failure(Exception):
    """Something outside our power is wrong; the message says what, where and what to do."""


def say(text):
    """Print one line of progress."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text):
    """Announce a long step, and say how long it took."""
    say(f"- {text} ...")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.0f} s")


def run(command, *, what, hint="", **options):
    """Run a command and return what it printed.

    :param what: what the command does, for the sentence that is shown when it fails
    :param hint: what the reader can do about it
    :raise Failure: the command ended with an error; the sentence holds its last lines
    """
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **options
    )
    if done.returncode:
        if "No space left on device" in done.stdout:
            hint = "The disk is full: free some space and run this again, it goes on where it stopped."
        last_lines = "\n  ".join(done.stdout.strip().splitlines()[-8:])
        raise Failure(f"{what} failed. {hint}\n  {last_lines}")
    return done.stdout


def main(function, failed=1):
    """Run a script's function; a known failure becomes one sentence and the exit code ``failed``, Ctrl-C exit code 130."""
    try:
        sys.exit(function(sys.argv[1:]))
    except Failure as failure:
        say(f"\n{failure}")
        sys.exit(failed)
    except KeyboardInterrupt:
        say("\nstopped")
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say("\nThe disk is full: free some space and run this again, it goes on where it stopped.")
        sys.exit(failed)

"""Parts of a test run side by side: shown in order, stopped together, and summed up."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from suite import side_by_side, summary

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
# says that it is there, then waits until it is told to stop, and notes that it could clean up
SLEEPER = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.default_int_handler)
pathlib.Path(sys.argv[1]).write_text("started")
try:
    time.sleep(60)
finally:
    pathlib.Path(sys.argv[1]).write_text("cleaned up")
"""
RUNNER = """
import pathlib, signal, sys
from suite import side_by_side
signal.signal(signal.SIGINT, signal.default_int_handler)
folder, sleeper = pathlib.Path(sys.argv[1]), sys.argv[2]
side_by_side.run(
    [
        side_by_side.Part(name, [sys.executable, "-c", sleeper, str(folder / name)], folder / f"{name}.log")
        for name in ("one", "two")
    ]
)
"""


@pytest.fixture
def part(tmp_path):
    """A function that makes a part from a Python program."""

    def make(title, program):
        return side_by_side.Part(title, [sys.executable, "-c", program], tmp_path / f"{title}.log")

    return make


def test_what_parts_say_is_shown_in_turn(part, capfd):
    slow = part("slow", "import time\nfor n in range(3): print('slow', n, flush=True); time.sleep(0.2)")
    quick = part("quick", "print('quick')\nimport sys; print('to stderr', file=sys.stderr)\nsys.exit(3)")
    side_by_side.run([slow, quick])
    assert capfd.readouterr().out.splitlines() == ["slow 0", "slow 1", "slow 2", "quick", "to stderr"]
    assert (slow.code, quick.code) == (0, 3)


def test_parts_run_at_once(part, tmp_path):
    """Each waits until the other is there."""
    wait = (
        "import pathlib, sys, time\nfolder = pathlib.Path({folder!r})\n(folder / {me!r}).touch()\n"
        "end = time.monotonic() + 30\n"
        "while not (folder / {other!r}).exists():\n    time.sleep(0.02)\n    assert time.monotonic() < end"
    )
    one = part("one", wait.format(folder=str(tmp_path), me="a", other="b"))
    two = part("two", wait.format(folder=str(tmp_path), me="b", other="a"))
    side_by_side.run([one, two])
    assert (one.code, two.code) == (0, 0)


@pytest.fixture
def runner(tmp_path):
    """A process that runs two parts, both at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path), SLEEPER],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: all(state(tmp_path, name) == "started" for name in ("one", "two")))
    yield process
    process.kill()
    process.wait()


def state(folder, name):
    return (folder / name).read_text() if (folder / name).exists() else ""


def wait_until(happened, seconds=30):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_who_stops_us_stops_the_parts(runner, tmp_path, number):
    """Ctrl-C and kill -9: the parts end either way, and clean up."""
    runner.send_signal(number)
    assert runner.wait(30) != 0
    wait_until(lambda: all(state(tmp_path, name) == "cleaned up" for name in ("one", "two")))


class Ended:
    """A part that has ended."""

    log, seconds = "the.log", 61.4

    def __init__(self, title, code, said):
        self.title, self.code, self.said = title, code, said


GOOD = "....\n\x1b[32m===== \x1b[1m12 passed\x1b[0m, 1 warning, 3 subtests passed in 9.97s (0:00:09) =====\x1b[0m\n"
BAD = (
    "...F\n=== short test summary info ===\nFAILED tests/a.py::b - assert 1\n1 failed, 2 passed in 3.20s\n"
    "in test-server.log: 2026-01-01 WARNING odd\n"
)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            [Ended("one", 0, GOOD), Ended("two", 0, GOOD)],
            [
                "one: 12 passed, 1 warning, 3 subtests passed; 1 min 1 s",
                "two: 12 passed, 1 warning, 3 subtests passed; 1 min 1 s",
                "all is well; 2 min 0 s together",
            ],
        ),
        (
            [Ended("one", 1, BAD), Ended("two", 1, "The disk is full")],
            [
                "FAILED tests/a.py::b - assert 1",
                "in test-server.log: 2026-01-01 WARNING odd",
                "one: 1 failed, 2 passed; 1 min 1 s",
                "two: no result, see the.log; 1 min 1 s",
                "NOT GOOD: one and two; 2 min 0 s together",
            ],
        ),
    ],
)
def test_summary(parts, told):
    assert list(summary.lines(parts, 119.8))[1:] == told

"""Everything that must be there before Odoo can run.

Idempotent: what is there is left alone, what was cut short is repaired.
"""

import os
import shutil
import sys
from pathlib import Path

from . import debian, environment, locks, odoo_source
from .report import Failure, run, say, step
from .settings import CACHE, ROOT, RUNTIME, VENV_PYTHON

SPACE_NEEDED = {RUNTIME: 3.0, CACHE: 0.5}  # gigabytes, for a first start
TEST_PACKAGES = {"chromium": "/usr/bin/chromium", "fonts-noto-cjk": "/usr/share/fonts/opentype/noto"}


def bootstrap(for_tests=False):
    """Make the runtime folder ready.

    :param for_tests: also what tests, benchmarks and lint need
    :raise Failure: with what is missing and what to do about it
    """
    _make_folders()
    with locks.exclusive("bootstrap", "a bootstrap of this checkout is running"):
        home = odoo_source.ensure()
        environment.ensure(home, ["requirements.txt", "requirements-test.txt"] if for_tests else ["requirements.txt"])
        if for_tests:
            _ensure_browser()


def inside_environment(for_tests=False):
    """Bootstrap, then go on inside the virtual environment: the script is started once more with its Python."""
    if Path(sys.prefix).resolve() != VENV_PYTHON.parents[1].resolve():
        bootstrap(for_tests)
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])


def _make_folders():
    for folder, gigabytes in SPACE_NEEDED.items():
        try:
            fresh = not (folder / "locks").exists() and not (folder / "packages").exists()
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(
                f"{folder} cannot be made: {error.strerror}. Make it writable, or set XDG_CACHE_HOME for the downloads."
            ) from error
        free = shutil.disk_usage(folder).free / 1e9
        if fresh and free < gigabytes:
            raise Failure(
                f"Not enough disk space for {folder}: {gigabytes} GB are needed, {free:.1f} GB are free. "
                "Free some and run this again."
            )


def _ensure_browser():
    """The browser tests drive Debian's Chromium; as root it is installed, otherwise the reader is told how."""
    missing = [package for package, proof in TEST_PACKAGES.items() if not Path(proof).exists()]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        raise Failure(f"The browser tests need {' and '.join(missing)}. Run: sudo {' '.join(command)}")
    debian.require_apt()
    with step(f"installing {' and '.join(missing)} with apt-get"):
        run(["apt-get", "update"], what="Reading the package lists", hint=debian.NETWORK_HINT)
        run(
            command,
            what="Installing the browser",
            hint=debian.NETWORK_HINT,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


def command(_arguments):
    """Entry point of `scripts/bootstrap`."""
    bootstrap()
    say(f"Ready: {RUNTIME.relative_to(ROOT)} holds Odoo, its environment and a private PostgreSQL. Next: scripts/serve")

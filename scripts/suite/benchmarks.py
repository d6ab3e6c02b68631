"""Benchmarks: each compares ours with plain Odoo, the OCA peer and raw SQL on the same data, in one run, as ratios."""

import os
import subprocess
import sys

from . import odoo, postgres
from .report import Failure, step
from .settings import ROOT


def names():
    """Return the names of the benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in (ROOT / "tests/bench").glob("bench_*.py"))


def command(arguments):
    """Entry point of `scripts/bench`; without a name all benchmarks run.

    :return: 0, or 1 if a benchmark ended with an error
    """
    unknown = set(arguments) - set(names())
    if unknown:
        raise Failure(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(names())}.")
    odoo.prepare()
    with postgres.running():
        return max([_run(name) for name in arguments or names()], default=0)


def _run(name):
    database = f"dealer_bench_{os.getpid()}_{name}"
    with step(f"making the database of the benchmark {name}"):
        odoo.make_database(database, what="Making the benchmark's database")
    try:
        return subprocess.run([sys.executable, "-m", "tests.bench", name, database], cwd=ROOT).returncode
    finally:
        odoo.forget_database(database)

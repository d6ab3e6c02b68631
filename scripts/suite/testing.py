"""The whole test suite: addon tests inside Odoo, and beside them `tests/` against a running server."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import locks, odoo, postgres, server_log, side_by_side, summary
from .report import Failure, say, step
from .settings import ADDONS, LOGS, ROOT

NO_TESTS_COLLECTED = 5
QUICK_PASSWORDS = Path(__file__).parent / "launchers" / "quick_passwords.py"
INSIDE_ODOO = "odoo_test_*.py"  # of what spans addons: files so named
# Options of pytest that take the next argument as their value, and long ones that do not.
WITH_VALUE = re.compile(
    r"-[kmpcorWn]|--(maxfail|ignore|ignore-glob|deselect|durations|durations-min|tb|rootdir|basetemp|import-mode|color"
    r"|override-ini|confcutdir|show-capture|capture|junit-xml|junitxml|log-level|log-file|verbosity|pythonwarnings"
    r"|config-file|assert|pdbcls)"
)
WITHOUT_VALUE = re.compile(
    r"--(lf|last-failed|ff|failed-first|nf|new-first|sw|stepwise|pdb|co|collect-only|verbose|quiet|exitfirst)"
)
PATH_LIKE = re.compile(r"/|::|\.py$")
# A test run may lose what it has committed when the machine itself goes down, not when a process does.
RISKY_COMMITS = "-c synchronous_commit=off"


def command(arguments):
    """Entry point of `scripts/test`.

    :param arguments: `--soak` for the long versions; all else is handed to pytest, paths choose what runs
    :return: 0 if every test passed and the logs hold no warning
    """
    for number in (signal.SIGINT, signal.SIGTERM):  # both clean up; some shells start commands with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    arguments = list(arguments)
    if "--soak" in arguments:
        arguments.remove("--soak")
        os.environ["DEALER_SOAK"] = "1"
    options, paths = _split(arguments)
    of_addons = [path for path in paths if _runs_inside_odoo(path)]
    of_suite = [path for path in paths if path not in of_addons]
    if not paths:
        return _run_both([*options, *_all_addon_tests()], [*options, "tests"])
    if of_addons and of_suite:
        return _run_both([*options, *of_addons], [*options, *of_suite])
    return _run_one(_test_addons if of_addons else _test_suite, arguments)


def _split(arguments):
    """Return (options with their values, paths).

    :raise Failure: a path leads nowhere; pytest would say so only after the databases are made
    """
    options, paths = [], []
    before = ""
    for argument in arguments:
        if argument.startswith("-") or WITH_VALUE.fullmatch(before) or _may_be_value(argument, before):
            options.append(argument)
        elif (ROOT / argument.split("::")[0]).exists():
            paths.append(argument)
        else:
            raise Failure(
                f"There is no file or folder {argument} in {ROOT}. Name tests by their path from there, as"
                " addons/dealer/tests or tests/e2e/test_x.py::test_y."
            )
        before = argument
    return options, paths


def _may_be_value(argument, before):
    """Tell whether ``argument`` may belong to the option ``before`` that we do not know, of some plug-in."""
    unknown = before.startswith("--") and "=" not in before and not WITHOUT_VALUE.fullmatch(before)
    return unknown and not (ROOT / argument.split("::")[0]).exists() and not PATH_LIKE.search(argument)


def _run_one(test, arguments):
    odoo.prepare()
    os.environ[odoo.TEST_LAUNCHER] = str(QUICK_PASSWORDS)
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {RISKY_COMMITS}"
    with postgres.running():
        _drop_left_overs()
        return test(arguments)


def _run_both(of_addons, of_suite):
    """Run both kinds of tests at once, each by this script with paths of that kind only."""
    started = time.monotonic()
    LOGS.mkdir(parents=True, exist_ok=True)
    script = [sys.executable, str(ROOT / "scripts/test"), *(["--color=yes"] if sys.stdout.isatty() else [])]
    parts = [
        side_by_side.Part("tests of the addons", [*script, *of_addons], LOGS / "test-addons.log"),
        side_by_side.Part("tests of the suite", [*script, *of_suite], LOGS / "test-suite.log"),
    ]
    side_by_side.run(parts)
    for line in summary.lines(parts, time.monotonic() - started):
        say(line)
    return max(part.code if part.code >= 0 else 1 for part in parts)


def _runs_inside_odoo(path):
    file = (ROOT / path.split("::")[0]).resolve()
    return file.is_relative_to(ADDONS) or file.match(INSIDE_ODOO)


def _all_addon_tests():
    paths = [*sorted(ADDONS.glob("*/tests")), *sorted((ROOT / "tests").rglob(INSIDE_ODOO))]
    return [str(path.relative_to(ROOT)) for path in paths]


def _drop_left_overs():
    """Drop the databases of test runs that were killed."""
    with locks.exclusive("left-overs", "databases of killed test runs are being dropped"):
        for name in postgres.databases():
            owner = name.removeprefix("dealer_test_").split("_")[0]
            if name.startswith("dealer_test_") and owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
                odoo.forget_database(name)


def _test_addons(arguments):
    """Run tests inside Odoo, against a database without demo data that is made for the run."""
    with TestDatabase("addons", "--load-language=en_US,zh_CN") as database:
        return (
            _pytest(
                "--odoo-http",
                "--odoo-log-level=info",
                f"--odoo-database={database.name}",
                "-p",
                "tests.log_guard",
                *arguments,
                environment=os.environ,
            )
            or database.trouble
        )


def _test_suite(arguments):
    """Run tests against a server with the demo story, as its users and integrators meet it."""
    with TestDatabase("demo", "--with-demo", "--load-language=en_US,zh_CN") as database:
        log = LOGS / "test-server.log"
        log.unlink(missing_ok=True)
        # no jobs: what a test sees must come from what it did
        with odoo.Server(database.name, odoo.free_port(), log=log, options=("--max-cron-threads", 0)) as server:
            environment = {**os.environ, "DEALER_URL": server.url, "DEALER_DATABASE": database.name}
            code = _pytest("-p", "no:odoo", *arguments, environment=environment)  # these tests are clients
        return max(code, database.trouble, _report_troubles(log))


def _pytest(*arguments, environment):
    # setpriv: they end even when we are killed
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "pytest", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    if code == NO_TESTS_COLLECTED and "-k" in arguments:
        return 0
    return code if code >= 0 else 1  # killed by a signal


def _report_troubles(log):
    """Show the warnings of a log; return 1 if there are any."""
    lines = server_log.troubles(log)
    for line in lines:
        say(f"in {log.name}: {line}")
    return int(bool(lines))


class TestDatabase:
    """A database made for the run and dropped after it. `trouble` is 1 if its making logged a warning."""

    def __init__(self, purpose, *options):
        self.name = f"dealer_test_{os.getpid()}_{purpose}"
        self.trouble = 0
        self._options = options

    def __enter__(self):
        with step(f"making the database {self.name}"):
            self.trouble = _report_troubles(
                odoo.make_database(self.name, *self._options, what="Making the test database")
            )
        return self

    def __exit__(self, *exception):
        odoo.forget_database(self.name)

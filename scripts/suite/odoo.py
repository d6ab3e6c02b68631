"""Odoo inside the suite's environment and configuration: command line, databases, running servers."""

import ast
import configparser
import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from . import environment, locks, odoo_source, postgres
from .report import Failure, say
from .settings import ADDONS, DATA, LOGS, ROOT, RUNTIME, VENV, suite_modules

CONFIGURATION = RUNTIME / "odoo.conf"
EVENTS = 3  # with workers, /websocket is served at this distance from the HTTP port (8069 and 8072, as usual)
TEST_LAUNCHER = "DEALER_TEST_LAUNCHER"  # environment: the file that starts Odoo in a test run
PATIENCE = 120  # seconds that a server may take to answer for the first time


def prepare():
    """Write the configuration for this machine and name it in the environment."""
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "odoo.conf")
    parser["options"]["addons_path"] = ",".join(map(str, addons_path()))
    parser["options"]["data_dir"] = str(DATA)
    for folder in (DATA, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    new = CONFIGURATION.with_suffix(f".{os.getpid()}")
    with open(new, "w") as file:
        parser.write(file)
    new.replace(CONFIGURATION)  # in one step: another run may be reading it
    os.environ["ODOO_RC"] = str(CONFIGURATION)


def addons_path():
    """Return the folders that hold addons, ours first."""
    home = odoo_source.ensure()
    folders = [
        ADDONS,
        home / "addons",
        home.parent / "addons",
        next(VENV.glob("lib/python3.*/site-packages/odoo/addons")),
    ]
    return [folder for folder in folders if folder.is_dir() and any(folder.glob("*/__manifest__.py"))]


def command_line(*arguments):
    """Return the command that runs Odoo with these arguments."""
    launcher = os.environ.get(TEST_LAUNCHER) or environment.LAUNCHER
    return [sys.executable, str(launcher), *map(str, arguments)]


def run_logged(log, *arguments, what):
    """Run Odoo to its end, its output into a log file.

    :raise Failure: it ended with an error; the sentence holds the last lines of the log
    """
    with open(log, "a") as output:
        code = subprocess.run(command_line(*arguments), stdout=output, stderr=subprocess.STDOUT).returncode
    if code:
        tail = "\n  ".join(log.read_text(errors="replace").splitlines()[-12:])
        raise Failure(f"{what} failed; the whole log is {log}.\n  {tail}")


def make_database(name, *options, what):
    """Make a database with all addons of the suite.

    It gets its name only when it is complete, so a killed run leaves none half made.

    :param options: further options for Odoo, as `--with-demo`
    :return: the log file
    """
    log = LOGS / f"make-{name}.log"
    log.unlink(missing_ok=True)
    # demo data of the platform is made for the companies as ours leaves them, so both are loaded together
    if "--with-demo" in options:
        _make(name, None, chosen_modules(), options, log, what)
    else:
        _make(name, _platform_template(options, log, what), suite_modules(), options, log, what)
    return log


def _platform_template(options, log, what):
    """Return the name of a database with the platform's addons that ours build on; made once, then copied."""
    modules = sorted(
        {needed for name in suite_modules() for needed in manifest(name)["depends"]} - set(suite_modules())
    )
    content = repr((modules, options, (ROOT / "requirements.txt").read_text(), str(odoo_source.ensure())))
    name = f"dealer_platform_{hashlib.sha256(content.encode()).hexdigest()[:12]}"
    with locks.exclusive(name, "the database with the platform's addons is being made"):
        if name not in postgres.databases():
            _make(name, None, modules, options, log, what)
    return name


def make_plain_database(name, modules=(), folder=None, *, what):
    """Make a database without addons of the suite: the platform's that ours build on, and others to compare with.

    :param modules: further addons, which are in ``folder``
    :param folder: a folder of addons that are no part of the suite
    """
    log = LOGS / f"make-{name}.log"
    log.unlink(missing_ok=True)
    template = _platform_template((), log, what)
    path = ",".join(map(str, [*addons_path(), *([folder] if folder else [])]))
    _make(name, template, modules, ("--addons-path", path), log, what)


def manifest(module):
    """Return the manifest of one of our addons, a dict."""
    return ast.literal_eval((ADDONS / module / "__manifest__.py").read_text())


def chosen_modules():
    """Return the addons that are installed by name; glue comes by itself where all that it glues is there."""
    return [module for module in suite_modules() if not manifest(module).get("auto_install")]


def wanted_modules(installed):
    """Return the addons that belong into a database: those chosen, and glue all of whose parts are there.

    An upgrade installs no glue by itself if it only glues what had been there before.

    :param installed: names of the modules that are installed in the database
    """
    there, wanted = set(installed), set(chosen_modules())
    glue = set(suite_modules()) - wanted
    while ready := {module for module in glue - wanted if {*manifest(module)["depends"]} <= there | wanted}:
        wanted |= ready
    return sorted(wanted)


def _make(name, template, modules, options, log, what):
    building = f"{name}__building"
    forget_database(building)
    try:
        _build(building, template, modules, options, log, what)
    except BaseException:  # also Ctrl-C
        forget_database(building)
        raise
    postgres.rename(building, name)
    if filestore(building).exists():
        filestore(building).rename(filestore(name))


def _build(building, template, modules, options, log, what):
    if template:
        postgres.create(building, template)
        if filestore(template).exists():
            shutil.copytree(
                filestore(template), filestore(building), copy_function=os.link
            )  # attachments are never changed in place
    else:
        postgres.create(building)
    if modules:
        arguments = ("-d", building, "-i", ",".join(modules), "--stop-after-init", "--no-http", *options)
        run_logged(log, *arguments, what=what)


def forget_database(name):
    """Drop a database and its files, if they exist."""
    postgres.drop(name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def filestore(name):
    """Return the folder of a database's attachments."""
    return DATA / "filestore" / name


class Server:
    """A running Odoo server.

    :param database: the only database it serves
    :param port: HTTP port
    :param interface: address to listen on
    :param log: file that gets the server's log, or None for standard error
    """

    def __init__(self, database, port, workers=0, log=None, interface="127.0.0.1", options=()):
        self.port = port
        self.log = log
        self.url = f"http://127.0.0.1:{port}"
        self._interface = interface
        # setpriv: the server ends even when we are killed
        self._command = ["setpriv", "--pdeathsig", "TERM"] + command_line(
            *("-d", database, "--db-filter", f"^{database}$", "--http-interface", interface, "--http-port", port),
            *("--gevent-port", port + EVENTS, "--workers", workers),
            *options,
        )
        self._process = None

    def __enter__(self):
        check_port(self.port, self._interface)
        output = open(self.log, "a") if self.log else None
        # in a session of its own: Ctrl-C reaches only us, and we end the server and all its workers
        self._process = subprocess.Popen(
            self._command, stdout=output, stderr=subprocess.STDOUT if output else None, start_new_session=True
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *exception):
        self._stop()

    @property
    def pid(self):
        """Process id of the server (with workers: of their parent)."""
        return self._process.pid

    def wait(self):
        """Wait until the server ends by itself and return its exit code."""
        return self._process.wait()

    def _wait_until_it_answers(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise Failure(f"The server ended while it started. {f'Its log is {self.log}.' if self.log else ''}")
            try:
                urllib.request.urlopen(f"{self.url}/web/login", timeout=PATIENCE).close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise Failure(f"The server does not answer at {self.url} after {PATIENCE} seconds.")

    def _stop(self):
        """End the server as an operator would; what has not ended after 20 seconds is killed."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def check_port(port, interface="127.0.0.1"):
    """:raise Failure: something else listens on the port"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except (OSError, OverflowError) as error:
            raise Failure(
                f"Port {port} of {interface} cannot be used ({error}). Name another one with --port."
            ) from error


def free_port():
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(arguments):
    """Entry point of `scripts/odoo`: Odoo's own command line."""
    prepare()
    with postgres.running():
        process = subprocess.Popen(command_line(*arguments))
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                say("stopping ...")  # the terminal has sent Ctrl-C to Odoo as well; wait until it has ended

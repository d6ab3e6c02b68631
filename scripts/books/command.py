"""`scripts/import_classicmodels`: run a distributor's books through a running suite, and reconcile them."""

import argparse
import os
import re
import time
from pathlib import Path

from suite.report import Failure, say
from suite.settings import ROOT, RUNTIME

from . import client, files
from .checkpoint import Checkpoint
from .plan import Plan, Settings
from .reconcile import Reconciliation
from .run import Run

WHAT_TO_DO = """
What to do: start the import again if it was stopped; what is only in the files comes in then. What is only in the suite was entered
or changed there: look the document up under its reference in the back office, and reverse it, or write it into the files. Then
reconcile again with --check-only."""
DEFAULT_FOLDER = ROOT.parent / "shared" / "data" / "classicmodels"


def parse(arguments):
    """Return the options of the command."""
    parser = argparse.ArgumentParser(
        prog="scripts/import_classicmodels",
        description="Run a distributor's books (CSV files of the Classic Models database) through the suite by its API,"
        " in the order of their dates, and reconcile them. Can be stopped at any moment and started again.",
    )
    settings = Settings()
    add = parser.add_argument
    add("folder", nargs="?", default=str(DEFAULT_FOLDER), help="with the CSV files (default: %(default)s)")
    add("--url", default="http://127.0.0.1:8069", help="of the server (default: %(default)s)")
    add("--db", default="dealer", help="name of the database (default: %(default)s)")
    add("--protocol", choices=("xmlrpc", "json2"), default="xmlrpc", help="json2 needs API keys (default: %(default)s)")
    add("--login", default="integrator", help="of the integration (default: %(default)s)")
    add("--release-login", default="credit", help="of who releases held orders (default: %(default)s)")
    add(
        "--company",
        default="Northstar International",
        help="whose books these are; it must keep USD (default: %(default)s)",
    )
    add("--type", default=settings.dealer_type, help="code of the dealer type of all customers (default: %(default)s)")
    add("--prefix", default=settings.prefix, help="begins all codes and references (default: %(default)s)")
    add("--kept", default=str(RUNTIME / "books"), help="folder in which it is noted how far an import has come")
    add("--check-only", action="store_true", help="import nothing, only reconcile")
    parser.epilog = (
        "API keys or passwords come from the environment: DEALER_API_KEY, DEALER_RELEASE_KEY; without them those of the demo"
        " story are used. Exit code: 0 the books in the suite are those of the files; 1 they differ, it says in what; 2 something is"
        " wrong with the files, the command or the server, it says what; 130 stopped with Ctrl-C."
    )
    return parser.parse_args(arguments)


def command(arguments):
    """Entry point of `scripts/import_classicmodels`.

    :return: 0 if the books in the suite are those of the files, 1 if they differ
    :raise Failure: the files are wrong, or the suite refuses something or does not answer; exit code 2
    """
    options = parse(arguments)
    if not re.fullmatch(r"[A-Za-z0-9]{1,8}", options.prefix):
        raise Failure("--prefix: one to eight letters and digits.")
    settings = Settings(prefix=options.prefix, company=options.company, dealer_type=options.type)
    plan = Plan(files.read(options.folder), settings)
    checkpoint = _checkpoint(options, plan)
    server = client.Server(options.url, reached=checkpoint.done > 0)
    run = Run(plan, *_connections(options, server), checkpoint)
    if not options.check_only:
        _import(run)
    return report(Reconciliation(plan, run.ask)())


def _import(run):
    began = time.monotonic()
    run()
    say(f"imported in {time.monotonic() - began:.0f} s; {run.replayed} answers were repeated ones")


def report(result):
    """Print a reconciliation. :return: exit code"""
    print("\n".join(result.lines))
    if not result.differences:
        print("\nThe books in the suite are those of the files, to the cent.")
        return 0
    print(f"\n{len(result.differences)} differences:")
    print("\n".join(f"  {sentence}" for sentence in result.differences))
    print(WHAT_TO_DO)
    return 1


def _connections(options, server):
    for login, variable in ((options.login, "DEALER_API_KEY"), (options.release_login, "DEALER_RELEASE_KEY")):
        secret = os.environ.get(variable) or f"{login}_demo"
        yield client.connect(server, options.db, login, secret, options.protocol)


def _checkpoint(options, plan):
    identity = {
        "url": options.url,
        "db": options.db,
        "login": options.login,
        "company": options.company,
        "prefix": options.prefix,
        "files": plan.books.digest,
        "plan": plan.digest,
    }
    name = f"{re.sub('[^A-Za-z0-9]+', '-', options.db)}-{options.prefix}-{plan.books.digest}.json"
    return Checkpoint(Path(options.kept) / name, identity)

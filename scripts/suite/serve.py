"""The main job in one command: a database with the suite and its demo story, and a server."""

import argparse
import hashlib
import signal

from . import locks, odoo, postgres
from .report import Failure, say, step
from .settings import ADDONS, LOGS

DIGEST_KEY = "dealer_suite.addons_digest"
LOGINS = """
Demo log-ins (name / password):
  back office  admin / admin             everything, in English
               manager / manager_demo    channel manager of the group
               sales / sales_demo        sales desk
               credit / credit_demo      credit controller
               linwei / linwei_demo      credit controller, in Chinese
  portal       dealer1 / dealer1_demo    administrator of a wholesaler
               dealer2 / dealer2_demo    buyer of an online reseller, in Chinese
  integrator   integrator / integrator_demo   XML-RPC /xmlrpc/2/object, JSON-2 /json/2
Ctrl-C stops everything that was started.
"""


def parse(arguments):
    """Return the options of `scripts/serve`."""
    parser = argparse.ArgumentParser(prog="scripts/serve", description="Start the dealer suite with its demo data.")
    parser.add_argument("--port", type=int, default=8069, help="HTTP port on 127.0.0.1 (default: 8069)")
    parser.add_argument("--db", default="dealer", help="name of the database (default: dealer)")
    parser.add_argument("--fresh", action="store_true", help="make the database anew; what is in it is lost")
    parser.add_argument(
        "--interface", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--workers", type=int, default=0, help="worker processes (default: 0, threads in one process)")
    return parser.parse_args(arguments)


def command(arguments):
    """Entry point of `scripts/serve`."""
    options = parse(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)  # a shell starts background commands with SIGINT ignored
    odoo.check_port(options.port, options.interface)
    odoo.prepare()
    with postgres.running():
        ensure_database(options.db, options.fresh)
        with odoo.Server(options.db, options.port, workers=options.workers, interface=options.interface) as server:
            say(f"\nThe dealer suite runs at {server.url} (database {options.db}).{LOGINS}")
            if options.workers:
                say(
                    f"With workers a proxy must send /websocket to port {options.port + odoo.EVENTS}, the rest to {options.port}."
                )
            return server.wait()


def ensure_database(name, fresh=False):
    """Have a database with demo data and the addons as they are now.

    :param fresh: drop the database first
    :raise Failure: a database of that name holds something else
    """
    with locks.exclusive(f"database-{name}", f"the database {name} is being made or upgraded"):
        if fresh:
            odoo.forget_database(name)
        if name not in postgres.databases():
            with step(f"making the database {name} with demo data (minutes)"):
                odoo.make_database(
                    name, "--with-demo", "--load-language=en_US,zh_CN", what=f"Making the database {name}"
                )
                _store_digest(name, addons_digest())
        else:
            _upgrade(name)


def _upgrade(name):
    digest = addons_digest()
    if _stored_digest(name) == digest:
        return
    with step(f"the addons have changed: upgrading the database {name}"):
        rows = postgres.query("SELECT name FROM ir_module_module WHERE state = 'installed'", database=name)
        modules = ",".join(odoo.wanted_modules(module for (module,) in rows))
        arguments = ("-d", name, "-i", modules, "-u", modules, "--stop-after-init", "--no-http")
        odoo.run_logged(LOGS / f"upgrade-{name}.log", *arguments, what=f"Upgrading the database {name}")
    _store_digest(name, digest)


def addons_digest():
    """Return a digest of all files of the addons: it changes when a database must be upgraded."""
    digest = hashlib.sha256()
    for path in sorted(ADDONS.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and "tests" not in path.parts:
            digest.update(f"{path.relative_to(ADDONS)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _stored_digest(name):
    try:
        rows = postgres.query("SELECT value FROM ir_config_parameter WHERE key = %s", (DIGEST_KEY,), database=name)
        installed = postgres.query(
            "SELECT 1 FROM ir_module_module WHERE name = 'dealer' AND state = 'installed'", database=name
        )
    except Exception as error:
        raise Failure(
            f"The database {name} exists but holds no Odoo. Name another one with --db, or --fresh to replace it."
        ) from error
    if not installed:
        raise Failure(
            f"The database {name} exists without the dealer suite. "
            "Name another one with --db, or --fresh to replace it."
        )
    return rows[0][0] if rows else None


def _store_digest(name, digest):
    # by SQL: one row, read by nobody but us, not worth starting Odoo once more
    postgres.query("DELETE FROM ir_config_parameter WHERE key = %s", (DIGEST_KEY,), database=name)
    postgres.query(
        "INSERT INTO ir_config_parameter (key, value, create_uid, create_date, write_uid, write_date) "
        "VALUES (%s, %s, 1, now() at time zone 'UTC', 1, now() at time zone 'UTC')",
        (DIGEST_KEY, digest),
        database=name,
    )

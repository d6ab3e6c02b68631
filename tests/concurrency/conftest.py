"""A server of its own for these tests: its workers get killed, which the server that the other tests share must not see."""

import os
import sys
from pathlib import Path

import psycopg2
import pytest

from .clients import Crowd
from .credit_world import CreditWorld

WORKERS = 4


@pytest.fixture(scope="session")
def crowd_server(database):
    """A running server with several HTTP workers on the database of the tests."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
    from suite import odoo
    from suite.settings import LOGS

    log = LOGS / "test-concurrency.log"
    log.unlink(missing_ok=True)
    # no jobs: what a test sees must come from what it did
    options = ("--max-cron-threads", 0)
    with odoo.Server(database, odoo.free_port(), workers=WORKERS, log=log, options=options) as server:
        yield server


@pytest.fixture(scope="session")
def crowd(crowd_server, database):
    """Clients of that server, all logged in as administrator."""
    return Crowd(crowd_server.url, database)


@pytest.fixture(scope="session")
def world(crowd):
    return CreditWorld(crowd)


@pytest.fixture
def sql(database):
    """A connection that sees what is committed at each statement."""
    connection = psycopg2.connect(dbname=database, host=os.environ["PGHOST"], user=os.environ.get("PGUSER"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        yield cursor
    connection.close()

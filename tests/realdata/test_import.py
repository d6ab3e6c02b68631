"""The books through the suite: reconciled to the cent, and the same whatever dies on the way."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from books import files
from books.plan import Plan, Settings
from suite import odoo

from tests.conftest import api_key, demo_password
from tests.e2e.clients import WebSession
from tests.faults.proxy import CuttingProxy
from tests.rounds import SOAK

from .census import Census, used_credit, wanted
from .ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("DEALER_BOOKS") or ROOT.parent / "shared" / "data" / "classicmodels")
EXACT = "The books in the suite are those of the files, to the cent."
# The real distributor's 2,996 lines take minutes: with --soak, where the files are. Ours have all its cases.
BOOKS = [Path(__file__).parent / "small", *([REAL] if SOAK and REAL.is_dir() else [])]


@pytest.mark.parametrize("folder", BOOKS, ids=lambda folder: folder.name)
def test_the_books_reconcile_and_a_rerun_changes_nothing(importer, url, xmlrpc, folder):
    """What is there afterwards: as many records as follow from the files, none of which a second import touches."""
    options = ("--prefix", f"{folder.name[:4]}1")
    once = importer(*options)
    code, said = once(folder, url)
    assert code == 0, said
    assert EXACT in said
    plan = plan_of(folder)
    census = Census(xmlrpc("admin"), options[1], plan.books)
    assert census.counts() == wanted(plan)
    before = census.changes()
    for again in (once, importer(*options)):  # with the note of what is done, and without
        code, said = again(folder, url)
        assert code == 0, said
        assert census.changes() == before


def test_over_json2_it_is_the_same(importer, url, database, small, monkeypatch):
    for variable, login in (("DEALER_API_KEY", "integrator"), ("DEALER_RELEASE_KEY", "credit")):
        password = demo_password(login)
        monkeypatch.setenv(variable, api_key(WebSession(url, database, login, password), password))
    code, said = importer("--prefix", "smal5", "--protocol", "json2")(small, url)
    assert code == 0, said
    assert EXACT in said


class OwnServer:
    """A second server of the same database, which may be killed."""

    def __init__(self, database, log):
        self.port, self._database, self._log = odoo.free_port(), database, log
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = None
        self.kills = 0

    def start(self):
        self._server = odoo.Server(self._database, self.port, log=self._log, options=("--max-cron-threads", 0))
        self._server.__enter__()

    def kill(self):
        os.kill(self._server.pid, signal.SIGKILL)
        self._server.wait()
        self.kills += 1

    def stop(self):
        self._server.__exit__()


@pytest.fixture
def own_server(database, tmp_path):
    odoo.prepare()
    server = OwnServer(database, tmp_path / "server.log")
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("folder", BOOKS, ids=lambda folder: folder.name)
def test_killed_five_times_and_its_server_three_times(importer, own_server, xmlrpc, folder):
    prefix, plan = f"{folder.name[:4]}2", plan_of(folder)
    started = importer("--prefix", prefix)
    chance = random.Random(2003)
    marks = sorted(chance.sample(range(2, len(plan.steps) - 2), 8))
    victims = ["importer"] * 5 + ["server"] * 3
    chance.shuffle(victims)
    process = started.start(folder, own_server.url)
    killed = []
    for mark, victim in zip(marks, victims, strict=True):
        wait_until(lambda mark=mark, process=process: started.done() >= mark or process.poll() is not None)
        if process.poll() is not None:
            break
        time.sleep(chance.random() * len(plan.steps) / 80)  # anywhere in the next call, which is longer for more books
        killed.append(victim)
        if victim == "server":
            own_server.kill()
            own_server.start()
        else:
            process.kill()
            process.wait()
            process = started.start(folder, own_server.url)
    assert killed == victims, "every one of them was killed while it was working"
    process.wait(3600)
    code, said = started(folder, own_server.url)
    assert code == 0, said
    assert EXACT in said
    census = Census(xmlrpc("admin"), prefix, plan.books)
    assert census.counts() == wanted(plan), "as many of everything as an import leaves that nothing disturbs"
    used = Ledger(folder).used()
    assert used_credit(xmlrpc("integrator"), prefix, used) == used, "nothing is held for what was cut short"


def plan_of(folder):
    """Return the plan of these books."""
    return Plan(files.read(folder), Settings())


def wait_until(happened, seconds=1200):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "nothing goes on"
        time.sleep(0.02)


@pytest.fixture
def cutter(url):
    """Forwards every call and then, for every third one, cuts the connection instead of answering."""
    proxy = CuttingProxy(url, cuts=1000, every=3, is_worth_it=lambda path, _body: path.endswith("object"))
    yield proxy
    proxy.close()


def test_a_connection_cut_after_every_third_call_makes_no_duplicate(importer, cutter, url, small, xmlrpc):
    code, said = importer("--prefix", "smal3")(small, cutter.url)
    assert code == 0, said
    assert EXACT in said
    assert cutter.lost > 15
    orders = xmlrpc("admin")("sale.order", "search_count", [("origin", "like", "smal3-order-")])
    assert orders == 14

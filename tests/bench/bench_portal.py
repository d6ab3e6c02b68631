"""What the portal takes: pages and the order pad over HTTP, at one user and at eight, beside the platform's list of orders.

10,000 products, 10,000 orders of one dealer, a pad of 500 rows. The list of orders is compared with the platform's
own ``/my/orders`` on the same server and data (our rules apply there, too). Lines with ``goal`` sum up.
"""

import json
import statistics
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .portal_data import PortalData

ROUNDS, ROWS, WORKERS = 25, 500, 2


class Visitor:
    """A member of the dealer in a browser without a screen."""

    def __init__(self, url, database, login):
        self._url = url
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open
        self.call("/web/session/authenticate", db=database, login=login, password=login)

    def call(self, path, **parameters):
        """Call a JSON route. :return: its result; :raise AssertionError: an error"""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(self._url + path, body, {"Content-Type": "application/json"})
        with self._open(request, timeout=120) as answer:
            told = json.load(answer)
        assert "error" not in told, told
        return told["result"]

    def page(self, path):
        """Read a page. :raise HTTPError: it is not there"""
        with self._open(self._url + path, timeout=120) as answer:
            assert answer.url.endswith(path), answer.url
            return answer.read()


def deeds():
    """Return {name: function of a visitor} of what is measured."""
    rows = [{"code": f"BENCH-{number * 7}", "quantity": 12 + number % 9} for number in range(ROWS)]
    return {
        "home": lambda visitor: visitor.page("/my"),
        "catalogue": lambda visitor: visitor.page("/my/catalogue"),
        "catalogue search": lambda visitor: visitor.page("/my/catalogue?search=BENCH-77"),
        "pad check of 500 rows": lambda visitor: check(visitor, rows),
        "order list": lambda visitor: visitor.page("/my/dealer/orders"),
        "plain /my/orders": lambda visitor: visitor.page("/my/orders"),
    }


def check(visitor, rows):
    """Have the pad judge all rows; all of them can be ordered."""
    answer = visitor.call("/my/pad/check", rows=rows)
    assert answer["totals"]["rows"] == ROWS, answer["totals"]


def measure(env, _race):
    """Time every deed alone, turn by turn, then all at once by eight members."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
    from suite import odoo
    from suite.settings import LOGS

    data, database = PortalData(env), env.cr.dbname
    log = LOGS / f"bench-{database}.log"
    with odoo.Server(database, odoo.free_port(), workers=WORKERS, log=log, options=("--max-cron-threads", 0)) as server:
        visitors = [Visitor(server.url, database, login) for login in data.logins]
        alone = {name: [] for name in deeds()}
        for turn in range(ROUNDS + 2):  # the first ones warm the workers up
            for name, deed in deeds().items():
                seconds = timed(deed, visitors[0])
                if turn > 1:
                    alone[name].append(seconds)
        show(1, alone)
        show(len(visitors), crowded(visitors))
    log.unlink()
    medians = {name: statistics.median(seconds) for name, seconds in alone.items()}
    report("order list to plain /my/orders, one user", medians["order list"] / medians["plain /my/orders"], 1.5)
    report("pad check of 500 rows, one user, p95 in seconds", p95(alone["pad check of 500 rows"]), 2.0)


def timed(deed, visitor):
    """Return the seconds that a deed takes."""
    started = time.perf_counter()
    deed(visitor)
    return time.perf_counter() - started


def crowded(visitors):
    """Return {name: [seconds]} of all deeds by all visitors at once, each beginning with another; an error ends it."""
    names = list(deeds())

    def visit(number):
        turn = names[number % len(names) :] + names[: number % len(names)]
        return [(name, timed(deeds()[name], visitors[number])) for _round in range(3) for name in turn]

    seconds = {name: [] for name in names}
    with ThreadPoolExecutor(len(visitors)) as pool:
        for told in pool.map(visit, range(len(visitors))):
            for name, taken in told:
                seconds[name].append(taken)
    return seconds


def p95(seconds):
    """Return the time that 19 of 20 stay below."""
    return statistics.quantiles(seconds, n=20)[-1]


def show(users, times):
    """Print p50 and p95 in seconds of each deed."""
    for name, seconds in times.items():
        line = {"name": f"portal: {name}", "users": users, "n": len(seconds)}
        line |= {"p50": round(statistics.median(seconds), 3), "p95": round(p95(seconds), 3)}
        print(json.dumps(line), flush=True)


def report(name, value, goal):
    """Print a line that sums up."""
    print(json.dumps({"name": name, "value": round(value, 3), "goal": goal, "reached": value <= goal}), flush=True)

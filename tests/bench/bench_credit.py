"""What credit that cannot be over-run costs.

Three questions: an order created and submitted with prices, all checks and the hold, against plain Odoo's create and confirm and
against OCA's check of a limit, each side in a database and a process of its own, turn by turn; 16 clients that submit on
one line at once, against the same orders of a dealer without a line; the exposure of all dealers, against one query
written by hand for the same documents.

The peer is no part of the suite: name a folder that holds OCA's ``sale_financial_risk`` and ``account_financial_risk`` (AGPL) in
``DEALER_BENCH_PEER`` to have it in the race. ``DEALER_BENCH_SCALE`` (1 if not set) makes all of it smaller, for a quick look.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from odoo.tools import SQL

from tests.concurrency.clients import Crowd
from tests.concurrency.credit_world import CreditWorld

from .credit_data import CreditData

PEER_FOLDER = os.environ.get("DEALER_BENCH_PEER")
SCALE = float(os.environ.get("DEALER_BENCH_SCALE") or 1)
TURNS, WARM_UP = 40, 5
WORKERS, CLIENTS, ORDERS, LINES, ROUNDS = 4, 16, 96, 10, 4
NO_JOBS = ("--max-cron-threads", 0)


def measure(env, race):
    """Answer the three questions."""
    race_orders(env.cr.dbname)
    race_crowds(env.cr.dbname)
    race_exposure(env, race)


def report(name, figure, goal=None, note=""):
    """Print a figure that sums up several measurements."""
    figure = round(figure, 3) if figure is not None else None
    print(json.dumps({"name": name, "figure": figure, "goal": goal, "note": note}), flush=True)


def show(name, n, sides):
    """Print the figures of several sides, {side: {what: figure}}, as one line."""
    figures = {f"{what}_{side}": value for side, values in sides.items() for what, value in values.items()}
    print(json.dumps({"name": name, "n": n, **figures}), flush=True)


def suite():
    """Return the module of the scripts that makes databases and starts servers."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
    from suite import odoo

    return odoo


class Side:
    """One side of the race for orders: a process that makes an order each time it is asked."""

    def __init__(self, who, database, folder=None):
        command = [sys.executable, "-m", "tests.bench.order_side", who, database, *([folder] if folder else [])]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.milliseconds, self.queries = [], 0

    def turn(self, counts):
        """Make one order; the first ones warm up and do not count."""
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("One side of the race has ended; its error is above.")
        figures = json.loads(answer)
        self.queries = figures["queries"]
        if counts:
            self.milliseconds.append(figures["milliseconds"])

    def end(self):
        """Let the process finish."""
        self._process.stdin.close()
        self._process.wait()

    @property
    def figures(self):
        return {"ms": round(statistics.median(self.milliseconds), 1), "queries": self.queries}


@contextlib.contextmanager
def plain_database(name, modules=(), folder=None):
    """Have a database with the platform's addons, without ours, while the block runs."""
    suite().make_plain_database(name, modules, folder, what="Making the database of a peer")
    try:
        yield name
    finally:
        suite().forget_database(name)


def race_orders(database):
    """Race a 10-line order, created and confirmed."""
    with contextlib.ExitStack() as stack:
        places = {"stock": (stack.enter_context(plain_database(f"{database}_stock")),), "ours": (database,)}
        if PEER_FOLDER:
            peer = plain_database(f"{database}_peer", ["sale_financial_risk"], PEER_FOLDER)
            places["peer"] = (stack.enter_context(peer), PEER_FOLDER)
        sides = {who: Side(who, *place) for who, place in places.items()}
        for side in sides.values():
            stack.callback(side.end)
        for number in range(WARM_UP + max(int(TURNS * SCALE), 3)):
            for side in sides.values():
                side.turn(counts=number >= WARM_UP)
    figures = {who: side.figures for who, side in sides.items()}
    show("order of 10 lines, created and confirmed", len(sides["ours"].milliseconds), figures)
    for who, goal in (("stock", 1.10), ("peer", None)):
        absent = f"not measured: name a folder with {who} in DEALER_BENCH_PEER" if who not in sides else ""
        ratio = None if absent else ratio_of_turns(sides["ours"], sides[who])
        report(f"order: create + submit, ours to {who}", ratio, goal, absent)


def ratio_of_turns(side, other):
    """Return the median of the ratios of neighbouring turns, which a slow moment of the machine hits alike."""
    return statistics.median(a / b for a, b in zip(side.milliseconds, other.milliseconds, strict=True))


class Rush:
    """Clients that submit orders of one customer at once, again and again."""

    def __init__(self, crowd, world, partner):
        self.crowd, self.world, self.partner = crowd, world, partner
        self.rates, self.seconds, self.retries, self.count = [], [], 0, 0

    def run(self, log, orders, counts):
        """Submit new orders; keep the figures unless it only warms up."""
        ids = self.world.orders(self.partner, [10.0 * LINES] * orders, lines=LINES)
        seconds, before, started = [], count_retries(log), time.perf_counter()
        self.crowd.all_at_once([lambda order=order: self._submit(order, seconds) for order in ids], CLIENTS)
        elapsed = time.perf_counter() - started
        if counts:
            self.rates.append(60 * orders / elapsed)
            self.seconds += seconds
            self.retries += count_retries(log) - before
            self.count += orders

    def _submit(self, order, seconds):
        started = time.perf_counter()
        result = self.crowd("sale.order", "action_submit", [order])  # a fault would end the benchmark
        seconds.append(time.perf_counter() - started)
        assert result["state"] == "confirmed", result

    @property
    def figures(self):
        return {
            "per_minute": round(statistics.median(self.rates), 1),
            "p95": round(statistics.quantiles(self.seconds, n=20)[-1], 3),
            "median": round(statistics.median(self.seconds), 3),
            "retries": self.retries,
        }


def count_retries(log):
    """Return how often the server has begun a request again, as its log says."""
    return log.read_text(errors="replace").count("tries left, try again")


def race_crowds(database):
    """Race clients on one line against the same without a line."""
    log = suite().LOGS / f"bench-{database}.log"
    orders = max(int(ORDERS * SCALE), CLIENTS)
    with suite().Server(database, suite().free_port(), workers=WORKERS, log=log, options=NO_JOBS) as server:
        crowd = Crowd(server.url, database)
        world = CreditWorld(crowd)
        _line, (partner,) = world.line(10.0**8)
        sides = {"ours": Rush(crowd, world, partner), "unchecked": Rush(crowd, world, world.dealer()[1])}
        for number in range(1 + max(int(ROUNDS * SCALE), 2)):
            for side in sides.values():
                side.run(log, orders, counts=number > 0)
    log.unlink()
    figures = {who: side.figures for who, side in sides.items()}
    show(f"{WORKERS} processes, {CLIENTS} clients, one line", sides["ours"].count, figures)
    ours, other = figures["ours"], figures["unchecked"]
    name = "orders of 10 lines on one line"
    report(f"{name}: throughput without the check to ours", other["per_minute"] / ours["per_minute"], 1.25)
    report(f"{name}: p95, ours to without the check", ours["p95"] / other["p95"], 1.25)
    report(f"{name}: retries an order", ours["retries"] / sides["ours"].count, 0.05)


def race_exposure(env, race):
    """Race the exposure of all lines against one query."""
    data = CreditData(env, SCALE)
    dealers = data.lines.dealer_id.ids
    line = race(
        f"exposure of {data.dealers} dealers",
        data.documents,
        ours=lambda: env["dealer.credit.exposure"]._figures(data.lines),
        sql=lambda: env.execute_query(one_query(dealers)),
    )
    check_sums(env, data)
    report("exposure of all lines, ours to one SQL query", line["ratio_sql"], 2)
    race("exposure of one dealer", data.documents, ours=lambda: env["dealer.credit.exposure"]._figures(data.lines[:1]))


def one_query(dealers):
    """Return the sum of all open documents by dealer, as one would write it by hand."""
    return SQL(
        """
        SELECT dealer_id, SUM(amount)
          FROM (
                SELECT item.dealer_id, SUM(item.amount_residual_currency) AS amount
                  FROM account_move_line item
                  JOIN account_account account ON account.id = item.account_id
                 WHERE account.account_type = 'asset_receivable' AND item.parent_state = 'posted'
                   AND item.amount_residual <> 0 AND item.dealer_id = ANY(%(dealers)s)
                 GROUP BY 1
                UNION ALL
                SELECT dealer_id, SUM(amount_total) FROM account_move
                 WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_receipt') AND dealer_id = ANY(%(dealers)s)
                 GROUP BY 1
                UNION ALL
                SELECT dealer_id, SUM(credit_open_amount) FROM sale_order
                 WHERE credit_open_amount > 0 AND dealer_id = ANY(%(dealers)s)
                 GROUP BY 1
               ) part
         GROUP BY dealer_id
        """,
        dealers=dealers,
    )


def check_sums(env, data):
    """Raise if the two sides of the race do not come to the same."""
    expected = dict(env.execute_query(one_query(data.lines.dealer_id.ids)))
    figures = env["dealer.credit.exposure"]._figures(data.lines)
    for line in data.lines:
        ours = figures[line.id].terms.exposed(figures[line.id].exposure)
        assert abs(ours - float(expected[line.dealer_id.id])) < 0.01, line.name

"""Orders of 10 lines over the API against plain ``sale.order`` ``create`` and ``action_confirm``, on the same server.

One by one and in batches of 50, with 1 and with 4 clients, 2 worker processes, turn by turn. Several clients order for one dealer,
then each for a dealer of its own. The plain side orders for customers who are no dealers: no credit, no checks, no log, no
references.

It ends: no call is waited for longer than ``PATIENCE``, no round begins after ``ENOUGH`` seconds if two were measured, and a race that
fails says why. ``DEALER_BENCH_SCALE`` (1 if not set) makes it shorter.
"""

import json
import os
import re
import socket
import statistics
import time
import uuid

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import new_test_user

from tests.concurrency.clients import Crowd

from .bench_credit import NO_JOBS, report, suite
from .credit_data import dealer_vals, open_books
from .price_data import fix_prices

SCALE = float(os.environ.get("DEALER_BENCH_SCALE") or 1)
LINES, BATCH, WORKERS, ROUNDS, CLIENTS = 10, 50, 2, 5, 4
SINGLES = 24  # orders of a turn one by one
PATIENCE, ENOUGH = 600, 600  # seconds
# (orders a call, clients, dealers)
RACES = (
    (1, 1, 1),
    (1, CLIENTS, 1),
    (1, CLIENTS, CLIENTS),
    (BATCH, 1, 1),
    (BATCH, CLIENTS, 1),
    (BATCH, CLIENTS, CLIENTS),
)
# What the server writes when it repeats a whole call because another one has changed the same rows.
REPEATED = re.compile(r"tries left, try again|maximum number of tries reached")


def measure(env, race):
    """Race the two ways, and count queries."""
    del race
    world = World(env.cr.dbname)
    count_queries(env, world)
    log = suite().LOGS / f"bench-{env.cr.dbname}.log"
    with suite().Server(env.cr.dbname, suite().free_port(), workers=WORKERS, log=log, options=NO_JOBS) as server:
        sides = {
            "ours": Ours(Crowd(server.url, env.cr.dbname, world.account, world.account), world),
            "plain": Plain(Crowd(server.url, env.cr.dbname, world.clerk, world.clerk), world),
        }
        socket.setdefaulttimeout(PATIENCE)  # of the clients: a call that hangs ends its race, not our patience
        for size, clients, dealers in RACES:
            race_sides(sides, size, clients, dealers, log)
    log.unlink()


def race_sides(sides, size, clients, dealers, log):
    """Race orders in calls of ``size`` by ``clients`` at once, and print orders a minute, or why there are none."""
    whose = "one client" if clients == 1 else f"{clients} clients, {'one dealer' if dealers == 1 else 'a dealer each'}"
    name = f"orders of {LINES} lines, {size} a call, {whose}"
    goal = 0.95 if size == 1 else 1.1
    repeated = count_repeated(log)
    try:
        rates, calls = run_rounds(sides, size, clients, dealers)
    except Exception as error:  # the other races are worth having
        report(f"{name}: ours to plain", None, goal, f"failed: {type(error).__name__}: {str(error)[-300:]}")
        return
    medians = {f"per_minute_{who}": round(statistics.median(values), 1) for who, values in rates.items()}
    counts = {"n": size * calls, "rounds": len(rates["ours"]), "calls_repeated": count_repeated(log) - repeated}
    print(json.dumps({"name": name, **counts, **medians}), flush=True)
    ratio = statistics.median(a / b for a, b in zip(rates["ours"], rates["plain"], strict=True))
    report(f"{name}: ours to plain", ratio, goal)


def run_rounds(sides, size, clients, dealers):
    """Return ({side: [orders a minute]}, calls of a round); turn by turn, so that a slow moment hits both sides."""
    calls = max(clients, round(SINGLES * SCALE)) if size == 1 else clients
    rates = {who: [] for who in sides}
    began = time.perf_counter()
    for number in range(1 + max(2, round(ROUNDS * SCALE))):  # the first round warms up
        if number > 2 and time.perf_counter() - began > ENOUGH:
            break
        for who, side in sides.items():
            started = time.perf_counter()
            jobs = [lambda side=side, turn=turn: side.order(size, turn % dealers) for turn in range(calls)]
            side.crowd.all_at_once(jobs, clients)
            if number:
                rates[who].append(60 * size * calls / (time.perf_counter() - started))
    return rates, calls


def count_repeated(log):
    """Return how many calls the server has begun again so far."""
    return len(REPEATED.findall(log.read_text(errors="replace")))


def count_queries(env, world):
    """Print how many queries an order takes in batches of several sizes."""
    account = env["res.users"].search([("login", "=", world.account)])
    calls = env["dealer.api"].with_user(account)
    calls.orders_submit(orders=world.orders(1))
    for size in (1, 10, BATCH):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        answer = calls.orders_submit(orders=world.orders(size))
        assert all(result["ok"] for result in answer["results"]), answer
        env.flush_all()
        report(f"queries an order, {size} a call", (env.cr.sql_log_count - before) / size)


class World:
    """Dealers with a line of credit each, as many plain customers, products, and an account for each side: committed."""

    def __init__(self, database):
        mark = uuid.uuid4().hex[:8]
        self.account, self.clerk = f"bench_api_{mark}", f"bench_clerk_{mark}"
        self.dealers = [f"BENCH-{mark}-{number}" for number in range(CLIENTS)]
        self.codes = [f"GOODS-{mark}-{number}" for number in range(LINES)]
        with Registry(database).cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            open_books(env)
            self._make_records(env)
            cursor.commit()

    def _make_records(self, env):
        products = env["product.product"].create(
            [{"name": code, "default_code": code, "type": "consu", "list_price": 10.0} for code in self.codes]
        )
        self.product_ids = products.ids
        for code in self.dealers:
            fix_prices(self._make_dealer(env, code).pricelist_id, products)
        plain = env["product.pricelist"].create({"name": self.clerk})
        fix_prices(plain, products)
        customers = env["res.partner"].create([{"name": f"Customer of {code}"} for code in self.dealers])
        customers.property_product_pricelist = plain
        self.partner_ids = customers.ids
        new_test_user(env, self.clerk, "sales_team.group_sale_salesman_all_leads")
        self._make_account(env)

    def _make_dealer(self, env, code):
        partner = env["res.partner"].create({"name": code, "is_company": True})
        own = {"code": code, "price_policy": "own_list", "on_territory": "ignore"}
        dealer = env["dealer.dealer"].create({**dealer_vals(env, partner), **own})
        env["dealer.credit.line"].create({"dealer_id": dealer.id, "limit_amount": 10.0**9})
        return dealer

    def _make_account(self, env):
        user = new_test_user(env, self.account, "base.group_user")
        env["dealer.api.integration"].create({"name": self.account, "user_id": user.id, "rate_limit": 0})
        group = env.ref("dealer.unit_group")
        role = {"user_id": user.id, "role_id": env.ref("dealer_api.role_shop").id, "scope": "subtree"}
        env["res.users.role.line"].create({**role, "unit_ids": [Command.set(group.ids)]})

    def orders(self, count, dealer=0):
        """Return inputs of the API, for one of the dealers."""
        lines = [{"product": code, "quantity": 2} for code in self.codes]
        return [
            {"external_ref": uuid.uuid4().hex, "dealer": self.dealers[dealer], "lines": lines}
            for _number in range(count)
        ]


class Ours:
    """Orders over the API."""

    def __init__(self, crowd, world):
        self.crowd, self.world = crowd, world

    def order(self, count, dealer=0):
        """Place ``count`` orders in one call."""
        answer = self.crowd("dealer.api", "orders_submit", orders=self.world.orders(count, dealer))
        assert answer["ok"], answer
        assert all(result.get("state") == "confirmed" for result in answer["results"]), answer["results"][0]


class Plain(Ours):
    """Orders as the platform's own methods make them."""

    def order(self, count, dealer=0):
        """Create ``count`` orders in one call and confirm them in another."""
        lines = [[0, 0, {"product_id": product, "product_uom_qty": 2}] for product in self.world.product_ids]
        vals = {"partner_id": self.world.partner_ids[dealer], "order_line": lines}
        ids = self.crowd("sale.order", "create", [vals] * count)
        self.crowd("sale.order", "action_confirm", ids)

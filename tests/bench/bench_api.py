"""Orders of 10 lines over the API against plain ``sale.order`` ``create`` and ``action_confirm``, on the same server.

One by one and in batches of 50, with 1 and with 4 clients, 2 worker processes, turn by turn. The plain side orders for a customer
who is no dealer: no credit, no checks, no log, no references. ``DEALER_BENCH_SCALE`` (1 if not set) makes it shorter.
"""

import itertools
import json
import os
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
LINES, BATCH, WORKERS, ROUNDS = 10, 50, 2, 5
SINGLES = 24  # orders of a turn one by one


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
        for size, clients in itertools.product((1, BATCH), (1, 4)):
            race_sides(sides, size, clients)
    log.unlink()


def race_sides(sides, size, clients):
    """Race orders in calls of ``size`` by ``clients`` at once, and print orders a minute."""
    calls = max(clients, round(SINGLES * SCALE)) if size == 1 else clients
    rates = {who: [] for who in sides}
    for number in range(1 + max(2, round(ROUNDS * SCALE))):  # the first round warms up
        for who, side in sides.items():
            started = time.perf_counter()
            side.crowd.all_at_once([lambda side=side: side.order(size)] * calls, clients)
            if number:
                rates[who].append(60 * size * calls / (time.perf_counter() - started))
    medians = {f"per_minute_{who}": round(statistics.median(values), 1) for who, values in rates.items()}
    name = f"orders of {LINES} lines, {size} a call, {clients} clients"
    print(json.dumps({"name": name, "n": size * calls, "rounds": len(rates["ours"]), **medians}), flush=True)
    ratio = statistics.median(a / b for a, b in zip(rates["ours"], rates["plain"], strict=True))
    report(f"{name}: ours to plain", ratio, 0.95 if size == 1 else 1.1)


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
    """A dealer with a line of credit, a plain customer, products, and an account for each side: committed."""

    def __init__(self, database):
        mark = uuid.uuid4().hex[:8]
        self.account, self.clerk, self.dealer = f"bench_api_{mark}", f"bench_clerk_{mark}", f"BENCH-{mark}"
        self.codes = [f"BENCH-{mark}-{number}" for number in range(LINES)]
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
        partners = env["res.partner"].create([{"name": self.dealer, "is_company": True}, {"name": self.clerk}])
        self.partner_id = partners[1].id
        own = {"code": self.dealer, "price_policy": "own_list", "on_territory": "ignore"}
        dealer = env["dealer.dealer"].create({**dealer_vals(env, partners[0]), **own})
        env["dealer.credit.line"].create({"dealer_id": dealer.id, "limit_amount": 10.0**9})
        plain = env["product.pricelist"].create({"name": self.clerk})
        partners[1].property_product_pricelist = plain
        for pricelist in (dealer.pricelist_id, plain):
            fix_prices(pricelist, products)
        new_test_user(env, self.clerk, "sales_team.group_sale_salesman_all_leads")
        self._make_account(env)

    def _make_account(self, env):
        user = new_test_user(env, self.account, "base.group_user")
        env["dealer.api.integration"].create({"name": self.account, "user_id": user.id, "rate_limit": 0})
        group = env.ref("dealer.unit_group")
        role = {"user_id": user.id, "role_id": env.ref("dealer_api.role_shop").id, "scope": "subtree"}
        env["res.users.role.line"].create({**role, "unit_ids": [Command.set(group.ids)]})

    def orders(self, count):
        """Return inputs of the API."""
        lines = [{"product": code, "quantity": 2} for code in self.codes]
        return [{"external_ref": uuid.uuid4().hex, "dealer": self.dealer, "lines": lines} for _number in range(count)]


class Ours:
    """Orders over the API."""

    def __init__(self, crowd, world):
        self.crowd, self.world = crowd, world

    def order(self, count):
        """Place ``count`` orders in one call."""
        answer = self.crowd("dealer.api", "orders_submit", orders=self.world.orders(count))
        assert answer["ok"], answer
        assert all(result.get("state") == "confirmed" for result in answer["results"]), answer["results"][0]


class Plain(Ours):
    """Orders as the platform's own methods make them."""

    def order(self, count):
        """Create ``count`` orders in one call and confirm them in another."""
        lines = [[0, 0, {"product_id": product, "product_uom_qty": 2}] for product in self.world.product_ids]
        vals = {"partner_id": self.world.partner_id, "order_line": lines}
        ids = self.crowd("sale.order", "create", [vals] * count)
        self.crowd("sale.order", "action_confirm", ids)

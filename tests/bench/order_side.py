"""One side of the race for orders, in a process of its own: nothing that one side loads slows the other down.

`python -m tests.bench.order_side SIDE DATABASE [FOLDER OF MORE ADDONS]` makes a customer with a price list, products and
a salesperson. Then each line on standard input lets it create and confirm one order, as one request would, and is answered
with a line of JSON: milliseconds and queries.
"""

import json
import sys
import time

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import new_test_user

from .credit_data import dealer_vals, open_books
from .price_data import fix_prices

LINES = 10
LIMIT = 10**9


class Stock:
    """Plain Odoo: an order is created and confirmed."""

    def __init__(self, env):
        self.database = env.cr.dbname
        open_books(env)
        products = env["product.product"].create(
            [{"name": f"Bench {number}", "type": "consu", "list_price": 100 + number} for number in range(LINES)]
        )
        self.product_ids = products.ids
        partner = env["res.partner"].create({"name": "Bench", "is_company": True})
        self.partner_id = partner.id
        fix_prices(self._make_pricelist(env, partner), products)
        self.user_id = self._make_user(env).id

    def _make_pricelist(self, env, partner):
        # with the feature of price lists switched on, as the suite has it
        env.ref("base.group_user").implied_ids += env.ref("product.group_product_pricelist")
        pricelist = env["product.pricelist"].create({"name": "Bench"})
        partner.property_product_pricelist = pricelist
        return pricelist

    def _make_user(self, env):
        return new_test_user(env, f"bench_clerk_{self.partner_id}", "sales_team.group_sale_salesman_all_leads")

    def turn(self):
        """Create and confirm one order in a transaction of its own; return (milliseconds, queries)."""
        started = time.perf_counter()
        with Registry(self.database).cursor() as cursor:
            env = api.Environment(cursor, self.user_id, {})
            order = env["sale.order"].create(self._order_vals())
            self._confirm(order)
            env.flush_all()
            queries = cursor.sql_log_count
            assert order.state == "sale", "the order has to be confirmed"
            assert set(order.order_line.mapped("price_unit")) == {10.0}, "the price has to be that of the list"
            cursor.commit()
        return (time.perf_counter() - started) * 1000, queries

    def _order_vals(self):
        lines = [Command.create({"product_id": product_id, "product_uom_qty": 2}) for product_id in self.product_ids]
        return {"partner_id": self.partner_id, "order_line": lines}

    def _confirm(self, order):
        order.action_confirm()


class Peer(Stock):
    """The same with OCA's check of the customer's limit on the path."""

    def _make_pricelist(self, env, partner):
        partner.write({"credit_limit": LIMIT, "risk_sale_order_include": True, "risk_invoice_open_include": True})
        return super()._make_pricelist(env, partner)


class Ours(Stock):
    """An order of a dealer is created and submitted: prices, all checks, the hold, the confirmation, its history."""

    def _make_pricelist(self, env, partner):
        dealer = env["dealer.dealer"].create({**dealer_vals(env, partner), "price_policy": "own_list"})
        env["dealer.credit.line"].create({"dealer_id": dealer.id, "limit_amount": LIMIT})
        return dealer.pricelist_id

    def _make_user(self, env):
        role = {
            "role_id": env.ref("dealer.role_sales_desk").id,
            "scope": "subtree",
            "unit_ids": [Command.set(env.ref("dealer.unit_group").ids)],
        }
        return new_test_user(env, f"bench_clerk_{self.partner_id}", role_line_ids=[Command.create(role)])

    def _confirm(self, order):
        result = order.action_submit()
        assert result["state"] == "confirmed", result


SIDES = {"stock": Stock, "peer": Peer, "ours": Ours}


def main(side, database, folder=None):
    options = ["--database", database, "--log-level", "error"]
    odoo.tools.config.parse_config(options, setup_logging=True)
    if folder:
        odoo.tools.config["addons_path"] = [*odoo.tools.config["addons_path"], folder]
    with Registry(database).cursor() as cursor:
        contender = SIDES[side](api.Environment(cursor, SUPERUSER_ID, {}))
        cursor.commit()
    for _line in sys.stdin:
        milliseconds, queries = contender.turn()
        print(json.dumps({"milliseconds": milliseconds, "queries": queries}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

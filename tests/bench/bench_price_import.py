"""What a file of prices costs: ours (read, checked by row, written), the ORM's ``create`` and a bare ``COPY``.

All three add the same fixed prices to the own lists of 100 dealers and are rolled back. ``create`` and ``COPY`` are given
the ids; only ours reads a file and checks dealers, products, units, periods and rights.
"""

import base64
import contextlib
import io
import json

from odoo import Command

DEALERS = 100
PRODUCTS = 1000
GOAL = 5.0


def measure(env, race):
    """Time imports of 10,000 and of 100,000 prices, new ones and the same again."""
    ImportBench(env, race).run()


class ImportBench:
    def __init__(self, env, race):
        self.env, self.race = env, race
        company = env.company
        unit = env["dealer.unit"].create({"name": "Bench", "code": "BENCH", "company_id": company.id})
        partners = env["res.partner"].create([{"name": f"Bench {n}", "is_company": True} for n in range(DEALERS)])
        self.dealers = env["dealer.dealer"].create(
            [
                {
                    "partner_id": partner.id,
                    "code": f"BENCH{partner.id}",
                    "company_id": company.id,
                    "unit_id": unit.id,
                    "type_id": env.ref("dealer.type_wholesaler").id,
                    "state": "active",
                }
                for partner in partners
            ]
        )
        self.products = env["product.product"].create(
            [{"name": f"Bench {n}", "default_code": f"BENCH-{n}", "list_price": 100} for n in range(PRODUCTS)]
        )
        self.user = self.make_manager(unit)
        env.flush_all()

    def make_manager(self, unit):
        """Return a price manager of the unit: rights are part of what is timed."""
        user = self.env["res.users"].create(
            {"name": "Bench", "login": "bench", "group_ids": [Command.set(self.env.ref("base.group_user").ids)]}
        )
        self.env["res.users.role.line"].create(
            {
                "user_id": user.id,
                "role_id": self.env.ref("dealer_price.role_price_manager").id,
                "scope": "subtree",
                "unit_ids": [Command.set(unit.ids)],
            }
        )
        return user

    def run(self):
        for count, rounds in ((10_000, 3), (100_000, 1)):
            prices = self.prices(count)
            line = self.race(
                "prices imported",
                count,
                rounds,
                ours=self.undone(self.load, self.file(prices)),
                stock=self.undone(self.create, prices),
                sql=self.undone(self.copy, prices),
            )
            figure = round(line["stock"] / line["ours"], 1)
            print(
                json.dumps({"name": "times as fast as create", "n": count, "figure": figure, "goal": GOAL}), flush=True
            )
        self.again(100_000)

    def again(self, count):
        """Time the same file once more (nothing changes) and with every price raised."""
        prices = self.prices(count)
        self.load(self.file(prices))
        raised = self.file([(dealer, product, price + 1) for dealer, product, price in prices])
        same = self.file(prices)
        self.race("prices imported again, none changed", count, 1, ours=self.undone(self.load, same))
        self.race("prices imported again, all changed", count, 1, ours=self.undone(self.load, raised))

    def prices(self, count):
        """Return ``count`` prices as (dealer, product, price)."""
        per_dealer = count // DEALERS
        return [
            (dealer, product, 50 + number % 40)
            for dealer in self.dealers
            for number, product in enumerate(self.products[:per_dealer])
        ]

    def undone(self, function, argument):
        """Return ``function`` with its effect rolled back, so that each turn finds the same."""

        def turn():
            with contextlib.closing(self.env.cr.savepoint()) as savepoint:
                function(argument)
                self.env.flush_all()
                savepoint.rollback()

        return turn

    def file(self, prices):
        rows = ["dealer,product,quantity,price,start"]
        rows += [f"{dealer.code},{product.default_code},,{price},2030-01-01" for dealer, product, price in prices]
        return base64.b64encode("\n".join(rows).encode())

    def load(self, content):
        """Import a file as the price manager does, and make sure that all of it went in."""
        price_import = self.env["dealer.price.import"].with_user(self.user)
        price_import = price_import.create({"file": content, "filename": "prices.csv"})
        price_import.action_import()
        if price_import.state != "done" or price_import.error_count:
            raise RuntimeError("The benchmark's file was not taken in.")

    def create(self, prices):
        self.env["product.pricelist.item"].create(
            [
                {
                    "pricelist_id": dealer.pricelist_id.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "applied_on": "1_product",
                    "compute_price": "fixed",
                    "fixed_price": price,
                    "date_start": "2030-01-01 00:00:00",
                }
                for dealer, product, price in prices
            ]
        )

    def copy(self, prices):
        columns = {
            "pricelist_id": None,
            "product_tmpl_id": None,
            "fixed_price": None,
            "company_id": self.env.company.id,
            "currency_id": self.env.company.currency_id.id,
            "applied_on": "1_product",
            "display_applied_on": "1_product",
            "base": "list_price",
            "compute_price": "fixed",
            "min_quantity": 0,
            "condition_count": 0,
            "date_start": "2030-01-01 00:00:00",
        }
        rest = "\t".join(str(value) for value in list(columns.values())[3:])
        rows = io.StringIO(
            "".join(
                f"{dealer.pricelist_id.id}\t{product.product_tmpl_id.id}\t{price}\t{rest}\n"
                for dealer, product, price in prices
            )
        )
        self.env.cr.copy_from(rows, "product_pricelist_item", columns=list(columns))

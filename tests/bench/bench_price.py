"""What a price costs: ours, plain Odoo and one raw query, on the same database.

Lines of single measurements come from the runner; ``peer`` is the ORM's reading of the products, which neither ours nor
plain Odoo can do without. Lines with ``goal`` sum up.
"""

import json
import math

from odoo.tools import SQL

from .price_data import PriceData

SIZES = (1, 80, 1000)
QUANTITY = 25.0


def measure(env, race):
    """Time prices in lists of several sizes and kinds, and the making of an order."""
    Bench(env, race).run()


class Bench:
    def __init__(self, env, race):
        self.env, self.race = env, race
        self.data = PriceData(env)

    def run(self):
        data = self.data
        small = self.compare("1,000 fixed prices", *data.small)
        large = self.compare("100,000 fixed prices", *data.large)
        self.compare("1,000,000 prices of 10,000 dealers", data.many, None)
        self.compare("four lists that fall back", data.fallbacks[0], None, data.fallbacks)
        self.against_plain("fixed prices", data.large, goal=200)
        self.against_plain("percentages", data.percent, goal=100)
        self.against_plain("formulas", data.formula, goal=100)
        self.against_plain("four lists based on each other", (data.nested[1], data.nested[0]), goal=100)
        growth = large[80]["ours"] / small[80]["ours"]
        self.report("price: 80 products in 100 times the items, times as long", growth, goal=1.25)
        self.order()

    def report(self, name, figure, note="", goal=None):
        """Print a figure that sums up several lines."""
        print(json.dumps({"name": name, "figure": round(figure, 3), "note": note, "goal": goal}), flush=True)

    def price(self, pricelist, count):
        return lambda: pricelist._get_products_price(self.data.products[:count], QUANTITY)

    def read(self, count):
        """Return the reading of what pricing asks of products; both ours and plain Odoo pay for it."""

        def read():
            for product in self.data.products[:count]:
                template = product.product_tmpl_id
                template.uom_id, template.categ_id.parent_path  # noqa: B018

        return read

    def raw(self, lists, count):
        """Return one query with the best index for it: the best step of each product in the nearest list that has any."""
        templates = self.data.products[:count].product_tmpl_id.ids

        def raw():
            self.env.execute_query(
                SQL(
                    """
                    SELECT r.template_id, i.id, i.fixed_price
                      FROM unnest(%s) r(template_id)
                     CROSS JOIN LATERAL (
                        SELECT i.id, i.fixed_price
                          FROM unnest(%s) WITH ORDINALITY c(list_id, place)
                         CROSS JOIN LATERAL (
                            SELECT id, fixed_price FROM product_pricelist_item
                             WHERE pricelist_id = c.list_id AND product_tmpl_id = r.template_id AND product_id IS NULL
                               AND condition_count = 0 AND uom_id IS NULL AND min_quantity <= %s
                             ORDER BY min_quantity DESC LIMIT 1
                        ) i ORDER BY c.place LIMIT 1
                    ) i
                    """,
                    templates,
                    [pricelist.id for pricelist in lists],
                    QUANTITY,
                )
            )

        return raw

    def compare(self, name, own, plain, lists=None):
        """Race over the sizes; plain Odoo only where its slowness allows several rounds."""
        lines = {}
        for count in SIZES:
            contenders = {
                "ours": self.price(own, count),
                "peer": self.read(count),
                "sql": self.raw(lists or [own], count),
            }
            if plain and count < 1000:
                contenders["stock"] = self.price(plain, count)
            lines[count] = self.race(f"price: {name}", count, **contenders)
        most, some = lines[1000], lines[80]
        beyond = (most["ours"] - most["peer"]) / most["sql"]
        self.report(f"price: {name}: 1,000 products beyond reading them, times raw SQL", beyond, goal=5)
        exponent = math.log(most["ours"] / some["ours"]) / math.log(1000 / 80)
        self.report(f"price: {name}: growth exponent in products", exponent, goal=1.1)
        if plain:
            ratio = lines[1]["ours"] / lines[1]["stock"]
            self.report(f"price: {name}: one product, ours to plain Odoo", ratio, goal=1)
        return lines

    def against_plain(self, name, pair, goal):
        own, plain = pair
        line = self.race(
            f"price: {name}, against plain Odoo",
            1000,
            rounds=1,
            ours=self.price(own, 1000),
            stock=self.price(plain, 1000),
        )
        self.report(
            f"price: {name}: 1,000 products, times faster than plain Odoo", line["stock"] / line["ours"], goal=goal
        )

    def order(self):
        own, plain = self.data.small
        partner = own.dealer_id.partner_id
        plain_partner = self.env["res.partner"].create({"name": "Bench plain", "is_company": True})
        line = self.race(
            "order: 500 lines created and priced",
            500,
            rounds=3,
            ours=lambda: self.data.make_order(partner, own, 500),
            stock=lambda: self.data.make_order(plain_partner, plain, 500),
        )
        self.report("order: 500 lines, ours to plain Odoo", line["ratio_stock"], goal=0.5)

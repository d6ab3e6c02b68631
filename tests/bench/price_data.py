"""Products, dealers and lists for the price benchmark, written around the ORM: a million prices in half a minute."""

from odoo import Command
from odoo.tools import SQL

PRODUCTS, DEALERS, STEPS = 10_000, 10_000, 10


def fix_prices(pricelist, products, price=10.0):
    """Give each of ``products`` the fixed ``price`` in a list."""
    pricelist.env["product.pricelist.item"].create(
        [
            {
                "pricelist_id": pricelist.id,
                "applied_on": "1_product",
                "product_tmpl_id": product.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": price,
            }
            for product in products
        ]
    )


class PriceData:
    """Everything the benchmark prices: 10,000 products, lists of 1,000 and 100,000 items, a million over 10,000 dealers.

    Lists come in pairs of the same items: one of a dealer, priced by the engine, and a plain one, priced by the platform.
    """

    def __init__(self, env):
        self.env = env
        self.company = env.company
        self.products = self._make_products()
        self.unit = env["dealer.unit"].create({"name": "Bench", "code": "BENCH", "company_id": self.company.id})
        self.company.dealer_base_pricelist_id = False
        self.small = self._make_pair("small", PRODUCTS // 100)
        self.large = self._make_pair("large", PRODUCTS)
        self.percent = self._make_pair("percent", 1000, compute_price="'percentage'", percent_price="5")
        self.formula = self._make_pair(
            "formula", 1000, compute_price="'formula'", price_discount="5", price_surcharge="1", price_round="0.05"
        )
        self.many = self._make_million()
        self.fallbacks = self._make_fallbacks()
        self.nested = self._make_nested("nested", self.make_list), self._make_nested("nested own", self._make_own)
        env.flush_all()
        for table in ("product_template", "product_product", "product_pricelist", "product_pricelist_item"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env.invalidate_all()

    def _make_products(self):
        model = self.env["product.product"].create({"name": "Bench 0", "type": "consu", "list_price": 100.0})
        for table, key, source in (
            ("product_template", "name", model.product_tmpl_id),
            ("product_product", "product_tmpl_id", model),
        ):
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [table],
            )
            columns = [name for (name,) in self.env.cr.fetchall() if name not in ("id", key)]
            value = SQL("jsonb_build_object('en_US', 'Bench ' || n)")
            rows = SQL("generate_series(1, %s) n", PRODUCTS - 1)
            if table == "product_product":
                value = SQL("n.id")
                rows = SQL(
                    "(SELECT id FROM product_template WHERE name->>'en_US' LIKE 'Bench %%' AND id > %s) n",
                    model.product_tmpl_id.id,
                )
            self.env.execute_query(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT %s, %s FROM %s s, %s WHERE s.id = %s RETURNING 1",
                    SQL.identifier(table),
                    SQL.identifier(key),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    value,
                    SQL(", ").join(SQL.identifier("s", name) for name in columns),
                    SQL.identifier(table),
                    rows,
                    source.id,
                )
            )
        return self.env["product.product"].search([("id", ">=", model.id)], order="id")

    def make_list(self, name, **vals):
        """Return a new plain list."""
        return self.env["product.pricelist"].create({"name": name, "company_id": self.company.id, **vals})

    def _make_dealer(self, name):
        partner = self.env["res.partner"].create({"name": name, "is_company": True})
        return self.env["dealer.dealer"].create(
            {
                "partner_id": partner.id,
                "type_id": self.env.ref("dealer.type_community").id,
                "unit_id": self.unit.id,
                "price_policy": "base_list",
                "state": "active",
            }
        )

    def _make_own(self, name):
        return self._make_dealer(f"Bench {name}").pricelist_id

    def _make_pair(self, name, products, **vals):
        """Return (own list, plain list) of the same items: ten steps each for the first ``products`` products."""
        pair = self._make_own(name), self.make_list(name)
        for pricelist in pair:
            self._fill(pricelist, products, **vals)
        return pair

    def _fill(self, pricelist, products, **vals):
        vals = {"compute_price": "'fixed'", "base": "'list_price'", "fixed_price": "90 - s", **vals}
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO product_pricelist_item (pricelist_id, company_id, currency_id, product_tmpl_id, applied_on,
                       display_applied_on, min_quantity, condition_count, %(names)s)
                SELECT %(list)s, %(company)s, %(currency)s, p.product_tmpl_id, '1_product', '1_product', s * 10, 0, %(values)s
                  FROM (SELECT product_tmpl_id FROM product_product WHERE id = ANY(%(products)s)) p, generate_series(0, %(last)s) s
                RETURNING 1
                """,
                names=SQL(", ").join(map(SQL.identifier, vals)),
                values=SQL(", ").join(map(SQL, vals.values())),
                list=pricelist.id,
                company=self.company.id,
                currency=pricelist.currency_id.id,
                products=self.products[:products].ids,
                last=STEPS - 1,
            )
        )
        pricelist._update_dealer_terms()

    def _make_million(self):
        """Return the own list of one of 10,000 dealers that have 100 items each."""
        own = self._make_own("many")
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                WITH lists AS (
                    INSERT INTO product_pricelist (name, active, sequence, company_id, currency_id)
                    SELECT jsonb_build_object('en_US', 'Many ' || n), true, 16, %(company)s, %(currency)s
                      FROM generate_series(2, %(dealers)s) n
                    RETURNING id
                ), numbered AS (SELECT id, row_number() OVER () AS n FROM lists UNION ALL SELECT %(own)s, 0)
                INSERT INTO product_pricelist_item (pricelist_id, company_id, currency_id, product_tmpl_id, applied_on,
                       display_applied_on, min_quantity, condition_count, compute_price, base, fixed_price)
                SELECT l.id, %(company)s, %(currency)s, p.ids[1 + (l.n * 37 + k * 101) %% 1000], '1_product', '1_product',
                       s * 10, 0, 'fixed', 'list_price', 90 - s
                  FROM numbered l, generate_series(0, 9) k, generate_series(0, %(last)s) s,
                       (SELECT %(templates)s::int[] AS ids) p
                RETURNING 1
                """,
                company=self.company.id,
                currency=self.company.currency_id.id,
                dealers=DEALERS,
                own=own.id,
                last=STEPS - 1,
                templates=self.products[:1000].product_tmpl_id.ids,
            )
        )
        return own

    def _make_fallbacks(self):
        """Return an own list that falls back through three others; each of the four prices a part of the products."""
        lists = [self._make_own("fallback"), *(self.make_list(f"fallback {n}") for n in range(3))]
        for nearer, farther in zip(lists, lists[1:], strict=False):
            nearer.fallback_id = farther
        for pricelist, products in zip(lists, (10, 100, 500, 1000), strict=True):
            self._fill(pricelist, products)
        return lists

    def _make_nested(self, name, make_top):
        """Return a list whose prices are 1 % off those of the next, through four lists down to fixed prices."""
        below = self.make_list(f"{name} 0")
        self._fill(below, 1000)
        for level in (1, 2, 3):
            make = make_top if level == 3 else self.make_list
            below = self._on_top_of(below, make(f"{name} {level}"))
        return below

    def _on_top_of(self, below, pricelist):
        self._fill(
            pricelist,
            1000,
            compute_price="'percentage'",
            base="'pricelist'",
            base_pricelist_id=str(below.id),
            percent_price="1",
        )
        return pricelist

    def make_order(self, partner, pricelist, lines):
        """Create and compute a quotation with one line for each of the first ``lines`` products."""
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 5 + number % 40})
                    for number, product in enumerate(self.products[:lines])
                ],
            }
        )
        self.env.flush_all()
        return order

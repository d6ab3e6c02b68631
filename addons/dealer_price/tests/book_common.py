"""What the tests of the price book, of changes and of imports share: a price manager, two dealers, products with codes."""

import base64
from datetime import timedelta

from odoo import Command

from ..engine.day import last_quarter
from .common import PriceCommon


class BookCommon(PriceCommon):
    """P East has a price manager and two dealers, P West a dealer that the manager of the east only knows by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west_unit = cls.make_unit("P West", company=cls.company)
        cls.other_dealer = cls.make_dealer("P Other dealer", cls.unit, tier_id=cls.tier.id, price_policy="own_list")
        cls.west_dealer = cls.make_dealer("P West dealer", cls.west_unit, price_policy="own_list")
        cls.role = cls.env.ref("dealer_price.role_price_manager")
        cls.manager = cls.make_user("p_manager", cls.role, "subtree", cls.unit)
        cls.salesman = cls.make_user("p_salesman", "sales_desk", "unit", cls.unit)
        cls.west_salesman = cls.make_user("p_west_salesman", "sales_desk", "unit", cls.west_unit)
        cls.product.write({"default_code": "PBK-1", "standard_price": 60.0})
        cls.second = cls.make_product("P Second", 50.0, default_code="PBK-2", standard_price=30.0)
        cls.today = cls.company._dealer_today()

    @classmethod
    def day(cls, offset):
        """Return the date so many days from today."""
        return cls.today + timedelta(days=offset)

    @classmethod
    def make_import(cls, rows, user=None, header=None, filename="prices.csv", **vals):
        """Return an import of a CSV file with ``rows`` of cells, made by ``user`` (the manager by default)."""
        header = header or ["dealer", "product", "unit", "quantity", "price", "currency", "start", "end"]
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in [header, *rows])
        return (
            cls.env["dealer.price.import"]
            .with_user(user or cls.manager)
            .create({"file": base64.b64encode(text.encode()), "filename": filename, **vals})
        )

    def row(self, dealer=None, product=None, unit="", quantity="", price=10, currency="", start="", end=""):
        """Return the cells of a row of a price file."""
        return [
            (dealer or self.dealer).code,
            (product or self.product).default_code,
            unit,
            quantity,
            price,
            currency,
            start,
            end,
        ]

    def load(self, *rows, **vals):
        """Import ``rows`` and return the import."""
        price_import = self.make_import(rows, **vals)
        price_import.action_import()
        return price_import

    def items(self, dealer=None, product=None):
        """Return the items of a product in a dealer's own list, by start."""
        domain = [
            ("pricelist_id", "=", (dealer or self.dealer).pricelist_id.id),
            ("product_tmpl_id", "=", (product or self.product).product_tmpl_id.id),
        ]
        return self.env["product.pricelist.item"].search(domain, order="date_start NULLS FIRST, id")

    def periods(self, dealer=None, product=None):
        """Return [(price, first day, last day)] of the items, as dates of the company; None for open."""
        zone = self.company._dealer_tz()

        def day(moment):
            return moment and moment.astimezone(zone).date()

        return [
            (item.fixed_price, day(item.date_start) or None, day(item.date_end) or None)
            for item in self.items(dealer, product)
        ]

    def make_change(self, *prices, user=None, pricelist=None, date_start=None, **vals):
        """Return a draft price change with ``prices``: (product, new price) or (product, new price, from quantity)."""
        change = (
            self.env["dealer.price.change"]
            .with_user(user or self.manager)
            .create(
                {
                    "pricelist_id": (pricelist or self.own_list).id,
                    "date_start": date_start or self.day(10),
                    **vals,
                }
            )
        )
        change.line_ids = [
            Command.create({"product_id": product.id, "new_price": price, "min_quantity": step[0] if step else 0})
            for product, price, *step in prices
        ]
        return change

    def price_on(self, offset, product=None, quantity=1.0, pricelist=None):
        """Return the price in the middle of the day so many days from today."""
        noon = self.company._dealer_day_start(self.day(offset)) + timedelta(hours=12)
        return self.price(product, quantity, pricelist, date=noon)[0]

    def sell(self, dealer, product, *quantities, price=100.0, months=3):
        """Confirm an order of the dealer in the middle of the last full quarter (or ``months`` ago) for each quantity."""
        day = (
            last_quarter(self.today)[0] + timedelta(days=40)
            if months == 3
            else self.today - timedelta(days=30 * months)
        )
        for quantity in quantities:
            line = {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "price_unit": price,
                "tax_ids": [Command.clear()],
            }
            order = self.make_order(dealer, line)
            order.action_confirm()
            order.date_order = self.company._dealer_day_start(day)

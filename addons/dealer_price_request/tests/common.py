"""Special prices for tests of this add-on and of those on it."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.dealer_sale.tests.orders_common import SubmitCase


class SpecialPriceCase(SubmitCase):
    """Goods cost the dealer 10.00; whoever wants a special price of 8.00 asks for it. No order minimum stands in the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer.write({"order_minimum": 0.0})
        cls.today = fields.Date.today()
        cls.own_list = cls.dealer.pricelist_id
        cls.unit.manager_id = cls.manager

    @classmethod
    def _request(cls, price=8.0, cap=100, product=None, dealer=None, **vals):
        """Return a draft."""
        return cls.env["dealer.price.request"].create(
            {
                "dealer_id": (dealer or cls.dealer).id,
                "project": "Hospital West",
                "date_from": cls.today - timedelta(days=5),
                "date_to": cls.today + timedelta(days=30),
                "line_ids": [
                    Command.create({"product_id": (product or cls.goods).id, "price": price, "quantity_cap": cap})
                ],
                **vals,
            }
        )

    @classmethod
    def _special(cls, price=8.0, cap=100, **vals):
        """Return a request that is approved and in force."""
        request = cls._request(price, cap, **vals)
        request.line_ids._refresh_figures()
        request._approve()
        return request

    @classmethod
    def _quote(cls, quantity, product=None, dealer=None, **vals):
        line = {"product_id": (product or cls.goods).id, "product_uom_qty": quantity}
        return cls._order(dealer or cls.dealer, order_line=[Command.create(line)], **vals)

    @classmethod
    def _sold(cls, quantity, **vals):
        """Return a confirmed order."""
        order = cls._quote(quantity, **vals)
        result = order.action_submit()
        assert result["state"] == "confirmed", result
        return order

    def _left(self, request):
        """Return what remains of the first price of a request."""
        request.line_ids.invalidate_recordset(["remaining_quantity", "used_quantity"])
        return request.line_ids[0].remaining_quantity

    def _lines(self, order):
        """Return [(quantity, price, used)] of an order."""
        return [(line.product_uom_qty, line.price_unit, line.special_used) for line in order.order_line.sorted("id")]

    def _explained(self, line):
        """Return what "Why this price?" tells of an order line."""
        return self.env["dealer.price.explain"].create({"sale_line_id": line.id})._explain()

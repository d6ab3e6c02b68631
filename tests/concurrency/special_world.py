"""Dealers with special prices and quotations at them, made over RPC as users would."""

import itertools
import time
from datetime import date, timedelta

LIST_PRICE, SPECIAL_PRICE = 10.0, 8.0

_numbers = itertools.count(1)


class SpecialWorld:
    """Makes what a test needs; everything is new, nothing of the demo story is touched.

    :param crowd: `clients.Crowd` to call the server with
    :ivar list_price: what the product costs a dealer without a special price, in the dealer's currency
    """

    def __init__(self, crowd):
        self._call = crowd
        self._unit = crowd("ir.model.data", "check_object_reference", "dealer", "unit_group")[1]
        self._type = crowd("dealer.type", "create", {"name": "Special crowd", "code": f"special-{time.time_ns()}"})
        self._product = crowd(
            "product.product",
            "create",
            {"name": "Special goods", "type": "consu", "list_price": LIST_PRICE, "taxes_id": [(5,)]},
        )
        # One person asks and decides here: who decides otherwise is tested elsewhere.
        for other in crowd("dealer.approval.route", "search", [("res_model", "=", "dealer.price.request")]):
            crowd("dealer.approval.route", "write", [other], {"sequence": 200})
        crowd(
            "dealer.approval.route",
            "create",
            {
                "name": f"Special crowd {next(_numbers)}",
                "res_model": "dealer.price.request",
                "sequence": 1,
                "domain": "[('project', '=', 'Special crowd')]",
                "without_step": "approve",
            },
        )
        _dealer, partner = self.dealer()
        (line,) = self.lines(self.orders(partner, [1]))
        self.list_price = line["price_unit"]
        assert self.list_price > SPECIAL_PRICE

    def dealer(self):
        """Return the ids of a new active dealer and of its partner."""
        partner = self._call("res.partner", "create", {"name": f"Special {next(_numbers)}", "is_company": True})
        vals = {
            "partner_id": partner,
            "unit_id": self._unit,
            "type_id": self._type,
            "state": "active",
            "user_id": False,
        }
        return self._call("dealer.dealer", "create", vals), partner

    def special(self, dealer, cap):
        """Return the id of a new request in force, with one product at `SPECIAL_PRICE`, up to ``cap`` pieces."""
        today = date.today()
        request = self._call(
            "dealer.price.request",
            "create",
            {
                "dealer_id": dealer,
                "project": "Special crowd",
                "date_from": str(today - timedelta(days=1)),
                "date_to": str(today + timedelta(days=30)),
                "line_ids": [
                    (0, 0, {"product_id": self._product, "price": SPECIAL_PRICE, "quantity_cap": cap}),
                ],
            },
        )
        self._call("dealer.price.request", "action_submit", [request])
        assert self._call("dealer.price.request", "read", [request], ["state"])[0]["state"] == "approved"
        return request

    def orders(self, partner, quantities):
        """Return {id: quantity} of new quotations, priced by the lists."""
        ids = self._call(
            "sale.order",
            "create",
            [
                {
                    "partner_id": partner,
                    "order_line": [(0, 0, {"product_id": self._product, "product_uom_qty": quantity})],
                }
                for quantity in quantities
            ],
        )
        return dict(zip(ids, quantities, strict=True))

    def lines(self, orders):
        """Return the lines of orders as read: order, quantity, price, what was drawn, and the order's state."""
        names = ["order_id", "product_uom_qty", "price_unit", "special_used", "special_excess", "state"]
        return self._call("sale.order.line", "search_read", [("order_id", "in", list(orders))], names)

    def remaining(self, request):
        """Return (used, remaining) of the price of a request."""
        (row,) = self._call(
            "dealer.price.request.line",
            "search_read",
            [("request_id", "=", request)],
            ["used_quantity", "remaining_quantity"],
        )
        return row["used_quantity"], row["remaining_quantity"]

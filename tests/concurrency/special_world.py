"""Dealers with special prices and quotations at them, made over RPC as users would."""

from datetime import date, timedelta

from .world import World

SPECIAL_PRICE = 8.0


class SpecialWorld(World):
    """Adds special prices, and quotations that the lists price.

    :ivar list_price: what the product costs a dealer without a special price, in the dealer's currency
    """

    def __init__(self, crowd):
        super().__init__(crowd, "Special")
        # One person asks and decides here: who decides otherwise is tested elsewhere.
        for other in crowd("dealer.approval.route", "search", [("res_model", "=", "dealer.price.request")]):
            crowd("dealer.approval.route", "write", [other], {"sequence": 200})
        crowd(
            "dealer.approval.route",
            "create",
            {
                "name": self.name(),
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

"""Dealers with credit lines and quotations, made over RPC as a user would."""

import itertools
import time

PRICE = 10.0  # of one piece, without taxes

_numbers = itertools.count(1)


class CreditWorld:
    """Makes what a test needs; everything is new, nothing of the demo story is touched.

    :param crowd: `clients.Crowd` to call the server with
    """

    def __init__(self, crowd):
        self._call = crowd
        self._unit = crowd("ir.model.data", "check_object_reference", "dealer", "unit_group")[1]
        self._type = crowd("dealer.type", "create", {"name": "Crowd", "code": f"crowd-{time.time_ns()}"})
        self._product = crowd(
            "product.product",
            "create",
            {"name": "Crowd goods", "type": "consu", "list_price": PRICE, "taxes_id": [(5,)]},
        )

    def dealer(self):
        """Return the ids of a new active dealer and of its partner."""
        partner = self._call("res.partner", "create", {"name": f"Crowd {next(_numbers)}", "is_company": True})
        vals = {
            "partner_id": partner,
            "unit_id": self._unit,
            "type_id": self._type,
            "state": "active",
            "user_id": False,
        }
        return self._call("dealer.dealer", "create", vals), partner

    def line(self, limit, dealers=None):
        """Return (line, partners): a new line of one new dealer, or of a group of ``dealers`` new ones."""
        if not dealers:
            dealer, partner = self.dealer()
            return self._call("dealer.credit.line", "create", {"dealer_id": dealer, "limit_amount": limit}), [partner]
        made = [self.dealer() for _ in range(dealers)]
        group = self._call(
            "dealer.credit.group",
            "create",
            {"name": f"Crowd {next(_numbers)}", "dealer_ids": [(6, 0, [dealer for dealer, _partner in made])]},
        )
        line = self._call("dealer.credit.line", "create", {"group_id": group, "limit_amount": limit})
        return line, [partner for _dealer, partner in made]

    def orders(self, partner, amounts, lines=1):
        """Return the ids of new quotations, one for each amount (multiples of the price and of ``lines``)."""
        vals_list = [
            {
                "partner_id": partner,
                "order_line": [
                    (
                        0,
                        0,
                        {"product_id": self._product, "product_uom_qty": amount / PRICE / lines, "price_unit": PRICE},
                    )
                    for _number in range(lines)
                ],
            }
            for amount in amounts
        ]
        return self._call("sale.order", "create", vals_list)

    def figures(self, line):
        """Return the figures of a line."""
        names = ["limit_amount", "used_amount", "held_amount", "available_amount", "ordered_amount"]
        return self._call("dealer.credit.line", "read", [line], names)[0]

    def states(self, orders):
        """Return {order: state}."""
        return {row["id"]: row["state"] for row in self._call("sale.order", "read", orders, ["state"])}

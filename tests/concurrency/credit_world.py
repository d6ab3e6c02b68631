"""Dealers with credit lines and quotations, made over RPC as a user would."""

from .world import LIST_PRICE, World

PRICE = LIST_PRICE


class CreditWorld(World):
    """Adds credit lines, quotations at a price that is written on them, and their figures."""

    def __init__(self, crowd):
        super().__init__(crowd, "Crowd")

    def line(self, limit, dealers=None):
        """Return (line, partners): a new line of one new dealer, or of a group of ``dealers`` new ones."""
        if not dealers:
            dealer, partner = self.dealer()
            return self._call("dealer.credit.line", "create", {"dealer_id": dealer, "limit_amount": limit}), [partner]
        made = [self.dealer() for _ in range(dealers)]
        group = self._call(
            "dealer.credit.group",
            "create",
            {"name": self.name(), "dealer_ids": [(6, 0, [dealer for dealer, _partner in made])]},
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

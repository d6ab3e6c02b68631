"""A dealer with a credit line, goods, and accounts of other systems that order for it in batches."""

import itertools
import uuid

from .clients import Crowd
from .world import LIST_PRICE, World


class ApiWorld(World):
    """Adds what orders that come over the API need: codes, and accounts that may place orders."""

    def __init__(self, crowd):
        super().__init__(crowd, "Batch")
        self._code = f"BATCH-{uuid.uuid4().hex[:8]}"
        self._numbers = itertools.count(1)
        crowd("product.product", "write", [self._product], {"default_code": self._code})

    def dealer_with_line(self, limit):
        """Return (dealer, its code, its credit line); the goods cost it ``LIST_PRICE`` in its own currency."""
        dealer, _partner = self.dealer()
        code = f"{self._code}-{next(self._numbers)}"
        self._call("dealer.dealer", "write", [dealer], {"code": code, "price_policy": "own_list"})
        pricelist = self._call("dealer.dealer", "read", [dealer], ["pricelist_id"])[0]["pricelist_id"][0]
        price = {"applied_on": "0_product_variant", "product_id": self._product, "fixed_price": LIST_PRICE}
        self._call("product.pricelist.item", "create", {"pricelist_id": pricelist, "compute_price": "fixed", **price})
        line = self._call("dealer.credit.line", "create", {"dealer_id": dealer, "limit_amount": limit})
        return dealer, code, line

    def account(self):
        """Return clients that are logged in as a new account that places orders for every dealer."""
        login = f"batch-{uuid.uuid4().hex[:8]}"
        group = self._ref("base", "group_user")
        person = {"name": login, "login": login, "password": login, "group_ids": [(6, 0, [group])]}
        user = self._call("res.users", "create", person)
        integration = {"name": login, "user_id": user, "rate_limit": 0}
        self._call("dealer.api.integration", "create", integration)
        role = {"user_id": user, "role_id": self._ref("dealer_api", "role_shop"), "scope": "subtree"}
        self._call("res.users.role.line", "create", {**role, "unit_ids": [(6, 0, [self._unit])]})
        return Crowd(self._call.url, self._call.database, login, login)

    def _ref(self, module, name):
        return self._call("ir.model.data", "check_object_reference", module, name)[1]

    def inputs(self, code, amounts):
        """Return inputs of ``orders_submit``: an order of one line for each of ``amounts``, multiples of the price."""
        return [
            {
                "external_ref": uuid.uuid4().hex,
                "dealer": code,
                "lines": [{"product": self._code, "quantity": amount / LIST_PRICE}],
            }
            for amount in amounts
        ]

    def orders(self, dealer):
        """Return {number the orders were sent with: (state, amount)} of all orders of ``dealer``."""
        found = self._call(
            *("sale.order", "search_read", [("dealer_id", "=", dealer)], ["origin", "state", "amount_total"])
        )
        by_ref = {order["origin"]: (order["state"], order["amount_total"]) for order in found}
        assert len(by_ref) == len(found), "an order was made twice"
        return by_ref

    def figures(self, line):
        """Return limit, used, held and available amount of a credit line."""
        names = ["limit_amount", "used_amount", "held_amount", "available_amount"]
        return self._call("dealer.credit.line", "read", [line], names)[0]

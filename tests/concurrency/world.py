"""Dealers and a product, made over RPC as a user would."""

import itertools
import time

LIST_PRICE = 10.0  # of one piece, without taxes, in the currency of the first company

_numbers = itertools.count(1)


class World:
    """Makes what a test needs; everything is new, nothing of the demo story is touched.

    :param crowd: `clients.Crowd` to call the server with
    :param str title: the names of what is made begin with it
    """

    def __init__(self, crowd, title):
        self._call, self._title = crowd, title
        self._unit = crowd("ir.model.data", "check_object_reference", "dealer", "unit_group")[1]
        self._type = crowd("dealer.type", "create", {"name": title, "code": f"{title.lower()}-{time.time_ns()}"})
        self._product = crowd(
            "product.product",
            "create",
            {"name": f"{title} goods", "type": "consu", "list_price": LIST_PRICE, "taxes_id": [(5,)]},
        )

    def name(self):
        """Return a name that nothing else here has."""
        return f"{self._title} {next(_numbers)}"

    def dealer(self):
        """Return the ids of a new active dealer and of its partner."""
        partner = self._call("res.partner", "create", {"name": self.name(), "is_company": True})
        vals = {
            "partner_id": partner,
            "unit_id": self._unit,
            "type_id": self._type,
            "state": "active",
            "user_id": False,
        }
        return self._call("dealer.dealer", "create", vals), partner

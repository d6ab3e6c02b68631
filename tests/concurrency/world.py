"""Dealers, their people and a product, made over RPC as a user would."""

import itertools
import time
import uuid

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

    def member(self, dealer, partner, **vals):
        """Return the log-in, which is the password too, of a new portal user who works for ``dealer``.

        :param int partner: id of the dealer's partner
        :param vals: of the membership, such as ``role``
        """
        login = f"{self._title.lower()}-{uuid.uuid4().hex[:8]}"
        group = self._call("ir.model.data", "check_object_reference", "base", "group_portal")[1]
        person = {"name": login, "login": login, "password": login, "group_ids": [(6, 0, [group])]}
        user = self._call("res.users", "create", person)
        contact = self._call("res.users", "read", [user], ["partner_id"])[0]["partner_id"][0]
        self._call("res.partner", "write", [contact], {"parent_id": partner})
        self._call("dealer.member", "create", {"dealer_id": dealer, "user_id": user, **vals})
        return login

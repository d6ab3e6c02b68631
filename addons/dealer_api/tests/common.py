import uuid

from odoo.tests import tagged

from odoo.addons.dealer.tests.common import DealerFactory
from odoo.addons.dealer_sale.tests.common import DealerOrdersCase


@tagged("post_install", "-at_install")
class ApiCase(DealerFactory, DealerOrdersCase):
    """An account with the role of a migration for the east, and goods that it knows by code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east, cls.west, cls.dealer_east = cls.unit, cls.foreign, cls.dealer
        cls.dealer_west = cls.make_dealer("West dealer", cls.west, cls.company)
        cls.other_company = cls.make_company("Company B", "CNY")
        cls.account = cls.make_user("api_account", cls.env.ref("dealer_api.role_migration"), "subtree", cls.east)
        cls.api = cls.env["dealer.api"].with_user(cls.account)
        cls.goods.write({"default_code": "G1", "is_storable": True, "invoice_policy": "delivery"})
        cls.other = cls.make_product("G2")
        cls.dealer_east.code, cls.dealer_west.code = "EAST", "WEST"

    @classmethod
    def make_product(cls, code, **vals):
        """Return goods of 10.00 each with the code, counted in stock."""
        plain = {"name": code, "type": "consu", "is_storable": True, "list_price": 10.0, "taxes_id": False}
        return cls.env["product.product"].create({"default_code": code, **plain, **vals})

    @classmethod
    def as_account(cls, login, *roles, scope="subtree", units=None):
        """Return the API as called by a new account with these roles (ends of external ids, or whole ones)."""
        account = cls.make_user(login)
        for role in roles:
            record = cls.env.ref(role if "." in role else f"dealer_api.role_{role}")
            cls.make_role_line(account, record, scope, units or cls.east)
        return cls.env["dealer.api"].with_user(account)

    def ref(self, name="ref"):
        return f"{name}-{uuid.uuid4().hex[:8]}"

    def order(self, quantity=2.0, **vals):
        """Return the input of an order of the dealer in the east."""
        lines = vals.pop("lines", [{"product": "G1", "quantity": quantity}])
        return {"external_ref": self.ref("order"), "dealer": "EAST", "lines": lines, **vals}

    def done(self, answer):
        """Return the results of an answer in which everything was carried out."""
        self.assertEqual(answer["error"], {})
        self.assertTrue(all(result["ok"] for result in answer["results"]), answer["results"])
        return answer["results"]

    def refused(self, answer, code, path=None, index=0):
        """Check that an input, or the call, was refused with ``code``, and return the error."""
        error = answer["error"] or answer["results"][index]["error"]
        self.assertEqual(error["code"], code, error)
        self.assertTrue(error["message"])
        if path is not None:
            self.assertEqual(error["path"], path)
        return error

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestRequests(PortalCase):
    """What a dealer asks for waits for our decision, and is nobody else's."""

    def setUp(self):
        super().setUp()
        self.goods.write({"default_code": "P-GOODS", "barcode": "4006381333931"})
        self.until = Date.to_string(Date.add(Date.context_today(self.env.user), days=20))
        self.own = self.dealer.with_user(self.people["buyer"])

    def _values(self, *lines, **values):
        lines = lines or ({"code": "P-GOODS", "price": "8.5", "quantity": "100"},)
        return {"project": "Hospital", "date_to": self.until, "reason": "Tender", "lines": list(lines), **values}

    def test_special_price(self):
        request = self.env["dealer.price.request"].browse(self.own.ask_special_price(self._values()))
        self.assertEqual(
            (request.dealer_id, request.state, request.user_id), (self.dealer, "waiting", self.people["buyer"])
        )
        self.assertEqual(
            (request.line_ids.product_id, request.line_ids.price, request.line_ids.quantity_cap), (self.goods, 8.5, 100)
        )
        self.assertEqual(request.approval_state, "pending")
        (row,) = self.own._price_requests()
        self.assertEqual((row["state"], row["occasion"]), ("waiting", "Hospital"))
        self.assertFalse(self.hidden.with_user(self.other_admin)._price_requests())

    def test_by_barcode(self):
        request = self.env["dealer.price.request"].browse(
            self.own.ask_special_price(self._values({"code": "4006381333931", "price": 9}))
        )
        self.assertEqual(request.line_ids.product_id, self.goods)

    def test_every_wrong_line_is_named(self):
        lines = ({"code": "NONE", "price": 1}, {"code": "P-GOODS", "price": "x"}, {"code": "P-GOODS", "price": "-1"})
        with self.assertRaises(UserError) as caught:
            self.own.ask_special_price(self._values(*lines))
        self.assertEqual(len(str(caught.exception).split("\n")), 3)
        for values in (
            self._values(date_to="soon"),
            self._values({"code": ""}),
            self._values({"code": "P-GOODS", "price": "nan"}),
        ):
            with self.assertRaises(UserError):
                self.own.ask_special_price(values)
        self.assertFalse(self.own._price_requests())

    def test_what_the_dealer_may_not_buy(self):
        self.env["dealer.assortment"].create(
            {"name": "No goods", "effect": "forbid", "product_tmpl_ids": [(6, 0, self.goods.product_tmpl_id.ids)]}
        )
        with self.assertRaisesRegex(UserError, "P-GOODS is not in your assortment"):
            self.own.ask_special_price(self._values())

    def test_who_may_not_ask(self):
        for user in (
            *(self.people[role] for role in ("finance", "viewer", "keeper")),
            self.other_admin,
            self.people["buyer"],
        ):
            dealer = self.hidden if user == self.people["buyer"] else self.dealer
            with self.assertRaises(AccessError):
                dealer.with_user(user).ask_special_price(self._values())
            with self.assertRaises(AccessError):
                dealer.with_user(user).ask_temporary_limit(100, self.until, "Season")

    def test_temporary_limit(self):
        line = self.env["dealer.credit.line"].create(
            {"dealer_id": self.dealer.id, "control": "limit", "limit_amount": 1000}
        )
        request_id = self.own.ask_temporary_limit("250.55", self.until, "Season")
        request = self.env["dealer.credit.request"].browse(request_id)
        self.assertEqual(
            (request.line_id, request.amount, request.kind, request.granted), (line, 250.55, "temporary", False)
        )
        self.assertEqual(request._current_approval_state(), "pending")
        self.assertEqual([row["state"] for row in self.own._limit_requests()], ["pending"])
        with self.assertRaisesRegex(UserError, "already"):
            self.own.ask_temporary_limit(100, self.until, "Season")

    def test_temporary_limit_refused(self):
        with self.assertRaisesRegex(UserError, "no credit limit"):
            self.own.ask_temporary_limit(100, self.until, "Season")
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer.id, "control": "limit", "limit_amount": 1000})
        for amount, until, reason in (
            (0, self.until, "x"),
            ("nan", self.until, "x"),
            (-5, self.until, "x"),
            (5, "", "x"),
            (5, self.until, " "),
        ):
            with self.assertRaises(UserError):
                self.own.ask_temporary_limit(amount, until, reason)

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SpecialPriceCase

VERBS = ("action_submit", "action_withdraw", "action_change", "action_end")


@tagged("post_install", "-at_install")
class TestRights(SpecialPriceCase):
    """Every role but the warehouse sees the requests of its dealers; sales asks; nobody puts a price in force but by approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._special()
        cls.credit = cls._staff("special credit", "dealer.role_credit_controller", "subtree", cls.region)
        cls.finance = cls._staff("special finance", "dealer.role_finance", "subtree", cls.region)
        cls.admin = cls._staff("special admin", "dealer.role_group_admin", "subtree", cls.region)
        cls.own = cls._staff("special own", "dealer.role_account_manager", "own")
        cls.nobody = cls._staff("special nobody", None)
        cls.readers = (cls.clerk, cls.manager, cls.auditor, cls.credit, cls.finance, cls.admin)

    def _search(self, user, model="dealer.price.request"):
        return self.env[model].with_user(user).search([])

    def test_readers(self):
        for user in self.readers:
            self.assertEqual(self._search(user), self.request, user.name)
            self.assertEqual(self._search(user, "dealer.price.request.line"), self.request.line_ids, user.name)
            self.assertEqual(self.request.with_user(user).read(["name", "depth_percent"])[0]["id"], self.request.id)

    def test_storekeepers_read_no_special_prices(self):
        for model in ("dealer.price.request", "dealer.price.request.line", "dealer.price.request.draw"):
            with self.assertRaises(AccessError):
                self._search(self.worker, model)

    def test_out_of_scope(self):
        for user in (self.stranger, self.own):
            for model in ("dealer.price.request", "dealer.price.request.line", "dealer.price.request.draw"):
                self.assertFalse(self._search(user, model), user.name)
            for record in (self.request, self.request.line_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                self.request.with_user(user).action_end()
            with self.assertRaises(AccessError):
                self.env["dealer.price.request"].with_user(user).create(
                    {"dealer_id": self.dealer.id, "date_to": self.today, "project": "x"}
                )

    def test_account_managers_see_their_dealers(self):
        self.dealer.user_id = self.own
        self.assertEqual(self._search(self.own), self.request)

    def test_no_rights_at_all(self):
        users = (self.nobody, self.buyer, self.viewer, self.env.ref("base.public_user"))
        for user in users:
            for model in ("dealer.price.request", "dealer.price.request.line", "dealer.price.request.draw"):
                with self.assertRaises(AccessError, msg=user.name):
                    self._search(user, model)
            with self.assertRaises(AccessError):
                self.request.with_user(user).read(["name"])
            for verb in VERBS:
                with self.assertRaises(AccessError):
                    getattr(self.request.with_user(user), verb)()

    def test_readers_do_not_ask(self):
        for user in (self.worker, self.auditor, self.credit, self.finance):
            with self.assertRaises(AccessError):
                self.env["dealer.price.request"].with_user(user).create(
                    {"dealer_id": self.dealer.id, "date_to": self.today, "project": "x"}
                )
            for verb in VERBS:
                with self.assertRaises(AccessError):
                    getattr(self.request.with_user(user), verb)()
            with self.assertRaises(AccessError):
                self.request.with_user(user).write({"competitor": "x"})

    def test_asking_is_not_approving(self):
        for user in (self.clerk, self.manager, self.admin):
            draft = (
                self.env["dealer.price.request"]
                .with_user(user)
                .create(
                    {
                        "dealer_id": self.dealer.id,
                        "project": "x",
                        "date_to": self.today,
                        "line_ids": [Command.create({"product_id": self.goods.id, "price": 1.0})],
                    }
                )
            )
            draft.action_submit()
            self.assertEqual(draft.state, "waiting", user.name)
            with self.assertRaises(UserError):
                draft.write({"state": "approved"})
            with self.assertRaises(UserError):
                draft.sudo().approval_request_id.with_user(user).action_approve()
            self.assertEqual(draft.state, "waiting", user.name)

    def test_nobody_hands_a_request_to_a_foreign_dealer(self):
        draft = self._request()
        stranger_dealer = self._dealer("Foreign of specials", self.foreign)
        with self.assertRaises(AccessError):
            draft.with_user(self.clerk).write({"dealer_id": stranger_dealer.id})

    def test_the_buyer_orders_at_it_and_reads_nothing_of_it(self):
        order = self._quote(30)
        result = order.with_user(self.buyer).action_submit()
        self.assertEqual(result["state"], "confirmed")
        self.assertEqual(self._left(self.request), 70)
        for name in ("special_price_id", "special_taken_id", "special_quantity", "special_note", "rebate_excluded"):
            with self.assertRaises(AccessError):
                order.order_line.with_user(self.buyer).read([name])
        self.assertEqual(order.order_line.with_user(self.buyer).read(["price_unit"])[0]["price_unit"], 8)

    def test_the_buyer_is_told_what_was_split(self):
        order = self._quote(60)
        self._sold(70)
        result = order.with_user(self.buyer).action_submit()
        self.assertEqual(result["state"], "confirmed")
        self.assertIn(self.request.name, result["message"])

    def test_draws_are_read_only(self):
        self._sold(10)
        for user in self.readers:
            with self.assertRaises(UserError):
                self.env["dealer.price.request.draw"].with_user(user).create(
                    {"request_line_id": self.request.line_ids.id, "order_ref": 1, "quantity": 1}
                )

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import LimitCase


@tagged("post_install", "-at_install")
class TestPortal(LimitCase, HttpCase):
    """A dealer asks for more credit for an order that waits for it; nobody else does so in its name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._portal_user("limit buyer", cls.dealer.partner_id, cls.dealer)
        cls.viewer = cls._portal_user("limit viewer", cls.dealer.partner_id, cls.dealer)
        cls.viewer.dealer_member_ids.role = "viewer"
        cls.neighbour = cls._portal_user("limit neighbour", cls.hidden.partner_id, cls.hidden)
        for user in cls.buyer | cls.viewer | cls.neighbour:
            user.write({"password": user.login, "lang": "en_US"})

    def held(self, amount=1400):
        order = self._credit_order(amount)
        order.action_quotation_sent()
        order.with_user(self.buyer).action_submit()
        self.assertEqual(order.dealer_state, "held")
        return order

    def wish(self, order):
        return self.env["dealer.credit.request"].search([("order_id", "=", order.id)])

    def page(self, user, order):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/orders/{order.id}").text

    def ask(self, user, order, reason="A tender"):
        self.authenticate(user.login, user.login)
        data = {"reason": reason, "csrf_token": Request.csrf_token(self)}
        answer = self.url_open(f"/my/orders/{order.id}/credit/ask", data=data)
        self.env.invalidate_all()
        return answer.text

    def test_asked_granted_and_confirmed(self):
        order = self.held()
        self.assertIn('id="dealer_limit_ask"', self.page(self.buyer, order))
        page = self.ask(self.buyer, order)
        self.assertIn("your order goes on by itself", page)
        self.assertIn('id="dealer_limit_asked"', page)
        self.assertNotIn('id="dealer_limit_ask"', page)
        wish = self.wish(order)
        self.assertEqual((wish.amount, wish.reason, wish.kind), (400.0, "A tender", "temporary"))
        self.assertEqual(wish.approval_request_id.requester_id, self.buyer)
        figures = {row["label"]: row["value"] for row in wish.approval_request_id.figures}
        self.assertIn("1,400.00", figures["For the order"])
        wish.approval_request_id.with_user(self.controller).action_approve()
        self.assertEqual(order.state, "sale")

    def test_refused_is_told_without_the_reason(self):
        order = self.held()
        self.ask(self.buyer, order)
        self.wish(order).approval_request_id.with_user(self.controller).action_refuse("bad debts")
        page = self.page(self.buyer, order)
        self.assertIn('id="dealer_limit_ask"', page)
        messages = order.message_ids.filtered(lambda message: not message.is_internal)
        self.assertIn("has not been granted", str(messages.mapped("body")))
        self.assertNotIn("bad debts", str(messages.mapped("body")) + page)

    def test_twice_is_one_request(self):
        order = self.held()
        self.ask(self.buyer, order)
        order.with_user(self.buyer).action_dealer_ask_limit("again")
        order.with_user(self.clerk).action_credit_ask()
        self.assertEqual(len(self.wish(order)), 1)

    def test_no_reason_is_told(self):
        order = self.held()
        self.assertIn("Say why you ask", self.ask(self.buyer, order, " "))
        self.assertFalse(self.wish(order))

    def test_who_does_not_order_for_the_dealer(self):
        order = self.held()
        self.assertNotIn('id="dealer_limit_ask"', self.page(self.viewer, order))
        for user in (self.viewer, self.neighbour):
            with self.assertRaises(AccessError):
                order.with_user(user).action_dealer_ask_limit("mine")
            self.ask(user, order)
        self.assertFalse(self.wish(order))

    def test_order_that_waits_for_no_credit(self):
        order = self._credit_order(400)
        order.action_quotation_sent()
        self.assertNotIn('id="dealer_limit_ask"', self.page(self.buyer, order))
        with self.assertRaisesRegex(UserError, "does not wait for credit"):
            order.with_user(self.buyer).action_dealer_ask_limit("more")

    def test_without_a_route_nothing_is_offered(self):
        self.route.active = False
        order = self.held()
        self.assertNotIn('id="dealer_limit_ask"', self.page(self.buyer, order))
        with self.assertRaises(UserError):
            order.with_user(self.buyer).action_dealer_ask_limit("more")

    def test_dealer_reads_and_writes_no_request(self):
        order = self.held()
        self.ask(self.buyer, order)
        for model, record in (
            ("dealer.credit.request", self.wish(order)),
            ("dealer.approval.request", self.wish(order).approval_request_id),
        ):
            for call in (
                lambda record=record: record.with_user(self.buyer).read(["amount"]),
                lambda record=record: record.with_user(self.buyer).write({"amount": 1}),
                lambda model=model: self.env[model].with_user(self.buyer).search_count([]),
            ):
                with self.subTest(model=model), self.assertRaises(AccessError):
                    call()

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.dealer_sale.tests.orders_common import SubmitCase


class BuyerCase(SubmitCase):
    """A buyer who orders up to 150.00 alone and 300.00 a month, an approver, an administrator, and those who do not decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.buyer.dealer_member_ids
        cls.member.write({"role": "buyer", "order_limited": True, "order_limit": 150.0})
        cls.approver = cls._portal_user("orders approver", cls.dealer.partner_id, cls.dealer)
        cls.approver.dealer_member_ids.role = "approver"

    def held(self, quantity=20):
        """Return an order of the buyer that is held: 20 pieces make 200.00."""
        order = self._order(self.dealer, quantity=quantity)
        result = order.with_user(self.buyer).action_submit()
        self.assertEqual(result["state"], "held", result)
        return order


@tagged("post_install", "-at_install")
class TestBuyer(BuyerCase):
    """Limits of a buyer, and who releases."""

    def test_within_the_limit(self):
        order = self._order(self.dealer, quantity=15)
        self.assertEqual(order.with_user(self.buyer).action_submit()["state"], "confirmed")

    def test_beyond_the_limit_the_approver_releases(self):
        order = self.held()
        hold = self._open_holds(order)
        self.assertEqual((hold.kind, hold.amount), ("buyer", 50.0))
        told = self.env["mail.message"].search([("model", "=", "sale.order"), ("res_id", "=", order.id)])
        self.assertIn(self.approver.partner_id, told.partner_ids)
        (result,) = order.with_user(self.approver).action_buyer_approve("fine")
        self.assertEqual((result["state"], order.state), ("confirmed", "sale"))
        self.assertEqual((hold.state, hold.decided_by, hold.reason), ("released", self.approver, "fine"))

    def test_refused(self):
        order = self.held()
        with self.assertRaisesRegex(UserError, "reason"):
            order.with_user(self.approver).action_buyer_refuse("")
        order.with_user(self.approver).action_buyer_refuse("not this month")
        self.assertEqual((order.state, order.refusal_reason), ("sent", "not this month"))

    def test_month(self):
        self.member.write({"order_limited": False, "month_limited": True, "month_limit": 300.0})
        first = self._order(self.dealer, quantity=20)
        self.assertEqual(first.with_user(self.buyer).action_submit()["state"], "confirmed")
        second = self.held(quantity=15)
        self.assertEqual(self._open_holds(second).amount, 50.0)
        third = self._order(self.dealer, quantity=15)
        self.member.month_limit = 1000.0
        self.assertEqual(third.with_user(self.buyer).action_submit()["state"], "confirmed")

    def test_the_month_begins_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.member.write({"order_limited": False, "month_limited": True, "month_limit": 300.0})
        orders = [self._order(self.dealer, quantity=20) for _number in range(3)]
        for moment, order, state in (
            ("2027-02-28 15:59:00", orders[0], "confirmed"),
            ("2027-02-28 16:01:00", orders[1], "confirmed"),  # in Shanghai a new month: 300.00 may be ordered again
            ("2027-03-01 09:00:00", orders[2], "held"),
        ):
            with freeze_time(moment), self.subTest(moment=moment):
                self.assertEqual(order.with_user(self.buyer).action_submit()["state"], state)

    def test_limit_of_zero_holds_everything(self):
        self.member.order_limit = 0.0
        self.assertEqual(self._open_holds(self.held(quantity=10)).amount, 100.0)

    def test_others_are_not_limited(self):
        order = self._order(self.dealer, quantity=20)
        self.assertEqual(order.with_user(self.approver).action_submit()["state"], "confirmed")
        order = self._order(self.dealer, quantity=20)
        self.assertEqual(order.with_user(self.clerk).action_submit()["state"], "confirmed")

    def test_who_does_not_release(self):
        """The buyer, a viewer, an approver of another dealer, our own sales desk."""
        order = self.held()
        other = self._dealer("other", self.unit, self.company)
        stranger = self._portal_user("foreign approver", other.partner_id, other)
        stranger.dealer_member_ids.role = "approver"
        for user in (self.buyer, self.viewer, stranger, self.clerk, self.auditor):
            for verb in ("action_buyer_approve", "action_buyer_refuse"):
                with self.subTest(user=user.login, verb=verb), self.assertRaises(AccessError):
                    getattr(order.with_user(user), verb)("mine")
        with self.assertRaises(AccessError):
            self._open_holds(order).with_user(self.buyer).action_release("mine")
        self.assertEqual((order.state, order.open_hold_count), ("sent", 1))

    def test_buyer_who_became_approver_does_not_release_the_own_order(self):
        order = self.held()
        self.member.role = "approver"
        with self.assertRaises(AccessError):
            order.with_user(self.buyer).action_buyer_approve()

    def test_buyer_cannot_lift_the_own_limit(self):
        with self.assertRaises(AccessError):
            self.member.with_user(self.buyer).write({"order_limit": 10**6})

    def test_nothing_to_release(self):
        order = self._order(self.dealer, quantity=15)
        order.with_user(self.buyer).action_submit()
        with self.assertRaisesRegex(UserError, "does not wait"):
            order.with_user(self.approver).action_buyer_approve()

    def test_our_own_checks_stay(self):
        """What the dealer approves still waits for what we have against it."""
        self.dealer.order_minimum = 1000.0
        order = self.held()
        self.assertEqual(self._kinds(order), ["buyer", "minimum"])
        order.with_user(self.approver).action_buyer_approve()
        self.assertEqual((order.state, self._kinds(order)), ("sent", ["minimum"]))

    def test_more_than_approved_asks_again(self):
        order = self.held()
        self.dealer.order_minimum = 1000.0
        order.with_user(self.approver).action_buyer_approve()
        order.order_line.product_uom_qty = 30
        order.with_user(self.clerk).action_submit()
        self.assertIn("buyer", self._kinds(order))

    def test_channel_manager_releases_for_a_dealer_without_approver(self):
        order = self.held()
        self._open_holds(order).with_user(self.manager).action_release("by phone")
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestBuyerPortal(BuyerCase, HttpCase):
    """The same on the page of the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.buyer, cls.approver):
            user.sudo().password = f"{user.login} password"

    def post(self, order, verb, **data):
        page = self.url_open(f"/my/orders/{order.id}").text
        marker = 'name="csrf_token" value="'
        token = page.split(marker)[1].split('"')[0] if marker in page else ""
        return self.url_open(f"/my/orders/{order.id}/buyer/{verb}", {"csrf_token": token, **data})

    def test_approver_approves(self):
        order = self.held()
        self.authenticate(self.approver.login, f"{self.approver.login} password")
        self.assertIn("dealer_buyer_approval", self.url_open(f"/my/orders/{order.id}").text)
        self.post(order, "approve")
        self.assertEqual(order.state, "sale")

    def test_buyer_sees_no_button_and_is_refused(self):
        order = self.held()
        self.authenticate(self.buyer.login, f"{self.buyer.login} password")
        page = self.url_open(f"/my/orders/{order.id}").text
        self.assertNotIn("dealer_buyer_approval", page)
        self.assertIn("waits for an approver of your company", page)
        self.assertNotIn("You need not do anything", page)
        self.post(order, "approve")
        self.assertEqual((order.state, order.open_hold_count), ("sent", 1))

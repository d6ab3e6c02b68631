from odoo.tests import HttpCase, tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestOrderPortal(CreditCase, HttpCase):
    """A dealer sees on an order that it has not placed yet what is left of its credit; nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._confirmed(300)
        cls.order = cls._credit_order(600)
        cls.order.action_quotation_sent()
        cls.buyer = cls._portal_user("buyer", cls.dealer.partner_id, cls.dealer)
        cls.stranger = cls._portal_user("stranger", cls.hidden.partner_id, cls.hidden)
        (cls.buyer | cls.stranger).lang = "en_US"
        for user in cls.buyer | cls.stranger:
            user.password = user.login

    def _page(self, user=None, order=None, **parameters):
        self.authenticate(*([user.login, user.login] if user else [None, None]))
        order = order or self.order
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.url_open(f"/my/orders/{order.id}?{query}").text

    def _told(self, user=None, order=None, **parameters):
        """Return what the page says about credit, as text without blanks, or False."""
        page = self._page(user, order, **parameters)
        self.assertIn((order or self.order).name, page)
        if 'id="dealer_order_credit"' not in page:
            return False
        section = page.split('id="dealer_order_credit"')[1].split("</section>")[0]
        return "".join(section.split())

    def test_what_is_left(self):
        told = self._told(self.buyer)
        self.assertIn("Leftafterthisorder:", told)
        for amount in ("1,000.00", "300.00", "700.00", "100.00"):
            self.assertIn(amount, told)

    def test_too_much(self):
        order = self._credit_order(750)
        order.action_quotation_sent()
        told = self._told(self.buyer, order)
        self.assertIn("Thisorderexceedswhatisavailableby", told)
        self.assertIn("50.00", told)

    def test_what_is_due(self):
        day = self._day(-20)
        self._invoice(self.dealer, 70, date=day, invoice_date_due=day, invoice_payment_term_id=False)
        told = self._told(self.buyer)
        self.assertIn("Whatisduewhen", told)
        self.assertIn("70.00", told)

    def test_pays_in_advance(self):
        self.line.control = "prepaid"
        told = self._told(self.buyer)
        self.assertNotIn(">Limit<", told)
        self.assertIn(">Available<", told)

    def test_only_while_ordering(self):
        self.order.action_submit()
        self.assertEqual(self.order.state, "sale")
        self.assertFalse(self._told(self.buyer))

    def test_not_controlled(self):
        self.line.control = "none"
        self.assertFalse(self._told(self.buyer))

    def test_not_by_the_link_in_a_mail(self):
        self.assertFalse(self._told(access_token=self.order._portal_ensure_token()))

    def test_not_for_another_dealer(self):
        token = self.order._portal_ensure_token()
        self.assertFalse(self._told(self.stranger, access_token=token))

    def test_not_for_a_former_member(self):
        self.dealer.member_ids.filtered(lambda member: member.user_id == self.buyer).active = False
        order = self.order.with_user(self.buyer)
        self.assertFalse(order._credit_is_member())
        self.assertFalse(order.with_context(active_test=False)._credit_is_member())

    def test_in_chinese(self):
        self.buyer.lang = "zh_CN"
        self.assertIn("扣除本订单后可用", self._told(self.buyer))

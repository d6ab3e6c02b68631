from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import CreditCase

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPaid(AccountPaymentCommon, CreditCase):
    """A payment's post-processing confirms an order only if it fits, and never loses the money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._confirmed(800)
        cls.order = cls._credit_order(800)
        cls.order.require_payment = True
        cls.partner = cls.order.partner_id
        cls.currency = cls.order.currency_id

    def _paid(self, amount):
        transaction = self._create_transaction(
            "direct", amount=amount, state="done", sale_order_ids=[(6, 0, self.order.ids)], reference=f"paid {amount}"
        )
        transaction._post_process()
        return transaction

    def test_part_is_not_enough(self):
        self.order.prepayment_percent = 0.1
        transaction = self._paid(100)
        self.assertNotEqual(self.order.state, "sale")
        self.assertEqual((transaction.state, transaction.is_post_processed), ("done", True))
        self.assertEqual(self.order.dealer_hold_ids.kind, "credit")
        # 1,000 less the order of 800, and 100 on account: 800 - 100 - 300 is missing
        self.assertEqual(self._figures(), {"ordered": 800, "prepaid": -100})
        self.assertEqual(self.order.action_submit()["state"], "held")
        self.assertEqual(self.order.dealer_hold_ids.filtered(lambda hold: hold.state == "open").amount, 500)

    def test_the_whole_is_enough(self):
        self._paid(800)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self._figures(), {"ordered": 1600, "prepaid": -800})
        self.assertEqual(self.line.available_amount, 200)


@tagged("post_install", "-at_install")
class TestSigned(CreditCase, HttpCase):
    """Accepting a quotation with a signature on the portal meets the same check, through the side transaction."""

    def test_signature(self):
        self._confirmed(800)
        order = self._credit_order(800)
        order.write({"require_signature": True, "require_payment": False, "state": "sent"})
        order._portal_ensure_token()
        self.env.flush_all()
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order.access_token,
                "name": "Buyer",
                "signature": PIXEL,
            },
        )
        order.invalidate_recordset()
        self.assertEqual(order.state, "sent")
        self.assertEqual(self._figures(), {"ordered": 800})
        self.assertEqual(order.dealer_hold_ids.kind, "credit", answer)

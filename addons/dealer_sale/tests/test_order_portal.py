import json

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .orders_common import SubmitCase

# A picture of one pixel stands for a hand's signature.
SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestAccept(SubmitCase, HttpCase):
    """A quotation accepted with a signature is submitted: confirmed, held and told so, or refused and left alone."""

    def setUp(self):
        super().setUp()
        for user in (self.buyer, self.viewer):
            user.password = user.login

    def _quotation(self, quantity):
        order = self._order(self.dealer, quantity=quantity, require_signature=True, require_payment=False)
        order.action_quotation_sent()
        return order

    def _accept(self, order, token=None):
        answer = self.url_open(
            f"/my/orders/{order.id}/accept",
            data=json.dumps({"params": {"name": "Zhao", "signature": SIGNATURE, "access_token": token}}),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return answer["result"]

    def test_accepted_and_confirmed(self):
        order = self._quotation(20)
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertTrue(self._accept(order)["force_refresh"])
        self.assertEqual((order.state, order.submitted_by, order.on_behalf), ("sale", self.buyer, False))

    def test_accepted_and_held(self):
        order = self._quotation(3)
        self.authenticate(self.buyer.login, self.buyer.login)
        answer = self._accept(order)
        self.assertEqual((order.state, order.dealer_state, order.signed_by), ("sent", "held", "Zhao"))
        self.assertFalse(order.picking_ids)
        page = self.url_open(answer["redirect_url"]).text
        self.assertIn("Your order has arrived and is being checked.", page)
        self.assertIn("70.00", page)
        self.assertNotIn("Accept &amp; Sign", page)

    def test_accepted_by_the_link_in_the_mail(self):
        order = self._quotation(3)
        self.authenticate(None, None)
        self._accept(order, order._portal_ensure_token())
        self.assertEqual((order.state, order.dealer_state), ("sent", "held"))
        self.assertFalse(order.on_behalf)

    def test_refused_keeps_no_signature(self):
        self.dealer.on_minimum = "refuse"
        order = self._quotation(3)
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertIn("order minimum", self._accept(order)["error"])
        self.assertEqual((order.state, order.signature, order.signed_by), ("sent", False, False))

    def test_who_does_not_order_for_the_dealer_does_not_accept(self):
        order = self._quotation(20)
        self.authenticate(self.viewer.login, self.viewer.login)
        for token in (None, order._portal_ensure_token()):
            self.assertIn("Only an administrator", self._accept(order, token)["error"])
        self.assertEqual((order.state, order.signature), ("sent", False))

    def test_orders_of_others_keep_the_platforms_behaviour(self):
        order = self._quotation(3)
        order.partner_id = self.env["res.partner"].create({"name": "No dealer"})
        self.authenticate(None, None)
        self._accept(order, order._portal_ensure_token())
        self.assertEqual((order.state, order.signed_by), ("sale", "Zhao"))


@tagged("post_install", "-at_install")
class TestPages(SubmitCase, HttpCase):
    """What a dealer sees of its orders and does with them."""

    def setUp(self):
        super().setUp()
        self.stranger_buyer = self._portal_user("orders foreign buyer", self.hidden.partner_id, self.hidden)
        for user in (self.buyer, self.viewer, self.stranger_buyer):
            user.password = user.login
        self._stock(100)

    def _page(self, order):
        return self.url_open(f"/my/orders/{order.id}").text

    def _post(self, order, verb, **data):
        data["csrf_token"] = Request.csrf_token(self)
        page = self.url_open(f"/my/orders/{order.id}/dealer/{verb}", data=data).text
        self.env.invalidate_all()
        return page

    def test_a_held_order_is_among_the_orders_not_the_quotations(self):
        order, quotation = self._small(), self._small()
        order.with_user(self.clerk).action_submit()
        quotation.action_quotation_sent()
        self.authenticate(self.buyer.login, self.buyer.login)
        orders, quotations = self.url_open("/my/orders").text, self.url_open("/my/quotes").text
        self.assertIn(order.name, orders)
        self.assertIn("Held", orders)
        self.assertNotIn(quotation.name, orders)
        self.assertIn(quotation.name, quotations)
        self.assertNotIn(order.name, quotations)

    def test_cancelling(self):
        order = self._stored_order()
        order.action_submit()
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertIn("Cancel the order", self._page(order))
        self.assertIn("The order has been cancelled.", self._post(order, "cancel", reason="Ordered twice"))
        self.assertEqual(order.state, "cancel")

    def test_asking_for_cancellation_when_picking_has_begun(self):
        order = self._stored_order()
        order.action_submit()
        order.picking_ids.move_ids.write({"quantity": 20, "picked": True})
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertTrue("Ask for cancellation" in self._page(order))
        self.assertTrue("Picking of" in self._post(order, "cancel", reason="Ordered twice"))
        self.assertTrue("passed on" in self._post(order, "change", reason="Ordered twice"))
        self.assertEqual((order.state, order.dealer_change_ids.requested_by), ("sale", self.buyer))
        self.assertFalse("Ask for cancellation" in self._page(order))

    def test_confirming_receipt(self):
        order = self._stored_order()
        order.action_submit()
        picking = self._ship(order)
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertTrue("We have received it" in self._page(order))
        self.assertTrue("marked as received" in self._post(order, "received", picking_id=picking.id))
        self.assertEqual(order.dealer_state, "delivered")
        self.assertFalse("We have received it" in self._page(order))

    def test_a_delivery_of_another_order_is_not_received(self):
        order, other = self._stored_order(), self._stored_order()
        (order | other).action_submit()
        picking = self._ship(other)
        self.authenticate(self.buyer.login, self.buyer.login)
        for picking_id in (picking.id, 10**8, "x", ""):
            self.assertTrue("does not belong to the order" in self._post(order, "received", picking_id=picking_id))
        self.assertFalse(picking.dealer_received_at)

    def test_others_do_nothing(self):
        order = self._stored_order()
        order.action_submit()
        picking = self._ship(order)
        for user in (self.viewer, self.stranger_buyer):
            self.authenticate(user.login, user.login)
            for verb in ("cancel", "change", "received"):
                with self.subTest(user=user.login, verb=verb):
                    self._post(order, verb, reason="x", picking_id=picking.id)
                    self.assertEqual((order.state, order.dealer_change_ids.ids), ("sale", []))
                    self.assertFalse(picking.dealer_received_at)

    def test_a_viewer_is_offered_nothing(self):
        order = self._stored_order()
        order.action_submit()
        self.authenticate(self.viewer.login, self.viewer.login)
        page = self._page(order)
        self.assertTrue(order.name in page)
        self.assertFalse("Cancel the order" in page)

    def test_there_is_no_other_verb(self):
        order = self._stored_order()
        self.authenticate(self.buyer.login, self.buyer.login)
        answer = self.url_open(f"/my/orders/{order.id}/dealer/unlink", data={"csrf_token": Request.csrf_token(self)})
        self.assertEqual(answer.status_code, 404)

    def test_a_refusal_is_told(self):
        order = self._small()
        order.action_submit()
        order.dealer_hold_ids.with_user(self.manager).action_refuse("Too small for us")
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._page(order)
        self.assertTrue("Your order was not accepted:" in page)
        self.assertTrue("Too small for us" in page)


@tagged("post_install", "-at_install")
class TestPaid(AccountPaymentCommon, SubmitCase):
    """A payment is processed whatever becomes of the order."""

    def _pay(self, order):
        transaction = self._create_transaction(
            "redirect",
            amount=order.amount_total,
            currency_id=order.currency_id.id,
            partner_id=order.partner_id.id,
            sale_order_ids=[(6, 0, order.ids)],
            state="done",
        )
        transaction._post_process()
        self.assertTrue(transaction.is_post_processed)
        return transaction

    def test_paid_and_confirmed(self):
        order = self._large()
        self._pay(order)
        self.assertEqual((order.state, order.dealer_state), ("sale", "allocated"))

    def test_paid_and_held(self):
        order = self._small()
        transaction = self._pay(order)
        self.assertEqual((order.state, order.dealer_state, self._kinds(order)), ("sent", "held", ["minimum"]))
        self.assertTrue(transaction.payment_id.move_id)
        self.assertTrue(order.message_ids.filtered(lambda message: "Paid, but not confirmed" in (message.body or "")))
        order.dealer_hold_ids.with_user(self.manager).action_release()
        self.assertEqual(order.state, "sale")

    def test_paid_and_refused(self):
        self.dealer.on_minimum = "refuse"
        order = self._small()
        transaction = self._pay(order)
        self.assertEqual((order.state, order.dealer_state), ("draft", "draft"))
        self.assertTrue(transaction.payment_id.move_id)

    def test_paid_though_the_dealer_is_on_hold(self):
        order = self._large()
        self.dealer.action_hold("Unpaid")
        self._pay(order)
        self.assertEqual(order.state, "draft")

    def test_paid_by_others(self):
        order = self._small()
        order.partner_id = self.env["res.partner"].create({"name": "No dealer"})
        self._pay(order)
        self.assertEqual(order.state, "sale")

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestProgress(SubmitCase):
    """The state of an order is right at every step, in parts too, and its history tells when and through whom."""

    def _history(self, order):
        self.env.flush_all()
        return order.dealer_event_ids.mapped("state")

    def test_from_quotation_to_payment(self):
        self._stock(20)
        order = self._stored_order()
        self.assertEqual((order.dealer_state, self._history(order)), ("draft", []))
        order.with_user(self.clerk).action_submit()
        self.assertEqual(order.dealer_state, "allocated")
        picking = self._ship(order)
        self.assertEqual(order.dealer_state, "shipped")
        picking.with_user(self.worker).action_dealer_received()
        self.assertEqual(order.dealer_state, "delivered")
        invoice = self._invoice(order)
        self.assertEqual(order.dealer_state, "invoiced")
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()
        self.assertEqual(order.dealer_state, "paid")
        self.assertEqual(
            self._history(order),
            ["submitted", "confirmed", "allocated", "shipped", "delivered", "invoiced", "paid"],
        )
        first = order.dealer_event_ids[0]
        self.assertEqual(first.user_id, self.clerk)
        self.assertAlmostEqual(first.at, fields.Datetime.now(), delta=timedelta(minutes=5))

    def test_a_held_order_tells_when_it_was_released(self):
        order = self._small()
        order.with_user(self.clerk).action_submit()
        self.env.flush_all()
        order.dealer_hold_ids.with_user(self.manager).action_release()
        history = order.dealer_event_ids
        self.assertEqual(self._history(order)[:4], ["submitted", "held", "released", "confirmed"])
        self.assertEqual(history[2].user_id, self.manager)

    def test_without_stock_an_order_stays_confirmed(self):
        order = self._stored_order()
        order.action_submit()
        self.assertEqual(order.dealer_state, "confirmed")
        self._stock(20)
        order.picking_ids.action_assign()
        self.assertEqual(order.dealer_state, "allocated")

    def test_part_deliveries(self):
        self._stock(20)
        order = self._stored_order()
        order.action_submit()
        first = self._ship(order, 8)
        self.assertEqual((order.dealer_state, order.shipped_percent), ("partly_shipped", 40.0))
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 80.0)
        self.assertEqual(order.dealer_state, "partly_shipped")
        second = self._ship(order)
        self.assertEqual((order.dealer_state, order.shipped_percent), ("shipped", 100.0))
        first.action_dealer_received()
        self.assertEqual(order.dealer_state, "shipped")
        second.action_dealer_received()
        self.assertEqual(order.dealer_state, "delivered")
        self._invoice(order)
        self.assertEqual(order.dealer_state, "invoiced")

    def test_an_order_closed_short_goes_on(self):
        self._stock(20)
        order = self._stored_order()
        order.action_submit()
        self._ship(order, 8)
        order.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self.assertEqual(order.dealer_state, "shipped")
        self._invoice(order)
        self.assertEqual(order.dealer_state, "invoiced")

    def test_a_draft_invoice_is_no_invoice(self):
        self._stock(20)
        order = self._stored_order()
        order.action_submit()
        self._ship(order)
        invoice = self._invoice(order, post=False)
        self.assertEqual(order.dealer_state, "shipped")
        invoice.action_post()
        self.assertEqual(order.dealer_state, "invoiced")

    def test_what_is_invoiced_before_it_is_shipped(self):
        self.stored.invoice_policy = "order"
        self._stock(20)
        order = self._stored_order()
        order.action_submit()
        self._invoice(order)
        self.assertEqual(order.dealer_state, "allocated")
        self._ship(order)
        self.assertEqual(order.dealer_state, "invoiced")

    def test_a_credit_note_takes_the_order_back_to_what_is_to_be_invoiced(self):
        self._stock(20)
        order = self._stored_order()
        order.action_submit()
        self._ship(order)
        invoice = self._invoice(order)
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": invoice.journal_id.id}).reverse_moves()
        self.env["account.move"].search([("reversed_entry_id", "=", invoice.id)]).action_post()
        self.assertEqual(order.dealer_state, "shipped")

    def test_services_need_no_shipment(self):
        self.goods.write({"type": "service", "invoice_policy": "order"})
        order = self._large()
        order.action_submit()
        self.assertEqual(order.dealer_state, "confirmed")
        self._invoice(order)
        self.assertEqual(order.dealer_state, "invoiced")

    def test_delivery_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._stock(20)
        order = self._stored_order()
        order.action_submit()
        self.assertEqual(order.dealer_state, "allocated")
        self._ship(order)
        self.assertEqual(order.dealer_state, "allocated")
        self.assertTrue(order.picking_begun)
        self._ship(order)
        self.assertEqual(order.dealer_state, "shipped")

    def test_the_history_is_not_edited(self):
        order = self._large()
        order.action_submit()
        self.env.flush_all()
        event = order.dealer_event_ids[0]
        for user in (self.clerk, self.manager, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    event.with_user(user).write({"at": "2020-01-01"})
                with self.assertRaises(AccessError):
                    event.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    event.with_user(user).copy()
        self.assertFalse(self.env["dealer.order.event"].with_user(self.stranger).search([("id", "=", event.id)]))

    def test_promised_date(self):
        wanted = fields.Datetime.now().replace(microsecond=0) + timedelta(days=10)
        order = self._large(commitment_date=wanted)
        self.assertFalse(order.promised_date)
        order.action_submit()
        self.assertEqual((order.promised_date, order.requested_date), (wanted, wanted))
        order.with_user(self.clerk).promised_date = wanted + timedelta(days=2)
        self._ship(order)
        self.assertEqual(order.promised_date, wanted + timedelta(days=2))

    def test_a_promise_is_not_earlier_than_lead_times_allow(self):
        self.goods.sale_delay = 5
        order = self._large(commitment_date=fields.Datetime.now() + timedelta(days=1))
        order.action_submit()
        self.assertAlmostEqual(
            order.promised_date, fields.Datetime.now() + timedelta(days=5), delta=timedelta(minutes=5)
        )

    def test_the_slowest_of_the_goods_decides_on_the_promise(self):
        self.stored.sale_delay = 3
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": 20}) for product in (self.goods, self.stored)
        ]
        order = self._order(self.dealer, order_line=lines)
        order.action_submit()
        self.assertEqual(order.promised_date, order.date_order + timedelta(days=3))

    def test_the_day_of_the_order_is_no_promise(self):
        order = self._large()
        order.action_submit()
        self.assertEqual((order.state, order.promised_date), ("sale", False))

    def test_a_date_that_had_passed_is_not_promised(self):
        order = self._large(commitment_date=fields.Datetime.now() - timedelta(days=3))
        order.action_confirm()
        self.assertEqual((order.state, order.promised_date), ("sale", False))

    def test_the_promise_goes_with_the_day_of_an_order_that_is_entered_later(self):
        wanted = datetime(2005, 6, 15, 12)
        order = self._large(commitment_date=wanted)
        order.action_confirm()
        order._place_at(datetime(2005, 6, 10, 12))
        self.assertEqual(order.promised_date, wanted)
        order.promised_date = told = wanted + timedelta(days=2)
        order._place_at(datetime(2005, 6, 9, 12))
        self.assertEqual(order.promised_date, told, "what the desk has promised stays")


@tagged("post_install", "-at_install")
class TestReceipt(SubmitCase):
    """Shipped goods arrive when somebody says so, or when the delivery time is over."""

    def setUp(self):
        super().setUp()
        self._stock(20)
        self.order = self._stored_order()
        self.order.action_submit()
        self.picking = self._ship(self.order)

    def test_the_dealer_confirms(self):
        self.picking.with_user(self.buyer).action_dealer_received()
        self.assertEqual(self.order.dealer_state, "delivered")
        at = self.picking.dealer_received_at
        self.picking.with_user(self.worker).action_dealer_received()
        self.assertEqual(self.picking.dealer_received_at, at)

    def test_who_may_not(self):
        other = self._portal_user("orders receiver", self.hidden.partner_id, self.hidden)
        for user in (self.viewer, other, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.picking.with_user(user).action_dealer_received()

    def test_only_what_has_left(self):
        order = self._stored_order()
        order.action_submit()
        with self.assertRaisesRegex(UserError, "is not a shipped delivery"):
            order.picking_ids.with_user(self.worker).action_dealer_received()

    def _run_cron(self, days):
        cron = self.env.ref("dealer_sale.cron_dealer_received")
        with freeze_time(self.picking.date_done + timedelta(days=days)), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_time_tells(self):
        self.company.dealer_receipt_days = 7
        self._run_cron(6)
        self.assertEqual(self.order.dealer_state, "shipped")
        self._run_cron(8)
        self.assertEqual(self.order.dealer_state, "delivered")
        self.assertEqual(self.picking.dealer_received_at, self.picking.date_done + timedelta(days=7))

    def test_time_tells_nothing_where_it_is_switched_off(self):
        self.company.dealer_receipt_days = 0
        self._run_cron(80)
        self.assertFalse(self.picking.dealer_received_at)

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FundOrdersCase

REASON = "cannot"


@tagged("post_install", "-at_install")
class TestSettle(FundOrdersCase):
    """From the hold to the invoice, and back."""

    def test_submitting_reserves(self):
        order = self._submitted(1000.0)
        self.assertEqual(order.fund_held, 300.0)
        self.assertEqual(self._figures(self.rebate), (500.0, 300.0, 200.0))

    def test_the_next_order_gets_what_is_left(self):
        self._submitted(1000.0)
        second = self._submitted(1000.0)
        self.assertEqual(second.fund_held, 200.0)
        self.assertEqual(self._figures(self.rebate), (500.0, 500.0, 0.0))

    def test_cancelling_releases(self):
        order = self._submitted(1000.0)
        order._action_cancel()
        self.assertEqual(order.fund_held, 0.0)
        self.assertEqual(self._figures(self.rebate), (500.0, 0.0, 500.0))

    def test_an_order_that_waits_keeps_it(self):
        self.dealer.order_minimum = 5000.0
        self.dealer.on_minimum = "hold"
        order = self._order_of(1000.0)
        self.assertEqual(order.action_submit()["state"], "held")
        self.assertEqual(order.fund_held, 300.0)
        order.dealer_hold_ids.action_release("Fine")
        self.assertEqual((order.state, order.fund_held), ("sale", 300.0))
        self.assertEqual(len(order.fund_hold_ids), 1)

    def test_a_refused_order_gives_it_back(self):
        self.dealer.order_minimum = 5000.0
        self.dealer.on_minimum = "hold"
        order = self._order_of(1000.0)
        order.action_submit()
        order.dealer_hold_ids.action_refuse("Too small")
        self.assertEqual(self._figures(self.rebate), (500.0, 0.0, 500.0))

    def test_the_invoice_is_paid(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        self.assertEqual(invoice.amount_residual, 700.0)
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))
        self.assertEqual((order.fund_held, order.fund_used), (0.0, 300.0))

    def test_the_job_releases_the_others_where_one_order_fails(self):
        orders = self._submitted(600.0) + self._submitted(400.0)
        original = type(orders)._fund_release

        def release(order):
            if order.id == orders[0].id:
                raise UserError(REASON)
            return original(order)

        with (
            patch.object(type(orders), "_fund_release", release),
            patch.object(type(orders), "_fund_is_invoiced", lambda order: True),
            self._no_commit(),
        ):
            self.env["sale.order"]._cron_release_funds()
        self.assertEqual(orders.mapped("fund_held"), [180.0, 0.0])
        self.assertIn("cannot", orders[0].message_ids[0].body)

    def test_partial_invoices_in_proportion(self):
        order = self._submitted(1000.0)
        first = self._bill(order, 33)
        self.assertEqual(first.amount_residual, 330.0 - 99.0)
        self.assertEqual(self._figures(self.rebate), (401.0, 201.0, 200.0))
        second = self._bill(order, 33)
        third = self._bill(order)
        self.assertEqual(second.amount_residual + third.amount_residual, 670.0 - 201.0)
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))

    def test_a_credit_note_of_all(self):
        self._add(self.rebate, 0.01, expires=20)
        lots = self._left(self.rebate)
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        self._credit(invoice)
        self.assertEqual(self._figures(self.rebate), (500.01, 0.0, 500.01))
        self.assertEqual(self._left(self.rebate), lots)
        self.assertEqual(order.fund_used, 0.0)

    def test_a_credit_note_of_a_part(self):
        self._add(self.rebate, 100.0, expires=20)
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        self.assertEqual(self._left(self.rebate), [300.0])
        self._credit(invoice, 50)
        self.assertEqual(self._figures(self.rebate), (450.0, 0.0, 450.0))
        self.assertEqual(self._left(self.rebate), [450.0], "what was taken last comes back first")
        self._credit(invoice, 50)
        self.assertEqual(self._left(self.rebate), [100.0, 500.0])

    def test_a_cancelled_invoice(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(self._figures(self.rebate), (500.0, 300.0, 200.0))
        self.assertEqual((order.fund_held, order.fund_used), (300.0, 0.0))
        again = self._bill(order)
        self.assertEqual(again.amount_residual, 700.0)
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))

    def test_an_invoice_reset_to_draft_and_posted_again(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 700.0)
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))
        self.assertEqual(order.fund_used, 300.0)

    def test_a_cancelled_credit_note(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        note = self._credit(invoice, 50)
        self.assertEqual(self._figures(self.rebate)[0], 350.0)
        note.button_draft()
        note.button_cancel()
        self.assertEqual(self._figures(self.rebate)[0], 200.0)
        self.assertEqual(order.fund_used, 300.0)

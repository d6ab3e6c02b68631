"""What people do to the documents of an order afterwards: the fund gives neither too much nor too little."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FundOrdersCase


@tagged("post_install", "-at_install")
class TestDocuments(FundOrdersCase):
    def _open_items(self):
        return self.env["account.move.line"].search(
            [
                ("dealer_id", "=", self.dealer.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    def test_an_invoice_for_somebody_else_is_not_paid(self):
        order = self._submitted(1000.0)
        invoice = order._create_invoices()
        invoice.partner_id = self.hidden.partner_id
        invoice.action_post()
        self.assertEqual(invoice.dealer_id, self.hidden)
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.assertEqual(self._figures(self.rebate), (500.0, 300.0, 200.0))

    def test_a_credit_note_in_place_of_a_cancelled_one(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        note = self._credit(invoice, 50)
        note.button_draft()
        note.button_cancel()
        self._credit(invoice, 50)
        self.assertEqual(self._figures(self.rebate)[0], 350.0)
        self.assertEqual(order.fund_used, 150.0)
        self._credit(invoice, 50)
        self.assertEqual(self._figures(self.rebate)[0], 500.0)

    def test_invoices_after_a_cancelled_credit_note(self):
        order = self._submitted(1000.0)
        first = self._bill(order, 50)
        note = self._credit(first, 50)
        note.button_draft()
        note.button_cancel()
        second = self._bill(order)
        self.assertEqual(second.amount_residual, 350.0)
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))

    def test_a_cancelled_credit_note_leaves_the_invoice_as_it_was(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        for quantity in (None, 50):
            note = self._credit(invoice, quantity)
            note.button_draft()
            note.button_cancel()
            self.assertEqual(invoice.amount_residual, 700.0)
            self.assertEqual(sum(self._open_items().mapped("amount_residual")), 700.0)
            self.assertEqual(self._open_items().move_id, invoice)

    def test_share_of_an_order_that_shrinks(self):
        order = self._submitted(1000.0)
        order.order_line.product_uom_qty = 50
        invoice = self._bill(order)
        self.assertEqual(invoice.amount_total, 500)
        self.assertEqual(invoice.amount_residual, 350.0)
        self.assertEqual(self._figures(self.rebate), (350.0, 150.0, 200.0))

    def test_an_invoice_changed_after_it_was_paid(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        invoice.button_draft()
        invoice.invoice_line_ids.quantity = 10
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 70.0)
        self.assertEqual(self._figures(self.rebate), (470.0, 270.0, 200.0))
        self.assertEqual(self._open_items().move_id, invoice)
        self.assertEqual(self._bill(order).amount_residual, 630.0)
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))

    def test_entry_that_pays_an_invoice_stays(self):
        order = self._submitted(1000.0)
        invoice = self._bill(order)
        entry = order.fund_use_ids.move_id
        for act in (entry.button_draft, entry.button_cancel):
            with self.assertRaisesRegex(UserError, invoice.name), self.env.cr.savepoint():
                act()
        self.assertEqual(self._figures(self.rebate), (200.0, 0.0, 200.0))

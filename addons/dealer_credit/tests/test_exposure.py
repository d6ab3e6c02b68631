from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestExposure(CreditCase):
    """What counts, in every state of the documents: nothing twice, nothing missed."""

    def test_draft_order_counts_nothing(self):
        self._credit_order(500)
        self.assertEqual(self._figures(), {})

    def test_confirmed_delivered_invoiced_paid(self):
        order = self._confirmed(500)
        self.assertEqual(self._figures(), {"ordered": 500})
        self._deliver(order)
        self.assertEqual(self._figures(), {"delivered": 500})
        invoice = self._bill(order, post=False)
        self.assertEqual(self._figures(), {"draft": 500})
        invoice.action_post()
        self.assertEqual(self._figures(), {"receivable": 500})
        self._pay(invoice, fields.Date.today(), 200)
        self.assertEqual(self._figures(), {"receivable": 300})
        self._pay(invoice, fields.Date.today())
        self.assertEqual(self._figures(), {})

    def test_a_payment_that_is_reset_to_draft_has_paid_nothing(self):
        """The platform keeps it matched with the invoice, which it calls paid."""
        order = self._confirmed(500)
        self._deliver(order)
        invoice = self._bill(order)
        invoice.invoice_date_due = self._day(-3)
        self._pay(invoice, fields.Date.today(), 100)
        payment = self._pay(invoice, fields.Date.today())
        self.assertEqual(self._figures(), {})
        payment.action_draft()
        self.assertEqual((self._figures(), self.line.overdue_amount), ({"receivable": 400}, 400))
        self.assertTrue(self._assert_documents_say_the_same())
        self.assertEqual(self._credit_order(700).action_submit()["state"], "held")
        payment.action_post()
        self.assertEqual((self._figures(), self.line.overdue_amount), ({}, 0))

    def test_what_was_paid_of_an_invoice_in_draft_is_on_account(self):
        order = self._confirmed(500)
        self._deliver(order)
        invoice = self._bill(order)
        self._pay(invoice, fields.Date.today(), 300)
        invoice.button_draft()
        self.assertEqual(self._figures(), {"draft": 500, "prepaid": -300})
        self.assertTrue(self._assert_documents_say_the_same())
        invoice.action_post()
        self.assertEqual(self._figures(), {"receivable": 200})

    def _assert_documents_say_the_same(self):
        documents = self.env["dealer.credit.document"].search([("line_id", "=", self.line.id)])
        self.assertEqual(len(set(documents.ids)), len(documents))
        self.assertEqual(sum(documents.mapped("line_amount")), sum(self._figures().values()))
        status = self.env["dealer.credit.status"].search([("line_id", "=", self.line.id)])
        self.assertEqual(status.available_amount, self.line.available_amount)
        return True

    def test_invoiced_before_delivery(self):
        self.goods.invoice_policy = "order"
        order = self._confirmed(500)
        self._bill(order)
        self.assertEqual(self._figures(), {"receivable": 500})
        self._deliver(order)
        self.assertEqual(self._figures(), {"receivable": 500})

    def test_part_delivery_part_invoice(self):
        order = self._confirmed(500)
        self._deliver(order, 20)
        self.assertEqual(self._figures(), {"delivered": 200, "ordered": 300})
        self._bill(order)
        self.assertEqual(self._figures(), {"receivable": 200, "ordered": 300})
        self._deliver(order)
        self.assertEqual(self._figures(), {"receivable": 200, "delivered": 300})

    def test_rest_that_never_comes(self):
        order = self._confirmed(500)
        self._deliver(order, 20, backorder=False)
        self.assertEqual(self._figures(), {"delivered": 200})

    def test_more_delivered_than_ordered(self):
        order = self._confirmed(500)
        self._deliver(order, 60)
        self.assertEqual(self._figures(), {"delivered": 600})

    def test_draft_invoice_deleted_comes_back(self):
        order = self._confirmed(500)
        self._deliver(order)
        self._bill(order, post=False).unlink()
        self.assertEqual(self._figures(), {"delivered": 500})

    def test_invoice_cancelled_comes_back(self):
        order = self._confirmed(500)
        self._deliver(order)
        invoice = self._bill(order)
        invoice.button_draft()
        self.assertEqual(self._figures(), {"draft": 500})
        invoice.button_cancel()
        self.assertEqual(self._figures(), {"delivered": 500})

    def test_return_then_credit_note(self):
        order = self._confirmed(500)
        picking = self._deliver(order)
        self._bill(order)
        self._return(picking, 20)
        self.assertEqual(self._figures(), {"receivable": 500})
        self._bill(order)
        self.assertEqual(self._figures(), {"receivable": 500, "credit": -200})
        self.assertEqual(self.line.used_amount, 300)

    def test_return_before_invoice(self):
        order = self._confirmed(500)
        picking = self._deliver(order)
        self._return(picking, 20)
        self.assertEqual(self._figures(), {"delivered": 300})

    def test_return_with_a_backorder_open(self):
        order = self._confirmed(500)
        picking = self._deliver(order, 30)
        self._return(picking, 10)
        self.assertEqual(self._figures(), {"delivered": 200, "ordered": 200})

    def test_credit_note_and_new_invoice(self):
        """A wrong invoice is reversed: the goods are still to be paid."""
        order = self._confirmed(500)
        self._deliver(order)
        invoice = self._bill(order)
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
        order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        self.assertEqual(self.line.used_amount, 500)
        self.assertEqual(self._figures()["delivered"], 500)

    def test_draft_credit_note_gives_nothing_back(self):
        self._invoice(self.dealer, 500)
        self._invoice(self.dealer, 300, move_type="out_refund", post=False)
        self.assertEqual(self._figures(), {"receivable": 500})

    def test_credit_note_gives_back(self):
        self._invoice(self.dealer, 500)
        self._invoice(self.dealer, 300, move_type="out_refund")
        self.assertEqual(self._figures(), {"receivable": 500, "credit": -300})
        self.assertEqual(self.line.available_amount, 800)

    def test_invoice_without_order(self):
        self._invoice(self.dealer, 500, post=False)
        self.assertEqual(self._figures(), {"draft": 500})

    def test_vendor_bill_is_no_exposure(self):
        self._invoice(self.dealer, 500, move_type="in_invoice", post=False)
        self.assertEqual(self._figures(), {})

    def test_payment_on_account(self):
        self._invoice(self.dealer, 500)
        self._prepay(200)
        self.assertEqual(self._figures(), {"receivable": 500, "prepaid": -200})
        self.assertEqual(self.line.used_amount, 300)
        self.policy.count_prepayments = False
        self.assertEqual(self._figures(), {"receivable": 500})
        self.assertEqual(self.line.used_amount, 500)

    def test_down_payment(self):
        order = self._confirmed(500)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 200}).create_invoices()
        ahead = order.invoice_ids
        self.assertEqual(self._figures(), {"draft": 200, "ordered": 300})
        ahead.action_post()
        self.assertEqual(self._figures(), {"receivable": 200, "ordered": 300})
        self._deliver(order)
        self.assertEqual(self._figures(), {"receivable": 200, "delivered": 300})
        self._bill(order)
        self.assertEqual(self._figures(), {"receivable": 500})

    def test_cancelled_order(self):
        order = self._confirmed(500)
        order._action_cancel()
        self.assertEqual(self._figures(), {})

    def test_duplicated_order(self):
        order = self._confirmed(500)
        copy = order.copy()
        self.assertEqual(copy.credit_open_amount, 0)
        self.assertEqual(self._figures(), {"ordered": 500})
        self.assertEqual(copy.action_submit()["state"], "confirmed")
        self.assertEqual(self._figures(), {"ordered": 1000})

    def test_services(self):
        service = self.env["product.product"].create(
            {"name": "Service", "type": "service", "list_price": 10, "invoice_policy": "delivery", "taxes_id": False}
        )
        order = self._credit_order(500, order_line=[self._order_line(50, service)])
        order.action_submit()
        self.assertEqual(self._figures(), {"ordered": 500})
        order.order_line.qty_delivered = 20
        self.assertEqual(self._figures(), {"ordered": 300, "delivered": 200})
        self._bill(order)
        self.assertEqual(self._figures(), {"ordered": 300, "receivable": 200})

    def test_taxes_count(self):
        order = self._credit_order(500)
        self._set_tax(order, 10)
        order.action_submit()
        self.assertEqual(self._figures(), {"ordered": 550})
        self._deliver(order)
        self._bill(order)
        self.assertEqual(self._figures(), {"receivable": 550})

    def test_other_dealers_do_not_count(self):
        self._invoice(self.hidden, 500)
        self.assertEqual(self._figures(), {})

    def test_contact_of_the_dealer_counts(self):
        contact = self.env["res.partner"].create({"name": "Shop", "parent_id": self.dealer.partner_id.id})
        order = self._credit_order(500, partner_id=contact.id)
        order.action_submit()
        self.assertEqual(self._figures(), {"ordered": 500})

    def test_overdue(self):
        today = fields.Date.today()
        for days, amount in ((40, 100), (5, 30), (0, 7)):
            day = fields.Date.subtract(today, days=days)
            self._invoice(self.dealer, amount, date=day, invoice_date_due=day, invoice_payment_term_id=False)
        self.line.invalidate_recordset()
        self.assertEqual(self.line.overdue_amount, 130)
        status = self.env["dealer.credit.status"].search([("line_id", "=", self.line.id)])
        self.assertEqual((status.age_0, status.age_30, status.age_60, status.overdue_amount), (7, 30, 100, 130))

    def test_documents_add_up(self):
        """The drill-down shows exactly what the sum is made of."""
        order = self._confirmed(300)
        self._deliver(order, 10)
        self._invoice(self.dealer, 100)
        self._invoice(self.dealer, 50, post=False)
        self._invoice(self.dealer, 20, move_type="out_refund")
        self._prepay(40)
        documents = self.env["dealer.credit.document"].search([("line_id", "=", self.line.id)])
        sums = {}
        for document in documents:
            sums[document.kind] = sums.get(document.kind, 0) + document.line_amount
        self.assertEqual(sums, self._figures())
        self.assertEqual(sum(sums.values()), self.line.used_amount)
        self.assertEqual(len(set(documents.ids)), len(documents))
        self.assertEqual(documents.filtered(lambda row: row.kind == "ordered").order_id, order)

    def test_documents_open(self):
        order = self._confirmed(300)
        document = self.env["dealer.credit.document"].search([("line_id", "=", self.line.id)])
        self.assertEqual(len(document), 1)
        action = document.action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))
        self.assertEqual(self.line.action_open_documents()["domain"], [("line_id", "=", self.line.id)])

    def test_dealer_moves_with_its_partner(self):
        """A partner that becomes a dealer later brings its documents along."""
        partner = self.env["res.partner"].create({"name": "Late", "is_company": True})
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 70, "tax_ids": [Command.clear()]})],
            }
        ).action_post()
        line = self._credit_line(self._dealer("Late", self.unit, partner=partner), 100)
        self.assertEqual(self._figures(line), {"receivable": 70})

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DealerDocumentsCase


@tagged("post_install", "-at_install")
class TestDocuments(DealerDocumentsCase):
    """Whose document it is: by commercial partner and company, and always as things are now."""

    def test_invoice_of_a_contact_belongs_to_the_dealer_of_its_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.dealer.partner_id.id})
        invoice = self._invoice(self.dealer, partner_id=contact.id)
        self.assertEqual(invoice.dealer_id, self.dealer)
        self.assertEqual(invoice.dealer_unit_id, self.unit)
        self.assertEqual(invoice.line_ids.dealer_id, self.dealer)
        self.assertEqual(invoice.line_ids.dealer_unit_id, self.unit)

    def test_document_of_others_has_no_dealer(self):
        invoice = self._invoice(self.dealer, partner_id=self.partner_a.id)
        self.assertFalse(invoice.dealer_id or invoice.dealer_unit_id or invoice.line_ids.dealer_id)

    def test_dealer_of_one_company_is_none_in_the_other(self):
        other = self._create_company(name="Sister")
        invoice = self._invoice(self.dealer, company_id=other.id)
        self.assertFalse(invoice.dealer_id)
        twin = self._dealer("Alpha", self.foreign, other, self.dealer.partner_id)
        self.assertEqual(invoice.dealer_id, twin)
        self.assertEqual(invoice.dealer_unit_id, self.foreign)

    def test_documents_that_were_there_before_the_dealer(self):
        before = self._invoice(self.dealer, partner_id=self.partner_a.id)
        late = self._dealer("late", self.sibling, partner=self.partner_a)
        self.assertEqual(before.dealer_id, late)
        self.assertEqual(before.line_ids.dealer_unit_id, self.sibling)

    def test_documents_follow_the_dealer_to_another_unit(self):
        invoice = self._invoice(self.dealer)
        payment = self._pay(invoice, "2026-03-20")
        self.dealer.unit_id = self.foreign
        documents = invoice, invoice.line_ids, payment, payment.move_id, payment.move_id.line_ids
        for document in documents:
            self.assertEqual(document.dealer_unit_id, self.foreign)

    def test_changed_partner_changes_the_dealer(self):
        invoice = self._invoice(self.dealer, post=False)
        invoice.partner_id = self.hidden.partner_id
        self.assertEqual(invoice.dealer_id, self.hidden)
        self.assertEqual(invoice.line_ids.dealer_id, self.hidden)

    def test_items_of_one_entry_belong_to_their_own_partners(self):
        receivable = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {"account_id": receivable.id, "partner_id": dealer.partner_id.id, "balance": balance}
                    )
                    for dealer, balance in ((self.dealer, 30), (self.hidden, -30))
                ],
            }
        )
        self.assertFalse(entry.dealer_id)
        self.assertEqual(entry.line_ids.mapped("dealer_id"), self.dealer + self.hidden)

    def test_payment_and_matching(self):
        invoice = self._invoice(self.dealer)
        payment = self._pay(invoice, "2026-03-20")
        self.assertEqual(payment.dealer_id, self.dealer)
        self.assertEqual(payment.move_id.dealer_id, self.dealer)
        matching = invoice.line_ids.matched_credit_ids
        self.assertEqual(matching.dealer_id, self.dealer)
        self.assertEqual(matching.dealer_unit_id, self.unit)

    def test_bank_statement_line(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": "2026-03-20",
                "payment_ref": "Transfer",
                "partner_id": self.dealer.partner_id.id,
                "amount": 10,
            }
        )
        self.assertEqual(line.dealer_id, self.dealer)
        self.assertEqual(line.move_id.line_ids.dealer_id, self.dealer)

    def test_analytic_item(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create({"name": "Project", "plan_id": plan.id})
        invoice = self._invoice(self.dealer, post=False)
        invoice.invoice_line_ids.analytic_distribution = {account.id: 100}
        invoice.action_post()
        items = self.env["account.analytic.line"].search([("move_line_id", "in", invoice.line_ids.ids)])
        self.assertEqual(items.dealer_id, self.dealer)

    def test_nobody_writes_the_dealer_of_a_document(self):
        invoice = self._invoice(self.dealer)
        with self.assertRaisesRegex(UserError, "follow from others"):
            invoice.dealer_id = self.hidden

    def test_invoice_report_has_the_dealer(self):
        self.dealer.tier_id = self.env["dealer.tier"].create(
            {"name": "Gold", "code": "gold", "company_id": self.company.id}
        )
        self._invoice(self.dealer, 70)
        self.env.flush_all()
        report = self.env["account.invoice.report"]
        groups = report._read_group(
            [("dealer_id", "=", self.dealer.id)], ["dealer_unit_id", "dealer_tier_id"], ["price_subtotal:sum"]
        )
        self.assertEqual(groups, [(self.unit, self.dealer.tier_id, 70.0)])

    def test_dealer_with_open_receivables_is_not_terminated(self):
        invoice = self._invoice(self.dealer)
        with self.assertRaisesRegex(UserError, "100.00.*are open, such as on INV"):
            self.dealer.action_terminate("enough")
        self.assertEqual(self.dealer.state, "active")
        self._pay(invoice, "2026-03-20")
        self.dealer.action_terminate("enough")
        self.assertEqual(self.dealer.state, "terminated")

    def test_dealer_with_draft_invoice_is_not_terminated(self):
        self._invoice(self.dealer, post=False)
        with self.assertRaisesRegex(UserError, "1 invoices are still drafts"):
            self.dealer.action_terminate("enough")

    def test_smart_buttons(self):
        invoice = self._invoice(self.dealer)
        self._invoice(self.dealer, 40, move_type="out_refund")
        self._pay(invoice, "2026-03-20", 25)
        self.assertEqual(self.dealer.invoice_count, 2)
        self.assertEqual(self.dealer.open_balance, 35.0)
        action = self.dealer.action_open_invoices()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 2)
        action = self.dealer.action_open_receivables()
        self.assertEqual(sum(self.env[action["res_model"]].search(action["domain"]).mapped("amount_residual")), 35.0)

"""Payment as a condition, and as what is counted."""

from odoo.fields import Command
from odoo.tests import tagged

from .basis_common import QUARTER, D, RebateBasisCase


@tagged("post_install", "-at_install")
class TestBasisPaid(RebateBasisCase):
    def _coefficients(self, *steps):
        return [Command.create({"days_to": days, "percent": percent}) for days, percent in steps]

    def _earned(self, program):
        return self.basis._outcomes(program, QUARTER)[self.dealer.id][1].earned

    def test_only_what_is_fully_paid(self):
        program = self._program(paid_gate="fully_paid")
        paid, partly, returned = (self._bill(amount) for amount in (100, 200, 400))
        self._pay(paid, "2026-03-12")
        self._pay(partly, "2026-03-12", 50)
        self._give_back(returned, "2026-03-13", quantity=0.25)
        self.assertEqual(self._amount(program), 100, "a return of what does not count does not count either")
        self._pay(partly, "2026-03-14")
        self.assertEqual(self._amount(program), 300)

    def test_payments_weigh_by_their_days(self):
        program = self._program(paid_gate="coefficient", coefficient_ids=self._coefficients((30, 100), (60, 50)))
        early, late, never = (self._bill(amount, "2026-01-10") for amount in (100, 200, 400))
        self._pay(early, "2026-02-09")
        self._pay(late, "2026-02-10", 150)
        self._pay(late, "2026-05-10", 50)
        self.assertTrue(never)
        self.assertEqual(self._earned(program), D("17.5"))
        self.assertEqual(self._figures(program).amount, 700)

    def test_a_credit_note_is_no_payment(self):
        program = self._program(paid_gate="coefficient", coefficient_ids=self._coefficients((30, 100)))
        invoice = self._bill(100, "2026-03-01", quantity=10)
        note = self._give_back(invoice, "2026-03-05", quantity=2)
        (invoice + note).line_ids.filtered(lambda line: line.display_type == "payment_term").reconcile()
        self.assertEqual(self._earned(program), 0)
        self._pay(invoice, "2026-03-06")
        self.assertEqual(self._figures(program).amount, 800)
        self.assertEqual(self._earned(program), 80)

    def test_what_is_given_back_later_in_money_weighs_no_longer(self):
        program = self._program(paid_gate="coefficient", coefficient_ids=self._coefficients((30, 100)))
        invoice = self._bill(100, "2026-03-01", quantity=10)
        self._pay(invoice, "2026-03-06")
        self._give_back(invoice, "2026-03-08")
        self.assertEqual((self._figures(program).amount, self._earned(program)), (0, 0))

    def test_collections_count_when_they_come(self):
        program = self._program(basis="paid")
        invoice = self._bill(100, "2025-12-20")
        self._bill(100, "2026-01-20")
        self._pay(invoice, "2026-01-05", 30)
        self._pay(invoice, "2026-04-01", 70)
        self.assertEqual(self._amount(program), 30)
        self.assertTrue(self._assert_documents_add_up(program))
        documents = self.basis._documents(program, QUARTER, self.dealer.id)
        self.assertEqual((documents[0]["model"], documents[0]["date"]), ("account.move", "2026-01-05"))

    def test_of_a_payment_counts_what_falls_on_products_that_count(self):
        tax = self.company_data["default_tax_sale"]
        lines = [
            Command.create({"product_id": product.id, "price_unit": amount, "tax_ids": [Command.set(tax.ids)]})
            for product, amount in ((self.can, 300), (self.goods, 100))
        ]
        invoice = self._invoices([self.dealer], date="2026-03-01", invoice_line_ids=lines)
        self._pay(invoice, "2026-03-02", invoice.amount_total / 2)
        untaxed = self._program(basis="paid")
        self.assertEqual(self._amount(untaxed), 200)
        taxed = self._program(basis="paid", code="TAXED", tax_included=True)
        self.assertEqual(self._amount(taxed), D(str(invoice.amount_total)) / 2)
        oil = self._program(basis="paid", code="OIL", category_ids=[Command.set(self.oil.ids)])
        self.assertEqual(self._amount(oil), 150)

    def test_money_paid_back_counts_against(self):
        program = self._program(basis="paid")
        invoice = self._bill(100, "2026-01-10")
        self._pay(invoice, "2026-01-15")
        note = self._give_back(invoice, "2026-02-01", quantity=0.4)
        self._pay(note, "2026-02-02")
        self.assertEqual(self._amount(program), 60)

    def test_what_is_settled_without_money_is_not_collected(self):
        program = self._program(basis="paid")
        invoice = self._bill(100, "2026-01-10", quantity=2)
        note = self._give_back(invoice, "2026-01-12", quantity=1)
        (invoice + note).line_ids.filtered(lambda line: line.display_type == "payment_term").reconcile()
        self.assertIsNone(self._amount(program))

    def test_collections_weigh_by_their_days(self):
        program = self._program(
            basis="paid", paid_gate="coefficient", coefficient_ids=self._coefficients((30, 100), (60, 50))
        )
        for day in ("2026-01-31", "2026-02-28"):
            self._pay(self._bill(100, "2026-01-10"), day)
        self.assertEqual((self._figures(program).amount, self._earned(program)), (200, 15))

    def test_a_payment_that_is_reset_to_draft_is_no_payment(self):
        """It bounced, say; the platform keeps it matched, and calls the invoice paid."""
        collected = self._program(basis="paid")
        paid_up = self._program(paid_gate="fully_paid", code="PAID")
        weighed = self._program(
            paid_gate="coefficient", code="DAYS", coefficient_ids=self._coefficients((30, 100), (60, 50))
        )
        invoice = self._bill(100, "2026-01-10")
        payment = self._pay(invoice, "2026-01-15")
        self.assertEqual([self._amount(program) for program in (collected, paid_up)], [100, 100])
        self.assertEqual(self._earned(weighed), 10)
        payment.action_draft()
        self.assertEqual([self._amount(program) for program in (collected, paid_up)], [None, None])
        self.assertEqual(self._earned(weighed), 0)
        payment.action_post()
        self.assertEqual([self._amount(program) for program in (collected, paid_up)], [100, 100])

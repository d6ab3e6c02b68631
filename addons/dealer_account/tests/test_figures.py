from datetime import date

from odoo import fields
from odoo.tests import tagged

from .common import DealerDocumentsCase


@tagged("post_install", "-at_install")
class TestFigures(DealerDocumentsCase):
    """Sales, growth and punctuality of the 12 months up to the day, worked out by hand."""

    day = date(2026, 6, 30)

    def _figures(self, dealer=None):
        dealer = dealer or self.dealer
        return dealer._tier_figures(self.day)[dealer.id]

    def test_sales_are_posted_invoices_less_credit_notes(self):
        self._invoice(self.dealer, 500, "2026-06-30")
        self._invoice(self.dealer, 300, "2025-07-01")
        self._invoice(self.dealer, 120, "2026-01-15", move_type="out_refund")
        self._invoice(self.dealer, 1000, "2026-05-01", post=False)
        self._invoice(self.dealer, 1000, "2025-06-30")  # the day before the 12 months
        self._invoice(self.dealer, 1000, "2026-07-01")  # the day after
        self._invoice(self.hidden, 77, "2026-05-01")
        self.assertEqual(self._figures()["sales"], 680.0)

    def test_sales_in_another_currency_count_in_the_currency_of_the_company(self):
        other = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])
        self._invoice(self.dealer, 100, "2026-05-01", currency_id=other.id)
        self.assertEqual(self._figures()["sales"], 200.0)

    def test_growth(self):
        self._invoice(self.dealer, 400, "2025-05-01")
        self._invoice(self.dealer, 500, "2026-05-01")
        self.assertEqual(self._figures()["growth"], 25.0)

    def test_growth_over_nothing_is_not_known(self):
        self._invoice(self.dealer, 500, "2026-05-01")
        self.assertIsNone(self._figures()["growth"])

    def test_nobody_owes_no_punctuality(self):
        self.assertIsNone(self._figures()["punctuality"])
        self.assertEqual(self._figures()["sales"], 0.0)

    def test_punctuality_weighs_amounts(self):
        in_time = self._invoice(self.dealer, 300, "2026-03-01", invoice_date_due="2026-03-31")
        self._pay(in_time, "2026-03-31")  # on the due date
        late = self._invoice(self.dealer, 100, "2026-03-01", invoice_date_due="2026-03-31")
        self._pay(late, "2026-04-01")
        self._invoice(self.dealer, 100, "2026-04-01", invoice_date_due="2026-04-30")  # unpaid
        self._invoice(self.dealer, 900, "2026-06-01", invoice_date_due="2026-06-30")  # due today: not late yet
        self.assertEqual(self._figures()["punctuality"], 60.0)

    def test_punctuality_counts_the_part_paid_in_time(self):
        invoice = self._invoice(self.dealer, 200, "2026-03-01", invoice_date_due="2026-03-31")
        self._pay(invoice, "2026-03-15", 150)
        self._pay(invoice, "2026-05-15")
        self.assertEqual(self._figures()["punctuality"], 75.0)

    def test_what_was_credited_was_not_owed(self):
        invoice = self._invoice(self.dealer, 200, "2026-03-01", invoice_date_due="2026-03-31")
        credit = self._invoice(self.dealer, 80, "2026-05-01", move_type="out_refund")
        (invoice + credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self._pay(invoice, "2026-03-20")
        self.assertEqual(self._figures()["punctuality"], 100.0)

    def test_instalments_are_judged_by_their_own_dates(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "halves",
                "line_ids": [
                    fields.Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (10, 40)
                ],
            }
        )
        invoice = self._invoice(self.dealer, 200, "2026-03-01", invoice_payment_term_id=term.id)
        self._pay(invoice, "2026-03-20", 200)  # all of it: first half 9 days late, second in time
        self.assertEqual(self._figures()["punctuality"], 50.0)

    def test_exchange_differences_make_nobody_late(self):
        other = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5), ("2026-03-20", 0.4)])
        invoice = self._invoice(self.dealer, 100, "2026-03-01", currency_id=other.id, invoice_date_due="2026-03-31")
        payment = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payment.create({"payment_date": "2026-03-25", "currency_id": other.id})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self._figures()["punctuality"], 100.0)

    def test_many_dealers_cost_as_many_queries_as_one(self):
        dealers = self.dealer + self.hidden
        for number in range(8):
            dealers += self._dealer(f"D{number}", self.unit)
        self._invoices(dealers, 100, "2026-03-01")
        self.env.flush_all()
        self.dealer._tier_figures(self.day)  # fills caches of the registry
        counts = []
        for some in (self.dealer, dealers):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            figures = some._tier_figures(self.day)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(figures), 10)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 6)

    def test_proposal_of_a_review_uses_the_figures(self):
        tiers = self.env["dealer.tier"].create(
            [
                {
                    "name": "Gold",
                    "code": "g",
                    "sequence": 1,
                    "min_sales_amount": 1000,
                    "min_punctuality": 90,
                    "company_id": self.company.id,
                },
                {"name": "Basic", "code": "b", "sequence": 2, "company_id": self.company.id},
            ]
        )
        for dealer, paid_on in ((self.dealer, "2026-03-20"), (self.hidden, "2026-05-20")):
            self._pay(self._invoice(dealer, 1500, "2026-03-01", invoice_date_due="2026-03-31"), paid_on)
        review = self.env["dealer.tier.review"].create(
            {"name": "Spring", "company_id": self.company.id, "date": self.day, "unit_id": self.region.id}
        )
        review.action_propose()
        proposed = {line.dealer_id: line.proposed_tier_id for line in review.line_ids}
        self.assertEqual(proposed, {self.dealer: tiers[0], self.hidden: tiers[1]})

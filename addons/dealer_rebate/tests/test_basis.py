"""What of invoices and credit notes counts for a program, and for whom."""

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .basis_common import QUARTER, D, RebateBasisCase


@tagged("post_install", "-at_install")
class TestBasis(RebateBasisCase):
    def test_posted_invoices_of_the_period_by_dealer(self):
        self._bill(100, "2026-01-01")
        self._bill(20.25, "2026-03-31", quantity=3)
        self._bill(7, "2025-12-31")
        self._bill(7, "2026-04-01")
        self._bill(7, post=False)
        self._bill(50, dealer=self.hidden)
        program = self._program()
        sums = self.basis._sums(program, QUARTER)
        self.assertEqual(
            {key: figures.amount for key, figures in sums.items()}, {self.dealer.id: D("160.75"), self.hidden.id: 50}
        )
        self.assertTrue(self._assert_documents_add_up(program))

    def test_splitting_documents_and_their_order_change_nothing(self):
        """Ten pieces on one invoice, and the same on ten of the same days, the last first."""
        self._bill(33.33, "2026-03-10", quantity=10)
        for number in range(10, 0, -1):
            self._bill(33.33, f"2026-03-{number:02}", dealer=self.hidden)
        program = self._program(method="progressive", bands=[(0, 100, 1), (100, 0, 7.5)])
        found = self.basis._outcomes(program, QUARTER)
        self.assertEqual(found[self.dealer.id], found[self.hidden.id])

    def test_only_what_is_sold(self):
        """Taxes, notes, bills of vendors, entries in the journal of sales and down payments are no sales."""
        self._bill(100, line={"tax_ids": [Command.set(self.company_data["default_tax_sale"].ids)]})
        self._invoices([self.dealer], move_type="in_invoice", date="2026-03-10")
        self._bill(40, line={"is_downpayment": True})
        accounts = self.company_data["default_account_revenue"], self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "date": "2026-03-10",
                "journal_id": self.company_data["default_journal_sale"].id,
                "move_type": "entry",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "partner_id": self.dealer.partner_id.id, "balance": balance}
                    )
                    for account, balance in zip(accounts, (-30, 30), strict=True)
                ],
            }
        )
        entry.action_post()
        self.assertEqual(self._amount(self._program()), 100)

    def test_taxes_count_by_choice(self):
        tax = self.company_data["default_tax_sale"]
        self._bill(100, line={"tax_ids": [Command.set(tax.ids)]})
        self.assertEqual(self._amount(self._program(tax_included=True)), 100 + D(str(tax.amount)))

    def test_a_cancelled_invoice_is_gone(self):
        program = self._program()
        invoice = self._bill(100)
        self.assertEqual(self._amount(program), 100)
        invoice.button_draft()
        self.assertIsNone(self._amount(program))

    def test_products_and_categories(self):
        for product, amount in ((self.goods, 1), (self.can, 10), (self.drum, 100)):
            self._bill(amount, product=product)
        for expected, vals in (
            (111, {}),
            (110, {"category_ids": self.oil}),
            (100, {"category_ids": self.motor_oil}),
            (11, {"product_ids": self.goods + self.can}),
            (101, {"category_ids": self.motor_oil, "product_ids": self.goods}),
            (1, {"excluded_category_ids": self.oil}),
            (101, {"excluded_product_ids": self.can}),
            (10, {"category_ids": self.oil, "excluded_category_ids": self.motor_oil}),
        ):
            program = self._program(**{name: [Command.set(records.ids)] for name, records in vals.items()})
            self.assertEqual(self._amount(program), expected, vals)
            program.unlink()

    def test_a_line_without_product_counts_unless_products_are_named(self):
        self._invoices([self.dealer])
        self.assertEqual(self._amount(self._program(excluded_product_ids=[Command.set(self.can.ids)])), 100)
        named = self._program(code="NAMED", category_ids=[Command.set(self.oil.ids)])
        self.assertIsNone(self._amount(named))

    def test_gifts_count_by_choice(self):
        self._bill(10, quantity=10)
        self._bill(0, quantity=2)
        vals = {"measure": "quantity", "uom_id": self.piece.id}
        self.assertEqual(self._figures(self._program(**vals)).quantity, 10)
        self.assertEqual(self._figures(self._program(code="ALL", include_gifts=True, **vals)).quantity, 12)

    def test_quantities_in_other_units(self):
        """A dozen counts as twelve, and of a program in dozens a piece as a twelfth; litres are not pieces."""
        self._bill(10, quantity=2, line={"product_uom_id": self.dozen.id})
        self._bill(10, quantity=6)
        self._bill(10, quantity=5, line={"product_uom_id": self.env.ref("uom.product_uom_litre").id})
        pieces = self._program(measure="quantity", uom_id=self.piece.id)
        self.assertEqual((self._figures(pieces).quantity, self._figures(pieces).amount), (30, 80))
        dozens = self._program(code="DOZENS", measure="quantity", uom_id=self.dozen.id)
        self.assertEqual(self._figures(dozens).quantity, D("2.5"))
        self.assertTrue(self._assert_documents_add_up(dozens))
        per_unit = self._program(code="UNITS", method="per_unit", uom_id=self.piece.id)
        self.assertEqual((self._figures(per_unit).quantity, self._figures(per_unit).amount), (30, 130))

    def _bill_special(self, **vals):
        """Invoice ten pieces at a special price of 8.00."""
        self._special(8.0, **vals)
        order = self._sold(10)
        self.assertTrue(order.order_line.special_price_id)
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-03-10"
        invoice.action_post()
        return invoice

    def test_lines_at_a_special_price_count_by_choice(self):
        invoice = self._bill_special()
        without = self._program(code="LIST", include_special_price=False)
        self.assertEqual(self._amount(self._program()), 80)
        self.assertFalse(self._amount(without))
        self._bill(5)
        self.assertTrue(self._assert_documents_add_up(without))
        self._give_back(invoice, "2026-03-12")
        self.assertEqual(self._amount(without), 5, "nor does what comes back count")

    def test_a_special_price_given_without_rebate_never_counts(self):
        self._bill_special(exclude_rebate=True)
        program = self._program()
        self.assertFalse(self._amount(program))
        self.assertFalse(self.basis._documents(program, QUARTER, self.dealer.id))

    def test_returns_in_the_period_of_the_return_or_of_the_invoice(self):
        invoice = self._bill(100, "2026-03-10", quantity=3)
        self._give_back(invoice, "2026-04-05", quantity=1)
        second = (date(2026, 4, 1), date(2026, 6, 30))
        current = self._program()
        self.assertEqual([self._amount(current, period) for period in (QUARTER, second)], [300, -100])
        original = self._program(code="ORIGINAL", returns_in="original")
        self.assertEqual([self._amount(original, period) for period in (QUARTER, second)], [200, None])
        self.assertTrue(self._assert_documents_add_up(original))
        self._bill(30, "2026-05-05", move_type="out_refund")
        self.assertEqual(self._amount(original, second), -30, "a credit note of no invoice has only its own date")

    def test_a_return_of_everything_leaves_nothing(self):
        program = self._program(returns_in="original", measure="quantity", uom_id=self.piece.id)
        invoice = self._bill(33.33, "2026-03-10", quantity=7)
        self._give_back(invoice, "2026-05-05")
        figures = self._figures(program)
        self.assertEqual((figures.amount, figures.quantity), (0, 0))
        self.assertEqual(self.basis._outcomes(program, QUARTER)[self.dealer.id][1].earned, 0)

    def test_another_currency_counts_at_the_rate_of_the_document(self):
        other = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self._bill(100, currency_id=other.id)
        own = self._program()
        self.assertEqual(self._amount(own), 50)
        foreign = self._program(code="FOREIGN", currency_id=other.id)
        self._bill(10)
        self.assertEqual(self._amount(foreign), 100 + 20)
        self.env["res.currency.rate"].create(
            {"name": "2026-03-20", "rate": 4.0, "currency_id": other.id, "company_id": self.company.id}
        )
        self._bill(10, "2026-03-20")
        self.assertEqual(self._amount(foreign), 120 + 40)
        self.assertTrue(self._assert_documents_add_up(foreign))
        tax = self.company_data["default_tax_sale"]
        taxed = self._program(code="TAXED", tax_included=True)
        self._bill(100, "2026-03-12", currency_id=other.id, line={"tax_ids": [Command.set(tax.ids)]})
        self.assertEqual(self._amount(taxed), 50 + 10 + 10 + (100 + D(str(tax.amount))) / 2)

    def test_growth_is_compared_with_the_year_before_or_given_days(self):
        self._bill(120, "2026-02-02")
        self._bill(100, "2025-02-02")
        self._bill(60, "2024-06-06")
        before = self._program(comparison="growth", bands=[(10, 0, 5)])
        self.assertEqual(self._figures(before).base, 100)
        self.assertEqual(self.basis._outcomes(before, QUARTER)[self.dealer.id][1].earned, 6)
        given = self._program(
            code="GIVEN",
            comparison="growth",
            growth_base="given",
            base_date_from="2024-06-01",
            base_date_to="2024-06-30",
        )
        self.assertEqual(self._figures(given).base, 60)

    def test_targets_of_the_period_add_up(self):
        program = self._program(comparison="target", bands=[(60, 100, 4), (100, 0, 6)])
        for start, end, value in (
            ("2026-01-01", "2026-01-31", 100),
            ("2026-02-01", "2026-03-31", 150),
            ("2026-04-01", "2026-06-30", 999),
        ):
            program.target_ids = [
                Command.create({"dealer_id": self.dealer.id, "date_from": start, "date_to": end, "value": value})
            ]
        self._bill(200)
        self._bill(500, dealer=self.hidden)
        figures, outcome = self.basis._outcomes(program, QUARTER)[self.dealer.id]
        self.assertEqual((figures.target, outcome.achieved, outcome.earned), (250, 80, 8))
        self.assertEqual(self._figures(program, dealer=self.hidden).target, None)

    def test_product_mix(self):
        for product, amount in ((self.goods, 75), (self.can, 20), (self.drum, 5)):
            self._bill(amount, product=product)
        program = self._program(
            mix_ids=[
                Command.create(
                    {"name": "Oil", "category_ids": [Command.set(self.oil.ids)], "min_percent": 25, "min_products": 2}
                )
            ]
        )
        outcome = self.basis._outcomes(program, QUARTER)[self.dealer.id][1]
        self.assertEqual((outcome.earned, outcome.refusals), (10, ()))
        drum = self._bill(5, product=self.drum)
        self._give_back(drum, "2026-03-15")
        self._bill(5, product=self.drum, move_type="out_refund")
        outcome = self.basis._outcomes(program, QUARTER)[self.dealer.id][1]
        self.assertEqual((outcome.earned, outcome.refusals), (0, (("need", program.mix_ids.id),)))

    def test_violations_forfeit(self):
        self._bill(100)
        program = self._program(no_violation=True)
        violation = self.env["dealer.violation"].create({"dealer_id": self.dealer.id, "date": "2026-02-02"})
        self.assertEqual(self.basis._outcomes(program, QUARTER)[self.dealer.id][1].earned, 10)
        violation.action_confirm()
        self.assertEqual(self.basis._outcomes(program, QUARTER)[self.dealer.id][1].earned, 0)

    def test_who_is_overdue(self):
        program = self._program(no_overdue=True, overdue_days=5)
        invoice = self._bill(100, "2026-03-10", invoice_date_due="2026-03-20", invoice_payment_term_id=False)
        dealers = [self.dealer.id, self.hidden.id]
        self.assertEqual(self.basis._overdue_dealers(program, dealers, date(2026, 3, 25)), set())
        self.assertEqual(self.basis._overdue_dealers(program, dealers, date(2026, 3, 26)), {self.dealer.id})
        payment = self._pay(invoice, "2026-03-27")
        self.assertEqual(self.basis._overdue_dealers(program, dealers, date(2026, 3, 28)), set())
        payment.action_draft()
        self.assertEqual(self.basis._overdue_dealers(program, dealers, date(2026, 3, 28)), {self.dealer.id})

    def test_an_incomplete_period_gives_no_guarantee(self):
        self._bill(100)
        program = self._program(guarantee_amount=70, cumulation_period="year")
        self.assertEqual(self.basis._outcomes(program, QUARTER)[self.dealer.id][1].earned, 10)
        year = (date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(self.basis._outcomes(program, year)[self.dealer.id][1].earned, 70)

    def test_the_same_few_queries_for_any_number_of_dealers(self):
        """Two for the sums; three ask, of a table that is small, which products ever were in another category."""
        program = self._program(category_ids=[Command.set(self.oil.ids)])
        for dealer in (self.dealer, self.hidden):
            self._bill(100, dealer=dealer, product=self.can)
        self.env.flush_all()
        self.basis._sums(program, QUARTER)
        with self.assertQueryCount(5):
            self.assertEqual(len(self.basis._sums(program, QUARTER)), 2)

    def test_the_query_of_a_run_never_visits_the_table(self):
        """All columns are in the index. Small tables are scanned whole: that is switched off to see what is possible."""
        program = self._program(measure="quantity", uom_id=self.piece.id)
        # on a table that is known to be empty, any other order costs the same
        self.env.cr.execute("DROP INDEX account_move_line__dealer_id_index")
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = off"
        )
        query = self.basis._sum_of("now", self.basis._rows(program, QUARTER)[0])
        plan = "\n".join(line for (line,) in self.env.execute_query(SQL("EXPLAIN %s", query)))
        self.assertIn("Index Only Scan using account_move_line_rebate_idx", plan)

    def test_nobody_writes_what_counts(self):
        invoice = self._bill(100, post=False)
        accountant = self._staff("rebate accountant", "dealer.role_finance", "subtree", self.region)
        for values in ({"rebate_sign": 7}, {"rebate_origin_date": "2026-01-01"}):
            with self.assertRaises(UserError):
                invoice.invoice_line_ids.with_user(accountant).write(values)
        line = {"product_id": self.goods.id, "price_unit": 5, "rebate_sign": -1, "rebate_origin_date": "2026-01-01"}
        forged = self._bill(5, line=line)
        self.assertEqual(forged.invoice_line_ids.mapped("rebate_sign"), [1])
        self.assertFalse(forged.invoice_line_ids.rebate_origin_date)

    def test_payment_is_not_asked_of_orders(self):
        program = self._program(basis="ordered", paid_gate="fully_paid")
        with self.assertRaisesRegex(UserError, "Count what is invoiced"):
            program.action_activate()

"""Accruals and settlements in the books: what went in comes out, whatever happened between."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestLedger(RebateCase):
    def _accrued(self, account=None):
        items = self.env["account.move.line"].search(
            [("account_id", "=", (account or self.accrual_account).id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance")), sum(items.mapped("amount_currency"))

    def _foreign(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        currency.active = True
        currency.rate_ids.unlink()
        for day, rate in (("2020-01-01", 2.0), ("2025-02-15", 3.0), ("2025-04-01", 7.0)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "company_id": self.company.id, "name": day, "rate": rate}
            )
        return currency

    def test_accrual_in_another_currency_leaves_nothing(self):
        currency = self._foreign()
        program = self._program(currency_id=currency.id, accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-01-10")
        program.action_accrue("2025-01-31")
        self.assertEqual(self._accrued(), (-120, -240))
        self._sell(1000, "2025-02-20")
        program.action_accrue("2025-02-28")
        self.assertEqual(self._accrued(), (-140, -300))
        self._sell(500, "2025-02-21", move_type="out_refund")
        program.action_accrue("2025-03-31")
        self.assertEqual(self._accrued(), (-126, -270))
        run = self._settled(program, 1, settle_date=date(2025, 4, 3))
        self.assertEqual(self._rebate(run).to_settle, 270)
        self.assertEqual(self._accrued(), (0, 0))

    def test_accrual_account_stays_as_long_as_something_is_accrued(self):
        program = self._program(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-01-10")
        program.action_accrue("2025-01-31")
        other = self.accrual_account.copy({"code": "RBTACC2", "name": "Other"})
        for account in (other.id, False):
            with self.assertRaisesRegex(UserError, "accrued"), self.env.cr.savepoint():
                program.accrual_account_id = account
        program.write({"accrual_account_id": self.accrual_account.id})
        self._settled(program, 1)
        program.accrual_account_id = other

    def test_who_sees_a_part_accrues_nothing(self):
        """One entry is for all: an officer of one unit is told why, one of all units books it."""
        program = self._program(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-01-10")
        self._sell(7000, "2025-01-10", dealer=self.hidden)
        part = self._staff("part officer", "dealer.role_finance", "unit", self.unit)
        for officer, message in ((part, "do not cover 1 of the 2 dealers"), (self.stranger, "2 of the 2")):
            with self.assertRaisesRegex(AccessError, message), self.env.cr.savepoint():
                program.with_user(officer).action_accrue("2025-01-31")
        self.assertFalse(program.accrual_ids)
        program.with_user(self.officer).action_accrue("2025-01-31")
        self.assertEqual(self._accrued(), (-260, -260))
        self._sell(1000, "2025-02-10")
        program.with_user(part).action_accrue("2025-02-28")
        self.assertEqual(self._accrued(), (-280, -280), "all that changes is of the officer's own dealers")

    def test_rebate_comes_to_the_amount_with_taxes_of_both_kinds(self):
        """One tax is in the price, one comes on top; the amount is paid without both, or with both, to the cent."""
        tax = self.company_data["default_tax_sale"]
        inside = tax.copy({"name": "6 % in it", "amount": 6.0, "price_include_override": "tax_included"})
        on_top = tax.copy({"name": "13 % on top", "amount": 13.0, "price_include_override": "tax_excluded"})
        rate = 0.19
        for taxes in (inside + on_top, inside, on_top):
            self.rebate_product.taxes_id = taxes
            for number, included in enumerate((False, True)):
                for amount in (100.0, 0.01, 0.07, 33.33, 1234.57):
                    with self.subTest(taxes=taxes.mapped("name"), included=included, amount=amount):
                        move = self._credit_note_of(amount, included, f"{taxes.ids}-{number}-{amount}")
                        self.assertEqual(move.state, "posted")
                        self.assertEqual(move.amount_total if included else move.amount_untaxed, amount)
                        if taxes == inside + on_top:
                            untaxed = amount / (1 + rate) if included else amount
                            self.assertAlmostEqual(move.amount_untaxed, untaxed, delta=0.011)
                            self.assertAlmostEqual(move.amount_tax, untaxed * rate, delta=0.021)

    def _credit_note_of(self, amount, included, code):
        """Return the credit note that settles ``amount``, with or without taxes."""
        flat = [Command.create({"value_from": 0, "flat_amount": amount})]
        program = self._program([], code=code, method="flat", tax_included=included, band_ids=flat)
        if not self.env["account.move"].search_count([("dealer_id", "=", self.dealer.id)], limit=1):
            self._sell(100, "2025-02-10")
        run = self._settled(program, 1)
        return self._rebate(run).settlement_ids.move_id

    def test_entry_of_an_accrual_stays(self):
        program = self._program(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-01-10")
        program.action_accrue("2025-01-31")
        with self.assertRaisesRegex(UserError, "rebate"):
            program.accrual_ids.move_id.button_draft()

    def test_amount_with_taxes_is_paid_to_the_cent(self):
        tax = self.company_data["default_tax_sale"].copy(
            {"name": "13 %", "amount": 13.0, "price_include_override": "tax_excluded"}
        )
        self.rebate_product.taxes_id = tax
        program = self._program(tax_included=True)
        self._sell(5000, "2025-02-10")
        self._sell(6100, "2025-02-10", dealer=self.hidden)
        run = self._settled(program, 1)
        for dealer, amount in ((self.dealer, 100), (self.hidden, 122)):
            move = self._rebate(run, dealer).settlement_ids.move_id
            self.assertEqual((move.state, move.amount_total), ("posted", amount))
            self.assertAlmostEqual(move.amount_tax, amount * 13 / 113, delta=0.011)
            self.assertEqual(sum(move.line_ids.mapped("balance")), 0)
            owed = move.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
            self.assertEqual(sum(owed.mapped("credit")), amount)

"""Attacks on the money: other currencies, what is cancelled, reversed or returned after it was paid."""

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestMoney(RebateCase):
    def _currency(self, name, *rates):
        """Return a currency with (first day, units for one of the company's)."""
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        currency.rate_ids.unlink()
        for day, rate in rates:
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "company_id": self.company.id, "name": day, "rate": rate}
            )
        return currency

    def test_each_invoice_at_the_rate_of_its_day_and_rounded_once(self):
        """Invoices in two currencies, the program in a third one: all by hand."""
        euro = self._currency("EUR", ("2020-01-01", 0.5), ("2025-02-15", 0.8))
        franc = self._currency("CHF", ("2020-01-01", 0.9), ("2025-02-20", 0.7))
        program = self._program([(0, 0, 1.0)], currency_id=franc.id)
        self._sell(100.01, "2025-02-10", currency_id=euro.id)  # 200.02 of ours, 180.02 CHF
        self._sell(100.01, "2025-02-16", currency_id=euro.id)  # 125.01 of ours, 112.51 CHF
        self._sell(33.33, "2025-02-21")  # 23.33 CHF
        self._sell(7.77, "2025-03-01", currency_id=franc.id)  # as it is
        line = self._rebate(self._run(program, 1))
        self.assertEqual(line.basis, 323.63)
        self.assertEqual((line.earned, line.currency_id), (3.24, franc), "1 % of 323.63 is 3.2363")
        self.assertAlmostEqual(sum(row["counted"] for row in line._documents()), 323.63, 2)

    def test_currencies_with_three_decimals_and_with_none(self):
        """What is earned is rounded to the smallest unit, deposited so, and paid to the last one."""
        fund_type = self._rebate_fund()
        invoice = self._sell(6000, "2025-02-10")
        for name, rate, earned in (("KWD", 0.3071, 18.426), ("JPY", 149.37, 8962.0)):
            currency = self._currency(name, ("2020-01-01", rate))
            program = self._program(
                [(0, 0, 1.0)], code=name, currency_id=currency.id, settle_by="fund", fund_type_id=fund_type.id
            )
            with self.subTest(name):
                line = self._rebate(self._settled(program, 1))
                self.assertEqual(
                    (line.earned, line.to_settle, line.state, line.error), (earned, earned, "settled", False)
                )
                fund = self.env["dealer.fund"]._of_dealers(self.dealer, fund_type, currency)[self.dealer.id]
                self.assertEqual(fund.balance, earned)
        invoice.button_draft()
        invoice.button_cancel()
        for program in self.env["dealer.rebate.program"].search([("code", "in", ("KWD", "JPY"))]):
            self.assertEqual(self._rebate(self._run(program, 2)).difference, -self._paid(program))

    def _rebate_fund(self):
        account, counterpart = (
            self.env["account.account"].create(
                {
                    "name": code,
                    "code": code,
                    "account_type": "liability_current",
                    "reconcile": reconcile,
                    "company_ids": [Command.link(self.company.id)],
                }
            )
            for code, reconcile in (("RBTFND", True), ("RBTCTR", False))
        )
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        return self.env["dealer.fund.type"].create(
            {
                "name": "Rebates",
                "code": "RBT",
                "kind": "rebate",
                "company_id": self.company.id,
                "account_id": account.id,
                "counterpart_account_id": counterpart.id,
                "journal_id": journal.id,
            }
        )

    def test_an_invoice_cancelled_after_it_was_settled(self):
        for claw_back in ("collect", "carry"):
            program = self._program(claw_back=claw_back, code=claw_back)
            invoice = self._sell(6000, "2025-02-10")
            self._settled(program, 1)
            invoice.button_draft()
            invoice.button_cancel()
            line = self._rebate(self._settled(program, 2))
            with self.subTest(claw_back):
                self.assertEqual(line.difference, -120)
                if claw_back == "collect":
                    (settlement,) = line.settlement_ids
                    self.assertEqual(
                        (settlement.kind, settlement.amount, settlement.move_id.move_type),
                        ("collection", 120, "out_invoice"),
                    )
                    self.assertEqual(self._paid(program), 0)
                    self.assertFalse(self._rebate(self._run(program, 3)).to_settle, "collected once")
                else:
                    self.assertEqual((line.carried, self._paid(program)), (-120, 120))
                    self._sell(13000, "2025-07-10")
                    self.assertEqual(self._rebate(self._settled(program, 3)).to_settle, 140, "260 less 120")

    def test_more_comes_back_than_was_bought(self):
        """A return of last year's goods: the mirror image of a purchase, collected, and given back when bought again."""
        program = self._program(claw_back="collect")
        self._sell(2000, "2025-02-10")
        self._sell(8000, "2025-02-11", move_type="out_refund")
        line = self._rebate(self._settled(program, 1))
        self.assertEqual((line.basis, line.earned, line.to_settle), (-6000, -120, -120))
        self._sell(6000, "2025-04-10")
        self.assertEqual(self._rebate(self._settled(program, 2)).to_settle, 120)
        self.assertEqual(self._paid(program), 0)

    def test_a_return_between_approval_and_settlement(self):
        """What is approved is paid as approved; the return comes with the next run, and the sum is right."""
        program = self._program(claw_back="collect")
        invoice = self._sell(7000, "2025-02-10")
        run = self._approved(self._run(program, 1))
        note = invoice._reverse_moves([{"invoice_date": "2025-03-20", "date": "2025-03-20"}])
        note.invoice_line_ids.price_unit = 1000
        note.action_post()
        run.action_settle()
        self._finish(run)
        self.assertEqual(self._rebate(run).to_settle, 140)
        self.assertEqual(self._rebate(self._settled(program, 2)).to_settle, -20)
        self.assertEqual(self._paid(program), 120, "2 % of 6,000")

    def test_a_settlement_is_not_reversed(self):
        program = self._program(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-02-10")
        program.action_accrue("2025-02-28")
        move = self._rebate(self._settled(program, 1)).settlement_ids.move_id
        for entry, word in ((move, "settles a rebate"), (program.accrual_ids.move_id, "accrues a rebate")):
            wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=entry.ids)
            for step in ("refund_moves", "modify_moves"):
                with self.assertRaisesRegex(UserError, word), self.env.cr.savepoint():
                    getattr(wizard.create({"journal_id": entry.journal_id.id, "date": date(2025, 5, 1)}), step)()

    def test_free_goods_are_approved_by_what_they_are_worth(self):
        """Two dozens at 7.50 a piece, for a program that counts in francs at 2 for 1."""
        franc = self._currency("CHF", ("2020-01-01", 2.0))
        self.goods.lst_price = 7.5
        program = self._program(
            [],
            method="free_goods",
            measure="quantity",
            currency_id=franc.id,
            uom_id=self.env.ref("uom.product_uom_dozen").id,
            settle_by="free_goods",
            free_product_id=self.goods.id,
            band_ids=[Command.create({"value_from": 0, "free_quantity": 1, "free_per": 10})],
        )
        line = {"product_id": self.goods.id, "quantity": 250, "price_unit": 1.0, "tax_ids": [Command.clear()]}
        self._invoice(self.dealer, date="2025-02-10", invoice_line_ids=[Command.create(line)])
        run = self._run(program, 1)
        self.assertEqual(self._rebate(run).to_settle, 2, "20 of 20.83 dozens")
        self.assertEqual(run._approval_amount(), (360.0, franc))
        self.assertIn("360.00", str(run._approval_figures()))

    def test_one_cent_at_a_time(self):
        """Fifty invoices of a cent earn what one of fifty cents does: nothing is rounded before the end."""
        program = self._program([(0, 0, 33.0)])
        for number in range(50):
            self._sell(0.01, f"2025-02-{number % 28 + 1:02}")
        self._sell(0.50, "2025-02-10", dealer=self.hidden)
        run = self._run(program, 1)
        self.assertEqual([self._rebate(run, dealer).earned for dealer in (self.dealer, self.hidden)], [0.17, 0.17])

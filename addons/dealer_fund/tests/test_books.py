"""What people with rights in the books can do to a fund past its verbs."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FundCase


@tagged("post_install", "-at_install")
class TestBooks(FundCase):
    def _use_all(self):
        deposit = self._add(self.fund, 50.0)
        invoice = self._invoice(self.dealer, 50.0, date=fields.Date.today())
        self.fund.with_user(self.finance).apply(invoice.id, 50.0)
        return deposit

    def test_a_used_deposit_cannot_be_deleted(self):
        deposit = self._use_all()
        for what in (deposit, deposit.line_ids):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                what.with_user(self.finance).with_context(force_delete=True).unlink()
        self.assertEqual(self._figures(self.fund), (0.0, 0.0, 0.0))

    def test_no_items_are_added_to_a_posted_entry(self):
        deposit = self._use_all()
        common = {"move_id": deposit.id, "partner_id": self.dealer.partner_id.id, "name": "More"}
        account, other = self.fund_type.account_id, self.fund_type.counterpart_account_id
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["account.move.line"].with_user(self.finance).create(
                [
                    {**common, "account_id": account.id, "debit": 30.0},
                    {**common, "account_id": other.id, "credit": 30.0},
                ]
            )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            deposit.with_user(self.finance).write(
                {
                    "line_ids": [
                        Command.create({**common, "account_id": account.id, "debit": 30.0}),
                        Command.create({**common, "account_id": other.id, "credit": 30.0}),
                    ]
                }
            )
        self.assertEqual(self._figures(self.fund), (0.0, 0.0, 0.0))

    def test_what_moved_a_fund_is_not_rewritten(self):
        deposit = self._add(self.fund, 50.0)
        for vals in ({"fund_kind": False}, {"fund_kind": "expiry"}, {"fund_origin": "Other"}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                deposit.with_user(self.finance).write(vals)
        self.assertEqual(deposit.fund_kind, "deposit")

    def test_entries_take_the_rate_of_their_day(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        currency.active = True
        currency.rate_ids.unlink()
        for day, rate in (("2020-01-01", 2.0), (fields.Date.to_string(fields.Date.today()), 4.0)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "company_id": self.company.id, "name": day, "rate": rate}
            )
        fund = self._fund(currency=currency)
        deposit = self._add(fund, 100.0, days=5)
        self.assertEqual(max(deposit.line_ids.mapped("debit")), 50.0, "at 2 for 1")
        day = fields.Date.to_string(fields.Date.subtract(fields.Date.today(), days=3))
        account = self.fund_type.counterpart_account_id.id
        told = fund.with_user(self.finance).refund(40.0, "Back", counterpart_account_id=account, date=day)
        entry = self.env["account.move"].browse(told["move_id"])
        self.assertEqual(max(entry.line_ids.mapped("debit")), 20.0)
        told = fund.with_user(self.finance).transfer(self.fund.id, 40.0, date=day)
        entry = self.env["account.move"].browse(told["move_id"])
        self.assertEqual(max(entry.line_ids.mapped("debit")), 20.0)
        self.assertEqual(self._figures(self.fund)[0], 20.0)

    def test_matching_undone_by_hand(self):
        self._add(self.fund, 50.0, days=9, expires=3)
        self._add(self.fund, 20.0)
        invoice = self._invoice(self.dealer, 40.0, date=fields.Date.today())
        told = self.fund.with_user(self.finance).apply(invoice.id, 40.0)
        own, _paid = self.fund._split_items(self.env["account.move"].browse(told["move_id"]))
        own.remove_move_reconcile()
        self.assertEqual(self._figures(self.fund), (30.0, 0.0, 30.0))
        self.fund._allocate()
        self.assertEqual(self._left(self.fund), [10.0, 20.0])

    def test_a_payment_that_is_taken_back(self):
        self._add(self.fund, 50.0)
        invoice = self._invoice(self.dealer, 50.0, date=fields.Date.today())
        told = self.fund.with_user(self.finance).apply(invoice.id, 50.0)
        self.env["account.move"].browse(told["move_id"]).with_user(self.finance).button_draft()
        self.assertEqual(self._figures(self.fund), (50.0, 0.0, 50.0))
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (50.0, "not_paid"))

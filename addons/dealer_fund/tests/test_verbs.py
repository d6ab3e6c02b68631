from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from .common import FundCase


@tagged("post_install", "-at_install")
class TestVerbs(FundCase):
    """What comes in, what goes out, and that the ledger says the same."""

    def _as_finance(self, fund=None):
        return (fund or self.fund).with_user(self.finance)

    def test_deposit_of_an_account(self):
        result = self._as_finance().deposit(100.0, "Advance", external_ref="A-1")
        self.assertEqual(result["amount"], 100.0)
        move = self.env["account.move"].browse(result["move_id"])
        self.assertEqual(move.fund_kind, "deposit")
        self.assertEqual(self._figures(self.fund), (100.0, 0.0, 100.0))

    def test_the_same_reference_has_one_effect(self):
        first = self._as_finance().deposit(100.0, "Advance", external_ref="A-1")
        again = self._as_finance().deposit(100.0, "Advance", external_ref="A-1")
        self.assertEqual(first, again)
        self.assertEqual(self._figures(self.fund)[0], 100.0)
        with self.assertRaisesRegex(UserError, "another request"):
            self._as_finance().deposit(101.0, "Advance", external_ref="A-1")

    def test_the_same_reference_has_one_effect_past_midnight(self):
        """Who sends a call again because no answer came may do so on the next day."""
        other = self._fund(self._fund_type("elsewhere"))
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        calls = [
            lambda: self._as_finance().deposit(100.0, "Advance", external_ref="D-1"),
            lambda: self._as_finance().transfer(other.id, 30.0, external_ref="T-1"),
            lambda: self._as_finance().refund(20.0, "Back", journal_id=bank.id, external_ref="R-1"),
        ]
        with freeze_time("2026-03-10 12:00:00"):
            first = [call() for call in calls]
        with freeze_time("2026-03-11 12:00:00"):
            self.assertEqual([call() for call in calls], first)
            self.assertEqual(self._figures(self.fund)[0], 50.0)
            with self.assertRaisesRegex(UserError, "another request"):
                self._as_finance().deposit(100.0, "Advance", date="2026-03-11", external_ref="D-1")

    def test_deposit_of_a_payment(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.dealer.partner_id.id,
                "company_id": self.company.id,
                "amount": 250.0,
            }
        )
        payment.action_post()
        self._as_finance().deposit(200.0, "By bank", payment_id=payment.id)
        self.assertEqual(self._figures(self.fund)[0], 200.0)
        open_item = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(open_item.amount_residual, -50.0)
        with self.assertRaisesRegex(UserError, "Only .*50.00"):
            self._as_finance().deposit(51.0, "By bank", payment_id=payment.id)

    def test_apply_pays_the_invoice(self):
        self._add(self.fund, 100.0)
        invoice = self._invoice(self.dealer, 80.0, date=Date.today())
        self._as_finance().apply(invoice.id, 60.0)
        self.assertEqual(invoice.amount_residual, 20.0)
        self.assertEqual(self._figures(self.fund), (40.0, 0.0, 40.0))
        self.assertEqual(self._left(self.fund), [40.0])
        with self.assertRaisesRegex(UserError, "Only .*20.00 of"):
            self._as_finance().apply(invoice.id, 21.0)

    def test_apply_no_more_than_there_is(self):
        self._add(self.fund, 50.0)
        invoice = self._invoice(self.dealer, 80.0, date=Date.today())
        with self.assertRaisesRegex(UserError, "10.00 is missing"):
            self._as_finance().apply(invoice.id, 60.0)

    def test_apply_pays_invoices_of_its_dealer_only(self):
        self._add(self.fund, 50.0)
        invoice = self._invoice(self.hidden, 80.0, date=Date.today())
        with self.assertRaisesRegex(UserError, "own dealer"):
            self._as_finance().apply(invoice.id, 10.0)
        draft = self._invoice(self.dealer, 80.0, date=Date.today(), post=False)
        with self.assertRaisesRegex(UserError, "posted invoices"):
            self._as_finance().apply(draft.id, 10.0)

    def test_refund_by_bank(self):
        self._add(self.fund, 50.0)
        bank = self.company_data["default_journal_bank"]
        result = self._as_finance().refund(30.0, "Back", journal_id=bank.id)
        self.assertEqual(self._figures(self.fund)[0], 20.0)
        owed = (
            self.env["account.move"]
            .browse(result["move_id"])
            .line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        )
        self.assertTrue(owed.reconciled, "the outgoing payment settles what was taken from the fund")

    def test_transfer_keeps_last_days(self):
        other = self._fund(self._fund_type("MARKETING", "marketing"))
        self._add(self.fund, 30.0, expires=10)
        self._add(self.fund, 30.0)
        self._as_finance().transfer(other.id, 40.0)
        self.assertEqual(self._figures(self.fund)[0], 20.0)
        self.assertEqual(self._figures(other)[0], 40.0)
        soon = Date.add(Date.today(), days=10)
        self.assertEqual([(lot.amount, lot.expires_on) for lot in other.lot_ids], [(30.0, soon), (10.0, False)])

    def test_what_is_no_amount(self):
        for amount in (0, -1, float("nan"), float("inf"), "10", None, True, 0.001, 1e16):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self._as_finance().deposit(amount, "Bad")
        self.assertEqual(self._figures(self.fund)[0], 0.0)

    def test_only_finance_posts(self):
        self._add(self.fund, 50.0)
        invoice = self._invoice(self.dealer, 80.0, date=Date.today())
        other = self._fund(self._fund_type("OTHER"))
        fund = self.fund.with_user(self.clerk)
        for call in (
            lambda: fund.deposit(1.0, "No"),
            lambda: fund.apply(invoice.id, 1.0),
            lambda: fund.refund(1.0, "No", counterpart_account_id=self.fund_type.counterpart_account_id.id),
            lambda: fund.transfer(other.id, 1.0),
            lambda: fund.action_write_off(),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(fund.balance, 50.0)

    def test_accounts_of_others_are_refused(self):
        self._add(self.fund, 50.0)
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self._fund_account("888888", company=company)
        fund = self._as_finance()
        with self.assertRaises(AccessError):
            fund.refund(1.0, "No", counterpart_account_id=foreign.id)
        with self.assertRaisesRegex(UserError, "keeps funds itself"):
            fund.refund(1.0, "No", counterpart_account_id=self.fund_type.account_id.id)

    def test_locked_books_take_the_first_open_day(self):
        yesterday = Date.subtract(Date.today(), days=1)
        self.company.sudo().fiscalyear_lock_date = yesterday
        result = self._as_finance().deposit(10.0, "Late", date=Date.to_string(yesterday))
        self.assertEqual(result["date"], Date.to_string(Date.today()))

    def test_an_entry_by_hand_is_a_lot_too(self):
        self._entry(-70.0)
        self.assertEqual(self._figures(self.fund)[0], 70.0)
        self.assertEqual(self._left(self.fund), [70.0])

    def test_an_entry_by_hand_does_not_overdraw(self):
        self._add(self.fund, 50.0)
        with self.assertRaisesRegex(UserError, "10.00 is missing"), self.env.cr.savepoint():
            self._entry(60.0)
        self._entry(20.0)
        self.assertEqual(self._left(self.fund), [30.0])

    def test_a_deposit_that_was_used_cannot_be_withdrawn(self):
        deposit = self._add(self.fund, 50.0)
        self._entry(20.0)
        with self.assertRaisesRegex(UserError, "is missing"):
            deposit.button_draft()

    def test_no_item_without_a_dealer(self):
        with self.assertRaisesRegex(UserError, "no dealer"):
            self._entry(-70.0, partner=self.env["res.partner"].create({"name": "Nobody"}))

    def _entry(self, amount, partner=None):
        """Post an entry by hand: ``amount`` debited to the fund."""
        partner = partner or self.dealer.partner_id
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.fund_type.journal_id.id,
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "partner_id": partner.id, "balance": balance, "name": "By hand"}
                    )
                    for account, balance in (
                        (self.fund_type.account_id, amount),
                        (self.fund_type.counterpart_account_id, -amount),
                    )
                ],
            }
        )
        move.action_post()
        return move

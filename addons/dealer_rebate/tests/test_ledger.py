"""Accruals and settlements in the books: what went in comes out, whatever happened between."""

from datetime import date

from odoo.exceptions import UserError
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

    def test_entry_of_an_accrual_stays(self):
        program = self._program(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-01-10")
        program.action_accrue("2025-01-31")
        with self.assertRaisesRegex(UserError, "rebate"):
            program.accrual_ids.move_id.button_draft()

from odoo import fields
from odoo.fields import Command

from odoo.addons.dealer_account.tests.common import DealerDocumentsCase


class FundFactory:
    """Makes fund types and funds; mixed into a case that has ``company`` and ``dealer``. Amounts in its currency."""

    def setUp(self):
        super().setUp()
        # All tests of a class share one transaction; what one of them has noted is undone with its savepoint.
        for name in ("watched", "matching"):
            self.env.cr.postcommit.data.pop(f"dealer.fund.{name}", None)

    @classmethod
    def _fund_account(cls, code, account_type="liability_current", reconcile=True, company=None):
        company = company or cls.company
        return cls.env["account.account"].create(
            {
                "code": code,
                "name": code,
                "account_type": account_type,
                "reconcile": reconcile,
                "company_ids": [Command.set(company.ids)],
            }
        )

    @classmethod
    def _fund_type(cls, code, kind="prepayment", company=None, **vals):
        company = company or cls.company
        number = 990000 + cls.env["dealer.fund.type"].search_count([]) * 10
        journal = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
        )
        return cls.env["dealer.fund.type"].create(
            {
                "name": code.title(),
                "code": code,
                "kind": kind,
                "company_id": company.id,
                "account_id": cls._fund_account(str(number), company=company).id,
                "counterpart_account_id": cls._fund_account(str(number + 1), reconcile=False, company=company).id,
                "income_account_id": cls._fund_account(str(number + 2), "income_other", False, company).id,
                "journal_id": journal.id,
                **vals,
            }
        )

    @classmethod
    def _fund(cls, fund_type=None, dealer=None, amount=0.0, currency=None, **vals):
        """Return a fund with one lot of ``amount``."""
        dealer = dealer or cls.dealer
        fund_type = fund_type or cls.fund_type
        fund = cls.env["dealer.fund"]._of_dealers(dealer, fund_type, currency)[dealer.id].with_env(cls.env)
        if amount:
            cls._add(fund, amount, **vals)
        return fund

    @classmethod
    def _add(cls, fund, amount, days=0, expires=None, memo="Lot"):
        """Deposit a lot that came in ``days`` ago and expires in ``expires`` days."""
        today = fields.Date.today()
        move = fund._deposit(
            amount,
            counterpart=fund.type_id.counterpart_account_id,
            date=fields.Date.subtract(today, days=days),
            memo=memo,
            origin="",
            expires_on=None if expires is None else fields.Date.add(today, days=expires),
        )
        fund.invalidate_recordset()
        return move

    @classmethod
    def _ledger(cls, fund):
        """Return minus the sum of the ledger on the fund's account, asked of the books themselves."""
        items = cls.env["account.move.line"].search(
            [
                ("account_id", "=", fund.type_id.account_id.id),
                ("partner_id", "=", fund.dealer_id.partner_id.id),
                ("currency_id", "=", fund.currency_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(-sum(items.mapped("amount_currency")), 2)

    def _figures(self, fund):
        """Return (balance, held, available) after having compared the balance with the ledger."""
        fund.invalidate_recordset()
        self.assertEqual(fund.balance, self._ledger(fund))
        return fund.balance, fund.held, fund.available

    def _left(self, fund):
        """Return what is left of the lots of a fund, in the order in which they are used."""
        fund.env.invalidate_all()
        return [lot.remaining for lot in fund.lot_ids if lot.remaining]


class FundCase(FundFactory, DealerDocumentsCase):
    """A dealer with an empty prepayment fund, and somebody of finance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fund_type = cls._fund_type("PREPAID")
        cls.fund = cls._fund()
        cls.finance = cls._staff("finance", "dealer.role_finance", "subtree", cls.region)
        cls.clerk = cls._staff("clerk", "dealer.role_sales_desk", "subtree", cls.region)

from odoo import api, fields, models


class DealerFundMove(models.TransientModel):
    """Collects what a verb of a fund asks for."""

    _name = "dealer.fund.move"
    _description = "Move Money of a Fund"

    fund_id = fields.Many2one("dealer.fund", required=True, readonly=True)
    dealer_id = fields.Many2one(related="fund_id.dealer_id")
    company_id = fields.Many2one(related="fund_id.company_id")
    currency_id = fields.Many2one(related="fund_id.currency_id")
    available = fields.Monetary(related="fund_id.available")
    verb = fields.Selection(
        [("deposit", "Deposit"), ("apply", "Pay an Invoice"), ("refund", "Refund"), ("transfer", "Transfer")],
        string="What",
        required=True,
        default="deposit",
    )
    amount = fields.Monetary(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    memo = fields.Char()
    payment_id = fields.Many2one("account.payment", string="From Payment")
    counterpart_account_id = fields.Many2one("account.account", string="Account", check_company=True)
    journal_id = fields.Many2one("account.journal", string="Bank", check_company=True)
    expires_on = fields.Date(string="Last Day", help="Empty: as the fund type says.")
    invoice_id = fields.Many2one("account.move")
    to_fund_id = fields.Many2one("dealer.fund")

    @api.onchange("payment_id", "invoice_id")
    def _onchange_document(self):
        if self.payment_id and not self.amount:
            self.amount = self.payment_id.amount
        if self.invoice_id and not self.amount:
            self.amount = min(self.invoice_id.amount_residual, self.available)

    def action_post(self):
        """Do what was chosen and say which entry it made."""
        self.ensure_one()
        result = getattr(self, f"_do_{self.verb}")()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Posted"),
                "message": self.env._("%(entry)s on %(date)s", entry=result["entry"], date=result["date"]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _do_deposit(self):
        return self.fund_id.deposit(
            self.amount,
            self.memo or self.payment_id.memo or self.payment_id.name or "",
            date=fields.Date.to_string(self.date),
            counterpart_account_id=self.counterpart_account_id.id or None,
            payment_id=self.payment_id.id or None,
            expires_on=fields.Date.to_string(self.expires_on) if self.expires_on else None,
        )

    def _do_apply(self):
        return self.fund_id.apply(self.invoice_id.id, self.amount)

    def _do_refund(self):
        return self.fund_id.refund(
            self.amount,
            self.memo or "",
            journal_id=self.journal_id.id or None,
            counterpart_account_id=self.counterpart_account_id.id or None,
            date=fields.Date.to_string(self.date),
        )

    def _do_transfer(self):
        return self.fund_id.transfer(
            self.to_fund_id.id, self.amount, self.memo or "", date=fields.Date.to_string(self.date)
        )

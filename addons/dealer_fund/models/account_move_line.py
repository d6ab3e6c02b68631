from odoo import models
from odoo.exceptions import UserError

# What decides which fund a journal item is booked on, and how much.
DECIDING = {"account_id", "partner_id", "currency_id", "amount_currency", "balance", "debit", "credit", "company_id"}


class AccountMoveLine(models.Model):
    """What is posted on the account of a fund stays what it is: its checks were made when it was posted."""

    _inherit = "account.move.line"

    def write(self, vals):
        if names := DECIDING & vals.keys():
            self._check_fund_items_stay(vals, names)
        return super().write(vals)

    def _check_fund_items_stay(self, vals, names):
        """Raise if ``vals`` would change what posted items of a fund are about, or make them a fund's."""
        types = self.env["dealer.fund.type"]._by_account()
        accounts = {account_id for account_id, _company in types}
        for item in self.sudo():
            if item.parent_state != "posted" or not accounts & {item.account_id.id, vals.get("account_id")}:
                continue
            old = {name: self._fields[name].convert_to_write(item[name], item) for name in names}
            if any(vals[name] != old[name] for name in names):
                raise UserError(
                    self.env._(
                        "%(entry)s is posted on the account of a fund. Reset it to draft to change it.",
                        entry=item.move_id.display_name,
                    )
                )

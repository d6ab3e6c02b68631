from odoo import api, models
from odoo.exceptions import UserError

# What decides which fund a journal item is booked on, and how much.
DECIDING = {"account_id", "partner_id", "currency_id", "amount_currency", "balance", "debit", "credit", "company_id"}


class AccountMoveLine(models.Model):
    """What is posted on the account of a fund stays what it is: its checks were made when it was posted."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_no_posted_fund_items()
        return items

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_funds(self):
        """Whatever the caller's context allows: what has come in may have been used."""
        self._check_no_posted_fund_items()

    def _check_no_posted_fund_items(self):
        """Raise if one of these is a posted item of a fund: it comes and goes with its entry, by posting and resetting it."""
        accounts = {account_id for account_id, _company in self.env["dealer.fund.type"]._by_account()}
        for item in self.sudo():
            posted = item.parent_state == "posted" and item.account_id.id in accounts
            if posted and not item.currency_id.is_zero(item.amount_currency):
                self._refuse_posted(item)

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
                self._refuse_posted(item)

    def _refuse_posted(self, item):
        raise UserError(
            self.env._(
                "%(entry)s is posted on the account of a fund. Reset it to draft to change it.",
                entry=item.move_id.display_name,
            )
        )

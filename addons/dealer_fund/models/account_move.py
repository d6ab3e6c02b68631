from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb

FUND_KINDS = [
    ("deposit", "Deposit"),
    ("rebate", "Rebate"),
    ("application", "Used"),
    ("return", "Given Back"),
    ("refund", "Refunded"),
    ("transfer", "Transferred"),
    ("expiry", "Expired"),
]
KEPT = ("fund_kind", "fund_origin")


class AccountMove(models.Model):
    """Whatever posts or withdraws entries on the account of a fund meets the same check: nothing is overdrawn."""

    _inherit = "account.move"

    fund_kind = fields.Selection(FUND_KINDS, string="Fund Movement", readonly=True, copy=False)
    fund_origin = fields.Char(string="Fund Document", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self.browse()._guard_fund(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._guard_fund(vals)
        if "state" not in vals:
            return super().write(vals)
        funds = self._watch_funds()
        if vals["state"] != "posted":
            self._unmatch_funds()
        res = super().write(vals)
        funds._secure()
        return res

    def _unmatch_funds(self):
        """Set free the lots that entries of ``self`` have used, before they are withdrawn.

        :raise UserError: one of them has written off expired lots: it is matched with just these
        """
        if expiry := self.filtered(lambda move: move.fund_kind == "expiry" and move.state == "posted")[:1]:
            raise UserError(
                self.env._(
                    "%(entry)s has written off expired lots and stays. Deposit the amount again instead.",
                    entry=expiry.name,
                )
            )
        accounts = {account_id for account_id, _company in self.env["dealer.fund.type"]._by_account()}
        items_sudo = self.sudo().line_ids.filtered(lambda line: line.account_id.id in accounts)
        if items_sudo:
            # All of these entries: an invoice that stayed matched with a draft would count as paid.
            items_sudo.move_id.line_ids.remove_move_reconcile()

    def _guard_fund(self, vals):
        """Return ``vals`` with plain text, or raise if somebody else than a fund's verb tells what moved a fund.

        Nothing for nothing is what forms send; nothing for something takes away what the verb has told.
        """
        told = [name for name in KEPT if name in vals and not ByVerb.gave(vals, name)]
        if forged := [name for name in told if vals[name] or any(self.mapped(name))]:
            raise UserError(
                self.env._(
                    "These fields are kept by the funds and cannot be written: %(fields)s.",
                    fields=self._field_labels(forged),
                )
            )
        return ByVerb.plain(vals) if any(name in vals for name in KEPT) else vals

    def _watch_funds(self):
        """Return the funds that entries of ``self`` are booked on, noted before anything changes."""
        Funds = self.env["dealer.fund"]
        items_sudo = self.sudo().line_ids.filtered(lambda line: line.account_id)
        self._check_fund_items(items_sudo)
        funds = Funds._of_items(items_sudo, open_missing=True)
        funds._watch()
        return funds

    def _check_fund_items(self, items):
        """Raise if an item on the account of a fund has no dealer: no fund would show it."""
        types = self.env["dealer.fund.type"]._by_account()
        for item in items:
            type_id = types.get((item.account_id.id, item.company_id.id))
            if type_id and not item.dealer_id and not item.currency_id.is_zero(item.amount_currency):
                raise UserError(
                    self.env._(
                        "%(entry)s books %(amount)s on %(account)s, which keeps the funds of dealers, for somebody who is no"
                        " dealer. Name the dealer as partner, or take another account.",
                        entry=item.move_id.display_name,
                        amount=item.currency_id.format(abs(item.amount_currency)),
                        account=item.account_id.display_name,
                    )
                )

    def _post(self, soft=True):
        """Match what uses a fund with its lots, once it is posted; lots of hand-made entries expire as their type says.

        What writes off expired lots is matched with just these by its verb.
        """
        posted = super()._post(soft)
        by_lot = posted.filtered(lambda move: move.fund_kind != "expiry")
        by_lot._set_last_days()._allocate()
        return posted

    def _set_last_days(self):
        """Give lots without a last day that of their type; return the funds that ``self`` uses."""
        items_sudo = self.sudo().line_ids
        funds = self.env["dealer.fund"]._of_items(items_sudo)
        using = funds.browse()
        for fund in funds:
            own_sudo = items_sudo.filtered_domain(fund._items_domain())
            for lot in own_sudo.filtered(lambda item: item.amount_currency < 0 and not item.date_maturity):
                if lot.move_id.fund_kind != "return" and (day := fund._default_last_day(lot.date)):
                    lot.date_maturity = day
            if any(item.amount_currency > 0 for item in own_sudo):
                using += fund
        return using

from odoo import api, fields, models
from odoo.tools import SQL


class DealerFundLot(models.Model):
    """A lot is a journal item that credits a fund; what is left of it is its residual. Nothing is stored here."""

    _name = "dealer.fund.lot"
    _description = "Fund Lot"
    _inherit = ["dealer.scope.mixin"]
    _auto = False
    _order = "expires_on, date, id"
    _rec_name = "reference"

    reference = fields.Char(string="Entry", readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    fund_id = fields.Many2one("dealer.fund", readonly=True)
    type_id = fields.Many2one("dealer.fund.type", string="Fund Type", readonly=True)
    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    dealer_unit_id = fields.Many2one("dealer.unit", readonly=True)
    dealer_user_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    expires_on = fields.Date(string="Last Day", readonly=True)
    is_expired = fields.Boolean(string="Expired", readonly=True)
    amount = fields.Monetary(readonly=True)
    remaining = fields.Monetary(readonly=True)
    memo = fields.Char(readonly=True)

    @property
    def _table_query(self):
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["name", "fund_kind"])
        self.env["dealer.fund"].flush_model()
        return SQL(
            """
            SELECT item.id, item.id AS move_line_id, fund.id AS fund_id, fund.type_id, fund.dealer_id, fund.dealer_unit_id,
                   fund.dealer_user_id, fund.company_id, fund.currency_id, item.date, item.date_maturity AS expires_on,
                   COALESCE(item.date_maturity < %s, FALSE) AS is_expired, -item.amount_currency AS amount,
                   -item.amount_residual_currency AS remaining, item.name AS memo, move.name AS reference
              FROM dealer_fund fund
              JOIN dealer_fund_type type ON type.id = fund.type_id
              JOIN account_move_line item
                ON item.account_id = type.account_id AND item.company_id = fund.company_id
               AND item.dealer_id = fund.dealer_id AND item.currency_id = fund.currency_id
              JOIN account_move move ON move.id = item.move_id
             WHERE item.parent_state = 'posted' AND item.amount_currency < 0
               AND (move.fund_kind IS DISTINCT FROM 'return' OR item.amount_residual_currency <> 0)
            """,
            self.env["dealer.fund"]._day_query(),
        )

    @api.model
    def _dealer_scope_depends(self):
        return []

    def _to_json(self):
        """Return what ``dealer.fund_status`` tells of one lot; dates are ISO texts, empty if the lot does not expire."""
        return {
            "lot_id": self.id,
            "date": fields.Date.to_string(self.date),
            "amount": self.amount,
            "remaining": self.remaining,
            "expires_on": fields.Date.to_string(self.expires_on) if self.expires_on else "",
            "memo": self.memo or "",
        }

from odoo import api, fields, models
from odoo.tools import SQL


class AccountInvoiceReport(models.Model):
    _name = "account.invoice.report"
    _inherit = ["account.invoice.report", "dealer.scope.mixin"]

    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    dealer_unit_id = fields.Many2one("dealer.unit", readonly=True)
    dealer_type_id = fields.Many2one("dealer.type", readonly=True)
    dealer_tier_id = fields.Many2one("dealer.tier", readonly=True)
    dealer_territory_id = fields.Many2one("dealer.territory", readonly=True)

    _depends = {
        "account.move": ["dealer_id", "dealer_unit_id"],
        "dealer.dealer": ["type_id", "tier_id", "territory_id"],
    }

    @api.model
    def _select(self):
        return SQL(
            """
            %s,
                move.dealer_id,
                move.dealer_unit_id,
                dealer.type_id AS dealer_type_id,
                dealer.tier_id AS dealer_tier_id,
                dealer.territory_id AS dealer_territory_id
            """,
            super()._select(),
        )

    @api.model
    def _from(self):
        return SQL("%s LEFT JOIN dealer_dealer dealer ON dealer.id = move.dealer_id", super()._from())

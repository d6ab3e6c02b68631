from odoo import api, fields, models


class DealerTerritory(models.Model):
    """What only the screens of a territory ask for."""

    _inherit = "dealer.territory"

    dealer_total = fields.Integer(
        string="Dealers in Territory and Below",
        compute="_compute_dealer_total",
        help="Dealers of this territory and of all below it.",
    )

    @api.depends_context("uid")
    def _compute_dealer_total(self):
        totals = self.env["dealer.dealer"]._count_below("territory_id", self)
        for territory in self:
            territory.dealer_total = totals[territory.id]

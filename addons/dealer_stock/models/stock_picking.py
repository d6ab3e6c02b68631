from odoo import fields, models


class StockPicking(models.Model):
    """A transfer belongs to the dealer that the commercial entity of its partner is to its company."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "dealer.document.mixin"]

    # The very field of the platform's delivery methods: a number that a warehouse tells is kept without them, too.
    carrier_tracking_ref = fields.Char(string="Tracking Reference", copy=False)
    dealer_tier_id = fields.Many2one(related="dealer_id.tier_id", string="Dealer Tier")
    dealer_territory_id = fields.Many2one(related="dealer_id.territory_id", string="Dealer Territory")

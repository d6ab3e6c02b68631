from odoo import models


class StockPicking(models.Model):
    """A delivery belongs to the dealer who ordered it, even when it goes to the dealer's customer."""

    _inherit = "stock.picking"

    _dealer_parent_fields = ("sale_id",)

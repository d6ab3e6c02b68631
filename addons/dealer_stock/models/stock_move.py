from odoo import models


class StockMove(models.Model):
    """A move belongs to the dealer of its transfer, or of its own partner while it has none."""

    _name = "stock.move"
    _inherit = ["stock.move", "dealer.document.mixin"]

    _dealer_parent_fields = ("picking_id",)

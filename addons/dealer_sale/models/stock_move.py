from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    _dealer_parent_fields = ("picking_id", "sale_line_id")

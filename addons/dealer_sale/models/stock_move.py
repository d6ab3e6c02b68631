from odoo import models
from odoo.fields import Domain


class StockMove(models.Model):
    _inherit = "stock.move"

    _dealer_parent_fields = ("picking_id", "sale_line_id")

    def _trigger_scheduler(self):
        """Look for reordering rules only where the goods have one: the platform asks for each move on its own."""
        idle = self.filtered("dealer_id")
        rules = self.env["stock.warehouse.orderpoint"].search_fetch(
            Domain("product_id", "in", idle.product_id.ids) & Domain("trigger", "=", "auto"), ["product_id"]
        )
        idle = idle.filtered(lambda move: move.product_id not in rules.product_id)
        return super(StockMove, self - idle)._trigger_scheduler()

    def _update_orderpoints(self):
        """Name each product and place once: the platform's search grows with every move of them."""
        distinct = {(move.product_id.id, move.location_id.id, move.location_dest_id.id): move.id for move in self}
        return super(StockMove, self.browse(distinct.values()))._update_orderpoints()

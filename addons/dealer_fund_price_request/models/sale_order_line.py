from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_special_for_funds(self):
        """A line has a special price if it draws on a request for one."""
        return bool(self.sudo().special_price_id) or super()._is_special_for_funds()

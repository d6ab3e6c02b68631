from odoo import models


class SaleOrderLine(models.Model):
    """Lines at special prices are told to the funds, some of which do not pay for them."""

    _inherit = "sale.order.line"

    def _is_special_for_funds(self):
        """A line has a special price if it draws on a request for one."""
        return bool(self.sudo().special_price_id) or super()._is_special_for_funds()

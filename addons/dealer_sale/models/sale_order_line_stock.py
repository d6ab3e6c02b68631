from odoo import models

from .stock_rule import FoundRules


class SaleOrderLine(models.Model):
    """Asking the stock for the goods of an order."""

    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, **kwargs):
        """Lines of dealers share what they find out about stock rules."""
        lines = self.with_context(dealer_found_rules=FoundRules()) if self.sudo().order_id.dealer_id else self
        return super(SaleOrderLine, lines)._action_launch_stock_rule(**kwargs)

from odoo import models


class DealerFund(models.Model):
    """What the button of the form opens. Which funds pay for an order: ``sale.order._fund_sources``."""

    _inherit = "dealer.fund"

    def action_open_orders(self):
        """Return the action that shows what orders have used of this fund."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_fund_sale.dealer_fund_use_action")
        return {**action, "domain": [("fund_id", "=", self.id)]}

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _price_findings(self):
        """Return a list of dicts ``kind, line_id, message, amount, severity`` on prices missing or below the floor."""
        return []

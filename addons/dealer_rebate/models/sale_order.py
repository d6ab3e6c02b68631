from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Put what is due to the dealers as invoice discounts on their new invoices, oldest first."""
        moves = super()._create_invoices(grouped=grouped, final=final, date=date)
        moves.sudo()._take_rebates()
        return moves

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.ondelete(at_uninstall=False)
    def _unlink_cancels_hold_approval(self):
        """The holds go with their order in the database, without a word to their requests."""
        self.sudo().dealer_hold_ids._cancel_approval(self.env._("The order was deleted."))

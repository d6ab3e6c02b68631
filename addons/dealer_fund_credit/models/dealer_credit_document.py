from odoo import models


class DealerCreditDocument(models.Model):
    """A prepayment fund among the documents opens the funds of its dealer."""

    _inherit = "dealer.credit.document"

    def action_open(self):
        self.ensure_one()
        if not self.order_id and not self.move_id:
            return self.dealer_id.action_open_funds()
        return super().action_open()

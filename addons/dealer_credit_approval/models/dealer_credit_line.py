from odoo import fields, models


class DealerCreditLine(models.Model):
    _inherit = "dealer.credit.line"

    request_ids = fields.One2many("dealer.credit.request", "line_id", string="Limit Requests")

    def _dealers(self):
        """Return the dealers who draw on one line."""
        return self.dealer_id or self.group_id.dealer_ids

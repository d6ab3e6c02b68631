from odoo import api, models
from odoo.fields import Domain


class DealerHoldRule(models.Model):
    _inherit = "dealer.hold.rule"

    @api.model
    def _decidable_domain(self):
        """What was put on a route is decided there alone, also after somebody has withdrawn the request."""
        return super()._decidable_domain() & Domain("approval_request_ids", "not any!", Domain.TRUE)

from odoo import models
from odoo.tools import format_amount


class DealerOrderHold(models.Model):
    _inherit = "dealer.order.hold"

    def _approval_figures(self):
        """Add how the dealer's credit stands."""
        rows = super()._approval_figures()
        if not self.credit_line_id:
            return rows
        figures = (
            (self.env._("Limit today"), self.credit_allowed_amount),
            (self.env._("Used and held"), self.credit_exposed_amount),
            (self.env._("Overdue"), self.credit_overdue_amount),
        )
        return rows + [
            {"label": label, "value": format_amount(self.env, value, self.credit_currency_id)}
            for label, value in figures
        ]

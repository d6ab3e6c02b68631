from odoo import models


class AccountAnalyticLine(models.Model):
    """Analytic items repeat the amounts of journal items: they belong to the same dealer."""

    _name = "account.analytic.line"
    _inherit = ["account.analytic.line", "dealer.document.mixin"]

    _dealer_parent_fields = ("move_line_id",)

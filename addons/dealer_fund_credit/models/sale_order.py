from odoo import api, models


class SaleOrder(models.Model):
    """What a fund pays of an order needs no credit."""

    _inherit = "sale.order"

    @api.depends("fund_held")
    def _compute_credit_open_amount(self):
        return super()._compute_credit_open_amount()

    def _credit_open_amounts(self):
        """What funds keep for this order is taken off what is still to be shipped first, then off what is shipped."""
        opened, shipped = super()._credit_open_amounts()
        held = self.sudo().fund_held
        left = max(self.currency_id.round(opened - held), 0.0)
        return left, min(shipped, left)

    def _credit_claim(self):
        """A quotation takes so much less of the line as funds keep for it, or are going to."""
        claim = super()._credit_claim()
        if self.state == "sale" or any(self.order_line.mapped("qty_invoiced")):
            return claim
        order_sudo = self.sudo()
        asked = self.submitted_at or order_sudo.fund_held or order_sudo.id in order_sudo._fund_asked()
        funds = order_sudo.fund_held if asked else order_sudo._fund_expected()
        return max(self.currency_id.round(claim - funds), 0.0)

    def _fund_expected(self):
        """Return what funds are going to pay of this quotation, as far as can be seen now."""
        return sum(line["planned"] for line in self._fund_plan_lines())

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dealer_credit.models.sale_order import SaleOrder as CreditOrder

# The orders whose stored amounts depend on this add-on.
WITH_FUNDS = [("state", "=", "sale"), ("fund_held", ">", 0)]


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

    @api.model
    def _recompute_credit_with_funds(self):
        """Compute anew what the stored amounts of orders owe to this add-on: the platform does so for new fields only."""
        orders_sudo = self.sudo().search(WITH_FUNDS)
        for name in ("credit_open_amount", "credit_shipped_amount"):
            self.env.add_to_compute(self._fields[name], orders_sudo)
        orders_sudo.flush_recordset()

    @api.model
    def _store_credit_without_funds(self):
        """Store what orders take of their lines without this add-on, which is about to go.

        Plain SQL: the fields would be computed with this add-on, and nobody writes them.
        """
        orders_sudo = self.sudo().search(WITH_FUNDS)
        self.env.flush_all()
        for order_sudo in orders_sudo:
            opened, shipped = CreditOrder._credit_open_amounts(order_sudo)
            self.env.cr.execute(
                SQL(
                    "UPDATE sale_order SET credit_open_amount = %s, credit_shipped_amount = %s WHERE id = %s",
                    opened,
                    shipped,
                    order_sudo.id,
                )
            )
        orders_sudo.invalidate_recordset(["credit_open_amount", "credit_shipped_amount"])

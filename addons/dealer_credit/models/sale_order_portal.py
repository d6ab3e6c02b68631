from odoo import models


class SaleOrder(models.Model):
    """What a dealer sees of its credit on the page of an order that it has not placed yet, or that is held."""

    _inherit = "sale.order"

    def _credit_for_portal(self):
        """Return the credit that this one order meets, as the dealer may know it, or False.

        Keys: ``currency`` (record), ``rows`` (list of (name, amount) in that currency, in the order to be shown), ``after`` (what is
        left after this order, negative if it does not fit), ``due`` (list of dicts ``date`` ``amount`` ``overdue``, the first
        ones). Only for members of the dealer who are logged in: the link in a mail may be anybody's.
        """
        self.ensure_one()
        line_sudo = self.sudo()._credit_lines().get(self.sudo())
        if not line_sudo or line_sudo.control == "none" or self.state not in ("draft", "sent"):
            return False
        if not self._credit_is_member():
            return False
        order_sudo = self.sudo()
        return {
            "currency": line_sudo.currency_id,
            "rows": self._credit_portal_rows(line_sudo),
            "after": order_sudo.credit_after_amount,
            "due": line_sudo._due_calendars().get(line_sudo.id, [])[:5],
        }

    def _credit_is_member(self):
        return self.sudo().dealer_id.with_user(self._acting_user())._is_member_with()

    def _credit_portal_rows(self, line):
        """Return (name, amount) of what is shown; whoever pays in advance has no limit."""
        order_sudo = self.sudo()
        rows = [
            (self.env._("Limit"), order_sudo.credit_allowed_amount),
            (self.env._("Used"), order_sudo.credit_used_amount),
            (self.env._("Held"), order_sudo.credit_held_amount),
            (self.env._("Available"), order_sudo.credit_available_amount),
            (self.env._("Overdue"), order_sudo.credit_overdue_amount),
        ]
        return rows[1:] if line.control == "prepaid" else rows

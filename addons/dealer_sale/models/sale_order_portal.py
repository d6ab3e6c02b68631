from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Orders that the dealer itself accepts or pays."""

    _name = "sale.order"
    _inherit = "sale.order"

    @api.depends("submitted_at")
    def _compute_type_name(self):
        """What a dealer has ordered is an order to it, whether it is still being checked or not."""
        submitted = self.filtered(lambda order: order.submitted_at and order.state == "sent")
        submitted.type_name = self.env._("Sales Order")
        return super(SaleOrder, self - submitted)._compute_type_name()

    def _validate_order(self):
        """Submit the orders of dealers that were accepted on the portal: what must be checked is held, not lost.

        :raise UserError: if the order is refused, with what the dealer may know of the reason
        """
        of_dealers = self.filtered("dealer_id")
        res = super(SaleOrder, self - of_dealers)._validate_order() if self - of_dealers else None
        for order in of_dealers:
            result = order._dealer_submit()
            if result["state"] == "refused":
                raise UserError(result["message"])
            if result["state"] == "confirmed":
                order._send_order_confirmation_mail()
        return res

    def _dealer_submit_paid(self):
        """Submit one order that has been paid, and return it if that confirmed it.

        It is not for the payment to fail when the order is held or refused: the order says so, and to its salesperson.
        """
        result = self._dealer_submit_in_batch()
        if result["state"] == "confirmed":
            self._send_order_confirmation_mail()
            return self
        self.message_post(body=self.env._("Paid, but not confirmed. %(reason)s", reason=result["message"]))
        return self.browse()

    def _has_to_be_signed(self):
        """A held order has been accepted: it waits for us, not for another signature."""
        return super()._has_to_be_signed() and not self.open_hold_count

    def _can_be_edited_on_portal(self):
        """What was submitted is what is being checked: the dealer does not change it meanwhile."""
        return super()._can_be_edited_on_portal() and not self.submitted_at

    def _dealer_told(self):
        """Return the sentences that tell the dealer what this order is held for."""
        self.ensure_one()
        holds_sudo = self.sudo().dealer_hold_ids.filtered(lambda hold: hold.state == "open")
        return list(dict.fromkeys(hold._told() for hold in holds_sudo))

    def _dealer_may_act(self):
        """Tell whether the visitor of the portal is logged in as somebody who orders for the dealer of this order."""
        self.ensure_one()
        members_sudo = self.env["dealer.member"].sudo()
        return bool(members_sudo.search_count(self._ordering_member_domain(self.sudo().dealer_id), limit=1))

    def _dealer_may_cancel(self):
        """Tell whether the dealer may still cancel this order itself."""
        self.ensure_one()
        submitted = self.state == "sent" and self.dealer_state in ("submitted", "held")
        return submitted or (self.state == "sale" and not self.sudo().picking_begun)

    def _dealer_may_request(self):
        """Tell whether the dealer may ask for what is not yet shipped to be cancelled."""
        self.ensure_one()
        open_changes_sudo = self.sudo().dealer_change_ids.filtered(lambda change: change.state == "requested")
        return self.state == "sale" and not open_changes_sudo and bool(self.sudo()._open_moves())

    def _dealer_to_receive(self):
        """Return the deliveries of this order that have left and that the dealer has not received yet, for a template."""
        self.ensure_one()
        return self.picking_ids.filtered_domain(
            self.env["stock.picking"]._shipped_to_dealer_domain() & Domain("dealer_received_at", "=", False)
        )

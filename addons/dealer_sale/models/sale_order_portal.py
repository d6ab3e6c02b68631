from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Orders that the dealer itself accepts or pays."""

    _name = "sale.order"
    _inherit = "sale.order"

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

from odoo import models


class PaymentTransaction(models.Model):
    """A payment that would confirm a dealer's quotation submits it: held or refused, the money is processed all the same."""

    _name = "payment.transaction"
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        of_dealers = self.filtered(lambda tx: len(tx.sale_order_ids) == 1 and tx.sale_order_ids.dealer_id)
        confirmed = super(PaymentTransaction, self - of_dealers)._check_amount_and_confirm_order()
        for order in of_dealers.sale_order_ids:
            if order.state in ("draft", "sent") and order._is_confirmation_amount_reached():
                confirmed |= order._dealer_submit_paid()
        return confirmed

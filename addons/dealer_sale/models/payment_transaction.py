from odoo import models


class PaymentTransaction(models.Model):
    _name = "payment.transaction"
    _inherit = ["payment.transaction", "dealer.document.mixin"]

    def _check_amount_and_confirm_order(self):
        """Keep the money of a dealer that must not order, without confirming its quotation.

        Raising here would leave the payment unprocessed and tried again for ever.
        """
        refused = self.filtered(lambda tx: any(order._dealer_portal_refusal() for order in tx.sale_order_ids))
        for order in refused.sale_order_ids:
            order.message_post(
                body=self.env._("Paid, but not confirmed. %(refusal)s", refusal=order._dealer_order_refusal() or "")
            )
        return super(PaymentTransaction, self - refused)._check_amount_and_confirm_order()

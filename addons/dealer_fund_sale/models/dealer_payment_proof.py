from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerPaymentProof(models.Model):
    """A payment may be for an order: it pays its invoices as far as there are any."""

    _inherit = "dealer.payment.proof"

    order_id = fields.Many2one(
        "sale.order",
        string="For Order",
        check_company=True,
        ondelete="restrict",
        domain="[('dealer_id', '=', dealer_id)]",
    )

    @api.model
    def _clean_target(self, dealer, values):
        vals = super()._clean_target(dealer, values)
        if values.get("order_id"):
            order_id = self.env["dealer.fund"]._clean_id(values["order_id"])
            order_sudo = self.env["sale.order"].sudo().search([("id", "=", order_id), ("dealer_id", "=", dealer.id)])
            if not order_sudo:
                raise UserError(self.env._("The payment is for an order that is none of this dealer."))
            vals["order_id"] = order_sudo.id
        return vals

    def _invoices_to_pay(self):
        invoices = super()._invoices_to_pay()
        open_sudo = self.sudo().order_id.invoice_ids.filtered(
            lambda invoice: (
                invoice.move_type == "out_invoice" and invoice.state == "posted" and invoice.amount_residual > 0
            )
        )
        return invoices | open_sudo.with_env(invoices.env)

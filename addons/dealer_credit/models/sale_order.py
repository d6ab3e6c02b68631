from odoo import api, fields, models

from ..engine.open_amount import open_amounts


class SaleOrder(models.Model):
    """What of a confirmed order is not invoiced yet: stored, so that a dealer's exposure is a sum over flat columns."""

    _inherit = "sale.order"

    credit_open_amount = fields.Monetary(
        string="Not Invoiced",
        compute="_compute_credit_open_amount",
        store=True,
        help="Confirmed and in no invoice yet, not even in a draft; with taxes.",
    )
    credit_shipped_amount = fields.Monetary(
        string="Delivered, Not Invoiced", compute="_compute_credit_open_amount", store=True
    )

    _credit_open_idx = models.Index("(dealer_id) WHERE credit_open_amount > 0")

    @api.depends(
        *("state", "amount_total", "order_line.product_uom_qty", "order_line.price_total", "order_line.qty_delivered"),
        *("order_line.qty_invoiced", "order_line.invoice_lines.price_total", "order_line.invoice_lines.move_id.state"),
        *("order_line.move_ids.state", "transaction_ids.state", "transaction_ids.payment_id"),
    )
    def _compute_credit_open_amount(self):
        for order in self:
            amounts = order._credit_open_amounts() if order.state == "sale" else (0.0, 0.0)
            order.credit_open_amount, order.credit_shipped_amount = amounts

    @api.model
    def _dealer_derived_fields(self):
        """Amounts follow from the lines; written by hand, they would lie to the credit line."""
        amounts = {"amount_untaxed", "amount_tax", "amount_total", "credit_open_amount", "credit_shipped_amount"}
        return super()._dealer_derived_fields() | amounts

    def _credit_open_amounts(self):
        """Return (open, thereof shipped) of this order as if confirmed, in its currency, with taxes."""
        self.ensure_one()
        lines_sudo = self.sudo().order_line.filtered(lambda line: not line.display_type)
        ahead_sudo = lines_sudo.filtered(lambda line: line.is_downpayment and not line.product_uom_qty)
        return open_amounts(
            self.amount_total,
            [line._credit_order_line() for line in lines_sudo - ahead_sudo],
            sum(line._credit_invoiced_amount() for line in ahead_sudo),
            self._credit_captured_amount(),
            self.currency_id.decimal_places,
        )

    def _credit_claim(self):
        """Return what this order takes of a credit line once it is confirmed, in its currency."""
        if self.state == "sale" or any(self.order_line.mapped("qty_invoiced")):
            return self._credit_open_amounts()[0]
        return max(self.currency_id.round(self.amount_total - self._credit_captured_amount()), 0.0)

    def _credit_captured_amount(self):
        """Return what was paid online for this order and is not booked yet: as soon as it is, it counts as a payment."""
        transactions_sudo = self.sudo().transaction_ids.filtered(
            lambda tx: tx.state in ("authorized", "done") and not tx.payment_id
        )
        day = self.date_order or fields.Datetime.now()
        return sum(
            tx.currency_id._convert(tx.amount, self.currency_id, self.company_id, day) for tx in transactions_sudo
        )

    def _credit_before(self):
        """Return {order: open amount} of those of ``self`` that are confirmed orders of dealers."""
        confirmed = self.filtered(lambda order: order.state == "sale" and order.sudo().dealer_id)
        return {order: order.credit_open_amount for order in confirmed}

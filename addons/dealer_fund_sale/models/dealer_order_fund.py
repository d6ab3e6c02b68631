from odoo import api, fields, models


class DealerOrderFund(models.Model):
    """How much of a fund is to pay for an order, as somebody has said. Written by :meth:`sale.order.set_fund_plan`."""

    _name = "dealer.order.fund"
    _description = "Fund Planned for an Order"
    _inherit = ["dealer.scope.mixin"]
    _order = "order_id, sequence, id"
    _rec_name = "fund_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, readonly=True, ondelete="cascade")
    fund_id = fields.Many2one("dealer.fund", required=True, index=True, readonly=True, ondelete="restrict")
    dealer_id = fields.Many2one(related="order_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    sequence = fields.Integer(related="fund_id.sequence", store=True)
    currency_id = fields.Many2one(related="fund_id.currency_id")
    amount = fields.Monetary(string="Planned", required=True, readonly=True)

    _order_fund_unique = models.Constraint("UNIQUE(order_id, fund_id)", "The fund is planned for this order already.")
    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A planned amount cannot be negative.")

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"dealer_id", "company_id", "sequence"}
